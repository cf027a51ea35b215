"""How answers are read back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voice_skill import triage
from voice_skill.conversation import Conversation
from voice_skill.conversation.memory import Certainty
from voice_skill.conversation.questions import QuestionStep
from voice_skill.conversation.steps import ConfirmStep
from voice_skill.conversation.talk import spoken_value
from voice_skill.devices.ears import typed
from voice_skill.devices.parts import Parts
from voice_skill.events import Ask, FindingValue, Heard, Reading, Source
from voice_skill.settings import Settings
from voice_skill.triage.assessment import deciding
from voice_skill.triage.rules import Rule


@pytest.mark.parametrize(
    ("key", "value", "spoken"),
    [
        ("pain_weeks", 0.4, "3 days"),
        ("pain_weeks", 0.1, "1 day"),
        ("pain_weeks", 0.7, "5 days"),
        ("pain_weeks", 1.4, "10 days"),
        ("pain_weeks", 1, "1 week"),
        ("pain_weeks", 2.5, "2.5 weeks"),
        ("twitch_weeks", 104, "2 years"),
        ("cramp_minutes", 1, "1 minute"),
        ("pain_where", ({"site": "calf", "side": "left"},), "left calf"),
        (
            "pain_where",
            ({"site": "calf", "side": "both"}, {"site": "back", "side": "unknown"}),
            "calf, both sides, back",
        ),
        ("pain_where", ({"site": "thigh_front", "side": "right"},), "front of the thigh, right"),
        ("saddle_numb", "unsure", "not sure"),
    ],
)
def test_an_answer_is_read_back_as_a_person_would_say_it(key: str, value: FindingValue, spoken: str) -> None:
    """Days below a week, years from a year on, places with their side."""
    assert spoken_value(triage.question(key), value) == spoken


PLACES: FindingValue = ({"site": "groin", "side": "left"},)


@pytest.mark.parametrize("rule", triage.load_knowledge().rules, ids=lambda rule: str(rule.id))
def test_what_a_level_rests_on_is_named_whatever_sort_its_answers_are(rule: Rule) -> None:
    """Places are no words: an emergency that rests on one must not break the consultation that warns of it."""
    findings = {key: PLACES if key.endswith("_where") else "yes" for key in rule.when.keys()}  # noqa: SIM118  no dict
    assessment = replace(triage.assess({}, age=50), level=rule.level, rules=(rule.id,))
    decided = deciding(assessment, findings)
    assert set(decided) == {key for key, value in findings.items() if value == "yes"}


ALIKE = {
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
}  # fmt: skip


@pytest.mark.parametrize(
    "said", [*sorted(ALIKE), "twelve", "twenty", "twenty one", "forty one", "ninety nine"]
)
def test_a_spoken_age_that_sounds_like_another_is_read_back(said: str) -> None:
    """Both readings mishear thirteen as thirty alike; no other age is worth the question."""
    conversation = Conversation(Parts(Settings()).understander, region="gb")
    conversation.start()
    conversation.handle(typed("my left calf twitches"))
    readings = (Reading(said, Source.GRAMMAR), Reading(said, Source.OPEN))
    ask = conversation.handle(Heard(readings))[-1]
    assert isinstance(ask, Ask)
    assert (ask.expects.kind == "confirm") is (said in ALIKE)


def test_a_no_that_was_asked_again_counts_as_confirmed() -> None:
    """Somebody who said that something was wrong has then answered each item by itself."""
    conversation = Conversation(Parts(Settings()).understander, region="gb")
    conversation.start()
    turn = conversation.handle(typed("pain down my left leg for a week"))
    answers = {"age": "45", "speaking_for": "myself", "twitch_type": "none", "trend": "better"}
    while isinstance(turn[-1], Ask) and turn[-1].expects.question != "check_nos":
        turn = conversation.handle(typed(answers.get(turn[-1].expects.question, "no")))
    conversation.handle(typed("yes"))
    conversation.handle(typed("no"))
    answer = conversation.talk.memory.get("chest_pain_breathless")
    assert answer is not None
    assert answer.certainty is Certainty.CONFIRMED


def test_how_many_more_questions_is_about_right() -> None:
    """What is said to *how much longer* differs by a few from what then comes, when nothing is the matter."""
    conversation = Conversation(Parts(Settings()).understander, region="gb")
    conversation.start()
    turn = conversation.handle(typed("pain down my left leg for a week"))
    answers = {"age": "45", "speaking_for": "myself", "twitch_type": "none", "trend": "better"}
    told, asked = 0, 0
    while isinstance(turn[-1], Ask) and turn[-1].expects.question != "check_nos":
        if turn[-1].expects.question == "major_trauma":
            told, asked = conversation.talk.remaining(), 0
        asked += 1
        turn = conversation.handle(typed(answers.get(turn[-1].expects.question, "no")))
    assert asked > 10
    assert abs(told - asked) <= 3


@pytest.mark.parametrize("key", ["pain_where", "numb_where", "twitch_where"])
def test_a_place_is_taken_echoed_and_read_back(key: str) -> None:
    """Asked where it hurts, is numb or twitches, a place leads on to the next question."""
    conversation = Conversation(Parts(Settings()).understander, region="gb")
    conversation.start()
    step = QuestionStep.of(triage.question(key))
    step.take(conversation.talk, PLACES, Certainty.HEARD)
    assert conversation.talk.memory.findings[key] == PLACES
    assert "groin" in ConfirmStep.about(step, PLACES).text(conversation.talk, 1)
