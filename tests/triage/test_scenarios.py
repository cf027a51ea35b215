"""Every scenario ends where its file says it must, told all at once and asked question by question."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from voice_skill.bench.interview import Interview, interview
from voice_skill.simulation.scenario import Scenario, load_scenarios
from voice_skill.triage import Assessment, Level, assess, check_findings, finding_keys, load_knowledge

SCENARIOS = load_scenarios(Path(__file__).resolve().parents[1] / "scenarios")
PLAIN = {Level.SELF_CARE, Level.LIKELY_BENIGN}

MOST_QUESTIONS = 30
"""In any interview."""
MEDIAN_PLAIN = 26
"""In the median plain self-care interview."""
MEDIAN_VOLUNTEERED = 3
"""In the median interview that opens with an emergency."""


@pytest.fixture(scope="module")
def interviews() -> tuple[Interview, ...]:
    """Every scenario, asked question by question."""
    return tuple(interview(scenario) for scenario in SCENARIOS)


def named(scenario: Scenario) -> str:
    """Return the name a test goes by."""
    return scenario.id


def must_match(scenario: Scenario, assessment: Assessment) -> None:
    """Compare level and rule ids with what the file expects."""
    expected = scenario.expect
    assert (assessment.level, scenario.why) == (expected.level, scenario.why), assessment.rules
    assert set(expected.rules) <= set(assessment.rules), scenario.why
    assert not set(expected.not_rules) & set(assessment.rules), scenario.why


@pytest.mark.parametrize("scenario", SCENARIOS, ids=named)
def test_told_all_at_once(scenario: Scenario) -> None:
    """With everything known, the level and the rules are those the file expects."""
    findings = check_findings(scenario.findings(finding_keys().values()))
    must_match(scenario, assess(findings, age=scenario.age))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=named)
def test_asked_question_by_question(scenario: Scenario) -> None:
    """The interview finds what decides the level, in at most thirty questions, and asks nothing twice."""
    run = interview(scenario)
    assert (run.assessment.level, run.assessment.rules, run.asked) == (
        scenario.expect.level,
        run.assessment.rules,
        run.asked,
    )
    assert len(run.asked) <= MOST_QUESTIONS
    assert len(set(run.asked)) == len(run.asked)


def test_interviews_are_short(interviews: tuple[Interview, ...]) -> None:
    """The median plain interview and the median volunteered emergency keep within their number of questions."""
    plain = [len(run.asked) for run in interviews if run.assessment.level in PLAIN]
    volunteered = [len(run.asked) for run in interviews if run.volunteered]
    assert median(plain) <= MEDIAN_PLAIN
    assert median(volunteered) <= MEDIAN_VOLUNTEERED


def test_scenarios_spread_over_the_levels() -> None:
    """There are at least eighty, every level has its share, and a quarter ends in self-care or reassurance."""
    counts = Counter(scenario.expect.level for scenario in SCENARIOS)
    assert counts.total() >= 80
    assert min(counts[level] for level in Level) >= 5
    assert sum(counts[level] for level in PLAIN) * 4 >= counts.total()


def test_scenarios_name_known_sources() -> None:
    """Every source a scenario rests on is in the list of sources."""
    known = load_knowledge().sources
    assert not {source for scenario in SCENARIOS for source in scenario.sources} - set(known)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=named)
def test_stories_state_valid_findings(scenario: Scenario) -> None:
    """What a story states can be handed to the core as it stands."""
    assert check_findings(dict(scenario.story_findings)) == scenario.story_findings
