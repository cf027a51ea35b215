"""The examples run as they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def run(name: str, answers: str = "") -> str:
    """Run an example with its answers on standard input, and return what it printed."""
    command = [sys.executable, EXAMPLES / name]
    return subprocess.run(command, input=answers, text=True, capture_output=True, check=True).stdout


def test_text_front_end_finds_an_emergency() -> None:
    """One danger sign is enough, and the example says what to do."""
    said = run("text_front_end.py", "45\nyes\n" + "unsure\n" * 200)
    assert "EMERGENCY_NOW RE1" in said


def test_text_front_end_reassures_nobody_by_silence() -> None:
    """Someone whose every answer is not understood ends with a doctor today, not with self-care."""
    said = run("text_front_end.py", "45\n" + "mumble\n" * 200)
    assert "INCOMPLETE" in said


def test_custom_grammar_understands_more() -> None:
    """The added sentence means nothing to the shipped grammars, and yes to the household's."""
    assert run("custom_grammar.py").splitlines() == ["shipped None", "ours yes"]


def test_another_region_has_its_own_words() -> None:
    """The same findings are told in each region's own words, and nothing leaks from one into the other."""
    uk, ruritania = run("another_region.py").splitlines()
    assert "A&E" in uk
    assert "castle infirmary" in ruritania
    assert "A&E" not in ruritania
