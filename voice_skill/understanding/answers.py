"""Clauses and findings → the answer to a yes/no question.

An answer must be understood to its last word. Where two readings are possible the worse one (*yes*) wins, or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from voice_skill.events import FindingValue, Strength
from voice_skill.understanding.amounts import Span, span_of
from voice_skill.understanding.automaton import Phrase, Sense
from voice_skill.understanding.clauses import CONTENT, Clause, governs, is_well, sense_of, turns_in
from voice_skill.understanding.places import SpokenPlace, paired, places_of
from voice_skill.understanding.symptoms import Tally
from voice_skill.understanding.words import Words

LOWERED_BY_YES = frozenset({"both_legs_sore"})
"""Questions whose *yes* makes the advice less urgent (clinical reference §2.5, 9): it must be said without reserve."""
BARE_DENIALS = frozenset({("not",), ("no",), ("never",), ("none",), ("nothing",), ("neither",), ("nor",)})
"""Denying words that add nothing to a "no"."""
YES_WORDS = frozenset({"yes", "yeah", "yep", "yup", "yea", "aye"})
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


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and how it was put."""

    value: str
    strength: Strength = Strength.PLAIN


@dataclass(slots=True)
class _Said:
    """The answer words of an utterance, in order."""

    values: list[str]
    soft: bool = False
    qualified: bool = False
    corrected: bool = False
    loose: bool = False
    """Something stands beside that is understood word by word, but says nothing we know."""
    detail: bool = False
    """A place or a time was given, which only a *yes* has."""
    marked: bool = False
    """A word of correction ("actually", "I mean") stands between two answers."""
    told: bool = False
    """Something was told before: what denies after it may belong to that."""
    sealed: bool = False
    """A "no" was said after something told: it only bears out what was denied there."""


def yes_no(words: Words, clauses: Sequence[Clause], total: Tally, asked: str) -> Answer | None:
    """Return the answer to a yes/no question, or None."""
    said = _collect(words, clauses)
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
    said = _spoken(_collect(words, clauses))
    stated = total.findings().get(asked) if asked else None
    if stated is None or proposed is None:
        return said if all(clause.whole for clause in clauses) else None
    implied = "yes" if stated == proposed else "no"
    if said is not None and said.value != implied:
        return None
    return Answer(implied)


def _weighed(words: Words, said: _Said, clauses: Sequence[Clause], total: Tally, asked: str) -> Answer | None:
    """Weigh what was said in answer words against what was stated."""
    stated = total.findings().get(asked)
    whole = all(clause.whole for clause in clauses)
    if stated == "yes" or asked in total.hints:
        contradicted = "no" in said.values
        return Answer("yes", Strength.CORRECTED if contradicted else _put(said, Strength.PLAIN))
    if not whole:
        return Answer("yes", Strength.QUALIFIED) if _explained_yes(words, clauses, said) else None
    if asked in total.doubted:
        return Answer("unsure")
    spoken = _spoken(said) or _elsewhere(said, clauses, asked)
    if stated == "no":
        if said.sealed and not (said.values or said.qualified or said.loose):
            return Answer("no", Strength.SOFT)
        if spoken is None and not said.values and not said.qualified:
            return (
                None if said.loose else Answer("no", Strength.SOFT if asked in total.soft else Strength.PLAIN)
            )
        if spoken is None and set(said.values) == {"no"} and not (said.qualified or said.corrected):
            return Answer("no", Strength.SOFT)
        return spoken if spoken is not None and spoken.value in {"no", "unsure"} else None
    return spoken


def _explained_yes(words: Words, clauses: Sequence[Clause], said: _Said) -> bool:
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


def _put(said: _Said, otherwise: Strength) -> Strength:
    if said.corrected:
        return Strength.CORRECTED
    return Strength.QUALIFIED if said.qualified else otherwise


def _collect(words: Words, clauses: Sequence[Clause]) -> _Said:
    said = _Said([])
    governed = False
    for clause in clauses:
        if governed:
            said.loose = True
            governed = governs(clause)
            continue
        governed = governs(clause)
        if any(sense_of(p, "Correction") and not _answers_here(p) for p in clause.phrases):
            if said.values:
                said.corrected = True
            said.values = []
            said.soft = said.qualified = False
        if clause.whole and _of_others(clause):
            continue
        if clause.contrast == "except" and words.words[clause.phrases[0].start] not in LIMITING:
            said.loose = True  # "no, apart from today"
        if clause.has(*CONTENT):
            _beside_content(clause, said)
            said.told = True
        else:
            _answer_clause(words, clause, said)
    return said


LIMITING = frozenset({"just", "only", "but"})
"""Words that may set something apart, or only say that it is all there is."""


def _of_others(clause: Clause) -> bool:
    """Whether the clause is about somebody else, or long ago: beside an answer, not part of it."""
    return any(sense.block.meaning["block"] in {"other", "past"} for sense in clause.senses("Block"))


def _beside_content(clause: Clause, said: _Said) -> None:
    """In a clause with content, only what is no part of it counts as an answer: nothing but qualifiers.

    A circumstance that the question asks about qualifies nothing ("it's no worse *when I walk*").
    """
    well = any(sense_of(p, "Well") or is_well(p) for p in clause.phrases)
    said.qualified = said.qualified or any(
        sense_of(p, "Qualifier") and not (well and sense_of(p, "Here")) for p in clause.phrases
    )


def _answer_clause(words: Words, clause: Clause, said: _Said) -> None:
    kinds = [_answer_sense(phrase) for phrase in clause.phrases]
    praised = any(sense_of(p, "Well", "Block") and not sense_of(p, "Answer") for p in clause.phrases)
    company = [
        p for p in clause.phrases if not sense_of(p, "Answer", "Filler", "And", "Contrast", "Correction")
    ]
    qualifiers = [p for p in company if sense_of(p, "Qualifier")]
    details = [p for p in company if sense_of(p, "Place", "Duration")]
    rest = [
        p for p in company if p not in qualifiers and p not in details and not _echoes_no(words, p, kinds)
    ]
    for phrase, sense in zip(clause.phrases, kinds, strict=True):
        filler = sense_of(phrase, "Filler")
        said.soft = said.soft or (filler is not None and filler.block.meaning.get("strength") == "soft")
        if filler is not None and said.values and filler.block.meaning.get("marker") == "yes":
            said.marked = True
        if sense is None:
            continue
        if said.told and sense.block.meaning["answer"] == "no":
            said.sealed = sense.block.meaning.get("echo") != "yes"
            said.loose = said.loose or not said.sealed
            continue
        if sense.block.meaning.get("echo") == "yes" and (rest or phrase.end - 1 in words.short):
            said.loose = True
            continue
        if sense.block.meaning["answer"] == "yes" and praised and words.words[phrase.start] not in YES_WORDS:
            # "My stomach has *always* been good"; "*I'm* all right" only begins a sentence.
            said.loose = said.loose or sense.block.meaning.get("echo") != "yes"
            continue
        said.values.append(str(sense.block.meaning["answer"]))
        said.soft = said.soft or sense.block.meaning.get("strength") == "soft"
        said.qualified = said.qualified or sense.block.meaning.get("strength") == "qualified"
    said.qualified = said.qualified or bool(qualifiers)
    said.detail = said.detail or bool(details)
    said.loose = said.loose or bool(rest)


def _echoes_no(words: Words, phrase: Phrase, kinds: Sequence[Sense | None]) -> bool:
    """Whether a denying word only repeats a "no" that was said, and does not hang at the end ("no, not …")."""
    said_no = any(sense is not None and sense.block.meaning["answer"] == "no" for sense in kinds)
    return (
        said_no and words.words[phrase.start : phrase.end] in BARE_DENIALS and phrase.end < len(words.words)
    )


def _answers_here(phrase: Phrase) -> bool:
    """Whether a phrase is an answer to this very question, whatever else it may be elsewhere ("that's wrong")."""
    answer = _answer_sense(phrase)
    return answer is not None and bool(answer.block.questions)


def _answer_sense(phrase: Phrase) -> Sense | None:
    senses = [sense for sense in phrase.senses if sense.kind == "Answer"]
    # What a question's own file says of a wording goes before the general reading of it.
    senses.sort(key=lambda sense: not sense.block.questions)
    return senses[0] if senses else None


def _spoken(said: _Said) -> Answer | None:
    """Weigh the answer words alone."""
    values = set(said.values)
    if not values:
        alone = said.qualified and not (said.loose or said.sealed)
        return Answer("yes", _put(said, Strength.QUALIFIED)) if alone else None
    if values == {"yes"}:
        return Answer("yes", _put(said, Strength.PLAIN))
    if values == {"no"}:
        return _plain_no(said)
    if "declined" in values:
        return Answer("yes") if "yes" in values else Answer("declined")
    if "unsure" in values:
        return Answer("unsure", Strength.CORRECTED if said.corrected else Strength.PLAIN)
    if said.values[-1] == "yes":
        return Answer("yes", Strength.CORRECTED)
    return Answer("no", Strength.CORRECTED) if said.marked and not (said.loose or said.qualified) else None


SPARED = frozenset({"saddle_numb", "wipe_feel", "twitch_else", "hand_tingle"})
"""Questions to which "no, just my foot" is a *no*: they ask about other places than a leg."""
ABOVE = frozenset(
    {"chest_pain_breathless", "stroke_signs", "belly_pulse", "belly_pain", "lockjaw", "hand_weak"}
)
"""Questions to which "no, it's just my back" is one too."""


def _elsewhere(said: _Said, clauses: Sequence[Clause], asked: str) -> Answer | None:
    """Take "no, just my big toe" as a soft *no* where the place is not what was asked about."""
    if set(said.values) != {"no"} or asked not in SPARED | ABOVE or said.qualified or said.corrected:
        return None
    places, span = detail(clauses)
    spared = span is None and places and all(_aside(place, asked) for place in places)
    return Answer("no", Strength.SOFT) if spared and not said.loose else None


def _aside(place: SpokenPlace, asked: str) -> bool:
    """Whether a place is not what was asked about."""
    return (place.in_leg and place.side != "both") or (asked in ABOVE and place.site == "back")


def detail(clauses: Sequence[Clause]) -> tuple[tuple[SpokenPlace, ...], Span | None]:
    """Return the places and the time said beside an answer, in clauses that state nothing themselves."""
    places: list[SpokenPlace] = []
    span: Span | None = None
    for clause in clauses:
        if not clause.whole or clause.has(*CONTENT, "Block"):
            continue
        for phrase in clause.phrases:
            place, time = sense_of(phrase, "Place"), sense_of(phrase, "Duration")
            places.extend(places_of(place.captures) if place else ())
            span = (span_of(time) if time else None) or span
    return paired(places), span


def _plain_no(said: _Said) -> Answer | None:
    if said.qualified:
        return Answer("yes", Strength.CORRECTED)
    if said.loose or said.detail:
        return None
    if said.corrected:
        return Answer("no", Strength.CORRECTED)
    return Answer("no", Strength.SOFT if said.soft else Strength.PLAIN)
