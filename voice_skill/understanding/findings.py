"""Statements → finding keys and values, by the meaning conventions of docs/understanding.md.

Only what is stated. A *no* needs everything its key covers to be denied in clauses understood to the last word.
"""

from __future__ import annotations

from collections.abc import Sequence

from voice_skill.understanding.amounts import Span
from voice_skill.understanding.coverage import BARE, NO_ONLY, NUMB_KEYS, PARTS, STRICT, WEAKNESS, YES_ONLY
from voice_skill.understanding.durations import note_beginnings, note_durations, note_new
from voice_skill.understanding.places import ELSEWHERE, SpokenPlace
from voice_skill.understanding.stating import Mood, Statement
from voice_skill.understanding.symptoms import Tally, both_legs, note_symptom, symptom_so


def tally(statements: Sequence[Statement], asked: str, *, combined: bool = False) -> Tally:
    """Add up the statements of an utterance made at a question, or at one that asks for several things at once."""
    total = Tally()
    subject = ""
    total.of_it = any(
        s.mood is Mood.SO and s.of_it and s.meaning.get("finding") != "trend" for s in statements
    )
    for statement in statements:
        if statement.mood is Mood.NOT_MEANT:
            continue
        if "here" in statement.meaning:
            if not combined or (statement.meaning["here"] == "yes" and statement.mood is Mood.SO):
                _here(statement, asked, total)
            continue
        key = str(statement.meaning.get("finding", ""))
        if key == "trend":
            _course(statement, asked, subject, total)
            continue
        if statement.meaning.get("needs") == "place" and not statement.places and asked not in BARE:
            continue  # "my breathing's been bad" is no pain
        if statement.meaning.get("symptom") == OTHER_LEG:
            _in_the_other(statement, subject, total)
            continue
        subject = str(statement.meaning.get("symptom", key))
        if _about_the_question(statement, asked, total):
            continue
        if statement.mood is Mood.DOUBTED:
            total.doubted.update({key} if key else _keys(statement))
        elif key:
            _direct(statement, key, total)
        else:
            note_symptom(statement, total)
    note_durations(statements, total)
    note_beginnings(statements, total)
    _vomiting(statements, asked, total)
    return total


OTHER_LEG = "other_leg"
BOTH_LEGS = (SpokenPlace("leg", "both"),)
SPREADS = {
    "leg_pain_radiating": "pain", "any_pain": "pain", "pain": "pain", "sore": "pain", "tingle_leg": "numb", "numb": "numb",
    "tingle": "tingle", "leg_weak": "weak", "foot_drop": "weak", "weak": "weak", "twitch": "twitch", "twitch_type": "twitch",
    "cramp": "cramp",
}  # fmt: skip
"""What was told of one leg → what is so of both when the other one has it too."""


def _in_the_other(statement: Statement, subject: str, total: Tally) -> None:
    """Give what was told of one leg to both ("… and now it's gone into the other one too")."""
    if statement.mood is not Mood.SO:
        return
    if subject in SPREADS:
        symptom_so(SPREADS[subject], BOTH_LEGS, total)
    elif not subject:
        total.hints.add("both_legs_pain")


def _here(statement: Statement, asked: str, total: Tally) -> None:
    """What a question's own wordings say of it; denied, they say the opposite."""
    says = str(statement.meaning["here"])
    if statement.mood is Mood.DOUBTED:
        total.doubted.add(asked)
    elif (says == "yes") == (statement.mood is Mood.SO):
        total.yes(asked)
    elif statement.whole:
        part = str(statement.meaning.get("part", ""))
        loose = bool(part) and (asked not in STRICT or says == "no")
        soft = loose or statement.soft or statement.meaning.get("strength") == "soft"
        total.no(asked, "" if loose else part, soft=soft)
        total.well = total.well or says == "no"


def _course(statement: Statement, asked: str, subject: str, total: Tally) -> None:
    """Better, worse or the same: of a weakness when that was spoken of, else of the pain."""
    value = str(statement.meaning["value"])
    weakness = asked == "weak_worse" or (asked == "opening" and subject in WEAKNESS)
    if statement.mood is Mood.SO and weakness:
        if value == "worse":
            total.yes("weak_worse")
        elif statement.meaning.get("course") == "not_better":
            total.of_it = True  # "no, it isn't improving" leaves open whether it is the same or worse
        else:
            total.no("weak_worse")
    elif statement.mood is Mood.SO and asked in {"opening", "trend"}:
        total.values["trend"] = value
    elif statement.mood is Mood.NOT_SO and weakness and value == "worse" and statement.whole:
        total.no("weak_worse", soft=statement.soft)


def _about_the_question(statement: Statement, asked: str, total: Tally) -> bool:
    """Take a symptom said without a place ("it's numb") as said of what was asked; return whether it was."""
    said = str(statement.meaning.get("symptom", ""))
    if said not in BARE.get(asked, ()) or (
        any(p.site for p in statement.places) and not statement.implied_place
    ):
        return False
    if statement.mood is Mood.SO and asked in NO_ONLY:
        return True
    if statement.mood is Mood.SO:
        total.yes(asked)
        if any(p.side == "both" for p in statement.places):
            symptom_so(said, tuple(SpokenPlace("leg", p.side) for p in statement.places), total)
        return True
    if statement.mood is Mood.DOUBTED:
        total.doubted.add(asked)
        return True
    if statement.whole and not {asked, f"{asked}:{said}"} & YES_ONLY:
        total.no(asked, said if asked in PARTS else "", soft=statement.soft)
    return True


def _keys(statement: Statement) -> set[str]:
    """Return the keys a doubted symptom would be about."""
    guess = Tally()
    symptom_so(str(statement.meaning["symptom"]), statement.places, guess)
    return set(guess.values)


def _direct(statement: Statement, key: str, total: Tally) -> None:
    """A phrase that states a finding by itself ("I've wet myself")."""
    if statement.mood is Mood.SO:
        value = statement.meaning.get("value", "yes")
        if value == "no":
            if statement.whole:
                total.no(key, soft=statement.soft)
            return
        if key == "leg_pain_radiating" and not _reaches_the_leg(statement):
            if not all(place.site in ELSEWHERE for place in statement.places):
                symptom_so("pain", statement.places, total)
            return
        total.values[key] = value
        for other in str(statement.meaning.get("also", "")).split():
            total.yes(other)
        if "site" in statement.meaning and key in NUMB_KEYS:
            total.at("numb_where", [SpokenPlace(str(statement.meaning["site"]))])
        elif key in NUMB_KEYS:
            total.at("numb_where", statement.places)
        _where(statement, key, total)
    elif statement.meaning.get("value") == "no":
        total.yes(key)
    elif (
        statement.whole and "value" not in statement.meaning and statement.meaning.get("denies") != "nothing"
    ):
        total.no(key, str(statement.meaning.get("part", "")), soft=statement.soft)


def _reaches_the_leg(statement: Statement) -> bool:
    """Whether a pain that travels is not said to travel elsewhere only ("down my arm", "round to my groin")."""
    named = [place for place in statement.places if place.site]
    return not named or any(place.in_leg for place in named)


FLANK = frozenset({"elsewhere", "groin", "back", "belly", "hip"})
"""Where a kidney stone hurts: a side is `elsewhere`."""


def _vomiting(statements: Sequence[Statement], asked: str, total: Tally) -> None:
    """Being sick is half of what `flank_vomiting` asks: without pain in the flank it is only worth asking about."""
    said = [
        s.meaning for s in statements if s.meaning.get("finding") == "flank_vomiting" and s.mood is Mood.SO
    ]
    where = {place.site for place in total.places.get("pain_where", [])}
    if (
        asked != "flank_vomiting"
        and said
        and all(m.get("part") == "vomiting" for m in said)
        and not where & FLANK
    ):
        total.values.pop("flank_vomiting", None)
        total.hints.add("flank_vomiting")


def _where(statement: Statement, key: str, total: Tally) -> None:
    """Note where a finding that a phrase states by itself is said to be."""
    if (
        "any_pain" in str(statement.meaning.get("also", ""))
        and statement.places
        and key != "leg_pain_radiating"
    ):
        symptom_so("pain", statement.places, total)
    if key == "cramp_sleep":
        symptom_so("cramp", statement.places, total)
    if key == "twitch_else":
        symptom_so("twitch", statement.places, total)
    if statement.meaning.get("twitch_where") and statement.places:
        total.at("twitch_where", statement.places)
    if key == "leg_pain_radiating":
        if both_legs(statement.places):
            total.yes("both_legs_pain")
        if any(place.site == "back" for place in statement.places):
            total.yes("back_pain")
        total.at("pain_where", [p for p in statement.places if p.site] or [SpokenPlace("leg")])


DETAIL_SYMPTOM = {
    "tingle_leg": "tingle", "hand_tingle": "tingle", "leg_pain_radiating": "pain", "any_pain": "pain",
    "back_pain": "pain", "both_legs_pain": "pain", "twitch_else": "twitch", "leg_weak": "weak", "saddle_numb": "numb",
}  # fmt: skip
"""What a place added to a *yes* is a place of ("yes in my left foot")."""


def add_detail(asked: str, places: tuple[SpokenPlace, ...], span: Span | None, total: Tally) -> None:
    """Note the place and the time that came with a *yes*."""
    symptom = DETAIL_SYMPTOM.get(asked, "")
    named = tuple(place for place in places if place.site)
    if asked == "both_legs_pain":
        total.at("pain_where", named)
    elif symptom and named:
        symptom_so(symptom, named, total)
    if asked == "leg_weak" and any(place.side == "both" for place in places):
        total.yes("both_legs_weak")
    if span is not None and asked in WEAKNESS:
        total.values.setdefault("weak_onset", span.onset)
    if span is not None:
        note_new(asked, span, total)
