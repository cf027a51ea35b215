"""Who is being listened to: the stretch of an utterance that belongs to the nearest voice.

In front of a television, or with people talking in the room, speech has begun before the person answers and goes on
after. What tells the person apart is level: they face the device. In a quiet room this finds nothing to cut, because
there a quiet word is a quiet word of the person's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from voice_skill.hearing.voice_activity import FRAME_S, Frame


@dataclass(frozen=True, slots=True)
class ForegroundSettings:
    """When talk counts as somebody else's. By measurement, see `docs/hearing.md`."""

    noisy_room_db: float = 25.0
    """Only where the voice stands out of the room by less than this is anything cut."""
    voice_range_db: float = 8.0
    """The person's loud syllables are within this of their loudest."""
    lull_s: float = 0.4
    """Softer moments between loud syllables of one answer are no longer than this."""
    margin_s: float = 0.35
    """Kept on each side of the person's loud syllables: soft beginnings and endings of words."""
    worth_s: float = 0.6
    """Less talk than this before or after is left alone: it is the person's own soft syllables."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the sound, seconds from the opening of the microphone."""

    start_s: float
    end_s: float


class Foreground:
    """Remembers how loud each moment of a turn was."""

    def __init__(self, settings: ForegroundSettings | None = None) -> None:
        self._settings = settings or ForegroundSettings()
        self._levels: list[tuple[float, float]] = []

    def hear(self, now_s: float, frame: Frame) -> None:
        """Take the frame that ends at `now_s`."""
        if frame.speech:
            self._levels.append((now_s - FRAME_S, frame.level_db))

    def nearest_voice(self, speech: Stretch, background_db: float) -> Stretch | None:
        """Return the part of the speech that is the nearest voice's; None when that is all of it."""
        settings = self._settings
        within = [(at, level) for at, level in self._levels if speech.start_s <= at <= speech.end_s]
        if len(within) < 2:
            return None
        peak = sorted(level for _, level in within)[-2]
        if peak - background_db >= settings.noisy_room_db:
            return None
        first, last = self._around_peak(within, peak)
        start, end = speech.start_s, speech.end_s
        if first - start > settings.worth_s:
            start = first - settings.margin_s
        if end - last > settings.worth_s:
            end = last + FRAME_S + settings.margin_s
        nearest = Stretch(start, end)
        return None if nearest == speech else nearest

    def _around_peak(self, levels: list[tuple[float, float]], peak: float) -> tuple[float, float]:
        """Return from when to when there is loud speech around the loudest moment, short lulls included."""
        loud = [at for at, level in levels if level >= peak - self._settings.voice_range_db]
        first = last = next(at for at, level in levels if level >= peak)
        for at in loud:
            if 0 < at - last <= self._settings.lull_s:
                last = at
        for at in reversed(loud):
            if 0 < first - at <= self._settings.lull_s:
                first = at
        return first, last
