"""The consultation by keyboard: the same conversation, read and typed."""

from __future__ import annotations

import time
from typing import TextIO

from voice_skill.devices.captions import Captions
from voice_skill.devices.ears import typed
from voice_skill.devices.loop import Dialogue, Outside, drive
from voice_skill.events import (
    Adjust,
    Ask,
    Event,
    Expectation,
    Finish,
    NoInput,
    Result,
    Say,
    SpeechFailed,
    Stopped,
    Understood,
)

_SHORT = {"y": "yes", "n": "no", "?": "what do you mean"}
"""Single keys that stand for words, for whoever types with one finger or a switch."""


def run_typed(dialogue: Dialogue, keyboard: TextIO, screen: TextIO, outside: Outside | None = None) -> Finish:
    """Run one consultation by keyboard and return how it ended. The end of input counts as *stop*."""
    return drive(dialogue, TypedDevice(keyboard, screen), outside)


class TypedDevice:
    """A keyboard and a screen."""

    real_time = False

    def __init__(self, keyboard: TextIO, screen: TextIO) -> None:
        self._keyboard = keyboard
        self._screen = screen
        self._captions = Captions(screen)

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """No time passes while somebody types."""

    def say(self, line: Say) -> SpeechFailed | None:
        """Show a line."""
        self._captions.say(line.text, urgent=line.urgent)
        return None

    def ask(self, question: Ask, *, within_s: float | None) -> Event:
        """Show a question with its choices and read one line; an empty one is silence."""
        self._captions.ask(question.text)
        if question.expects.kind == "choice":
            self._captions.choices(option.spoken for option in question.expects.options)
        self._screen.write("  >  ")
        self._screen.flush()
        line = self._keyboard.readline()
        if not line:
            self._screen.write("\n")
            return Stopped("end_of_input")
        text = spelled_out(line.strip(), question.expects)
        return typed(text) if text else NoInput()

    def show(self, action: Understood | Result | Adjust) -> None:
        """Show the level once it is reached."""
        if isinstance(action, Result):
            rules = f" ({', '.join(action.rules)})" if action.rules else ""
            self._captions.note(f"{action.level}{rules}")

    def finish(self, finish: Finish) -> None:
        """Nothing is held."""


def spelled_out(text: str, expects: Expectation) -> str:
    """Return the words that a short answer stands for: one key for yes or no, a number for a choice."""
    if expects.kind == "choice" and text.isdecimal() and 1 <= int(text) <= len(expects.options):
        return expects.options[int(text) - 1].spoken
    return _SHORT.get(text.lower(), text)
