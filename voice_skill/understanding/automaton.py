"""Word-level automaton over all templates: which phrases stand where in an utterance.

The graphs of all templates are walked at once: sets of nodes are merged into states the first time they are met and
kept, so that matching costs about the length of the phrase, whatever the number of templates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from voice_skill.understanding.compiled import Compiled
from voice_skill.understanding.grammar_file import Block
from voice_skill.understanding.graphs import Nodes
from voice_skill.understanding.words import Words

Captures = tuple[tuple[str, Any], ...]
"""Slot name and value, in the order they were said."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing a phrase may mean."""

    block: Block
    captures: Captures
    loose: bool = False
    """Words in passing stood inside it."""

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


_Steps = tuple[dict[str, list[int]], dict[Ref, list[int]], list[tuple[str, Any]]]
"""Words and references with the nodes they lead to, and what ends there."""


class _Graph:
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


class _State:
    """A set of nodes that the same words lead to. The states after it are made when first needed."""

    __slots__ = ("_after_ref", "_after_word", "_graph", "_through", "_words", "ends", "refs")

    def __init__(self, graph: _Graph, start: Iterable[int]) -> None:
        self._graph = graph
        self._words, self.refs, self.ends = graph.steps(start)
        self._after_word: dict[str, _State] = {}
        self._after_ref: dict[Ref, _State] = {}
        self._through: dict[frozenset[str], tuple[tuple[Ref, _State], ...]] = {}

    def first_words(self, named: dict[str, _State]) -> frozenset[str]:
        """Return every word a phrase from here may begin with."""
        inner = (named[name].first_words(named) for name, _ in self.refs)
        return frozenset(self._words).union(*inner)

    def on_word(self, word: str) -> _State | None:
        """Return the state after a word."""
        known = self._after_word.get(word)
        if known is None and word in self._words:
            known = self._after_word[word] = _State(self._graph, self._words[word])
        return known

    def on_ref(self, ref: Ref) -> _State:
        """Return the state after one of the rules or lists that may follow."""
        known = self._after_ref.get(ref)
        if known is None:
            known = self._after_ref[ref] = _State(self._graph, self.refs[ref])
        return known

    def through(self, begun: frozenset[str]) -> tuple[tuple[Ref, _State], ...]:
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


class Automaton:
    """All templates of a grammar, ready to be matched."""

    def __init__(self, compiled: Compiled) -> None:
        self._templates = compiled.templates
        graph = _Graph(compiled.nodes)
        self._root = _State(
            graph,
            (t.start for t in compiled.templates if t.block.intent not in {"Spoken", "Story", "Sign"}),
        )
        self._signs = _State(graph, (t.start for t in compiled.templates if t.block.intent == "Sign"))
        self._passing = compiled.passing
        self._plain = [Sense(template.block, ()) for template in compiled.templates]
        self._at_questions: dict[frozenset[str], frozenset[int]] = {}
        self._named = {name: _State(graph, [node]) for name, node in compiled.named.items()}
        self._beginning: dict[str, frozenset[str]] = {}
        """Word → the rules and lists it may begin."""
        for name, state in self._named.items():
            for word in state.first_words(self._named):
                self._beginning[word] = self._beginning.get(word, frozenset()) | {name}

    def phrases(self, words: Words, questions: frozenset[str]) -> list[list[Phrase]]:
        """Return, for every position, the phrases that start there, longest first, as meant at these questions."""
        walk = self.walk(words)
        found: list[list[Phrase]] = []
        for start in range(len(words.words)):
            ends = self._ending(walk.from_state(self._root, start), questions)
            loose = self._ending(walk.loosely(self._root, start), questions, loose=True)
            for end in loose.keys() - ends.keys():
                ends[end] = loose[end]
            found.append([Phrase(start, end, ends[end]) for end in sorted(ends, reverse=True)])
        return found

    def _ending(
        self,
        matches: Iterable[tuple[int, Captures, Any]],
        questions: frozenset[str],
        *,
        loose: bool = False,
    ) -> dict[int, tuple[Sense, ...]]:
        """Return, for every end, what may be meant there: what is asked about first, then in the order of the grammars."""
        ends: dict[int, list[tuple[int, Sense]]] = {}
        meant = self._meant(questions)
        for end, captures, number in matches:
            if number in meant and (not loose or _says_what_is_so(self._templates[number].block)):
                sense = (
                    Sense(self._templates[number].block, captures, loose)
                    if captures or loose
                    else self._plain[number]
                )
                asked = self._templates[number].block.meaning.get("finding") in questions
                ends.setdefault(end, []).append((number - len(self._templates) * asked, sense))
        return {
            end: tuple(sense for _, sense in (sorted(said, key=_number) if len(said) > 1 else said))
            for end, said in ends.items()
        }

    def _meant(self, questions: frozenset[str]) -> frozenset[int]:
        """Return the templates that count at some questions."""
        if questions not in self._at_questions:
            self._at_questions[questions] = frozenset(
                number
                for number, template in enumerate(self._templates)
                if not template.block.questions or not template.block.questions.isdisjoint(questions)
            )
        return self._at_questions[questions]

    def walk(self, words: Words) -> _Walk:
        """Return an utterance ready to be matched."""
        return _Walk(self._named, self._beginning, words, self._passing)

    def signs(self, words: Words) -> list[Phrase]:
        """Return the danger words of an utterance, wherever they stand."""
        walk = self.walk(words)
        return [
            Phrase(start, end, (Sense(self._templates[number].block, captures),))
            for start in range(len(words.words))
            for end, captures, number in walk.from_state(self._signs, start)
        ]


def _number(pair: tuple[int, Sense]) -> int:
    return pair[0]


def _says_what_is_so(block: Block) -> bool:
    """Whether a block says that something is the matter: only there may words stand inside in passing."""
    said = block.meaning
    return (
        block.intent in {"Finding", "Symptom"}
        and said.get("value") != "no"
        and said.get("finding") != "out_of_scope"  # "it's like toothache in my leg" is no toothache
    )


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


class _Walk:
    """One utterance being matched; remembers where each shared rule and list was found."""

    def __init__(
        self,
        named: dict[str, _State],
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

    def from_state(self, root: _State, start: int) -> list[tuple[int, Captures, Any]]:
        """Return end, captures and what ends there, for every phrase from a position."""
        words, stop = self._words, self._stop[start]
        found: list[tuple[int, Captures, Any]] = []
        stack: list[tuple[_State, int, Captures]] = [(root, start, ())]
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
        self, state: _State, at: int, captures: Captures, stack: list[tuple[_State, int, Captures]]
    ) -> None:
        """Go on through the rules and lists that may follow and that the next word may begin."""
        begun = self._beginning[at]
        if not begun:
            return
        for (name, slot), after in state.through(begun):
            for end_at, inner, value in self._reference(name, at):
                caught = inner if name[0] == "<" else (*inner, (slot, value))
                stack.append((after, end_at, captures + caught))

    def loosely(self, root: _State, start: int) -> list[tuple[int, Captures, Any]]:
        """Return the same for phrases inside which words stand in passing, between their first word and their last."""
        words, stop = self._words, self._stop[start]
        found: list[tuple[int, Captures, Any]] = []
        if not self._more(start + 1, stop - 1):
            return []
        stack: list[tuple[_State, int, Captures, bool]] = [(root, start, (), False)]
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
                    through: list[tuple[_State, int, Captures]] = []
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
