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
from voice_skill.devices.parts import Parts
from voice_skill.events import FindingValue
from voice_skill.settings import Settings
from voice_skill.triage.assessment import deciding
from voice_skill.triage.rules import Rule


@pytest.mark.parametrize(
    ("key", "value", "spoken"),
    [
        ("pain_weeks", 0.4, "3 days"),
        ("pain_weeks", 0.1, "1 day"),
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


@pytest.mark.parametrize("key", ["pain_where", "numb_where", "twitch_where"])
def test_a_place_is_taken_echoed_and_read_back(key: str) -> None:
    """Asked where it hurts, is numb or twitches, a place leads on to the next question."""
    conversation = Conversation(Parts(Settings()).understander, region="gb")
    conversation.start()
    step = QuestionStep.of(triage.question(key))
    step.take(conversation.talk, PLACES, Certainty.HEARD)
    assert conversation.talk.memory.findings[key] == PLACES
    assert "groin" in ConfirmStep.about(step, PLACES).text(conversation.talk, 1)
