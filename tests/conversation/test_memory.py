"""What the person said: a red flag answered yes stays until it is expressly taken back."""

from __future__ import annotations

from voice_skill.conversation.memory import Certainty, Memory


def test_a_yes_is_never_lowered_by_anything_else_said() -> None:
    """Neither a later answer nor a denial in passing changes a yes."""
    memory = Memory()
    memory.answer("saddle_numb", "yes", Certainty.HEARD)
    memory.answer("saddle_numb", "no", Certainty.HEARD)
    assert not memory.volunteer("saddle_numb", "no")
    assert memory.findings == {"saddle_numb": "yes"}


def test_what_is_volunteered_may_raise() -> None:
    """A no becomes a yes when the person says so later."""
    memory = Memory()
    memory.answer("pee_leak", "no", Certainty.HEARD)
    assert memory.volunteer("pee_leak", "yes")
    assert memory.findings == {"pee_leak": "yes"}


def test_a_denial_in_passing_never_replaces_a_doubt() -> None:
    """Not sure stays not sure until the question is answered."""
    memory = Memory()
    memory.answer("pee_leak", "unsure", Certainty.HEARD)
    assert not memory.volunteer("pee_leak", "no")
    memory.answer("pee_leak", "no", Certainty.HEARD)
    assert memory.findings == {"pee_leak": "no"}


def test_taking_back_keeps_both_on_record() -> None:
    """A confirmed correction changes the finding, and the summary can show what it was."""
    memory = Memory()
    memory.answer("pee_leak", "yes", Certainty.HEARD)
    memory.correct("pee_leak", "no")
    answer = memory.get("pee_leak")
    assert answer is not None
    assert (answer.value, answer.replaced, answer.certainty) == ("no", "yes", Certainty.CONFIRMED)


def test_reading_back_confirms_volunteered_and_heard_answers_alike() -> None:
    """Once read back, an answer needs no further read-back."""
    memory = Memory()
    memory.volunteer("fever_unwell", "no")
    memory.answer("rash", "no", Certainty.HEARD)
    memory.confirm(("fever_unwell", "rash", "not_there"))
    assert {answer.certainty for answer in memory.answers} == {Certainty.CONFIRMED}


def test_forgetting_leaves_a_key_absent() -> None:
    """A forgotten answer is as if it had never been asked."""
    memory = Memory()
    memory.answer("rash", "no", Certainty.HEARD)
    memory.forget(("rash",))
    assert memory.findings == {}
    assert memory.get("rash") is None
