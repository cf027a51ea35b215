"""Grammars → the phrase list of a question's recogniser.

The recogniser makes a bigram model of the list, so what counts is that every pair of neighbouring words that the
question's templates allow is there once; a sentence for each pair would be far too many.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from voice_skill.events import Expectation
from voice_skill.understanding.compiled import Compiled, Template
from voice_skill.understanding.contractions import spoken
from voice_skill.understanding.graphs import Nodes

WORDS_IN_A_PHRASE = 9
"""Words; longer phrases add no new pair of words, only length."""
WORDS_IN_A_COMMON_ANSWER = 4
"""Words; longer ways of saying yes, no or not sure are left out of the recogniser's list, where there are thousands."""
WORDS_IN_AN_OPENING_ANSWER = 2
"""Words; the opening is no yes/no question: a bare answer may still be said there."""
ANSWER_KINDS: dict[str, frozenset[str]] = {
    "yes_no": frozenset({"Answer", "Qualifier"}),
    "confirm": frozenset({"Answer"}),
    "choice": frozenset({"Answer", "Ordinal"}),
    "number": frozenset({"Answer", "Number", "Duration", "Age"}),
    "site": frozenset({"Answer", "Place"}),
    "command": frozenset({"Ordinal"}),
    "open": frozenset({"Answer", "Symptom", "Finding", "Place", "Duration", "Negator", "Subject"}),
}
"""Which kinds of phrases answer which kinds of question. Contrast and denial come with
`Spoken` phrases at every question, because a recogniser that lacks them drops them and turns the meaning round."""
COMMON = frozenset({"Answer", "Qualifier"})


class PhraseMaker:
    """Writes phrases that cover templates."""

    def __init__(self, compiled: Compiled) -> None:
        self._nodes = compiled.nodes
        self._named = compiled.named
        self._typed = compiled.typed
        self._turn: dict[str, int] = {}
        self._covered: dict[Template, list[tuple[int, str]]] = {}
        """Template → its phrases as they are spoken, each with its number of words."""
        self._shared: dict[str, tuple[str, ...]] = {}
        """Kind of question → the phrases of its kind."""
        self._values: dict[str, list[tuple[str, ...]]] = {}

    def cover(self, templates: Iterable[Template], longest: int) -> Iterator[str]:
        """Yield phrases of at most `longest` words that cover every pair of words of the templates."""
        for template in templates:
            if template not in self._covered:
                every = (self._filled(path) for path in _cover(self._nodes, template.start))
                # A possessive glued to a noun ("foot's") is no word to the recogniser, which hears "foot is".
                self._covered[template] = [
                    (len(words), spoken(words)) for words in every if "'s" not in words
                ]
            for length, phrase in self._covered[template]:
                if length <= longest and self._typed.isdisjoint(phrase.split()):
                    yield phrase

    def shared(self, kind: str, templates: Sequence[Template]) -> tuple[str, ...]:
        """Return what is said at every question of a kind."""
        if kind not in self._shared:
            shared = [t for t in templates if t.block.intent in ANSWER_KINDS[kind] and not t.block.questions]
            longest = WORDS_IN_AN_OPENING_ANSWER if kind == "open" else WORDS_IN_A_COMMON_ANSWER
            common = self.cover((t for t in shared if t.block.intent in COMMON), longest)
            others = self.cover((t for t in shared if t.block.intent not in COMMON), WORDS_IN_A_PHRASE)
            anytime = self.cover((t for t in templates if t.block.intent == "Spoken"), WORDS_IN_A_PHRASE)
            self._shared[kind] = tuple(sharpened((*common, *others, *anytime)))
        return self._shared[kind]

    def every(self, name: str) -> list[tuple[str, ...]]:
        """Return the ways of saying a list or a rule, covering each of its words."""
        if name not in self._values:
            self._values[name] = []
            self._values[name] = [self._filled(path) for path in _cover(self._nodes, self._named[name])]
        return self._values[name]

    def _filled(self, path: Sequence[str]) -> tuple[str, ...]:
        words: list[str] = []
        for step in path:
            words.extend(self._next(step) if step[0] in "<{" else [step])
        return tuple(words)

    def _next(self, name: str) -> tuple[str, ...]:
        """Take the ways of saying a reference in turn, so that all come up."""
        values = self.every(name)
        turn = self._turn.get(name, 0)
        self._turn[name] = turn + 1
        return values[turn % len(values)] if values else ()


def phrases_for(expects: Expectation, templates: Sequence[Template], maker: PhraseMaker) -> Iterator[str]:
    """Yield the phrases of a question: its own, then those of its kind."""
    yield from (option.spoken.lower() for option in expects.options)
    own = [t for t in templates if expects.question in t.block.questions and not t.block.meaning.get("typed")]
    yield from maker.cover(own, WORDS_IN_A_PHRASE)
    about = [t for t in templates if t.block.meaning.get("finding") == expects.question]
    yield from maker.cover(about, WORDS_IN_A_PHRASE)
    yield from maker.shared(expects.kind, templates)


def sharpened(phrases: Iterable[str]) -> Iterator[str]:
    """Drop phrases that add no new pair of neighbouring words to those before."""
    known: set[tuple[str, str]] = set()
    for phrase in phrases:
        pairs = set(pairwise(("", *phrase.split(), "")))
        if not pairs <= known:
            known |= pairs
            yield phrase


Step = tuple[int, str, int]
"""From a node, by a word or a reference, to a node."""


def _cover(nodes: Nodes, start: int) -> list[list[str]]:
    """Return paths through a graph that together use every step of it."""
    steps = _Steps(nodes)
    to_here = _from_start(nodes, steps, start)
    to_end = _to_end(nodes, steps, to_here)
    used: set[tuple[int, int]] = set()
    paths: list[list[str]] = []
    for node, before in to_here.items():
        for step, target in steps[node]:
            if (node, target) in used or target not in to_end:
                continue
            path = [*before, (node, step, target), *to_end[target]]
            used.update((source, reached) for source, _, reached in path)
            paths.append([taken for _, taken, _ in path])
    return paths


class _Steps(dict[int, "list[tuple[str, int]]"]):
    """The words and references that follow each node, looked up once: three passes go over them."""

    def __init__(self, nodes: Nodes) -> None:
        super().__init__()
        self._nodes = nodes

    def __missing__(self, node: int) -> list[tuple[str, int]]:
        steps = [*self._nodes.words(node)]
        steps += ((name, to) for name, _, to in self._nodes.refs(node))
        self[node] = steps
        return steps


def _from_start(nodes: Nodes, steps: _Steps, start: int) -> dict[int, list[Step]]:
    """Return every node with a shortest way to it."""
    ways: dict[int, list[Step]] = {start: []}
    queue: deque[int] = deque([start])
    while queue:
        node = queue.popleft()
        way = ways[node]
        for target in nodes.free(node):
            if target not in ways:
                ways[target] = way
                queue.appendleft(target)
        for step, target in steps[node]:
            if target not in ways:
                ways[target] = [*way, (node, step, target)]
                queue.append(target)
    return ways


def _to_end(nodes: Nodes, steps: _Steps, reached: Iterable[int]) -> dict[int, list[Step]]:
    """Return for every node a shortest way to an end."""
    incoming: dict[int, list[tuple[int, str, int]]] = {}
    ways: dict[int, list[Step]] = {}
    for node in reached:
        if nodes.end(node) is not None:
            ways[node] = []
        for target in nodes.free(node):
            incoming.setdefault(target, []).append((node, "", target))
        for step, target in steps[node]:
            incoming.setdefault(target, []).append((node, step, target))
    queue: deque[int] = deque(ways)
    while queue:
        node = queue.popleft()
        for source, step, target in incoming.get(node, ()):
            if source in ways:
                continue
            onward = ways[node]
            ways[source] = [(source, step, target), *onward] if step else onward
            (queue.append if step else queue.appendleft)(source)
    return ways
