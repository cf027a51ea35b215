"""Whatever ends a consultation, a warning that may not have been heard is said again."""

from __future__ import annotations

from typing import Literal

import pytest

from voice_skill.conversation import Conversation
from voice_skill.devices.ears import typed
from voice_skill.devices.parts import Parts
from voice_skill.events import Ask, Finish, Say, Stopped
from voice_skill.settings import Settings


@pytest.fixture
def warned() -> Conversation:
    """A consultation that has just given its warning and asks whether it was heard."""
    conversation = Conversation(Parts(Settings()).understander, region="gb")
    conversation.start()
    last = conversation.handle(typed("I can't breathe and my chest hurts"))[-1]
    assert isinstance(last, Ask)
    assert last.expects.question == "heard_warning"
    return conversation


@pytest.mark.parametrize("reason", ["signal", "fault"])
def test_a_warning_that_was_cut_off_is_said_once_more(
    warned: Conversation, reason: Literal["signal", "fault"]
) -> None:
    """A service manager stops us, or something breaks, in the middle of it."""
    actions = warned.handle(Stopped(reason))
    urgent = [action.text for action in actions if isinstance(action, Say) and action.urgent]
    assert any("9 9 9" in text for text in urgent)
    assert isinstance(actions[-1], Finish)


def test_cut_short_only_the_instruction_is_urgent_and_slow() -> None:
    """Stopped after a warning that is still to be dated: what to do stands out from the rest."""
    conversation = Conversation(Parts(Settings()).understander, region="gb")
    conversation.start()
    conversation.handle(typed("my bottom has gone numb"))
    said = [action for action in conversation.handle(typed("stop")) if isinstance(action, Say)]
    marked = [line.text for line in said if line.urgent or line.slow]
    assert len(marked) == 1
    assert "A&E now" in marked[0]
    assert len(said) > 1
    assert all(line.urgent is line.slow for line in said)


def test_a_warning_that_was_acknowledged_is_not(warned: Conversation) -> None:
    """Who said yes to having heard it is only told the rest."""
    warned.handle(typed("yes"))
    actions = warned.handle(Stopped("signal"))
    assert [action for action in actions if isinstance(action, Say) and action.urgent] == []
