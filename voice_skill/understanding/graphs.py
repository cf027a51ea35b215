"""The graph of words that a template stands for: what the builder makes, and what is kept for the next start."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any, Self

from voice_skill.understanding.grammar_file import Block, Line

NODE_LIMIT = 6000
"""Nodes in the graph of one template. More is a slip (nested rules that multiply), and would be slow to load."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A rule that catches values, or a list, inside a graph."""

    name: str
    """`<rule>` or `{list}`."""
    slot: str = ""
    """Under what name a list's value is caught."""


@dataclass(eq=False, slots=True)
class Node:
    """A point between two words."""

    words: list[tuple[str, Node]] = field(default_factory=list)
    refs: list[tuple[Ref, Node]] = field(default_factory=list)
    free: list[Node] = field(default_factory=list)
    """Reached without a word."""
    end: Any = None
    """What a phrase that ends here stands for: a template, a list's value, or True."""


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """One template with its graph."""

    block: Block
    source: Line
    start: Node


RawNode = tuple[Sequence[tuple[str, int]], Sequence[tuple[str, str, int]], Sequence[int], Any]
"""Words with what they lead to, references (name, slot) likewise, nodes reached without a word, and what ends here."""

_NUMBERS = "I"
"""How numbers are kept: unsigned, four bytes or more."""


class Nodes:
    """The nodes of all graphs, by number, in a few rows of numbers.

    Lists of its own for each of some 200,000 would take 88 MB, a quarter of the whole skill; these take under ten.
    """

    __slots__ = ("_ends", "_free", "_free_at", "_refs", "_strings", "_word_at", "_words")

    def __init__(self, data: dict[str, Any]) -> None:
        """Take what `data` returned.

        Raises:
            KeyError, TypeError, ValueError, OverflowError: `data` is no such thing.
        """
        self._strings: list[str] = data["strings"]
        self._words, self._word_at = _row(data["words"]), _places(data["word_counts"])
        """The number of a word and what it leads to, node after node; and where those of each node begin."""
        self._free, self._free_at = _row(data["free"]), _places(data["free_counts"])
        self._refs: dict[int, list[tuple[str, str, int]]] = dict(data["refs"])
        """Of the few hundred nodes that have any."""
        self._ends: dict[int, Any] = dict(data["ends"])

    @classmethod
    def of(cls, nodes: Iterable[RawNode]) -> Self:
        """Pack nodes."""
        numbers: dict[str, int] = {}
        data: dict[str, list[Any]] = {
            name: [] for name in ("words", "word_counts", "free", "free_counts", "refs", "ends")
        }
        for node, (words, refs, free, end) in enumerate(nodes):
            for word, to in words:
                data["words"] += (numbers.setdefault(word, len(numbers)), to)
            data["word_counts"].append(len(words))
            data["free"] += free
            data["free_counts"].append(len(free))
            if refs:
                data["refs"].append((node, refs))
            if end is not None:
                data["ends"].append((node, end))
        return cls({**data, "strings": list(numbers)})

    def data(self) -> dict[str, Any]:
        """Return what to keep, as lists of numbers and strings."""
        return {
            "strings": self._strings,
            "words": list(self._words),
            "word_counts": _counts(self._word_at),
            "free": list(self._free),
            "free_counts": _counts(self._free_at),
            "refs": list(self._refs.items()),
            "ends": list(self._ends.items()),
        }

    def words(self, node: int) -> Sequence[tuple[str, int]]:
        """Return the words that may follow a node, with what they lead to."""
        row, strings = self._words, self._strings
        return [
            (strings[row[2 * at]], row[2 * at + 1])
            for at in range(self._word_at[node], self._word_at[node + 1])
        ]

    def refs(self, node: int) -> Sequence[tuple[str, str, int]]:
        """Return the references that may follow a node: name, slot, and what they lead to."""
        return self._refs.get(node, ())

    def free(self, node: int) -> Sequence[int]:
        """Return the nodes reached from one without a word."""
        first, last = self._free_at[node], self._free_at[node + 1]
        return self._free[first:last] if first < last else ()

    def end(self, node: int) -> Any:
        """Return what ends at a node, if anything."""
        return self._ends.get(node)


def _row(numbers: Iterable[int]) -> array[int]:
    return array(_NUMBERS, numbers)


def _places(counts: Iterable[int]) -> array[int]:
    """Where the entries of each node begin, and the end."""
    return _row((0, *accumulate(counts)))


def _counts(places: array[int]) -> list[int]:
    """How many entries each node has: `_places` undone."""
    return [after - before for before, after in pairwise(places)]
