"""Standby over a virtual microphone and loudspeaker: the spoken phrase starts the whole skill."""

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

pytestmark = [pytest.mark.sound_devices, pytest.mark.model, pytest.mark.timeout(300)]

LIMIT_S = 90.0
VOICE = "en-gb-x-rp+f2"
TRIES = 4


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[VirtualDevices]:
    """A sound daemon of our own."""
    virtual = VirtualDevices(tmp_path)
    yield virtual
    virtual.close()


def test_only_the_phrase_starts_a_consultation(devices: VirtualDevices) -> None:
    """Other words do nothing; the phrase brings the greeting; SIGTERM ends it properly."""
    env = {**devices.env, "VOICE_SKILL_MODEL": str(model_store.find()), "VOICE_SKILL_REGION": "gb"}
    skill = subprocess.Popen(
        [sys.executable, "-m", "voice_skill", "standby"], env=env, stdout=subprocess.PIPE, text=True
    )
    shown: list[str] = []
    greeted = threading.Event()

    def collect() -> None:
        assert skill.stdout is not None
        for line in skill.stdout:
            shown.append(line)
            if "automated guide" in line:
                greeted.set()

    thread = threading.Thread(target=collect, daemon=True)
    thread.start()
    try:
        devices.wait_quiet(1.5, limit_s=LIMIT_S, after=0)
        devices.speak(EspeakProgram().render("start back", voice=VOICE, rate=130))
        assert not greeted.wait(3)
        for _ in range(TRIES):  # a busy machine drops sound, and half a phrase is none
            devices.speak(EspeakProgram().render("start back check", voice=VOICE, rate=130))
            if greeted.wait(LIMIT_S / TRIES):
                break
        assert greeted.is_set(), shown
        skill.terminate()
        assert skill.wait(LIMIT_S) == 0
    finally:
        skill.kill()
        skill.wait()
        thread.join(10)
        assert skill.stdout is not None
        skill.stdout.close()
    assert any("standby has ended" in line for line in shown)
    assert any("Say start back check" in line for line in shown)
