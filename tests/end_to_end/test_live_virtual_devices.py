"""The whole skill, live, over a virtual microphone and loudspeaker: nothing in it is simulated but the devices."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from voice_skill.devices.patients import find_patient
from voice_skill.devices.virtual import VirtualDevices
from voice_skill.hearing import WavSource, load_model, model_store
from voice_skill.ports import Clip
from voice_skill.simulation.overhearing import transcript

pytestmark = [pytest.mark.sound_devices, pytest.mark.model, pytest.mark.timeout(400)]

PAUSE_S = 0.9
"""Seconds of quiet by which the patient knows that a question is over; phrases of one question are closer."""
QUESTION_LIMIT_S = 40.0

PATIENT = "chest_pain_swollen_leg"
SAYS = (
    (r"country", "united_kingdom"),
    (r"how old|age", "age"),
    (r"yourself|someone else", "for_myself"),
    (r"wrong|hurt|trouble", "opening"),
    (r"did you hear|chest pain", "yes"),
    (r"", "no"),
)
"""Which recording the patient answers with to a question that matches."""


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[VirtualDevices]:
    """A sound daemon of our own."""
    virtual = VirtualDevices(tmp_path)
    yield virtual
    virtual.close()


class Captions:
    """What the running skill shows, collected on a thread."""

    def __init__(self, skill: subprocess.Popen[str]) -> None:
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._collect, args=(skill,), daemon=True)
        self._thread.start()

    def _collect(self, skill: subprocess.Popen[str]) -> None:
        assert skill.stdout is not None
        with skill.stdout:
            for line in skill.stdout:
                with self._changed:
                    self.lines.append(line.rstrip("\n"))
                    self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def close(self) -> None:
        """Wait until the last line has come."""
        self._thread.join(10)

    def next_question(self, seen: int) -> tuple[str, int] | None:
        """Wait for a question after line `seen`; returns it and the lines seen by then, or None at the end."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._ended or self._asked(seen), QUESTION_LIMIT_S)
            asked = self._asked(seen)
            if not asked:
                return None
            return " ".join(asked), len(self.lines)

    def _asked(self, seen: int) -> list[str]:
        return [line.lstrip("? ") for line in self.lines[seen:] if line.startswith("?")]


def test_an_emergency_is_heard_and_the_warning_comes_out_of_the_loudspeaker(devices: VirtualDevices) -> None:
    """A patient who waits for each question and answers aloud gets the warning, in words a recogniser can hear."""
    env = {
        **devices.env,
        "VOICE_SKILL_MODEL": str(model_store.find()),
        "VOICE_SKILL_REGION": "gb",
        "NO_COLOR": "1",
    }
    skill = subprocess.Popen(
        [sys.executable, "-m", "voice_skill", "talk"], env=env, stdout=subprocess.PIPE, text=True
    )
    captions = Captions(skill)
    seen, here = 0, devices.samples
    try:
        while (asked := captions.next_question(seen)) is not None:
            question, seen = asked
            devices.wait_quiet(PAUSE_S, limit_s=QUESTION_LIMIT_S, after=here)
            here = devices.samples
            answer = next(said for pattern, said in SAYS if re.search(pattern, question, re.IGNORECASE))
            devices.speak(recording(answer))
        assert skill.wait(QUESTION_LIMIT_S) == 0
    finally:
        skill.kill()
        skill.wait()
        captions.close()
    shown = "\n".join(captions.lines)
    assert "EMERGENCY_NOW" in shown
    said = transcript(load_model(model_store.find()), devices.overheard(), shown_texts(captions))
    greeting, asked_story, rest = said.partition("in your own words")
    assert asked_story
    assert "ambulance" not in greeting
    before_asked, _, _ = rest.partition("did you hear that")
    assert before_asked.count("ask for an ambulance") >= 2, rest  # the warning is said twice
    assert before_asked.count("call nine nine nine now") >= 2, rest


def shown_texts(captions: Captions) -> list[str]:
    """The captions without their marks, as one text: a sentence may go over several lines."""
    return [" ".join(line[5:] for line in captions.lines)]


def recording(name: str) -> Clip:
    """One recording of the patient."""
    source = WavSource(find_patient(PATIENT).folder / f"{name}.wav")
    return Clip(b"".join(block.pcm for block in source.blocks()), source.rate)
