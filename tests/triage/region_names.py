"""Which names and numbers belong to which region, read from its words, in every form they may be written or said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from voice_skill.triage import region, regions

PLAIN = {
    "doctor",
    "your doctor",
    "their doctor",
    "pharmacist",
    "cancer team",
    "maternity unit",
    "emergency number",
}
"""What is plain English and wrong nowhere; with more words around it, it may still be a region's name."""
ALSO = {
    "uk": {"accident and emergency", "dvla", "samaritans", "nhs"},
    "us": {
        "er",
        "primary care physician",
        "labor",
        "urgent care",
        "physical therapy",
        "medicaid",
        "medicare",
    },
    "ie": {"hse", "samaritans"},
    "au": {"lifeline", "medicare", "triple zero"},
    "nz": {"midwife", "plunket"},
}
"""Names of services that the region's words do not spell out."""
SPELLED = {"a e": "a and e", "g p": "gp", "n h s": "nhs", "e r": "er", "d v l a": "dvla"}
"""Letters said one by one → the name."""
DIGITS = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
SHORTEST_NUMBER = 3
"""Digits: fewer are an age or an amount."""
_TIMES = {"double": 2, "triple": 3}
_DETERMINER = re.compile(r"^(?:call |on |and |or |the |a |your |their |local )+")


def plainly(text: str) -> str:
    """Return the words in lower case, spellings made one, and each number as one run of digits."""
    text = re.sub(r"\b(\w)\.(?=\w\b)\.?", r"\1 ", text.replace("&", " and "))
    words = re.findall(r"[^\W\d_]+|\d+|[.!?;:](?=\s|$)", text.lower().replace("’", "'").replace("'s ", " "))
    spaced = f" {' '.join(word for word in _numbers(words) if word[0].isalnum())} "
    for letters, name in SPELLED.items():
        spaced = spaced.replace(f" {letters} ", f" {name} ")
    return re.sub(r"(?<= gp)s(?= )", "", spaced)


def _numbers(words: list[str]) -> Iterator[str]:
    """Digits that follow each other become one number; a single digit in words stays a word."""
    run: list[str] = []
    plain: list[str] = []
    times = 1
    for word in [*words, ""]:
        digit = DIGITS.get(word, word if word.isdigit() else "")
        if digit:
            run.append(digit * times)
            plain.append(word)
        elif word not in _TIMES:
            joined = "".join(run)
            yield from [joined] if len(joined) >= SHORTEST_NUMBER else plain
            run, plain = [], []
            yield from [word] if word else []
        times = _TIMES.get(word, 1)


@cache
def own(place: str) -> str:
    """Everything a region may say of its own, in plain words, its values apart."""
    of = region(place)
    return "|".join(
        plainly(text) for text in (*of.words.values(), *of.words_about.values(), *ALSO.get(place, ()))
    )


@cache
def names(place: str) -> frozenset[str]:
    """Return the names and numbers a region speaks of, in plain words."""
    found: set[str] = set(ALSO.get(place, ()))
    of = region(place)
    for values in (of.words, of.words_about):
        for word, value in values.items():
            found.update(_proper(value) if word == "driving" else _parts(value))
    return frozenset(" ".join(plainly(name).split()) for name in found)


def _proper(sentences: str) -> Iterator[str]:
    """A rule in whole sentences: only the names in it, and the sentence itself."""
    yield from re.findall(r"\b[A-Z]{2,}\b", sentences)
    yield from (sentence for sentence in re.split(r"(?<=\.) ", sentences) if sentence)


def _parts(value: str) -> Iterator[str]:
    """The whole name, its numbers, and the names between them, without "the" or "your" where they still say whose."""
    if value not in PLAIN:
        yield value
    yield from (number for number in re.findall(r"\d[\d ,]*\d", value))
    spoken = re.split(r"\d[\d ,]*\d|,| or | and (?=the )| on (?=\d)|'s (?=[a-z-]+ )", value)
    for part in spoken:
        bare = _DETERMINER.sub("", part.strip())
        bare = re.sub(r"(?: on| and)$", "", bare)
        if bare and bare not in PLAIN:
            yield bare


@cache
def strange_to(place: str) -> tuple[str, ...]:
    """Return the names and numbers of other regions that are no part of anything this one says."""
    mine = own(place)
    others = frozenset[str]().union(*(names(other) for other in regions()))
    return tuple(sorted(name for name in others if f" {name} " not in mine))


def leaks(text: str, place: str) -> list[str]:
    """Return what of other regions stands in a text spoken in this one."""
    words, mine = plainly(text), own(place)
    numbers = [
        word
        for word in words.split()
        if word.isdigit() and len(word) >= SHORTEST_NUMBER and f" {word} " not in mine
    ]
    return numbers + [name for name in strange_to(place) if f" {name} " in words and not name.isdigit()]
