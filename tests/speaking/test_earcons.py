"""The tones: short, told apart, and not heard as words."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from voice_skill.speaking import earcons
from voice_skill.speaking.clips import samples
from voice_skill.speaking.earcons import Name, earcon, last_resort

NAMES = get_args(Name)


@pytest.mark.parametrize("name", NAMES)
def test_each_is_short_audible_and_does_not_click(name: Name) -> None:
    """Under 0.3 s, and silent at both ends, where a step would be a click."""
    clip = earcon(name)
    values = np.abs(samples(clip))
    assert 0.05 <= clip.seconds < 0.3
    assert values.max() > 0.25
    assert max(values[0], values[-1]) < 0.02


def test_no_two_are_alike() -> None:
    """Every pair differs in its number of tones or in the direction of its pitch."""
    shapes = {
        name: tuple(np.sign(np.diff([hertz for hertz, _ in earcons.NOTES[name] if hertz]))) for name in NAMES
    }
    assert all(shapes[first] != shapes[second] for first, second in combinations(NAMES, 2))


def test_urgent_is_never_softened() -> None:
    """A person who turned the volume down is still alarmed; other tones follow the volume."""
    assert earcon("urgent", 20) == earcon("urgent", 100)
    assert np.abs(samples(earcon("open_mic", 20))).max() < np.abs(samples(earcon("open_mic", 100))).max() / 3


def test_the_last_resort_is_alarm_and_words() -> None:
    """Tones before and after some seconds of packaged speech."""
    alarm = np.abs(samples(earcon("urgent"))).max()
    assert last_resort().seconds > 10
    assert np.abs(samples(last_resort())[: earcons.RATE // 4]).max() == pytest.approx(alarm, abs=0.01)


def test_the_last_resort_still_alarms_without_its_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged installation loses the words, not the alarm."""
    monkeypatch.setattr(earcons, "_PACKAGED", tmp_path / "missing.wav")
    assert 2 < last_resort.__wrapped__().seconds < last_resort().seconds


@pytest.mark.model
def test_the_words_of_the_last_resort_can_be_understood(recognise) -> None:  # noqa: ANN001
    """Recognised again, the packaged recording says to look at the screen and to call."""
    heard = recognise(last_resort())
    assert "read the screen" in heard
    assert "emergency number" in heard


@pytest.mark.model
@pytest.mark.parametrize("name", NAMES)
def test_a_tone_is_no_answer(name: Name, recognise) -> None:  # noqa: ANN001
    """A microphone that hears a tone must not take it for a word."""
    answers = ["yes", "no", "not sure", "stop", "repeat", *["[unk]"] * 5]
    assert set(recognise(earcon(name), answers).split()) <= {"[unk]"}
