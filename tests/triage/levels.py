"""The level of very many findings at once: what `assess` comes to, without the words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from voice_skill.triage import finding_keys, load_knowledge
from voice_skill.triage.assessment import environment, missing

ANSWERS = ("no", "yes", "unsure", "declined", "absent")
TYPED: Mapping[str, tuple[Any, ...]] = {
    "weak_onset": ("years", "months", "weeks", "days", "today", "sudden", "unsure", "absent"),
    "trend": ("better", "same", "worse", "unsure", "absent"),
    "walk_relief": ("sitting", "standing", "neither", "unsure", "absent"),
    "twitch_type": ("none", "flicker", "cramp", "jerks", "unsure", "absent"),
    "speaking_for": ("self", "other"),
    "pain_weeks": (0, 3.9, 4, 5.9, 6, 13, 14, 200, "unsure", "absent"),
    "twitch_weeks": (0, 2, 2.1, 30, "unsure", "absent"),
    "cramp_minutes": (0, 10, 10.5, 60, "unsure", "absent"),
    "pain_where": ("absent", ({"site": "back", "side": "unknown"},), ({"site": "calf", "side": "left"},)),
    "numb_where": ("absent", ({"site": "foot", "side": "both"},)),
    "twitch_where": ("absent", ({"site": "calf", "side": "right"},)),
}
"""The values tried of every key that is not yes/no, the limits of the rules on both sides."""

AGES = (None, 3, 5, 6, 15, 16, 30, 49, 50, 59, 60, 64, 65, 90)
YES_NO = sorted(key.name for key in finding_keys().values() if key.kind == "yes_no")

_SAME_DAY, _MILD, _SELF_CARE = 3, 2, 1


@dataclass(frozen=True)
class Grid:
    """Keys every combination of whose values is tried over one background."""

    keys: tuple[str, ...]
    background: Mapping[str, Any] = field(default_factory=dict)
    """What else is so; every other yes/no key is *no*."""
    age: int | None = 45

    @property
    def alphabets(self) -> tuple[tuple[Any, ...], ...]:
        """The values of each key, in order."""
        return tuple(TYPED.get(key, ANSWERS) for key in self.keys)

    def urgencies(self) -> npt.NDArray[np.int8]:
        """Return the urgency of every combination, 0 to 5, one axis a key."""
        base = {**dict.fromkeys(YES_NO, "no"), **self.background}
        for key in self.keys:
            base.pop(key, None)
        env = environment(base, self.age)
        knowledge = load_knowledge()
        concerned, settled = [], []
        for rule in knowledge.rules:
            if set(rule.when.keys()) & set(self.keys):
                concerned.append(rule)
            elif rule.when.holds(env):
                settled.append(rule.level.urgency)
        flat = [
            _level({**env, **said}, self.age, settled, concerned)
            for said in _combinations(self.keys, self.alphabets)
        ]
        return np.array(flat, dtype=np.int8).reshape([len(values) for values in self.alphabets])


def urgency(findings: Mapping[str, Any], age: int | None) -> int:
    """Return the urgency of one person's findings, 0 to 5."""
    return _level(environment(findings, age), age, [], load_knowledge().rules)


def decided(findings: Mapping[str, Any], age: int | None) -> int:
    """Return the urgency of the warnings alone, leaving out what an unfinished interview adds; 0 for none."""
    env = environment(findings, age)
    rules = [rule for rule in load_knowledge().rules if rule.when.holds(env)]
    return max((rule.level.urgency for rule in rules if rule.level.urgency >= _MILD), default=0)


def someone(random: Random) -> tuple[dict[str, Any], int | None]:
    """Return findings of any kind: mostly *no*, as in life, or mostly not asked, with some of everything else."""
    findings: dict[str, Any] = dict.fromkeys(YES_NO, "no") if random.random() < 0.7 else {}
    for key in random.sample(YES_NO, random.randint(0, 9)):
        findings[key] = random.choice((*ANSWERS, "yes"))
    for key in random.sample(sorted(TYPED), random.randint(0, 6)):
        findings[key] = random.choice(TYPED[key])
    return {key: value for key, value in findings.items() if value != "absent"}, random.choice(AGES)


def _combinations(keys: Sequence[str], alphabets: Sequence[Sequence[Any]]) -> Iterator[dict[str, Any]]:
    for values in product(*alphabets):
        yield {key: value for key, value in zip(keys, values, strict=True) if value != "absent"}


def _level(env: Mapping[str, Any], age: int | None, settled: Sequence[int], rules: Sequence[Any]) -> int:
    holding = [*settled, *(rule.level.urgency for rule in rules if rule.when.holds(env))]
    warnings = [level for level in holding if level >= _MILD]
    level = max(warnings or holding, default=_SELF_CARE)
    if level < _SAME_DAY and missing(load_knowledge(), env, age=age):
        return _SAME_DAY
    return level
