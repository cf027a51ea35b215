"""Statements → finding keys and values, by the meaning conventions of docs/understanding.md.

Only what is stated. A *no* needs everything its key covers to be denied in clauses understood to the last word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from voice_skill.events import FindingValue
from voice_skill.understanding.amounts import Span
from voice_skill.understanding.places import ELSEWHERE, HAND, SpokenPlace, as_finding, merged
from voice_skill.understanding.statements import Mood, Statement

PARTS: dict[str, frozenset[str]] = {
    "chest_pain_breathless": frozenset({"chest_pain", "breathless"}),
    "stroke_signs": frozenset({"face", "arm", "speech"}),
    "collapse_clammy": frozenset({"faint", "clammy"}),
    "sepsis_signs": frozenset({"confused", "shivering", "fast_breath"}),
    "bowel_change": frozenset({"control", "feeling"}),
    "tingle_leg": frozenset({"numb", "tingle"}),
    "both_legs_pain": frozenset({"pain", "tingle", "numb"}),
    "speech_swallow": frozenset({"speech", "swallow"}),
    "flank_vomiting": frozenset({"flank", "vomiting"}),
    "steroid_bone": frozenset({"steroid", "bone"}),
}
"""What a key covers where that is more than one thing: denying one part denies nothing."""

BARE: dict[str, frozenset[str]] = {
    "saddle_numb": frozenset({"numb", "tingle"}),
    "wipe_feel": frozenset({"numb"}),
    "tingle_leg": frozenset({"numb", "tingle"}),
    "hand_tingle": frozenset({"numb", "tingle"}),
    "both_legs_pain": frozenset({"pain", "numb", "tingle"}),
    "both_legs_weak": frozenset({"weak"}),
    "leg_weak": frozenset({"weak"}),
    "foot_drop": frozenset({"weak"}),
    "cant_tiptoe": frozenset({"weak"}),
    "hand_weak": frozenset({"weak"}),
    "calf_swollen": frozenset({"swollen", "pain"}),
    "cold_pale_leg": frozenset({"cold"}),
    "any_pain": frozenset({"pain", "sore"}),
    "back_pain": frozenset({"pain", "sore"}),
    "belly_pain": frozenset({"pain"}),
    "both_legs_sore": frozenset({"sore", "pain"}),
    "twitch_else": frozenset({"twitch"}),
    "burning_pee": frozenset({"pain"}),
    "night_pain": frozenset({"pain"}),
    "severity_stops_life": frozenset({"pain"}),
    "tight_after_injury": frozenset({"pain"}),
    "leg_pain_radiating": frozenset({"pain"}),
    "cough_worse": frozenset({"pain"}),
    "walk_pain": frozenset({"pain"}),
}
"""At which question which symptom, said without a place, is about the question."""
YES_ONLY = frozenset(
    {"night_pain", "severity_stops_life", "tight_after_injury", "leg_pain_radiating", "foot_drop", "cant_tiptoe"}
    | {"cough_worse", "walk_pain", "wipe_feel", "calf_swollen:pain", "saddle_numb:tingle"}
)
"""Questions that a bare symptom affirms but does not deny, because they ask for more than the symptom."""

NO_ONLY = frozenset({"both_legs_pain"})
"""Questions that a bare symptom denies but does not affirm: they ask about more places than one."""
STRICT = frozenset({"chest_pain_breathless", "stroke_signs", "collapse_clammy", "sepsis_signs", "tingle_leg", "both_legs_pain"})
"""Questions about several dangers at once: denying one of them is no answer."""

SENSORY = frozenset({"numb", "tingle"})
WEAKNESS = frozenset({"weak", "leg_weak", "both_legs_weak", "foot_drop", "cant_tiptoe", "hand_weak"})
SADDLE_SITES = frozenset({"saddle", "bottom"})


@dataclass(slots=True)
class Tally:
    """Findings as they add up over an utterance."""

    values: dict[str, FindingValue] = field(default_factory=dict)
    denied: dict[str, set[str]] = field(default_factory=dict)
    """Key → parts of it that were denied."""
    doubted: set[str] = field(default_factory=set)
    places: dict[str, list[SpokenPlace]] = field(default_factory=dict)
    soft: set[str] = field(default_factory=set)
    """Keys denied only softly."""
    hints: set[str] = field(default_factory=set)
    of_it: bool = False
    """Something else was said to be so of "it": beside a "no", perhaps of what was asked."""
    well: bool = False
    """The question was denied by saying that all is well, not in its own words."""

    def yes(self, *keys: str) -> None:
        """Note that something is so: never undone by anything else said."""
        for key in keys:
            self.values[key] = "yes"

    def at(self, key: str, places: Iterable[SpokenPlace]) -> None:
        """Note where."""
        self.places.setdefault(key, []).extend(places)

    def no(self, key: str, part: str = "", *, soft: bool = False) -> None:
        """Note that a key, or one part of what it covers, is denied."""
        self.denied.setdefault(key, set()).add(part)
        if soft:
            self.soft.add(key)

    def findings(self) -> dict[str, FindingValue]:
        """Return the keys that are settled, worst reading first."""
        found = dict(self.values)
        for key, parts in self.denied.items():
            if key not in found and ("" in parts or parts >= PARTS.get(key, frozenset({""}))):
                found[key] = "no"
        for key, places in self.places.items():
            value = as_finding(_sites(places))
            if value:
                found[key] = value
        return found


def _sites(places: Sequence[SpokenPlace]) -> tuple[SpokenPlace, ...]:
    return merged(SpokenPlace("buttock" if p.site == "bottom" else p.site, p.side) for p in places)


def tally(statements: Sequence[Statement], asked: str, *, combined: bool = False) -> Tally:
    """Add up the statements of an utterance made at a question, or at one that asks for several things at once."""
    total = Tally()
    subject = ""
    total.of_it = any(s.mood is Mood.SO and s.of_it and s.meaning.get("finding") != "trend" for s in statements)
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
        subject = str(statement.meaning.get("symptom", key))
        if _about_the_question(statement, asked, total):
            continue
        if statement.mood is Mood.DOUBTED:
            total.doubted.update({key} if key else _keys(statement))
        elif key:
            _direct(statement, key, total)
        else:
            _symptom(statement, str(statement.meaning["symptom"]), total)
    _durations(statements, total)
    return total


def _here(statement: Statement, asked: str, total: Tally) -> None:
    """What a question's own wordings say of it; denied, they say the opposite."""
    says = str(statement.meaning["here"])
    if statement.mood is Mood.DOUBTED:
        total.doubted.add(asked)
    elif (says == "yes") == (statement.mood is Mood.SO):
        total.yes(asked)
    elif statement.whole:
        part = str(statement.meaning.get("part", ""))
        loose = bool(part) and asked not in STRICT
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
        elif statement.meaning.get("course") != "not_better":
            # "Not improving" leaves open whether it is the same or worse.
            total.no("weak_worse")
    elif statement.mood is Mood.SO and asked in {"opening", "trend"}:
        total.values["trend"] = value
    elif statement.mood is Mood.NOT_SO and weakness and value == "worse" and statement.whole:
        total.no("weak_worse", soft=statement.soft)


def _about_the_question(statement: Statement, asked: str, total: Tally) -> bool:
    """Take a symptom said without a place ("it's numb") as said of what was asked; return whether it was."""
    symptom = str(statement.meaning.get("symptom", ""))
    if symptom not in BARE.get(asked, ()) or any(p.site for p in statement.places) and not statement.implied_place:
        return False
    if statement.mood is Mood.SO and asked in NO_ONLY:
        return True
    if statement.mood is Mood.SO:
        total.yes(asked)
        if any(p.side == "both" for p in statement.places):
            _symptom_so(symptom, tuple(SpokenPlace("leg", p.side) for p in statement.places), total)
        return True
    if statement.mood is Mood.DOUBTED:
        total.doubted.add(asked)
        return True
    if statement.whole and not {asked, f"{asked}:{symptom}"} & YES_ONLY:
        total.no(asked, symptom if asked in PARTS else "", soft=statement.soft)
    return True


def _keys(statement: Statement) -> set[str]:
    """Return the keys a doubted symptom would be about."""
    guess = Tally()
    _symptom_so(str(statement.meaning["symptom"]), statement.places, guess)
    return set(guess.values)


def _direct(statement: Statement, key: str, total: Tally) -> None:
    """A phrase that states a finding by itself ("I've wet myself")."""
    if statement.mood is Mood.SO:
        value = statement.meaning.get("value", "yes")
        if value == "no":
            if statement.whole:
                total.no(key, soft=statement.soft)
            return
        total.values[key] = value
        for other in str(statement.meaning.get("also", "")).split():
            total.yes(other)
        if "site" in statement.meaning:
            total.at("numb_where", [SpokenPlace(str(statement.meaning["site"]))])
        if statement.meaning.get("twitch_where") and statement.places:
            total.at("twitch_where", statement.places)
        if key == "leg_pain_radiating":
            total.at("pain_where", [p for p in statement.places if p.site] or [SpokenPlace("leg")])
    elif statement.meaning.get("value") == "no":
        total.yes(key)
    elif statement.whole and "value" not in statement.meaning and statement.meaning.get("denies") != "nothing":
        total.no(key, str(statement.meaning.get("part", "")), soft=statement.soft)


def _symptom(statement: Statement, symptom: str, total: Tally) -> None:
    if statement.mood is Mood.SO:
        _symptom_so(symptom, statement.places, total)
    elif statement.whole:
        _symptom_not_so(symptom, statement, total)


def _symptom_so(symptom: str, places: tuple[SpokenPlace, ...], total: Tally) -> None:
    sites = {place.site for place in places}
    in_leg = any(place.in_leg for place in places)
    both = any(place.in_leg and place.side == "both" for place in merged(places))
    if symptom == "pain":
        _pain(places, sites, both=both, total=total)
    elif symptom in SENSORY:
        _sensation(places, sites, in_leg=in_leg, both=both, total=total)
    elif symptom == "twitch":
        _twitch(places, sites, total)
    elif symptom == "cramp":
        total.values["twitch_type"] = "cramp"
        total.at("twitch_where", places)
    elif symptom == "weak":
        _weakness(sites, in_leg=in_leg or not any(sites), both=both, total=total)
    elif symptom == "swollen" and "calf" in sites:
        total.yes("calf_swollen")
    elif symptom == "swollen" and in_leg:
        total.hints.add("calf_swollen")
    elif symptom == "cold" and in_leg:
        total.yes("cold_pale_leg")
    elif symptom == "sore":
        if both:
            total.values["both_legs_sore"] = "yes"
        _pain(places, sites, both=False, total=total)


def _pain(places: tuple[SpokenPlace, ...], sites: set[str], *, both: bool, total: Tally) -> None:
    if sites == {"chest"}:
        total.yes("chest_pain_breathless")
        return
    if sites and sites <= {"head", "ear", "tooth", "throat", "elsewhere"}:
        return
    total.yes("any_pain")
    total.at("pain_where", places)
    if "back" in sites:
        total.yes("back_pain")
    if "belly" in sites:
        total.yes("belly_pain")
    if "chest" in sites:
        total.yes("chest_pain_breathless")
    if both:
        total.yes("both_legs_pain")


def _sensation(
    places: tuple[SpokenPlace, ...], sites: set[str], *, in_leg: bool, both: bool, total: Tally
) -> None:
    total.at("numb_where", (SpokenPlace("saddle") if p.site in SADDLE_SITES else p for p in places))
    if sites & SADDLE_SITES:
        total.yes("saddle_numb")
    if sites & HAND:
        total.yes("hand_tingle")
    if in_leg:
        total.yes("tingle_leg")
    if both:
        total.yes("both_legs_pain")
    if sites & {"groin", "buttock"}:
        total.hints.add("saddle_numb")
    if not any(sites):
        total.hints.update({"tingle_leg", "saddle_numb"})


def _twitch(places: tuple[SpokenPlace, ...], sites: set[str], total: Tally) -> None:
    total.values.setdefault("twitch_type", "flicker")
    total.at("twitch_where", places)
    if sites & ELSEWHERE or any(p.in_leg and p.side == "both" for p in merged(places)):
        total.yes("twitch_else")


def _weakness(sites: set[str], *, in_leg: bool, both: bool, total: Tally) -> None:
    if both:
        total.yes("both_legs_weak")
    elif in_leg:
        total.yes("leg_weak")
    if sites & HAND:
        total.yes("hand_weak")


def _symptom_not_so(symptom: str, statement: Statement, total: Tally) -> None:
    """Deny only what the words cover: everywhere, or a place that is the whole of the key."""
    sites = {place.site for place in statement.places if place.site}
    soft = statement.soft
    one_side = any(place.side in {"left", "right"} for place in statement.places)
    if one_side and not statement.implied_place:
        return
    legs = sites <= {"leg", "foot"}
    if symptom == "pain":
        if not sites:
            total.no("any_pain", soft=soft)
        if "back" in sites:
            total.no("back_pain", soft=soft)
        if "belly" in sites:
            total.no("belly_pain", soft=soft)
        if "chest" in sites:
            total.no("chest_pain_breathless", "chest_pain", soft=soft)
    elif symptom in SENSORY:
        if legs:
            total.no("tingle_leg", symptom, soft=soft)
        if sites & SADDLE_SITES and symptom == "numb":
            total.no("saddle_numb", soft=soft)
        if "hand" in sites and symptom == "tingle":
            total.no("hand_tingle", soft=soft)
    elif symptom == "twitch" and not sites:
        total.no("twitch", soft=soft)
    elif symptom == "weak":
        if legs:
            total.no("leg_weak", soft=soft)
        if "hand" in sites:
            total.no("hand_weak", soft=soft)
    elif symptom == "swollen" and (not sites or "calf" in sites):
        total.no("calf_swollen", "swollen", soft=soft)
    elif symptom == "cold" and legs:
        total.no("cold_pale_leg", "cold", soft=soft)


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
        _symptom_so(symptom, named, total)
    if asked == "leg_weak" and any(place.side == "both" for place in places):
        total.yes("both_legs_weak")
    if span is not None and asked in WEAKNESS:
        total.values.setdefault("weak_onset", span.onset)


def _durations(statements: Sequence[Statement], total: Tally) -> None:
    """Give each length of time to the symptom of its clause; a lone one to the pain, else to the twitch."""
    for statement in statements:
        if statement.span is None or statement.mood is not Mood.SO:
            continue
        symptom = str(statement.meaning.get("symptom") or statement.meaning.get("finding", ""))
        _time(symptom, statement, total)


def _time(symptom: str, statement: Statement, total: Tally) -> None:
    span = statement.span
    if span is None:
        return
    if symptom in {"pain", "sore", "leg_pain_radiating", "any_pain"}:
        total.values.setdefault("pain_weeks", span.weeks)
    elif symptom in {"twitch", "cramp"}:
        total.values.setdefault("twitch_weeks", span.weeks)
    elif symptom in {"weak", "foot_drop", "leg_weak", "cant_tiptoe", "both_legs_weak"}:
        total.values.setdefault("weak_onset", span.onset)


def lone_span(total: Tally, weeks: float) -> None:
    """Attach a length of time said in a clause of its own."""
    if "any_pain" in total.values and total.values["any_pain"] == "yes":
        total.values.setdefault("pain_weeks", weeks)
    elif "twitch_type" in total.values:
        total.values.setdefault("twitch_weeks", weeks)
