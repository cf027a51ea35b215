"""The consultation by keyboard."""

from __future__ import annotations

import io

from voice_skill.devices.ears import typed
from voice_skill.devices.typed import run_typed
from voice_skill.events import Ask, Event, Expectation, Finish, NoInput, Option, Result, Say, Stopped
from voice_skill.testing import ScriptedDialogue

NUMB = Ask("Is it numb?", Expectation("saddle_numb", "yes_no"))
TREND = Ask(
    "Better or worse?",
    Expectation("trend", "choice", options=(Option("better", "better"), Option("worse", "worse"))),
)


def type_in(keys: str, *asks: Ask) -> tuple[str, list[Event]]:
    """Type these lines into a scripted consultation; returns the screen and what was understood."""
    dialogue = ScriptedDialogue([[ask] for ask in asks])
    screen = io.StringIO()
    run_typed(dialogue, io.StringIO(keys), screen)
    return screen.getvalue(), dialogue.events


def test_a_typed_line_is_the_answer() -> None:
    """What is typed counts as two readings that agree."""
    screen, events = type_in("not at all\n", NUMB)
    assert events == [typed("not at all")]
    assert "?    Is it numb?" in screen


def test_one_key_is_enough() -> None:
    """Single keys stand for yes, no and what do you mean; a number for a choice."""
    _, events = type_in("y\nN\n?\n2\n", NUMB, NUMB, NUMB, TREND)
    assert events == [typed("yes"), typed("no"), typed("what do you mean"), typed("worse")]


def test_choices_are_numbered_on_the_screen() -> None:
    """Whoever types with one finger sees the numbers."""
    screen, _ = type_in("1\n", TREND)
    assert "1: better" in screen
    assert "2: worse" in screen


def test_an_empty_line_is_silence_and_the_end_is_stop() -> None:
    """Neither is an answer."""
    _, events = type_in("\n", NUMB, NUMB)
    assert events == [NoInput(), Stopped("end_of_input")]


def test_the_level_and_the_warning_are_shown() -> None:
    """What was decided is on the screen, with the warning marked."""
    dialogue = ScriptedDialogue(
        [[Result("ED_NOW", ("RD1",), (), {}), Say("Go now.", urgent=True), Finish("done")]]
    )
    screen = io.StringIO()
    run_typed(dialogue, io.StringIO(), screen)
    assert "ED_NOW (RD1)" in screen.getvalue()
    assert "!!!  Go now." in screen.getvalue()
