"""Reads the advice: lines in speaking order, each with the levels and conditions it is for; and the topics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast, get_args

from voice_skill.triage.conditions import Always, Condition
from voice_skill.triage.model import AdviceKind, AdviceLine, Level, Topic
from voice_skill.triage.reading import ConditionReader, can_hold
from voice_skill.triage.rules import SourceNote, check_sources
from voice_skill.triage.wording import said_about, said_to
from voice_skill.triage.yaml_file import Block

_KINDS = get_args(AdviceKind)
_FIELDS = ("id", "kind", "levels", "when", "rule", "text", "sources")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line of advice, and when it is spoken."""

    levels: frozenset[Level]
    when: Condition
    rule: str
    """Only when this rule fired; empty: whichever did."""
    to: AdviceLine
    about: AdviceLine


@dataclass(frozen=True, slots=True)
class AdviceBook:
    """All the advice there is."""

    lines: tuple[Candidate, ...]
    """In speaking order; of the instructions, the first that applies."""
    watch: Mapping[str, Candidate]
    """Lines that a rule brings with it, by id."""
    reasons: Mapping[Level, int]
    """How many reasons are spoken at each level."""
    placeholders: frozenset[str]
    """What the core fills in itself, besides the region's words."""


def read_advice(content: Block, reader: ConditionReader, sources: Mapping[str, SourceNote]) -> AdviceBook:
    """Read the advice. Raises `KnowledgeError` for a doubled id, an unknown kind or level, or a line never spoken."""
    content.only("review_by", "reasons_spoken", "placeholders", "watch", "lines")
    watch = content.block("watch")
    seen = set(watch)
    lines = []
    for entry in content.blocks("lines"):
        name = entry.text("id")
        if name in seen:
            raise entry.error(f"two advice lines have the id {name!r}", "id")
        seen.add(name)
        lines.append(_line(name, entry, reader, sources))
    counts = content.block("reasons_spoken")
    for level in counts:
        if level not in Level.__members__:
            raise counts.error(f"there is no level {level!r}", level)
    return AdviceBook(
        lines=tuple(lines),
        watch={name: _line(name, watch.block(name), reader, sources, kind="watch") for name in watch},
        reasons={Level(name): int(counts.number(name)) for name in counts},
        placeholders=frozenset(content.texts("placeholders")),
    )


def _line(
    name: str, entry: Block, reader: ConditionReader, sources: Mapping[str, SourceNote], kind: str = ""
) -> Candidate:
    entry.only(*_FIELDS)
    kind = entry.text("kind", kind)
    if kind not in _KINDS:
        raise entry.error(f"the kind must be one of {', '.join(_KINDS)}", "kind")
    when = reader.read(entry.block("when")) if "when" in entry else Always()
    if not can_hold(when):
        raise entry.error(f"the line {name!r} can never be spoken", "when")
    codes = check_sources(entry, sources)
    text = entry.text("text")
    return Candidate(
        levels=frozenset(_level(entry, word) for word in entry.texts("levels")) or frozenset(Level),
        when=when,
        rule=entry.text("rule", ""),
        to=AdviceLine(name, cast("AdviceKind", kind), said_to(text), codes),
        about=AdviceLine(name, cast("AdviceKind", kind), said_about(text), codes),
    )


def _level(entry: Block, word: str) -> Level:
    if word not in Level.__members__:
        raise entry.error(f"there is no level {word!r}", "levels")
    return Level(word)


def read_topics(content: Block, sources: Mapping[str, SourceNote]) -> tuple[Topic, ...]:
    """Read what people may ask about. Raises `KnowledgeError`."""
    content.only("review_by", "topics")
    topics: list[Topic] = []
    for entry in content.blocks("topics"):
        entry.only("id", "title", "text", "sources")
        if any(topic.id == entry.text("id") for topic in topics):
            raise entry.error(f"two topics have the id {entry.text('id')!r}", "id")
        topics.append(
            Topic(entry.text("id"), entry.text("title"), entry.text("text"), check_sources(entry, sources))
        )
    return tuple(topics)
