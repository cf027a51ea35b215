"""A combined question that met with anything but *no* is taken apart to its end."""

from __future__ import annotations

import pytest

from voice_skill import triage

COMBINED = sorted(
    {
        step.ask
        for step in triage.load_knowledge().plan.steps
        if len(step.keys) > 1 and step.part != "medicine"
    }
)


@pytest.mark.parametrize("combined", COMBINED)
def test_every_item_of_a_split_question_is_asked_however_long_the_interview(combined: str) -> None:
    """With everything else answered *no*, each item is put before the interview ends."""
    asked: set[str] = set()
    findings: dict[str, triage.FindingValue] = {
        "any_pain": "yes",
        "twitch_type": "flicker",
        "twitch_weeks": 1,
    }
    items = set(triage.question(combined).keys)
    for _ in range(80):
        question = triage.next_question(findings, age=63, split={combined}, untold=True)
        if question is None:
            break
        asked.update(question.keys)
        for key in question.keys:
            findings[key] = {"number": 1, "choice": "unsure", "site": ()}.get(question.kind, "no")
    applies = any(
        step.ask == combined and step.when.holds({**findings, "age": 63})
        for step in triage.load_knowledge().plan.steps
    )
    assert not applies or items <= asked | set(findings)
    assert combined not in asked
