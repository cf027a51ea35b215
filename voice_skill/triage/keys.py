"""What may be found: every finding key with the values it may take, and the check of findings from outside."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from voice_skill.triage.model import Findings, FindingValue
from voice_skill.triage.yaml_file import Block

KeyKind = Literal["yes_no", "choice", "number", "places"]

SIDES = ("left", "right", "both", "unknown")
OLDEST = 120
"""Years: nobody has been older by much."""
LONGEST_NAME = 60
"""Letters of an unknown key that a message repeats."""


class FindingsError(ValueError):
    """Findings that can't be used: which key, and why."""

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key}: {why}")
        self.key = key
        self.why = why


@dataclass(frozen=True, slots=True)
class FindingKey:
    """One thing that may be known about a person."""

    name: str
    kind: KeyKind
    values: tuple[str, ...] = ()
    """For a choice its values; for places the sites; for yes/no the two words."""
    least: float = 0
    most: float = float("inf")
    unit: str = ""

    def check(self, value: Any) -> FindingValue:
        """Return the value in the form the rules take. Raises `FindingsError`."""
        if self.kind == "places":
            return self._places(value)
        if isinstance(value, str) and value in {"unsure", "declined"}:
            return value
        if self.kind == "number":
            if (
                isinstance(value, bool)
                or not isinstance(value, int | float)
                or not self.least <= value <= self.most
            ):
                raise FindingsError(
                    self.name,
                    f"{reprlib.repr(value)} must be a number from {self.least:g} to {self.most:g} ({self.unit})",
                )
            return value
        if not isinstance(value, str) or value not in self.values:
            allowed = ", ".join((*self.values, "unsure", "declined"))
            raise FindingsError(self.name, f"{reprlib.repr(value)} must be one of {allowed}")
        return value

    def _places(self, value: Any) -> tuple[Mapping[str, str], ...]:
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise FindingsError(self.name, f"{reprlib.repr(value)} must be a list of places")
        places = []
        for place in value:
            if not isinstance(place, Mapping) or set(place) != {"site", "side"}:
                raise FindingsError(self.name, f'{reprlib.repr(place)} must be {{"site": …, "side": …}}')
            if place["site"] not in self.values:
                raise FindingsError(self.name, f"there is no site {reprlib.repr(place['site'])}")
            if place["side"] not in SIDES:
                raise FindingsError(
                    self.name, f"side {reprlib.repr(place['side'])} must be one of {', '.join(SIDES)}"
                )
            places.append({"site": str(place["site"]), "side": str(place["side"])})
        return tuple(places)


def read_keys(content: Block, sites: tuple[str, ...]) -> dict[str, FindingKey]:
    """Read the list of keys. Raises `KnowledgeError` for a key listed twice or without what its kind needs."""
    content.only("yes_no", "choice", "number", "places", "contradictions")
    keys: dict[str, FindingKey] = {}

    def add(key: FindingKey, where: Block, name: str) -> None:
        if key.name in keys:
            raise where.error(f"the finding key {key.name!r} is listed twice", name)
        keys[key.name] = key

    groups = content.block("yes_no")
    for group in groups:
        for name in groups.texts(group):
            add(FindingKey(name, "yes_no", ("yes", "no")), groups, group)
    choices = content.block("choice")
    for name in choices:
        add(FindingKey(name, "choice", choices.texts(name)), choices, name)
    numbers = content.block("number")
    for name in numbers:
        entry = numbers.block(name)
        entry.only("most", "unit")
        add(FindingKey(name, "number", most=entry.number("most"), unit=entry.text("unit")), numbers, name)
    for name in content.texts("places"):
        add(FindingKey(name, "places", sites), content, "places")
    return keys


def check_values(raw: Mapping[str, Any], keys: Mapping[str, FindingKey]) -> dict[str, FindingValue]:
    """Return findings with every key known and every value possible. Raises `FindingsError`."""
    checked: dict[str, FindingValue] = {}
    for name, value in raw.items():
        key = keys.get(name)
        if key is None:
            raise FindingsError(str(name)[:LONGEST_NAME], "there is no such finding key")
        checked[name] = value if value in ("yes", "no") and key.kind == "yes_no" else key.check(value)
    return checked


def check_age(age: int | None) -> int | None:
    """Return the age in years if a person can have it. Raises `FindingsError`."""
    if age is None:
        return None
    if isinstance(age, bool) or not isinstance(age, int) or not 0 <= age <= OLDEST:
        raise FindingsError(
            "age", f"{reprlib.repr(age)} must be a whole number from 0 to {OLDEST}, or unknown"
        )
    return age


__all__ = ["FindingKey", "Findings", "FindingsError", "check_age", "check_values", "read_keys"]
