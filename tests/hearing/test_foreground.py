"""Where people talk in the background, the nearest voice is what counts."""

from __future__ import annotations

import pytest

from voice_skill.hearing.foreground import Foreground, ForegroundSettings, Stretch
from voice_skill.hearing.voice_activity import FRAME_S, Frame


def hear(*stretches: tuple[float, float]) -> tuple[Foreground, Stretch]:
    """Hear stretches of speech of so many seconds at so many dB; return also the whole."""
    foreground, now = Foreground(ForegroundSettings()), 0.0
    for seconds, level in stretches:
        for _ in range(round(seconds / FRAME_S)):
            now += FRAME_S
            foreground.hear(now, Frame(speech=True, probability=0.9, level_db=level))
    return foreground, Stretch(0.0, now)


def test_a_near_answer_is_cut_out_of_talk() -> None:
    """A louder word between stretches of talk is kept, with a margin, and the talk is cut."""
    foreground, whole = hear((1.28, -32.0), (0.48, -20.0), (1.28, -32.0))
    nearest = foreground.nearest_voice(whole, background_db=-38.0)
    assert nearest is not None
    assert nearest.start_s == pytest.approx(1.28 - 0.35, abs=2 * FRAME_S)
    assert nearest.end_s == pytest.approx(1.76 + 0.35, abs=2 * FRAME_S)


def test_in_a_quiet_room_nothing_is_cut() -> None:
    """A soft beginning in a quiet room is the person's own."""
    foreground, whole = hear((1.28, -34.0), (0.48, -20.0))
    assert foreground.nearest_voice(whole, background_db=-60.0) is None


def test_soft_syllables_beside_loud_ones_stay() -> None:
    """Short soft stretches before and after, and lulls within, belong to the answer."""
    foreground, whole = hear((0.32, -30.0), (0.32, -20.0), (0.32, -30.0), (0.32, -21.0), (0.32, -31.0))
    assert foreground.nearest_voice(whole, background_db=-36.0) is None


def test_too_little_speech_is_left_alone() -> None:
    """One frame is nobody's stretch."""
    foreground, whole = hear((FRAME_S, -20.0))
    assert foreground.nearest_voice(whole, background_db=-30.0) is None
