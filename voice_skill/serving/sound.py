"""Sound as the protocol carries it, made into what hearing wants."""

from __future__ import annotations

from typing import Any

import numpy as np

from voice_skill.hearing.levels import to_pcm
from voice_skill.hearing.resample import Resampler
from voice_skill.serving.framing import ProtocolError

RATE = 16000
"""Samples per second of what is passed on: the recogniser's."""
RATES = (8000, 96000)
"""Lowest and highest rate that is taken."""
FULL_SCALE = 32768.0


class Incoming:
    """Turns the sound messages of one stream into 16-bit mono samples at `RATE`."""

    def __init__(self) -> None:
        self._format: tuple[int, int] | None = None
        self._resample: Resampler | None = None
        self._rest = b""

    def announce(self, data: dict[str, Any]) -> None:
        """Take an `audio-start`. Raises `ProtocolError` for a format that can't be used."""
        self._format = _format(data)
        self._resample = Resampler(self._format[0], RATE)

    def take(self, data: dict[str, Any], payload: bytes | None) -> bytes:
        """Convert one chunk; one cut in the middle of a sample, as Home Assistant's may be, goes on in the next.

        Raises:
            ProtocolError: when it is not as announced.
        """
        its = _format(data)
        if self._resample is None:
            self._format, self._resample = its, Resampler(its[0], RATE)
        if its != self._format:
            raise ProtocolError("sent sound in another format than announced")
        raw = self._rest + (payload or b"")
        whole = len(raw) - len(raw) % (2 * its[1])
        self._rest = raw[whole:]
        samples = np.frombuffer(raw[:whole], "<i2").astype(np.float32) / FULL_SCALE
        if its[1] > 1:
            samples = samples.reshape(-1, its[1]).mean(axis=1)
        return to_pcm(self._resample(samples))


def _format(data: dict[str, Any]) -> tuple[int, int]:
    """Return rate and channels. Raises `ProtocolError`."""
    values = [data.get(key) for key in ("rate", "width", "channels")]
    if not all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        raise ProtocolError("sent sound without saying in what format")
    rate, width, channels = (int(value or 0) for value in values)
    lowest, highest = RATES
    if width != 2 or channels not in {1, 2} or not lowest <= rate <= highest:
        raise ProtocolError(
            f"sent sound of {rate} Hz, {width} bytes, {channels} channels; it must be 16 bits, 1 or 2 channels, "
            f"{lowest} to {highest} Hz"
        )
    return rate, channels
