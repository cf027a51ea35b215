"""A microphone and a loudspeaker made of software: a sound daemon of our own with two null sinks.

For tests and long trials on machines without sound hardware. Needs the programs `pulseaudio`, `pactl`, `pacat` and
`parec`, and ALSA's pulse plugin (Debian: `pulseaudio pulseaudio-utils libasound2-plugins libportaudio2`).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from voice_skill.errors import MissingPartError
from voice_skill.ports import Clip

RATE = 16_000
"""Samples per second at which the loudspeaker is overheard."""
LOUD = 200
"""Peak, of 32768, from which a block counts as sound: a null sink is digitally silent."""
BLOCK_S = 0.05
START_LIMIT_S = 10.0
RECORDER_LIMIT_S = 3.0
"""A recorder takes about 1.9 s to its first samples; the figures of `bench start` once held a second of that."""

_ASOUNDRC = "pcm.!default { type pulse }\nctl.!default { type pulse }\n"
_PROGRAMS = ("pulseaudio", "pactl", "pacat", "parec")


class VirtualDevices:
    """A sound daemon whose default microphone and loudspeaker are ours to speak into and to overhear."""

    def __init__(self, folder: Path) -> None:
        """Start the daemon; `folder` holds its socket, and is the home of whoever uses the devices.

        Raises:
            MissingPartError: when a program is missing, or the daemon does not start.
        """
        missing = [program for program in _PROGRAMS if shutil.which(program) is None]
        if missing:
            raise MissingPartError(
                f"{', '.join(missing)} is not installed",
                "Run `sudo apt install pulseaudio pulseaudio-utils`.",
            )
        self._folder = folder
        (folder / ".asoundrc").write_text(_ASOUNDRC)
        self._daemon = self._start()
        self._overheard = _Overheard()
        self._overheard.attend(self._run_parec())

    @property
    def env(self) -> dict[str, str]:
        """The environment in which a program finds these devices, and no others."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PULSE_", "XDG_"))},
            "HOME": str(self._folder),
            "XDG_RUNTIME_DIR": str(self._folder),
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_COOKIE": str(self._folder / "cookie"),
        }

    def speak(self, clip: Clip) -> None:
        """Say something into the microphone; returns when it has been said."""
        command = [
            "pacat",
            "--playback",
            "--device=microphone",
            "--format=s16le",
            "--channels=1",
            f"--rate={clip.rate}",
            "--latency-msec=50",
        ]
        subprocess.run(  # noqa: S603  our own command
            command, input=clip.pcm, env=self.env, check=True, timeout=clip.seconds + START_LIMIT_S
        )

    def overheard(self, after: int = 0) -> Clip:
        """Everything that has come out of the loudspeaker so far, past sample `after`."""
        return self._overheard.clip(after)

    def unplug_microphone(self) -> None:
        """Pull the microphone out; whoever uses it loses it."""
        listed = self._pactl("list", "short", "modules").stdout.decode().splitlines()
        for number in [line.split()[0] for line in listed if "sink_name=microphone " in line]:
            self._pactl("unload-module", number)

    def plug_in_microphone(self) -> None:
        """Put it back, as the default again."""
        self._pactl("load-module", "module-null-sink", "sink_name=microphone", "rate=48000")
        self._make_default()
        # The daemon moves who listened to the default to the new one: the loudspeaker's recorder, too.
        self._overheard.attend(self._run_parec())

    def couple(self, *, delay_ms: int, level_db: int) -> None:
        """Let the microphone hear the loudspeaker, as in a room."""
        place = ("source=loudspeaker.monitor", "sink=microphone", f"latency_msec={delay_ms}")
        before = set(self._inputs())
        self._pactl("load-module", "module-loopback", *place)
        (number,) = set(self._inputs()) - before
        self._pactl("set-sink-input-volume", number, f"{level_db}dB")

    def cancel_echo(self) -> None:
        """Put an echo canceller between these devices and whoever uses the system's choice."""
        names = ("source_name=cancelled", "sink_name=cancelling", "aec_method=webrtc")
        masters = ("source_master=microphone.monitor", "sink_master=loudspeaker")
        if self._pactl("load-module", "module-echo-cancel", *masters, *names).returncode:
            raise MissingPartError("this sound daemon has no echo canceller", "Install `pulseaudio` in full.")
        self._pactl("set-default-sink", "cancelling")
        self._pactl("set-default-source", "cancelled")

    def _inputs(self) -> list[str]:
        return [
            line.split()[0]
            for line in self._pactl("list", "short", "sink-inputs").stdout.decode().splitlines()
        ]

    def kill_daemon(self) -> None:
        """End the sound daemon without warning."""
        self._daemon.kill()
        self._daemon.wait()

    def restart_daemon(self) -> None:
        """Start the daemon anew after `kill_daemon`. Raises `MissingPartError` as the first start does."""
        self._socket.unlink(missing_ok=True)
        self._daemon = self._start()
        self._overheard.attend(self._run_parec())

    def wait_quiet(self, seconds: float, *, limit_s: float, after: int | None = None) -> None:
        """Wait until the loudspeaker has been quiet for so long, after it has made a sound past sample `after`.

        Raises:
            TimeoutError: when that did not happen within the limit.
        """
        self._overheard.wait_quiet(seconds, limit_s=limit_s, after=after)

    def wait_loud(self, after: int, *, limit_s: float) -> float:
        """Wait for a sound from the loudspeaker past sample `after`; returns when it came, in monotonic seconds.

        Raises:
            TimeoutError: when none came within the limit.
        """
        return self._overheard.wait_loud(after, limit_s=limit_s)

    @property
    def samples(self) -> int:
        """Samples overheard so far: the present, as `wait_quiet` takes it."""
        return self._overheard.samples

    def close(self) -> None:
        """End the daemon and what listens to it."""
        self._overheard.close()
        self._daemon.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._daemon.wait(START_LIMIT_S)
        if self._daemon.poll() is None:
            self._daemon.kill()
            self._daemon.wait()

    @property
    def _socket(self) -> Path:
        return self._folder / "sound.socket"

    def _start(self) -> subprocess.Popen[bytes]:
        modules = (
            f"module-native-protocol-unix socket={self._socket} auth-anonymous=1",
            "module-null-sink sink_name=loudspeaker rate=48000",
            "module-null-sink sink_name=microphone rate=48000",
        )
        command = [
            "pulseaudio",
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "--use-pid-file=no",
            "--disable-shm=yes",
        ]
        command += [f"--load={module}" for module in modules]
        with (self._folder / "daemon.log").open("wb") as log:
            daemon = subprocess.Popen(command, env=self.env, stdout=log, stderr=log)  # noqa: S603  our own command
        deadline = time.monotonic() + START_LIMIT_S
        while not self._make_default():
            if daemon.poll() is not None or time.monotonic() > deadline:
                daemon.kill()
                daemon.wait()
                raise MissingPartError(
                    "the sound daemon does not start", f"See {self._folder / 'daemon.log'}."
                )
            time.sleep(0.05)
        return daemon

    def _make_default(self) -> bool:
        """Make the two the system's choice, as far as they are there; whether both are."""
        sink = self._pactl("set-default-sink", "loudspeaker")
        source = self._pactl("set-default-source", "microphone.monitor")
        return sink.returncode == source.returncode == 0

    def _pactl(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        command = ["pactl", *words]
        return subprocess.run(  # noqa: S603  our own command
            command, env=self.env, capture_output=True, check=False, timeout=START_LIMIT_S
        )

    def _run_parec(self) -> subprocess.Popen[bytes]:
        command = [
            "parec",
            "--device=loudspeaker.monitor",
            "--format=s16le",
            "--channels=1",
            f"--rate={RATE}",
        ]
        command.append("--latency-msec=50")
        return subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE)  # noqa: S603  our own command


class _Overheard:
    """What comes out of the loudspeaker, collected on a thread."""

    def __init__(self) -> None:
        self._recorder: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None
        self._pcm = bytearray()
        self._last_loud = -1
        """Sample up to which there was sound; -1 before the first."""
        self._changed = threading.Condition()

    def attend(self, recorder: subprocess.Popen[bytes]) -> None:
        """Go on with another recorder, once it runs: a new one lags up to 2 s behind. The one before ended with its loudspeaker."""
        self.close()
        before = self.samples
        self._recorder = recorder
        self._thread = threading.Thread(target=self._collect, args=(recorder,), name="overheard", daemon=True)
        self._thread.start()
        with self._changed:
            self._changed.wait_for(lambda: len(self._pcm) // 2 > before, RECORDER_LIMIT_S)

    @property
    def samples(self) -> int:
        with self._changed:
            return len(self._pcm) // 2

    def clip(self, after: int) -> Clip:
        with self._changed:
            return Clip(bytes(self._pcm[2 * after : len(self._pcm) // 2 * 2]), RATE)

    def wait_quiet(self, seconds: float, *, limit_s: float, after: int | None) -> None:
        start = self.samples if after is None else after

        def quiet() -> bool:
            return self._last_loud > start and len(self._pcm) // 2 - self._last_loud >= seconds * RATE

        with self._changed:
            if not self._changed.wait_for(quiet, limit_s):
                raise TimeoutError(f"the loudspeaker was not heard to fall quiet within {limit_s:.0f} s")

    def wait_loud(self, after: int, *, limit_s: float) -> float:
        with self._changed:
            if not self._changed.wait_for(lambda: self._last_loud > after, limit_s):
                raise TimeoutError(f"nothing was heard from the loudspeaker within {limit_s:.0f} s")
        return time.monotonic()

    def close(self) -> None:
        if self._recorder is None or self._thread is None:
            return
        self._recorder.terminate()
        self._recorder.wait()
        self._thread.join()
        if self._recorder.stdout is not None:
            self._recorder.stdout.close()

    def _collect(self, recorder: subprocess.Popen[bytes]) -> None:
        for block in _blocks(recorder):
            loud = bool(np.abs(np.frombuffer(block, "<i2").astype(np.int32)).max(initial=0) >= LOUD)
            with self._changed:
                self._pcm += block
                if loud:
                    self._last_loud = len(self._pcm) // 2
                self._changed.notify_all()


def _blocks(recorder: subprocess.Popen[bytes]) -> Iterator[bytes]:
    stream = recorder.stdout
    while stream is not None and (block := stream.read(2 * round(RATE * BLOCK_S))):
        yield block[: len(block) // 2 * 2]
