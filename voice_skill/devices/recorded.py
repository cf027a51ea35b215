"""A recorded patient against the real skill: recogniser and voice are real, only the devices are missing."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from voice_skill.devices.captions import Captions
from voice_skill.devices.loop import drive
from voice_skill.devices.mouth import Mouth
from voice_skill.devices.patients import RecordedPatient, find_patient
from voice_skill.events import (
    Adjust,
    Ask,
    Event,
    Finish,
    Heard,
    NoInput,
    Result,
    Say,
    SpeechFailed,
    Understood,
)
from voice_skill.ports import Clip, Player
from voice_skill.speaking.player import NullPlayer, RecordingPlayer

if TYPE_CHECKING:
    from voice_skill.devices.ears import Ears
    from voice_skill.devices.parts import Parts

BREATH_S = 0.4
"""Seconds between a question and its answer in a saved conversation: what a prompt person takes."""
NOBODY_S = 2.0
"""Seconds of silence in a saved conversation where the patient has no answer."""


def run_recorded(parts: Parts, screen: TextIO, *, patient: str | None, save_audio: Path | None) -> Finish:
    """Play a recorded patient through a consultation and return how it ended. No contact is ever messaged.

    Raises:
        BadInputError: when there is no such patient, or the audio can't be saved.
        MissingPartError: when the speech model is missing.
    """
    person = find_patient(patient)
    player = NullPlayer() if save_audio is None else RecordingPlayer(save_audio)
    closing = contextlib.closing(player) if isinstance(player, RecordingPlayer) else contextlib.nullcontext()
    with closing, Mouth.of(parts.settings, player) as mouth:
        captions = Captions(screen)
        captions.note(f"recorded patient: {person.name}. {person.title}")
        device = RecordedDevice(person, parts.ears, mouth, player, captions)
        finish = drive(parts.conversation(), device)
    if save_audio is not None:
        captions.note(f"the whole conversation is in {save_audio}")
    return finish


class RecordedDevice:
    """A patient's recordings, and captions."""

    real_time = False

    def __init__(
        self, patient: RecordedPatient, ears: Ears, mouth: Mouth, player: Player, captions: Captions
    ) -> None:
        ears.listener  # noqa: B018  a missing model is reported before anything is said
        self._patient = patient
        self._ears = ears
        self._mouth = mouth
        self._recording = player if isinstance(player, RecordingPlayer) else None
        self._captions = captions

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """A recording does not wait."""

    def say(self, line: Say) -> SpeechFailed | None:
        """Render a line with the real voice, and show it."""
        self._captions.say(line.text, urgent=line.urgent)
        if self._mouth.speak(line.text, slow=line.slow, urgent=line.urgent):
            return None
        return SpeechFailed(line.text, urgent=line.urgent)

    def ask(self, question: Ask, *, within_s: float | None) -> Event:
        """Put a question and recognise what the patient says to it."""
        self._captions.ask(question.text)
        self._mouth.speak(question.text)
        path = self._patient.answer(question)
        if path is None:
            self._pause(NOBODY_S)
            self._captions.note("(silence)")
            return NoInput()
        self._pause(BREATH_S)
        self._keep(path)
        event = self._ears.answer(path, question)
        if isinstance(event, Heard):
            self._captions.heard(
                next((each.text for each in event.readings if each.text), "(not understood)")
            )
        return event

    def show(self, action: Understood | Result | Adjust) -> None:
        """Show the level once it is reached."""
        if isinstance(action, Result):
            rules = f" ({', '.join(action.rules)})" if action.rules else ""
            self._captions.note(f"{action.level}{rules}")
        elif isinstance(action, Adjust) and action.what != "patience":
            self._mouth.adjust(action.what, action.direction)

    def finish(self, finish: Finish) -> None:
        """Nothing is held."""

    def _pause(self, seconds: float) -> None:
        if self._recording is not None:
            self._recording.silence(seconds)

    def _keep(self, path: Path) -> None:
        """Add what the patient says to the saved conversation."""
        if self._recording is None:
            return
        from voice_skill.hearing import WavSource  # noqa: PLC0415  loads numpy

        source = WavSource(path)
        pcm = b"".join(block.pcm for block in source.blocks())
        self._recording.add(Clip(pcm, source.rate))
