"""Reads the plan of the interview: what is asked, when, and what must have been asked before anything mild is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from voice_skill.triage.conditions import Always, Condition
from voice_skill.triage.questions import Worded
from voice_skill.triage.reading import ConditionReader
from voice_skill.triage.yaml_file import Block

Part = Literal["minimum", "follow_up", "standard", "course", "context", "untold", "medicine"]
_PARTS = get_args(Part)


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the plan."""

    ask: str
    """Id of a single or combined question."""
    keys: tuple[str, ...]
    part: Part
    when: Condition


@dataclass(frozen=True, slots=True)
class Plan:
    """The order of questions, and the minimum."""

    steps: tuple[Step, ...]
    minimum: tuple[str, ...]
    minimum_when: tuple[tuple[str, Condition], ...]
    after_ed_hit: tuple[Step, ...]
    out_of_scope: tuple[Step, ...]
    most: int
    """Questions in one interview, those of the conversation itself included."""
    context_until: int
    """Questions after which no more are asked for context alone."""
    reserve: int
    """Questions the conversation asks by itself."""
    medicine_when: Condition
    medicine_excluded: Condition


def minimum_keys(content: Block) -> frozenset[str]:
    """Return every key that may belong to the minimum set."""
    return frozenset(
        (*content.texts("minimum"), *(entry.text("key") for entry in content.blocks("minimum_when")))
    )


def read_plan(content: Block, reader: ConditionReader, worded: Mapping[str, Worded]) -> Plan:
    """Read the plan. Raises `KnowledgeError` for a question that does not exist."""
    content.only(
        "review_by", "minimum", "minimum_when", "after_ed_hit", "out_of_scope", "most", "context_until", "reserve", "plan",
        "medicine_when", "medicine_excluded",
    )  # fmt: skip
    for key in minimum_keys(content):
        if key not in worded:
            raise content.error(f"there is no question for the minimum key {key!r}", "minimum")
    return Plan(
        steps=tuple(_step(entry, reader, worded) for entry in content.blocks("plan")),
        minimum=content.texts("minimum"),
        minimum_when=tuple(_minimum(entry, reader) for entry in content.blocks("minimum_when")),
        after_ed_hit=tuple(_step(entry, reader, worded) for entry in content.blocks("after_ed_hit")),
        out_of_scope=tuple(Step(key, (key,), "standard", Always()) for key in content.texts("out_of_scope")),
        most=int(content.number("most")),
        context_until=int(content.number("context_until")),
        reserve=int(content.number("reserve")),
        medicine_when=reader.read(content.block("medicine_when")),
        medicine_excluded=reader.read(content.block("medicine_excluded")),
    )


def _minimum(entry: Block, reader: ConditionReader) -> tuple[str, Condition]:
    entry.only("key", "when")
    return entry.text("key"), reader.read(entry.block("when"))


def _step(entry: Block, reader: ConditionReader, worded: Mapping[str, Worded]) -> Step:
    entry.only("ask", "set", "when")
    name, part = entry.text("ask"), entry.text("set", "follow_up")
    if name not in worded:
        raise entry.error(f"there is no question {name!r}", "ask")
    if part not in _PARTS:
        raise entry.error(f"the set must be one of {', '.join(_PARTS)}, not {part!r}", "set")
    when = reader.read(entry.block("when")) if "when" in entry else Always()
    return Step(name, worded[name].to.keys, cast("Part", part), when)
