"""What the listener is told about words while the person may still be speaking."""

from __future__ import annotations

import pytest

from voice_skill.devices.ears import Ears
from voice_skill.events import Expectation
from voice_skill.resources import find
from voice_skill.understanding import Understander


@pytest.fixture(scope="module")
def ears() -> Ears:
    """Ears that know what words mean, without a recogniser."""

    def no_model() -> None:
        raise AssertionError("nothing is heard here")

    return Ears(Understander.load(find("grammars")), no_model, "normal")  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["yes", "yeah", "yes i do", "no", "no i don't", "nope"])
def test_what_opens_with_yes_or_no_is_plain(ears: Ears, text: str) -> None:
    """It is the same answer whatever was asked."""
    judgement = ears.judge(text, ears.understander.expectation("leg_weak"))
    assert judgement.sense is not None
    assert judgement.plain


@pytest.mark.parametrize("text", ["lazy", "he has", "only at night", "naturally", "nothing", "aye"])
def test_a_wording_of_the_question_is_not_plain(ears: Ears, text: str) -> None:
    """It is an answer, but one that talk in the room passes near."""
    judgement = ears.judge(text, ears.understander.expectation("leg_weak"))
    assert judgement.sense is not None
    assert not judgement.plain


def test_a_command_is_plain_only_where_one_was_asked_for(ears: Ears) -> None:
    """Elsewhere people mostly answer, and a room full of talk says "go" and "why" as well."""
    judgement = ears.judge("stop", ears.understander.expectation("leg_weak"))
    assert judgement.sense is not None
    assert not judgement.plain
    assert ears.judge("stop", Expectation("goodbye", "command")).plain


def test_values_and_replies_to_a_read_back_are_plain(ears: Ears) -> None:
    """A choice has no other wording to be told from; "correct" is how people confirm."""
    confirm = Expectation("leg_weak", "confirm", proposed="no", danger=True)
    assert ears.judge("correct", confirm).plain
    assert ears.judge("worse", ears.understander.expectation("trend")).plain


def test_zero_is_no_answer_to_yes_or_no(ears: Ears) -> None:
    """Nobody says it, and a foreign word must not deny a danger sign."""
    assert ears.judge("zero", ears.understander.expectation("leg_weak")).sense is None
