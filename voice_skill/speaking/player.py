"""Making clips audible: the loudspeaker, a recording of the whole conversation, or nothing."""

from __future__ import annotations

import logging
import threading
import wave
from typing import TYPE_CHECKING, Protocol, Self

from voice_skill import sound_card
from voice_skill.errors import BadInputError, MissingPartError
from voice_skill.sound_card import SoundCardError
from voice_skill.speaking.clips import resample, silence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from voice_skill.ports import Clip, Player

BLOCK_S = 0.1
"""How finely playing can be stopped, seconds."""
STALL_S = 3.0
"""How much longer than itself a clip may take before its device counts as lost: drivers of unplugged devices wait."""
TAIL = 1.4
"""How much longer than the latency it states a device may hold sound back: measured 1.25 through PulseAudio."""
LEAD_S = 0.15
"""Silence before the first clip on a device, seconds: Bluetooth and HDMI swallow their first moments."""
RECORDING_RATE = 22050
"""Samples per second of a recorded conversation: that of the speech."""

_log = logging.getLogger(__name__)


class Output(Protocol):
    """An open loudspeaker: `sound_card.OutputStream`, or a test's."""

    rate: int

    @property
    def latency_s(self) -> float:
        """Seconds from writing to hearing."""
        ...

    def write(self, pcm: bytes) -> None:
        """Queue sound, waiting for room. Raises SoundCardError."""
        ...

    def drain(self) -> None:
        """Wait until everything written has been played. Raises SoundCardError."""
        ...

    def close(self) -> None:
        """Stop at once and let go."""
        ...


class Outputs(Protocol):
    """Where loudspeakers come from."""

    def names(self) -> Iterable[str]:
        """Name the loudspeakers to try, best first. Raises MissingPartError when there is none."""
        ...

    def open(self, name: str, rate: int) -> Output:
        """Open one. Raises SoundCardError or MissingPartError."""
        ...


class SoundCardOutputs:
    """The loudspeakers of this machine: the one that is asked for, the default, then any other."""

    def __init__(self, wanted: str | None = None) -> None:
        """`wanted` is a part of a device's name."""
        self._wanted = wanted

    def names(self) -> Iterable[str]:
        """Names of all loudspeakers, best first. Raises MissingPartError when there is none."""
        present = sound_card.devices("output")
        if not present:
            sound_card.find("output", self._wanted)  # raises, and says what to do
        wanted = (self._wanted or "").casefold()
        ranked = sorted(
            present,
            key=lambda device: (not (wanted and wanted in device.name.casefold()), not device.default),
        )
        return list(dict.fromkeys(device.name for device in ranked))

    def open(self, name: str, rate: int) -> Output:
        """Open a loudspeaker at `rate`, or at its own. Raises SoundCardError or MissingPartError."""
        device = sound_card.find("output", name)
        return sound_card.OutputStream(device, rate if sound_card.takes_rate(device, rate) else device.rate)


class SoundCardPlayer:
    """Plays through a loudspeaker, and through another when that one fails."""

    def __init__(self, outputs: Outputs | None = None, *, stall_s: float = STALL_S) -> None:
        """Open nothing yet: the first clip does."""
        self._outputs: Outputs = outputs or SoundCardOutputs()
        self._stall_s = stall_s
        self._stopped = threading.Event()
        self._name = ""

    def play(self, clip: Clip) -> bool:
        """Play to the end and return True once the last sample has been heard.

        False when it was stopped, or when no loudspeaker works. When a loudspeaker fails on the way, the whole clip is
        played again on the next one: half a warning is not a warning.
        """
        self._stopped.clear()
        failed: set[str] = set()
        while not self._stopped.is_set():
            output = self._open(clip.rate, failed)
            if output is None:
                return False
            if self._play_timed(output, clip):
                return not self._stopped.is_set()
            failed.add(self._name)
        return False

    def stop(self) -> None:
        """Stop at the next block."""
        self._stopped.set()

    def close(self) -> None:
        """Stop; a loudspeaker is only held while something plays."""
        self.stop()

    @property
    def loudspeaker(self) -> str:
        """Name of the loudspeaker in use, or used last; empty before the first clip."""
        return self._name

    def _open(self, rate: int, failed: set[str]) -> Output | None:
        """Open the best loudspeaker that has not failed for this clip."""
        try:
            names = [name for name in self._outputs.names() if name not in failed]
        except MissingPartError as error:
            _log.warning("no loudspeaker: %s", error)
            return None
        for name in names:
            try:
                output = self._outputs.open(name, rate)
                if name != self._name:
                    output.write(silence(LEAD_S, output.rate).pcm)
            except (SoundCardError, MissingPartError) as error:
                _log.warning("loudspeaker %s: %s", name, error)
                failed.add(name)
                continue
            self._name = name
            return output
        return None

    def _play_timed(self, output: Output, clip: Clip) -> bool:
        """Play on a thread of its own, because writing to a device that is gone, or closing it, may never return."""
        done: list[bool] = []
        sound = resample(clip, output.rate)

        def play() -> None:
            try:
                done.append(self._write(output, sound))
            finally:
                output.close()

        thread = threading.Thread(target=play, name="play", daemon=True)
        thread.start()
        thread.join(sound.seconds + output.latency_s + self._stall_s)
        return bool(done) and done[0]

    def _write(self, output: Output, sound: Clip) -> bool:
        """Write block by block; True when all of it was played, or playing was stopped on request."""
        size = 2 * max(1, round(BLOCK_S * output.rate))
        try:
            for start in range(0, len(sound.pcm), size):
                if self._stopped.is_set():
                    break
                output.write(sound.pcm[start : start + size])
            else:
                # PortAudio's own wait for the end returns at once on ALSA, with this much still to be heard
                self._stopped.wait(output.latency_s * TAIL)
                output.drain()
        except SoundCardError as error:
            _log.warning("loudspeaker %s: %s", self._name, error)
            return False
        return True


class RecordingPlayer:
    """Writes the whole conversation to one WAV file, in the time it would have taken.

    The skill's clips come by `play`, the patient's by `add`, waiting by `silence`.
    """

    def __init__(self, path: Path, *, also: Player | None = None, rate: int = RECORDING_RATE) -> None:
        """Create the file. `also` is a player that what is played goes to as well.

        Raises:
            BadInputError: when the file cannot be written.
        """
        self._also = also
        self._rate = rate
        self.seconds = 0.0
        """Length of the recording so far."""
        try:
            self._raw = path.open("wb")
        except OSError as error:
            raise BadInputError(f"{path}: can't be written: {error.strerror or error}.") from error
        self._file = wave.open(self._raw, "wb")  # noqa: SIM115  closed by `close`
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(rate)

    def play(self, clip: Clip) -> bool:
        """Add what the skill says, and pass it on; False when the file or the other player failed."""
        return self.add(clip) and (self._also is None or self._also.play(clip))

    def add(self, clip: Clip) -> bool:
        """Add sound, such as the patient's; False when the disk is full."""
        sound = resample(clip, self._rate)
        try:
            self._file.writeframes(sound.pcm)
        except OSError as error:
            _log.warning("recording: %s", error)
            return False
        self.seconds += sound.seconds
        return True

    def silence(self, seconds: float) -> bool:
        """Add a wait."""
        return self.add(silence(seconds, self._rate))

    def stop(self) -> None:
        """Stop the other player; a recording has nothing to stop."""
        if self._also is not None:
            self._also.stop()

    def close(self) -> None:
        """Finish the file. Safe to call twice."""
        self._file.close()
        self._raw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class NullPlayer:
    """Plays nothing, at once: for the keyboard, and where captions are enough."""

    def play(self, clip: Clip) -> bool:
        """Count as played."""
        return True

    def stop(self) -> None:
        """Nothing to stop."""
