"""Plain captions for a terminal: what is said, asked and heard, readable by a screen reader."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Iterable
from typing import TextIO

_BOLD = "\033[1m"
_QUESTION = "\033[1;30;107m"
"""Bold black on bright white: the question on the table is the brightest thing on a dark or a light terminal."""
_ALARM = "\033[1;97;41m"
_PLAIN = "\033[0m"
_WIDEST = 100
"""Columns: longer lines are hard to follow."""


class Captions:
    """Writes captions to one stream, at once."""

    def __init__(self, stream: TextIO, *, colour: bool | None = None) -> None:
        self._stream = stream
        self._colour = wants_colour(stream) if colour is None else colour

    def say(self, text: str, *, urgent: bool = False) -> None:
        """Show what the skill says; what is urgent stands out with and without colour."""
        if urgent:
            self._write("!!!  ", text, _ALARM)
        else:
            self._write("     ", text)

    def ask(self, text: str) -> None:
        """Show a question."""
        self._write("?    ", text, _QUESTION)

    def choices(self, names: Iterable[str]) -> None:
        """Show what can be answered, numbered for the keyboard."""
        for number, name in enumerate(names, 1):
            self.note(f"{number}: {name}")

    def offer(self, name: str) -> None:
        """Show the choice that a press of the switch would take now."""
        self._write("  *  ", name, _BOLD)

    def heard(self, text: str) -> None:
        """Show what was heard or typed."""
        self._write("  >  ", text)

    def note(self, text: str) -> None:
        """Show something about the session itself: a level reached, a fault."""
        self._write("  .  ", text)

    def _write(self, mark: str, text: str, style: str = "") -> None:
        if not text:
            return
        width = min(_WIDEST, shutil.get_terminal_size().columns)
        lines = textwrap.wrap(text, max(20, width - len(mark)), break_on_hyphens=False) or [""]
        for number, line in enumerate(lines):
            lead = mark if number == 0 or mark.startswith("!") else " " * len(mark)
            body = f"{style}{line}{_PLAIN}" if style and self._colour else line
            self._stream.write(f"{lead}{body}\n")
        self._stream.flush()


def wants_colour(stream: TextIO) -> bool:
    """Whether to use colour: only on a terminal, and never against `NO_COLOR`."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()
