"""Speaking so that it can be interrupted, where the echo of our own voice is known to be cancelled.

While a line is spoken, only *stop*, *wait* and *repeat* are listened for. When somebody begins to speak, the line pauses;
when nothing valid was said within two seconds it is taken up at the beginning of its sentence. An urgent line does not
pause, and only *stop* ends it. Words that are part of the line itself interrupt nothing: that may be us.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import yaml

from voice_skill.events import Command
from voice_skill.hearing import SourceLostError
from voice_skill.ports import Clip
from voice_skill.speaking.clips import after, sentence_start_s

if TYPE_CHECKING:
    from voice_skill.devices.mouth import Mouth
    from voice_skill.hearing import PhraseSpotter, SpeechModel
    from voice_skill.ports import AudioBlock, AudioSource
    from voice_skill.speaking.earcons import Name


@dataclass(frozen=True, slots=True)
class BargeInSettings:
    """How readily speech gives way."""

    warm_up_s: float = 3.0
    """Seconds of our own speech, at the start of a consultation, in which nothing interrupts: the canceller learns the
    room meanwhile (LiveKit waits as long)."""
    speech_s: float = 0.5
    """Seconds of somebody's speech after which a line pauses (LiveKit's and pipecat's least)."""
    resume_s: float = 2.0
    """Seconds without a valid word after which a paused line goes on (LiveKit's false-interruption time)."""
    pauses: int = 2
    """How often a line pauses; after that it is spoken to its end: a television must not keep it for ever."""
    heard_s: float = 0.3
    """Seconds between writing sound and hearing it, about: the place at which a line is taken up is a little earlier."""
    end_s: float = 0.35
    """Silence that ends a command."""
    longest_s: float = 1.8
    """Longer speech is no command."""
    denials: int = 3
    """Times in a row that no canceller is seen before it is not looked for any more: `pactl` may fail once."""
    lead: float = 0.5
    """Log-likelihood by which a command must lead: *weight*, which sounds like *wait*, trails it by 0.6."""
    trail: float = 2.0
    """… and by which it may trail the open vocabulary's first choice: it has these words first; *wet* for *wait* is 2.5."""


@cache
def commands() -> Mapping[str, Command]:
    """What interrupts → the command it is."""
    data = yaml.safe_load((Path(__file__).parent / "interruptions.yaml").read_text(encoding="utf-8"))
    return {phrase: Command(name) for name, phrases in data.items() for phrase in phrases}


def spotter_of(model: SpeechModel, settings: BargeInSettings | None = None) -> PhraseSpotter:
    """Return what listens for the few commands, with hard refusal."""
    from voice_skill.hearing import PhraseSpotter, SpotterSettings  # noqa: PLC0415

    settings = settings or BargeInSettings()
    short = SpotterSettings(
        end_s=settings.end_s,
        longest_s=settings.longest_s,
        lead=settings.lead,
        trail=settings.trail,
        tempos=(),
    )
    return PhraseSpotter(model, tuple(commands()), short)


class Spotter(Protocol):
    """The part of `hearing.PhraseSpotter` that is needed."""

    def wait(self, source: AudioSource, on_speech: Callable[[float], None] | None = None) -> str | None:
        """Return the next phrase; None when the source has ended. Raises `SourceLostError`."""
        ...


class BargeIn:
    """Speaks lines; listens meanwhile, if it may."""

    def __init__(
        self,
        mouth: Mouth,
        microphone: AudioSource,
        spotter: Callable[[], Spotter | None],
        cancelled: Callable[[], bool],
        settings: BargeInSettings | None = None,
    ) -> None:
        """`spotter` gives None while the recogniser is still loading; `cancelled` is asked before anything gives way."""
        self._mouth = mouth
        self._microphone = microphone
        self._spotter = spotter
        self._cancelled = cancelled
        self._settings = settings or BargeInSettings()
        self._spoken_s = 0.0
        self._denials = 0

    def speak(
        self,
        text: str,
        *,
        slow: bool = False,
        urgent: bool = False,
        tones: tuple[Name | None, Name | None] = (None, None),
    ) -> bool | Command:
        """Speak to the end and return whether the words were heard, or the command that broke them off."""
        clip = self._mouth.clip(text, slow=slow, urgent=urgent, tones=tones)
        if clip is None:
            return False
        if self._denials >= self._settings.denials:
            return self._mouth.play(clip, urgent=urgent)
        watch = _Watch(self._settings, self._mouth, self._sure, _allowed(text, urgent=urgent), urgent=urgent)
        begun = time.monotonic()
        ears = threading.Thread(target=self._listen, args=(watch, begun), name="barge-in", daemon=True)
        ears.start()
        try:
            return watch.play(clip)
        finally:
            watch.over.set()
            ears.join()
            self._spoken_s += time.monotonic() - begun

    def _listen(self, watch: _Watch, begun: float) -> None:
        """Wait until the canceller has learnt the room; then listen."""
        left = self._settings.warm_up_s - self._spoken_s
        if left > 0 and watch.over.wait(left):
            return
        spotter = self._spotter()
        if spotter is not None:
            watch.listen(spotter, self._microphone)

    def _sure(self) -> bool:
        """Whether what is heard just now can't be our own voice."""
        sure = self._cancelled()
        self._denials = 0 if sure else self._denials + 1
        return sure


class _Watch:
    """One line while it is spoken."""

    def __init__(
        self,
        settings: BargeInSettings,
        mouth: Mouth,
        sure: Callable[[], bool],
        allowed: Mapping[str, Command],
        *,
        urgent: bool,
    ) -> None:
        self.over = threading.Event()
        """Set when the line has ended, however it did."""
        self._settings, self._mouth, self._sure = settings, mouth, sure
        self._checked: bool | None = None
        self._allowed, self._urgent = allowed, urgent
        self._command: Command | None = None
        self._said = threading.Event()
        self._pausing = False
        self._pauses = 0

    def play(self, clip: Clip) -> bool | Command:
        """Play the line, as often as it pauses, and return how it ended."""
        at_s = 0.0
        while True:
            begun = time.monotonic()
            heard = self._mouth.play(after(clip, at_s), urgent=self._urgent)
            if self._command is None and self._pausing and not heard:
                self._said.wait(self._settings.resume_s)
            if self._command is not None:
                return self._command
            if heard or not self._pausing:
                return heard
            self._pausing = False
            played_s = max(0.0, time.monotonic() - begun - self._settings.resume_s - self._settings.heard_s)
            at_s = sentence_start_s(clip, at_s + played_s)

    def listen(self, spotter: Spotter, microphone: AudioSource) -> None:
        """Listen until the line has ended or was broken off; a microphone that is lost is reported by the next question."""
        source = _Until(microphone, self.over)
        try:
            while not self.over.is_set():
                phrase = spotter.wait(source, self._spoken)
                if phrase is None:
                    return
                if phrase in self._allowed and self._may():
                    self._command = self._allowed[phrase]
                    self._said.set()
                    self._mouth.stop()
                    return
        except SourceLostError:
            return

    def _may(self) -> bool:
        """Whether this line may give way at all; found out once, when there is a reason to."""
        if self._checked is None:
            self._checked = self._sure()
        return self._checked

    def _spoken(self, seconds: float) -> None:
        """Somebody has been speaking for so long: give way, unless it is urgent or has given way often enough."""
        if self._urgent or self._pausing or seconds < self._settings.speech_s:
            return
        if self._pauses < self._settings.pauses and not self.over.is_set() and self._may():
            self._pauses += 1
            self._pausing = True
            self._mouth.stop()


class _Until:
    """A microphone until something is over."""

    def __init__(self, source: AudioSource, over: threading.Event) -> None:
        self._source, self._over = source, over

    @property
    def rate(self) -> int:
        return self._source.rate

    def blocks(self) -> Iterator[AudioBlock]:
        for block in self._source.blocks():
            if self._over.is_set():
                return
            yield block

    def waiting(self, seconds: float) -> Iterator[AudioBlock]:
        return self._source.waiting(seconds)

    def close(self) -> None:
        """It belongs to somebody else."""


def _allowed(text: str, *, urgent: bool) -> Mapping[str, Command]:
    """What may interrupt this line: nothing that it says itself, and an urgent one only *stop*."""
    words = set(re.findall(r"[a-z']+", text.lower()))
    return {
        phrase: command
        for phrase, command in commands().items()
        if (command is Command.STOP or not urgent) and str(command) not in words
    }
