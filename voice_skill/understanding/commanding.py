"""Whether an utterance is a command, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from voice_skill.events import Command, Expectation
from voice_skill.understanding.automaton import Phrase
from voice_skill.understanding.clauses import CONTENT, Clause, sense_of
from voice_skill.understanding.words import Words

ANSWERING = frozenset({"yes", "yeah", "yep", "yup", "aye", "no", "nope", "nah", "naw"})
"""Words that an answer begins with, whatever is spoken of beside it."""

BESIDE_A_COMMAND = ("Command", "Filler", "And")
WORDS_OF_A_REASON = 3
LONGEST_REASON = 12
"""Words of "wait" with the beginning of a reason ("hang on I …"), and of the whole."""
OTHER_THAN_A_COMMAND = ("Block", "Duration", "Answer", "Glue", "Harmless")
"""What words that are a command alone may be with others beside them ("I've had it since …", "one second it was fine")."""


def commanded(clauses: Sequence[Clause]) -> Command | None:
    """Return the first command in an utterance."""
    for clause in clauses:
        for phrase in clause.phrases:
            sense = sense_of(phrase, "Command")
            if sense is not None:
                return Command(sense.block.meaning["command"])
    return None


def only_commands(words: Words, clauses: Sequence[Clause], expects: Expectation) -> bool:
    """Whether the utterance is a command and, at most, as much again in passing."""
    phrases = [phrase for clause in clauses for phrase in clause.phrases]
    if _waits_for_a_reason(words, clauses, expects, phrases):
        return True
    if not all(clause.whole for clause in clauses) or any(clause.has(*CONTENT) for clause in clauses):
        return False
    if any(sense_of(phrase, "Block") and not sense_of(phrase, "Command") for phrase in phrases):
        return False
    passing = sum(phrase.end - phrase.start for phrase in phrases if not sense_of(phrase, *BESIDE_A_COMMAND))
    commands = [phrase for phrase in phrases if sense_of(phrase, "Command")]
    commanding = sum(phrase.end - phrase.start for phrase in commands)
    if passing and all(sense_of(phrase, *OTHER_THAN_A_COMMAND) for phrase in commands):
        return False
    return passing <= commanding and not any(_answers_plainly(phrase) for phrase in phrases)


def _waits_for_a_reason(
    words: Words, clauses: Sequence[Clause], expects: Expectation, phrases: Sequence[Phrase]
) -> bool:
    """Whether it begins with "wait" and goes on with why ("hang on, I dropped my phone"), whatever that is."""
    first = phrases[0] if phrases else None
    waits = sense_of(first, "Command") if first is not None and first.start == 0 else None
    if first is None or waits is None or waits.block.meaning["command"] != Command.WAIT:
        return False
    told = first.end - first.start >= WORDS_OF_A_REASON and len(words.words) <= LONGEST_REASON
    stated = any(clause.has(*CONTENT, "Number") for clause in clauses)
    return (
        told
        and not stated
        and ANSWERING.isdisjoint(words.words)
        and expects.kind in {"yes_no", "choice", "site", "open"}
    )


def _answers_plainly(phrase: Phrase) -> bool:
    """Whether a phrase can be an answer and no part of a command."""
    return (
        sense_of(phrase, "Answer") is not None and sense_of(phrase, "Command", "Subject", "Negator") is None
    )
