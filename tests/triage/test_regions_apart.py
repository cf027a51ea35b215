"""No words of one region are ever spoken in another: a wrong number costs minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.triage.test_proofs_speech import SCENARIOS
from voice_skill.conversation import Conversation
from voice_skill.events import Heard, NoInput, Reading, Source
from voice_skill.resources import find
from voice_skill.triage import assess, finding_keys, load_knowledge, region, regions
from voice_skill.understanding import Understander

SHARED = {"a pharmacist", "the emergency department"}
"""Plain English that belongs to no place."""
ELSEWHERE = re.compile(
    r"DVLA|Samaritans|Lifeline|healthdirect|Healthline|midwife|labor and delivery|\b(?:\d ){2}\d\b"
)
"""Names and numbers that belong somewhere, besides the regions' own values."""


def strange_to(place: str) -> set[str]:
    """Return the values of other regions that this one does not have, not even inside a value of its own."""
    own = " | ".join(region(place).words.values())
    others = {value for name in regions() for value in region(name).words.values()}
    return {value for value in others if "{" not in value and value not in own} - SHARED


def said_at_every_level(place: str) -> Iterator[str]:
    """Yield what is spoken for every scenario, every topic and every question, in one region."""
    keys, knowledge = finding_keys().values(), load_knowledge()
    for scenario in SCENARIOS:
        yield assess(scenario.findings(keys), age=scenario.age, region=place).spoken
    for entry in (*knowledge.topics, *knowledge.questions.values()):
        yield region(place).fill(entry.text)


def heard(text: str) -> Heard:
    """Return words as two readings that agree."""
    return Heard((Reading(text, Source.TYPED), Reading(text, Source.TYPED)))


@pytest.fixture(scope="module")
def parser() -> Understander:
    """The grammars, read once."""
    return Understander.load(find("grammars") / "en")


def said_in_consultations(parser: Understander, place: str) -> Iterator[str]:
    """Yield what the conversation itself says: an emergency, an ordinary one, and one that meets only silence."""
    for answers in (
        ["i can't feel my bottom", "no", "yes"],
        ["my back hurts", "forty", "myself", *["no"] * 30],
        [],
    ):
        conversation = Conversation(parser, region=place)
        actions = conversation.start()
        for turn in range(60):
            yield from (text for action in actions if (text := getattr(action, "text", "")))
            if not hasattr(actions[-1], "expects"):
                break
            actions = conversation.handle(heard(answers[turn]) if turn < len(answers) else NoInput())


@pytest.mark.parametrize("place", regions())
def test_what_is_strange_to_a_region_is_told_apart(place: str) -> None:
    """Every region has numbers that are not its own to look for, and none of its own is among them."""
    assert strange_to(place)
    assert not strange_to(place) & set(region(place).words.values())


@pytest.mark.parametrize("place", regions())
def test_no_region_speaks_the_words_of_another(parser: Understander, place: str) -> None:
    """Advice, topics, questions and whole consultations hold no number or name of another region."""
    strange = [
        value for value in strange_to(place) if any(each.isdigit() or each.isupper() for each in value)
    ]
    own = " | ".join(region(place).words.values())
    for text in (*said_at_every_level(place), *said_in_consultations(parser, place)):
        assert not [
            value
            for value in strange
            if re.search(rf"(?<![\w ]){re.escape(value)}|\b{re.escape(value)}\b", text)
        ]
        assert all(found in own for found in ELSEWHERE.findall(text)), text
