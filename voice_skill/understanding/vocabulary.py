"""The words a question turns on: those of its own templates that the rest of the language has no use for."""

from __future__ import annotations

from collections.abc import Iterable

from voice_skill.understanding.compiled import Compiled, Template

SHARED = frozenset(
    ["Subject", "Verb", "Glue", "And", "Filler", "Negator", "Answer", "Qualifier", "Contrast", "Turn", "Well"]
)
"""Kinds of phrases whose words belong to no question, unless they are of one question only."""


class Vocabulary:
    """The own words of every question, looked up when first needed."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self._common: frozenset[str] | None = None
        self._own: dict[str, frozenset[str]] = {}

    def own(self, key: str) -> frozenset[str]:
        """Return the words that only a question's own templates give a sense to."""
        if key not in self._own:
            if self._common is None:
                self._common = self._words(
                    t for t in self._compiled.templates if t.block.intent in SHARED and not t.block.questions
                )
            templates = (
                t
                for t in self._compiled.templates
                if key in t.block.questions or t.block.meaning.get("finding") == key
            )
            self._own[key] = self._words(templates) - self._common
        return self._own[key]

    def _words(self, templates: Iterable[Template]) -> frozenset[str]:
        """Return every word in the graphs of some templates."""
        found: set[str] = set()
        seen: set[int] = set()
        stack = [template.start for template in templates]
        while stack:
            number = stack.pop()
            if number in seen:
                continue
            seen.add(number)
            words, refs, free, _ = self._compiled.nodes[number]
            found.update(word for word, _ in words)
            stack.extend(to for _, to in words)
            stack.extend(to for _, _, to in refs)
            stack.extend(free)
        return frozenset(found)
