"""Reading YAML with line numbers."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from voice_skill.triage import yaml_file
from voice_skill.triage.yaml_file import KnowledgeError, parse_yaml, read_yaml

FILE = Path("some.yaml")


def test_words_stay_words() -> None:
    """Yes, no, on and off are text; only numbers and null are resolved."""
    block = parse_yaml("a: yes\nb: [no, on, 3, 2.5, '4', null]\n", FILE)
    assert dict(block) == {"a": "yes", "b": ["no", "on", 3, 2.5, "4", None]}


def test_lines_are_remembered() -> None:
    """Each key and item knows the line it stands on."""
    block = parse_yaml("a: 1\nb:\n  - x\n  - y\n", FILE)
    assert block.lines == {"a": 1, "b": 2}
    assert block["b"].lines == [3, 4]
    assert parse_yaml("a: 1\nb:\n  c: 1\n", FILE).block("b").error("odd").line == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\na: 2\n", 2),
        ("a: &x {b: 1}\nc: *x\n", 1),
        ("a: \x01\n", 1),
        ("a: " + "[" * 5000 + "]" * 5000, 1),
        ("a: b\n? {c: d}\n: e\n", 2),
        ("a: 1\nb: [\n", 3),
        ("- a\n", 1),
        ("", 1),
        ("a: b: c\n", 1),
        ("? [a]\n: b\n", 1),
    ],
)
def test_faults_name_their_line(text: str, line: int) -> None:
    """What is no usable YAML is refused with the line."""
    with pytest.raises(KnowledgeError) as fault:
        parse_yaml(text, FILE)
    assert (fault.value.file, fault.value.line) == (FILE, line)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that is not there is a fault of knowledge, not a crash."""
    with pytest.raises(KnowledgeError, match="can't be read"):
        read_yaml(tmp_path / "none.yaml")


def test_unknown_key_is_refused_where_it_stands() -> None:
    """A key that nobody reads is refused with its own line."""
    block = parse_yaml("a: 1\nodd: 2\n", FILE)
    with pytest.raises(KnowledgeError, match="line 2: unknown key 'odd'"):
        block.only("a")


@pytest.mark.parametrize("read", ["text", "number", "texts", "flag", "block", "blocks"])
def test_wrong_types_are_refused(read: str) -> None:
    """A value of the wrong kind is refused with its line."""
    block = parse_yaml("# first\nkey: {a: 1}\n" if read != "block" else "# first\nkey: 1\n", FILE)
    with pytest.raises(KnowledgeError, match="line 2"):
        getattr(block, read)("key")


@pytest.mark.parametrize("read", ["texts", "blocks"])
def test_a_list_of_two_sorts_is_refused(read: str) -> None:
    """One entry of the right kind does not make up for another of the wrong one."""
    block = parse_yaml("key: [some text, {a: 1}]\n", FILE)
    with pytest.raises(KnowledgeError, match="must be a list of"):
        getattr(block, read)("key")


def test_an_empty_file_and_a_missing_text_are_refused() -> None:
    """What is needed and not there is named, and what may be missing has its default."""
    block = parse_yaml("a:\n", FILE)
    with pytest.raises(KnowledgeError, match="'b' is missing"):
        block.text("b")
    assert block.text("b", "none") == "none"
    assert (block.texts("b"), dict(block.block("b")), block.blocks("b"), block.flag("b")) == (
        (),
        {},
        [],
        False,
    )


def test_text_that_is_no_text_is_refused_without_the_fast_reader_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system's YAML library is missing, the slower reader refuses the same file."""
    monkeypatch.setattr(yaml_file, "_Loader", yaml.SafeLoader)
    with pytest.raises(KnowledgeError, match="not valid YAML"):
        parse_yaml("a: \x01\n", FILE)
    assert dict(parse_yaml("a: 1\n", FILE)) == {"a": 1}
