"""The report on the length of the interview counts what was asked."""

from __future__ import annotations

import pytest

from voice_skill.bench.interview import SCENARIOS, interview, run
from voice_skill.simulation.scenario import load_scenario


def test_a_volunteered_emergency_asks_almost_nothing() -> None:
    """Someone whose first words are an ambulance call is asked nothing at all, not even the age."""
    run = interview(load_scenario(SCENARIOS / "immediate_danger" / "chest_pain_with_leg_pain.yaml"))
    assert run.volunteered
    assert run.asked == ()


def test_silence_is_not_asked_about_for_ever() -> None:
    """A patient who never answers comes to an end, with everything left absent."""
    run = interview(load_scenario(SCENARIOS / "unclear" / "stopped_after_first_questions.yaml"))
    assert run.assessment.level == "INCOMPLETE"
    assert "saddle_numb" not in run.findings


def test_the_report_names_its_targets(capsys: pytest.CaptureFixture[str]) -> None:
    """The report prints the medians beside their targets and how many levels were not as expected."""
    run([str(SCENARIOS / "sciatica")])
    printed = capsys.readouterr().out
    assert "target 26 or fewer" in printed
    assert "levels other than expected: 0" in printed
