"""The graph of words that a template stands for: what the builder makes, and what is kept for the next start."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from voice_skill.understanding.grammar_file import Block, Line

NODE_LIMIT = 6000
"""Nodes in the graph of one template. More is a slip (nested rules that multiply), and would be slow to load."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A rule that catches values, or a list, inside a graph."""

    name: str
    """`<rule>` or `{list}`."""
    slot: str = ""
    """Under what name a list's value is caught."""


@dataclass(eq=False, slots=True)
class Node:
    """A point between two words."""

    words: list[tuple[str, Node]] = field(default_factory=list)
    refs: list[tuple[Ref, Node]] = field(default_factory=list)
    free: list[Node] = field(default_factory=list)
    """Reached without a word."""
    end: Any = None
    """What a phrase that ends here stands for: a template, a list's value, or True."""


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """One template with its graph."""

    block: Block
    source: Line
    start: Node
