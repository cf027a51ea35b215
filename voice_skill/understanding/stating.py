"""One clause → its statements: what is said in it to be so, or not so, of which places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from voice_skill.understanding.amounts import Span
from voice_skill.understanding.automaton import Phrase
from voice_skill.understanding.clauses import (
    CONTENT,
    PRONOUNS,
    Clause,
    denies,
    is_bare_no,
    is_or,
    is_well,
    sense_of,
)
from voice_skill.understanding.history import (
    as_ever,
    inverted,
    span_in,
    told_of_long_ago,
)
from voice_skill.understanding.lasting import how_long
from voice_skill.understanding.places import SpokenPlace
from voice_skill.understanding.placing import nearest, own_places
from voice_skill.understanding.words import Words

ADJECTIVES = frozenset(
    {
        "numb", "weak", "dead", "tingly", "swollen", "wet", "worse", "sore", "painful", "hot", "cold", "heavy", "both",
        "shivery", "sweaty", "clammy", "faint", "dizzy", "breathless", "tight", "stiff", "dark", "brown", "thinner",
        "weaker", "different", "constant", "sudden", "suddenly", "pregnant", "confused", "incontinent", "slow", "slower",
        "hard", "difficult", "impossible", "pale", "white", "blue", "wobbly", "unsteady", "floppy", "unbearable", "again",
    }
)  # fmt: skip
"""Words a bare "no" does not deny, as it does "numbness"."""


DEGREES = frozenset(
    {
        "this", "that", "so", "such", "as", "completely", "totally", "entirely", "fully", "wholly", "constantly", "always",
        "all", "quite", "very", "too", "only", "just", "much", "badly", "hugely", "massively", "severely", "equally",
    }
)  # fmt: skip
"""Words that leave something over when they are denied: "not completely numb", "never this weak"."""
EXTENTS = (("much",), ("a", "lot"), ("all", "over"), ("equally",), ("everywhere",), ("as", "such"))
"""The same at the end: "it isn't numb all over", "I haven't leaked a lot"."""


class Mood(StrEnum):
    """How a thing is put."""

    SO = "so"
    NOT_SO = "not_so"
    DOUBTED = "doubted"
    """"I'm not sure if …"."""
    NOT_MEANT = "not_meant"
    """A fear, a question, somebody else's illness, long ago: no finding either way."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One symptom or finding with its polarity and places."""

    meaning: dict[str, Any]
    mood: Mood
    places: tuple[SpokenPlace, ...] = ()
    span: Span | None = None
    lasted: Span | None = None
    """How long it has lasted, where the length of time says that ("all day" does not)."""
    soft: bool = False
    whole: bool = True
    """Its clause was understood to the last word."""
    clause: int = 0
    at: int = 0
    """Position of its first word."""
    end: int = 0
    """Position after its last word."""
    sentence: bool = False
    """It brings its own subject."""
    of_it: bool = False
    """Said of "it", without a contrast before."""
    implied_place: bool = False
    """The place comes from the clause before."""
    onset: str = ""
    """How it is said to have begun: `sudden`, `severe`, `woke`, or nothing."""


def clause_mood(words: Words, clause: Clause, carried: str) -> Mood:
    """Return how a clause puts what it holds, after what the one before it carried over."""
    if inverted(words, clause):
        return Mood.NOT_MEANT
    if carried or told_of_long_ago(words, clause) or (clause.asks and clause.has("Block")):
        return Mood.NOT_MEANT
    blocks = {str(sense.block.meaning["block"]) for sense in clause.senses("Block")}
    if blocks - {"doubt"}:
        return Mood.NOT_MEANT
    return Mood.DOUBTED if blocks else Mood.SO


def in_clause(words: Words, clause: Clause, index: int, mood: Mood) -> list[Statement]:
    """Return what one clause states, in order."""
    statements: list[Statement] = []
    negated = soft = listed = False
    denials = 0
    if not clause.has(*CONTENT):
        return statements
    span, lasted = span_in(clause), how_long(words, clause)
    whole = clause.whole and not _commanded(clause)
    of_it = words.words[clause.phrases[0].start] == "it"
    for position, phrase in enumerate(clause.phrases):
        content = sense_of(phrase, *CONTENT)
        if content is None:
            if _negates(clause.phrases, position):
                negated, listed = True, False
                denials += not is_bare_no(words, phrase)
                soft = soft or _soft(phrase)
            elif sense_of(phrase, "And"):
                listed = True
            continue
        if is_well(phrase) and words.words[phrase.start] in _LISTS_WHAT_IS_NOT:
            # "No trips or falls": the denial that the wording begins with goes on through its list.
            negated = negated or _or_follows(words, clause.phrases, position)
        places = own_places(words, clause.phrases, position) or nearest(clause.phrases, position)
        apart = _no_by_itself(words, clause.phrases, position)
        denied = denials if negated and not apart else None
        this = _mood_of(words, clause, position, mood, denied, listed=listed, placed=bool(places))
        statements.append(
            Statement(
                content.block.meaning,
                this,
                places,
                span,
                lasted,
                soft or apart,
                whole,
                index,
                phrase.start,
                phrase.end,
                words.words[phrase.start] in PRONOUNS,
                of_it and content.kind != "Here" and not places,
            )
        )
    return statements


def _mood_of(
    words: Words,
    clause: Clause,
    position: int,
    mood: Mood,
    denials: int | None,
    *,
    listed: bool,
    placed: bool,
) -> Mood:
    """How one thing in a clause is put, after so many denials besides a bare *no*; None when nothing denies it."""
    phrase = clause.phrases[position]
    content = sense_of(phrase, *CONTENT)
    if content is None or mood is not Mood.SO:
        return mood
    if as_ever(clause, content):
        return Mood.DOUBTED
    if content.block.meaning.get("given"):
        return mood  # "I can't sleep for the pain": the pain is there, whatever is denied
    kept = _put_right(words, clause.phrases) or denies(words, phrase) or _leaves_over(words, phrase)
    if _flat_no(words, clause.phrases, position) or (denials is not None and (kept or denials > 1)):
        return Mood.NOT_MEANT
    if denials is None or (clause.contrast == "except" and placed):
        return mood
    # "no pain and numbness in my foot" may deny or report the numbness: say nothing about it.
    # What was passed over inside the phrase ("really", "quite") may be what is denied.
    return Mood.NOT_MEANT if (listed and placed) or content.loose else Mood.NOT_SO


def _leaves_over(words: Words, phrase: Phrase) -> bool:
    """Whether something of it remains when it is denied ("not completely numb", "not numb all over")."""
    said = tuple(words.words[phrase.start : phrase.end])
    after = tuple(words.words[phrase.end : phrase.end + 2])
    return said[0] in DEGREES or any(
        said[-len(extent) :] == extent or after[: len(extent)] == extent for extent in EXTENTS
    )


_LISTS_WHAT_IS_NOT = frozenset({"no", "not", "never", "without", "nothing"})


def _or_follows(words: Words, phrases: Sequence[Phrase], position: int) -> bool:
    """Whether "or" comes right after a phrase."""
    after = phrases[position + 1] if position + 1 < len(phrases) else None
    return after is not None and is_or(words, after)


def _put_right(words: Words, phrases: Sequence[Phrase]) -> bool:
    """Whether one word is denied only to put another in its place ("not weak, dead"), with no "or" to make it a list."""
    for denial, first, second in zip(phrases, phrases[1:], phrases[2:], strict=False):
        if (
            words.words[denial.start : denial.end] == ("not",)
            and sense_of(first, *CONTENT) is not None
            and sense_of(second, *CONTENT) is not None
            and not is_well(second)
        ):
            return not any(sense_of(later, "And") for later in phrases)
    return False


def _commanded(clause: Clause) -> bool:
    """Whether words of the clause were taken for a command: what is denied there was not understood to the last word."""
    return any(all(sense.kind == "Command" for sense in phrase.senses) for phrase in clause.phrases)


def _negates(phrases: Sequence[Phrase], position: int) -> bool:
    phrase = phrases[position]
    if sense_of(phrase, "Negator"):
        return True
    answer = sense_of(phrase, "Answer")
    return bool(
        answer and answer.block.meaning.get("echo") == "yes" and answer.block.meaning["answer"] == "no"
    )


def _soft(phrase: Phrase) -> bool:
    return any(sense.block.meaning.get("strength") == "soft" for sense in phrase.senses)


def _no_by_itself(words: Words, phrases: Sequence[Phrase], position: int) -> bool:
    """Whether the "no" a clause begins with is the answer, and what follows the reason ("no breathing is fine").

    It might deny the noun ("no food is all right"): so what is said to be well is only a soft *no*, and read back.
    """
    if position == 0 or not is_well(phrases[position]) or not is_bare_no(words, phrases[0]):
        return False
    named = phrases[1:position]
    return (
        words.words[phrases[position].start] in {"is", "are"}
        and bool(named)
        and all(sense_of(phrase, "Topic", "Place") for phrase in named)
    )


def _flat_no(words: Words, phrases: Sequence[Phrase], position: int) -> bool:
    """Whether a bare "no" runs into a word it can't deny ("no numb down there"): said so, or denied? Nobody knows."""
    if position == 0 or not is_bare_no(words, phrases[position - 1]):
        return False
    phrase = phrases[position]
    return not ADJECTIVES.isdisjoint({words.words[phrase.start], words.words[phrase.end - 1]})
