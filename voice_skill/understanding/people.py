"""Words for people: whom one speaks for, and who may own something."""

from __future__ import annotations

from collections.abc import Sequence

RELATIVES = frozenset(
    {
        "wife", "husband", "partner", "mum", "mummy", "mom", "mother", "mam", "ma", "dad", "daddy", "father", "pa", "son",
        "daughter", "brother", "sister", "gran", "granny", "nan", "nana", "grandma", "grandmother", "grandad", "granddad",
        "grandpa", "grandfather", "aunt", "auntie", "aunty", "uncle", "boyfriend", "girlfriend", "fiance", "missus",
        "lad", "girl", "boy", "child", "kid", "grandson", "granddaughter", "niece", "nephew", "patient", "client",
        "resident", "flatmate", "housemate", "lodger", "carer", "hubby", "spouse", "teenager",
    }
)  # fmt: skip
"""Whom people speak for when they say whose they are."""

OWNERS = RELATIVES | frozenset(
    {
        "friend", "neighbour", "neighbor", "baby", "half", "man", "woman", "lady", "bairn", "cousin", "law", "doctor",
        "nurse", "lass", "else", "somebody", "someone", "anybody", "anyone", "nobody", "everybody", "everyone", "people",
        "other", "god", "heaven", "devil", "donkey", "crohn", "parkinson", "alzheimer", "let", "day", "night", "week",
        "month", "year", "today", "yesterday", "last", "cow",
    }
)  # fmt: skip
"""Who may own something: after these "'s" may be a possessive, after anything else said here it is "is" or "has"."""

THIRD = frozenset({"he", "she", "his", "him", "her", "hers", "himself", "herself"})
YOURS = frozenset({"your", "yours", "yourself"})
MINE = frozenset({"i", "my", "me", "mine", "myself"})
OF_OTHERS = frozenset({"you", "your", "yours", "we", "our", "us", "he", "she", "they", "him", "them", "who"})
"""Words of other people: beside words that are not known, such talk is not about oneself."""

KIN = RELATIVES | {"friend", "mate", "neighbour", "neighbor", "cousin", "boss", "dog", "cat"}
"""After "my" or "our": somebody else, of whom one may speak."""


def of_oneself(said: Sequence[str]) -> bool:
    """Whether somebody speaks of themselves: of "I", or of "my" anything but a relative."""
    after = (*said[1:], "")
    return any(
        word in MINE and not (word == "my" and next_word in KIN)
        for word, next_word in zip(said, after, strict=True)
    )


def names_kin(said: Sequence[str]) -> bool:
    """Whether a relative or friend is named ("my sister", "our lad")."""
    return any(word in {"my", "our"} and said[at + 1] in KIN for at, word in enumerate(said[:-1]))
