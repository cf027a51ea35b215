"""Is a microphone that delivers nothing but zeros still there.

A sound daemon moves the stream of an unplugged microphone to something silent, and a muted one delivers zeros, both
without an error. A microphone is never digitally silent by itself; one with a noise gate is, and shows it from the
beginning or as soon as nobody speaks.
"""

from __future__ import annotations

KNOWN_S = 3.0
"""A microphone that has sounded for so long without one silent block has no noise gate."""


class Liveness:
    """Watches the blocks of one opened microphone."""

    def __init__(self, silent_s: float) -> None:
        """`silent_s`: so much digital silence from a microphone that never had any means that it is gone."""
        self._silent_s = silent_s
        self._sounding_s = 0.0
        self._zero_s = 0.0
        self._gated = False

    def gone(self, pcm: bytes, seconds: float) -> bool:
        """Take the next block, so many seconds long; whether the device must be taken for gone or muted."""
        if pcm.count(0) < len(pcm):
            self._sounding_s += seconds
            self._zero_s = 0.0
            return False
        self._zero_s += seconds
        self._gated = self._gated or self._sounding_s < KNOWN_S
        return not self._gated and self._zero_s >= self._silent_s
