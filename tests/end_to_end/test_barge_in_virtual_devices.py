"""Interrupting the live skill through a real echo canceller, and not being able to without one."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from voice_skill.devices.virtual import VirtualDevices
from voice_skill.hearing import model_store
from voice_skill.speaking.espeak_program import EspeakProgram

pytestmark = [
    pytest.mark.sound_devices,
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.timeout(900),
]

LIMIT_S = 90.0
ASKED_WITHIN_S = 60.0
"""A silent person is asked again long before."""
CONSULTATIONS = 3
"""Silent consultations in which *repeat* is said into speech, each as often as the story question is put again: it is
refused rather than guessed, a short line may be over first, and a busy machine drops sound."""
VOICE = "en-gb-x-rp+f2"


class Skill:
    """The live skill and what it shows."""

    def __init__(self, devices: VirtualDevices) -> None:
        env = {
            **devices.env,
            "VOICE_SKILL_MODEL": str(model_store.find()),
            "VOICE_SKILL_REGION": "gb",
            "NO_COLOR": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "voice_skill", "talk"], env=env, stdout=subprocess.PIPE, text=True
        )
        self.lines: list[str] = []
        self.changed = threading.Condition()
        self._thread = threading.Thread(target=self._collect, daemon=True)
        self._thread.start()

    def _collect(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout:
            for line in self.process.stdout:
                with self.changed:
                    self.lines.append(line.rstrip())
                    self.changed.notify_all()

    def shown(self, start: str, *, limit_s: float) -> bool:
        """Whether a line that begins so is shown within the limit."""
        with self.changed:
            return self.changed.wait_for(lambda: any(line.startswith(start) for line in self.lines), limit_s)

    @property
    def questions(self) -> int:
        """How many have been put."""
        return sum(line.startswith("?") for line in self.lines)

    @property
    def heard(self) -> list[str]:
        """The lines that show what it heard."""
        return [line for line in self.lines if line.startswith("  >  ")]

    def another_question(self, before: int, *, limit_s: float) -> bool:
        """Whether one more is put within the limit."""
        with self.changed:
            return self.changed.wait_for(lambda: self.questions > before, limit_s)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._thread.join(10)


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[VirtualDevices]:
    """A sound daemon of our own, whose microphone hears the loudspeaker."""
    virtual = VirtualDevices(tmp_path)
    virtual.couple(delay_ms=50, level_db=-10)
    yield virtual
    virtual.close()


def test_with_an_echo_canceller_a_command_ends_a_line(devices: VirtualDevices) -> None:
    """The story question is put again and again to somebody silent; *repeat*, said into speech, is heard as such."""
    devices.cancel_echo()
    heard: list[str] = []
    for _ in range(CONSULTATIONS):
        heard += _heard_into_speech(devices, "repeat")
        if heard:
            break
    assert heard == ["  >  repeat"], "it heard nothing" if not heard else "it heard itself"


def _heard_into_speech(devices: VirtualDevices, command: str) -> list[str]:
    """Say a command into one question after another, until something is heard or no more are put; what was heard."""
    said = EspeakProgram().render(command, voice=VOICE, rate=140)
    skill = Skill(devices)
    try:
        assert skill.shown("?", limit_s=LIMIT_S)
        while not skill.heard:
            devices.wait_quiet(1.0, limit_s=LIMIT_S)
            if not skill.another_question(skill.questions, limit_s=ASKED_WITHIN_S):
                break  # it has asked often enough, and waits
            devices.speak(said)
            skill.shown("  >  ", limit_s=10.0)
        return skill.heard
    finally:
        skill.close()


def test_without_one_nothing_said_into_speech_is_heard(devices: VirtualDevices) -> None:
    """Half-duplex, fail-closed: the same word during the greeting does nothing."""
    skill = Skill(devices)
    try:
        devices.wait_loud(0, limit_s=LIMIT_S)
        for _ in range(3):
            devices.speak(EspeakProgram().render("stop", voice=VOICE, rate=140))
        assert skill.shown("?", limit_s=LIMIT_S)
        assert not skill.heard, skill.lines
    finally:
        skill.close()
