"""The corpora keep their own rules: the split, no duplicates, keys and values the skill knows."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from voice_skill.bench.understanding import corpus
from voice_skill.events import Command

CORPORA = Path(__file__).parents[1] / "corpora"
HALVES = ("dev", "heldout")


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9' ]", " ", text.lower()).split())


def _hundredth(text: str) -> int:
    return (
        int.from_bytes(hashlib.sha256(f"understanding-2026|{_words(text)}".encode()).digest()[:4], "big")
        % 100
    )


@pytest.mark.parametrize("half", HALVES)
def test_every_utterance_lies_in_the_half_the_rule_gives(half: str) -> None:
    """The split can be repeated, and the same wording is never on both sides of it."""
    misplaced = [
        u.text for u in corpus.load(CORPORA / half) if (_hundredth(u.text) < 30) != (half == "heldout")
    ]
    assert misplaced == []


def test_no_utterance_occurs_twice_at_one_question() -> None:
    """A repeated utterance would count twice."""
    seen: set[tuple[str, str]] = set()
    twice = []
    for half in HALVES:
        for u in corpus.load(CORPORA / half):
            key = (u.question, _words(u.text) or u.text)
            if key in seen:
                twice.append(key)
            seen.add(key)
    assert twice == []


def test_about_thirty_per_cent_of_each_larger_category_is_held_out() -> None:
    """A category held out too thinly could not be reported on."""
    sizes: dict[str, list[int]] = {}
    for index, half in enumerate(HALVES):
        for u in corpus.load(CORPORA / half):
            sizes.setdefault(u.category, [0, 0])[index] += 1
    shares = {name: held / (dev + held) for name, (dev, held) in sizes.items() if dev + held >= 100}
    assert shares
    assert {name: share for name, share in shares.items() if not 0.2 < share < 0.45} == {}


def test_the_corpora_are_large_enough() -> None:
    """At least 1,500 utterances, as the figures claim."""
    assert sum(len(corpus.load(CORPORA / half)) for half in HALVES) >= 1500


def test_every_command_a_person_may_give_is_exercised() -> None:
    """The corpora name only commands that exist, and all of them."""
    used = {c for half in HALVES for u in corpus.load(CORPORA / half) for c in u.commands if c is not None}
    assert used == {str(command) for command in Command}


def test_yes_no_findings_have_yes_no_values() -> None:
    """A finding that is not typed holds one of the four replies."""
    typed = {"weak_onset", "twitch_type", "trend", "walk_relief", "speaking_for"}
    wrong = [
        (u.text, key, value)
        for half in HALVES
        for u in corpus.load(CORPORA / half)
        for key, value in {**u.required, **u.allowed}.items()
        if isinstance(value, str)
        and key not in typed
        and ".." not in value
        and value not in corpus.YES_NO_VALUES
    ]
    assert wrong == []
