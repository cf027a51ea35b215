"""The half-duplex gate: the loudspeaker is mixed into the microphone, late and loud, and the skill never hears itself."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from voice_skill.devices.virtual import VirtualDevices
from voice_skill.hearing import model_store

pytestmark = [
    pytest.mark.sound_devices,
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.timeout(200),
]

QUESTIONS = 3
"""Questions put before it is stopped: greeting and story, and two re-asks after silence."""
LIMIT_S = 120.0
OVERHEARD_S = 6.0
"""Seconds of the greeting in which the microphone must really carry the loudspeaker."""


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[VirtualDevices]:
    """A sound daemon of our own."""
    virtual = VirtualDevices(tmp_path)
    yield virtual
    virtual.close()


def overheard_peak(devices: VirtualDevices) -> int:
    """The loudest sample that the microphone carries in the next seconds."""
    recorder = subprocess.Popen(
        ["parec", "--device=microphone.monitor", "--format=s16le", "--channels=1", "--rate=16000"],
        env=devices.env,
        stdout=subprocess.PIPE,
    )
    assert recorder.stdout is not None
    with recorder.stdout:
        pcm = recorder.stdout.read(round(OVERHEARD_S * 16000) * 2)
        recorder.terminate()
    recorder.wait()
    return int(np.abs(np.frombuffer(pcm, "<i2").astype(np.int32)).max())


@pytest.mark.parametrize(
    ("delay_ms", "level_db"), [(50, -20), (50, -10), (50, 0), (200, -10), (400, -20), (400, 0)]
)
def test_the_skill_never_hears_itself(devices: VirtualDevices, delay_ms: int, level_db: int) -> None:
    """Nobody speaks; its own voice reaches the microphone; every question must end in silence, none in an answer."""
    devices.couple(delay_ms=delay_ms, level_db=level_db)
    env = {
        **devices.env,
        "VOICE_SKILL_MODEL": str(model_store.find()),
        "VOICE_SKILL_REGION": "gb",
        "VOICE_SKILL_PATIENCE": "brisk",
        "NO_COLOR": "1",
    }
    skill = subprocess.Popen(
        [sys.executable, "-m", "voice_skill", "talk"], env=env, stdout=subprocess.PIPE, text=True
    )
    shown: list[str] = []
    try:
        devices.wait_loud(0, limit_s=LIMIT_S)
        assert overheard_peak(devices) > 300, "the microphone does not carry the loudspeaker"
        assert skill.stdout is not None
        until = time.monotonic() + LIMIT_S
        while sum(line.startswith("?") for line in shown) < QUESTIONS and time.monotonic() < until:
            shown.append(skill.stdout.readline())
    finally:
        skill.kill()
        skill.wait()
        if skill.stdout is not None:
            skill.stdout.close()
    assert [line for line in shown if line.startswith("  >  ")] == []
    assert sum(line.startswith("?") for line in shown) == QUESTIONS, shown
    assert sum("hear anything" in line or "reached me" in line for line in shown) == QUESTIONS - 1, shown
