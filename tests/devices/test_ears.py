"""What the listener is told about words while the person may still be speaking."""

from __future__ import annotations

import pytest

from voice_skill.devices.ears import Ears
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


@pytest.mark.parametrize("text", ["lazy", "he has", "only at night"])
def test_a_wording_of_the_question_is_not_plain(ears: Ears, text: str) -> None:
    """It is an answer, but one that talk in the room passes near."""
    judgement = ears.judge(text, ears.understander.expectation("leg_weak"))
    assert judgement.sense is not None
    assert not judgement.plain


def test_commands_and_values_are_plain(ears: Ears) -> None:
    """*Stop* means stop anywhere, and a choice has no other wording to be told from."""
    assert ears.judge("stop", ears.understander.expectation("leg_weak")).plain
    assert ears.judge("worse", ears.understander.expectation("trend")).plain


def test_zero_is_no_answer_to_yes_or_no(ears: Ears) -> None:
    """Nobody says it, and a foreign word must not deny a danger sign."""
    assert ears.judge("zero", ears.understander.expectation("leg_weak")).sense is None
