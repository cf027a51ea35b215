"""Speech that was broken off: nothing of it is lost, and a warning only ends once it was heard."""

from __future__ import annotations

import pytest

from voice_skill.conversation import Conversation
from voice_skill.devices.ears import typed
from voice_skill.devices.parts import Parts
from voice_skill.events import Action, Ask, Command, Finish, Interrupted, NoInput, Say
from voice_skill.settings import Settings

NUMB = "my bottom has gone numb since this morning"


@pytest.fixture
def conversation() -> Conversation:
    """A consultation that has begun."""
    conversation = Conversation(Parts(Settings()).understander, region="gb")
    conversation.start()
    return conversation


def said(actions: list[Action]) -> tuple[Say, ...]:
    """The lines among these actions."""
    return tuple(action for action in actions if isinstance(action, Say))


def asked(actions: list[Action]) -> str:
    """The question that is put last."""
    assert isinstance(actions[-1], Ask)
    return actions[-1].expects.question


def test_a_stopped_warning_is_asked_about_and_said_again(conversation: Conversation) -> None:
    """Whoever says *stop* to it may not have heard it: silence says it again, from the line that was broken off."""
    lines = said(conversation.handle(typed("I can't breathe and my chest hurts")))
    assert lines[0].urgent
    stopped = conversation.handle(Interrupted(Command.STOP, lines))
    assert asked(stopped) == "heard_warning"
    assert said(stopped) == ()
    again = conversation.handle(NoInput(10))
    assert said(again) == lines
    assert asked(again) == "heard_warning"


@pytest.mark.parametrize("answer", ["no", "repeat", "what was that about"])
def test_only_a_yes_acknowledges_it(conversation: Conversation, answer: str) -> None:
    """*No*, *repeat* and what is not understood say it again."""
    lines = said(conversation.handle(typed("I can't breathe and my chest hurts")))
    conversation.handle(Interrupted(Command.STOP, lines))
    assert said(conversation.handle(typed(answer)))[-len(lines) :] == lines


def test_a_yes_tells_the_rest_and_not_the_warning_again(conversation: Conversation) -> None:
    """The reasons follow; the instruction was heard."""
    lines = said(conversation.handle(typed("I can't breathe and my chest hurts")))
    conversation.handle(Interrupted(Command.STOP, lines))
    after = conversation.handle(typed("yes"))
    texts = [line.text for line in said(after)]
    assert lines[0].text not in texts
    assert [line.text for line in lines[1:] if line.text != lines[0].text] == texts[: len(set(lines)) - 1]
    assert isinstance(after[-1], Finish)


def test_a_warning_in_the_middle_of_the_interview_goes_on_with_its_question(
    conversation: Conversation,
) -> None:
    """After *yes, I heard* the question comes that was to follow, and the full advice is still to be given."""
    turn = conversation.handle(typed(NUMB))
    question = asked(turn)
    conversation.handle(Interrupted(Command.STOP, said(turn)))
    assert asked(conversation.handle(typed("yes"))) == question
    assert not conversation.talk.warning_heard


def test_wait_keeps_what_was_still_to_be_said(conversation: Conversation) -> None:
    """After *continue*, the lines that were broken off come first."""
    unsaid = (Say("First line."), Say("Second line."))
    assert asked(conversation.handle(Interrupted(Command.WAIT, unsaid))) == "wait"
    after = conversation.handle(typed("continue"))
    assert said(after)[-2:] == unsaid
    assert asked(after) == "opening"


@pytest.mark.parametrize("command", [Command.WAIT, Command.REPEAT])
def test_nothing_but_stop_ends_an_urgent_line(conversation: Conversation, command: Command) -> None:
    """It is said again at once."""
    lines = said(conversation.handle(typed("I can't breathe and my chest hurts")))
    again = conversation.handle(Interrupted(command, lines))
    assert said(again) == lines
    assert asked(again) == "heard_warning"


def test_repeat_says_what_was_broken_off_again(conversation: Conversation) -> None:
    """From the line on, and the same question."""
    again = conversation.handle(Interrupted(Command.REPEAT, (Say("First line."),)))
    assert said(again) == (Say("First line."),)
    assert asked(again) == "opening"


def test_stop_ends_with_what_matters(conversation: Conversation) -> None:
    """As *stop* does between speech: never without the safety net."""
    conversation.handle(typed("my left calf twitches"))
    ending = conversation.handle(Interrupted(Command.STOP, ()))
    assert isinstance(ending[-1], Finish)
    assert len(said(ending)) > 1
