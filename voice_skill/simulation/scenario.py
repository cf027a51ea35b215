"""Scenario files: one patient each, with what is true of them and the level they must reach, and why.

The same files feed the proofs of the triage core, the dialogue scripts and the simulated patients. The format is
described in `tests/scenarios/README.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice_skill.errors import BadInputError
from voice_skill.triage import yaml_file
from voice_skill.triage.model import FindingValue, Level, Question

SILENCE = "silence"
"""Said of a key the person never answers: it stays absent however often it is asked."""

_TYPED_DEFAULTS: Mapping[str, FindingValue] = {"twitch_type": "none"}
"""What a typed question is answered with where the file says nothing."""

_FIELDS = frozenset(
    "id title group sources age speaking_for story story_findings answers default expect why".split()
)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the triage core must make of the patient."""

    level: Level
    rules: tuple[str, ...]
    """Rule ids that must be among those that fired."""
    not_rules: tuple[str, ...]
    """Rule ids that must not have fired."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One patient: what they say first, what is true of them, and where they must end."""

    id: str
    title: str
    group: str
    sources: tuple[str, ...]
    """Codes of the clinical sources the expected level rests on."""
    age: int | None
    """Years; None when the person will not say."""
    speaking_for: str
    """`self` or `other`."""
    story: str
    """Their first words."""
    story_findings: Mapping[str, FindingValue]
    """What those words state."""
    answers: Mapping[str, FindingValue]
    """The truth for any key that may be asked; `silence` where they never answer."""
    default: str
    """`no` or `silence`, for every yes/no key not named."""
    expect: Expected
    why: str
    path: Path

    def truth(self, key: str, *, yes_no: bool) -> FindingValue | None:
        """Return the answer to one key, or None where the person stays silent."""
        if key == "speaking_for":
            return self.speaking_for
        fallback = self.default if yes_no else _TYPED_DEFAULTS.get(key, SILENCE)
        value = self.story_findings.get(key, self.answers.get(key, fallback))
        return None if value == SILENCE else value

    def findings(self, questions: Iterable[Question]) -> dict[str, FindingValue]:
        """Return everything that would be known had every one of these questions been asked and answered."""
        kinds = {question.key: question.kind == "yes_no" for question in questions if len(question.keys) == 1}
        named = dict.fromkeys([*kinds, *self.story_findings, *self.answers])
        truths = {key: self.truth(key, yes_no=kinds.get(key, True)) for key in named}
        return {key: value for key, value in truths.items() if value is not None}


def load_scenario(path: Path) -> Scenario:
    """Read one scenario file. Raises `BadInputError` with the file and what is wrong."""
    content = yaml_file.load(path)
    if not isinstance(content, Mapping) or set(content) != _FIELDS:
        odd = sorted(_FIELDS.symmetric_difference(content)) if isinstance(content, Mapping) else "no fields"
        raise BadInputError(f"{path}: missing or unknown fields: {odd}")
    if twice := set(content["story_findings"]) & set(content["answers"]):
        raise BadInputError(f"{path}: both told in the story and given as answers: {sorted(twice)}")
    if content["id"] != path.stem:
        raise BadInputError(f"{path}: the id is {content['id']}, not the name of the file")
    return Scenario(
        id=content["id"],
        title=content["title"],
        group=content["group"],
        sources=tuple(content["sources"]),
        age=content["age"],
        speaking_for=content["speaking_for"],
        story=content["story"],
        story_findings=_values(content["story_findings"]),
        answers=_values(content["answers"]),
        default=content["default"],
        expect=_expected(path, content["expect"]),
        why=content["why"],
        path=path,
    )


def load_scenarios(folder: Path) -> tuple[Scenario, ...]:
    """Read every scenario file below a folder, in the order of their paths.

    Raises:
        BadInputError: for a file that can't be used, a name used twice, or a folder without scenarios.
    """
    scenarios = tuple(load_scenario(path) for path in sorted(folder.rglob("*.yaml")))
    if not scenarios:
        raise BadInputError(f"{folder}: there are no scenario files here")
    if len({scenario.id for scenario in scenarios}) < len(scenarios):
        raise BadInputError(f"{folder}: two scenario files have the same name")
    return scenarios


def _expected(path: Path, content: Any) -> Expected:
    try:
        return Expected(Level(content["level"]), tuple(content["rules"]), tuple(content["not_rules"]))
    except (KeyError, TypeError, ValueError) as error:
        raise BadInputError(f"{path}: expect needs a level, rules and not_rules ({error})") from error


def _values(content: Mapping[str, Any]) -> dict[str, FindingValue]:
    """Return findings with lists of places as tuples, which is how the core takes them."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in content.items()}
