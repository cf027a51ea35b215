"""Sound at any rate, brought to the recogniser's rate block by block."""

from __future__ import annotations

from math import gcd

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono samples, full scale ±1."""

_HALF_WIDTH = 12
"""Zero crossings of the filter on each side: 60 dB down outside the band, 0.75 ms of delay at 16 kHz."""
_ROLL_OFF = 0.92
"""Edge of the pass band as a share of the lower Nyquist frequency: keeps aliases out of the speech band."""


class Resampler:
    """Converts a stream of blocks from one rate to another with a windowed-sinc filter, keeping no seams."""

    def __init__(self, source_rate: int, target_rate: int) -> None:
        common = gcd(source_rate, target_rate)
        self._up, self._down = target_rate // common, source_rate // common
        self._same = self._up == self._down
        if self._same:
            return
        cutoff = _ROLL_OFF * min(1.0, target_rate / source_rate)
        self._reach = int(np.ceil(_HALF_WIDTH / cutoff))
        self._table = _filters(self._up, self._reach, cutoff)
        self._held = np.zeros(self._reach, np.float32)
        self._next = 0  # position of the next output sample, in 1/up of an input sample after the held ones

    def __call__(self, block: Samples) -> Samples:
        """Convert the next block; what comes out lags by the reach of the filter, under 1 ms."""
        if self._same or not len(block):
            return block
        held = np.concatenate([self._held, block])
        # Output sample at position p needs the inputs from p - reach to p + reach; the first held is at -reach.
        last = (len(held) - 2 * self._reach) * self._up
        places = np.arange(self._next, last, self._down)
        if not len(places):
            self._held = held
            return np.zeros(0, np.float32)
        whole, phase = places // self._up, places % self._up
        windows = np.lib.stride_tricks.sliding_window_view(held, 2 * self._reach)[whole]
        out: Samples = np.einsum("ij,ij->i", windows, self._table[phase]).astype(np.float32)
        following = int(places[-1]) + self._down
        used = min(following // self._up, len(held) - 2 * self._reach)
        self._held, self._next = held[used:], following - used * self._up
        return out


def _filters(phases: int, reach: int, cutoff: float) -> Samples:
    """One filter per fraction of a sample, each 2 * reach taps and of unit gain."""
    offsets = np.arange(-reach + 1, reach + 1)[None, :] - (np.arange(phases) / phases)[:, None]
    window = np.cos(np.clip(offsets / (reach + 1), -1, 1) * np.pi / 2) ** 2
    taps = np.sinc(offsets * cutoff) * window
    table: Samples = (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32)
    return table
