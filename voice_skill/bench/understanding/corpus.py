"""The corpora: utterances with their meanings, as `tests/corpora/README.md` describes them."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from voice_skill.errors import BadInputError

COLUMNS = ("question", "text", "answer", "command", "findings", "category", "note")

YES_NO_VALUES = frozenset({"yes", "no", "unsure", "declined"})

NUMBER_TOLERANCE = 0.1
"""Share of a number by which another may differ and still be the same duration (2 months: 8.7 or 9 weeks)."""

NUMBER_SLACK = 0.1
"""The same in absolute terms, for numbers near zero (weeks or minutes)."""


@dataclass(frozen=True)
class Utterance:
    """One line of a corpus."""

    question: str
    text: str
    answer: str
    """As written: a value, `-`, `!no`, `a..b`, or alternatives separated by `|`."""
    command: str
    findings: str
    category: str
    note: str

    @cached_property
    def answers(self) -> tuple[Any, ...]:
        """The values that are right; None stands for no answer."""
        return tuple(_value(part) for part in _alternatives(self.answer))

    @cached_property
    def commands(self) -> tuple[str | None, ...]:
        """The commands that are right; None stands for no command."""
        return tuple(None if part == "-" else part for part in self.command.split("|"))

    @cached_property
    def _stated(self) -> dict[str, Any]:
        stated: dict[str, Any] = json.loads(self.findings)
        return stated

    @cached_property
    def required(self) -> dict[str, Any]:
        """Findings that must be found."""
        return {key: value for key, value in self._stated.items() if not key.startswith("?")}

    @cached_property
    def allowed(self) -> dict[str, Any]:
        """Findings that may be found and count neither way."""
        return {key[1:]: value for key, value in self._stated.items() if key.startswith("?")}

    @property
    def means_nothing(self) -> bool:
        """Whether nothing at all may be understood (what is merely allowed aside)."""
        return self.answer == "-" and self.command == "-" and not self.required

    def answered_by(self, answer: Any) -> bool:
        """Whether an answer is right."""
        if self.answer == "!no":
            return bool(answer != "no")
        return any(same(expected, answer) for expected in self.answers)


def _alternatives(cell: str) -> list[str]:
    return [cell] if cell.startswith("[") else cell.split("|")


def _value(part: str) -> Any:
    if part == "-":
        return None
    if part.startswith("["):
        return json.loads(part)
    if ".." in part:
        low, high = part.split("..")
        return float(low), float(high)
    try:
        return float(part)
    except ValueError:
        return part


def same(expected: Any, found: Any) -> bool:
    """Whether a value found is the value expected: numbers nearly, places as sets."""
    if isinstance(expected, str) and ".." in expected:
        expected = _value(expected)
    if isinstance(expected, tuple):
        return isinstance(found, int | float) and expected[0] - 1e-9 <= found <= expected[1] + 1e-9
    if isinstance(expected, int | float):
        room = max(NUMBER_SLACK, NUMBER_TOLERANCE * expected) + 1e-9
        return isinstance(found, int | float) and abs(found - expected) <= room
    if isinstance(expected, list):
        return isinstance(found, list | tuple) and place_set(expected) == place_set(found)
    return bool(expected == found)


def place_set(places: Any) -> frozenset[tuple[str, str]]:
    """Return places as a set of (site, side); left and right of one site are *both* of it."""
    pairs = {(place["site"], place.get("side", "unknown")) for place in places}
    for site in {site for site, _ in pairs}:
        if {(site, "left"), (site, "right")} <= pairs:
            pairs -= {(site, "left"), (site, "right")}
            pairs.add((site, "both"))
    return frozenset(pairs)


def load(folder: Path) -> list[Utterance]:
    """Read every TSV file of a folder.

    Raises:
        BadInputError: names the file and line that can't be used.
    """
    files = sorted(folder.glob("*.tsv"))
    if not files:
        raise BadInputError(f"{folder}: no corpus (*.tsv) here")
    return [utterance for file in files for utterance in _read(file)]


def _read(file: Path) -> list[Utterance]:
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        if tuple(next(reader, ())) != COLUMNS:
            raise BadInputError(f"{file.name}: the columns must be {', '.join(COLUMNS)}")
        rows = []
        for number, cells in enumerate(reader, 2):
            try:
                utterance = Utterance(*cells)
                _ = utterance.answers, utterance.required
            except (TypeError, ValueError) as error:
                raise BadInputError(f"{file.name}, line {number}: {error}") from None
            rows.append(utterance)
    return rows
