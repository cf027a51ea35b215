"""A story about another person is understood in the words one would use of oneself."""

from __future__ import annotations

import pytest

from tests.understanding.conftest import Hear
from voice_skill.understanding import Understander


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("my wife's leg has gone numb", "tingle_leg"),
        ("my dad has back pain", "back_pain"),
        ("he can't pee", "pee_difficulty"),
        ("she's numb between her legs", "saddle_numb"),
        ("my mother can't feel when she needs to pee", "pee_feeling_lost"),
        ("I'm worried about my dad, he can't feel his legs", "both_legs_pain"),
        ("my mother in law has wet herself", "pee_leak"),
        ("it's my mum's leg, it keeps giving way", "leg_weak"),
    ],
)
def test_stories_of_others_give_their_findings(hear: Hear, said: str, found: str) -> None:
    """What is so of the person spoken for is found, and that it is somebody else."""
    findings = hear("opening", said).findings
    assert findings.get(found) == "yes"
    assert findings.get("speaking_for") == "other"


@pytest.mark.parametrize(
    "said",
    [
        "my dad had bowel cancer",
        "my boss is a pain in the backside",
        "I'm worried she might have cancer",
        "he twitched the curtains",
    ],
)
def test_history_sayings_and_fears_about_others_are_no_findings(hear: Hear, said: str) -> None:
    """An illness in the family, a saying or a fear is nobody's finding."""
    assert hear("opening", said).findings.keys() <= {"speaking_for"}


def test_a_relatives_words_about_the_speaker_stay_the_speakers(hear: Hear) -> None:
    """Somebody who says that one's foot drags speaks of the one who tells it."""
    findings = hear("opening", "my wife says my foot drags").findings
    assert findings.get("foot_drop") == "yes"
    assert "speaking_for" not in findings


def test_at_a_question_others_only_raise_a_question(hear: Hear) -> None:
    """Other people are talked about in the room too: their danger sign is a hint at a question, no finding."""
    meaning = hear("pain_weeks", "she said she's wet herself")
    assert "pee_leak" in meaning.hints
    assert "pee_leak" not in meaning.findings


def test_only_naming_someone_is_nothing(understander: Understander) -> None:
    """A person named and nothing told of them leaves no words to read in the first person, and is no fault."""
    for key in ("trend", "saddle_numb", "opening"):
        meaning = understander.parse("I'm worried about my dad", understander.expectation(key))
        assert meaning.answer is None
        assert not meaning.findings
