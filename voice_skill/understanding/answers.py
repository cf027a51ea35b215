"""Clauses and findings → the answer to a yes/no question.

An answer must be understood to its last word. Where two readings are possible the worse one (*yes*) wins, or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from voice_skill.events import FindingValue, Strength
from voice_skill.understanding.amounts import span_of
from voice_skill.understanding.clauses import CONTENT, Clause, sense_of, turns_in
from voice_skill.understanding.said import YES_WORDS, Answer, Said, collect, elsewhere, put, spoken_alone
from voice_skill.understanding.symptoms import Tally
from voice_skill.understanding.words import Words

LOWERED_BY_YES = frozenset({"both_legs_sore"})
"""Questions whose *yes* makes the advice less urgent (clinical reference §2.5, 9): it must be said without reserve."""
WORDS_OF_EXPLANATION = 10
"""Words; what goes on longer after a "yes" is more likely somebody else talking."""
UNKNOWN_IN_EXPLANATION = 3
"""Words not known in it."""
OPENS_EXPLANATION = frozenset(
    [
        "i",
        "i've",
        "my",
        "it",
        "in",
        "on",
        "at",
        "since",
        "when",
        "because",
        "for",
        "after",
        "a",
        "an",
        "about",
        "from",
        "both",
        "all",
        "every",
        "just",
        "only",
        "as",
        "and",
        "though",
        "but",
        "there",
        "they",
        "with",
        "this",
        "that",
    ]
)
"""Words an explanation begins with: of oneself, a place, a time, a cause."""


def yes_no(words: Words, clauses: Sequence[Clause], total: Tally, asked: str) -> Answer | None:
    """Return the answer to a yes/no question, or None."""
    said = collect(words, clauses)
    found = _weighed(words, said, clauses, total, asked)
    if found is not None and found.value == "yes" and asked in LOWERED_BY_YES and _hedged(clauses, total):
        return None
    if found is not None and found.value == "yes" and all(_denies(words, clause) for clause in clauses):
        return None  # "no nothing like not", "know nothing": denials misheard, not a double one
    if found is None or found.value != "no":
        return found
    both = asked.startswith("both_legs") and {"left", "right"} <= set(words.words)
    then = not turns_in(clauses).isdisjoint({"past", "except"}) or _denied_twice(words)
    unable = words.words[:2] == ("no", "way") and words.words[2:3] in {("i",), ("that",), ("am",), ("can",)}
    if both or then or unable:
        return None
    if "no" in said.values and total.of_it:
        return Answer("no", Strength.SOFT) if _instead(words, clauses) else None
    return found


INSTEAD = frozenset({"pain", "sore"})
"""Symptoms that may be told instead of what was asked ("no, it's just sore")."""


def _instead(words: Words, clauses: Sequence[Clause]) -> bool:
    """Whether all that is stated is pain, which is said to be all there is ("no, it's just sore")."""
    stating = [clause for clause in clauses if clause.has(*CONTENT)]
    told = {str(s.block.meaning["symptom"]) for clause in stating for s in clause.senses("Symptom")}
    return told <= INSTEAD and all(
        clause.whole and not clause.has("Here", "Finding") and _limited(words, clause) for clause in stating
    )


def _limited(words: Words, clause: Clause) -> bool:
    """Whether a clause says that what it tells is all there is."""
    said = words.words[clause.phrases[0].start : clause.phrases[-1].end]
    return not {"just", "only"}.isdisjoint(said)


DENIED_TWICE = frozenset({"nothing", "never", "none", "not", "no", "nobody", "neither"})
"""Words that "not" turns into their opposite when it stands right before them."""


def _denied_twice(words: Words) -> bool:
    """Whether a denial is itself denied, in one breath ("it's not nothing", "I haven't not got it")."""
    return any(
        first in {"not", "never"} and second in DENIED_TWICE and at not in words.soft | words.hard
        for at, (first, second) in enumerate(pairwise(words.words), start=1)
    )


ONLY_NOW = frozenset({"today", "tonight"})
"""Words by which a statement of how things are may be meant of now alone ("the other leg's fine today")."""
MEASURES = frozenset({"more", "less", "fewer", "longer", "later", "earlier", "further"})
RECENT_DAYS = 14
"""Days; the two weeks that `ces_recent` asks about."""


def only_measures(words: Words, clauses: Sequence[Clause]) -> bool:
    """Whether "no" only says how much there is ("no more than a dribble"), and no answer's wording holds it."""
    answers = [
        phrase for clause in clauses for phrase in clause.phrases if sense_of(phrase, "Answer", "Here")
    ]
    return any(
        words.words[at] in {"no", "not"}
        and words.words[at + 1] in MEASURES
        and words.words[at + 2] == "than"
        and at + 1 not in words.soft | words.hard
        and not any(phrase.start <= at and phrase.end >= at + 3 for phrase in answers)
        for at in range(len(words.words) - 2)
    )


def within_two_weeks(clauses: Sequence[Clause]) -> bool:
    """Whether a time within the last two weeks is given beside a "no" ("no, about ten days")."""
    spans = [span_of(sense) for clause in clauses for sense in clause.senses("Duration")]
    return any(span is not None and span.days <= RECENT_DAYS for span in spans)


def _denies(words: Words, clause: Clause) -> bool:
    """Whether a clause holds nothing but denying words and fillers; "know" as the first word of all is a "no" misheard."""
    like_no = words.words[0] == "know"
    phrases = [phrase for phrase in clause.phrases if not (like_no and phrase.end == 1)]
    answers = [(phrase, sense_of(phrase, "Answer")) for phrase in phrases]
    return all(
        answer.block.meaning["answer"] == "no"
        if answer
        else sense_of(phrase, "Negator", "Filler") is not None
        for phrase, answer in answers
    )


def _hedged(clauses: Sequence[Clause], total: Tally) -> bool:
    """Whether something is set against a *yes*, or told beside it that makes it worth less."""
    against = any(clause.contrast == "but" or clause.has("Negator", "Turn") for clause in clauses)
    return against or bool(
        total.hints or {"tingle_leg", "leg_weak", "both_legs_weak", "saddle_numb"} & set(total.values)
    )


def confirmation(
    words: Words, clauses: Sequence[Clause], total: Tally, asked: str, proposed: FindingValue | None
) -> Answer | None:
    """Return whether an answer that was read back is right, by *yes* or *no*, or by saying again how it is."""
    said = spoken_alone(collect(words, clauses))
    stated = total.findings().get(asked) if asked else None
    if stated is None or proposed is None:
        return said if all(clause.whole for clause in clauses) else None
    implied = "yes" if stated == proposed else "no"
    if said is not None and said.value != implied:
        return None
    return Answer(implied)


def _weighed(words: Words, said: Said, clauses: Sequence[Clause], total: Tally, asked: str) -> Answer | None:
    """Weigh what was said in answer words against what was stated."""
    stated = total.findings().get(asked)
    whole = all(clause.whole for clause in clauses)
    if stated == "yes" or asked in total.hints:
        contradicted = "no" in said.values
        return Answer("yes", Strength.CORRECTED if contradicted else put(said, Strength.PLAIN))
    if not whole:
        return Answer("yes", Strength.QUALIFIED) if _explained_yes(words, clauses, said) else None
    if asked in total.doubted:
        return Answer("unsure")
    spoken = spoken_alone(said) or elsewhere(said, clauses, asked)
    if stated == "no":
        if said.sealed and not (said.values or said.qualified or said.loose):
            return Answer("no", Strength.SOFT)
        if spoken is None and not said.values and not said.qualified:
            soft = asked in total.soft or not ONLY_NOW.isdisjoint(words.words)
            return None if said.loose else Answer("no", Strength.SOFT if soft else Strength.PLAIN)
        if spoken is None and set(said.values) == {"no"} and not (said.qualified or said.corrected):
            return Answer("no", Strength.SOFT)
        return spoken if spoken is not None and spoken.value in {"no", "unsure"} else None
    return spoken


def _explained_yes(words: Words, clauses: Sequence[Clause], said: Said) -> bool:
    """Whether a *yes* opens or closes a short explanation of which some words are not known ("yes, in the womb").

    Never so for a *no*: there, the words not known may be what matters.
    """
    if set(said.values) != {"yes"} or len(words.words) > WORDS_OF_EXPLANATION:
        return False
    if any(clause.has("Negator", "Block", "Correction", "Command") for clause in clauses):
        return False
    if sum(len(clause.gaps) for clause in clauses) > UNKNOWN_IN_EXPLANATION:
        return False
    first = clauses[0].phrases[0] if clauses[0].phrases else None
    closes = words.words[-1] in YES_WORDS and words.words[0] in OPENS_EXPLANATION
    opens = (
        first is not None
        and first.start == 0
        and words.words[0] in YES_WORDS
        and words.words[first.end] in OPENS_EXPLANATION
    )
    return opens or closes
