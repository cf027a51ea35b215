"""Conditions of rules and questions: read from data once, then asked of findings at every turn.

The language a clinician reads in the YAML files:

- `key: yes`, `key: yes or doubt`, `key: not yes`, `key: sudden or today`, `key: at least 6`, `key: more than 2`,
  `key: below 16`, `key: unknown`, `key: absent`, `key: some`, `key: one of back, belly`;
- several keys side by side, and `all: […]`, mean every one; `any: […]` means at least one;
- `fact: name` stands for a condition named in `facts.yaml`; `age` is a key like any other (unknown counts as 65);
- `unless: […]` lists exceptions, each a condition; one that holds takes the rest back;
- `older: key` holds when the cauda equina answer `key` was said not to be recent (and never said to be).

`doubt` is unsure or declined, on a cauda equina key only unsure; `unknown` is absent, unsure or declined.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Env: TypeAlias = Mapping[str, Any]
"""Findings, with `age` (65 when unknown)."""

ABSENT = "absent"


class Condition(ABC):
    """Something that findings either meet or not."""

    @abstractmethod
    def holds(self, env: Env) -> bool:
        """Whether the findings meet it."""

    @abstractmethod
    def keys(self) -> Iterator[str]:
        """Yield every key it looks at."""

    def open_keys(self, env: Env, unaskable: frozenset[str]) -> tuple[str, ...] | None:
        """For a condition that holds: keys whose answers might take it back, or None when nothing can."""
        return None

    def gap(self, env: Env, unaskable: frozenset[str]) -> tuple[str, ...] | None:
        """Return the absent keys that, answered, could make it hold; empty: it holds; None: it can't any more."""
        return () if self.holds(env) else None


@dataclass(frozen=True, slots=True)
class Values(Condition):
    """One key has one of some values."""

    key: str
    values: frozenset[str]

    def holds(self, env: Env) -> bool:
        """Whether the value is one of them."""
        return env.get(self.key, ABSENT) in self.values

    def keys(self) -> Iterator[str]:
        """Yield the key."""
        yield self.key

    def gap(self, env: Env, unaskable: frozenset[str]) -> tuple[str, ...] | None:
        """Open while the key is absent."""
        if self.holds(env):
            return ()
        return (self.key,) if self.key not in env and self.key not in unaskable else None


@dataclass(frozen=True, slots=True)
class Amount(Condition):
    """One key is a number within bounds, or unknown where that counts too."""

    key: str
    least: float = float("-inf")
    above: float = float("-inf")
    below: float = float("inf")
    or_unknown: bool = False

    def holds(self, env: Env) -> bool:
        """Whether the number is within the bounds."""
        value = env.get(self.key, ABSENT)
        if isinstance(value, int | float):
            return self.least <= value < self.below and value > self.above
        return self.or_unknown

    def keys(self) -> Iterator[str]:
        """Yield the key."""
        yield self.key

    def gap(self, env: Env, unaskable: frozenset[str]) -> tuple[str, ...] | None:
        """Open while the key is absent."""
        if self.holds(env):
            return ()
        return (self.key,) if self.key not in env and self.key not in unaskable else None


@dataclass(frozen=True, slots=True)
class Places(Condition):
    """A list of places names some place, or one of some sites."""

    key: str
    sites: frozenset[str] = frozenset()

    def holds(self, env: Env) -> bool:
        """Whether a fitting place is named."""
        places = env.get(self.key)
        if not isinstance(places, tuple | list) or not places:
            return False
        return not self.sites or any(place.get("site") in self.sites for place in places)

    def keys(self) -> Iterator[str]:
        """Yield the key."""
        yield self.key


@dataclass(frozen=True, slots=True)
class Older(Condition):
    """A cauda equina sign was said to be neither new nor worse in the last two weeks."""

    sign: str

    def holds(self, env: Env) -> bool:
        """Whether *no* was said of it, and nothing more urgent."""
        said = {env.get(key) for key in self.keys()}
        return "no" in said and said <= {"no", None}

    def keys(self) -> Iterator[str]:
        """Yield the key that names the sign, and the one that covers all signs."""
        yield f"ces_recent_{self.sign}"
        yield "ces_recent"

    def gap(self, env: Env, unaskable: frozenset[str]) -> tuple[str, ...] | None:
        """Open while nothing was said of it."""
        if self.holds(env):
            return ()
        own, general = self.keys()
        return (own,) if own not in env and general not in env and own not in unaskable else None


@dataclass(frozen=True, slots=True)
class AllOf(Condition):
    """Every part holds."""

    parts: tuple[Condition, ...]

    def holds(self, env: Env) -> bool:
        """Whether every part holds."""
        return all(part.holds(env) for part in self.parts)

    def keys(self) -> Iterator[str]:
        """Yield the keys of the parts."""
        for part in self.parts:
            yield from part.keys()

    def open_keys(self, env: Env, unaskable: frozenset[str]) -> tuple[str, ...] | None:
        """Taken back when any part is."""
        for part in self.parts:
            if keys := part.open_keys(env, unaskable):
                return keys
        return None

    def gap(self, env: Env, unaskable: frozenset[str]) -> tuple[str, ...] | None:
        """Open while no part is closed."""
        gaps = [part.gap(env, unaskable) for part in self.parts]
        if any(gap is None for gap in gaps):
            return None
        return tuple(key for gap in gaps if gap for key in gap)


@dataclass(frozen=True, slots=True)
class AnyOf(Condition):
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def holds(self, env: Env) -> bool:
        """Whether at least one part holds."""
        return any(part.holds(env) for part in self.parts)

    def keys(self) -> Iterator[str]:
        """Yield the keys of the parts."""
        for part in self.parts:
            yield from part.keys()

    def open_keys(self, env: Env, unaskable: frozenset[str]) -> tuple[str, ...] | None:
        """Taken back only when every part that holds is."""
        opened = [part.open_keys(env, unaskable) for part in self.parts if part.holds(env)]
        if not opened or any(keys is None for keys in opened):
            return None
        return opened[0]

    def gap(self, env: Env, unaskable: frozenset[str]) -> tuple[str, ...] | None:
        """Open while one part is."""
        for part in self.parts:
            if (gap := part.gap(env, unaskable)) is not None:
                return gap
        return None


@dataclass(frozen=True, slots=True)
class Unless(Condition):
    """Something holds, and no exception does."""

    base: Condition
    exceptions: tuple[Condition, ...]

    def holds(self, env: Env) -> bool:
        """Whether the base holds and no exception does."""
        return self.base.holds(env) and not any(part.holds(env) for part in self.exceptions)

    def keys(self) -> Iterator[str]:
        """Yield the keys of base and exceptions."""
        yield from self.base.keys()
        for part in self.exceptions:
            yield from part.keys()

    def open_keys(self, env: Env, unaskable: frozenset[str]) -> tuple[str, ...] | None:
        """What the first exception that may still come true lacks."""
        if keys := self.base.open_keys(env, unaskable):
            return keys
        for part in self.exceptions:
            if gap := part.gap(env, unaskable):
                return gap
        return None


@dataclass(frozen=True, slots=True)
class Never(Condition):
    """A placeholder where data gives no condition for something optional."""

    def holds(self, env: Env) -> bool:
        """Never."""
        return False

    def keys(self) -> Iterator[str]:
        """No key."""
        return iter(())


@dataclass(frozen=True, slots=True)
class Always(Condition):
    """No condition at all."""

    def holds(self, env: Env) -> bool:
        """Always."""
        return True

    def keys(self) -> Iterator[str]:
        """No key."""
        return iter(())
