"""The door of the room: grammars in, meanings out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from voice_skill.events import Expectation, Meaning
from voice_skill.understanding.alarms import alarms
from voice_skill.understanding.automaton import Automaton, best_cover
from voice_skill.understanding.clauses import CONTENT, Clause, split
from voice_skill.understanding.compiled import Compiled, lasting
from voice_skill.understanding.contractions import spoken
from voice_skill.understanding.expectations import expectation
from voice_skill.understanding.graphs import NODE_LIMIT
from voice_skill.understanding.kept import load_folder
from voice_skill.understanding.phrases import PhraseMaker, phrases_for, sharpened
from voice_skill.understanding.proxies import in_first_person, of_another, reported
from voice_skill.understanding.utterance import Utterance
from voice_skill.understanding.vocabulary import Turning, Vocabulary
from voice_skill.understanding.words import Words, normalise

TELLING = frozenset({*CONTENT, "Block", "Onset", "Usual"})
"""Kinds of phrases preferred where two ways of reading cover the same words."""


FEARED = frozenset({"fear", "doubt"})
"""What is feared or doubted may be so: danger words in it are asked about ("I'm scared I can't feel my legs")."""
SUMMING_UP = frozenset({"check_nos"})
"""Questions about answers: their keys say what is summed up, not what is asked ("nothing wrong" is *no*)."""


class Understander:
    """Understands utterances with one set of grammars. Holds no state between utterances."""

    def __init__(self, compiled: Compiled) -> None:
        self.templates = compiled.templates
        self._named = compiled.named
        self._skip = compiled.skip
        self._typed = compiled.typed
        self._told = compiled.told
        self._automaton = Automaton(compiled)
        self._maker = PhraseMaker(compiled)
        self._vocabulary = Vocabulary(compiled)
        self._phrases: dict[str, tuple[str, ...]] = {}

    @classmethod
    def load(cls, folder: Path, *, cache: Path | None = None) -> Understander:
        """Load the grammars of a folder; `cache` is where compiled grammars may be kept, for a faster start.

        Raises:
            GrammarError: says file, line and what is wrong.
        """
        with lasting():
            return cls(load_folder(folder, cache))

    def expectation(self, key: str) -> Expectation:
        """Return what may be answered to a finding key, a combined question, or a session question.

        Raises:
            KeyError: no such question.
        """
        return expectation(key)

    def words(self) -> frozenset[str]:
        """Return every word the grammars may offer to the recogniser."""
        named = (spoken(words).split() for name in self._named for words in self._maker.every(name))
        offered = (template for template in self.templates if template.block.intent != "Foreign")
        covered = (phrase.split() for phrase in self._maker.cover(offered, NODE_LIMIT))
        return frozenset(word for words in (*covered, *named) for word in words) - self._typed

    def phrases(self, expects: Expectation) -> tuple[str, ...]:
        """Return what may be said at a question, for its recogniser: answers first, then what is welcome anytime."""
        key = f"{expects.kind}:{expects.question}:{','.join(option.spoken for option in expects.options)}"
        if key not in self._phrases:
            made = phrases_for(expects, self.templates, self._maker)
            told = self._told.splitlines() if expects.kind == "open" else ()
            self._phrases[key] = (*sharpened(made), *told)
        return self._phrases[key]

    def parse(self, text: str, expects: Expectation) -> Meaning:
        """Return what an utterance means as an answer to a question; an empty meaning when it means nothing."""
        words = normalise(text, self._skip)
        if not words.words:
            return Meaning(whole=True)
        return self._at_length(words, expects) if words.too_long else self._meaning(words, expects)

    def _at_length(self, words: Words, expects: Expectation) -> Meaning:
        """Read talk too long to be an answer for what is so at its ends, and for danger words all through."""
        ends = [self._meaning(part, expects) for part in words.ends()]
        findings = {key: value for end in ends for key, value in end.findings.items() if value == "yes"}
        hints = frozenset(
            {expects.question for end in ends if end.answer == "yes" and expects.kind == "yes_no"}
        ).union(alarms(words, self._automaton.signs(words), expects.question), *(end.hints for end in ends))
        return Meaning(findings=findings, hints=hints.difference(findings), whole=False)

    def _meaning(self, words: Words, expects: Expectation) -> Meaning:
        if expects.of_other and expects.kind == "yes_no":
            words = reported(words)
        clauses = self._clauses(words, expects)
        turning = self._vocabulary.of(expects.question) if expects.kind == "yes_no" else Turning()
        meaning = Utterance(words, clauses, expects, turning).meaning()
        theirs = in_first_person(words)
        if theirs is not None:
            told = Utterance(theirs, self._clauses(theirs, expects), expects).meaning()
            meaning = of_another(meaning, told, expects)
        denied = meaning.answer == "no" or "no" in meaning.findings.values()
        meant = {str(sense.block.meaning["block"]) for clause in clauses for sense in clause.senses("Block")}
        unsaid = not denied and meant <= FEARED and not any(clause.asks for clause in clauses)
        if unsaid or any(clause.gaps for clause in clauses):
            pointed = (
                alarms(words, self._automaton.signs(words), expects.question)
                - meaning.findings.keys()
                - {expects.question}
            )
            # A danger word among words not understood: nothing said beside it is even proposed as a *no*.
            unheard = pointed and any(clause.gaps for clause in clauses)
            answer = None if unheard and meaning.answer == "no" else meaning.answer
            meaning = replace(meaning, answer=answer, hints=meaning.hints | pointed)
        return meaning

    def unread(self, text: str, expects: Expectation) -> int:
        """Return how many words of an utterance no sense can be made of at a question."""
        words, clauses = self.clauses(text, expects)
        return len(words.words) if words.too_long else sum(len(clause.gaps) for clause in clauses)

    def clauses(self, text: str, expects: Expectation) -> tuple[Words, list[Clause]]:
        """Return the canonical words of an utterance, and the clauses they make at a question."""
        words = normalise(text, self._skip)
        if words.too_long or not words.words:
            return words, []
        return words, self._clauses(words, expects)

    def _clauses(self, words: Words, expects: Expectation) -> list[Clause]:
        keys = () if expects.question in SUMMING_UP else expects.keys
        questions = frozenset({expects.question, *keys, *({"confirm"} if expects.kind == "confirm" else ())})
        found = self._automaton.phrases(words, questions)
        cover, gaps = best_cover(found, len(words.words), TELLING)
        return split(words, cover, gaps)
