"""States of the automaton: sets of nodes that the same words lead to, made when they are first met."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from voice_skill.understanding.graphs import Nodes

Ref = tuple[str, str]
"""Name of a shared rule or list, and the slot its value is caught in."""


_Steps = tuple[dict[str, list[int]], dict[Ref, list[int]], list[tuple[str, Any]]]
"""Words and references with the nodes they lead to, and what ends there."""


class Graph:
    """The nodes of a grammar, and what may follow each, looked up once."""

    def __init__(self, nodes: Nodes) -> None:
        self._nodes = nodes
        self._steps: dict[int, _Steps] = {}

    def steps(self, start: Iterable[int]) -> _Steps:
        """Return what may follow any of some nodes, with what is reached from them without a word."""
        starts = list(dict.fromkeys(start))
        if len(starts) != 1:
            return self._gathered(starts)
        if starts[0] not in self._steps:
            self._steps[starts[0]] = self._gathered(starts)
        return self._steps[starts[0]]

    def _gathered(self, starts: list[int]) -> _Steps:
        words: dict[str, list[int]] = {}
        refs: dict[Ref, list[int]] = {}
        ends: list[tuple[str, Any]] = []
        for number in _closure(self._nodes, starts):
            for word, target in self._nodes.words(number):
                words.setdefault(word, []).append(target)
            for name, slot, target in self._nodes.refs(number):
                refs.setdefault((name, slot), []).append(target)
            end = self._nodes.end(number)
            if end is not None:
                ends.append((end[0], end[1]))
        return words, refs, ends


class State:
    """A set of nodes that the same words lead to. The states after it are made when first needed."""

    __slots__ = ("_after_ref", "_after_word", "_graph", "_through", "_words", "ends", "refs")

    def __init__(self, graph: Graph, start: Iterable[int]) -> None:
        self._graph = graph
        self._words, self.refs, self.ends = graph.steps(start)
        self._after_word: dict[str, State] = {}
        self._after_ref: dict[Ref, State] = {}
        self._through: dict[frozenset[str], tuple[tuple[Ref, State], ...]] = {}

    def first_words(self, named: dict[str, State]) -> frozenset[str]:
        """Return every word a phrase from here may begin with."""
        inner = (named[name].first_words(named) for name, _ in self.refs)
        return frozenset(self._words).union(*inner)

    def on_word(self, word: str) -> State | None:
        """Return the state after a word."""
        known = self._after_word.get(word)
        if known is None and word in self._words:
            known = self._after_word[word] = State(self._graph, self._words[word])
        return known

    def on_ref(self, ref: Ref) -> State:
        """Return the state after one of the rules or lists that may follow."""
        known = self._after_ref.get(ref)
        if known is None:
            known = self._after_ref[ref] = State(self._graph, self.refs[ref])
        return known

    def through(self, begun: frozenset[str]) -> tuple[tuple[Ref, State], ...]:
        """Return the rules and lists that may follow, of those a word begins, with the state after each."""
        known = self._through.get(begun)
        if known is None:
            known = tuple((ref, self.on_ref(ref)) for ref in self.refs if ref[0] in begun)
            self._through[begun] = known
        return known


def _closure(nodes: Nodes, start: Iterable[int]) -> set[int]:
    seen: set[int] = set()
    stack = list(start)
    while stack:
        number = stack.pop()
        if number not in seen:
            seen.add(number)
            stack.extend(nodes.free(number))
    return seen
