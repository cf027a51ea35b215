"""Word-level automaton over all templates: which phrases stand where in an utterance.

The graphs of all templates are walked at once: sets of nodes are merged into states the first time they are met and
kept, so that matching costs about the length of the phrase, whatever the number of templates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from voice_skill.understanding.compiled import Compiled, RawNode
from voice_skill.understanding.grammar_file import Block
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


Ref = tuple[str, str]
"""Name of a shared rule or list, and the slot its value is caught in."""


class _State:
    """A set of nodes that the same words lead to. The states after it are made when first needed."""

    __slots__ = ("_after_ref", "_after_word", "_nodes", "_refs", "_refs_on", "_words", "ends")

    def __init__(self, nodes: list[RawNode], start: Iterable[int]) -> None:
        self._nodes = nodes
        self._words: dict[str, list[int]] = {}
        self._refs: dict[Ref, list[int]] = {}
        self._after_word: dict[str, _State] = {}
        self._after_ref: dict[Ref, _State] = {}
        self._refs_on: dict[str, tuple[Ref, ...]] = {}
        self.ends: list[tuple[str, Any]] = []
        """What ends here: `t` and a template's number, or `v` and a value."""
        for number in _closure(nodes, start):
            words, refs, _, end = nodes[number]
            for word, target in words:
                self._words.setdefault(word, []).append(target)
            for name, slot, target in refs:
                self._refs.setdefault((name, slot), []).append(target)
            if end is not None:
                self.ends.append((end[0], end[1]))

    def first_words(self, named: dict[str, _State]) -> frozenset[str]:
        """Return every word a phrase from here may begin with."""
        inner = (named[name].first_words(named) for name, _ in self._refs)
        return frozenset(self._words).union(*inner)

    def refs_on(self, word: str, first: dict[str, frozenset[str]]) -> tuple[Ref, ...]:
        """Return the rules and lists that may follow and may begin with a word."""
        if not self._refs:
            return ()
        known = self._refs_on.get(word)
        if known is None:
            known = tuple(ref for ref in self._refs if word in first[ref[0]])
            if known:
                self._refs_on[word] = known
        return known

    def on_word(self, word: str) -> _State | None:
        """Return the state after a word."""
        known = self._after_word.get(word)
        if known is None and word in self._words:
            known = self._after_word[word] = _State(self._nodes, self._words[word])
        return known

    def on_ref(self, ref: Ref) -> _State:
        """Return the state after one of the rules or lists that may follow."""
        known = self._after_ref.get(ref)
        if known is None:
            known = self._after_ref[ref] = _State(self._nodes, self._refs[ref])
        return known


def _closure(nodes: list[RawNode], start: Iterable[int]) -> set[int]:
    seen: set[int] = set()
    stack = list(start)
    while stack:
        number = stack.pop()
        if number not in seen:
            seen.add(number)
            stack.extend(nodes[number][2])
    return seen


class Automaton:
    """All templates of a grammar, ready to be matched."""

    def __init__(self, compiled: Compiled) -> None:
        self._templates = compiled.templates
        self._root = _State(
            compiled.nodes,
            (t.start for t in compiled.templates if t.block.intent not in {"Spoken", "Story", "Sign"}),
        )
        self._signs = _State(
            compiled.nodes, (t.start for t in compiled.templates if t.block.intent == "Sign")
        )
        self._named = {name: _State(compiled.nodes, [node]) for name, node in compiled.named.items()}
        self._first = {name: state.first_words(self._named) for name, state in self._named.items()}

    def phrases(self, words: Words, questions: frozenset[str]) -> list[list[Phrase]]:
        """Return, for every position, the phrases that start there, longest first, as meant at these questions."""
        walk = _Walk(self._named, self._first, words)
        found: list[list[Phrase]] = []
        for start in range(len(words.words)):
            ends: dict[int, list[Sense]] = {}
            for end, captures, number in walk.from_state(self._root, start):
                block = self._templates[number].block
                if not block.questions or not block.questions.isdisjoint(questions):
                    ends.setdefault(end, []).append(Sense(block, captures))
            found.append([Phrase(start, end, tuple(ends[end])) for end in sorted(ends, reverse=True)])
        return found

    def signs(self, words: Words) -> list[Phrase]:
        """Return the danger words of an utterance, wherever they stand."""
        walk = _Walk(self._named, self._first, words)
        return [
            Phrase(start, end, (Sense(self._templates[number].block, captures),))
            for start in range(len(words.words))
            for end, captures, number in walk.from_state(self._signs, start)
        ]


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
            for _, end in state.ends:
                yield at, captures, end
            if at >= stop:
                continue
            following = state.on_word(words[at])
            if following is not None:
                stack.append((following, at + 1, captures))
            for ref in state.refs_on(words[at], self._first):
                name, slot = ref
                for end_at, inner, value in self._reference(name, at):
                    caught = inner if name[0] == "<" else (*inner, (slot, value))
                    stack.append((state.on_ref(ref), end_at, captures + caught))

    def _reference(self, name: str, at: int) -> list[tuple[int, Captures, Any]]:
        key = (name, at)
        if key not in self._memo:
            self._memo[key] = list(dict.fromkeys(self.from_state(self._named[name], at)))
        return self._memo[key]


def best_cover(
    found: list[list[Phrase]], size: int, content: frozenset[str]
) -> tuple[list[Phrase], frozenset[int]]:
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
        chosen = choice[at]
        if chosen is None:
            gaps.add(at)
            at += 1
        else:
            cover.append(chosen)
            at = chosen.end
    return cover, frozenset(gaps)
