"""YAML that knows its line numbers, so that every fault in a data file is reported where it is.

Only whole numbers, decimal numbers and null are resolved; `yes`, `no`, `on` and `off` stay the words they are.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeAlias

import yaml

_WHOLE = re.compile(r"[-+]?[0-9]{1,18}\Z")  # more digits are no number anybody means
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+\Z")
_NULL = frozenset({"", "null", "~"})

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class KnowledgeError(ValueError):
    """A data file that can't be used: which file, which line, and what is wrong."""

    def __init__(self, file: Path, line: int, what: str) -> None:
        super().__init__(f"{file.name}, line {line}: {what}")
        self.file = file
        self.line = line
        """Counted from 1."""
        self.what = what


class Block(dict[str, Any]):
    """A YAML mapping that remembers its file and the line of each key."""

    __slots__ = ("file", "line", "lines")

    def __init__(self, file: Path, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str, int] = {}

    def error(self, what: str, key: str | None = None) -> KnowledgeError:
        """Return the error to raise about this block, or about one of its keys."""
        return KnowledgeError(self.file, self.lines.get(key, self.line) if key else self.line, what)

    def only(self, *allowed: str) -> None:
        """Raise `KnowledgeError` at the first key that is not one of those allowed."""
        for key in self:
            if key not in allowed:
                raise self.error(f"unknown key {key!r}; known here: {', '.join(allowed)}", key)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; raise `KnowledgeError` when it is missing without default, or something else."""
        value = self.get(key)
        if value is None:
            if default is None:
                raise self.error(f"{key!r} is missing", key)
            return default
        if not isinstance(value, str):
            raise self.error(f"{key!r} must be text, not {value!r}; put it in quotes", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty when the key is absent."""
        value = self.get(key)
        if value is None:
            return ()
        if not isinstance(value, Items) or not all(isinstance(item, str) for item in value):
            raise self.error(f"{key!r} must be a list of texts", key)
        return tuple(value)

    def flag(self, key: str) -> bool:
        """Return whether the key says `yes`; absent counts as no."""
        value = self.get(key, "no")
        if not isinstance(value, str) or value not in {"yes", "no"}:
            raise self.error(f"{key!r} must be yes or no, not {value!r}", key)
        return value == "yes"

    def number(self, key: str) -> float:
        """Return a number; raise `KnowledgeError` when it is missing or no number."""
        value = self.get(key)
        if not isinstance(value, int | float):
            raise self.error(f"{key!r} must be a number, not {value!r}", key)
        return value

    def block(self, key: str) -> Block:
        """Return a mapping, empty when the key is absent."""
        value = self.get(key)
        if value is None:
            return Block(self.file, self.lines.get(key, self.line))
        if not isinstance(value, Block):
            raise self.error(f"{key!r} must hold keys and values", key)
        return value

    def blocks(self, key: str) -> list[Block]:
        """Return a list of mappings, empty when the key is absent."""
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, Items) or not all(isinstance(item, Block) for item in value):
            raise self.error(f"{key!r} must be a list of entries", key)
        return list(value)


class Items(list[Any]):
    """A YAML list that remembers the line of each item."""

    __slots__ = ("lines",)

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[int] = []


Value: TypeAlias = "Block | Items | str | int | float | None"


def read_yaml(file: Path) -> Block:
    """Read a file whose top level holds keys and values.

    Raises:
        KnowledgeError: when it can't be read, is no YAML, or repeats a key.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise KnowledgeError(file, 1, f"can't be read: {fault}") from fault
    return parse_yaml(text, file)


def parse_yaml(text: str, file: Path) -> Block:
    """Parse text as `read_yaml` does; `file` is only named in errors."""
    try:
        return _parse(text, file)
    except RecursionError:
        raise KnowledgeError(file, 1, "too deeply nested") from None


def _parse(text: str, file: Path) -> Block:
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise KnowledgeError(file, line, f"not valid YAML: {fault.problem}") from fault
    except yaml.YAMLError as fault:
        raise KnowledgeError(file, 1, f"not valid YAML: {fault}") from fault
    if node is not None:
        _refuse_aliases(node, file)
    value = _build(node, file) if node is not None else None
    if not isinstance(value, Block):
        raise KnowledgeError(file, 1, "the file must hold keys and values")
    return value


def _refuse_aliases(root: yaml.Node, file: Path) -> None:
    """Refuse a node that stands in two places: nine of nine of nine fill the memory, and one inside itself has no end."""
    seen, waiting = set(), [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            raise KnowledgeError(file, node.start_mark.line + 1, "aliases (*name) can't be used here")
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            waiting += [each for pair in node.value for each in pair]


def _build(node: yaml.Node, file: Path) -> Value:
    """Turn a parsed node into values that remember their lines."""
    if isinstance(node, yaml.MappingNode):
        return _build_block(node, file)
    if isinstance(node, yaml.SequenceNode):
        items = Items()
        for child in node.value:
            items.append(_build(child, file))
            items.lines.append(child.start_mark.line + 1)
        return items
    text: str = node.value
    if getattr(node, "style", None):  # quoted or folded text is text, whatever it looks like
        return text
    return _scalar(text)


def _build_block(node: yaml.MappingNode, file: Path) -> Block:
    """Turn a mapping node into a block, refusing a repeated key."""
    block = Block(file, node.start_mark.line + 1)
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        key = key_node.value
        if not isinstance(key, str):
            raise KnowledgeError(file, line, "a key must be one word or text")
        if key in block:
            raise KnowledgeError(file, line, f"{key!r} is given twice")
        block[key] = _build(value_node, file)
        block.lines[key] = line
    return block


def _scalar(text: str) -> str | int | float | None:
    """Resolve a plain scalar: numbers and null, else the text itself."""
    if text in _NULL:
        return None
    first = text[0]
    if first.isdigit() or first in "+-":
        if _WHOLE.match(text):
            return int(text)
        if _DECIMAL.match(text):
            return float(text)
    return text
