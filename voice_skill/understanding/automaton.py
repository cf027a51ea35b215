"""Word-level automaton over all templates: which phrases stand where in an utterance.

The graphs of all templates are walked at once: sets of nodes are merged into states the first time they are met and
kept, so that matching costs about the length of the phrase, whatever the number of templates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from voice_skill.understanding.grammar_file import Block
from voice_skill.understanding.templates import Builder, Node, Ref
from voice_skill.understanding.words import Words

Captures = tuple[tuple[str, Any], ...]
"""Slot name and value, in the order they were said."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing a phrase may mean."""

    block: Block
    captures: Captures

    @property
    def kind(self) -> str:
        """The block's intent."""
        return self.block.intent


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of the utterance that some templates match."""

    start: int
    end: int
    senses: tuple[Sense, ...]


class _State:
    """A set of nodes that the same words lead to."""

    __slots__ = ("_next", "_refs", "_words", "ends")

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._words: dict[str, list[Node]] = {}
        self._refs: dict[Ref, list[Node]] = {}
        self._next: dict[str | Ref, _State] = {}
        self.ends: list[Any] = []
        """What ends here."""
        for node in _closure(nodes):
            for word, target in node.words:
                self._words.setdefault(word, []).append(target)
            for ref, target in node.refs:
                self._refs.setdefault(ref, []).append(target)
            if node.end is not None:
                self.ends.append(node.end)

    @property
    def refs(self) -> Iterable[Ref]:
        """Rules and lists that may follow."""
        return self._refs

    def first_words(self, named: dict[str, _State]) -> frozenset[str]:
        """Return every word a phrase from here may begin with."""
        inner = (named[ref.name].first_words(named) for ref in self._refs)
        return frozenset(self._words).union(*inner)

    def after(self, step: str | Ref) -> _State | None:
        """Return the state after a word or a reference."""
        known = self._next.get(step)
        if known is None:
            targets = self._words.get(step) if isinstance(step, str) else self._refs.get(step)
            if targets is None:
                return None
            known = self._next[step] = _State(targets)
        return known


def _closure(nodes: Iterable[Node]) -> list[Node]:
    seen: dict[int, Node] = {}
    stack = list(nodes)
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen[id(node)] = node
            stack.extend(node.free)
    return list(seen.values())


class Automaton:
    """All templates of a grammar, ready to be matched."""

    def __init__(self, builder: Builder) -> None:
        self._root = _State(t.start for t in builder.templates if t.block.intent != "Spoken")
        self._named = {name: _State([node]) for name, node in builder.named.items()}
        self._first = {name: state.first_words(self._named) for name, state in self._named.items()}

    def phrases(self, words: Words, question: str) -> list[list[Phrase]]:
        """Return, for every position, the phrases that start there, longest first, as meant at a question."""
        walk = _Walk(self._named, self._first, words)
        found: list[list[Phrase]] = []
        for start in range(len(words.words)):
            ends: dict[int, list[Sense]] = {}
            for end, captures, template in walk.from_state(self._root, start):
                block: Block = template.block
                if not block.questions or question in block.questions:
                    ends.setdefault(end, []).append(Sense(block, captures))
            found.append([Phrase(start, end, tuple(ends[end])) for end in sorted(ends, reverse=True)])
        return found


class _Walk:
    """One utterance being matched; remembers where each shared rule and list was found."""

    def __init__(self, named: dict[str, _State], first: dict[str, frozenset[str]], words: Words) -> None:
        self._named = named
        self._first = first
        self._words = words.words
        self._memo: dict[tuple[str, int], list[tuple[int, Captures, Any]]] = {}
        bounds = sorted({*(b for b in words.hard if b > 0), len(words.words)})
        self._stop = [next(b for b in bounds if b > i) for i in range(len(words.words))]

    def from_state(self, root: _State, start: int) -> Iterator[tuple[int, Captures, Any]]:
        """Yield end, captures and what ends there, for every phrase from a position."""
        words, stop = self._words, self._stop[start]
        stack: list[tuple[_State, int, Captures]] = [(root, start, ())]
        while stack:
            state, at, captures = stack.pop()
            for end in state.ends:
                yield at, captures, end
            if at >= stop:
                continue
            following = state.after(words[at])
            if following is not None:
                stack.append((following, at + 1, captures))
            for ref in state.refs:
                if words[at] not in self._first[ref.name]:
                    continue
                for end_at, inner, value in self._reference(ref.name, at):
                    caught = inner if ref.name[0] == "<" else (*inner, (ref.slot, value))
                    target = state.after(ref)
                    if target is not None:
                        stack.append((target, end_at, captures + caught))

    def _reference(self, name: str, at: int) -> list[tuple[int, Captures, Any]]:
        key = (name, at)
        if key not in self._memo:
            self._memo[key] = list(dict.fromkeys(self.from_state(self._named[name], at)))
        return self._memo[key]


def best_cover(found: list[list[Phrase]], size: int, content: frozenset[str]) -> tuple[list[Phrase], frozenset[int]]:
    """Choose phrases that cover the most words with the fewest phrases, preferring words of content.

    Also returns the positions left over.
    """
    best: list[tuple[int, int, int]] = [(0, 0, 0)] * (size + 1)
    choice: list[Phrase | None] = [None] * size
    for start in range(size - 1, -1, -1):
        missed, pieces, plain = best[start + 1]
        best[start] = (missed + 1, pieces, plain + 1)
        for phrase in found[start]:
            missed, pieces, plain = best[phrase.end]
            empty = 0 if any(sense.kind in content for sense in phrase.senses) else phrase.end - start
            cost = (missed, pieces + 1, plain + empty)
            if cost < best[start]:
                best[start] = cost
                choice[start] = phrase
    cover: list[Phrase] = []
    gaps: set[int] = set()
    at = 0
    while at < size:
        phrase = choice[at]
        if phrase is None:
            gaps.add(at)
            at += 1
        else:
            cover.append(phrase)
            at = phrase.end
    return cover, frozenset(gaps)
