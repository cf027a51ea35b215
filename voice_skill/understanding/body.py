"""Words for parts of the body, and whose they are."""

from __future__ import annotations

from collections.abc import Container

PARTS = frozenset(
    {
        "leg", "legs", "foot", "feet", "toe", "toes", "back", "calf", "calves", "knee", "knees", "thigh", "thighs", "hip",
        "hips", "ankle", "ankles", "heel", "heels", "shin", "shins", "bottom", "bum", "backside", "arse", "chest", "face",
        "arm", "arms", "hand", "hands", "fingers", "neck", "shoulder", "bladder", "bowels", "belly", "tummy", "stomach",
        "buttock", "buttocks", "groin", "jaw", "tongue", "heart", "mouth", "lips", "eye", "eyelid", "spine", "head",
        "privates", "genitals", "waterworks", "muscle", "muscles", "skin",
    }
)  # fmt: skip
BODY = PARTS | {
    "left", "right", "lower", "upper", "big", "little", "whole", "private", "waters", "speech", "words", "breathing",
    "pain", "temperature",
}  # fmt: skip
"""What comes after "'s" when it is a person's own."""

_MINE = frozenset({"me", "ma", "mi", "mah"})
"""Ways of saying "my" before a part of the body, in the north, in Ireland and in Scotland."""
_BETWEEN = frozenset(
    {"left", "right", "lower", "upper", "big", "little", "bad", "poor", "old", "whole", "bloody", "wee"}
)
_HANDED_BACK = frozenset(
    {
        "bring", "take", "get", "give", "call", "ring", "pay", "put", "hold", "send", "phone", "tell", "ask", "want",
        "have", "let", "to", "read", "say", "play", "talk", "repeat", "answer", "buy", "win", "love", "hit", "see", "in", "taking", "bringing", "got", "brought", "took",
    }
)  # fmt: skip
"""Words after which "me back" is no back ("bring me back")."""


def owned(words: list[str]) -> list[str]:
    """Return the words with "me leg" and "ma leg" as "my leg"."""
    return [
        "my" if word in _MINE and _before_a_part(words, index) else word for index, word in enumerate(words)
    ]


_HAD = frozenset({"a", "an", "no", "some", "been", "the", "terrible", "awful"})


def possessed(words: list[str], short: Container[int]) -> list[str]:
    """Return the words with "I'd a fall" as "I had a fall"; `short` are the places of words that were contracted."""
    return [
        "had"
        if word == "would" and index in short and words[index + 1 : index + 2] and words[index + 1] in _HAD
        else word
        for index, word in enumerate(words)
    ]


_LOOSE_PARTS = frozenset(
    {
        "water", "waters", "wee", "pee", "urine", "breath", "breathing", "bits", "words", "speech", "bowel", "tablets",
        "pills", "balance",
    }
)  # fmt: skip
"""What is one's own as well, except after a word that asks for it ("give me water")."""


def _before_a_part(words: list[str], index: int) -> bool:
    after = index + 1
    while after < len(words) and words[after] in _BETWEEN and after < index + 3:
        after += 1
    asked_for = index > 0 and words[index - 1] in _HANDED_BACK
    named = after < len(words) and (words[after] in PARTS or (words[after] in _LOOSE_PARTS and not asked_for))
    handed = named and words[after] == "back" and index > 0 and words[index - 1] in _HANDED_BACK
    return named and not handed
