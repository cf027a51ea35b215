"""Reads conditions from YAML, and refuses any that names an unknown key, value or fact, or that can never hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from voice_skill.triage.conditions import (
    ABSENT,
    AllOf,
    Amount,
    AnyOf,
    Condition,
    Older,
    Places,
    Unless,
    Values,
)
from voice_skill.triage.keys import OLDEST, FindingKey
from voice_skill.triage.yaml_file import Block, Items, KnowledgeError

_ALL_REPLIES = frozenset({"yes", "no", "unsure", "declined", ABSENT})
_AGE = FindingKey("age", "number", most=OLDEST)


@dataclass(slots=True)
class ConditionReader:
    """Turns blocks of YAML into conditions."""

    keys: Mapping[str, FindingKey]
    ces_keys: frozenset[str]
    facts: dict[str, Condition] = field(default_factory=dict)

    def read(self, block: Block) -> Condition:
        """Read one block. Raises `KnowledgeError` with the line of what is wrong."""
        if not block:
            raise block.error("the condition is empty")
        parts = [self._part(block, name, value) for name, value in block.items() if name != "unless"]
        if not parts:
            raise block.error("'unless' needs something to be an exception to", "unless")
        base: Condition = parts[0] if len(parts) == 1 else AllOf(tuple(parts))
        if "unless" not in block:
            return base
        return Unless(base, tuple(self._list(block, "unless")))

    def _part(self, block: Block, name: str, value: Any) -> Condition:
        if name == "all":
            return AllOf(tuple(self._list(block, name)))
        if name == "any":
            return AnyOf(tuple(self._list(block, name)))
        if name == "fact":
            if value not in self.facts:
                raise block.error(f"there is no fact {value!r} above this line", name)
            return self.facts[value]
        if name == "older":
            if value not in self.ces_keys:
                raise block.error(f"{value!r} is no cauda equina key", name)
            return Older(value)
        return self._atom(block, name, value)

    def _list(self, block: Block, name: str) -> Iterator[Condition]:
        value = block[name]
        if not isinstance(value, Items) or not value:
            raise block.error(f"{name!r} must be a list of conditions", name)
        for item, line in zip(value, value.lines, strict=True):
            if not isinstance(item, Block):
                raise KnowledgeError(block.file, line, f"{item!r} is no condition")
            yield self.read(item)

    def _atom(self, block: Block, name: str, value: Any) -> Condition:
        key = _AGE if name == "age" else self.keys.get(name)
        if key is None:
            raise block.error(f"unknown finding key {name!r}", name)
        words = str(value)
        if key.kind == "number":
            return self._amount(block, key, words)
        if key.kind == "places":
            return self._places(block, key, words)
        return Values(key.name, self._values(block, key, words))

    def _values(self, block: Block, key: FindingKey, words: str) -> frozenset[str]:
        plain = {"unsure", "declined", ABSENT, *key.values}
        values: set[str] = set()
        for word in words.split(" or "):
            if word == "doubt":
                values |= {"unsure"} if key.name in self.ces_keys else {"unsure", "declined"}
            elif word == "unknown":
                values |= {"unsure", "declined", ABSENT}
            elif word.startswith("not ") and word[4:] in plain:
                values |= {*key.values, *_ALL_REPLIES & plain} - {word[4:]}
            elif word in plain:
                values.add(word)
            else:
                raise block.error(
                    f"{key.name} is never {word!r}; it may be {', '.join(sorted(plain))}", key.name
                )
        return frozenset(values)

    def _amount(self, block: Block, key: FindingKey, words: str) -> Condition:
        if words == "doubt":
            return Values(key.name, frozenset({"unsure", "declined"}))
        if words == "unknown":
            return Values(key.name, frozenset({"unsure", "declined", ABSENT}))
        bounds: dict[str, Any] = {}
        for word in words.split(" or "):
            kind, _, number = word.rpartition(" ")
            name = {"at least": "least", "more than": "above", "below": "below"}.get(kind)
            if word == "unknown":
                bounds["or_unknown"] = True
            elif name and number.replace(".", "", 1).isdigit():
                bounds[name] = float(number)
            else:
                raise block.error(
                    f"{key.name} is a number: 'at least 6', 'more than 2', 'below 16' or 'unknown', not {words!r}",
                    key.name,
                )
        amount = Amount(key.name, **bounds)
        if amount.above >= key.most or amount.least > key.most or amount.below <= key.least:
            raise block.error(f"{key.name} can never be {words!r}", key.name)
        return amount

    def _places(self, block: Block, key: FindingKey, words: str) -> Condition:
        if words == "some":
            return Places(key.name)
        sites = tuple(words.removeprefix("one of ").split(", "))
        for site in sites:
            if site not in key.values:
                raise block.error(f"there is no site {site!r}", key.name)
        return Places(key.name, frozenset(sites))


def can_hold(condition: Condition) -> bool:
    """Whether any findings at all could meet a condition; exceptions are never in the way."""
    return _possible([condition], {})


def _possible(wanted: list[Condition], chosen: dict[str, frozenset[str] | Amount]) -> bool:
    """Whether there is a way to meet all the conditions wanted, with what is chosen already."""
    if not wanted:
        return True
    first, rest = wanted[0], wanted[1:]
    if isinstance(first, AllOf):
        return _possible([*first.parts, *rest], chosen)
    if isinstance(first, AnyOf):
        return any(_possible([part, *rest], chosen) for part in first.parts)
    if isinstance(first, Unless):
        return _possible([first.base, *rest], chosen)
    if isinstance(first, Values):
        before = chosen.get(first.key)
        common = first.values & before if isinstance(before, frozenset) else first.values
        return bool(common) and _possible(rest, {**chosen, first.key: common})
    if isinstance(first, Amount):
        before = chosen.get(first.key)
        both = _both(first, before) if isinstance(before, Amount) else first
        return both is not None and _possible(rest, {**chosen, first.key: both})
    return _possible(rest, chosen)


def _both(one: Amount, other: Amount) -> Amount | None:
    """Return the bounds that meet both, or None when no number does."""
    unknown = one.or_unknown and other.or_unknown
    least, above, below = (
        max(one.least, other.least),
        max(one.above, other.above),
        min(one.below, other.below),
    )
    if (least >= below or above >= below) and not unknown:
        return None
    return Amount(one.key, least, above, below, or_unknown=unknown)
