"""The microphone as an audio source: bounded, watched, and reopened when it comes back."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator

import numpy as np

from voice_skill import sound_card
from voice_skill.errors import MissingPartError
from voice_skill.hearing.liveness import Liveness
from voice_skill.hearing.sources import SourceLostError
from voice_skill.ports import AudioBlock

QUEUE_BLOCKS = 50
"""Blocks kept while the recogniser is busy: 5 s. Beyond that the oldest are dropped and the turn is asked again."""
SILENT_DEVICE_S = 1.5
"""No block for so long means the device is gone: drivers stop calling without an error (sounddevice #125, #382)."""
REOPEN_PAUSES_S = (0.0, 0.2, 0.5, 1.0, 2.0, 3.0)
"""Waits before each attempt to open the microphone again: plugging it back in, or a sound daemon that is started anew,
takes some seconds, and giving up ends the consultation."""

Opener = Callable[[Callable[[bytes, bool], None]], "sound_card.InputStream"]


class MicrophoneSource:
    """Sound from a microphone at its own rate. `blocks` hears from the moment it is called.

    After a `SourceLostError`, calling `blocks` again tries to open the microphone anew.
    """

    def __init__(self, name: str | None = None, *, silent_device_s: float = SILENT_DEVICE_S) -> None:
        """Open the microphone whose name contains `name`, or the default.

        Raises:
            MissingPartError: when PortAudio or the microphone is missing.
        """
        self._name = name
        self._silent_device_s = silent_device_s
        self._queue: queue.Queue[tuple[bytes, bool]] = queue.Queue(QUEUE_BLOCKS)
        self._dropped = False
        self._stream: sound_card.InputStream | None = None
        try:
            self._open()
        except sound_card.SoundCardError as error:
            raise MissingPartError(
                f"the microphone can't be opened ({error})",
                "Close other programs that use it, or choose another one.",
            ) from error

    @property
    def rate(self) -> int:
        """Samples per second: the device's own."""
        return self._rate

    def blocks(self) -> Iterator[AudioBlock]:
        """Yield sound from now on; what was heard before (the skill's own voice) is thrown away.

        Raises:
            SourceLostError: within 2 s of the device's last block, and when it can't be opened again.
        """
        if self._stream is None:
            self._reopen()
        self.flush()
        while True:
            try:
                data, lost = self._queue.get(timeout=self._silent_device_s)
            except queue.Empty:
                self._let_go()
                raise SourceLostError("the microphone stopped delivering sound") from None
            if self._liveness.gone(data, len(data) / 2 / self._channels / self._rate):
                self._let_go()
                raise SourceLostError("the microphone has fallen silent: unplugged or muted")
            lost, self._dropped = lost or self._dropped, False
            yield AudioBlock(self._mono(data), lost)

    def waiting(self, seconds: float) -> Iterator[AudioBlock]:
        """Yield what has come and was not heard yet."""
        while True:
            try:
                data, lost = self._queue.get_nowait()
            except queue.Empty:
                return
            lost, self._dropped = lost or self._dropped, False
            yield AudioBlock(self._mono(data), lost)

    def flush(self) -> None:
        """Throw away what is waiting."""
        while True:
            try:
                self._queue.get_nowait()
            except queue.Empty:
                break
        self._dropped = False

    def close(self) -> None:
        """Release the microphone. Safe to call twice."""
        self._let_go()

    def _open(self) -> None:
        device = sound_card.find("input", self._name)
        stream = sound_card.InputStream(device, self._enqueue)
        self._stream, self._rate, self._channels = stream, stream.rate, stream.channels
        self._liveness = Liveness(self._silent_device_s)

    def _reopen(self) -> None:
        """Open again after a loss, looking for the device anew each time."""
        for pause in REOPEN_PAUSES_S:
            time.sleep(pause)
            try:
                sound_card.rescan()
                self._open()
            except (MissingPartError, sound_card.SoundCardError):
                continue
            return
        raise SourceLostError("the microphone is gone")

    def _let_go(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _enqueue(self, data: bytes, lost: bool) -> None:  # noqa: FBT001 - the sound card's callback
        """Keep a block; called in PortAudio's thread."""
        try:
            self._queue.put_nowait((data, lost))
        except queue.Full:
            self._dropped = True

    def _mono(self, data: bytes) -> bytes:
        if self._channels == 1:
            return data
        samples = np.frombuffer(data, "<i2").reshape(-1, self._channels)
        return bytes(samples.mean(axis=1).astype("<i2").tobytes())
