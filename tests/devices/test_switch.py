"""Every question can be answered with one switch, and every choice means something to the skill."""

from __future__ import annotations

import pytest

from voice_skill.devices.parts import Parts
from voice_skill.devices.switch import Choice, Choices, Scanner, at_one_press, choices
from voice_skill.events import Expectation, Option
from voice_skill.settings import Settings
from voice_skill.triage import load_knowledge
from voice_skill.understanding import Understander
from voice_skill.understanding.expectations import SESSION

QUESTIONS = (*load_knowledge().questions, *(key for key in SESSION if SESSION[key].kind != "command"))
YES_NO = Expectation("saddle_numb", "yes_no")


@pytest.fixture(scope="module")
def understander() -> Understander:
    """The real grammars."""
    return Parts(Settings()).understander


def leaves(offered: Choices) -> list[Choice]:
    """Everything that can be chosen in the end."""
    return [leaf for each in offered for leaf in (leaves(each.then) if each.then else [each])]


@pytest.mark.parametrize("key", QUESTIONS)
def test_whatever_is_chosen_is_understood(understander: Understander, key: str) -> None:
    """As an answer to this question, a finding, or something that can always be asked for."""
    expects = understander.expectation(key)
    for choice in leaves(choices(expects)):
        meaning = understander.parse(choice.says, expects)
        assert meaning.answer is not None or meaning.command or meaning.findings, (key, choice)


def test_yes_is_the_first_press_and_no_the_second_offer() -> None:
    """The answers come before everything else."""
    scanner = Scanner(YES_NO)
    assert scanner.press() is None  # nothing is offered yet
    assert scanner.next().name == "yes"
    assert scanner.press() == "yes"
    assert scanner.next().name == "no"
    assert scanner.press() == "no"


def test_it_goes_round() -> None:
    """Whoever missed it waits for the next time."""
    scanner = Scanner(YES_NO)
    first = [scanner.next().name for _ in range(len(scanner))]
    assert [scanner.next().name for _ in range(len(scanner))] == first
    assert "stop" in first


def test_a_place_and_its_side_take_two_presses() -> None:
    """First where, then which side."""
    scanner = Scanner(Expectation("pain_where", "site"))
    while scanner.next().name != "calf":
        """Wait for it."""
    assert scanner.press() is None
    assert scanner.next().name == "left"
    assert scanner.press() == "left calf"


def test_an_age_is_put_together() -> None:
    """Tens, then the year."""
    scanner = Scanner(Expectation("age", "number"))
    while scanner.next().name != "40 to 49":
        """Wait for it."""
    assert scanner.press() is None
    while scanner.next().name != "47":
        """Wait for it."""
    assert scanner.press() == "47 years old"


@pytest.mark.parametrize(
    ("expects", "says"),
    [
        (YES_NO, "yes"),
        (Expectation("saddle_numb", "confirm", proposed="no"), "yes"),
        (Expectation("wait", "command", options=(Option("continue", "continue"),)), "continue"),
        (Expectation("pain_where", "site"), "repeat"),
        (Expectation("opening", "open"), "repeat"),
    ],
)
def test_one_press_without_choices(expects: Expectation, says: str) -> None:
    """*Yes* where that is an answer; otherwise nothing is guessed, and the question comes again."""
    assert at_one_press(expects) == says
