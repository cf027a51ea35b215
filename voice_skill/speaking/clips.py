"""Arithmetic on clips: silence, joining, trimming, loudness, change of rate, WAV files."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from voice_skill.ports import Clip

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Samples: TypeAlias = NDArray[np.float32]

FULL_SCALE = 32767
AUDIBLE = 0.006
"""Part of full scale (about -44 dB) below which espeak's beginnings and ends are silence."""
PAUSE_S = 0.28
"""Silence between two sentences, seconds, at least: our own pauses are 0.3 and more."""
PEAK = 0.95
"""Part of full scale that the loudest sample of a clip is brought to: leaves room for a device's own filters."""


def samples(clip: Clip) -> Samples:
    """Return the clip as numbers from -1 to 1."""
    return np.frombuffer(clip.pcm, dtype="<i2").astype(np.float32) / np.float32(FULL_SCALE)


def clip_of(values: Samples, rate: int) -> Clip:
    """Numbers from -1 to 1 as a clip; what is beyond is clipped."""
    return Clip((np.clip(values, -1.0, 1.0) * FULL_SCALE).astype("<i2").tobytes(), rate)


def silence(seconds: float, rate: int) -> Clip:
    """Return a clip of nothing."""
    return Clip(b"\0\0" * max(0, round(seconds * rate)), rate)


def join(clips: Iterable[Clip], rate: int) -> Clip:
    """One clip after another, all at `rate`."""
    return Clip(b"".join(resample(clip, rate).pcm for clip in clips), rate)


def trim(clip: Clip, *, keep_s: float = 0.03) -> Clip:
    """Return the clip without the silence at both ends, but for `keep_s` seconds of it."""
    loud = np.flatnonzero(np.abs(samples(clip)) > AUDIBLE)
    if not len(loud):
        return Clip(b"", clip.rate)
    margin = round(keep_s * clip.rate)
    return Clip(clip.pcm[2 * max(0, int(loud[0]) - margin) : 2 * (int(loud[-1]) + margin)], clip.rate)


def quiet_end_s(clip: Clip) -> float:
    """Seconds of silence at the end of a clip."""
    loud = np.flatnonzero(np.abs(samples(clip)) > AUDIBLE)
    return (len(clip.pcm) // 2 - int(loud[-1]) - 1) / clip.rate if len(loud) else clip.seconds


def after(clip: Clip, seconds: float) -> Clip:
    """Return the clip without its first seconds."""
    return Clip(clip.pcm[2 * round(seconds * clip.rate) :], clip.rate)


def sentence_start_s(clip: Clip, at_s: float) -> float:
    """Return where the sentence that is spoken at a time begins, seconds: after the last long pause before it."""
    loud = np.flatnonzero(np.abs(samples(clip)[: round(at_s * clip.rate)]) > AUDIBLE)
    begins = loud[1:][np.diff(loud) >= PAUSE_S * clip.rate]
    return float(begins[-1]) / clip.rate if len(begins) else 0.0


def level(clip: Clip, volume: float) -> Clip:
    """Return the clip with its peak at `volume` (0 to 1) of the loudest that does not distort."""
    values = samples(clip)
    peak = float(np.abs(values).max(initial=0.0))
    return clip if peak == 0.0 else clip_of(values * (PEAK * volume / peak), clip.rate)


def resample(clip: Clip, rate: int) -> Clip:
    """Return the clip at another rate: interpolated, and averaged first when going down."""
    if rate == clip.rate or not clip.pcm:
        return Clip(clip.pcm, rate)
    values = samples(clip)
    if rate < clip.rate:  # what the lower rate cannot carry would come back as whistling
        width = max(1, round(clip.rate / rate))
        values = np.convolve(values, np.full(width, 1 / width, dtype=np.float32), mode="same")
    moments = np.arange(round(len(values) * rate / clip.rate)) * (clip.rate / rate)
    return clip_of(np.interp(moments, np.arange(len(values)), values).astype(np.float32), rate)


def read_wav(path: Path) -> Clip:
    """Read a 16-bit mono WAV file of our own making.

    Raises:
        OSError: when it cannot be read.
        ValueError: when it is something else.
    """
    try:
        with wave.open(str(path)) as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                raise ValueError(f"{path}: not 16-bit mono")
            return Clip(file.readframes(file.getnframes()), file.getframerate())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path}: {error}") from error


def write_wav(clip: Clip, path: Path) -> None:
    """Write a 16-bit mono WAV file. Raises OSError."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(clip.rate)
        file.writeframes(clip.pcm)
