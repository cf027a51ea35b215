"""The measurement of standby: what it counts, and what it makes of the count."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from random import Random

import numpy as np

from voice_skill.bench.standby import Count, _mixed, _options, _sentences

PHRASE = "start back check"


def test_the_bound_is_the_rule_of_three() -> None:
    """None in two hours: below 1.5 an hour; with a start by itself there is no such bound."""
    assert "below 1.50" in Count(seconds=7200.0).row("talk")
    assert "–" in Count(seconds=7200.0, starts=["talk, minute 3"]).row("talk")


def test_the_talk_never_holds_the_phrase_but_comes_close() -> None:
    """A false start must be false; and near misses must be among what is heard."""
    talk = list(islice(_sentences(PHRASE, Random(1)), 3000))  # noqa: S311  variety, not secrecy
    assert PHRASE not in talk
    assert any(sentence.startswith("start back ") for sentence in talk)
    assert "back check" in talk


def test_other_sound_is_mixed_in_at_its_level() -> None:
    """Ten dB below the loud parts."""
    sound = np.full(16_000, 0.5, np.float32)
    mixed = _mixed(sound, np.resize(np.array([1, -1], np.float32), 16_000), 10.0)
    difference = np.sqrt(np.mean((mixed - sound) ** 2))
    assert abs(20 * np.log10(0.5 / difference) - 10.0) < 0.1


def test_recordings_are_only_read_where_a_folder_is_named() -> None:
    """By default nothing but what it makes itself is heard."""
    assert _options([]).recordings is None
    assert _options(["--recordings", "sounds"]).recordings == Path("sounds")
