"""Short tones that say what state the skill is in, for those who can't see it; and the last resort when speech fails.

Each is under 0.3 s, and they differ in direction and number of tones, not only in pitch, so that people who hear badly
in one range still tell them apart. They never are the only sign: words or captions say the same.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from voice_skill.speaking.clips import clip_of, join, level, read_wav, silence

if TYPE_CHECKING:
    from voice_skill.ports import Clip

Name: TypeAlias = Literal["open_mic", "heard_you", "working", "error", "urgent", "start", "stop"]

RATE = 22050
"""Samples per second: that of the speech, so that a loudspeaker need not be opened anew."""
FADE_S = 0.008
"""Rise and fall of each tone, seconds: a tone that begins at full strength clicks."""
LOUDNESS = 0.35
"""Peak as part of that of speech at the same volume: noticed, not startling."""
NOTES: dict[Name, tuple[tuple[float, float], ...]] = {
    "open_mic": ((523.0, 0.07), (784.0, 0.10)),
    "heard_you": ((784.0, 0.06),),
    "working": ((392.0, 0.05), (0.0, 0.05), (392.0, 0.05)),
    "error": ((392.0, 0.10), (262.0, 0.15)),
    "urgent": ((880.0, 0.08), (0.0, 0.02), (880.0, 0.08), (0.0, 0.02), (1175.0, 0.09)),
    "start": ((523.0, 0.07), (659.0, 0.07), (784.0, 0.12)),
    "stop": ((784.0, 0.07), (659.0, 0.07), (523.0, 0.12)),
}
"""Hz (0: silence) and seconds of each tone, between 250 and 1,200 Hz, where older ears are best."""
ALARM_ROUNDS = 4
"""Urgent tones before and after the packaged words of the last resort."""
_PACKAGED = Path(__file__).parent / "data" / "no_speech.wav"


@cache
def earcon(name: Name, volume: int = 100) -> Clip:
    """Return a tone at a volume in percent of full scale; `urgent` is never softened."""
    tone = np.concatenate([_tone(hertz, seconds) for hertz, seconds in NOTES[name]])
    return level(clip_of(tone, RATE), 1.0 if name == "urgent" else LOUDNESS * volume / 100)


@cache
def last_resort() -> Clip:
    """Return what is played in place of an urgent line that no synthesiser can speak.

    Alarm tones around a packaged recording: speech has failed, read the screen, and if this may be an emergency call
    the emergency number or get somebody. Without that file, the tones alone.
    """
    alarm = join(
        [part for _ in range(ALARM_ROUNDS) for part in (earcon("urgent"), silence(0.15, RATE))], RATE
    )
    try:
        words = [read_wav(_PACKAGED)]
    except (OSError, ValueError):
        words = []
    return join([alarm, *words, alarm], RATE)


def _tone(hertz: float, seconds: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    moments = np.arange(round(seconds * RATE)) / RATE
    edge = np.minimum(1.0, np.minimum(moments, seconds - moments) / FADE_S)
    # a little of the octave above: small loudspeakers hardly carry the lowest of these
    wave = np.sin(2 * np.pi * hertz * moments) + 0.3 * np.sin(4 * np.pi * hertz * moments)
    return (wave * np.maximum(edge, 0.0) / 1.3).astype(np.float32)
