"""Whose turn it is, followed frame by frame without any sound."""

from __future__ import annotations

import pytest

from voice_skill.errors import BadInputError
from voice_skill.hearing.patience import LONGEST_SILENCE_S, PRESETS, Patience
from voice_skill.hearing.turn import Completeness, Turn
from voice_skill.hearing.voice_activity import FRAME_S, Frame

SPEECH, SILENCE = Frame(True, 0.9, -20.0), Frame(False, 0.0, -70.0)
DYING = Frame(False, 0.1, -45.0, sounding=True)
"""The soft end of a voice, or a room that is not quiet."""


def run(turn: Turn, *stretches: tuple[Frame, float]) -> Turn:
    """Let a turn hear stretches of speech and silence, in seconds."""
    for frame, seconds in stretches:
        for _ in range(round(seconds / FRAME_S)):
            turn.hear(frame)
    return turn


def turn_of(name: str, *, story: bool = False) -> Turn:
    """Return a fresh turn of a preset patience."""
    return Turn(Patience.named(name), story=story)


def test_speech_is_timed_from_its_first_to_its_last_frame() -> None:
    """Start and end of speech are where they were, not where they were noticed."""
    turn = run(turn_of("normal"), (SILENCE, 0.96), (SPEECH, 0.64), (SILENCE, 0.32))
    assert turn.speech_start_s == pytest.approx(0.96)
    assert turn.speech_end_s == pytest.approx(1.60)
    assert turn.silence_s == pytest.approx(0.32)
    assert turn.voiced_s == pytest.approx(0.64)


def test_a_single_frame_is_not_speech() -> None:
    """One frame, a click, begins nothing, however often it comes."""
    turn = turn_of("normal")
    for _ in range(10):
        run(turn, (SPEECH, FRAME_S), (SILENCE, 0.3))
    assert not turn.begun


def test_nobody_came_only_after_the_patience() -> None:
    """Silence is reported when the time to begin has passed, and not before."""
    turn = run(turn_of("normal"), (SILENCE, 9.9))
    assert not turn.nobody_came(10.0)
    assert run(turn, (SILENCE, 0.2)).nobody_came(10.0)


@pytest.mark.parametrize("name", PRESETS)
def test_a_no_that_matters_is_never_taken_before_nine_tenths_of_a_second(name: str) -> None:
    """Whatever the patience, an answer that lowers urgency waits for what may follow it."""
    turn = run(turn_of(name), (SPEECH, 0.4), (SILENCE, 0.88))
    assert not turn.over(Completeness.LOWERING)


@pytest.mark.parametrize("name", PRESETS)
def test_a_soft_tail_counts_to_the_no(name: str) -> None:
    """A "no" that dies away after the detector has let go of it is not taken sooner after its end for that."""
    turn = run(turn_of(name), (SPEECH, 0.4), (DYING, 0.32), (SILENCE, 0.88))
    assert not turn.over(Completeness.LOWERING)
    assert run(turn, (SILENCE, 2.0)).over(Completeness.LOWERING)


def test_a_noisy_room_is_no_tail_without_end() -> None:
    """Sound that goes on after the voice, or begins anew, holds an answer up for less than half a second."""
    turn = run(turn_of("normal"), (SPEECH, 0.4), (DYING, 1.4))
    assert turn.over(Completeness.LOWERING)
    anew = run(turn_of("normal"), (SPEECH, 0.4), (SILENCE, 0.16), (DYING, 0.96))
    assert anew.over(Completeness.LOWERING)


def test_a_complete_answer_is_taken_early_and_an_unfinished_one_waited_for() -> None:
    """At normal patience a yes ends the turn after a quarter of a second, half an answer after 1.4 s."""
    turn = run(turn_of("normal"), (SPEECH, 0.4), (SILENCE, 0.3))
    assert turn.may_be_over()
    assert turn.over(Completeness.COMPLETE)
    assert not turn.over(Completeness.UNFINISHED)
    assert run(turn, (SILENCE, 1.2)).over(Completeness.UNFINISHED)


@pytest.mark.parametrize("completeness", list(Completeness))
def test_very_patient_lets_anybody_pause_for_two_seconds(completeness: Completeness) -> None:
    """With the greatest patience a pause of 2 s cuts nobody off, whatever was said before it."""
    turn = run(turn_of("very_patient"), (SPEECH, 0.4), (SILENCE, 2.05))
    assert not turn.over(completeness)


def test_a_story_is_never_taken_early() -> None:
    """Words of one's own are complete only when the person has stopped."""
    turn = run(turn_of("normal", story=True), (SPEECH, 0.4), (SILENCE, 1.5))
    assert not turn.may_be_over()
    assert not turn.over(Completeness.COMPLETE)
    assert run(turn, (SILENCE, 0.4)).over(Completeness.COMPLETE)


def test_pauses_inside_an_answer_are_learned() -> None:
    """The longest pause that speech followed is remembered, and stretches the patience by a margin."""
    turn = run(
        turn_of("normal"), (SPEECH, 0.4), (SILENCE, 1.28), (SPEECH, 0.4), (SILENCE, 0.64), (SPEECH, 0.2)
    )
    assert turn.longest_pause_s == pytest.approx(1.28, abs=FRAME_S)
    learned = Patience.named("normal").learned(turn.longest_pause_s)
    assert learned.unfinished_s > 1.6
    assert learned.complete_s == Patience.named("normal").complete_s


def test_learning_never_shortens_and_has_a_limit() -> None:
    """Short pauses change nothing, and no pause makes the skill wait for ever."""
    normal = Patience.named("normal")
    assert normal.learned(0.2) == normal
    assert normal.learned(60.0).unfinished_s == LONGEST_SILENCE_S


def test_more_time_leads_to_the_most_patient_and_stays_there() -> None:
    """Asking for more time moves up one step at a time; asking again at the top changes nothing for the worse."""
    patience = Patience.named("brisk")
    for name in ("normal", "patient", "very_patient"):
        patience = patience.more()
        assert patience == Patience.named(name)
    assert patience.more().unfinished_s >= patience.unfinished_s
    assert patience.less() == Patience.named("patient")
    assert Patience.named("brisk").less() == Patience.named("brisk")


def test_more_time_never_waits_less_than_what_was_learned() -> None:
    """What was learned from this person's pauses survives a change of step."""
    learned = Patience.named("brisk").learned(2.0)
    assert learned.more().unfinished_s >= learned.unfinished_s


def test_unknown_patience_is_bad_input() -> None:
    """A misspelt preset names those there are."""
    with pytest.raises(BadInputError, match="brisk, normal, patient, very_patient"):
        Patience.named("hasty")


def test_an_endless_utterance_is_cut_off() -> None:
    """Somebody, or a television, that never stops is stopped at the longest utterance."""
    turn = run(turn_of("normal"), (SPEECH, 29.0))
    assert not turn.too_long()
    assert run(turn, (SPEECH, 1.5)).too_long()
