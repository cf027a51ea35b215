"""Every question as choices that can be gone through one by one: for a single switch, and for numbers on a keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from voice_skill.events import Expectation

Choices: TypeAlias = "tuple[Choice, ...]"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    name: str
    """As it is shown and named aloud."""
    says: str = ""
    """What is said to the skill by choosing it."""
    then: Choices = ()
    """What is to be chosen next instead, such as the side of a place."""


@cache
def _words() -> dict[str, Any]:
    return dict(yaml.safe_load((Path(__file__).parent / "switch.yaml").read_text(encoding="utf-8")))


def choices(expects: Expectation) -> Choices:
    """Return what can be chosen as an answer: the answers first, then what can always be said."""
    return (*_answers(expects), *_plain(_words()["always"]))


def _answers(expects: Expectation) -> Choices:
    words = _words()
    if expects.kind in {"yes_no", "confirm"}:
        return _plain(words["yes_no"])
    if expects.kind in {"choice", "command"}:
        return _plain([option.spoken for option in expects.options])
    if expects.kind == "site":
        return tuple(_place(site, words["sides"]) for site in words["sites"])
    if expects.kind == "open":
        return tuple(Choice(name, says) for name, says in words["open"].items())
    unit = expects.question.rpartition("_")[2]
    return _plain(words[unit]) if unit in {"weeks", "minutes", "severity"} else _ages()


def _plain(names: Sequence[str]) -> Choices:
    return tuple(Choice(name, name) for name in names)


def _place(site: str, sides: Sequence[str]) -> Choice:
    if site == "back":
        return Choice(site, site)
    return Choice(site, then=tuple(Choice(side, f"{side} {site}") for side in sides))


def _ages() -> Choices:
    """Tens, then ones."""
    words = _words()

    def years(age: int) -> Choice:
        return Choice(str(age), words["age"].format(age=age))

    return tuple(
        Choice(f"{tens} to {tens + 9}", then=tuple(years(tens + ones) for ones in range(10)))
        for tens in range(0, words["highest_tens"] + 1, 10)
    )


class Scanner:
    """Goes through the choices of one question, round and round, until one is taken."""

    def __init__(self, expects: Expectation) -> None:
        self._choices = choices(expects)
        self._place = -1

    def __len__(self) -> int:
        """How many there are to choose from now."""
        return len(self._choices)

    def next(self) -> Choice:
        """Offer the next one."""
        self._place = (self._place + 1) % len(self._choices)
        return self._choices[self._place]

    def press(self) -> str | None:
        """Take the one that is offered: what it says, or None when there is more to choose (or nothing was offered yet)."""
        if self._place < 0:
            return None
        taken = self._choices[self._place]
        if not taken.then:
            return taken.says
        self._choices, self._place = taken.then, -1
        return None


def at_one_press(expects: Expectation) -> str:
    """What one press says where nothing is gone through: the first of few answers, else to hear the question again."""
    few = expects.kind in {"yes_no", "confirm", "command"}
    return choices(expects)[0].says if few else str(_words()["always"][0])
