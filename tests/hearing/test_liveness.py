"""A microphone that falls digitally silent: gone or muted, unless it has a noise gate."""

from __future__ import annotations

from voice_skill.hearing.liveness import KNOWN_S, Liveness

NOISE, ZEROS = bytes([1, 0]) * 1600, bytes(3200)
BLOCK_S = 0.1


def noticed_after_s(*stretches: tuple[bytes, float]) -> float | None:
    """Return how many seconds into these stretches of blocks the device was taken for gone; None when it was not."""
    liveness, now = Liveness(1.5), 0.0
    for block, seconds in stretches:
        for _ in range(round(seconds / BLOCK_S)):
            now += BLOCK_S
            if liveness.gone(block, BLOCK_S):
                return now
    return None


def test_a_microphone_that_falls_silent_is_noticed_within_two_seconds() -> None:
    """Zeros from a device that has always delivered the noise of a room mean that it is unplugged or muted."""
    noticed = noticed_after_s((NOISE, KNOWN_S + 1), (ZEROS, 10))
    assert noticed is not None
    assert 1.4 < noticed - (KNOWN_S + 1) < 2.0


def test_a_device_with_a_noise_gate_is_never_taken_for_gone() -> None:
    """Zeros before anybody speaks, and between words, are how some devices deliver silence."""
    assert noticed_after_s((ZEROS, 1), (NOISE, KNOWN_S + 1), (ZEROS, 3600)) is None
    assert noticed_after_s((NOISE, 1), (ZEROS, 0.2), (NOISE, KNOWN_S + 1), (ZEROS, 3600)) is None


def test_a_short_drop_is_no_loss() -> None:
    """A second of zeros, then sound again, is left to the end of turn."""
    assert noticed_after_s((NOISE, KNOWN_S + 1), (ZEROS, 1), (NOISE, 1), (ZEROS, 1), (NOISE, 1)) is None
