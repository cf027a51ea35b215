"""Microphones and loudspeakers through PortAudio: the one module that imports `sounddevice`, when it is needed.

Devices are chosen by a part of their name, because numbers change from boot to boot, and opened at their own rate,
because a raw ALSA device refuses others. PortAudio freezes its list of devices when it starts: `rescan` is the only
way to see one that was plugged in later, and it ends every open stream.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from voice_skill.errors import MissingPartError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Direction = Literal["input", "output"]

BLOCK_S = 0.1
"""Length of a block from the microphone, seconds (vosk-api #625: shorter ones overflow on a Raspberry Pi)."""
LATENCY_S = 0.2
"""Buffering asked of PortAudio, seconds: fewer drop-outs on small machines for a delay nobody notices."""

_PORTAUDIO_REMEDY = "Install it with `sudo apt install libportaudio2`, or use `voice-skill type`."
_NOUN = {"input": "microphone", "output": "loudspeaker"}


class SoundCardError(Exception):
    """A device that was there refuses to work: unplugged, busy, or its driver failed."""


@dataclass(frozen=True, slots=True)
class Device:
    """A microphone or a loudspeaker."""

    index: int
    """PortAudio's number, good until the next rescan."""
    name: str
    host: str
    """The sound system it belongs to: `ALSA`, `PulseAudio`, `Core Audio` …"""
    rate: int
    """Its own rate, samples per second."""
    channels: int
    default: bool


def devices(direction: Direction) -> list[Device]:
    """List what can be heard from (`input`) or spoken through (`output`).

    Where there is nothing it looks once more: a list made while the sound system was down stays empty for ever.

    Raises:
        MissingPartError: when PortAudio is not installed.
    """
    present = _listed(direction)
    if not present:  # and so nothing is open that looking again could close
        rescan()
        present = _listed(direction)
    return present


def _listed(direction: Direction) -> list[Device]:
    sounddevice = _sounddevice()
    field = f"max_{direction}_channels"
    try:
        hosts = sounddevice.query_hostapis()
        standard = sounddevice.default.device[0 if direction == "input" else 1]
        return [
            Device(
                index=entry["index"],
                name=str(entry["name"]),
                host=str(hosts[entry["hostapi"]]["name"]),
                rate=round(entry["default_samplerate"]),
                channels=int(entry[field]),
                default=entry["index"] == standard,
            )
            for entry in sounddevice.query_devices()
            if entry[field] > 0
        ]
    except sounddevice.PortAudioError as error:
        raise MissingPartError(
            f"the sound system does not answer ({_first_line(error)})", _PORTAUDIO_REMEDY
        ) from error


def find(direction: Direction, name: str | None = None) -> Device:
    """Return the device whose name (or `name, host`) contains `name`, or the system's default.

    Raises:
        MissingPartError: when PortAudio, or any such device, is missing.
    """
    present = devices(direction)
    noun = _NOUN[direction]
    if not present:
        raise MissingPartError(
            f"there is no {noun}",
            "Plug one in and run `voice-skill doctor`; `voice-skill type` holds the same consultation without one.",
        )
    if name is None:
        return next((device for device in present if device.default), present[0])
    wanted = name.casefold()
    for device in present:
        if wanted in f"{device.name}, {device.host}".casefold():
            return device
    known = "; ".join(device.name for device in present)
    raise MissingPartError(
        f"no {noun} is called {name!r}",
        f"There are: {known}. Correct the {noun} setting, or unset it for the default.",
    )


def look_ahead() -> None:
    """Let PortAudio look for devices on another thread, 0.3 s of waiting, while the rest of the program is read."""

    def look() -> None:
        with contextlib.suppress(MissingPartError):  # whoever needs a device is told
            _sounddevice()

    threading.Thread(target=look, name="sound devices", daemon=True).start()


def rescan() -> None:
    """Look for devices again. Every open stream ends.

    Raises:
        MissingPartError: when PortAudio is missing or does not start again.
    """
    sounddevice = _sounddevice()
    try:
        sounddevice._terminate()  # noqa: SLF001 - the documented way; there is no public one
        sounddevice._initialize()  # noqa: SLF001
    except sounddevice.PortAudioError as error:
        raise MissingPartError(
            f"the sound system does not answer ({_first_line(error)})", _PORTAUDIO_REMEDY
        ) from error


class InputStream:
    """An open microphone: calls back with blocks until it is closed."""

    def __init__(self, device: Device, on_block: Callable[[bytes, bool], None]) -> None:
        """Open and start.

        Args:
            device: where to listen.
            on_block: called from PortAudio's thread with interleaved 16-bit sound and whether sound was lost before
                it. It must only copy and enqueue: no waiting, no printing, no exception.

        Raises:
            SoundCardError: when the device can't be opened.
        """
        sounddevice = _sounddevice()
        self.rate = device.rate
        self.channels = min(device.channels, 2)

        def callback(data: Any, _frames: int, _time: Any, status: Any) -> None:
            on_block(bytes(data), bool(status.input_overflow))

        with _failures_named(sounddevice, device):
            self._stream = sounddevice.RawInputStream(
                samplerate=device.rate,
                device=device.index,
                channels=self.channels,
                dtype="int16",
                blocksize=round(device.rate * BLOCK_S),
                latency=LATENCY_S,
                callback=callback,
            )
            self._stream.start()

    @property
    def active(self) -> bool:
        """Whether PortAudio still thinks it delivers; some drivers never notice an unplugged device."""
        return bool(self._stream.active)

    def close(self) -> None:
        """Stop at once. Safe to call twice, and on a device that is gone."""
        with contextlib.suppress(_sounddevice().PortAudioError):
            self._stream.abort()
        with contextlib.suppress(_sounddevice().PortAudioError):
            self._stream.close()


class OutputStream:
    """An open loudspeaker that is written to."""

    def __init__(self, device: Device, rate: int) -> None:
        """Open and start, mono, at `rate` samples per second where the device takes it.

        Raises:
            SoundCardError: when the device can't be opened at this rate; try `device.rate`.
        """
        sounddevice = _sounddevice()
        self.rate = rate
        with _failures_named(sounddevice, device):
            self._stream = sounddevice.RawOutputStream(
                samplerate=rate, device=device.index, channels=1, dtype="int16", latency=LATENCY_S
            )
            self._stream.start()
        self._device = device

    @property
    def latency_s(self) -> float:
        """Seconds from writing to hearing."""
        return float(self._stream.latency)

    def write(self, pcm: bytes) -> None:
        """Queue 16-bit mono sound, waiting for room.

        Raises:
            SoundCardError: when the device no longer works.
        """
        with _failures_named(_sounddevice(), self._device):
            self._stream.write(pcm)

    def drain(self) -> None:
        """Wait until everything written has been played.

        Raises:
            SoundCardError: when the device no longer works.
        """
        with _failures_named(_sounddevice(), self._device):
            self._stream.stop()

    def close(self) -> None:
        """Stop at once and let go of the device. Safe to call twice, and on a device that is gone."""
        with contextlib.suppress(_sounddevice().PortAudioError):
            self._stream.abort()
        with contextlib.suppress(_sounddevice().PortAudioError):
            self._stream.close()


def takes_rate(device: Device, rate: int) -> bool:
    """Whether a loudspeaker can be opened at this rate, mono."""
    sounddevice = _sounddevice()
    try:
        sounddevice.check_output_settings(device=device.index, channels=1, dtype="int16", samplerate=rate)
    except (sounddevice.PortAudioError, ValueError):
        return False
    return True


def _sounddevice() -> Any:
    try:
        import sounddevice  # noqa: PLC0415
    except (OSError, ImportError) as error:
        raise MissingPartError("the sound library PortAudio is missing", _PORTAUDIO_REMEDY) from error
    return sounddevice


@contextlib.contextmanager
def _failures_named(sounddevice: Any, device: Device) -> Iterator[None]:
    try:
        yield
    except (sounddevice.PortAudioError, ValueError) as error:
        raise SoundCardError(f"{device.name}: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
