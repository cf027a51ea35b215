"""Utterances that were written blind, then studied: what was learnt from them stays learnt."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_skill import resources
from voice_skill.bench.understanding.corpus import load
from voice_skill.bench.understanding.measure import measure
from voice_skill.bench.understanding.scoring import Judged
from voice_skill.bench.understanding.systems import Ours
from voice_skill.understanding import Understander

STUDIED = Path(__file__).parent.parent / "corpora" / "studied"


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    """What is made of every studied utterance."""
    understander = Understander.load(resources.find("grammars"))
    return measure(Ours(understander), understander, load(STUDIED))


def test_nothing_is_turned_round(judged: list[Judged]) -> None:
    """No finding is found as its opposite, and nothing becomes a *no* that is none."""
    assert not [j.utterance.text for j in judged if j.flipped or j.wrong_no]


def test_every_emergency_is_noticed(judged: list[Judged]) -> None:
    """Every danger sign is found or hinted at."""
    emergencies = [j for j in judged if j.utterance.category == "emergency"]
    assert len(emergencies) > 90
    assert not [j.utterance.text for j in emergencies if not j.caught]


def test_every_command_is_one(judged: list[Judged]) -> None:
    """Every command is understood as itself."""
    commands = [j for j in judged if j.utterance.category == "command"]
    assert commands
    assert not [j.utterance.text for j in commands if not j.command_right]


def test_talk_of_the_room_answers_nothing(judged: list[Judged]) -> None:
    """What was said in the room in round 8 gives no answer, no command and no finding."""
    talk = [j for j in judged if j.utterance.category == "nothing_room"]
    assert len(talk) > 100
    assert not [j.utterance.text for j in talk if j.accepted]


def test_answers_in_own_words_stay_understood(judged: list[Judged]) -> None:
    """Of the answers that were studied, no fewer are understood than were when they had been."""
    answers = [j for j in judged if j.utterance.category in {"own_words_yes", "own_words_no"}]
    right = [j for j in answers if j.answer_right]
    assert len(answers) > 600
    assert len(right) > 0.85 * len(answers)
