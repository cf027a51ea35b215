"""The committed recordings: complete, as the manifest says, and understood for what they say by the real recogniser."""

from __future__ import annotations

import sys
import wave
from collections.abc import Callable, Iterator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest
import yaml

from voice_skill.devices.ears import Ears, interpret
from voice_skill.devices.parts import Parts
from voice_skill.devices.patients import find_patient, patient_names
from voice_skill.errors import MissingPartError
from voice_skill.events import Decision, Heard, Verdict
from voice_skill.settings import Settings
from voice_skill.triage.model import Level

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "audio_fixtures"
MANIFEST: dict[str, Any] = yaml.safe_load((FOLDER / "manifest.yaml").read_text(encoding="utf-8"))
MOST_BYTES = 15_000_000
ENOUGH_VOICES = 3

_loader = SourceFileLoader("make_fixtures", str(ROOT / "script" / "make-fixtures"))
_spec = spec_from_loader("make_fixtures", _loader)
assert _spec is not None
maker = module_from_spec(_spec)
sys.modules["make_fixtures"] = maker  # dataclasses look their module up
_loader.exec_module(maker)

QUICK = "saddle_numb"
"""Answers to this question are recognised in every run, the rest in full ones."""


def utterances() -> Iterator[Any]:
    """Every utterance in every voice."""
    for entry in MANIFEST["utterances"]:
        for voice in entry["voices"]:
            name = maker.file_name(entry["text"], voice)
            marks = [] if entry["question"] == QUICK else [pytest.mark.slow]
            yield pytest.param(name, entry, id=name, marks=marks)


def nothing() -> Iterator[Any]:
    """Every recording that means nothing, for questions of three kinds."""
    for recording in maker.recordings(MANIFEST):
        if recording.path.parent.name == "nothing":
            for question in (QUICK, "opening", "pain_where"):
                marks = [] if question == QUICK else [pytest.mark.slow]
                yield pytest.param(
                    recording.path, question, id=f"{recording.path.stem} {question}", marks=marks
                )


@pytest.fixture(scope="module")
def hear() -> Callable[[Path, str], Decision | None]:
    """What the skill makes of a recording as the answer to a question; None: nobody spoke."""
    parts = Parts(Settings())
    ears: Ears = parts.ears
    try:
        ears.listener  # noqa: B018  loads the model
    except MissingPartError as missing:
        pytest.skip(str(missing))

    def decision(path: Path, question: str) -> Decision | None:
        expects = parts.understander.expectation(question)
        event = ears.hear(path, expects).event
        return interpret(parts.understander, event, expects) if isinstance(event, Heard) else None

    return decision


def test_the_folder_holds_what_the_manifest_lists_and_is_small() -> None:
    """Every recording is there, nothing else is, and all of it stays under 15 MB."""
    listed = {recording.path for recording in maker.recordings(MANIFEST)}
    present = set(FOLDER.rglob("*.wav"))
    assert present == {path for path in listed if path.is_relative_to(FOLDER)}
    assert all(path.is_file() for path in listed)
    assert sum(path.stat().st_size for path in present) < MOST_BYTES


def test_every_recording_is_16_khz_mono_16_bit() -> None:
    """One format throughout."""
    for path in FOLDER.rglob("*.wav"):
        with wave.open(str(path)) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2), path
            assert file.getnframes() > 4000, path


def test_every_utterance_is_there_in_enough_voices() -> None:
    """At least three distinct voices for each."""
    assert all(len(set(entry["voices"])) >= ENOUGH_VOICES for entry in MANIFEST["utterances"])


def test_every_plain_answer_and_every_command_is_recorded() -> None:
    """Yes, no, not sure, rather not say, and all that may be asked of the skill."""
    from voice_skill.events import Command  # noqa: PLC0415  only here

    assert {"yes", "no", "unsure", "declined"} <= {
        str(entry.get("answer")) for entry in MANIFEST["utterances"]
    }
    assert {entry.get("command") for entry in MANIFEST["utterances"]} >= {str(command) for command in Command}


def test_known_failures_are_recordings_of_ours() -> None:
    """A recording that was removed does not linger in the list."""
    assert all((FOLDER / "utterances" / name).is_file() for name in MANIFEST["known_failures"])


def test_every_patient_can_be_played_and_names_a_level() -> None:
    """Each folder is a patient the demo accepts, and all recordings of the folder are used."""
    assert set(patient_names()) == set(MANIFEST["patients"])
    for name in patient_names():
        patient = find_patient(name)
        used = {file for said in patient.says.values() for file in said}
        used |= {patient.otherwise, patient.agree, patient.disagree}
        assert patient.level in set(Level)
        assert used == {path.name for path in patient.folder.glob("*.wav")}, name


@pytest.mark.model
@pytest.mark.parametrize(("name", "entry"), list(utterances()))
def test_an_utterance_is_understood_for_what_it_says(
    name: str, entry: dict[str, Any], hear: Callable[[Path, str], Decision | None]
) -> None:
    """The answer or command is taken, or read back; a known failure is at least no *no* that nobody said."""
    decision = hear(FOLDER / "utterances" / name, entry["question"])
    wrong_no = decision is not None and decision.verdict is Verdict.TAKE and decision.meaning.answer == "no"
    if entry.get("answer") != "no":
        assert not wrong_no
    if name in MANIFEST["known_failures"]:
        return
    assert decision is not None
    assert decision.verdict is not Verdict.AGAIN
    if "command" in entry:
        assert decision.meaning.command == entry["command"]
        return
    answer = decision.meaning.answer
    assert ([dict(place) for place in answer] if isinstance(answer, tuple) else answer) == entry["answer"]


@pytest.mark.model
@pytest.mark.parametrize(("path", "question"), list(nothing()))
def test_what_means_nothing_yields_nothing(
    path: Path, question: str, hear: Callable[[Path, str], Decision | None]
) -> None:
    """Talk about other things and noises give no answer, no command and no finding."""
    decision = hear(path, question)
    assert decision is None or (decision.verdict is Verdict.AGAIN and decision.meaning.empty)
