"""The voice and the loudspeaker as one: a line is spoken to its end, or it is known that it was not."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, Literal, Protocol, Self

from voice_skill.errors import MissingPartError
from voice_skill.ports import Clip, Player, Voice
from voice_skill.speaking.clips import join, silence
from voice_skill.speaking.earcons import Name, earcon, last_resort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from voice_skill.settings import Settings

TONE_GAP_S = 0.08
"""Seconds between a tone and the words it belongs to."""
URGENT_WAITS_S = (0.0, 1.0, 3.0)
"""Waits before each attempt to play an urgent line; then it counts as not heard. A sound daemon that is started anew, or
a loudspeaker that is plugged in again, takes some seconds."""

WARNINGS_LIMIT_S = 5.0
"""Seconds that the warnings may take to be rendered ahead; nine take 0.7 s on a PC."""


class Rendering(Protocol):
    """Lines being rendered in the background."""

    @property
    def failed(self) -> tuple[str, ...]:
        """The lines that could not be rendered."""
        ...

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until every line has been tried; False when the time is over first."""
        ...


class AdjustableVoice(Voice, Protocol):
    """A voice whose pace and loudness can be changed."""

    def adjust(self, what: Literal["rate", "volume"], direction: Literal["up", "down"]) -> bool:
        """Go one step; False when already at the limit."""
        ...

    @property
    def manner(self) -> Mapping[str, int]:
        """Pace and loudness as they are now, by the names of their settings."""
        ...

    def prerender(self, texts: Iterable[str], *, slow: bool = False) -> Rendering:
        """Render fixed lines in the background and never forget them."""
        ...


class Mouth:
    """Speaks lines and plays tones."""

    def __init__(self, voice: AdjustableVoice, player: Player, *closing: Callable[[], object]) -> None:
        """`closing` is called, last first, when the mouth is closed."""
        self._voice = voice
        self._player = player
        self._stopped = threading.Event()
        self.spoke = threading.Event()
        """Set once the first line is on its way to the loudspeaker, or could not be rendered."""
        self._closing = contextlib.ExitStack()
        for close in closing:
            self._closing.callback(close)

    @classmethod
    def of(cls, settings: Settings, player: Player, *closing: Callable[[], object]) -> Self:
        """Return the real voice, in this person's pace and loudness, on a player."""
        from voice_skill.speaking.cache import CachedVoice  # noqa: PLC0415  loaded when something is to be said
        from voice_skill.speaking.voice import Pyttsx3Voice  # noqa: PLC0415

        source = Pyttsx3Voice(rate_wpm=settings.rate_wpm, volume=settings.volume)
        voice = CachedVoice(source)

        def start() -> None:
            with contextlib.suppress(MissingPartError):  # the first line reports it
                source.start()

        # The synthesiser's process starts while the devices are being looked for and the rest is read.
        starting = threading.Thread(target=start, name="voice", daemon=True)
        starting.start()
        return cls(voice, player, *closing, source.close, voice.close, starting.join)

    @classmethod
    def through_sound_card(
        cls, settings: Settings, watched: Callable[[Player], Player] = lambda player: player
    ) -> Self:
        """Return the real voice on the chosen loudspeaker, or on another when that one fails.

        `watched` may put something around the loudspeaker that is told of its use.
        """
        from voice_skill.speaking.player import SoundCardOutputs, SoundCardPlayer  # noqa: PLC0415

        player = SoundCardPlayer(SoundCardOutputs(settings.loudspeaker))
        return cls.of(settings, watched(player), player.close)

    def speak(
        self,
        text: str,
        *,
        slow: bool = False,
        urgent: bool = False,
        tones: tuple[Name | None, Name | None] = (None, None),
    ) -> bool:
        """Speak to the end and return whether the words were heard; what is urgent is tried again."""
        clip = self.clip(text, slow=slow, urgent=urgent, tones=tones)
        return clip is not None and self.play(clip, urgent=urgent)

    def clip(
        self,
        text: str,
        *,
        slow: bool = False,
        urgent: bool = False,
        tones: tuple[Name | None, Name | None] = (None, None),
    ) -> Clip | None:
        """Render a line; None, after a tone or an alarm in its place, when no synthesiser works.

        `tones` come right before and after, in the same clip: a loudspeaker opened anew for each would cost time.
        """
        before, after = ([earcon(name)] if name else [] for name in tones)
        try:
            words = self._voice.render(text, slow=slow)
        except MissingPartError:
            self.spoke.set()
            self._player.play(last_resort() if urgent else earcon("error"))
            return None
        self.spoke.set()
        gap = [silence(TONE_GAP_S, words.rate)]
        return join([*before, *(gap if before else []), words, *(gap if after else []), *after], words.rate)

    def play(self, clip: Clip, *, urgent: bool = False) -> bool:
        """Play a clip to its end and return whether it was heard; what is urgent is tried again, unless it was stopped."""
        self._stopped.clear()
        return any(self._played(clip, wait_s) for wait_s in (URGENT_WAITS_S if urgent else (0.0,)))

    def stop(self) -> None:
        """Break off what is being played."""
        self._stopped.set()
        self._player.stop()

    def _played(self, clip: Clip, wait_s: float) -> bool:
        if wait_s and not self._stopped.is_set():
            time.sleep(wait_s)
        return not self._stopped.is_set() and self._player.play(clip)

    def tone(self, name: Name) -> None:
        """Play a tone by itself; losing one is no fault."""
        self._player.play(earcon(name))

    def rehearse(self, text: str) -> float:
        """Render a text without playing it; returns its length in seconds. Raises `MissingPartError`."""
        return self._voice.render(text).seconds

    def prepare(self, texts: Iterable[str], *, slow: bool = False) -> Rendering:
        """Render lines in the background, before they are needed; each is checked to be speech of its words."""
        return self._voice.prerender(texts, slow=slow)

    @property
    def manner(self) -> Mapping[str, int]:
        """Pace and loudness as they are now, by the names of their settings."""
        return self._voice.manner

    def adjust(self, what: Literal["rate", "volume"], direction: Literal["up", "down"]) -> None:
        """Speak slower, faster, louder or quieter from now on."""
        self._voice.adjust(what, direction)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()
