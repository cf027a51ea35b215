"""Recorded patients: what each says to which question."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_skill.devices.patients import find_patient, patient_names
from voice_skill.errors import BadInputError
from voice_skill.events import Ask, Expectation
from voice_skill.triage.model import Level

PATIENT = """
title: A test
level: SELF_CARE
says:
  opening: opening.wav
  saddle_numb: yes.wav
  pain_weeks: [weeks.wav, weeks_again.wav]
otherwise: no.wav
agree: agree.wav
disagree: disagree.wav
"""
RECORDINGS = ("opening", "yes", "no", "weeks", "weeks_again", "agree", "disagree")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one patient in it."""
    monkeypatch.setattr("voice_skill.resources.find", lambda resource: tmp_path)
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "patient.yaml").write_text(PATIENT)
    for name in RECORDINGS:
        (tmp_path / "test" / f"{name}.wav").touch()
    return tmp_path / "test"


def asked(question: str, kind: str = "yes_no", *keys: str, proposed: str | None = None) -> Ask:
    """An ask of this kind."""
    return Ask("?", Expectation(question, kind, keys, proposed=proposed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (asked("opening", "open"), "opening.wav"),
        (asked("saddle_numb"), "yes.wav"),
        (asked("ces_feeling", "yes_no", "wipe_feel", "saddle_numb"), "yes.wav"),
        (asked("stroke_signs"), "no.wav"),
        (asked("trend", "choice"), None),
        (asked("saddle_numb", "confirm", proposed="yes"), "agree.wav"),
        (asked("saddle_numb", "confirm", proposed="no"), "disagree.wav"),
        (asked("stroke_signs", "confirm", proposed="no"), "agree.wav"),
        (asked("stroke_signs", "confirm", proposed="yes"), "disagree.wav"),
        (asked("pain_weeks", "confirm", proposed="3"), "agree.wav"),
    ],
)
def test_each_question_gets_its_recording(folder: Path, question: Ask, said: str | None) -> None:
    """By question, by any key it covers, else *no*; a read-back is agreed to only when it is what was meant."""
    assert find_patient("test").answer(question) == (folder / said if said else None)


def test_a_list_answers_one_asking_after_the_other(folder: Path) -> None:
    """The last recording is said from then on."""
    patient = find_patient("test")
    said = [patient.answer(asked("pain_weeks", "number")) for _ in range(3)]
    assert said == [folder / "weeks.wav", folder / "weeks_again.wav", folder / "weeks_again.wav"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("says: {opening: nowhere.wav}", "nowhere.wav"),
        ("says: {opening: opening.wav}\ncolour: blue", "otherwise"),
        ("title: nobody", "says"),
        ("says: [", "can't be read"),
    ],
)
def test_a_mistake_in_a_patient_is_named(folder: Path, text: str, named: str) -> None:
    """The file and what is wrong with it, in one line."""
    (folder / "patient.yaml").write_text(text)
    with pytest.raises(BadInputError) as refused:
        find_patient("test")
    assert str(folder) in str(refused.value)
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_unknown_patient_is_named_with_those_there_are(folder: Path) -> None:
    """The message helps to choose."""
    with pytest.raises(BadInputError, match=r"'nobody'.*test"):
        find_patient("nobody")


def test_every_patient_that_is_shipped_can_be_played() -> None:
    """Each has its recordings, a story, and a level it should end at."""
    assert len(patient_names()) >= 3
    for name in patient_names():
        patient = find_patient(name)
        assert patient.answer(asked("opening", "open")) is not None
        assert patient.level in set(Level)
