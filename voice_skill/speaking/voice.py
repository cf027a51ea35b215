"""The voice: text in, speech out, by whichever synthesiser works."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from voice_skill.errors import MissingPartError
from voice_skill.ports import Clip
from voice_skill.speaking import piper_voice
from voice_skill.speaking.clips import AUDIBLE, join, level, quiet_end_s, samples, silence, trim
from voice_skill.speaking.espeak_program import EspeakProgram
from voice_skill.speaking.piper_voice import PiperSynthesiser
from voice_skill.speaking.wording import (
    as_said,
    expected_seconds,
    heard_wpm,
    phrases,
    plausible_seconds,
    speech_numbers,
    synthesiser_rate,
)
from voice_skill.speaking.worker import RenderError, SpeechWorker

if TYPE_CHECKING:
    from collections.abc import Sequence

BRITISH = "gmw/en"
"""espeak's identifier of British English: pyttsx3 takes identifiers, not language codes such as `en-gb`."""
DEFAULT_WPM = 150
"""Words a minute as heard: comfortable for younger and older listeners, and with aphasia (docs/speaking.md)."""
TRIES = 2
"""Renderings before a synthesiser is passed over: one clip in thousands comes out wrong by chance."""
RENDERINGS = 4
"""Renderings of a phrase among which two that follow each other must be alike."""

_log = logging.getLogger(__name__)


class Synthesiser(Protocol):
    """One way to turn a phrase into sound."""

    ends_in_silence: bool
    """Whether each phrase ends in silence, so that sound to the very end means that the rest is missing."""

    def start(self) -> None:
        """Get ready, so that the first phrase need not wait. Raises RenderError."""
        ...

    def render(self, text: str, *, voice: str, rate: int) -> Clip:
        """Render one phrase at espeak's rate number. Raises RenderError."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


def default_synthesisers() -> tuple[Synthesiser, ...]:
    """Piper where its extra is installed; pyttsx3 with the system's espeak-ng, or the packaged one; `espeak-ng` alone."""
    natural = (PiperSynthesiser(),) if piper_voice.installed() else ()
    return *natural, SpeechWorker(), SpeechWorker(packaged=True), EspeakProgram()


class Pyttsx3Voice:
    """Speech as pyttsx3 renders it, at a pace people can follow; falls back to the next synthesiser by itself."""

    def __init__(
        self,
        *,
        rate_wpm: int = DEFAULT_WPM,
        volume: int = 100,
        voice: str = BRITISH,
        synthesisers: Sequence[Synthesiser] | None = None,
    ) -> None:
        """`rate_wpm` in words a minute as heard, `volume` in percent of full scale."""
        self._rate_wpm = float(rate_wpm)
        self._volume = float(volume)
        self._voice = voice
        self._synthesisers = tuple(default_synthesisers() if synthesisers is None else synthesisers)
        self._working = 0

    @property
    def rate_wpm(self) -> int:
        """Words a minute as heard."""
        return round(self._rate_wpm)

    @property
    def volume(self) -> int:
        """Loudness, percent of full scale."""
        return round(self._volume)

    @property
    def fingerprint(self) -> str:
        """Changes when the same text would sound different."""
        return f"{self._voice} {self.rate_wpm} {self.volume}"

    def start(self) -> None:
        """Start the synthesiser now; one that does not start is passed over. Raises MissingPartError."""
        self._with_fallback(lambda synthesiser: synthesiser.start())

    def render(self, text: str, *, slow: bool = False, sure: bool = False) -> Clip:
        """Render text as speech; text without words is a clip of nothing.

        `sure` renders each phrase until two renderings agree, for what must not be heard wrongly.

        Raises:
            MissingPartError: when no synthesiser works.
        """
        rate = synthesiser_rate(self._rate_wpm * (speech_numbers().slow["rate"] if slow else 1.0))
        parts: list[Clip] = []
        for phrase in phrases(text, slow=slow):
            spoken = self._render_phrase(as_said(phrase.text), rate, sure=sure)
            parts += (spoken, silence(phrase.pause_s, spoken.rate))
        return level(join(parts, parts[0].rate), self._volume / 100) if parts else Clip(b"", 22050)

    def adjust(self, what: Literal["rate", "volume"], direction: Literal["up", "down"]) -> bool:
        """Go one step faster or slower, louder or quieter; False when already at the limit."""
        limits = speech_numbers().rate if what == "rate" else speech_numbers().volume
        now = self._rate_wpm if what == "rate" else self._volume
        step = limits["step"] if direction == "up" else 1 / limits["step"]
        then = min(max(now * step, min(limits["lowest"], now)), max(limits["highest"], now))
        if what == "rate":
            self._rate_wpm = then
        else:
            self._volume = then
        return round(then) != round(now)

    def close(self) -> None:
        """End the child processes."""
        for synthesiser in self._synthesisers:
            synthesiser.close()

    def _render_phrase(self, text: str, rate: int, *, sure: bool) -> Clip:
        clip = Clip(b"", 22050)

        def attempt(synthesiser: Synthesiser) -> None:
            nonlocal clip
            clip, doubtful = self._rendered(synthesiser, text, rate)
            if sure or doubtful:
                clip = self._agreed(synthesiser, clip, text, rate)

        self._with_fallback(attempt)
        return clip

    def _rendered(self, synthesiser: Synthesiser, text: str, rate: int) -> tuple[Clip, bool]:
        """One rendering, at the second try if need be, and whether it may lack a part. Raises RenderError."""
        for _ in range(TRIES):
            whole = synthesiser.render(text, voice=self._voice, rate=rate)
            clip = trim(whole)
            if verify(clip, text):
                cut = (
                    synthesiser.ends_in_silence and quiet_end_s(whole) < speech_numbers().end_silence_s / rate
                )
                return clip, cut or not _expected(clip, text, rate)
            _log.warning("speech: %.2f s is no speech of %r", clip.seconds, text[:40])
        raise RenderError(f"{clip.seconds:.2f} s is no speech of {text[:40]!r}")

    def _agreed(self, synthesiser: Synthesiser, clip: Clip, text: str, rate: int) -> Clip:
        """Render until one is as long as the one before: faults of a synthesiser do not repeat. Raises RenderError."""
        for _ in range(RENDERINGS - 1):
            before, (clip, _) = clip, self._rendered(synthesiser, text, rate)
            if abs(before.seconds - clip.seconds) <= speech_numbers().alike_part * clip.seconds:
                return clip
        raise RenderError(f"no two renderings of {text[:40]!r} are alike")

    def _with_fallback(self, attempt: _Attempt) -> None:
        """Try the synthesiser that worked last, then the others in order; stay with the one that works."""
        order = range(self._working, self._working + len(self._synthesisers))
        problems: list[str] = []
        for number in (index % len(self._synthesisers) for index in order):
            try:
                attempt(self._synthesisers[number])
            except RenderError as error:
                problems.append(str(error))
                _log.warning("speech: %s", error)
                continue
            self._working = number
            return
        raise MissingPartError(
            f"no speech synthesiser works ({'; '.join(problems)})",
            "Install one with `sudo apt install espeak-ng`.",
        )


class _Attempt(Protocol):
    def __call__(self, synthesiser: Synthesiser, /) -> None: ...


def _expected(clip: Clip, text: str, rate: int) -> bool:
    """Whether a phrase lasts about as long as its words should at this pace; some words do take longer or shorter."""
    least, most = expected_seconds(text, heard_wpm(rate))
    return least <= clip.seconds <= most


def verify(clip: Clip, text: str) -> bool:
    """Whether a clip can be the speech of a text: audible, and neither too short nor too long for its words."""
    least, most = plausible_seconds(text)
    return least <= clip.seconds <= most and float(np.abs(samples(clip)).max(initial=0.0)) > AUDIBLE
