"""The words a question turns on: those of its own templates that the rest of the language has no use for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voice_skill.triage import load_knowledge, question
from voice_skill.understanding.body import PARTS
from voice_skill.understanding.compiled import Compiled, Template
from voice_skill.understanding.words import canonical

SHARED = frozenset(
    ["Subject", "Verb", "Glue", "And", "Filler", "Negator", "Answer", "Qualifier", "Contrast", "Turn", "Well"]
)
"""Kinds of phrases whose words belong to no question, unless they are of one question only."""
ENDINGS = ("ing", "ed", "es", "s", "y", "e")
"""What is taken off a word, so that "knocks", "knocked" and "knock" are one."""
SHORTEST_STEM = 3
"""Letters that must be left."""


def stem(word: str) -> str:
    """Return what a word has in common with its other forms; only to compare, never to show."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > SHORTEST_STEM and word[-1] == word[-2] else word


BARE_BONES = frozenset(["Subject", "Verb", "Glue", "And", "Negator", "Contrast", "Turn", "Qualifier"])
"""Kinds whose words a question does not own, even though it is asked with them."""
_TOGETHER = (frozenset({"foot", "feet"}), frozenset({"calf", "calves"}))
"""Words of one part of the body that no ending makes alike."""


def _wording(key: str) -> str:
    """Return how a question is put, both ways; nothing where triage does not word it, or it asks for several keys at once."""
    asked = question(key) if key in load_knowledge().worded else None
    return f"{asked.text} {asked.plainer}" if asked is not None and len(asked.keys) == 1 else ""


@dataclass(frozen=True, slots=True)
class Turning:
    """What a question turns on."""

    own: frozenset[str] = frozenset()
    """Stems of its own words."""
    topic: frozenset[str] = frozenset()
    """Stems of the parts of the body it names."""


class Vocabulary:
    """The own words of every question, looked up when first needed."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self._common: frozenset[str] | None = None
        self._bones: frozenset[str] = frozenset()
        self._own: dict[str, frozenset[str]] = {}

    def of(self, key: str) -> Turning:
        """Return what a question turns on."""
        return Turning(self.own(key), self.topic(key))

    def own(self, key: str) -> frozenset[str]:
        """Return the stems of the words that only a question, or its own templates, give a sense to."""
        if key not in self._own:
            if self._common is None:
                self._common = self._shared(SHARED)
                self._bones = self._shared(BARE_BONES)
            templates = (
                t
                for t in self._compiled.templates
                if key in t.block.questions or t.block.meaning.get("finding") == key
            )
            # The conversation has yes/no questions of its own, which triage does not word.
            asked = frozenset(map(stem, canonical(_wording(key)))) - self._bones
            self._own[key] = asked | (frozenset(map(stem, self._words(templates))) - self._common)
        return self._own[key]

    def topic(self, key: str) -> frozenset[str]:
        """Return the stems of the parts of the body that a question names."""
        named = PARTS.intersection(canonical(_wording(key)))
        alike = (words for words in _TOGETHER if words & named)
        return frozenset(map(stem, named.union(*alike)))

    def _shared(self, kinds: frozenset[str]) -> frozenset[str]:
        """Return the stems of the words that templates of some kinds have for every question."""
        found = (t for t in self._compiled.templates if t.block.intent in kinds and not t.block.questions)
        return frozenset(map(stem, self._words(found)))

    def _words(self, templates: Iterable[Template]) -> frozenset[str]:
        """Return every word in the graphs of some templates."""
        nodes, found = self._compiled.nodes, set[str]()
        seen: set[int] = set()
        stack = [template.start for template in templates]
        while stack:
            number = stack.pop()
            if number in seen:
                continue
            seen.add(number)
            for word, to in nodes.words(number):
                found.add(word)
                stack.append(to)
            stack.extend(to for _, _, to in nodes.refs(number))
            stack.extend(nodes.free(number))
        return frozenset(found)
