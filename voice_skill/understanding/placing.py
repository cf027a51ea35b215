"""Which of the places named in a clause a symptom is said of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from voice_skill.understanding.automaton import Phrase, Sense
from voice_skill.understanding.clauses import CONTENT, sense_of
from voice_skill.understanding.places import SpokenPlace, paired, places_of
from voice_skill.understanding.words import Words


def _captured(sense: Sense) -> tuple[SpokenPlace, ...]:
    fixed = sense.block.meaning.get("site")
    own = (SpokenPlace(str(fixed)),) if fixed else ()
    return (*own, *places_of(sense.captures))


def own_places(words: Words, phrases: Sequence[Phrase], position: int) -> tuple[SpokenPlace, ...]:
    """Return the places a phrase names, less one that begins the next ("down my leg and my calf | keeps twitching")."""
    content = sense_of(phrases[position], *CONTENT)
    own = _captured(content) if content else ()
    before = _adjoining(phrases, position, -1)
    if not own and before is not None and _begins_next(words, phrases, before):
        told = sense_of(phrases[before], *CONTENT)
        return _captured(told)[-1:] if told else ()
    if content is not None and own and content.kind == "Symptom":
        for place in listed_after(phrases, position):
            own = paired((*own, place))
    return own[:-1] if _begins_next(words, phrases, position) else own


def _begins_next(words: Words, phrases: Sequence[Phrase], position: int) -> bool:
    """Whether the last place of a list ("… and my calf") is what the symptom that follows without a gap is said of."""
    content = sense_of(phrases[position], *CONTENT)
    after = _adjoining(phrases, position, +1)
    if content is None or after is None or len(_captured(content)) < 2:
        return False
    following = sense_of(phrases[after], *CONTENT)
    said = words.words[phrases[position].start : phrases[position].end]
    joined = ("and", "my") in pairwise(said[-4:])
    return joined and following is not None and following.kind == "Symptom" and not _captured(following)


def _adjoining(phrases: Sequence[Phrase], position: int, step: int) -> int | None:
    """Return the position of the phrase that adjoins this one, over a bare verb ("… my calf | is | numb"), if any does."""
    for place in range(position + step, position + 3 * step, step):
        if not 0 <= place < len(phrases):
            return None
        near, far = sorted((place, place - step))
        if phrases[near].end != phrases[far].start:
            return None
        if not sense_of(phrases[place], "Verb"):
            return place
    return None


def listed_after(phrases: Sequence[Phrase], position: int) -> tuple[SpokenPlace, ...]:
    """Return the places that go on a list after a phrase ("numb in my feet, both of them, | and my fingers | too")."""
    found: list[tuple[SpokenPlace, ...]] = []
    joined = False
    for phrase in phrases[position + 1 :]:
        place = None if sense_of(phrase, *CONTENT) else sense_of(phrase, "Place")
        if place is not None:
            found.append(places_of(place.captures))
            joined = True
        elif not sense_of(phrase, "And", "Filler"):
            # "… and my calf | twitches": the last one begins what comes next.
            found = found[:-1] if joined else found
            break
        else:
            joined = bool(sense_of(phrase, "And")) and joined
    return tuple(place for places in found for place in places)


def places_in(phrases: Sequence[Phrase]) -> tuple[SpokenPlace, ...]:
    """Return all places that the phrases of a clause name."""
    found: list[SpokenPlace] = []
    for phrase in phrases:
        sense = sense_of(phrase, *CONTENT, "Place")
        if sense is not None:
            found.extend(_captured(sense))
    return paired(found)


def nearest(phrases: Sequence[Phrase], position: int) -> tuple[SpokenPlace, ...]:
    """Places after a symptom up to the next one; else those before it, back to the previous one."""
    after: list[SpokenPlace] = []
    for phrase in phrases[position + 1 :]:
        if sense_of(phrase, *CONTENT):
            if not after:
                continue
            break
        place = sense_of(phrase, "Place")
        if place:
            after.extend(places_of(place.captures))
    before: list[SpokenPlace] = []
    for phrase in reversed(phrases[:position]):
        place = sense_of(phrase, "Place")
        if place:
            before = [*places_of(place.captures), *before]
    chosen = before or after
    if (chosen and not any(place.site for place in chosen)) or (
        before and after and not any(place.site for place in after)
    ):
        chosen = [*before, *after]
    return paired(chosen)
