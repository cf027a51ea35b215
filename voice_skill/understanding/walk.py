"""One utterance on its way through the states of the automaton."""

from __future__ import annotations

from typing import Any

from voice_skill.understanding.states import State
from voice_skill.understanding.words import Words

Captures = tuple[tuple[str, Any], ...]
"""Slot name and value, in the order they were said."""


class Walk:
    """One utterance being matched; remembers where each shared rule and list was found."""

    def __init__(
        self,
        named: dict[str, State],
        beginning: dict[str, frozenset[str]],
        words: Words,
        passing: frozenset[tuple[str, ...]] = frozenset(),
    ) -> None:
        self._named = named
        self._words = words.words
        self._beginning = [beginning.get(word, frozenset()) for word in words.words]
        self._memo: dict[tuple[str, int], list[tuple[int, Captures, Any]]] = {}
        bounds = sorted({*(b for b in words.hard if b > 0), len(words.words)})
        self._stop = [next(b for b in bounds if b > i) for i in range(len(words.words))]
        self._beyond = _beyond(words.words, passing)
        self._next_passing = [len(words.words)] * (len(words.words) + 1)
        for index in range(len(words.words) - 1, -1, -1):
            self._next_passing[index] = index if self._beyond[index] else self._next_passing[index + 1]

    def from_state(self, root: State, start: int) -> list[tuple[int, Captures, Any]]:
        """Return end, captures and what ends there, for every phrase from a position."""
        words, stop = self._words, self._stop[start]
        found: list[tuple[int, Captures, Any]] = []
        stack: list[tuple[State, int, Captures]] = [(root, start, ())]
        while stack:
            state, at, captures = stack.pop()
            for _, end in state.ends:
                found.append((at, captures, end))
            if at < stop:
                following = state.on_word(words[at])
                if following is not None:
                    stack.append((following, at + 1, captures))
                if state.refs:
                    self._through(state, at, captures, stack)
        return found

    def _through(
        self, state: State, at: int, captures: Captures, stack: list[tuple[State, int, Captures]]
    ) -> None:
        """Go on through the rules and lists that may follow and that the next word may begin."""
        begun = self._beginning[at]
        if not begun:
            return
        for (name, slot), after in state.through(begun):
            for end_at, inner, value in self._reference(name, at):
                caught = inner if name[0] == "<" else (*inner, (slot, value))
                stack.append((after, end_at, captures + caught))

    def loosely(self, root: State, start: int) -> list[tuple[int, Captures, Any]]:
        """Return the same for phrases inside which words stand in passing, between their first word and their last."""
        words, stop = self._words, self._stop[start]
        found: list[tuple[int, Captures, Any]] = []
        if not self._more(start + 1, stop - 1):
            return []
        stack: list[tuple[State, int, Captures, bool]] = [(root, start, (), False)]
        while stack:
            state, at, captures, passed = stack.pop()
            if passed:
                found.extend((at, captures, end) for _, end in state.ends)
            if at >= stop or not (passed or self._more(at, stop)):
                continue
            for begin in (at, *self._beyond[at]) if at > start else (at,):
                if begin >= stop:
                    continue
                over = passed or begin > at
                following = state.on_word(words[begin])
                if following is not None:
                    stack.append((following, begin + 1, captures, over))
                if state.refs:
                    through: list[tuple[State, int, Captures]] = []
                    self._through(state, begin, captures, through)
                    stack.extend((*step, over) for step in through)
        return found

    def _more(self, at: int, stop: int) -> bool:
        """Whether words in passing are still to come in this sentence."""
        return self._next_passing[at] < stop

    def _reference(self, name: str, at: int) -> list[tuple[int, Captures, Any]]:
        key = (name, at)
        if key not in self._memo:
            self._memo[key] = list(dict.fromkeys(self.from_state(self._named[name], at)))
        return self._memo[key]


def _beyond(words: tuple[str, ...], passing: frozenset[tuple[str, ...]]) -> list[tuple[int, ...]]:
    """Return for every position where one may go on when the words there are passed over, two runs at most."""
    longest = max((len(run) for run in passing), default=0)
    once = [
        tuple(at + size for size in range(1, longest + 1) if words[at : at + size] in passing)
        for at in range(len(words))
    ]
    return [
        tuple(dict.fromkeys((*one, *(far for near in one if near < len(words) for far in once[near]))))
        for one in once
    ]
