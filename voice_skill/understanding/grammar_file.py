"""One grammar file in Home Assistant's sentence-template YAML, read with line numbers and without YAML booleans."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from voice_skill.errors import BadInputError


class GrammarError(BadInputError):
    """A grammar file that can't be used: says the file, the line where it is known, and what is wrong."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")


class Line(str):
    """A string of a grammar file that remembers where it stands."""

    __slots__ = ("place",)
    place: str


@dataclass(frozen=True, slots=True)
class Block:
    """One block of sentences that mean the same."""

    intent: str
    sentences: tuple[Line, ...]
    meaning: dict[str, Any]
    """What the sentences mean: the block's `metadata`."""
    questions: frozenset[str]
    """Questions the block belongs to (`requires_context`); empty: every question."""


@dataclass(slots=True)
class GrammarFiles:
    """All files of a grammar folder, merged."""

    blocks: list[Block] = field(default_factory=list)
    rules: dict[str, Line] = field(default_factory=dict)
    lists: dict[str, list[tuple[Line, Any]]] = field(default_factory=dict)
    ranges: dict[str, tuple[int, int]] = field(default_factory=dict)
    skip_words: list[Line] = field(default_factory=list)
    passing_words: list[Line] = field(default_factory=list)
    """What may stand inside a phrase without changing what it says is so ("my foot just *suddenly* dropped")."""
    typed_words: list[Line] = field(default_factory=list)
    """Words people type that the speech model does not know: understood, never offered to the recogniser."""


_Fast: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Fast):  # type: ignore[misc]  # libyaml's loader where PyYAML was built with it, ten times faster
    """Safe YAML in which `yes`, `no`, `on` and `off` stay words, and strings know their line."""

    file = ""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in {"int", "float", "null"}
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _string(loader: _Loader, node: yaml.ScalarNode) -> Line:
    line = Line(loader.construct_scalar(node))
    line.place = f"{loader.file}:{node.start_mark.line + 1}"
    return line


_Loader.add_constructor("tag:yaml.org,2002:str", _string)

HIGHEST = 1000
"""Number up to which a range may go: each of its numbers becomes words."""
_TOP = {"language", "intents", "lists", "expansion_rules", "skip_words", "passing_words", "typed_words"}
_BLOCK = {"sentences", "metadata", "requires_context"}


def read_folder(folder: Path) -> GrammarFiles:
    """Read and merge every `*.yaml` below a folder.

    Raises:
        GrammarError: for a file that is not YAML, an unknown key, a name defined twice, or a list without values.
    """
    files = GrammarFiles()
    paths = sorted(folder.rglob("*.yaml"))
    if not paths:
        raise GrammarError(str(folder), "holds no grammar files (*.yaml)")
    for path in paths:
        _read_file(path, str(path.relative_to(folder)), files)
    return files


def _read_file(path: Path, name: str, files: GrammarFiles) -> None:
    try:
        text = path.read_text(encoding="utf-8")
        loader = _Loader(text)
        loader.file = name
        try:
            content = loader.get_single_data()
        finally:
            loader.dispose()
    except RecursionError:
        raise GrammarError(name, "is nested too deeply") from None
    except (yaml.YAMLError, ValueError, OSError) as error:  # ValueError: no UTF-8, or thousands of digits
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        raise GrammarError(place, f"is not readable YAML ({str(error).splitlines()[0]})") from error
    if not isinstance(content, dict) or content.get("language") != "en":
        raise GrammarError(name, "must be a mapping with `language: en`")
    _only(content, _TOP, name)
    for intent, body in _mapping(content.get("intents"), name, "`intents`").items():
        _read_intent(intent, body, name, files)
    for rule, template in _mapping(content.get("expansion_rules"), name, "`expansion_rules`").items():
        if rule in files.rules:
            raise GrammarError(getattr(rule, "place", name), f"rule <{rule}> is defined twice")
        files.rules[str(rule)] = _line(template, name, f"rule <{rule}>")
    for list_name, body in _mapping(content.get("lists"), name, "`lists`").items():
        _read_list(list_name, body, name, files)
    for words, kind in (
        (files.skip_words, "skip_words"),
        (files.passing_words, "passing_words"),
        (files.typed_words, "typed_words"),
    ):
        listed = _listed(content.get(kind) or [], name, f"`{kind}`")
        words.extend(_line(word, name, f"each of `{kind}`") for word in listed)


def _read_intent(intent: Any, body: Any, name: str, files: GrammarFiles) -> None:
    place = getattr(intent, "place", name)
    if not isinstance(body, dict) or not isinstance(body.get("data"), list):
        raise GrammarError(place, f"intent {intent} needs a `data` list")
    _only(body, {"data"}, place)
    for block in body["data"]:
        if not isinstance(block, dict) or not block.get("sentences"):
            raise GrammarError(place, f"a block of {intent} has no sentences")
        _only(block, _BLOCK, place)
        meaning = dict(_mapping(block.get("metadata"), place, "`metadata`"))
        context = _mapping(block.get("requires_context"), place, "`requires_context`")
        _only(context, {"question"}, place)
        questions = context.get("question") or []
        questions = [questions] if isinstance(questions, str) else _listed(questions, place, "`question`")
        files.blocks.append(
            Block(
                str(intent),
                tuple(
                    _line(sentence, name, "sentence")
                    for sentence in _listed(block["sentences"], place, "`sentences`")
                ),
                meaning,
                frozenset(_line(question, name, "question") for question in questions),
            )
        )


def _read_list(list_name: Any, body: Any, name: str, files: GrammarFiles) -> None:
    place = getattr(list_name, "place", name)
    if list_name in files.lists or list_name in files.ranges:
        raise GrammarError(place, f"list {{{list_name}}} is defined twice")
    if not isinstance(body, dict):
        raise GrammarError(place, f"list {{{list_name}}} needs `values` or `range`")
    _only(body, {"values", "range"}, place)
    if "range" in body:
        files.ranges[str(list_name)] = _range(body["range"], place, f"list {{{list_name}}}")
        return
    values: list[tuple[Line, Any]] = []
    for value in _listed(body.get("values") or [], place, f"list {{{list_name}}}"):
        if isinstance(value, dict):
            values.append((_line(value.get("in"), name, f"list {{{list_name}}}"), value.get("out")))
        else:
            values.append((_line(value, name, f"list {{{list_name}}}"), str(value)))
    if not values:
        raise GrammarError(place, f"list {{{list_name}}} has no values")
    files.lists[str(list_name)] = values


def _range(body: Any, place: str, what: str) -> tuple[int, int]:
    limits = _mapping(body, place, what)
    first, last = limits.get("from"), limits.get("to")
    if not isinstance(first, int) or not isinstance(last, int) or not 0 <= first <= last <= HIGHEST:
        raise GrammarError(
            place, f"{what} needs a range `from` and `to`, whole numbers from 0 to {HIGHEST}, in order"
        )
    return first, last


def _mapping(value: Any, place: str, what: str) -> dict[Any, Any]:
    """The value, which must hold keys and values; nothing counts as none."""
    if value is None or isinstance(value, dict):
        return value or {}
    raise GrammarError(place, f"{what} must hold keys and values")


def _listed(value: Any, place: str, what: str) -> list[Any]:
    """The value, which must be a list."""
    if isinstance(value, list):
        return value
    raise GrammarError(place, f"{what} must be a list")


def _only(mapping: dict[Any, Any], allowed: set[str], place: str) -> None:
    for key in mapping:
        if key not in allowed:
            raise GrammarError(
                getattr(key, "place", place), f"unknown key `{key}` (known: {', '.join(sorted(allowed))})"
            )


def _line(value: Any, name: str, what: str) -> Line:
    if isinstance(value, Line) and value.strip():
        return value
    raise GrammarError(getattr(value, "place", name), f"{what} must be a text, not {value!r}")
