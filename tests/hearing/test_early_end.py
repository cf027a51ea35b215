"""What ends a turn early: an answer that both recognisers hear, and in a noisy room only a plain one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from voice_skill.events import Expectation, Heard
from voice_skill.hearing import Completeness, Judgement, SampleSource, VoskListener
from voice_skill.hearing.evidence import NOTHING
from voice_skill.hearing.levels import to_pcm
from voice_skill.hearing.vosk_adapter import Hypothesis
from voice_skill.ports import ListenRequest

Speaker = Callable[..., np.ndarray]
HARMLESS = Expectation("worse_sitting", "yes_no", ("worse_sitting",))
REQUEST = ListenRequest(HARMLESS, ("yes", "lazy"), open_vocabulary=True)


class Says:
    """A recogniser that hears the same whatever is said."""

    def __init__(self, text: str) -> None:
        self._heard = (Hypothesis(text, 20.0), Hypothesis("something", 10.0))

    def accept(self, pcm: bytes) -> None:
        """Take sound."""

    def rest(self) -> None:
        """Rest."""

    def finish(self) -> tuple[Hypothesis, ...]:
        """Return what was heard."""
        return self._heard


class Deaf:
    """A model whose grammar always hears one thing and whose open vocabulary another."""

    def __init__(self, grammar: str, opened: str) -> None:
        self._grammar, self._opened = grammar, opened

    def recogniser(self, phrases: object = None, *, alternatives: int = 1) -> Says:
        """Return one of the two."""
        return Says(self._opened if phrases is None else self._grammar)

    def unknown_words(self, phrases: object) -> tuple[str, ...]:
        """Know every word."""
        return ()

    def knows(self, word: str) -> bool:
        """Know every word."""
        return True

    def word_list(self, entries: object) -> object:
        """Leave a list as it is."""
        return entries


def judge(text: str, expects: Expectation) -> Judgement:
    """*Yes* is a plain answer, *lazy* one only this question has."""
    known = {
        "yes": Judgement(Completeness.COMPLETE, "yes"),
        "lazy": Judgement(Completeness.COMPLETE, "yes", plain=False),
    }
    return known.get(text, NOTHING)


def waited_s(sound: np.ndarray, *, grammar: str, opened: str) -> float:
    """Return the silence after which the turn was over."""
    listener = VoskListener(Deaf(grammar, opened), judge=judge)  # type: ignore[arg-type] # a stand-in
    event = listener.listen(SampleSource(to_pcm(sound), 16_000), REQUEST)
    listener.close()
    assert isinstance(event, Heard)
    assert event.speech_end_s is not None
    assert event.decided_s is not None
    return event.decided_s - event.speech_end_s


def test_an_answer_only_the_grammar_heard_does_not_end_the_turn_early(speak: Speaker) -> None:
    """A forced fit is waited on like any other speech; what both heard is taken at once."""
    sound = speak("yes", after_s=2.5)
    assert waited_s(sound, grammar="yes", opened="yes") < 0.5
    assert waited_s(sound, grammar="yes", opened="just then") >= 1.4


@pytest.mark.parametrize("noisy", [False, True])
def test_in_a_noisy_room_only_a_plain_answer_ends_the_turn_early(speak: Speaker, *, noisy: bool) -> None:
    """A wording of this question may be the room's talk passing near it; in quiet it is the person's."""
    sound = speak("yes", after_s=2.5)
    if noisy:
        loud = float(np.abs(sound).max())
        sound = sound + np.random.default_rng(2).normal(0, loud / 40, len(sound)).astype(np.float32)
    assert waited_s(sound, grammar="yes", opened="yes") < 0.5
    assert (waited_s(sound, grammar="lazy", opened="lazy") >= 1.3) is noisy


def test_what_follows_a_denied_answer_is_heard_by_both(speak: Speaker) -> None:
    """Speech that goes on after it belongs to the same turn."""
    pause = np.zeros(8_000, np.float32)
    sound = np.concatenate([speak("yes", after_s=0.2), pause, speak("yes", before_s=0.1, after_s=2.5)])
    listener = VoskListener(Deaf("yes", "just then"), judge=judge)  # type: ignore[arg-type] # a stand-in
    event = listener.listen(SampleSource(to_pcm(sound), 16_000), REQUEST)
    listener.close()
    assert isinstance(event, Heard)
    assert event.speech_end_s is not None
    assert event.speech_end_s > len(sound) / 16_000 - 3.5
    assert event.readings[1].text == "just then"
