"""The loop that every device shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from voice_skill.devices.loop import Outside, drive
from voice_skill.errors import BadInputError
from voice_skill.events import (
    Action,
    Adjust,
    Ask,
    Command,
    DeleteKept,
    Event,
    Expectation,
    Finish,
    Heard,
    Interrupted,
    NoInput,
    NotDeleted,
    Result,
    Say,
    SpeechFailed,
    StartTimer,
    Stopped,
    TimerFired,
    Understood,
)
from voice_skill.testing import ScriptedClock, ScriptedDialogue

if TYPE_CHECKING:
    from collections.abc import Iterable

ASK = Ask("Is it numb?", Expectation("saddle_numb", "yes_no"))


class ScriptedDevice:
    """Answers each ask with the next of a list; keeps what was done."""

    def __init__(
        self, answers: Iterable[Event | type[BaseException]] = (), *, real_time: bool = True
    ) -> None:
        self.real_time = real_time
        self.answers = list(answers)
        self.done: list[Action] = []
        self.limits: list[float | None] = []
        self.mute = False
        self.clock = ScriptedClock()

    def now(self) -> float:
        return self.clock.now()

    def wait(self, seconds: float) -> None:
        self.clock.sleep(seconds)

    def say(self, line: Say) -> SpeechFailed | None:
        self.done.append(line)
        return SpeechFailed(line.text, line.urgent) if self.mute else None

    def ask(self, question: Ask, *, within_s: float | None) -> Event:
        self.done.append(question)
        self.limits.append(within_s)
        if within_s is not None:
            self.clock.sleep(within_s)
        answer = self.answers.pop(0)
        if isinstance(answer, type):
            raise answer
        return answer

    def show(self, action: Understood | Result | Adjust) -> None:
        self.done.append(action)

    def finish(self, finish: Finish) -> None:
        self.done.append(finish)


def test_actions_are_done_in_order_and_the_answer_goes_back() -> None:
    """Everything before an ask is done first; what is heard is handed to the conversation."""
    heard = Heard(())
    dialogue = ScriptedDialogue([[Say("Hello."), ASK], [Say("Bye."), Finish("done")]])
    device = ScriptedDevice([heard])
    assert drive(dialogue, device) == Finish("done")
    assert device.done == [Say("Hello."), ASK, Say("Bye."), Finish("done")]
    assert dialogue.events == [heard]


def test_a_timer_wakes_the_conversation_when_nothing_is_heard() -> None:
    """While a timer runs, silence is no event: the timer is."""
    dialogue = ScriptedDialogue([[StartTimer("still_there", 20.0), ASK], [Finish("done")]])
    device = ScriptedDevice([NoInput(10.0)])
    drive(dialogue, device)
    assert device.limits == [20.0]
    assert dialogue.events == [TimerFired("still_there")]


def test_what_is_heard_cancels_the_timer() -> None:
    """A timer is forgotten once somebody has spoken."""
    dialogue = ScriptedDialogue([[StartTimer("still_there", 20.0), ASK], [ASK], [Finish("done")]])
    device = ScriptedDevice([Heard(()), NoInput()])
    drive(dialogue, device)
    assert dialogue.events == [Heard(()), NoInput()]
    assert device.limits == [20.0, None]


def test_without_real_time_a_timer_never_fires_while_an_answer_is_awaited() -> None:
    """Between lines no time passes: silence is silence, however many timers run."""
    dialogue = ScriptedDialogue([[StartTimer("still_there", 20.0), ASK], [Finish("done")]])
    device = ScriptedDevice([NoInput()], real_time=False)
    drive(dialogue, device)
    assert dialogue.events == [NoInput()]
    assert device.limits == [None]


def test_with_nothing_to_listen_to_the_timer_is_waited_for() -> None:
    """A turn that only starts a timer waits for it."""
    dialogue = ScriptedDialogue([[StartTimer("pause", 3.0)], [Finish("done")]])
    device = ScriptedDevice()
    drive(dialogue, device)
    assert device.clock.slept == [3.0]
    assert dialogue.events == [TimerFired("pause")]


def test_speech_that_failed_is_reported_once_and_then_listened_after() -> None:
    """A loudspeaker that stays dead must not keep the skill from listening."""
    dialogue = ScriptedDialogue(
        [[Say("Call now.", urgent=True), ASK], [Say("Call now."), ASK], [Finish("done")]]
    )
    device = ScriptedDevice([Heard(())])
    device.mute = True
    drive(dialogue, device)
    assert dialogue.events == [SpeechFailed("Call now.", urgent=True), Heard(())]


def test_an_interrupt_lets_the_conversation_close() -> None:
    """Ctrl-C counts as *stop*: the closing lines are still said."""
    dialogue = ScriptedDialogue([[ASK], [Say("Safety net."), Finish("stopped")]])
    device = ScriptedDevice([KeyboardInterrupt])
    assert drive(dialogue, device) == Finish("stopped")
    assert dialogue.events == [Stopped("signal")]
    assert Say("Safety net.") in device.done


def test_after_stop_nothing_more_is_asked() -> None:
    """A conversation that goes on asking after the end of the input is ended."""
    dialogue = ScriptedDialogue([[ASK], [ASK]])
    device = ScriptedDevice([Stopped()])
    assert drive(dialogue, device) == Finish("stopped")
    assert device.done.count(ASK) == 1


def test_a_fault_still_ends_with_what_the_conversation_has_to_say(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever breaks in a device, the closing lines are spoken and the end is called a fault."""
    dialogue = ScriptedDialogue([[ASK], [Say("Safety net."), Finish("fault")]])
    device = ScriptedDevice([ZeroDivisionError])
    assert drive(dialogue, device) == Finish("fault")
    assert dialogue.events == [Stopped("fault")]
    assert device.done[-2:] == [Say("Safety net."), Finish("fault")]
    assert "ZeroDivisionError" in caplog.text


def test_a_conversation_that_is_broken_for_good_still_ends(caplog: pytest.LogCaptureFixture) -> None:
    """When even the closing lines fail, the device is released all the same."""

    class Broken(ScriptedDialogue):
        def handle(self, event: Event) -> list[Action]:
            raise RuntimeError(f"no answer to {event}")

    device = ScriptedDevice([Heard(())])
    assert drive(Broken([[ASK]]), device) == Finish("fault")
    assert device.done[-1] == Finish("fault")
    assert "and again" in caplog.text


def test_what_could_not_be_deleted_is_not_called_deleted() -> None:
    """The words that say it was are not spoken; the conversation is told, and goes on."""

    def refuse() -> int:
        raise BadInputError("summaries: belongs to somebody else")

    dialogue = ScriptedDialogue([[DeleteKept(), Say("Deleted."), ASK], [Say("Not deleted."), Finish("done")]])
    device = ScriptedDevice()
    finish = drive(dialogue, device, Outside(delete=refuse))
    assert finish == Finish("done")
    assert dialogue.events == [NotDeleted()]
    assert Say("Deleted.") not in device.done


def test_a_signal_while_the_conversation_thinks_still_brings_the_closing_lines() -> None:
    """Between two lines, too, the person is not left without the safety net."""

    class Interrupted(ScriptedDialogue):
        def handle(self, event: Event) -> list[Action]:
            actions = super().handle(event)
            if len(self.events) == 1:
                raise KeyboardInterrupt
            return actions

    dialogue = Interrupted([[ASK], [Say("Next.")], [Say("Safety net."), Finish("stopped")]])
    device = ScriptedDevice([NoInput()])
    assert drive(dialogue, device) == Finish("stopped")
    assert dialogue.events == [NoInput(), Stopped("signal")]
    assert Say("Safety net.") in device.done


class Interrupting(ScriptedDevice):
    """Somebody says a command while a line is spoken."""

    def __init__(self, at: str, command: Command) -> None:
        super().__init__([Heard(())])
        self.at, self.command = at, command
        self.times = 1

    def say(self, line: Say) -> SpeechFailed | Command | None:
        outcome = super().say(line)
        if line.text == self.at and self.times:
            self.times -= 1
            return self.command
        return outcome


def lines_of(device: ScriptedDevice) -> list[str]:
    """What was said, in order."""
    return [action.text for action in device.done if isinstance(action, Say)]


def test_a_command_while_a_line_is_spoken_breaks_off_the_rest_and_reaches_the_conversation() -> None:
    """What is not speech is still done; the lines that were not heard come with the event."""
    device = Interrupting("Two.", Command.WAIT)
    result = Result("SAME_DAY", (), (), {})
    dialogue = ScriptedDialogue([[Say("One."), Say("Two."), result, Say("Three."), ASK], [Finish("done")]])
    drive(dialogue, device)
    assert dialogue.events == [Interrupted(Command.WAIT, (Say("Two."), Say("Three.")))]
    assert lines_of(device) == ["One.", "Two."]
    assert result in device.done


@pytest.mark.parametrize(
    ("command", "urgent", "heard"),
    [
        (Command.STOP, False, ["One."]),
        (Command.STOP, True, ["One.", "One.", "Two."]),
        (Command.REPEAT, False, ["One.", "One.", "Two."]),
        (Command.WAIT, False, ["One.", "One.", "Two."]),
    ],
)
def test_the_last_words_are_cut_short_by_stop_alone_and_never_a_warning(
    command: Command, *, urgent: bool, heard: list[str]
) -> None:
    """Nobody can be asked any more whether a warning was heard, so it is said again."""
    device = Interrupting("One.", command)
    drive(ScriptedDialogue([[Say("One."), Say("Two.", urgent=urgent), Finish("done")]]), device)
    assert lines_of(device) == heard
