"""What the tests of speech share: a real voice, and a recogniser to hear what it says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from voice_skill.errors import MissingPartError
from voice_skill.hearing import SpeechModel, load_model, model_store
from voice_skill.hearing.vosk_adapter import RATE
from voice_skill.ports import Clip
from voice_skill.speaking.clips import join, resample, silence
from voice_skill.speaking.voice import Pyttsx3Voice


@pytest.fixture(scope="session")
def voice() -> Iterator[Pyttsx3Voice]:
    """The real voice: pyttsx3 in its child process."""
    voice = Pyttsx3Voice()
    yield voice
    voice.close()


@pytest.fixture(scope="session")
def model() -> SpeechModel:
    """The real speech model."""
    try:
        return load_model(model_store.find(None))
    except MissingPartError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def recognise(model: SpeechModel):  # noqa: ANN201  a function from a clip, and what may be heard in it, to words
    """Return a function that tells what Vosk hears in a clip."""

    def words(clip: Clip, phrases: list[str] | None = None) -> str:
        listener = model.recogniser(phrases)
        padded = join([silence(0.3, RATE), resample(clip, RATE), silence(0.5, RATE)], RATE)
        listener.accept(padded.pcm)
        return listener.finish()[0].text

    return words
