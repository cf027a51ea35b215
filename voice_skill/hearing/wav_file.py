"""WAV files as they come: PCM of 8 to 32 bits or floating point, any number of channels, headers that lie.

The standard library's `wave` refuses floating point and (before Python 3.12) the extensible header that most 24-bit
files carry, so the few fields needed are read here.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from voice_skill.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

LOWEST_RATE, HIGHEST_RATE = 8_000, 192_000
"""Samples per second. Below telephone rate the consonants that tell words apart are gone."""

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE


@dataclass(frozen=True, slots=True)
class WavFormat:
    """What a WAV file says of itself."""

    rate: int
    """Samples per second and channel."""
    channels: int
    bits: int
    """Per sample."""
    floating: bool
    start: int
    """Where the sound begins, in bytes."""
    length: int
    """Bytes of sound that are really there."""

    @property
    def frame(self) -> int:
        """Bytes of one sample of all channels."""
        return self.channels * self.bits // 8


def read_format(path: Path) -> WavFormat:
    """Read the header of a WAV file.

    Raises:
        BadInputError: when it can't be read, is not a WAV file of a kind listed above, or has no sound.
    """
    try:
        if path.exists() and not (
            path.is_file() or path.is_dir()
        ):  # a pipe or a terminal would be waited for
            raise BadInputError(f"{path}: not a file")
        with path.open("rb") as stream:
            return _read_header(stream, path)
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read ({error.strerror or error})") from error


def read_mono(path: Path, form: WavFormat, seconds: float) -> Iterator[NDArray[np.int16]]:
    """Yield the sound as 16-bit mono, so many seconds at a time.

    Raises:
        BadInputError: when the file can't be read on.
    """
    frames = max(1, round(form.rate * seconds))
    left = form.length // form.frame
    try:
        with path.open("rb") as stream:
            stream.seek(form.start)
            while left > 0:
                data = stream.read(min(frames, left) * form.frame)
                data = data[: len(data) // form.frame * form.frame]
                if not data:
                    return
                left -= len(data) // form.frame
                yield _to_mono(data, form)
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read ({error.strerror or error})") from error


def _read_header(stream: BinaryIO, path: Path) -> WavFormat:
    opening = stream.read(12)
    if not opening:
        raise BadInputError(f"{path}: the file is empty")
    if len(opening) < 12 or opening[:4] not in {b"RIFF", b"RF64"} or opening[8:] != b"WAVE":
        raise BadInputError(f"{path}: not a WAV file; convert it to WAV (PCM, 16 kHz or more)")
    size = path.stat().st_size
    fmt: tuple[int, int, int, int] | None = None
    while len(head := stream.read(8)) == 8:
        name, length = head[:4], struct.unpack("<I", head[4:])[0]
        if name == b"fmt ":
            fmt = _read_fmt(stream.read(length), path)
            stream.seek(length % 2, 1)
        elif name == b"data":
            return _checked(fmt, stream.tell(), min(length, size - stream.tell()), path)
        else:
            stream.seek(length + length % 2, 1)
    raise BadInputError(f"{path}: the WAV file has no sound in it")


def _read_fmt(chunk: bytes, path: Path) -> tuple[int, int, int, int]:
    """Return coding, channels, rate and bits."""
    if len(chunk) < 16:
        raise BadInputError(f"{path}: the header of the WAV file is damaged")
    coding, channels, rate, _, _, bits = struct.unpack("<HHIIHH", chunk[:16])
    if coding == _EXTENSIBLE and len(chunk) >= 26:
        coding = struct.unpack("<H", chunk[24:26])[0]
    return coding, channels, rate, bits


def _checked(fmt: tuple[int, int, int, int] | None, start: int, length: int, path: Path) -> WavFormat:
    if fmt is None:
        raise BadInputError(f"{path}: the header of the WAV file is damaged")
    coding, channels, rate, bits = fmt
    if (coding, bits) not in {
        (_PCM, 8),
        (_PCM, 16),
        (_PCM, 24),
        (_PCM, 32),
        (_FLOAT, 32),
        (_FLOAT, 64),
    } or not channels:
        raise BadInputError(f"{path}: compressed or unusual WAV coding; convert it to plain PCM")
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise BadInputError(
            f"{path}: {rate} samples per second can't be used; record at {LOWEST_RATE} to {HIGHEST_RATE}, best 16000"
        )
    form = WavFormat(rate, channels, bits, coding == _FLOAT, start, length)
    if length < form.frame:
        raise BadInputError(f"{path}: the WAV file has no sound in it")
    return form


def _to_mono(data: bytes, form: WavFormat) -> NDArray[np.int16]:
    """Convert to 16 bits and mix the channels; NaN counts as silence, what exceeds full scale is clipped."""
    values: NDArray[np.float64]
    if form.floating:
        with np.errstate(all="ignore"):  # what is not finite is mended in the next line
            values = np.frombuffer(data, f"<f{form.bits // 8}").astype(np.float64) * 32768.0
        values = np.nan_to_num(values, nan=0.0, posinf=32767.0, neginf=-32768.0)
    elif form.bits == 8:
        values = (np.frombuffer(data, np.uint8).astype(np.float64) - 128.0) * 256.0
    elif form.bits == 16:
        values = np.frombuffer(data, "<i2").astype(np.float64)
    elif form.bits == 24:
        octets = np.frombuffer(data, np.uint8).reshape(-1, 3)
        widened = np.zeros((len(octets), 4), np.uint8)
        widened[:, 1:] = octets
        values = widened.view("<i4").reshape(-1).astype(np.float64) / 65536.0
    else:
        values = np.frombuffer(data, "<i4").astype(np.float64) / 65536.0
    mono = values.reshape(-1, form.channels).mean(axis=1)
    whole: NDArray[np.int16] = np.clip(np.round(mono), -32768, 32767).astype(np.int16)
    return whole
