"""When a clause is told of: long ago, as ever, or not as a statement at all."""

from __future__ import annotations

from collections.abc import Sequence

from voice_skill.understanding.amounts import Span, span_of
from voice_skill.understanding.automaton import Sense
from voice_skill.understanding.clauses import CONTENT, Clause, sense_of
from voice_skill.understanding.words import Words

LONG_AGO_DAYS = 364
"""Days; what happened a year ago and is not said to have begun then is history."""

AS_EVER_KEYS = frozenset({"chest_pain_breathless"})
"""Danger signs that are none when they are as they have been for months: the question asks for what is new."""
AS_EVER_DAYS = 90
"""Days; breathlessness that has lasted longer is no sudden danger, and is asked about (clinical reference §2.5, 16)."""


def span_in(clause: Clause) -> Span | None:
    """Return the first length of time a clause holds; "last year" is a date before it is a length."""
    for phrase in clause.phrases:
        spans = [span for sense in phrase.senses if sense.kind == "Duration" and (span := span_of(sense))]
        if spans:
            return next((span for span in spans if span.ago), spans[0])
    return None


def long_ago(clause: Clause) -> bool:
    """Whether the clause only says that what follows happened years ago ("twenty years ago …")."""
    span = span_in(clause)
    return (
        span is not None and span.ago and span.days >= LONG_AGO_DAYS and not clause.has("Subject", *CONTENT)
    )


def told_of_long_ago(words: Words, clause: Clause) -> bool:
    """Whether a clause tells of something that was had years ago, not of something that began then."""
    if not clause.phrases or not is_over(words, clause):
        return False
    span = span_in(clause)
    days = span.days if span is not None and span.ago else 0.0
    of_now = {str(sense.block.meaning.get("finding")) for sense in clause.senses("Finding")} & OF_THE_MOMENT
    if of_now:
        return days >= OVER_DAYS or _in_a_month(words, clause)
    return days >= LONG_AGO_DAYS


OF_THE_MOMENT = frozenset(
    {"chest_pain_breathless", "stroke_signs", "collapse_clammy", "fit_palpitations", "sepsis_signs"}
)
"""Findings that are asked of now: had weeks ago, they are an illness that was ("he had a heart attack in March")."""
OVER_DAYS = 28
"""Days after which such a finding, told as over, is history; it is still asked about."""
MONTHS = frozenset(
    {
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december", "spring", "summer", "autumn", "winter",
    }
)  # fmt: skip


def _in_a_month(words: Words, clause: Clause) -> bool:
    """Whether a clause is put into a month or a season by its name."""
    at = range(clause.phrases[0].start, min(clause.phrases[-1].end + 2, len(words.words)))
    return any(
        words.words[i] in MONTHS and words.words[i - 1] in {"in", "last", "the", "since"} for i in at if i
    )


OVER = frozenset({"had", "was", "were", "broke", "did"})
GOES_ON = frozenset(
    {
        "started",
        "began",
        "been",
        "since",
        "ever",
        "always",
        "have",
        "has",
        "is",
        "am",
        "are",
        "still",
        "now",
        "can",
    }
)


def is_over(words: Words, clause: Clause) -> bool:
    """Whether a clause is told in the past, with nothing that reaches into the present."""
    phrases = list(clause.phrases)
    while len(phrases) > 1 and sense_of(phrases[-1], "And", "Filler"):
        phrases.pop()  # "… in April, and now" only leads to the next clause
    told = words.words[phrases[0].start : phrases[-1].end]
    # "I did have shingles" is over, as "I have had" is not.
    said = {
        word for before, word in zip(("", *told), told, strict=False) if (before, word) != ("did", "have")
    }
    return not said.isdisjoint(OVER) and said.isdisjoint(GOES_ON)


def dated_long_ago(words: Words, clauses: Sequence[Clause], index: int) -> bool:
    """Whether what follows in the same sentence puts a clause long ago ("I had chest pain | once | ten years ago")."""
    clause = clauses[index]
    if not clause.phrases or not is_over(words, clause):
        return False
    following = next((later for later in clauses[index + 1 :] if not _is_once(words, later)), None)
    if following is None or following.contrast or not following.phrases:
        return False
    first = following.phrases[0]
    if first.start in words.hard:
        return False
    span = span_in(following)
    ago = span is not None and span.ago and span.days >= LONG_AGO_DAYS
    block = sense_of(first, "Block")
    if block is not None:
        return block.block.meaning["block"] == "past" and words.words[first.start] in BACK_THEN
    begins = words.words[first.start]
    # "I had shingles | there two years ago": "there" says where, and begins nothing new.
    return ago and (begins in {"when", "there"} or sense_of(first, "Subject") is None)


BACK_THEN = frozenset(
    {"in", "when", "as", "at", "back", "years", "many", "some", "long", "once", "last", "that", "a"}
)
"""Words that say of what stands before them that it was then ("… when I was young", "… in nineteen ninety")."""


WAS = frozenset({"was", "were", "had"})
IS = frozenset({"is", "has", "am", "are", "now", "today", "have", "than"})


def was_then(words: Words, clause: Clause) -> bool:
    """Whether a clause says how something was, and not how it is ("it was better last week")."""
    told = words.words[clause.phrases[0].start : clause.phrases[-1].end] if clause.phrases else ()
    return not WAS.isdisjoint(told) and IS.isdisjoint(told)


def _is_once(words: Words, clause: Clause) -> bool:
    """Whether a clause is nothing but the word "once"."""
    return not clause.gaps and all(words.words[p.start : p.end] == ("once",) for p in clause.phrases)


_ASKED_OF = frozenset(
    {"sign", "symptom", "serious", "dangerous", "normal", "common", "usual", "supposed", "bad", "safe"}
)
"""What is asked of a thing that "is" or "are" begins with ("is chest pain a bad sign")."""


def inverted(words: Words, clause: Clause) -> bool:
    """Whether a clause is put as a question, verb first ("can sciatica make …", "is chest pain a bad sign?")."""
    if not clause.phrases or clause.phrases[0].start in clause.gaps:
        return False
    end = max([clause.phrases[-1].end, *(gap + 1 for gap in clause.gaps)])
    first, *rest = words.words[clause.phrases[0].start : end]
    if rest[:1] == ["not"]:
        return False  # "can't feel my foot" is said with its subject left out
    told_of = first in {"is", "are"} and not _ASKED_OF.isdisjoint(rest) and clause.has(*CONTENT)
    return (
        told_of
        or first in {"can", "could", "does", "will", "would", "should"}
        or (clause.asks and first in {"is", "are", "do", "am"})
    )


OF_NOW = frozenset(
    {
        "chest", "pain", "pains", "tight", "tightness", "now", "today", "suddenly", "sudden", "lately", "recently",
        "tonight", "worse", "more", "but", "except", "though", "because", "since", "can", "until", "not", "never", "bad", "yes", "yeah",
        "yep", "yup", "aye",
    }
)  # fmt: skip
"""Words beside which what is long-standing may not be all there is."""


def as_it_was(words: Words, clauses: Sequence[Clause]) -> bool:
    """Whether all that is said is that something is long-standing and no different (clinical reference §2.5, 16)."""
    if not all(clause.whole for clause in clauses):
        return False
    phrases = [phrase for clause in clauses for phrase in clause.phrases]
    same = [
        p for p in phrases if any(s.block.meaning.get("unchanged") for s in p.senses if s.kind == "Usual")
    ]
    rest = [phrase for phrase in phrases if phrase not in same]
    spans = [span for clause in clauses if (span := span_in(clause)) is not None]
    lasting = any(sense_of(p, "Usual") for p in rest) or any(span.days >= AS_EVER_DAYS for span in spans)
    beside = {words.words[at] for phrase in rest for at in range(phrase.start, phrase.end)}
    return bool(same) and lasting and OF_NOW.isdisjoint(beside)


def as_ever(clause: Clause, content: Sense) -> bool:
    """Whether a danger sign is said to be long-standing: "always breathless", "for years", "with my asthma"."""
    if content.block.meaning.get("finding") not in AS_EVER_KEYS or clause.has("Onset"):
        return False
    span = span_in(clause)
    return clause.has("Usual") or (span is not None and span.days >= AS_EVER_DAYS)
