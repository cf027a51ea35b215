"""The player on a (virtual) loudspeaker: what it reports as played has been heard, to the last sample."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from voice_skill.devices.virtual import VirtualDevices
from voice_skill.errors import MissingPartError
from voice_skill.speaking.clips import samples

pytestmark = pytest.mark.sound_devices

TONES = """
import sys
import numpy as np
from voice_skill.speaking.clips import clip_of, join, silence
from voice_skill.speaking.player import SoundCardPlayer
def tone(hertz, seconds):
    return clip_of((0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * 22050)) / 22050)).astype("f4"), 22050)
player = SoundCardPlayer()
sys.exit(0 if all(player.play(join([tone(400, 1.0), tone(1600, 0.2)], 22050)) for _ in range(2)) else 1)
"""
"""Plays two clips and ends at once: what was still in a buffer would be lost. Each ends with 0.2 s of another pitch."""


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[VirtualDevices]:
    """A sound daemon of our own."""
    try:
        virtual = VirtualDevices(tmp_path)
    except MissingPartError as missing:
        pytest.skip(str(missing))
    yield virtual
    virtual.close()


def test_what_counts_as_played_has_left_the_loudspeaker(devices: VirtualDevices) -> None:
    """The very end of both clips, 0.2 s of a higher tone, is in what was overheard."""
    subprocess.run([sys.executable, "-c", TONES], env=devices.env, check=True, timeout=60)
    devices.wait_quiet(0.5, limit_s=10, after=0)
    heard = devices.overheard()
    frames = samples(heard)[: len(heard.pcm) // 2 // 320 * 320].reshape(-1, 320)
    pitch = np.abs(np.fft.rfft(frames * np.hanning(320))).argmax(axis=1) * heard.rate / 320
    loud = np.abs(frames).max(axis=1) > 0.1
    seconds = 320 / heard.rate
    assert (loud & (abs(pitch - 1600) < 100)).sum() * seconds == pytest.approx(0.4, abs=0.06)
    assert (loud & (abs(pitch - 400) < 100)).sum() * seconds == pytest.approx(
        2.0, abs=0.2
    )  # frames that straddle an edge count for neither


def test_without_any_sound_system_it_says_so_and_does_not_wait(tmp_path: Path) -> None:
    """No daemon, no card: playing fails at once, without a traceback."""
    program = TONES.split("player = ", maxsplit=1)[0] + (
        "sys.exit(3 if not SoundCardPlayer().play(tone(400, 1.0)) else 0)\n"
    )
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
