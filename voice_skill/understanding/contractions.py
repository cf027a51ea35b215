"""Canonical words, which are stored without contractions, as people speak them."""

from __future__ import annotations

from collections.abc import Sequence

_CONTRACTED = {
    ("do", "not"): "don't",
    ("does", "not"): "doesn't",
    ("did", "not"): "didn't",
    ("can", "not"): "can't",
    ("is", "not"): "isn't",
    ("are", "not"): "aren't",
    ("was", "not"): "wasn't",
    ("has", "not"): "hasn't",
    ("have", "not"): "haven't",
    ("had", "not"): "hadn't",
    ("will", "not"): "won't",
    ("would", "not"): "wouldn't",
    ("could", "not"): "couldn't",
    ("i", "am"): "i'm",
    ("i", "have"): "i've",
    ("it", "is"): "it's",
    ("that", "is"): "that's",
    ("there", "is"): "there's",
    ("i", "would"): "i'd",
    ("what", "is"): "what's",
    ("they", "are"): "they're",
    ("they", "have"): "they've",
    ("he", "is"): "he's",
    ("she", "is"): "she's",
    ("you", "are"): "you're",
}
"""Templates are stored without contractions; people speak with them."""
_WHOLE_ANYWAY = {("i", "have"), ("it", "is"), ("i", "am"), ("there", "is"), ("that", "is")}
"""Pairs that are also said in full, at the end of an answer above all ("yes it is")."""


_FIRST = frozenset(first for first, _ in _CONTRACTED)


def spoken(words: Sequence[str]) -> str:
    """Write canonical words as they are spoken."""
    if _FIRST.isdisjoint(words):  # most, and there are tens of thousands
        return " ".join(words)
    said: list[str] = []
    index = 0
    while index < len(words):
        pair = tuple(words[index : index + 2])
        short = _CONTRACTED.get((pair[0], pair[1])) if len(pair) == 2 else None
        following = words[index + 2] if index + 2 < len(words) else ""
        if short and not (pair in _WHOLE_ANYWAY and (not following or following == "not")):
            said.append(short)
            index += 2
        else:
            said.append(words[index])
            index += 1
    return " ".join(said)
