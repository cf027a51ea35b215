"""Danger words inside speech that was not understood make the skill ask; they are never findings."""

from __future__ import annotations

import pytest

from voice_skill.triage import load_knowledge
from voice_skill.understanding import Understander
from voice_skill.understanding.alarms import ALARMS


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("I went and swallowed the whole blinking strip of his sleepers", "overdose"),
        ("my waters only went and decided to burst in the supermarket", "pregnancy_warning"),
        ("I perched on the loo for a good hour and absolutely nothing arrived", "pee_difficulty"),
        ("honestly I fail to see any point carrying on", "self_harm"),
        ("sprawled on the bathroom floor since teatime, can't get vertical", "cannot_get_up"),
        ("went over by the wardrobe earlier and I cannot get up whatsoever", "cannot_get_up"),
        ("wee trickled everywhere, all down my leg", "pee_leak"),
        ("I have been knocking back the diazepam something rotten", "overdose"),
        ("got thirty sleeping tablets saved up in the biscuit tin", "self_harm"),
        ("the poor mite is ever so listless, cannot rouse him whatsoever", "collapse_clammy"),
        ("shin resembles concrete, rock hard, since that tackle", "tight_after_injury"),
        ("hurts something chronic whenever I breathe, sharp", "chest_pain_breathless"),
        ("his eyes rolled upwards, he has gone stiff", "fit_palpitations"),
        ("breathing nineteen to the dozen, ever so peculiar", "chest_pain_breathless"),
        ("goodness, I am thirty weeks and there is blood whatsoever", "pregnancy_warning"),
        ("stuck three fentanyl patches aboard at once", "overdose"),
        ("half my vision vanished, ever so peculiar", "stroke_signs"),
    ],
)
def test_danger_words_among_unknown_ones_are_asked_about(
    understander: Understander, said: str, key: str
) -> None:
    """What was not understood but sounds like a danger is a hint at any question, and no finding."""
    for question in ("opening", "pain_weeks"):
        meaning = understander.parse(said, understander.expectation(question))
        assert key in meaning.hints
        assert key not in meaning.findings


def test_what_was_understood_to_the_last_word_raises_no_alarm(understander: Understander) -> None:
    """A denial in plain words is no reason to ask what was just denied."""
    meaning = understander.parse("I can pee fine", understander.expectation("opening"))
    assert meaning.hints == frozenset()


def test_signs_in_two_sentences_are_not_put_together(understander: Understander) -> None:
    """Words of different sentences belong to different things."""
    meaning = understander.parse("The bus hooted. My floor is polished.", understander.expectation("opening"))
    assert meaning.hints == frozenset()


def test_every_alarm_names_signs_that_the_grammar_has(understander: Understander) -> None:
    """No way of raising an alarm waits for a sign that no wording stands for, and each is about a finding key."""
    known = {str(t.block.meaning["sign"]) for t in understander.templates if t.block.intent == "Sign"}
    assert {sign for ways in ALARMS.values() for way in ways for sign in way} == known
    assert ALARMS.keys() <= load_knowledge().keys.keys()


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("I'm worried I can't pee", "pee_difficulty"),
        ("I'm scared because I can't feel my bottom", "saddle_numb"),
        ("the worry is I can't pee", "pee_difficulty"),
    ],
)
def test_a_danger_that_is_feared_is_asked_about(understander: Understander, said: str, key: str) -> None:
    """Who is afraid of a danger may have it."""
    meaning = understander.parse(said, understander.expectation("opening"))
    assert key in meaning.hints | meaning.findings.keys()
