"""Clauses → answers that are more than yes or no: numbers, lengths of time, places, choices."""

from __future__ import annotations

from collections.abc import Sequence

from voice_skill.events import Expectation, FindingValue
from voice_skill.understanding.amounts import Span, number_of, span_of
from voice_skill.understanding.automaton import Phrase
from voice_skill.understanding.clauses import CONTENT, Clause, sense_of
from voice_skill.understanding.places import SpokenPlace, as_finding, merged, paired, places_of
from voice_skill.understanding.symptoms import Tally
from voice_skill.understanding.words import canonical

WEEKS_LIMIT = 5200.0
"""Weeks; a longer time than a life is a slip of recognition."""
AGE_LIMIT = 120
"""Years."""
YOUNG_UNITS = {"month": 12, "week": 52, "day": 365}
"""How many of each unit of a baby's age make a year."""
TIMED = frozenset({"pain_weeks", "twitch_weeks", "cramp_minutes"})
"""Number questions that ask for a length of time."""
BARE_NUMBERS = (("one",), ("two",), ("three",), ("four",))
"""Numbers alone, which choose an option by its place."""
NAMING = frozenset(
    {"the", "my", "a", "one", "question", "answer", "that", "about", "with", "on", "i", "mean"}
)
"""Words before the name of an option, which say nothing."""
SIDE_ALONE_SITE = "leg"
"""Where a side alone ("the left one") is: the questions are about legs."""


def number(clauses: Sequence[Clause], asked: str) -> FindingValue | None:
    """Return the number a number question was answered with, in the question's unit."""
    phrases = _relevant(clauses)
    spans = [found for phrase in phrases or () if (found := span(phrase))] if asked in TIMED else []
    if phrases is None or (spans and _taken_back(phrases)):
        return None
    plain = _numbers(phrases, "Number")
    if not spans and any(sense_of(phrase, *CONTENT, "Place", "Negator") for phrase in phrases):
        return None
    if (
        not spans
        and plain == [1]
        and any(sense_of(phrase, "Glue") and not sense_of(phrase, "Number") for phrase in phrases)
    ):
        return None  # "the one on the left" counts nothing
    if not spans and plain and not all(_beside_a_number(phrase) for phrase in phrases):
        return None
    if asked == "age":
        return _age(_infant(phrases) or _numbers(phrases, "Age") or plain)
    if asked == "cramp_minutes":
        return _tidy(max(span.minutes for span in spans)) if spans else _last(plain)
    if spans:
        weeks = max(span.weeks for span in spans)
        return _tidy(weeks) if weeks <= WEEKS_LIMIT else None
    return _last(plain)


def _taken_back(phrases: Sequence[Phrase]) -> bool:
    """Whether a "no" and another number follow a length of time ("two weeks, no, three"): which of them, is asked again."""
    first = next(at for at, phrase in enumerate(phrases) if span(phrase))
    denied = [at for at, phrase in enumerate(phrases) if at > first and sense_of(phrase, "Negator")]
    return bool(denied) and any(sense_of(phrase, "Number") for phrase in phrases[denied[0] :])


def _beside_a_number(phrase: Phrase) -> bool:
    """Whether a phrase may stand beside a bare number: "about", "I'd say", "yes"; not words that may count something."""
    return (
        sense_of(
            phrase,
            "Number",
            "Age",
            "Filler",
            "Answer",
            "And",
            "Subject",
            "Correction",
            "Glue",
            "Harmless",
            "Duration",
            "Qualifier",
        )
        is not None
    )


def _numbers(phrases: Sequence[Phrase], kind: str) -> list[float]:
    senses = (sense_of(phrase, kind) for phrase in phrases)
    return [n for sense in senses if sense and (n := number_of(sense)) is not None]


def _infant(phrases: Sequence[Phrase]) -> list[float]:
    """Return the years of an age in months, weeks or days ("eight months old", "he's eighteen months"), if it is one."""
    before: Phrase | None = None
    for phrase in phrases:
        sense = sense_of(phrase, "Duration")
        unit = next((str(value) for slot, value in sense.captures if slot == "unit"), "") if sense else ""
        if sense and unit in YOUNG_UNITS:
            aged = sense_of(before, "Age") if before is not None and before.end == phrase.start else None
            counted = number_of(sense)
            # "She's eight | months old"; a length of time beside an age in years is something else.
            if counted is None and aged is not None:
                counted = number_of(aged)
            elif _numbers(phrases, "Age") or _numbers(phrases, "Number"):
                return []
            if counted is not None:
                return [counted // YOUNG_UNITS[unit]]
        before = phrase
    return []


def _age(numbers: list[float]) -> FindingValue | None:
    return int(numbers[-1]) if numbers and numbers[-1] <= AGE_LIMIT else None


def _last(numbers: list[float]) -> FindingValue | None:
    return _tidy(numbers[-1]) if numbers else None


def _tidy(value: float) -> FindingValue:
    return int(value) if value == int(value) else value


def onset(clauses: Sequence[Clause]) -> str | None:
    """Return the class of `weak_onset` an openly asked "when did it start" was answered with."""
    phrases = _relevant(clauses)
    spans = [found for phrase in phrases or () if (found := span(phrase))]
    return max(spans, key=lambda span: span.days).onset if spans else None


def span(phrase: Phrase) -> Span | None:
    """Return the length of time a phrase stands for, if any: of several readings, the longest."""
    spans = [found for sense in phrase.senses if sense.kind == "Duration" and (found := span_of(sense))]
    return max(spans, key=lambda found: found.days, default=None)


def _relevant(clauses: Sequence[Clause]) -> list[Phrase] | None:
    """Phrases after the last correction, when all of the utterance was understood and nothing in it is denied."""
    if any(not clause.whole or clause.has("Block") for clause in clauses):
        return None
    phrases: list[Phrase] = []
    for clause in clauses:
        if clause.has("Correction"):
            phrases = []
        phrases.extend(clause.phrases)
    return phrases


def where(clauses: Sequence[Clause]) -> FindingValue | None:
    """Return the places a *where* question was answered with."""
    if any(not clause.whole for clause in clauses):
        return None
    found: list[SpokenPlace] = []
    for clause in clauses:
        if clause.has("Correction"):
            found = []
        negated = False
        for phrase in clause.phrases:
            negated = negated or sense_of(phrase, "Negator") is not None
            sense = sense_of(phrase, "Place", "Symptom", "Finding")
            if sense is not None and not negated:
                found.extend(places_of(sense.captures))
    sided = [place if place.site else SpokenPlace(SIDE_ALONE_SITE, place.side) for place in paired(found)]
    places = merged(SpokenPlace("buttock" if p.site == "bottom" else p.site, p.side) for p in sided)
    return as_finding(places) or None


def choice(
    clauses: Sequence[Clause], total: Tally, expects: Expectation, words: tuple[str, ...]
) -> FindingValue | None:
    """Return the option that was chosen."""
    values = {option.value for option in expects.options}
    for option in expects.options:
        if words == (spoken := canonical(option.spoken)) or _named(words) == _named(spoken):
            return option.value
    if words in BARE_NUMBERS and BARE_NUMBERS.index(words) < len(expects.options):
        return expects.options[BARE_NUMBERS.index(words)].value
    if any(not clause.whole for clause in clauses):
        return None
    chosen: list[str] = []
    for clause in clauses:
        if clause.has("Correction"):
            chosen = []
        negated = False
        for phrase in clause.phrases:
            picked_here = _options_of(phrase, expects)
            if not negated:
                chosen.extend(picked_here)
            else:
                chosen = [value for value in chosen if value not in picked_here]
            if picked_here and _marked(clauses):
                chosen = picked_here
            negated = not picked_here and (negated or sense_of(phrase, "Negator") is not None)
    stated = total.values.get(expects.question)
    picked = list(dict.fromkeys(chosen))
    if len(picked) == 1 and (not values or picked[0] in values):
        return picked[0]
    if not picked and stated is not None and (not values or stated in values):
        return stated
    return None


def _named(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name without what is said before one: "the", "my", "the one about"."""
    first = next((index for index, word in enumerate(words) if word not in NAMING), 0)
    return words[first:]


def _marked(clauses: Sequence[Clause]) -> bool:
    """Whether a word of correction ("sorry", "I mean") is said anywhere."""
    return any(
        sense.block.meaning.get("marker") == "yes" for clause in clauses for sense in clause.senses("Filler")
    )


def _options_of(phrase: Phrase, expects: Expectation) -> list[str]:
    found: list[str] = []
    for sense in phrase.senses:
        if sense.kind == "Choice" and sense.block.questions:
            found.append(str(sense.block.meaning["answer"]))
        elif sense.kind == "Ordinal":
            index = int(sense.block.meaning["ordinal"])
            if -len(expects.options) <= index < len(expects.options):
                found.append(expects.options[index].value)
    return found[:1]
