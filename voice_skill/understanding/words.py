"""Text as typed or recognised → the words the grammars are written in.

Templates and utterances pass through the same normaliser, so that "can't", "cannot" and "can not" are one wording,
and a template need not list them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from voice_skill.understanding.body import owned, possessed
from voice_skill.understanding.people import OWNERS

MAX_WORDS = 600
"""Words; anything longer is no answer to a spoken question, and parsing it would outlast the person's patience."""
READ_OF_LONGER = 200
"""Words at either end of longer talk that are still read for what is so: people begin and end with what matters."""
MAX_CHARACTERS = 8_000
"""Characters; of a longer paste only as many at its beginning and its end, half each, are looked at."""

_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth"}

_BARE_NEGATIONS = {
    "dont": "do not",
    "doesnt": "does not",
    "didnt": "did not",
    "cant": "can not",
    "cannot": "can not",
    "wont": "will not",
    "isnt": "is not",
    "arent": "are not",
    "wasnt": "was not",
    "werent": "were not",
    "hasnt": "has not",
    "havent": "have not",
    "hadnt": "had not",
    "couldnt": "could not",
    "wouldnt": "would not",
    "shouldnt": "should not",
    "aint": "is not",
    "im": "i am",
    "ive": "i have",
    "id": "i would",
    "thats": "that is",
    "theres": "there is",
    "whats": "what is",
    "dunno": "do not know",
    "dyou": "do you",
    "nae": "no",
    "owt": "anything",
    "nowt": "nothing",
    "summat": "something",
    "cannae": "can not",
    "canna": "can not",
    "couldnae": "could not",
    "dinnae": "do not",
    "dinna": "do not",
    "didnae": "did not",
    "doesnae": "does not",
    "isnae": "is not",
    "wasnae": "was not",
    "hasnae": "has not",
    "havenae": "have not",
    "wouldnae": "would not",
    "wullnae": "will not",
    "willnae": "will not",
    "winnae": "will not",
    "gonna": "going to",
    "gotta": "got to",
    "wanna": "want to",
    "kinda": "kind of",
    "sorta": "sort of",
    "outta": "out of",
    "meself": "myself",
    "mesel": "myself",
    "mesen": "myself",
    "maself": "myself",
    "lotta": "lot of",
    "yknow": "you know",
    "alright": "all right",
    "ok": "okay",
    "its": "it is",
    "mhm": "mhm",
    "mmhmm": "mhm",
    "uhhuh": "mhm",
    "wasn": "was not",
    "favourite": "favorite",
    "colour": "color",
    "grey": "gray",
    "tonite": "tonight",
    "thru": "through",
}
_SUFFIXES = {"'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}

_POSSESSIVE = "'s"
_CLITICS = frozenset({"is", "am", "are", "have", "will", "would"})

_HUMMING = re.compile(r"\b(?:m+|h+m+)(?:\s+(?:m+|h+m+)){2,}\b")
_AGREEMENT = re.compile(r"\b(?:m+[\s-]?h+m+|mm[\s-]?hmm|u+h+[\s-]hu+h+|mhmm)\b")
_REFUSAL = re.compile(r"\b(?:n?uh[\s-]uh|unh[\s-]unh)\b")
_OUT_OF_TEN = re.compile(r"\b(\d{1,2})\s*/\s*10\b")
_RANGE = re.compile(r"\b(\d{1,3})\s*-\s*(\d{1,3})\b")
_HALF = re.compile(r"\b(\d{1,3})(?:\.5|\s*½)|½|\b1/2\b")
_GLUED_UNIT = re.compile(
    r"\b(\d{1,3})\s*(days?|weeks?|wks?|months?|mths?|years?|yrs?|hours?|hrs?|minutes?|mins?)\b"
)
_EXCLAMATION = re.compile(r"\W*(?:oh|ah|ooh|eh|argh)\W+no\b", re.IGNORECASE)
_TOKEN = re.compile(r"\[unk\]|a&e|[\w']+|[.!?;:\n…]+|[,()–—-]")
_UNITS = {
    "wk": "week",
    "wks": "weeks",
    "mth": "month",
    "mths": "months",
    "yr": "year",
    "yrs": "years",
    "hr": "hour",
    "hrs": "hours",
    "min": "minute",
    "mins": "minutes",
}
UNKNOWN = "[unk]"
"""What the recogniser writes for a stretch of speech its grammar refused."""


@dataclass(frozen=True, slots=True)
class Words:
    """An utterance in canonical words."""

    words: tuple[str, ...]
    hard: frozenset[int] = frozenset()
    """Positions that begin a sentence: no phrase reaches across."""
    soft: frozenset[int] = frozenset()
    """Positions after a comma or dash."""
    question: frozenset[int] = frozenset()
    """Positions right after a question mark."""
    short: frozenset[int] = frozenset()
    """Positions of words that were contracted onto the one before ("it's"): no answer ends in one."""
    exclaims: bool = False
    """It begins with an "oh no": alarm, not an answer."""
    too_long: bool = False
    """Longer than any answer or story: only its ends are read, and only for what is so."""

    def ends(self) -> tuple[Words, Words]:
        """Return the beginning and the end of long talk, each as if it were all that was said."""
        last = len(self.words) - READ_OF_LONGER
        # Not from the middle of a sentence, where the word that denies what follows may be cut off.
        begins = min((at for at in self.hard | self.soft if at >= last), default=last)
        return self._part(0, READ_OF_LONGER), self._part(begins, len(self.words))

    def since(self, start: int) -> Words:
        """Return what was said from a position on."""
        return self._part(start, len(self.words))

    def _part(self, start: int, end: int) -> Words:
        def inside(places: frozenset[int]) -> frozenset[int]:
            return frozenset(place - start for place in places if start < place <= end)

        return Words(
            self.words[start:end],
            inside(self.hard),
            inside(self.soft),
            inside(self.question),
            inside(self.short),
        )


_TURNED = frozenset({"can", "could", "am", "have", "do", "did", "was"})
"""Verbs that stand before "I" in a question."""


def number_words(number: int) -> str:
    """Write a whole number from 0 to 999 as it is spoken."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        tens, rest = divmod(number, 10)
        return _TENS[tens - 2] + (f" {_SMALL[rest]}" if rest else "")
    hundreds, rest = divmod(number, 100)
    return f"{_SMALL[hundreds]} hundred" + (f" and {number_words(rest)}" if rest else "")


@lru_cache(
    maxsize=8192
)  # templates are made of few fragments, each written many times: 5,400 of 80,000 differ
def canonical(text: str) -> tuple[str, ...]:
    """Return the canonical words of a fragment, as templates are stored."""
    if text.isalpha() and text.islower() and text not in _BARE_NEGATIONS:
        return (text,)
    return normalise(text, frozenset(), collapse=False).words


def normalise(text: str, skip: frozenset[str], *, collapse: bool = True) -> Words:
    """Turn text into canonical words; `skip` are hesitations dropped wherever they stand."""
    if len(text) > MAX_CHARACTERS:
        text = f"{text[: MAX_CHARACTERS // 2]}\n{text[-MAX_CHARACTERS // 2 :]}"
    words: list[str] = []
    hard: set[int] = set()
    soft: set[int] = set()
    question: set[int] = set()
    short: set[int] = set()
    for token in _TOKEN.findall(_prepare(text)):
        at = len(words)
        if token[0] in ".!?;:\n…":
            hard.add(at)
            if "?" in token:
                question.add(at)
        elif token[0] in ",()–—-":
            soft.add(at)
        else:
            words.extend(word for word in _canonical_word(token) if word not in skip)
            if "'" in token and len(words) == at + 2 and words[-1] in _CLITICS:
                short.add(at + 1)
    if collapse:
        words = _told_straight(words)
    exclaims = _EXCLAMATION.match(text) is not None
    whole = Words(
        tuple(owned(possessed(words, short)) if collapse else words),
        frozenset(hard),
        frozenset(soft),
        frozenset(question),
        frozenset(short),
        exclaims,
        len(words) > MAX_WORDS,
    )
    return _without_stutter(whole) if collapse else whole


_NO_NOUN = r"\s+(?:right|strong|as|so|normal|the|well|easy|working|coming|lifting|moving|quite|really|very|sure|fine)\b"
_SCOTS_NOT = re.compile(
    rf"\bnae(?={_NO_NOUN})|(?P<be>(?:\b(?:is|are|am)|'(?:s|re|m))\s+)no(?={_NO_NOUN})"
    r"|(?P<will>(?:\b(?:will|does|can)|'ll)\s+)(?:no|nae)\b"
)
"""Where "no" or "nae" can only be *not*, as Scots say it: "it's no right", "it'll no lift". Read as "no" it is good news."""


def _prepare(text: str) -> str:
    """Fold typography and spell digits."""
    text = unicodedata.normalize("NFKC", text.replace("½", " 1/2")).lower()
    text = (
        text.replace("’", "'")
        .replace("‘", "'")
        .replace("`", "'")
        .replace("&", "&" if "a&e" in text else " and ")
    )
    text = text.replace("a hundred", "one hundred")
    text = _SCOTS_NOT.sub(lambda match: f"{match['be'] or match['will'] or ''}not", text)
    text = _HUMMING.sub(" ", text)
    text = _AGREEMENT.sub(" mhm ", text)
    text = _REFUSAL.sub(" nope ", text)
    text = _OUT_OF_TEN.sub(r"\1 out of ten", text)
    text = _RANGE.sub(r"\1 to \2", text)
    text = _HALF.sub(lambda match: f"{match[1]} and a half " if match[1] else " half ", text)
    text = _GLUED_UNIT.sub(lambda match: f"{match[1]} {_UNITS.get(match[2], match[2])}", text)
    return re.sub(r"(?<=\w)-(?=\w)", " ", text)


def _canonical_word(token: str) -> tuple[str, ...]:
    """Undo contractions and spell digits."""
    if token == UNKNOWN:
        return (token,)
    if token.isascii() and token.isdigit() and len(token) <= 3:
        return tuple(number_words(int(token)).split())
    if token in _SUFFIXES:
        return (_SUFFIXES[token],)
    if token == _POSSESSIVE:
        return ("is",)
    token = token.strip("'_")
    if token in _ORDINALS:
        return (_ORDINALS[token],)
    if token in _BARE_NEGATIONS:
        return tuple(_BARE_NEGATIONS[token].split())
    if "'" not in token:
        return (token,) if token else ()
    return _uncontracted(token)


def _uncontracted(token: str) -> tuple[str, ...]:
    """Split `can't`, `I'm`, `leg's` into their words."""
    bare = token.replace("'", "")
    if token.endswith("n't") and bare in _BARE_NEGATIONS:
        return tuple(_BARE_NEGATIONS[bare].split())
    if token.endswith("'s"):
        stem = token[:-2]
        return (stem, "'s") if stem in OWNERS else (stem, "is")
    for suffix, word in _SUFFIXES.items():
        if token.endswith(suffix):
            return (token[: -len(suffix)], word)
    return tuple(_BARE_NEGATIONS.get(bare, bare).split())


def _told_straight(words: list[str]) -> list[str]:
    """Put a "why" question in the order of a statement: it takes what it asks about for so ("why can not i feel …")."""
    told = list(words)
    for at in range(len(told) - 2):
        verb = told[at + 1 : at + 3] if told[at + 2] == "not" else told[at + 1 : at + 2]
        turned = at + 1 + len(verb)
        if told[at] == "why" and verb[0] in _TURNED and told[turned : turned + 1] == ["i"]:
            told[at + 1 : turned + 1] = ["i", *verb]
    return told


def _without_stutter(words: Words) -> Words:
    """Collapse a word or a pair of words said twice running ("my my leg").

    "No no" stays, it is an answer, and so does "not not": a double denial may mean *yes*.
    """
    kept: list[str] = []
    moved: dict[int, int] = {}
    for index, word in enumerate(words.words):
        moved[index] = len(kept)
        fresh = index in words.hard or word in {"no", "not", "yes"}
        if kept and not fresh and kept[-1] == word and word != UNKNOWN:
            continue
        kept.append(word)
        if len(kept) >= 4 and not fresh and kept[-2:] == kept[-4:-2] and index - 1 not in words.hard:
            del kept[-2:]
    moved[len(words.words)] = len(kept)
    return Words(
        tuple(kept),
        frozenset(min(moved[i], len(kept)) for i in words.hard),
        frozenset(min(moved[i], len(kept)) for i in words.soft),
        frozenset(min(moved[i], len(kept)) for i in words.question),
        frozenset(min(moved[i], len(kept)) for i in words.short),
        words.exclaims,
        words.too_long,
    )
