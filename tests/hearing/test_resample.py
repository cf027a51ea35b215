"""Sound at any rate arrives at the recogniser's rate unharmed."""

from __future__ import annotations

import numpy as np
import pytest

from voice_skill.hearing.resample import Resampler


def tone(hertz: float, rate: int, seconds: float = 1.0) -> np.ndarray:
    """Return a sine tone of half scale."""
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)).astype(np.float32)


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000])
def test_a_tone_keeps_its_pitch_level_and_length(rate: int) -> None:
    """A tone in the speech band comes out as the same tone, from any rate."""
    out = Resampler(rate, 16_000)(tone(1000, rate))
    assert abs(len(out) - 16_000) < 200
    spectrum = np.abs(np.fft.rfft(out[1000:15_000] * np.hanning(14_000)))
    assert abs(np.argmax(spectrum) * 16_000 / 14_000 - 1000) < 2
    assert abs(np.abs(out[1000:15_000]).max() - 0.5) < 0.02


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_what_the_target_cannot_hold_is_removed(rate: int) -> None:
    """A tone above the target's band does not come back as another tone."""
    out = Resampler(rate, 16_000)(tone(11_000, rate))
    assert np.abs(out[1000:-1000]).max() < 0.01


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 48_000])
def test_blocks_leave_no_seams(rate: int) -> None:
    """Blocks of any size, even of one sample, give what the whole would give."""
    whole = tone(440, rate, 0.4)
    at_once = Resampler(rate, 16_000)(whole)
    resampler = Resampler(rate, 16_000)
    sizes = np.random.default_rng(3).integers(1, 900, 200)
    pieces, start = [], 0
    for size in sizes:
        pieces.append(resampler(whole[start : start + size]))
        start += size
    joined = np.concatenate(pieces)
    assert len(joined) == len(at_once)
    assert np.allclose(joined, at_once, atol=1e-5)


def test_the_same_rate_passes_through() -> None:
    """Nothing is computed where nothing has to be."""
    samples = tone(300, 16_000)
    assert Resampler(16_000, 16_000)(samples) is samples
