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
from voice_skill.understanding.states import Graph, State
from voice_skill.understanding.walk import Captures, Walk
from voice_skill.understanding.words import Words


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


class Automaton:
    """All templates of a grammar, ready to be matched."""

    def __init__(self, compiled: Compiled) -> None:
        self._templates = compiled.templates
        graph = Graph(compiled.nodes)
        self._root = State(
            graph,
            (t.start for t in compiled.templates if t.block.intent not in {"Spoken", "Story", "Sign"}),
        )
        self._signs = State(graph, (t.start for t in compiled.templates if t.block.intent == "Sign"))
        self._passing = compiled.passing
        self._plain = [Sense(template.block, ()) for template in compiled.templates]
        self._at_questions: dict[frozenset[str], frozenset[int]] = {}
        self._named = {name: State(graph, [node]) for name, node in compiled.named.items()}
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

    def walk(self, words: Words) -> Walk:
        """Return an utterance ready to be matched."""
        return Walk(self._named, self._beginning, words, self._passing)

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
