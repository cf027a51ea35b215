"""A story told of another person ("my wife's leg …", "he can't …") → the same story in the first person.

So that every wording understood of oneself is understood of the person one speaks for, without being listed twice.
"""

from __future__ import annotations

from dataclasses import replace

from voice_skill.events import Expectation, Meaning, Strength
from voice_skill.understanding.body import BODY
from voice_skill.understanding.coverage import DANGER
from voice_skill.understanding.people import RELATIVES
from voice_skill.understanding.words import Words

LONGEST = 200
"""Words; longer talk is read once only, as it stands: a story has one to five sentences."""

HOLDERS = frozenset({"my", "our", "the", "me"})
BETWEEN = frozenset(
    {"old", "elderly", "poor", "dear", "little", "eldest", "youngest", "oldest", "in", "law", "other"}
)
"""Words between "my" and the relative, or after it ("mother in law")."""

VERBS = {
    "has": "have", "is": "am", "does": "do", "feels": "feel", "gets": "get", "keeps": "keep", "needs": "need",
    "takes": "take", "wants": "want", "goes": "go", "says": "say", "thinks": "think", "walks": "walk", "wets": "wet",
    "leaks": "leak", "trips": "trip", "drags": "drag", "suffers": "suffer", "uses": "use", "weighs": "weigh",
    "wipes": "wipe", "pees": "pee", "wees": "wee", "coughs": "cough", "stands": "stand", "sits": "sit", "lies": "lie",
    "moves": "move", "bends": "bend", "sneezes": "sneeze", "looks": "look", "seems": "seem", "struggles": "struggle",
    "falls": "fall", "wakes": "wake", "sleeps": "sleep", "complains": "complain",
}  # fmt: skip
"""Verbs in the third person, and in the first."""

PAST = frozenset({"had", "died", "was", "were", "used", "got", "suffered", "did", "went"})
"""With a relative before them and nothing of the present after, they tell of an illness that was."""
PRESENT = frozenset(
    {"has", "is", "'s", "can", "keeps", "feels", "gets", "does", "needs", "am", "are", "have", "just", "now"}
    | {"today", "yesterday", "suddenly", "woke", "morning", "night", "since", "hurts"}
)
COMPLAINTS = DANGER | {
    "pain_where", "numb_where", "twitch_where", "twitch_type", "back_pain", "any_pain", "tingle_leg", "minor_fall",
    "leg_pain_radiating", "walk_pain", "limp", "night_pain", "severity_stops_life", "activities_stopped", "wasting",
    "foot_sores", "rash", "back_lump", "burning_pee",
}  # fmt: skip
"""What is told of another person because they are the patient, and not in passing ("my dad had cancer")."""
FAR = frozenset({"year", "years", "once", "ages", "nineteen"})
"""Words of a time that is over."""
OWN = frozenset({"i", "me", "mine", "myself", "we"})
FRAMES = (
    ("i", "am", "calling"), ("i", "am", "ringing"), ("i", "am", "phoning"), ("i", "am", "asking"),
    ("i", "am", "worried"), ("i", "am", "concerned"), ("i", "think"), ("i", "am", "here"), ("i", "am", "speaking"),
    ("i", "found"), ("i", "am", "his"), ("i", "am", "her"), ("i", "want"), ("i", "need"), ("i", "do", "not", "know"),
    ("help", "me"), ("tell", "me"), ("i", "am", "with"),
)  # fmt: skip
"""What the speaker says of themselves while speaking for somebody else."""


def in_first_person(words: Words) -> Words | None:
    """Return a story about one other person as if they told it; nothing when it is not only theirs, or is past."""
    said = words.words
    if len(said) > LONGEST or not _about_another(said):
        return None
    told: list[str] = []
    moved: dict[int, int] = {}
    at = 0
    subject = False
    while at < len(said):
        moved[at] = len(told)
        opening = _introduces(said, at)
        if opening:
            moved.update((inside, len(told)) for inside in range(at, at + opening))
            at += opening
            continue
        length = _relative(said, at)
        if length:
            told.append("my" if _owns(said, at + length) else "i")
            subject = told[-1] == "i"
            for inside in range(at, at + length):
                moved[inside] = len(told) - 1
            at += length
            if said[at : at + 1] == ("'s",):
                moved[at] = len(told)
                if subject:
                    told.append(_short(said, at + 1))
                at += 1
            continue
        word = said[at]
        if word in {"he", "she"}:
            told.append("i")
        elif subject and word in VERBS:
            told.append(VERBS[word])
        else:
            told.append(_own(word, said[at + 1] if at + 1 < len(said) else ""))
        subject = told[-1] == "i" or (
            subject and word in {"just", "also", "now", "still", "always", "and", "really"}
        )
        at += 1
    moved[len(said)] = len(told)
    hard, soft, question = words.hard, words.soft, words.question
    return Words(tuple(told), _now(hard, moved), _now(soft, moved), _now(question, moved))


def _now(places: frozenset[int], moved: dict[int, int]) -> frozenset[int]:
    """Return where positions of the story as told are in the first person."""
    return frozenset(moved[place] for place in places)


def of_another(meaning: Meaning, told: Meaning, expects: Expectation) -> Meaning:
    """Return the meaning of a story, given what it would mean if the other person told it.

    In the opening the findings are theirs. At a question, others are talked about in the room as well: there a danger
    sign of theirs is a reason to ask, and no more.
    """
    if expects.question != "opening":
        if expects.of_other and expects.kind == "yes_no" and meaning.answer is None and told.whole:
            # A carer's "he's never had it": what it would be as an answer of his own; a *no* is read back.
            strength = Strength.SOFT if told.answer == "no" else told.strength
            meaning = replace(meaning, answer=told.answer, strength=strength, whole=True)
        signs = {key for key, value in told.findings.items() if value == "yes"} & DANGER
        return replace(meaning, hints=meaning.hints | (signs - meaning.findings.keys()))
    if not told.findings.keys() & COMPLAINTS:
        return meaning
    findings = {**told.findings, "speaking_for": "other"}
    return replace(meaning, findings=findings, hints=(meaning.hints | told.hints) - findings.keys())


def reported(words: Words) -> Words:
    """Return what the person spoken for is reported to have said ("I asked her and she says no" → "no")."""
    said = words.words
    for at in range(min(len(said), ASKED_FIRST)):
        length = 1 if said[at] in {"he", "she", "they"} else _relative(said, at)
        after = at + length
        if length and said[after : after + 1] and said[after] in SAYS and _only_asks(said[:at]):
            after += 1 + (said[after + 1 : after + 2] == ("me",))
            after += said[after : after + 1] == ("that",)
            # "He says nothing" is silence, not an answer.
            return words.since(after) if said[after:] not in {(), ("nothing",)} else words
    return words


ASKED_FIRST = 6
"""Words; "I have just asked her and she says …" is the longest way there."""
SAYS = frozenset({"says", "said", "say", "tells", "told"})
_ASKING = frozenset({"i", "have", "just", "asked", "her", "him", "them", "and", "well"})


def _only_asks(before: tuple[str, ...]) -> bool:
    """Whether what stands before only says that the person was asked."""
    return _ASKING.issuperset(before) and (not before or before == ("well",) or "asked" in before)


def _about_another(said: tuple[str, ...]) -> bool:
    relatives = [at for at in range(len(said)) if _relative(said, at)]
    if not relatives and not {"he", "she", "his", "her", "himself", "herself"} & set(said):
        return False
    framed: set[int] = set()
    for frame in FRAMES:
        for at in range(len(said)):
            if said[at : at + len(frame)] == frame:
                framed.update(range(at, at + len(frame)))
    inside = {at + step for at in relatives for step in range(_relative(said, at))}
    for at, word in enumerate(said):
        mine = word in OWN or (word == "my" and at not in inside)
        if mine and at not in framed:
            return False
    if {"he", "she"} & set(said) and PRESENT.isdisjoint(said) and PAST & set(said) and FAR & set(said):
        return False  # "he went to the doctor with his back last year"
    for at in relatives:
        after = at + _relative(said, at)
        if said[after : after + 1] and said[after] in PAST and PRESENT.isdisjoint(said[after:]):
            return False
    return True


def _relative(said: tuple[str, ...], at: int) -> int:
    """Return how many words from a position name a relative, with what stands around the name."""
    if said[at] not in HOLDERS:
        return 0
    end = at + 1
    while end < len(said) and said[end] in BETWEEN and said[end] != "in":
        end += 1
    if end >= len(said) or said[end] not in RELATIVES:
        return 0
    end += 1
    return end + 2 - at if said[end : end + 2] == ("in", "law") else end - at


def _introduces(said: tuple[str, ...], at: int) -> int:
    """Return how many words from a position only say whom it is about ("I'm worried about my dad …")."""
    for frame in FRAMES:
        if said[at : at + len(frame)] == frame:
            for link in (("about",), ("for",), ("because", "of"), ("on", "behalf", "of")):
                end = at + len(frame) + len(link)
                if said[end - len(link) : end] == link and end < len(said) and _relative(said, end):
                    # The relative stays out too when what is wrong follows with a subject of its own.
                    after = end + _relative(said, end)
                    return (after if said[after : after + 1] != ("'s",) else end) - at
    return 0


def _owns(said: tuple[str, ...], after: int) -> bool:
    """Whether "'s" and a part of the body follow."""
    return said[after : after + 1] == ("'s",) and bool(said[after + 1 :]) and said[after + 1] in BODY


def _short(said: tuple[str, ...], after: int) -> str:
    """Return what "'s" is short for after a subject."""
    following = said[after] if after < len(said) else ""
    return "have" if following in _PARTICIPLES or following.endswith("ed") else "am"


_PARTICIPLES = frozenset(
    {
        "got", "been", "gone", "had", "lost", "wet", "fallen", "taken", "started", "become", "done", "hurt",
        "broken", "swallowed", "soiled", "woken", "put", "come",
    }
)  # fmt: skip


def _own(word: str, following: str) -> str:
    if word == "his" or (word == "her" and following and following not in _AFTER_AN_OBJECT):
        return "my"
    return {"her": "me", "him": "me", "himself": "myself", "herself": "myself", "their": "my"}.get(word, word)


_AFTER_AN_OBJECT = frozenset(
    {
        "and", "to", "that", "in", "on", "at", "about", "off", "from", "with", "up", "when", "since", "is",
        "has", "for", "but", "so",
    }
)  # fmt: skip
