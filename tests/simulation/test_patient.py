"""Simulated patients answer what was asked, also when it is a read-back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from voice_skill.events import Ask, Expectation, FindingValue, Kind
from voice_skill.simulation.patient import Patient
from voice_skill.simulation.scenario import load_scenarios

SCENARIOS = Path(__file__).parents[1] / "scenarios"


@pytest.fixture(scope="module")
def patient() -> Patient:
    """47 years old, asking for themselves, with a leg that has been weak for months."""
    scenario = next(
        each for each in load_scenarios(SCENARIOS) if each.id == "weak_two_months_worse_this_week"
    )
    return Patient(scenario, plain=True)


@pytest.mark.parametrize(
    ("question", "proposed", "reply"),
    [
        ("age", 47, "yes"),
        ("age", 40, "no"),
        ("speaking_for", "self", "yes"),
        ("speaking_for", "other", "no"),
        ("leg_weak", "yes", "yes"),
        ("leg_weak", "no", "no"),
        ("saddle_numb", "no", "yes"),
        ("weak_onset", "months", "yes"),
        ("weak_onset", "days", "no"),
        ("command", "stop", "no"),
        ("twitch_where", ({"site": "thigh", "side": "right"},), "no"),
    ],
)
def test_a_read_back_is_answered_with_yes_or_no(
    patient: Patient, question: str, proposed: FindingValue, reply: str
) -> None:
    """*Yes* where it is the truth, *no* where it is not: never the answer itself once more."""
    assert patient.reply(Ask("?", Expectation(question, "confirm", proposed=proposed))) == reply


@pytest.mark.parametrize(
    ("question", "kind", "reply"),
    [
        ("age", "number", "forty seven"),
        ("heard_warning", "yes_no", "yes"),
        ("check_nos", "yes_no", "no"),
        ("leg_weak", "yes_no", "yes"),
        ("pain_weeks", "number", "nine weeks"),
        ("weak_onset", "choice", "four months ago"),
        ("cramp_minutes", "number", None),
    ],
)
def test_a_question_is_answered_with_what_is_true(
    patient: Patient, question: str, kind: Kind, reply: str | None
) -> None:
    """In the words of a person; None is silence, where the scenario says nothing."""
    assert patient.reply(Ask("?", Expectation(question, kind))) == reply


def test_once_the_very_words_are_asked_for_they_are_said() -> None:
    """Before that people put it in their own words; whatever the seed, the third time it is a plain *no*."""
    scenario = next(
        each for each in load_scenarios(SCENARIOS) if each.id == "weak_two_months_worse_this_week"
    )
    numb = Ask("?", Expectation("saddle_numb", "yes_no"))
    patients = [Patient(scenario, seed) for seed in range(30)]
    assert {patient.reply(replace(numb, attempt=3)) for patient in patients} == {"no"}
    assert len({patient.reply(numb) for patient in patients}) > 1
