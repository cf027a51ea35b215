"""One *no* misheard as a *yes* on the way to an ambulance: it may raise an alarm too soon, but never hides the worse one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from voice_skill.bench.interview import interview
from voice_skill.simulation.scenario import Scenario, load_scenarios
from voice_skill.triage import Level, load_knowledge

SCENARIOS = load_scenarios(Path(__file__).resolve().parents[1] / "scenarios")
AMBULANCES = [each for each in SCENARIOS if each.expect.level is Level.EMERGENCY_NOW]

BEFORE_SEPSIS = {
    ("shivering_and_muddled", key)
    for key in ("major_trauma", "both_legs_pain", "both_legs_weak", "foot_drop")
}
"""Signs of sepsis are asked after the hit only where a fever was told: asking everybody would delay all (§2.5, point 15)."""


def excused() -> frozenset[str]:
    """The answers that may make a rule silent, each with its reason in the rules."""
    return frozenset(key for rule in load_knowledge().rules for key in rule.lowers)


def misheard(scenario: Scenario) -> Iterator[tuple[str, Scenario]]:
    """The same person, with one after the other of the questions that met with *no* answered by *yes*."""
    kinds = {name for name, key in load_knowledge().keys.items() if key.kind == "yes_no"}
    for key in interview(scenario).findings:
        if key in kinds and key not in excused() and scenario.truth(key, yes_no=True) == "no":
            yield key, replace(scenario, answers={**scenario.answers, key: "yes"})


@pytest.mark.parametrize("scenario", AMBULANCES, ids=lambda scenario: str(scenario.id))
def test_a_no_misheard_as_a_yes_never_hides_an_ambulance(scenario: Scenario) -> None:
    """What was really told or would have been answered still gets there."""
    lost = {
        (scenario.id, key)
        for key, heard in misheard(scenario)
        if interview(heard).assessment.level is not Level.EMERGENCY_NOW
    }
    assert lost <= BEFORE_SEPSIS
