"""What is said to, or of, somebody else in the room answers no question, even when it begins with *yes* or *no*."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.understanding.conftest import Hear

QUESTIONS = ["saddle_numb", "pee_leak", "foot_drop", "chest_pain_breathless", "fever_unwell", "blood_thinner"]
ASIDES = [
    "I'm just coming",
    "I'll do it later",
    "I'll be down in five minutes",
    "put it over there by the door",
    "leave it on the side",
    "that was for my wife",
    "she's in the kitchen",
    "two sugars please",
]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("opened", ["", "yes ", "no ", "yeah ", "oh no "])
def test_an_aside_answers_nothing(hear: Hear, question: str, opened: str) -> None:
    """What one says of oneself to somebody else in the room: no answer, no command and no finding."""
    taken = [text for aside in ASIDES if not hear(question, text := opened + aside).empty]
    assert taken == []


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("saddle_numb", "she isn't numb there, my sister"),
        ("stroke_signs", "she had a stroke in March, my aunt"),
        ("leg_weak", "my brother's leg is weak"),
        ("overdose", "you've had plenty"),
        ("foot_drop", "don't trip over that lead"),
        ("major_trauma", "there's been a crash on the ring road"),
        ("cancer_history", "I'm a Cancer, he's a Virgo"),
        ("sepsis_signs", "I'm confused about these coupons"),
        ("cold_pale_leg", "it's white the new fridge"),
        ("bowel_change", "they've lost control of the tournament"),
        ("both_legs_pain", "they're both in the dryer"),
        ("pee_leak", "it's dripping on the rug get a bowl"),
        ("pee_difficulty", "it won't start that mower"),
        ("saddle_numb", "yes I know what you mean"),
        ("chest_pain_breathless", "there's no air in this tent"),
        ("age", "it's quarter to seven"),
        ("age", "it's twenty past six"),
        ("age", "that'll be eight pounds"),
        ("opening", "when can I go back to work"),
        ("chest_pain_breathless", "I constantly worry about having a stroke"),
    ],
)
def test_what_is_not_told_of_oneself_answers_nothing(hear: Hear, question: str, text: str) -> None:
    """Relatives, orders, the clock, the news, star signs, plans and worries are no answer."""
    assert hear(question, text).empty


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("saddle_numb", "yes I'm coming over all numb down there"),
        ("foot_drop", "yes it drops, I'm always tripping over the rug"),
        ("cold_pale_leg", "yes you're not wrong, it's gone cold"),
        ("major_trauma", "yes I had a bad crash on the motorway"),
        ("leg_weak", "my wife says my leg gives way"),
        ("pee_leak", "it drips down my leg when I laugh"),
        ("stroke_signs", "his mouth has dropped"),
    ],
)
def test_what_is_told_of_oneself_still_answers(hear: Hear, question: str, text: str) -> None:
    """The same words in an answer about oneself hide nothing."""
    assert hear(question, text).answer == "yes"


def test_a_relative_in_danger_is_asked_about(hear: Hear) -> None:
    """Where nobody is known to be spoken for, a danger sign of a relative is a reason to ask."""
    meaning = hear("pain_weeks", "my husband's just collapsed")
    assert meaning.findings == {}
    assert "collapse_clammy" in meaning.hints


def test_who_uses_a_wheelchair_has_not_fallen(hear: Hear) -> None:
    """That they can't stand up is how it always is for them: the legs are asked about; on the floor it is an emergency."""
    usual = hear("opening", "I use a wheelchair, I can't stand up at all")
    assert "cannot_get_up" not in usual.findings
    assert "both_legs_weak" in usual.hints
    fallen = hear("opening", "I use a wheelchair, I've fallen and I can't get up off the floor")
    assert fallen.findings["cannot_get_up"] == "yes"


@pytest.mark.parametrize("text", ["two weeks, no three", "a month, no, six", "five days no four"])
def test_a_length_of_time_taken_back_is_asked_again(hear: Hear, text: str) -> None:
    """Neither of two lengths is taken when a bare "no" stands between them."""
    assert hear("pain_weeks", text).answer is None


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("pain_weeks", "no, about three weeks", 3),
        ("pain_weeks", "two weeks, sorry, I mean three weeks", 3),
        ("twitch_type", "a cramp, no not a cramp, a flicker", "flicker"),
        ("trend", "it's the same, no I lie, it's worse", "worse"),
    ],
)
def test_a_choice_is_put_right(hear: Hear, question: str, text: str, answer: object) -> None:
    """An option taken back is not chosen."""
    assert hear(question, text).answer == answer
