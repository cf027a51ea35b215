"""What is said: the instruction first and in time, the safety net where due, and nothing from the never-say list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from voice_skill.simulation.scenario import load_scenarios
from voice_skill.triage import Level, assess, finding_keys, load_knowledge, regions, topics

SCENARIOS = load_scenarios(Path(__file__).resolve().parents[1] / "scenarios")

WORDS_IN_EIGHT_SECONDS = 20
"""At 150 words a minute, the rate the skill speaks at."""

NEEDS_SAFETY_NET = {
    Level.SAME_DAY, Level.INCOMPLETE, Level.CLINICIAN_SOON, Level.SELF_CARE, Level.LIKELY_BENIGN
}  # fmt: skip

NEVER_SAY = {
    "nothing to worry about": r"nothing to worry|no need to worry|don't worry|not worr(y|ied) about",
    "a diagnosis as fact": r"\byou (have|have got|'ve got|are suffering from) (a |an )?"
    r"(slipped|herniated|disc|sciatica|cauda|s1|l5|l4|trapped|pinched|compress|radiculopathy|clot|stroke|shingles"
    r"|cancer|infection|stenosis|aneurysm|als|mnd|motor neurone)",
    "pain going means recovery": r"pain is going.*recover|nerve is recover",
    "twitching as a measure": r"(badly|mildly|slightly) pinched|(more|often).{0,20}twitch.{0,40}(worse|damage|instab)",
    "bed rest": r"\b(bed rest|rest in bed|stay in bed)\b(?!.*(not|avoid|longer))",
    "a dose": r"\b\d+\s?(mg|milligram|g\b|gram|ml|tablet|pill|capsule)|\b(two|one|three|four) (tablets|pills|capsules)",
    "you do not have": r"you (don't|do not|haven't) (have|got) (als|mnd|motor neurone|cancer|anything serious)",
    "definitely benign": r"definitely (benign|harmless|fine|safe)|certainly (benign|harmless)|perfectly safe|100",
    "a prescription drug": r"gabapentin|pregabalin|amitriptyline|duloxetine|diazepam|naproxen|morphine|tramadol",
    "stop a prescribed medicine": r"\bstop taking\b(?!.*(unless|without|not|don't|until a))",
    "S1 compression as fact": r"you have .{0,20}compression|your (s1|l5|l4) nerve is",
}
"""What may not be said by any path, as patterns over lower-case text."""


def words(text: str) -> int:
    """Return how many words are spoken, a number of three digits being three."""
    return sum(len(word) if word.isdigit() else 1 for word in re.findall(r"[\w'’&]+", text))


def texts_in(value: Any) -> Iterator[str]:
    """Yield every string anywhere inside a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts_in(key)
            yield from texts_in(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from texts_in(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts_in(getattr(value, field.name))


def forbidden(text: str) -> list[str]:
    """Return which never-say entries a text falls under."""
    return [name for name, pattern in NEVER_SAY.items() if re.search(pattern, text.lower())]


def all_assessments() -> Iterator[Any]:
    """Yield the assessment of every scenario in every region."""
    keys = finding_keys().values()
    for scenario in SCENARIOS:
        findings = scenario.findings(keys)
        for region in (None, *regions()):
            yield assess(findings, age=scenario.age, region=region)


@pytest.mark.parametrize("text", [
    "There is nothing to worry about.", "You have a slipped disc.", "Take two tablets.", "Stay in bed.",
    "You don't have cancer.", "It is definitely harmless.",
])  # fmt: skip
def test_the_never_say_patterns_catch(text: str) -> None:
    """Each forbidden kind of sentence is recognised when it is written."""
    assert forbidden(text)


def test_nothing_forbidden_is_in_the_knowledge() -> None:
    """No text that any path could speak falls under the never-say list."""
    texts = [*texts_in(load_knowledge()), *texts_in(topics())]
    assert len(texts) > 500
    assert not {text: found for text in texts if (found := forbidden(text))}


def test_nothing_forbidden_is_spoken() -> None:
    """Put together, no advice of any scenario in any region falls under the never-say list."""
    assert not {
        spoken: found for a in all_assessments() for spoken in [a.spoken] if (found := forbidden(spoken))
    }


def test_the_instruction_is_first_and_heard_in_time() -> None:
    """What to do is the first thing said, within eight seconds, at every level and in every region."""
    seen = set()
    for assessment in all_assessments():
        first = assessment.advice[0]
        assert first.kind == "instruction"
        assert 0 < words(first.text.split(". ")[0]) <= WORDS_IN_EIGHT_SECONDS, first.text
        seen.add(assessment.level)
    assert seen == set(Level)


def test_the_safety_net_is_spoken_where_due() -> None:
    """Every level at which the person stays at home for now ends with when to come back in an emergency."""
    for assessment in all_assessments():
        kinds = [line.kind for line in assessment.advice]
        if assessment.level in NEEDS_SAFETY_NET:
            assert "safety_net" in kinds, assessment.level
        assert kinds[-1] == "disclaimer"


def test_no_placeholder_is_left_in_what_is_spoken() -> None:
    """Every number and name of a place is filled in from the region."""
    assert not [a.spoken for a in all_assessments() if "{" in a.spoken or "}" in a.spoken]


def test_every_reason_names_its_source() -> None:
    """Each reason given carries a source from the list and a grade."""
    known = set(load_knowledge().sources)
    for assessment in all_assessments():
        for reason in assessment.reasons:
            assert reason.sources
            assert set(reason.sources) <= known
            assert reason.grade in {"P", "C", "S", "W", "J"}, reason
