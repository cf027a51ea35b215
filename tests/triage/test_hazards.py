"""The hazard log names a control and tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "hazards.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| H\d+ \|", line)
]


def named_in(file: Path) -> set[str]:
    """Return the names of the tests a file defines."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_the_log_covers_the_starter_list() -> None:
    """Fourteen hazards come from the clinical reference; none is lost, and each number is used once."""
    numbers = [row[0] for row in ROWS]
    assert len(set(numbers)) == len(numbers)
    assert {f"H{number}" for number in range(1, 15)} <= set(numbers)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_hazard_names_tests_that_exist(row: list[str]) -> None:
    """Every hazard is shown by at least one test, and every test it names is there."""
    named = re.findall(r"`(tests/[^`]+\.py)::(test_\w+)`", row[-1])
    assert named
    for file, name in named:
        assert name in named_in(ROOT / file), f"{file}::{name}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_hazard_says_what_controls_it(row: list[str]) -> None:
    """Cause, harm, control and the remaining risk are filled in."""
    assert len(row) == 7
    assert all(row)
    assert re.fullmatch(r"[1-5] × [1-5]", row[5])
