"""Stories: several findings, places and times, and what negation covers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from voice_skill.events import Meaning

    Hear = Callable[[str, str], Meaning]


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        (
            "My lower back hurts and it shoots down my left leg. It's been about six weeks.",
            {"any_pain": "yes", "back_pain": "yes", "leg_pain_radiating": "yes", "pain_weeks": 6},
        ),
        ("no numbness or tingling, but the calf twitches", {"tingle_leg": "no", "twitch_type": "flicker"}),
        ("my left foot is numb but not my right", {"tingle_leg": "yes", "numb_where": [("foot", "left")]}),
        ("my calf keeps twitching", {"twitch_type": "flicker", "twitch_where": [("calf", "unknown")]}),
        ("I've never had cancer", {"cancer_history": "no"}),
        ("I can pee fine", {"pee_difficulty": "no"}),
        ("I can't pee", {"pee_difficulty": "yes"}),
        ("my foot keeps catching on the carpet", {"foot_drop": "yes"}),
        ("my foot's gone to sleep", {"tingle_leg": "yes"}),
        ("I've no pain at all", {"any_pain": "no"}),
        ("my back hurts and I've lost control of my bladder", {"back_pain": "yes", "pee_leak": "yes"}),
    ],
)
def test_stated(hear: Hear, text: str, findings: dict[str, Any]) -> None:
    """What a story states becomes findings."""
    found = hear("opening", text).findings
    for key, value in findings.items():
        told = found.get(key)
        if isinstance(value, list):
            assert isinstance(told, tuple)
            assert [(place["site"], place["side"]) for place in told] == value
        else:
            assert told == value, key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("no chest pain", "chest_pain_breathless"),
        ("no numbness", "tingle_leg"),
        ("no pain in my left leg", "any_pain"),
        ("no frobnication no pain", "any_pain"),
        ("no numbness or tingling except my big toe", "tingle_leg"),
        ("I'm worried it might be cancer", "cancer_history"),
        ("my mother never had cancer", "cancer_history"),
        ("it isn't that I have no pain", "any_pain"),
    ],
)
def test_not_denied(hear: Hear, text: str, key: str) -> None:
    """A denial that does not cover all of a key, or may not be this person's, is no *no*."""
    assert hear("opening", text).findings.get(key) != "no"


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("pain_weeks", "about a fortnight", 2),
        ("pain_weeks", "six or seven weeks", 7),
        ("pain_weeks", "3 weeks", 3),
        ("pain_weeks", "two months", 9),
        ("pain_weeks", "three days", 0.4),
        ("twitch_weeks", "a year", 52),
        ("cramp_minutes", "about ten minutes", 10),
        ("age", "I'm forty-five", 45),
        ("age", "72", 72),
        ("severity", "10/10", 10),
        ("weak_onset", "since last Tuesday", "days"),
        ("weak_onset", "it came on suddenly", "sudden"),
        ("weak_onset", "a few months ago", "months"),
        ("trend", "about the same", "same"),
        ("twitch_type", "the second one", "cramp"),
        ("walk_relief", "sitting down", "sitting"),
        ("speaking_for", "it's for my wife", "other"),
    ],
)
def test_typed_answers(hear: Hear, question: str, text: str, answer: object) -> None:
    """Numbers, times and choices are understood in the question's unit."""
    assert hear(question, text).answer == answer


def test_places(hear: Hear) -> None:
    """Places are read with their sides; a correction replaces them."""
    assert hear("pain_where", "in my lower back and my left calf").answer == (
        {"site": "back", "side": "unknown"},
        {"site": "calf", "side": "left"},
    )
    assert hear("twitch_where", "it's not the right knee it's the left knee").answer == (
        {"site": "knee", "side": "left"},
    )
