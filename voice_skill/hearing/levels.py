"""Making sound from any device fit for the recogniser, and noticing what is wrong with its level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from voice_skill.hearing.resample import Samples

Hint = Literal["too_quiet", "too_loud"]


@dataclass(frozen=True, slots=True)
class LevelSettings:
    """When to say something about the level. dB of full scale."""

    quiet_db: float = -48.0
    """Speech below this is worth "could you come closer": a laptop at 3 m delivers about -40."""
    quiet_above_background_db: float = 6.0
    """… and so is speech that stands out from the room by less than this."""
    clipped_share: float = 0.02
    """More samples at full scale than this, within speech, is worth "a little quieter"."""


class Conditioner:
    """Takes 16-bit blocks at the device's rate, gives samples without offset."""

    _FORGET_S = 0.5
    """The offset is followed over so long: far slower than any voice."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._offset: float | None = None

    def __call__(self, pcm: bytes) -> Samples:
        """Convert one block to full scale ±1 and take its offset out, without steps at the seams."""
        samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2").astype(np.float32) / 32768.0
        if not len(samples):
            return samples
        mean = float(samples.mean())
        before = mean if self._offset is None else self._offset
        share = min(1.0, len(samples) / self._rate / self._FORGET_S)
        self._offset = before + share * (mean - before)
        return (samples - np.linspace(before, self._offset, len(samples), dtype=np.float32)).astype(
            np.float32
        )


class LevelJudge:
    """Collects what is needed to say whether somebody speaks too quietly or too loudly."""

    _FULL = 0.985

    def __init__(self, settings: LevelSettings | None = None) -> None:
        self._settings = settings or LevelSettings()
        self._clipped = 0
        self._samples = 0

    def hear(self, samples: Samples) -> None:
        """Take sound of the utterance, before any conversion."""
        self._clipped += int(np.count_nonzero(np.abs(samples) >= self._FULL))
        self._samples += len(samples)

    def hint(self, speaker_db: float, background_db: float) -> Hint | None:
        """Return what the level suggests saying, if anything."""
        settings = self._settings
        if self._samples and self._clipped / self._samples > settings.clipped_share:
            return "too_loud"
        if speaker_db < settings.quiet_db or speaker_db - background_db < settings.quiet_above_background_db:
            return "too_quiet"
        return None


def to_pcm(samples: Samples) -> bytes:
    """Convert to 16-bit little-endian."""
    return np.clip(np.round(samples * 32768.0), -32768, 32767).astype("<i2").tobytes()
