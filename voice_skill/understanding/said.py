"""Clauses → the answer words of an utterance, and what they come to taken alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voice_skill.events import Strength
from voice_skill.understanding.amounts import Span, span_of
from voice_skill.understanding.automaton import Phrase, Sense
from voice_skill.understanding.clauses import CONTENT, Clause, governs, is_well, sense_of
from voice_skill.understanding.places import SpokenPlace, paired, places_of
from voice_skill.understanding.words import Words

BARE_DENIALS = frozenset({("not",), ("no",), ("never",), ("none",), ("nothing",), ("neither",), ("nor",)})
"""Denying words that add nothing to a "no"."""
YES_WORDS = frozenset({"yes", "yeah", "yep", "yup", "yea", "aye"})


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and how it was put."""

    value: str
    strength: Strength = Strength.PLAIN


@dataclass(slots=True)
class Said:
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


def collect(words: Words, clauses: Sequence[Clause]) -> Said:
    """Return the answer words of all clauses, in order."""
    said = Said([])
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


def _beside_content(clause: Clause, said: Said) -> None:
    """In a clause with content, only what is no part of it counts as an answer: nothing but qualifiers.

    A circumstance that the question asks about qualifies nothing ("it's no worse *when I walk*").
    """
    well = any(sense_of(p, "Well") or is_well(p) for p in clause.phrases)
    said.qualified = said.qualified or any(
        sense_of(p, "Qualifier") and not (well and sense_of(p, "Here")) for p in clause.phrases
    )


def _answer_clause(words: Words, clause: Clause, said: Said) -> None:
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


def spoken_alone(said: Said) -> Answer | None:
    """Weigh the answer words alone."""
    values = set(said.values)
    if not values:
        alone = said.qualified and not (said.loose or said.sealed)
        return Answer("yes", put(said, Strength.QUALIFIED)) if alone else None
    if values == {"yes"}:
        return Answer("yes", put(said, Strength.PLAIN))
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


def elsewhere(said: Said, clauses: Sequence[Clause], asked: str) -> Answer | None:
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


def _plain_no(said: Said) -> Answer | None:
    if said.qualified:
        return Answer("yes", Strength.CORRECTED)
    if said.loose or said.detail:
        return None
    if said.corrected:
        return Answer("no", Strength.CORRECTED)
    return Answer("no", Strength.SOFT if said.soft else Strength.PLAIN)


def put(said: Said, otherwise: Strength) -> Strength:
    """Return how it was put: corrected, with a qualification, or otherwise."""
    if said.corrected:
        return Strength.CORRECTED
    return Strength.QUALIFIED if said.qualified else otherwise
