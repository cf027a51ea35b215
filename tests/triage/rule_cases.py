"""Reads `rule_cases.yaml` and says which of its cases a set of rules gets wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from voice_skill.triage.yaml_file import Block, read_yaml

FILE = Path(__file__).resolve().with_name("rule_cases.yaml")
WELL_AGE = 45
FOLLOW_UPS = ("ces_recent", "weak_")
"""Beginnings of the keys that are only asked once something else was answered."""


class Holds(Protocol):
    """The condition of a rule."""

    def holds(self, env: Mapping[str, Any]) -> bool:
        """Whether findings, with `age` among them, meet it."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """One person, and whether one rule must fire for them."""

    rule: str
    fires: bool
    findings: Mapping[str, Any]
    age: int | None
    text: str
    """As written in the file."""

    @property
    def env(self) -> dict[str, Any]:
        """What a condition is asked with: unknown age counts as 65."""
        return {**self.findings, "age": 65 if self.age is None else self.age}


def load_cases(yes_no_keys: Iterator[str] | list[str]) -> tuple[Case, ...]:
    """Read all cases, each laid over a well person's answers."""
    well = {key: "no" for key in yes_no_keys if not key.startswith(FOLLOW_UPS)}
    content = read_yaml(FILE)
    return tuple(
        _case(rule, kind == "fires", block, well)
        for rule in content
        for kind in ("fires", "misses")
        for block in content.block(rule).blocks(kind)
    )


def wrong(cases: tuple[Case, ...], rules: Mapping[str, Holds]) -> list[str]:
    """Return the cases that the rules do not treat as the file says."""
    return [
        f"{case.rule} {'must' if case.fires else 'must not'} fire for {case.text}"
        for case in cases
        if rules[case.rule].holds(case.env) is not case.fires
    ]


def _case(rule: str, fires: bool, block: Block, well: Mapping[str, str]) -> Case:  # noqa: FBT001
    said = {key: tuple(value) if isinstance(value, list) else value for key, value in block.items()}
    age = said.pop("age", WELL_AGE)
    findings = {key: value for key, value in {**well, **said}.items() if value != "absent"}
    return Case(rule, fires, findings, None if age == "unknown" else age, str(dict(block)))
