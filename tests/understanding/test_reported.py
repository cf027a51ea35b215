"""What a carer reports of the person they speak for, as an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voice_skill.understanding import Understander


@pytest.mark.parametrize(
    ("key", "said", "answer"),
    [
        ("saddle_numb", "he says no", "no"),
        ("saddle_numb", "I asked her and she says no", "no"),
        ("saddle_numb", "my mum says it's numb", "yes"),
        ("saddle_numb", "she says she's not sure", "unsure"),
        ("saddle_numb", "she says she doesn't want to talk about it", "declined"),
        ("pee_difficulty", "he says he can go fine", "no"),
        ("pee_leak", "he says no leaks but his bed is wet", "yes"),
        ("bowel_change", "she doesn't know", "unsure"),
        ("both_legs_pain", "no just his left", "no"),
    ],
)
def test_a_carers_report_is_the_answer(understander: Understander, key: str, said: str, answer: str) -> None:
    """Where somebody is spoken for, what they are reported to have said answers for them."""
    asked = replace(understander.expectation(key), of_other=True)
    assert understander.parse(said, asked).answer == answer


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("saddle_numb", "he says nothing"),
        ("saddle_numb", "he said no to the tablets"),
        ("saddle_numb", "he says no, but he's lying"),
        ("saddle_numb", "she says no and I don't believe her"),
        ("saddle_numb", "my husband says it isn't numb exactly"),
        ("chest_pain_breathless", "she says no but she looks grey"),
    ],
)
def test_a_report_that_is_doubted_is_no_no(understander: Understander, key: str, said: str) -> None:
    """Silence, talk of something else, and what the carer does not believe deny nothing."""
    asked = replace(understander.expectation(key), of_other=True)
    assert understander.parse(said, asked).answer != "no"


def test_talk_of_others_answers_nothing_of_oneself(understander: Understander) -> None:
    """Somebody who asks for themselves may talk of others in the room."""
    for said in ("he says no", "she said no", "my mum says no"):
        assert understander.parse(said, understander.expectation("saddle_numb")).answer is None
