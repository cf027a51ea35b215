"""Body places as said → sites and sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voice_skill.understanding.walk import Captures

FOOT = frozenset({"foot", "foot_top", "sole", "heel", "foot_outer", "toes", "big_toe", "little_toe", "ankle"})
LEG = FOOT | {
    "hip",
    "thigh",
    "thigh_front",
    "thigh_back",
    "thigh_outer",
    "knee",
    "leg",
    "shin",
    "shin_outer",
    "calf",
}
HAND = frozenset({"hand"})
ELSEWHERE = frozenset({"arm", "hand", "face", "eyelid", "tongue", "shoulder", "neck", "jaw"})


@dataclass(frozen=True, slots=True)
class SpokenPlace:
    """A site with its side; the site may be empty when only a side was said."""

    site: str
    side: str = "unknown"

    @property
    def in_leg(self) -> bool:
        """Whether it is in a leg or foot."""
        return self.site in LEG


def places_of(captures: Captures) -> tuple[SpokenPlace, ...]:
    """Pair the sites and sides a phrase caught, in the order said.

    A side goes with the site after it ("left foot"), or with the site before it when none follows ("the foot on the
    left"); a site named again for the other side makes it both.
    """
    found: list[SpokenPlace] = []
    side = ""
    for slot, value in captures:
        if slot == "side":
            if found and found[-1].side == "unknown" and not side and _last(captures, value):
                found[-1] = SpokenPlace(found[-1].site, str(value))
            else:
                side = str(value)
        elif slot == "site":
            site, _, pair = str(value).partition(":")
            found.append(SpokenPlace(site, side or pair or "unknown"))
            side = ""
    if side and not found:
        found.append(SpokenPlace("", side))
    return tuple(dict.fromkeys(found))


def _last(captures: Captures, value: object) -> bool:
    """Whether a side closes the phrase."""
    return captures[-1] == ("side", value)


def merged(places: Iterable[SpokenPlace]) -> tuple[SpokenPlace, ...]:
    """Join left and right of one site into both, and drop a side-less repeat of a site."""
    sides: dict[str, set[str]] = {}
    for place in places:
        sides.setdefault(place.site, set()).add(place.side)
    return tuple(SpokenPlace(site, _one(said)) for site, said in sides.items())


def _one(said: set[str]) -> str:
    known = said - {"unknown"}
    if "both" in known or len(known) > 1:
        return "both"
    return known.pop() if known else "unknown"


def paired(places: Sequence[SpokenPlace]) -> tuple[SpokenPlace, ...]:
    """Give a side said apart ("my legs, both of them") to the sites that have none."""
    sides = [place.side for place in places if not place.site]
    if not sides or not any(place.site for place in places):
        return tuple(dict.fromkeys(places))
    return tuple(
        dict.fromkeys(
            SpokenPlace(place.site, sides[-1]) if place.side == "unknown" else place
            for place in places
            if place.site
        )
    )


def as_finding(places: Sequence[SpokenPlace]) -> tuple[dict[str, str], ...]:
    """Return places as the value of a site key."""
    return tuple({"site": place.site, "side": place.side} for place in places if place.site)
