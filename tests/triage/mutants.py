"""Breaks the rules of the knowledge one condition at a time: deleted, negated, a value or an exception dropped.

A condition shared by name (`facts.yaml`) is broken once where it is written, for all rules that use it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import rule_cases

from voice_skill.triage.conditions import AllOf, Always, Amount, AnyOf, Condition, Unless, Values
from voice_skill.triage.keys import FindingKey, read_keys
from voice_skill.triage.reading import ConditionReader
from voice_skill.triage.yaml_file import read_yaml

TESTS = Path(__file__).resolve().parent
KNOWLEDGE = TESTS.parents[1] / "voice_skill" / "triage" / "knowledge"


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """The opposite of a condition."""

    part: Condition

    def holds(self, env: Mapping[str, Any]) -> bool:
        """Whether the part does not hold."""
        return not self.part.holds(env)

    def keys(self) -> Iterator[str]:
        """Yield the keys of the part."""
        yield from self.part.keys()


@dataclass(frozen=True, slots=True)
class Rules:
    """The conditions of all rules, and the facts they share."""

    keys: Mapping[str, FindingKey]
    facts: Mapping[str, Condition]
    rules: Mapping[str, Condition]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every mutant, each by its description."""

    mutants: tuple[str, ...]
    survivors: tuple[str, ...]
    reasons: Mapping[str, str]

    @property
    def killed(self) -> list[str]:
        """Those some case noticed."""
        return [mutant for mutant in self.mutants if mutant not in self.survivors]

    @property
    def explained(self) -> list[str]:
        """Survivors that are listed as equivalent, with a reason."""
        return [mutant for mutant in self.survivors if mutant in self.reasons]

    @property
    def unexplained(self) -> list[str]:
        """Survivors that are not."""
        return [mutant for mutant in self.survivors if mutant not in self.reasons]

    @property
    def stale(self) -> list[str]:
        """Reasons for something that does not survive."""
        return [mutant for mutant in self.reasons if mutant not in self.survivors]


def read_rules() -> Rules:
    """Read the conditions of all rules from the knowledge."""
    sites = tuple(read_yaml(KNOWLEDGE / "sites.yaml").block("sites"))
    keys = read_keys(read_yaml(KNOWLEDGE / "findings.yaml"), sites)
    reader = ConditionReader(keys, CES_KEYS)
    facts = read_yaml(KNOWLEDGE / "facts.yaml").block("facts")
    for name in facts:
        reader.facts[name] = reader.read(facts.block(name))
    rules = read_yaml(KNOWLEDGE / "rules.yaml").blocks("rules")
    return Rules(keys, reader.facts, {rule.text("id"): reader.read(rule.block("when")) for rule in rules})


def run() -> Report:
    """Break every condition and see which breaks the rule cases notice."""
    whole = read_rules()
    cases = rule_cases.load_cases([key.name for key in whole.keys.values() if key.kind == "yes_no"])
    if mistakes := rule_cases.wrong(cases, whole.rules):
        raise ValueError(f"the rules are wrong before anything is broken: {mistakes}")
    names = {id(condition): f"fact {name}" for name, condition in whole.facts.items()}
    mutants: list[str] = []
    survivors: list[str] = []
    for place, what, broken in _all_mutants(whole, names):
        description = f"{place}: {what}"
        while description in mutants:
            description += " (again)"
        mutants.append(description)
        rules = _rebuilt(whole, place, broken)
        concerned = tuple(case for case in cases if rules[case.rule] is not whole.rules[case.rule])
        if not rule_cases.wrong(concerned, rules):
            survivors.append(description)
    reasons = read_yaml(TESTS / "equivalent_mutants.yaml").block("equivalent")
    return Report(tuple(mutants), tuple(survivors), {name: reasons.text(name) for name in reasons})


def _all_mutants(whole: Rules, names: Mapping[int, str]) -> Iterator[tuple[str, str, Condition]]:
    for name, condition in whole.facts.items():
        own = {key: fact for key, fact in names.items() if key != id(condition)}
        for what, broken in mutants_of(condition, own):
            yield f"fact {name}", what, broken
    for name, condition in whole.rules.items():
        for what, broken in mutants_of(condition, names):
            yield name, what, broken


def mutants_of(condition: Condition, names: Mapping[int, str]) -> Iterator[tuple[str, Condition]]:
    """Yield every way to break a condition; what has a name elsewhere is only deleted or negated as a whole."""
    yield f"negate {describe(condition, names)}", Not(condition)
    yield f"delete {describe(condition, names)}", Always()
    yield from _inside(condition, names)


def _inside(condition: Condition, names: Mapping[int, str]) -> Iterator[tuple[str, Condition]]:
    """Yield the breaks of the parts of a condition."""
    if id(condition) in names:
        return
    if isinstance(condition, Values):
        for values, word in _fewer(condition):
            yield f"drop {word!r} of {describe(condition, names)}", replace(condition, values=values)
    elif isinstance(condition, Amount):
        yield from _shifted(condition, names)
    elif isinstance(condition, AllOf | AnyOf):
        yield from _inside_list(condition, names)
    elif isinstance(condition, Unless):
        for what, base in mutants_of(condition.base, names):
            yield what, replace(condition, base=base)
        for index, part in enumerate(condition.exceptions):
            before, after = condition.exceptions[:index], condition.exceptions[index + 1 :]
            yield f"drop exception {describe(part, names)}", replace(condition, exceptions=(*before, *after))
            yield (
                f"negate {describe(part, names)}",
                replace(condition, exceptions=(*before, Not(part), *after)),
            )
            for what, broken in _inside(part, names):
                yield f"exception: {what}", replace(condition, exceptions=(*before, broken, *after))


def _inside_list(condition: AllOf | AnyOf, names: Mapping[int, str]) -> Iterator[tuple[str, Condition]]:
    for index, part in enumerate(condition.parts):
        before, after = condition.parts[:index], condition.parts[index + 1 :]
        if before or after:
            yield f"delete {describe(part, names)}", replace(condition, parts=(*before, *after))
        yield f"negate {describe(part, names)}", replace(condition, parts=(*before, Not(part), *after))
        for what, broken in _inside(part, names):
            yield what, replace(condition, parts=(*before, broken, *after))


def _fewer(condition: Values) -> Iterator[tuple[frozenset[str], str]]:
    """Yield the values without one word of them; doubt is one word."""
    doubt = condition.values & {"unsure", "declined"}
    words = [*({value} for value in sorted(condition.values - doubt)), doubt]
    for word in words:
        if word and condition.values - word:
            yield condition.values - word, "/".join(sorted(word))


def _shifted(condition: Amount, names: Mapping[int, str]) -> Iterator[tuple[str, Condition]]:
    """Yield the bound with its edge on the other side, and without the unknown."""
    shown = describe(condition, names)
    if condition.least > 0:
        yield f"exclude the edge of {shown}", replace(condition, least=float("-inf"), above=condition.least)
    if condition.above > 0:
        yield f"include the edge of {shown}", replace(condition, least=condition.above, above=float("-inf"))
    if condition.below < float("inf"):
        yield f"include the edge of {shown}", replace(condition, below=condition.below + 1)


def describe(condition: Condition, names: Mapping[int, str]) -> str:
    """Return a condition in a few words, stable enough to be listed."""
    if id(condition) in names:
        return names[id(condition)]
    if isinstance(condition, Values):
        return f"{condition.key}={'/'.join(sorted(condition.values))}"
    if isinstance(condition, AllOf | AnyOf):
        word = " and " if isinstance(condition, AllOf) else " or "
        return f"({word.join(describe(part, names) for part in condition.parts)})"
    if isinstance(condition, Unless):
        exceptions = ", ".join(describe(part, names) for part in condition.exceptions)
        return f"({describe(condition.base, names)} unless {exceptions})"
    if isinstance(condition, Not):
        return f"not {describe(condition.part, names)}"
    return str(condition)


def _rebuilt(whole: Rules, place: str, broken: Condition) -> Mapping[str, Condition]:
    """Return the rules with one rule, or one fact wherever it is used, broken."""
    if not place.startswith("fact "):
        return {**whole.rules, place: broken}
    old = whole.facts[place.removeprefix("fact ")]
    return {name: _swapped(condition, old, broken) for name, condition in whole.rules.items()}


def _swapped(condition: Condition, old: Condition, new: Condition) -> Condition:
    """Return a condition with one part of it exchanged; the very same object when it has no such part."""
    if condition is old:
        return new
    if isinstance(condition, AllOf | AnyOf):
        parts = tuple(_swapped(part, old, new) for part in condition.parts)
        same = all(one is other for one, other in zip(parts, condition.parts, strict=True))
        return condition if same else replace(condition, parts=parts)
    if isinstance(condition, Unless):
        base = _swapped(condition.base, old, new)
        exceptions = tuple(_swapped(part, old, new) for part in condition.exceptions)
        same = all(one is other for one, other in zip(exceptions, condition.exceptions, strict=True))
        return condition if same and base is condition.base else Unless(base, exceptions)
    return condition


CES_KEYS = frozenset({
    "saddle_numb", "wipe_feel", "pee_difficulty", "pee_feeling_lost", "pee_leak", "bowel_change", "sexual_change",
    "both_legs_pain", "both_legs_weak",
})  # fmt: skip
"""B1 to B9, on which *declined* does not count as doubt."""
