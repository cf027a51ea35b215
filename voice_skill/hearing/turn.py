"""Whose turn it is: follows speech and silence in audio time, without sound, clock or recogniser."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from voice_skill.hearing.voice_activity import FRAME_S, Frame

if TYPE_CHECKING:
    from voice_skill.hearing.patience import Patience


class Completeness(Enum):
    """What the words so far amount to, as an answer to the question asked."""

    UNFINISHED = auto()
    """Not a whole answer, or not a harmless one to take early: wait for the person."""
    COMPLETE = auto()
    """A whole, unambiguous answer: nothing is gained by waiting."""
    LOWERING = auto()
    """A whole answer that could lower urgency if it were wrong or not the whole of it."""


@dataclass(frozen=True, slots=True)
class TurnSettings:
    """What counts as speech at all."""

    onset_frames: int = 3
    """Speech frames (0.032 s each) among the last `onset_window` that begin an utterance."""
    onset_window: int = 5
    longest_tail_s: float = 0.4
    """A voice dies away for no longer; what still sounds after that is the room. The detector was measured to let go
    of a soft "no" up to 0.35 s before its end."""
    quiet_after_no_s: float = 0.95
    """So long after the last sound of the voice nothing that could lower urgency is taken: a bit over the 0.9 s in which
    people go on ("no … it's numb")."""


class Turn:
    """One person's turn. Times are seconds since the microphone was opened."""

    def __init__(self, patience: Patience, *, story: bool, settings: TurnSettings | None = None) -> None:
        self._patience = patience
        self._story = story
        self._settings = settings or TurnSettings()
        self._recent: list[bool] = []
        self.now_s = 0.0
        self.speech_start_s: float | None = None
        self.speech_end_s: float | None = None
        self.sound_end_s: float | None = None
        """End of the voice with its tail, which the detector no longer takes for speech."""
        self.voiced_s = 0.0
        """Seconds of speech frames, pauses not counted."""
        self.longest_pause_s = 0.0
        """Longest silence inside the utterance that speech followed."""

    @property
    def begun(self) -> bool:
        """Whether somebody has spoken."""
        return self.speech_start_s is not None

    @property
    def speaking(self) -> bool:
        """Whether somebody is speaking just now: as much speech as begins an utterance."""
        return sum(self._recent) >= self._settings.onset_frames

    @property
    def silence_s(self) -> float:
        """Seconds since the last speech, or since the beginning."""
        return self.now_s - (self.speech_end_s or 0.0)

    def hear(self, frame: Frame) -> None:
        """Take the next frame."""
        self.now_s += FRAME_S
        self._recent = [*self._recent[-(self._settings.onset_window - 1) :], frame.speech]
        if not self.begun:
            if not self.speaking:
                return
            first = self._recent.index(True)
            self.speech_start_s = max(0.0, self.now_s - (len(self._recent) - first) * FRAME_S)
            self.voiced_s = (sum(self._recent) - 1) * FRAME_S
        if frame.speech:
            if self.speech_end_s is not None:
                self.longest_pause_s = max(self.longest_pause_s, self.silence_s - FRAME_S)
            self.speech_end_s = self.sound_end_s = self.now_s
            self.voiced_s += FRAME_S
        elif frame.sounding and self._dying_away():
            self.sound_end_s = self.now_s

    def _dying_away(self) -> bool:
        """Whether this frame follows the voice without a gap, soon enough to be its tail."""
        if self.sound_end_s is None or self.speech_end_s is None:
            return False
        unbroken = self.now_s - self.sound_end_s < 1.5 * FRAME_S
        return unbroken and self.now_s - self.speech_end_s <= self._settings.longest_tail_s

    def nobody_came(self, begin_s: float) -> bool:
        """Whether it is time to say that nobody spoke."""
        return not self.begun and self.now_s >= begin_s

    def may_be_over(self) -> bool:
        """Whether the silence is long enough to look whether the words are a complete answer."""
        return self.begun and not self._story and self.silence_s >= self._patience.complete_s

    def over(self, completeness: Completeness) -> bool:
        """Whether the silence ends the turn, given what the words amount to."""
        quiet = completeness is not Completeness.LOWERING or self._quiet_s >= self._settings.quiet_after_no_s
        return self.begun and quiet and self.silence_s >= self.needed_s(completeness)

    @property
    def _quiet_s(self) -> float:
        """Seconds since the voice died away."""
        return self.now_s - (self.sound_end_s or 0.0)

    def needed_s(self, completeness: Completeness) -> float:
        """Seconds of silence that end the turn."""
        if self._story:
            return self._patience.story_s
        if completeness is Completeness.COMPLETE:
            return self._patience.complete_s
        if completeness is Completeness.LOWERING:
            return self._patience.complete_no_s
        return self._patience.unfinished_s

    def too_long(self) -> bool:
        """Whether the longest utterance has been reached."""
        limit = self._patience.longest_story_s if self._story else self._patience.longest_s
        return self.begun and self.now_s - (self.speech_start_s or 0.0) >= limit
