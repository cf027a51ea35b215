"""Keyboard and switch beside the microphone."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from voice_skill.devices.keys import KeyedSource, Keys, Typed
from voice_skill.devices.switch import Choice, Scanner
from voice_skill.events import Expectation
from voice_skill.ports import AudioBlock
from voice_skill.testing import ScriptedSource

YES_NO = Expectation("saddle_numb", "yes_no")
SILENCE = AudioBlock(bytes(3200))


class Terminal:
    """A terminal of our own that somebody types at."""

    def __init__(self) -> None:
        pty = pytest.importorskip("pty")
        self._master, slave = pty.openpty()
        self.stream = os.fdopen(slave, "r")
        self.shown = io.StringIO()

    def type(self, text: str) -> None:
        os.write(self._master, text.encode())

    def hang_up(self) -> None:
        os.close(self._master)
        self._master = os.open(os.devnull, os.O_RDONLY)

    def close(self) -> None:
        os.close(self._master)
        self.stream.close()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A terminal that gives single keys."""
    monkeypatch.setenv("TERM", "xterm")
    made = Terminal()
    yield made
    made.close()


class Waiting:
    """Keys whose lines can be waited for."""

    def __init__(self, stream: Any, screen: io.StringIO) -> None:
        self._came = threading.Semaphore(0)
        self.keys = Keys(stream, screen)
        self.keys.on_key = self._came.release

    def line(self) -> str | None:
        assert self._came.acquire(timeout=10)
        return self.keys.get()


def test_a_single_key_is_a_press_at_once_and_words_end_with_enter(terminal: Terminal) -> None:
    """The space bar alone, the enter key alone; inside words a space is a space, and mistakes can be taken back."""
    waiting = Waiting(terminal.stream, terminal.shown)
    terminal.type(" ")
    assert waiting.line() == ""
    terminal.type("\n")
    assert waiting.line() == ""
    terminal.type("not surr\x7fe\n")
    assert waiting.line() == "not sure"
    assert "not surr\b \be\n" in terminal.shown.getvalue()
    waiting.keys.close()


def test_letters_of_more_than_one_byte_stay_whole(terminal: Terminal) -> None:
    """A phone's keyboard sends a typographic apostrophe; it is one key, and one step back."""
    waiting = Waiting(terminal.stream, terminal.shown)
    terminal.type("I\u2019ve né\x7f\x7fo\n")
    assert waiting.line() == "I\u2019ve o"
    waiting.keys.close()


def test_a_terminal_that_goes_away_is_the_end(terminal: Terminal) -> None:
    """A window that was closed is no key pressed for ever."""
    before = set(threading.enumerate())
    Waiting(terminal.stream, terminal.shown)
    (reader,) = set(threading.enumerate()) - before
    terminal.hang_up()
    reader.join(10)
    assert not reader.is_alive()
    assert terminal.shown.getvalue() == ""


def test_the_terminal_is_given_back_as_it_was(terminal: Terminal) -> None:
    """Echo and lines, for whoever types there next."""
    import termios  # noqa: PLC0415  Unix's

    before = termios.tcgetattr(terminal.stream)
    keys = Keys(terminal.stream, terminal.shown)
    assert termios.tcgetattr(terminal.stream) != before
    keys.close()
    assert termios.tcgetattr(terminal.stream) == before


def test_a_dumb_terminal_is_left_alone(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Screen readers and editors get whole lines, and nothing is echoed."""
    monkeypatch.setenv("TERM", "dumb")
    waiting = Waiting(terminal.stream, terminal.shown)
    terminal.type("yes\n")
    assert waiting.line() == "yes"
    assert terminal.shown.getvalue() == ""


def test_a_pipe_gives_lines_and_its_end_is_no_answer() -> None:
    """An empty line is a press; the end says nothing: somebody may still speak."""
    read, write = os.pipe()
    with os.fdopen(read) as stream:
        waiting = Waiting(stream, io.StringIO())
        os.write(write, b"no\n\n")
        assert [waiting.line(), waiting.line()] == ["no", ""]
        os.close(write)
        assert waiting.keys.get() is None


class Script:
    """Keys that have been typed."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)

    def get(self) -> str | None:
        return self.lines.pop(0) if self.lines else None

    def clear(self) -> bool:
        dropped, self.lines = bool(self.lines), []
        return dropped


def keyed(
    script: Script,
    blocks: int = 100,
    *,
    every_s: float = 0.0,
    name: Callable[[Choice], None] = lambda _: None,
) -> KeyedSource:
    """A silent microphone beside them."""
    source: Any = ScriptedSource([SILENCE] * blocks)
    keys: Any = script
    return KeyedSource(source, keys, every_s=every_s, name=name)


def test_what_is_typed_answers_in_place_of_speech() -> None:
    """Listening ends at once."""
    script = Script()
    source = keyed(script)
    source.ask(None, "yes")
    blocks = source.blocks()
    next(blocks)
    script.lines.append("not sure")
    with pytest.raises(Typed) as answer:
        next(blocks)
    assert answer.value.text == "not sure"


def test_without_a_key_it_is_the_microphone() -> None:
    """Every block comes through."""
    source = keyed(Script(), 7)
    source.ask(None, "yes")
    assert len(list(source.blocks())) == 7


def test_a_press_says_what_it_says() -> None:
    """Where nothing is gone through."""
    script = Script()
    source = keyed(script)
    source.ask(None, "yes")
    script.lines.append("")
    with pytest.raises(Typed) as answer:
        list(source.blocks())
    assert answer.value.text == "yes"


def test_what_was_typed_before_the_question_is_no_answer_to_it() -> None:
    """A *no* that came late for one question is not taken for the next."""
    script = Script("no")
    source = keyed(script)
    assert source.ask(None, "yes")
    assert not source.ask(None, "yes")
    assert len(list(source.blocks())) == 100


def test_choices_are_offered_in_turn_and_a_press_takes_the_one_on_offer() -> None:
    """Two and a half seconds each; the press comes while *no* is on offer."""
    script, offered = Script(), []

    def name(choice: Choice) -> None:
        offered.append(choice.name)
        if choice.name == "no":
            script.lines.append("")

    source = keyed(script, every_s=2.5, name=name)
    source.ask(Scanner(YES_NO), "yes")
    with pytest.raises(Typed) as answer:
        list(source.blocks())
    assert answer.value.text == "no"
    assert offered == ["yes", "no"]


def test_no_choice_is_spoken_into_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody speaks, and for a second after, the next choice waits."""

    class Speech:
        speech = True

    class Hears:
        def frames(self, samples: object) -> list[Speech]:
            return [Speech()]

    monkeypatch.setattr("voice_skill.devices.keys.VoiceActivity", Hears)
    offered: list[str] = []
    source = keyed(Script(), every_s=1.0, name=lambda choice: offered.append(choice.name))
    source.ask(Scanner(YES_NO), "yes")
    list(source.blocks())
    assert offered == []
