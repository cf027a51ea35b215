"""Symptoms with their places → finding keys, by the meaning conventions of docs/understanding.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from voice_skill.events import FindingValue
from voice_skill.understanding.coverage import PARTS, SADDLE_SITES, SENSORY
from voice_skill.understanding.places import ELSEWHERE, HAND, LEG, SpokenPlace, as_finding, merged
from voice_skill.understanding.stating import Mood, Statement


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


def note_symptom(statement: Statement, total: Tally) -> None:
    """Add what a symptom says of the finding keys."""
    symptom = str(statement.meaning["symptom"])
    if statement.mood is Mood.SO:
        symptom_so(symptom, statement.places, total)
    elif statement.whole:
        _symptom_not_so(symptom, statement, total)


def symptom_so(symptom: str, places: tuple[SpokenPlace, ...], total: Tally) -> None:
    """Add the findings of a symptom that is so, at its places."""
    if symptom in SENSORY:
        _sensation(places, total)
    elif symptom in _STATED:
        _STATED[symptom](places, total)


def _sites_of(places: Iterable[SpokenPlace]) -> set[str]:
    return {place.site for place in places if place.site}


def _in_leg(places: Iterable[SpokenPlace]) -> bool:
    return any(place.in_leg for place in places)


def both_legs(places: Iterable[SpokenPlace]) -> bool:
    """Whether places are in both legs."""
    # Two hips are no two legs: what is asked is whether it goes down both of them.
    return any(place.in_leg and place.site != "hip" and place.side == "both" for place in merged(places))


def _pain(places: tuple[SpokenPlace, ...], total: Tally) -> None:
    sites = _sites_of(places)
    if "chest" in sites:
        total.yes("chest_pain_breathless")
    if sites and sites <= {"chest", "elsewhere"}:
        return
    total.yes("any_pain")
    total.at("pain_where", places)
    if "back" in sites:
        total.yes("back_pain")
    if "belly" in sites:
        total.yes("belly_pain")
    if both_legs(places):
        total.yes("both_legs_pain")


def _soreness(places: tuple[SpokenPlace, ...], total: Tally) -> None:
    if both_legs(places):
        total.yes("both_legs_sore")
    total.yes("any_pain")
    total.at("pain_where", places)


def _sensation(places: tuple[SpokenPlace, ...], total: Tally) -> None:
    sites = _sites_of(places)
    total.at("numb_where", (SpokenPlace("saddle") if p.site in SADDLE_SITES else p for p in places))
    if sites & SADDLE_SITES:
        total.yes("saddle_numb")
    if sites & HAND:
        total.yes("hand_tingle")
    if _in_leg(places):
        total.yes("tingle_leg")
    if both_legs(places):
        total.yes("both_legs_pain")
    if sites & {"groin", "buttock"}:
        total.hints.add("saddle_numb")
    if not sites:
        total.hints.update({"tingle_leg", "saddle_numb"})


def _twitch(places: tuple[SpokenPlace, ...], total: Tally) -> None:
    total.values.setdefault("twitch_type", "flicker")
    total.at("twitch_where", places)
    if _sites_of(places) & ELSEWHERE or both_legs(places):
        total.yes("twitch_else")


def _cramp(places: tuple[SpokenPlace, ...], total: Tally) -> None:
    if _sites_of(places) <= LEG | {"hand", "arm", "buttock", "elsewhere", "back"}:
        total.values["twitch_type"] = "cramp"
        total.at("twitch_where", places)


def _weakness(places: tuple[SpokenPlace, ...], total: Tally) -> None:
    sites = _sites_of(places)
    if both_legs(places):
        total.yes("both_legs_weak")
    elif _in_leg(places) or not sites:
        total.yes("leg_weak")
    if sites & HAND:
        total.yes("hand_weak")


def _heaviness(places: tuple[SpokenPlace, ...], total: Tally) -> None:
    """Heavy is weak where a leg is spoken of; a bag may be heavy too."""
    if _in_leg(places):
        _weakness(places, total)


def _swelling(places: tuple[SpokenPlace, ...], total: Tally) -> None:
    if "calf" in _sites_of(places):
        total.yes("calf_swollen")
    elif _in_leg(places):
        total.hints.add("calf_swollen")


def _coldness(places: tuple[SpokenPlace, ...], total: Tally) -> None:
    if _in_leg(places):
        total.yes("cold_pale_leg")


_STATED: dict[str, Callable[[tuple[SpokenPlace, ...], Tally], None]] = {
    "pain": _pain, "sore": _soreness, "twitch": _twitch, "cramp": _cramp, "weak": _weakness, "heavy": _heaviness,
    "swollen": _swelling, "cold": _coldness,
}  # fmt: skip

_DENIED: dict[str, tuple[tuple[str, str, str], ...]] = {
    "pain": (
        ("", "any_pain", ""), ("back", "back_pain", ""), ("belly", "belly_pain", ""),
        ("chest", "chest_pain_breathless", "chest_pain"),
    ),
    "numb": (("legs", "tingle_leg", "numb"), ("saddle", "saddle_numb", ""), ("bottom", "saddle_numb", "")),
    "tingle": (("legs", "tingle_leg", "tingle"), ("hand", "hand_tingle", "")),
    "weak": (("legs", "leg_weak", ""), ("hand", "hand_weak", "")),
    "swollen": (("calf", "calf_swollen", ""),),
    "cold": (("legs", "cold_pale_leg", ""),),
}  # fmt: skip
"""Symptom → where it is denied (nowhere said; in a leg or nowhere said; a site), the key, and the part of it."""


def _symptom_not_so(symptom: str, statement: Statement, total: Tally) -> None:
    """Deny only what the words cover: everywhere, or a place that is the whole of the key."""
    # "It doesn't hurt" after a sentence about the calf denies pain, not pain in the calf.
    places = () if statement.implied_place else statement.places
    sites = _sites_of(places)
    if any(place.side in {"left", "right"} for place in places):
        return
    if symptom == "weak" and both_legs(places):
        total.no("both_legs_weak", soft=statement.soft)
        return
    for where, key, part in _DENIED.get(symptom, ()):
        covered = sites <= {"leg", "foot"} if where == "legs" else where in sites if where else not sites
        if covered:
            total.no(key, part, soft=statement.soft)
