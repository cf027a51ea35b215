"""Sound of the protocol into sound for the recogniser."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from voice_skill.serving.framing import ProtocolError
from voice_skill.serving.sound import Incoming

MONO = {"rate": 16000, "width": 2, "channels": 1}


def test_sound_at_our_rate_is_passed_on() -> None:
    """Nothing is changed that need not be."""
    pcm = np.arange(-500, 500, dtype="<i2").tobytes()
    assert Incoming().take(MONO, pcm) == pcm


def test_other_rates_and_stereo_are_converted() -> None:
    """A second at 48 kHz in stereo becomes a second at 16 kHz, as loud as it was."""
    tone = (8000 * np.sin(np.arange(48000) * 2 * np.pi * 440 / 48000)).astype("<i2")
    incoming, sound = Incoming(), {"rate": 48000, "width": 2, "channels": 2}
    incoming.announce(sound)
    made = np.frombuffer(incoming.take(sound, np.repeat(tone, 2).tobytes()), "<i2")
    assert abs(len(made) - 16000) < 200
    assert 7000 < np.abs(made).max() < 9000


@pytest.mark.parametrize(
    "sound",
    [
        {},
        {"rate": 16000, "width": 2},
        {**MONO, "rate": "fast"},
        {**MONO, "rate": True},
        {**MONO, "width": 4},
        {**MONO, "channels": 6},
        {**MONO, "rate": 4000},
        {**MONO, "rate": 200_000},
    ],
)
def test_a_format_that_can_not_be_used_is_refused(sound: dict[str, object]) -> None:
    """Each is named, instead of being heard as noise."""
    with pytest.raises(ProtocolError, match="sent sound"):
        Incoming().announce(sound)


@pytest.mark.parametrize("channels", [1, 2])
def test_sound_cut_anywhere_is_put_together_again(channels: int) -> None:
    """Home Assistant passes on what came over the network, however that was cut."""
    sound = {**MONO, "channels": channels}
    pcm = np.random.default_rng(5).integers(-9000, 9000, 4000 * channels, dtype=np.int16).tobytes()
    whole, cut = Incoming(), Incoming()
    cuts = [0, 1, 4, 1001, 1002, 5000, len(pcm)]
    pieces = [pcm[start:end] for start, end in itertools.pairwise(cuts)]
    assert b"".join(cut.take(sound, piece) for piece in pieces) == whole.take(sound, pcm)
