"""Things that break while the skill listens: they are noticed, and what can go on goes on."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from voice_skill.events import AudioLost, Expectation, Heard, NoInput
from voice_skill.hearing import SourceLostError, VoskListener, load_model, model_store
from voice_skill.hearing.levels import to_pcm
from voice_skill.hearing.model_files import full_check
from voice_skill.ports import AudioBlock, ListenRequest
from voice_skill.testing import ScriptedSource

Speaker = Callable[..., np.ndarray]
REQUEST = ListenRequest(
    Expectation("saddle_numb", "yes_no", ("saddle_numb",), danger=True),
    ("yes", "no", "not sure", "repeat"),
    open_vocabulary=True,
)

pytestmark = pytest.mark.model


def blocks(samples: np.ndarray) -> list[AudioBlock]:
    """Cut samples into blocks of 0.1 s."""
    return [AudioBlock(to_pcm(samples[start : start + 1600])) for start in range(0, len(samples), 1600)]


def test_a_model_truncated_while_running_goes_on_and_is_named_at_the_next_start(
    tmp_path: Path, speak: Speaker
) -> None:
    """What was loaded is in memory: this consultation goes on, and the damage is found before the next one."""
    folder = tmp_path / "model"
    shutil.copytree(model_store.find(), folder)
    listener = VoskListener(load_model(folder))
    for part in folder.rglob("*"):
        if part.is_file():
            with part.open("r+b") as stream:
                stream.truncate(part.stat().st_size // 2)
    event = listener.listen(ScriptedSource(blocks(speak("yes"))), REQUEST)
    listener.close()
    assert isinstance(event, Heard)
    assert [reading.text for reading in event.readings] == ["yes", "yes"]
    assert not full_check(folder).ready


def test_a_microphone_unplugged_between_no_and_what_follows_gives_no_no(
    listener: VoskListener, speak: Speaker
) -> None:
    """A *no* whose speaker was cut off by the plug is no answer; plugged in again, the next one is heard."""
    spoken = blocks(speak("no", after_s=0.5))
    source = ScriptedSource([*spoken, SourceLostError("the microphone stopped"), *blocks(speak("yes"))])
    event = listener.listen(source, REQUEST)
    assert event == AudioLost("the microphone stopped", recovered=True)
    assert isinstance(listener.listen(source, REQUEST), Heard)


def test_lost_sound_in_what_resumed_takes_the_no_back(listener: VoskListener, speak: Speaker) -> None:
    """When the person speaks on before the reply and some of that is lost, the *no* is not what is left of it."""
    first, more = blocks(speak("no", after_s=0.5)), blocks(speak("not sure", before_s=0.4))
    more[6] = AudioBlock(more[6].pcm, lost=True)
    assert isinstance(listener.listen(ScriptedSource([*first, *more]), REQUEST), AudioLost)


def test_long_silence_is_silence_turn_after_turn(listener: VoskListener, speak: Speaker) -> None:
    """However long nobody speaks, every turn says so, and the answer that comes at last is heard."""
    quiet = AudioBlock(bytes(3200))
    source = ScriptedSource([*([quiet] * 3_000), *blocks(speak("yes"))])
    request = ListenRequest(REQUEST.expects, REQUEST.phrases, open_vocabulary=True, wait_s=70.0)
    events = [listener.listen(source, request) for _ in range(5)]
    assert all(isinstance(event, NoInput) for event in events[:4])
    assert isinstance(events[4], Heard)
    assert events[4].readings[0].text == "yes"
