"""Speech for the tests of hearing: the real recogniser, and a synthetic speaker."""

from __future__ import annotations

import shutil
import subprocess
import wave
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from voice_skill.events import Expectation
from voice_skill.hearing import SpeechModel, VoskListener, load_model, model_store
from voice_skill.hearing.resample import Resampler

Sound = NDArray[np.float32]
Speaker = Callable[..., Sound]

YES_NO_PHRASES = (
    "yes", "yeah", "yep", "yes i do", "yes i have", "a bit", "only at night", "no", "nope", "no i don't", "no i haven't",
    "no not at all", "not really", "not sure", "i'm not sure", "i don't know", "maybe", "stop", "repeat", "say that again",
    "go back", "help", "wait", "skip",
)  # fmt: skip
DANGER = Expectation("saddle_numb", "yes_no", ("saddle_numb",), danger=True)


@pytest.fixture(scope="session")
def model() -> SpeechModel:
    """The installed speech model, loaded once."""
    if not model_store.status().ready:
        pytest.fail("the speech model is not installed: run `voice-skill model`")
    return load_model(model_store.find())


@pytest.fixture
def listener(model: SpeechModel) -> Iterator[VoskListener]:
    """A listener of normal patience."""
    made = VoskListener(model)
    yield made
    made.close()


@pytest.fixture(scope="session")
def speak(tmp_path_factory: pytest.TempPathFactory) -> Speaker:
    """Return a synthetic speaker: text to samples at 16 kHz, with silence before and after."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed")
    folder = tmp_path_factory.mktemp("speech")

    @cache
    def say(text: str, voice: str = "en-us", before_s: float = 0.5, after_s: float = 0.5) -> Sound:
        path = folder / f"{abs(hash((text, voice)))}.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-s", "130", "-w", str(path), text], check=True, timeout=30)
        with wave.open(str(path)) as recording:
            samples = (
                np.frombuffer(recording.readframes(recording.getnframes()), "<i2").astype(np.float32) / 32768
            )
            spoken = Resampler(recording.getframerate(), 16_000)(samples)
        room = np.random.default_rng(1).normal(0, 1e-4, round(16_000 * (before_s + after_s)) + len(spoken))
        room[round(16_000 * before_s) : round(16_000 * before_s) + len(spoken)] += spoken
        return room.astype(np.float32)

    return say
