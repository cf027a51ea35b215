"""Captions that a terminal, a pipe and a screen reader can all show."""

from __future__ import annotations

import io

import pytest

from voice_skill.devices.captions import Captions, wants_colour


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_captions_are_plain_text_in_a_pipe() -> None:
    """No escape codes where nobody can see colour."""
    out = io.StringIO()
    captions = Captions(out)
    captions.say("Hello.")
    captions.ask("How old are you?")
    captions.heard("forty five")
    captions.note("ED_NOW")
    assert out.getvalue() == "     Hello.\n?    How old are you?\n  >  forty five\n  .  ED_NOW\n"


def test_what_is_urgent_stands_out_on_every_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line of a warning is marked, so that none is taken for small print."""
    monkeypatch.setenv("COLUMNS", "40")
    out = io.StringIO()
    Captions(out, colour=False).say(
        "Go to the emergency department now. Do not drive yourself there.", urgent=True
    )
    lines = out.getvalue().splitlines()
    assert len(lines) > 1
    assert all(line.startswith("!!!  ") for line in lines)


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """`NO_COLOR` and dumb terminals are respected."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert wants_colour(Terminal())
    assert not wants_colour(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_colour(Terminal())


def test_colour_changes_nothing_but_the_colour() -> None:
    """The words and the mark are there in both."""
    out = Terminal()
    Captions(out, colour=True).say("Call 999.", urgent=True)
    assert out.getvalue().startswith("!!!  \033[")
    assert "Call 999." in out.getvalue()
    assert out.getvalue().endswith("\033[0m\n")
