"""A room with the published `wyoming-satellite` program in it, whose microphone and loudspeaker are files."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np

from voice_skill.ports import Clip
from voice_skill.speaking.clips import resample
from voice_skill.speaking.espeak_program import EspeakProgram

PROGRAMS = Path(__file__).parent / "programs"
VERSION = "1.0.0"
"""Of `wyoming-satellite`; it brings the version of the protocol's library that it was published with."""
RATE, HEARD_RATE = 16000, 22050
VOICE, PACE = "en-gb-x-rp+f2", 130
QUIET_S = 2.2
"""No new sound for so long: the skill has finished, and the microphone is open (sent 0.5 s ahead, shut 0.8 s longer)."""


def make_environment(folder: Path) -> Path:
    """Install the satellite into an environment of its own; returns its Python. Raises `CalledProcessError`."""
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True, capture_output=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", f"wyoming-satellite=={VERSION}"],
            check=True,
            capture_output=True,
        )
        (folder / "ready").touch()
    return python


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Home:
    """One room: says things, and hears what is said to it."""

    def __init__(self, python: Path, folder: Path, name: str) -> None:
        self.name, self.port = name, free_port()
        self._python, self._mouth, self._ear = python, folder / f"{name}-says", folder / f"{name}-hears.raw"
        self._log = folder / f"{name}.log"
        self._mouth.mkdir()
        self._ear.touch()
        self._said = 0
        self._satellite: subprocess.Popen[bytes] | None = None
        self.switch_on()

    @property
    def address(self) -> str:
        """As `serve --satellite` wants it."""
        return f"{self.name}=127.0.0.1:{self.port}"

    def switch_on(self) -> None:
        """Start the satellite."""
        options = {
            "--name": self.name,
            "--uri": f"tcp://127.0.0.1:{self.port}",
            "--mic-command": f"{sys.executable} {PROGRAMS / 'mic.py'} {self._mouth}",
            "--snd-command": f"{sys.executable} {PROGRAMS / 'snd.py'} {self._ear}",
        }
        arguments = [word for pair in options.items() for word in pair]
        with self._log.open("ab") as log:
            self._satellite = subprocess.Popen(
                [self._python, "-m", "wyoming_satellite", "--no-zeroconf", *arguments],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def switch_off(self) -> None:
        """Pull its plug."""
        if self._satellite is not None:
            self._satellite.kill()
            self._satellite.wait()

    def say(self, words: str) -> None:
        """Say something into the microphone."""
        clip = resample(EspeakProgram().render(words, voice=VOICE, rate=PACE), RATE)
        self._said += 1
        recording = self._mouth / f"{self._said:03}.part"
        with wave.open(str(recording), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(clip.pcm)
        recording.rename(recording.with_suffix(".wav"))

    @property
    def samples(self) -> int:
        """Samples heard so far: the present."""
        return self._ear.stat().st_size // 2

    def heard(self, after: int = 0) -> Clip:
        """What came out of the loudspeaker past a sample, at the recogniser's rate."""
        pcm = self._ear.read_bytes()[2 * after :]
        return resample(Clip(pcm[: len(pcm) // 2 * 2], HEARD_RATE), RATE)

    def wait_spoken(self, after: int, *, limit_s: float, least_s: float = 0.5) -> int:
        """Wait until more than a tone has been said past a sample, and has ended; returns the present."""
        until, still, last = time.monotonic() + limit_s, time.monotonic(), self.samples
        while True:
            if self.samples != last:
                last, still = self.samples, time.monotonic()
            spoken = last - after >= least_s * HEARD_RATE
            if spoken and time.monotonic() - still >= QUIET_S:
                return last
            if time.monotonic() > until:
                raise TimeoutError(
                    f"{self.name}: {(last - after) / HEARD_RATE:.1f} s were said in {limit_s:.0f} s"
                )
            time.sleep(0.05)

    def has_heard(self, after: int) -> bool:
        """Whether anything loud was said past a sample."""
        return bool(np.abs(np.frombuffer(self.heard(after).pcm, "<i2").astype(np.int32)).max(initial=0) > 300)


def wait_for(condition: Callable[[], bool], limit_s: float, what: str) -> None:
    """Wait for something. Raises `TimeoutError` naming it."""
    until = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(what)
        time.sleep(0.05)
