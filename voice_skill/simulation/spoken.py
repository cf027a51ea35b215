"""Plays a scenario aloud: a synthetic voice with a pace, a room and noise, through the real recogniser.

Over files, so it runs faster than real time; the same ears as the live skill listen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import numpy as np
import numpy.typing as npt

from voice_skill.conversation import Conversation
from voice_skill.devices.ears import Ears
from voice_skill.events import Action, Ask, ContactDone, Event, Finish
from voice_skill.hearing import SampleSource
from voice_skill.ports import Clip
from voice_skill.simulation.patient import Patient
from voice_skill.simulation.play import MOST_TURNS, Played
from voice_skill.speaking.espeak_program import EspeakProgram

Samples = npt.NDArray[np.float32]

LEAD_S = 0.5
"""Seconds of room before the person speaks."""
TAIL_S = 2.5
"""Seconds of room after; the end of the turn must be found in it."""
FULL_SCALE = 32767.0
EMPTY_ROOM_RATE = 16000


@dataclass(frozen=True, slots=True)
class Speaker:
    """How a simulated patient sounds."""

    voice: str = "en-gb"
    """An espeak-ng voice, with its variant: `en-us+f3`."""
    words_per_minute: int = 150
    """espeak-ng's own measure."""
    snr_db: float | None = None
    """Pink-ish noise this far below the speech; None for a quiet room."""
    hesitates: float = 0.0
    """Share of answers that begin with "um" and a pause."""
    misses: float = 0.0
    """Share of questions met with silence the first time."""


SPEAKERS = (
    Speaker("en-gb", 150),
    Speaker("en-us+f3", 140, snr_db=20.0, hesitates=0.1),
    Speaker("en-gb-scotland+m7", 160, misses=0.05),
)
"""Three voices that differ in accent, sex, pace and habits."""


def play_spoken(
    patient: Patient, speaker: Speaker, ears: Ears, conversation: Conversation, *, seed: int = 0
) -> Played:
    """Run one consultation to its end, every answer spoken and recognised.

    Raises:
        MissingPartError: where the speech model is missing.
        RenderError: where espeak-ng is missing.
    """
    mouth, played = _Mouth(speaker, Random(seed)), Played()  # noqa: S311  variety, not secrecy
    last: Action = played.note(conversation.start())
    for _ in range(MOST_TURNS):
        if isinstance(last, Finish):
            played.finish = last
            break
        event: Event = ContactDone(reached=True)
        if isinstance(last, Ask):
            source = mouth.sound(patient.reply(last), first=last.attempt == 1)
            event = ears.listen(source, ears.request(last.expects, last.wait_s))
        last = played.note(conversation.handle(event))
    return played


@dataclass(slots=True)
class _Mouth:
    """Says what the patient says, as this speaker would."""

    speaker: Speaker
    random: Random
    program: EspeakProgram = field(default_factory=EspeakProgram)

    def sound(self, words: str | None, *, first: bool) -> SampleSource:
        """Return the room with the words in it, or the empty room."""
        if words is not None and self.random.random() < self.speaker.hesitates:
            words = f"um, {words}"
        if words is None or (first and self.random.random() < self.speaker.misses):
            return SampleSource(b"", EMPTY_ROOM_RATE)
        clip = self.program.render(words, voice=self.speaker.voice, rate=self.speaker.words_per_minute)
        return SampleSource(_in_room(clip, self.speaker, self.random), clip.rate)


def _in_room(clip: Clip, speaker: Speaker, random: Random) -> bytes:
    """Put speech between stretches of room, with noise under all of it."""
    speech = np.frombuffer(clip.pcm, np.int16).astype(np.float32) / FULL_SCALE
    whole = np.concatenate([_quiet(LEAD_S, clip.rate), speech, _quiet(TAIL_S, clip.rate)])
    if speaker.snr_db is not None and len(speech):
        level = float(np.sqrt(np.mean(speech**2))) * 10 ** (-speaker.snr_db / 20)
        whole = whole + _noise(len(whole), random) * level
    pcm: bytes = (np.clip(whole, -1, 1) * FULL_SCALE).astype(np.int16).tobytes()
    return pcm


def _quiet(seconds: float, rate: int) -> Samples:
    return np.zeros(round(seconds * rate), np.float32)


def _noise(count: int, random: Random) -> Samples:
    """Low-pass noise of unit level: closer to a room than white noise, which speech models mishear as words."""
    white = np.random.default_rng(random.getrandbits(32)).standard_normal(count + 7).astype(np.float32)
    smooth = np.convolve(white, np.ones(8, np.float32) / 8, mode="valid")
    level: Samples = (smooth / np.std(smooth)).astype(np.float32)
    return level
