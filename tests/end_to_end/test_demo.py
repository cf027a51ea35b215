"""The recorded patients through the real recogniser, conversation, triage and voice."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import pytest

from voice_skill.devices.parts import Parts
from voice_skill.devices.patients import find_patient, patient_names
from voice_skill.devices.recorded import run_recorded
from voice_skill.hearing import load_model, model_store
from voice_skill.ports import Clip
from voice_skill.settings import Settings
from voice_skill.speaking.clips import resample

pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]


@pytest.mark.parametrize("name", patient_names())
def test_every_recorded_patient_ends_at_the_right_level(name: str) -> None:
    """What was recorded as dangerous is found, and what was not is not made so."""
    screen = io.StringIO()
    finish = run_recorded(Parts(Settings(region="gb")), screen, patient=name, save_audio=None)
    shown = screen.getvalue()
    levels = [
        line.split()[1]
        for line in shown.splitlines()
        if line.startswith("  .  ") and line.split()[1].isupper()
    ]
    assert levels[-1] == find_patient(name).level, shown
    assert finish.reason == "done", shown


def test_the_saved_audio_holds_the_whole_conversation(tmp_path: Path) -> None:
    """Both voices are in the file, in order, as speech that the recogniser can hear again."""
    path = tmp_path / "conversation.wav"
    name = patient_names()[-1]
    run_recorded(Parts(Settings(region="gb")), io.StringIO(), patient=name, save_audio=path)
    with wave.open(str(path)) as file:
        seconds = file.getnframes() / file.getframerate()
        assert file.getframerate() == 22050
        opening = file.readframes(20 * file.getframerate())
    assert seconds > 60
    with wave.open(str(path)) as file:
        file.setpos(round(file.getnframes() - 15 * file.getframerate()))
        ending = file.readframes(15 * file.getframerate())
    assert {"doctor", "not"} & set(transcript(opening).split())
    assert transcript(ending)


def transcript(pcm: bytes) -> str:
    """What the recogniser makes of 16-bit mono sound at 22,050 Hz, with its whole vocabulary."""
    recogniser = load_model(model_store.find()).recogniser(None)
    recogniser.accept(resample(Clip(pcm, 22_050), 16_000).pcm)
    return recogniser.finish()[0].text
