"""Clauses → statements, in order: what one clause does to what the others state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from voice_skill.understanding.clauses import (
    PRONOUNS,
    Clause,
    denies,
    governs,
    is_or,
    says_well,
    sense_of,
    turns_in,
)
from voice_skill.understanding.history import (
    dated_long_ago,
    is_over,
    long_ago,
    was_then,
)
from voice_skill.understanding.onset import onsets
from voice_skill.understanding.places import SpokenPlace
from voice_skill.understanding.placing import places_in
from voice_skill.understanding.proxies import PAST, PRESENT
from voice_skill.understanding.stating import Mood, Statement, clause_mood, in_clause
from voice_skill.understanding.words import Words

FOR_LIFE = frozenset({"cancer_history"})
"""What counts however long ago it was."""


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
        mood = clause_mood(words, clause, "" if clause.contrast else carried)
        runs_on = index and _runs_on_from_no(words, clauses[index - 1], clause)
        if runs_on or (index and _lists_on(words, clauses[index - 1], clause)):
            mood = Mood.NOT_MEANT
        found = [replace(s, onset=began[index]) for s in in_clause(words, clause, index, mood)]
        if was_then(words, clause):
            found = [
                replace(s, mood=Mood.NOT_MEANT) if s.meaning.get("value") == "better" else s for s in found
            ]
        if dated_long_ago(words, clauses, index):
            found = [
                s if s.meaning.get("finding") in FOR_LIFE else replace(s, mood=Mood.NOT_MEANT) for s in found
            ]
        if not found and _takes_back(words, clause):
            statements = [replace(s, mood=Mood.NOT_MEANT) if s.clause == index - 1 else s for s in statements]
        if not found and index and _over_with(words, clauses[index - 1], clause):
            statements = [
                replace(s, mood=Mood.NOT_MEANT)
                if s.clause == index - 1 and s.meaning.get("symptom") in HEALS
                else s
                for s in statements
            ]
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


HEALS = frozenset({"pain", "sore", "cramp", "twitch"})
"""What may be over with; a danger sign that went away is still one."""


def _over_with(words: Words, before: Clause, clause: Clause) -> bool:
    """Whether a clause says that what was told before, as past, is over ("my back was bad in the summer | but that's cleared up")."""
    past = any(sense.block.meaning["block"] == "past" for sense in clause.senses("Block"))
    return past and clause.whole and bool(before.phrases) and is_over(words, before)


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


def _lists_on(words: Words, before: Clause, clause: Clause) -> bool:
    """Whether a clause only names the next thing that nothing is wrong with ("nothing up with my breathing | or my chest")."""
    if clause.contrast or len(clause.phrases) != 1 or clause.gaps or not before.has("Well", "Negator"):
        return False
    last, named = before.phrases[-1], clause.phrases[0]
    return is_or(words, last) and sense_of(named, "Place", "Topic") is not None


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
