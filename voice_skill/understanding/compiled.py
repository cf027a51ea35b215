"""Compiled grammars: every template's graph, ready to be matched."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voice_skill.understanding.grammar_file import Block, GrammarError, Line, read_folder
from voice_skill.understanding.graphs import Node, Nodes, Pattern
from voice_skill.understanding.telling import tell
from voice_skill.understanding.validation import check
from voice_skill.understanding.words import canonical

if TYPE_CHECKING:
    from voice_skill.understanding.templates import Builder


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """One template, and where its graph begins."""

    block: Block
    text: str
    place: str
    """File and line."""
    start: int


@dataclass(frozen=True, slots=True)
class Compiled:
    """A grammar folder, ready to be matched. Nodes are numbers: making objects of them would slow every start."""

    blocks: tuple[Block, ...]
    templates: tuple[Template, ...]
    named: dict[str, int]
    """`<rule>` and `{list}` → the node its graph begins with."""
    nodes: Nodes
    skip: frozenset[str]
    """Hesitations, dropped wherever they stand."""
    passing: frozenset[tuple[str, ...]]
    """Words that may stand inside a phrase that says what is so."""
    typed: frozenset[str]
    """Words that are understood but not offered to the recogniser."""
    told: str = ""
    """Stories as people tell them, one a line, drawn from the `Story` templates: they teach a recogniser what follows
    what."""


def compile_folder(folder: Path) -> Compiled:
    """Compile the grammars of a folder. Raises `GrammarError`."""
    from voice_skill.understanding.templates import Builder  # noqa: PLC0415  with hassil, which few starts need

    files = read_folder(folder)
    check(files.blocks)
    builder = Builder(files)
    skip = frozenset(word for line in files.skip_words for word in canonical(line))
    typed = frozenset(_typed(line) for line in files.typed_words)
    passing = frozenset(canonical(line) for line in files.passing_words)
    compiled = unpacked(_packed(builder, skip, passing, typed))
    starts = [t.start for t in compiled.templates if t.block.intent == "Story"]
    return replace(compiled, told="\n".join(tell(compiled.nodes, compiled.named, starts)))


def _typed(line: Line) -> str:
    """Return a word that is only typed. One that is read as another, as "nae" is as "no", would hide that other."""
    words = canonical(line)
    if words != (line.replace("'", "").lower(),):
        raise GrammarError(line.place, f"typed word {line} is read as {' '.join(words)}: it needs no entry")
    return words[0]


@contextmanager
def lasting() -> Iterator[None]:
    """Set aside what is made meanwhile from the cycle collector, which is off: it lasts as long as the process.

    The collector would walk a million objects over and over and free none of them: two fifths of compiling, and three
    quarters of reading what was kept (docs/benchmarks/start-up.md); and later a pause in the middle of listening.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        if (
            not gc.get_freeze_count()
        ):  # once: what is set aside is never freed, and later ones may be thrown away
            gc.freeze()
    finally:
        if was_on:
            gc.enable()


def _packed(
    builder: Builder, skip: frozenset[str], passing: frozenset[tuple[str, ...]], typed: frozenset[str]
) -> dict[str, Any]:
    """Number the nodes of freshly built graphs."""
    listed = list(dict.fromkeys(id(template.block) for template in builder.templates))
    blocks = {number: index for index, number in enumerate(listed)}
    by_number = {id(template.block): template.block for template in builder.templates}
    order = _numbered([*(t.start for t in builder.templates), *builder.named.values()])
    at = {id(node): index for index, node in enumerate(order)}
    template_number = {id(template): index for index, template in enumerate(builder.templates)}
    return {
        "blocks": [
            [b.intent, b.meaning, sorted(b.questions)] for b in (by_number[number] for number in listed)
        ],
        "templates": [
            [blocks[id(t.block)], str(t.source), t.source.place, at[id(t.start)]] for t in builder.templates
        ],
        "named": {name: at[id(node)] for name, node in builder.named.items()},
        "nodes": Nodes.of(
            (
                [(word, at[id(to)]) for word, to in node.words],
                [(ref.name, ref.slot, at[id(to)]) for ref, to in node.refs],
                [at[id(to)] for to in node.free],
                ["t", template_number[id(node.end)]]
                if isinstance(node.end, Pattern)
                else ["v", node.end]
                if node.end is not None
                else None,
            )
            for node in order
        ).data(),
        "skip": sorted(skip),
        "passing": sorted(passing),
        "typed": sorted(typed),
    }


def as_data(compiled: Compiled) -> dict[str, Any]:
    """Return a compiled grammar as it is kept."""
    blocks = {id(block): index for index, block in enumerate(compiled.blocks)}
    return {
        "blocks": [[b.intent, b.meaning, sorted(b.questions)] for b in compiled.blocks],
        "templates": [[blocks[id(t.block)], t.text, t.place, t.start] for t in compiled.templates],
        "named": compiled.named,
        "nodes": compiled.nodes.data(),
        "skip": sorted(compiled.skip),
        "passing": sorted(compiled.passing),
        "typed": sorted(compiled.typed),
        "told": compiled.told,
    }


def _numbered(starts: Iterable[Node]) -> list[Node]:
    seen: set[int] = set()
    order: list[Node] = []
    stack = list(starts)
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        order.append(node)
        stack.extend(node.free)
        stack.extend(to for _, to in node.words)
        stack.extend(to for _, to in node.refs)
    return order


def unpacked(data: dict[str, Any]) -> Compiled:
    """Return what `as_data` made data of; of damaged data raises what `Nodes` does, or IndexError."""
    blocks = tuple(
        Block(intent, (), meaning, frozenset(questions)) for intent, meaning, questions in data["blocks"]
    )
    templates = tuple(
        Template(blocks[block], text, place, start) for block, text, place, start in data["templates"]
    )
    return Compiled(
        blocks,
        templates,
        data["named"],
        Nodes(data["nodes"]),
        frozenset(data["skip"]),
        frozenset(tuple(words) for words in data["passing"]),
        frozenset(data["typed"]),
        data.get("told", ""),
    )
