"""What can be made out of what came from a loudspeaker: which of the sentences that were shown were really said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from voice_skill.hearing import SpeechModel
from voice_skill.hearing.vosk_adapter import UNKNOWN
from voice_skill.ports import Clip

LOUD = 300
"""Peak, of 32768, from which a stretch counts as sound."""
STEPS_A_SECOND = 20
GAP_STEPS = 6
"""Quiet steps that end a stretch: 0.3 s, as between two sentences."""
MARGIN_STEPS = 4


_DIGITS = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def spoken(text: str) -> str:
    """A caption in the words a recogniser hears."""
    named = re.sub(r"\d", lambda digit: f" {_DIGITS[int(digit[0])]} ", text.lower().replace("&", " and "))
    return " ".join(re.findall(r"[a-z']+", named))


def transcript(model: SpeechModel, clip: Clip, shown: Sequence[str]) -> str:
    """What the recogniser makes of a recording, sentence by sentence; other speech and noise come out as `[unk]`.

    `shown` are the captions that may be in it: the recogniser listens for their sentences.
    """
    sentences = {spoken(text) for text in re.split(r"[.?!:,]", " ".join(shown))} - {""}
    heard = []
    for piece in pieces(np.frombuffer(clip.pcm, "<i2"), clip.rate):
        recogniser = model.recogniser([*sorted(sentences), UNKNOWN, UNKNOWN, UNKNOWN])
        recogniser.accept(piece)
        heard.append(recogniser.finish()[0].text)
    return " ".join(heard)


def pieces(samples: NDArray[np.int16], rate: int) -> Iterator[bytes]:
    """The stretches of sound between silences of 0.3 s and more, with a little silence around each."""
    step = rate // STEPS_A_SECOND
    loud = [
        bool(np.abs(samples[at : at + step].astype(np.int32)).max(initial=0) > LOUD)
        for at in range(0, len(samples), step)
    ]
    start: int | None = None
    for at in range(len(loud) + 1):
        if at < len(loud) and loud[at]:
            start = at if start is None else start
        elif start is not None and not any(loud[at : at + GAP_STEPS]):
            yield samples[max(0, start - MARGIN_STEPS) * step : (at + MARGIN_STEPS) * step].tobytes()
            start = None
