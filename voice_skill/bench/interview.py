"""How long the interview is: every scenario is asked what the triage core would ask, and the questions are counted.

Run as `voice-skill bench interview [FOLDER]`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from voice_skill.simulation.scenario import Scenario, load_scenarios
from voice_skill.triage import assess, next_question
from voice_skill.triage.model import Assessment, FindingValue, Level, Question

SCENARIOS = Path(__file__).resolve().parents[2] / "tests" / "scenarios"
"""Where the scenario files are in a clone."""

MOST_TURNS = 200
"""Turns after which an interview counts as endless. Several times any that is allowed."""

_EMERGENCY = 4
"""Urgency from which a volunteered story ends the interview."""


@dataclass(frozen=True, slots=True)
class Interview:
    """One scenario's interview, from the story to the level."""

    scenario: Scenario
    asked: tuple[str, ...]
    """Question ids in the order they were asked, those of the conversation itself included; not the opening."""
    findings: dict[str, FindingValue]
    assessment: Assessment
    volunteered: bool
    """Whether the story alone was an emergency."""


def interview(scenario: Scenario) -> Interview:
    """Ask one simulated patient everything the core wants to know, as a patient listener would.

    Raises:
        RuntimeError: when the core never stops asking.
    """
    findings: dict[str, FindingValue] = dict(scenario.story_findings)
    volunteered = _urgent(findings)
    asked: list[str] = []
    age = None
    if not volunteered:
        asked, age = ["age", "speaking_for"], scenario.age
        findings["speaking_for"] = scenario.speaking_for
    split: set[str] = set()
    skip: set[str] = set()
    while True:
        question = next_question(findings, age=age, split=frozenset(split), skip=frozenset(skip))
        if "age" not in asked and not (question and question.holds) and not _urgent(findings):
            # What sounded like an emergency was none: now it is an ordinary interview.
            asked, age, volunteered = [*asked, "age", "speaking_for"], scenario.age, False
            findings["speaking_for"] = scenario.speaking_for
            continue
        if question is None:
            break
        asked.append(question.key if len(question.keys) > 1 else question.keys[0])
        if len(asked) > MOST_TURNS:
            raise RuntimeError(f"{scenario.id}: never stops asking ({asked[-3:]})")
        _answer(scenario, question, findings, split, skip)
    return Interview(scenario, tuple(asked), findings, assess(findings, age=age), volunteered)


def _urgent(findings: dict[str, FindingValue]) -> bool:
    return assess(findings, age=None).level.urgency >= _EMERGENCY


def _answer(
    scenario: Scenario,
    question: Question,
    findings: dict[str, FindingValue],
    split: set[str],
    skip: set[str],
) -> None:
    """Record the answer: a *no* to a combined question answers its items, anything else has them asked one by one."""
    keys = [key for key in question.keys if key not in findings]
    truths = {key: scenario.truth(key, yes_no=question.kind == "yes_no") for key in keys}
    if len(question.keys) > 1 and any(value != "no" for value in truths.values()):
        split.add(question.key)
        return
    for key, value in truths.items():
        if value is None:
            skip.add(key)
        else:
            findings[key] = value


def report(interviews: Iterable[Interview]) -> str:
    """Return the numbers of questions, by the level reached, and the cases the targets are about."""
    runs = tuple(interviews)
    lines = [f"{len(runs)} scenarios", "", "level            runs  median  most"]
    for level in Level:
        counts = _counts(run for run in runs if run.assessment.level is level)
        if counts:
            lines.append(f"{level:15}  {len(counts):4}  {median(counts):6.1f}  {max(counts):4}")
    plain = [run for run in runs if run.assessment.level in {Level.SELF_CARE, Level.LIKELY_BENIGN}]
    told = [run for run in runs if run.volunteered]
    lines += [
        "",
        _against("plain self-care, median", plain, "26 or fewer"),
        _against("emergency in the opening, median", told, "3 or fewer"),
        f"most questions in any interview: {max(_counts(runs))} (target 30 or fewer)",
    ]
    wrong = [run for run in runs if run.assessment.level is not run.scenario.expect.level]
    lines += [f"{run.scenario.id}: {run.assessment.level}, not {run.scenario.expect.level}" for run in wrong]
    return "\n".join([*lines, f"levels other than expected: {len(wrong)}"])


def _against(what: str, runs: Sequence[Interview], target: str) -> str:
    found = f"{median(_counts(runs)):.1f} over {len(runs)} runs" if runs else "no runs"
    return f"{what}: {found} (target {target})"


def _counts(runs: Iterable[Interview]) -> list[int]:
    return [len(run.asked) for run in runs]


def run(arguments: Sequence[str] | None = None) -> None:
    """Print the report: `voice-skill bench interview`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SCENARIOS, help="scenario files")
    folder = parser.parse_args(arguments).folder
    print(report(interview(scenario) for scenario in load_scenarios(folder)))  # noqa: T201  a report


if __name__ == "__main__":
    run()
