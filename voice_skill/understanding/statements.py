"""Clauses → statements: what is said to be so, or not so, of which places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from voice_skill.understanding.amounts import Span
from voice_skill.understanding.automaton import Phrase
from voice_skill.understanding.clauses import (
    CONTENT,
    PRONOUNS,
    Clause,
    denies,
    governs,
    is_bare_no,
    is_well,
    says_well,
    sense_of,
    turns_in,
)
from voice_skill.understanding.history import (
    as_ever,
    dated_long_ago,
    inverted,
    long_ago,
    span_in,
    told_of_long_ago,
)
from voice_skill.understanding.lasting import how_long
from voice_skill.understanding.onset import onsets
from voice_skill.understanding.places import SpokenPlace
from voice_skill.understanding.placing import nearest, own_places, places_in
from voice_skill.understanding.proxies import PAST, PRESENT
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


FOR_LIFE = frozenset({"cancer_history"})
"""What counts however long ago it was."""


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


def turned(statement: Statement, beside: Sequence[Clause]) -> bool:
    """Whether a denial is limited by what stands beside it ("not numb until today", "not numb all the time")."""
    turns = turns_in(beside)
    if statement.mood is Mood.NOT_SO:
        return bool(turns)
    return says_well(statement.meaning) and not {"past", "except", "mostly"}.isdisjoint(turns)


def read(words: Words, clauses: Sequence[Clause]) -> list[Statement]:
    """Return what the clauses state, in order."""
    statements: list[Statement] = []
    last_places: tuple[SpokenPlace, ...] = ()
    carried: str = ""
    began = onsets(words, clauses)
    for index, clause in enumerate(clauses):
        if _only_joins(clause):
            continue
        # "… has gone, but it's weak now": a contrast ends what the clause before took back.
        mood = _clause_mood(words, clause, "" if clause.contrast else carried)
        runs_on = index and _runs_on_from_no(words, clauses[index - 1], clause)
        if runs_on:
            mood = Mood.NOT_MEANT
        found = [replace(s, onset=began[index]) for s in _in_clause(words, clause, index, mood)]
        if dated_long_ago(words, clauses, index):
            found = [
                s if s.meaning.get("finding") in FOR_LIFE else replace(s, mood=Mood.NOT_MEANT) for s in found
            ]
        if not found and _takes_back(words, clause):
            statements = [replace(s, mood=Mood.NOT_MEANT) if s.clause == index - 1 else s for s in statements]
        if clause.contrast == "except" and not found:
            statements = _excepted(statements, index, places_in(clause.phrases))
        elif clause.contrast and not found and _negated_before(statements, index):
            statements = [s for s in statements if not (s.clause == index - 1 and s.mood is Mood.NOT_SO)]
        own = places_in(clause.phrases)
        if found and not own and last_places and not _unplaced(clause):
            found = [replace(s, places=last_places, implied_place=True) if not s.places else s for s in found]
        if not found and statements and own:
            found = _also_there(words, clause, index, statements[-1], own)
        statements.extend(found)
        last_places = own or last_places
        following = next((later for later in clauses[index + 1 :] if not _only_joins(later)), None)
        taken = (
            governs(clause)
            or long_ago(clause)
            or (following is not None and _hangs(words, clause, following))
        )
        theirs = following is not None and _told_of_them(words, clause, following)
        goes_on = carried and not found and _told_of_then(clauses[index - 1]) and clause.contrast == ""
        carried = "not_meant" if (not found and (taken or goes_on)) or theirs else ""
    return statements


_ALSO = frozenset({"too", "as", "well", "also", "and", "now"})
_LOCATES = frozenset({"it", "is", "they", "are", "that", "both", "mostly", "mainly"})


def _also_there(
    words: Words, clause: Clause, index: int, last: Statement, places: tuple[SpokenPlace, ...]
) -> list[Statement]:
    """Take a clause that only names places as more of where the symptom before it is ("… and my fingers too")."""
    named = [phrase for phrase in clause.phrases if sense_of(phrase, "Place")]
    rest = {words.words[at] for p in clause.phrases if p not in named for at in range(p.start, p.end)}
    says_more = not _ALSO.isdisjoint(rest) and rest <= _ALSO
    says_where = not last.places and "is" in rest | {"are"} and rest <= _LOCATES and bool(rest)
    stated = last.mood is Mood.SO and "symptom" in last.meaning and index - last.clause <= NEAR
    if not stated or clause.gaps or clause.contrast or not (says_more or says_where):
        return []
    return [replace(last, places=places, clause=index, span=None, at=named[0].start, end=named[-1].end)]


NEAR = 3
"""Clauses; a place named further on is of something else."""


def _takes_back(words: Words, clause: Clause) -> bool:
    """Whether a clause only says that what went before was not meant as said ("… in front of people", "… on purpose")."""
    first = clause.phrases[0] if clause.phrases else None
    block = sense_of(first, "Block") if first is not None else None
    return (
        first is not None
        and block is not None
        and block.block.meaning["block"] == "idiom"
        and first.start not in words.hard | words.soft
        and not clause.gaps
    )


_WANTS_A_NOUN = frozenset({"no", "any", "not", "a", "an"})
UNKNOWN_BETWEEN = 2
"""Words not known between a denial and the noun it waits for ("I didn't have any increased back pain")."""


def _runs_on_from_no(words: Words, before: Clause, clause: Clause) -> bool:
    """Whether a clause only goes on with what the denial before it denies ("no, no weakness", "I don't have any … pain").

    Taken apart they would deny and then state the same thing.
    """
    if clause.contrast or not clause.phrases or not before.phrases:
        return False
    last, first = before.phrases[-1], clause.phrases[0]
    answer = sense_of(last, "Answer")
    denial = answer is not None and answer.block.meaning["answer"] == "no"
    between = range(last.end, first.start)
    return (
        denial
        and words.words[last.end - 1] in _WANTS_A_NOUN
        and len(between) <= UNKNOWN_BETWEEN
        and all(at in before.gaps for at in between)
        and sense_of(first, "Symptom") is not None
        and sense_of(first, "Here", "Finding") is None
        and not denies(words, first)
        and words.words[first.start] not in PRONOUNS | {"both"}
        and first.start not in words.hard | words.soft
    )


def _only_joins(clause: Clause) -> bool:
    """Whether a clause is nothing but a word that joins two others."""
    return not clause.gaps and all(sense_of(phrase, "And") for phrase in clause.phrases)


_UNREAL = frozenset({"hypothetical", "question", "quoted", "fear"})
_TAKEN_FOR_SO = frozenset({"why", "how", "where", "when", "what", "who", "which"})
"""Questions that take what follows for so ("no idea why my foot drags")."""


def _hangs(words: Words, clause: Clause, following: Clause) -> bool:
    """Whether a clause ends in what makes the next one no statement ("suppose my leg gave way", "it might be …")."""
    if not clause.phrases or following.contrast or not following.phrases:
        return False
    last, first = clause.phrases[-1], following.phrases[0]
    block = sense_of(last, "Block")
    apart = {first.start} & (words.hard | words.soft)
    return (
        block is not None
        and block.block.meaning["block"] in _UNREAL
        and last.end == first.start
        and not apart
        and (words.words[last.start] not in _TAKEN_FOR_SO or words.words[last.end - 1] == "if")
        and sense_of(first, "And") is None
    )


def _told_of_them(words: Words, clause: Clause, following: Clause) -> bool:
    """Whether a clause tells of what somebody else had, and the next one goes on about them ("… and she couldn't pee")."""
    if not any(sense.block.meaning["block"] == "other" for sense in clause.senses("Block")):
        return False
    said = set(words.words[clause.phrases[0].start : clause.phrases[-1].end])
    begins = [words.words[phrase.start] for phrase in following.phrases if sense_of(phrase, "And") is None]
    return (
        not said.isdisjoint(PAST)
        and said.isdisjoint(PRESENT)
        and begins[:1] in (["he"], ["she"], ["they"], ["his"], ["her"])
    )


def _told_of_then(clause: Clause) -> bool:
    """Whether a clause says that what follows was at another time ("last time | I had this | I couldn't pee")."""
    return any(sense.block.meaning["block"] == "past" for sense in clause.senses("Block"))


def _unplaced(clause: Clause) -> bool:
    """Whether the clause speaks of something of its own ("I feel sick"), not of the place named before."""
    return clause.has("Finding") and not clause.has("Symptom")


def _clause_mood(words: Words, clause: Clause, carried: str) -> Mood:
    if inverted(words, clause):
        return Mood.NOT_MEANT
    if carried or told_of_long_ago(words, clause) or (clause.asks and clause.has("Block")):
        return Mood.NOT_MEANT
    blocks = {str(sense.block.meaning["block"]) for sense in clause.senses("Block")}
    if blocks - {"doubt"}:
        return Mood.NOT_MEANT
    return Mood.DOUBTED if blocks else Mood.SO


def _in_clause(words: Words, clause: Clause, index: int, mood: Mood) -> list[Statement]:
    statements: list[Statement] = []
    negated = soft = listed = False
    denials = 0
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
        this = _mood_of(
            words, clause, position, mood, denials if negated else None, listed=listed, placed=bool(places)
        )
        statements.append(
            Statement(
                content.block.meaning,
                this,
                places,
                span_in(clause),
                how_long(words, clause),
                soft,
                clause.whole and not _commanded(clause),
                index,
                phrase.start,
                phrase.end,
                words.words[phrase.start] in PRONOUNS,
                words.words[clause.phrases[0].start] == "it" and content.kind != "Here" and not places,
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
    return after is not None and words.words[after.start : after.end] in {("or",), ("nor",)}


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


def _flat_no(words: Words, phrases: Sequence[Phrase], position: int) -> bool:
    """Whether a bare "no" runs into a word it can't deny ("no numb down there"): said so, or denied? Nobody knows."""
    if position == 0 or not is_bare_no(words, phrases[position - 1]):
        return False
    phrase = phrases[position]
    return not ADJECTIVES.isdisjoint({words.words[phrase.start], words.words[phrase.end - 1]})


def _negated_before(statements: Sequence[Statement], index: int) -> bool:
    return any(s.clause == index - 1 and s.mood is Mood.NOT_SO for s in statements)


def _excepted(statements: list[Statement], index: int, places: tuple[SpokenPlace, ...]) -> list[Statement]:
    """Take an exception ("no numbness except my big toe") as so, and the rest as no clean denial."""
    return [
        replace(s, mood=Mood.SO if places else Mood.NOT_MEANT, places=places or s.places)
        if s.clause == index - 1 and s.mood is Mood.NOT_SO
        else s
        for s in statements
    ]
