"""Whether a length of time says how long something has lasted, or only how long one bout of it takes."""

from __future__ import annotations

from collections.abc import Sequence

from voice_skill.understanding.amounts import Span, span_of
from voice_skill.understanding.automaton import Phrase
from voice_skill.understanding.clauses import Clause, sense_of
from voice_skill.understanding.words import Words

A_DAY = 1.0
"""Days."""
APART = 2.0
"""How many times longer one length is than another of the same thing, for it to be asked which is meant."""
TURNS = frozenset(
    {
        "every",
        "each",
        "any",
        "per",
        "of",
        "all",
        "most",
        "next",
        "another",
        "once",
        "twice",
        "times",
        "at",
        "by",
    }
)
"""Words before a length that make it a part of the day or how often ("all day", "most of the week", "twice a week")."""
WITHIN = frozenset({"after", "in", "within", "during", "before"})
"""Words a length begins with that says when something comes ("after ten minutes", "in two weeks")."""
UP_TO_NOW = frozenset({"last", "past"})
"""What makes it reach to the present all the same ("in the last two weeks")."""
COUNTED = UP_TO_NOW | {"a", "an", "part"}
"""Words with which a unit without a number is a length ("a week", "the past month"); "day" alone is none."""
NOW_AND_THEN = frozenset(
    {("one", "day"), ("some", "days"), ("from", "one", "day"), ("one", "week"), ("some", "weeks")}
)
"""Lengths that stand for now and then ("some days it hurts")."""
BY_NIGHT = frozenset({("in", "the", "night"), ("during", "the", "night"), ("overnight",)})
"""When in the day it hurts, not since when."""
DAYS_GONE = frozenset({"yesterday", "today", "last", "this"})
"""With "was" after them, such days are told of themselves ("yesterday was an eight")."""
VISITS = frozenset(
    {
        "doctor",
        "gp",
        "physio",
        "hospital",
        "nurse",
        "appointment",
        "scan",
        "scanned",
        "mri",
        "saw",
        "seen",
        "phoned",
        "rang",
    }
)
"""Words beside which a length may date a visit, and not the pain ("I saw the doctor two weeks ago about my leg")."""
BEGINS = frozenset({"for", "since", "it", "started", "began", "came", "been", "only", "just"})
"""Words that minutes and hours must begin with, to be how long it has hurt and not how long it takes to."""
WHENEVER = frozenset(
    {"when", "whenever", "if", "after", "before", "until", "till", "every", "each", "at", "than"}
)
"""Words beside which minutes and hours are how long it takes ("when I sit for an hour")."""


def how_long(words: Words, clause: Clause) -> Span | None:
    """Return the length of time in a clause that says how long it has lasted; of two that disagree, none."""
    spans: list[Span] = []
    for phrase in clause.phrases:
        sense = sense_of(phrase, "Duration")
        span = span_of(sense) if sense is not None else None
        if span is not None and lasts(words, clause, phrase, span):
            spans.append(span)
    return None if disagree([span.days for span in spans]) else next(iter(spans), None)


def disagree(days: Sequence[float]) -> bool:
    """Whether lengths of the same thing are so far apart that it has to be asked which is meant."""
    return len(days) > 1 and max(days) > APART * min(days)


def lasts(words: Words, clause: Clause, phrase: Phrase, span: Span) -> bool:
    """Whether a length of time is how long something has lasted; where it may not be, the question is asked."""
    said = words.words[phrase.start : phrase.end]
    before = words.words[phrase.start - 1] if phrase.start else ""
    beside = words.words[clause.phrases[0].start : clause.phrases[-1].end]
    if before == "than" or not VISITS.isdisjoint(beside):
        return False
    if span.ago:
        following = words.words[phrase.end : phrase.end + 1]
        return tuple(said) not in BY_NIGHT and not (
            said[0] in DAYS_GONE and following in (("was",), ("were",))
        )
    if before in TURNS or tuple(said) in NOW_AND_THEN:
        return False
    if said[0] in WITHIN and UP_TO_NOW.isdisjoint(said):
        return False
    sense = sense_of(phrase, "Duration")
    counted = sense is not None and any(slot in {"number", "count"} for slot, _ in sense.captures)
    if not counted and COUNTED.isdisjoint(said):
        return False
    if span.days >= A_DAY:
        return True
    return said[0] in BEGINS and WHENEVER.isdisjoint(beside)
