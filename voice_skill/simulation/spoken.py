"""Plays a scenario aloud: a synthetic voice with a pace, a room and noise, through the real recogniser.

Over files, so it runs faster than real time; the same ears as the live skill listen.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

import numpy as np
import numpy.typing as npt

from voice_skill.conversation import Conversation
from voice_skill.devices.ears import Ears
from voice_skill.events import Action, Ask, ContactDone, Event, Finish
from voice_skill.hearing import SampleSource
from voice_skill.ports import Clip
from voice_skill.simulation.habits import LATE_S, Habits, words_of
from voice_skill.simulation.patient import Patient
from voice_skill.simulation.play import MOST_TURNS, Played, Turn
from voice_skill.speaking.espeak_program import EspeakProgram

Samples = npt.NDArray[np.float32]

LEAD_S = 0.5
"""Seconds of room before the person speaks."""
TAIL_S = 2.5
"""Seconds of room after; the end of the turn must be found in it."""
FULL_SCALE = 32767.0
EMPTY_ROOM_RATE = 16000
ECHO_SHARE = 0.5
"""Energy of the echo against that of the direct sound, as amplitudes: a furnished room at arm's length."""
ROOM_SEED = 5
"""The same room each time."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """How a simulated patient sounds, where, and what they do besides answering."""

    voice: str = "en-gb"
    """An espeak-ng voice, with its variant: `en-us+f3`."""
    words_per_minute: int = 150
    """espeak-ng's own measure."""
    snr_db: float | None = None
    """Pink-ish noise this far below the speech; None for a quiet room."""
    reverb_s: float = 0.0
    """Seconds in which the room's echo fades by 60 dB; 0 for none."""
    habits: Habits = field(default_factory=Habits)


SPEAKERS = (
    Speaker("en-gb", 150, habits=Habits(late=0.03, corrects=0.03, chats=0.02)),
    Speaker("en-us+f3", 140, snr_db=20.0, habits=Habits(hesitates=0.1, asks_back=0.04, silent=0.02)),
    Speaker("en-gb-scotland+m7", 160, reverb_s=0.3, habits=Habits(silent=0.05, interrupts=0.04)),
)
"""Three voices that differ in accent, sex, pace, room and habits."""


class Speaking(Protocol):
    """Renders words in a voice: the espeak-ng program, or a stand-in."""

    def render(self, text: str, *, voice: str, rate: int) -> Clip:
        """Return the sound of the words."""
        ...


@dataclass(slots=True)
class Listening:
    """Ears that remember what came of a sound: the same words in the same voice at the same question sound alike.

    So many patients of one voice cost little more than one of them. Noise and habits differ from question to question.
    """

    ears: Ears
    speaker: Speaker
    program: Speaking = field(default_factory=EspeakProgram)
    heard: MutableMapping[tuple[str, ...], Event] = field(default_factory=dict)
    """What came of every sound so far, by what makes it that sound; may be shared between processes."""
    _mouth: _Mouth = field(init=False)

    def __post_init__(self) -> None:
        self._mouth = _Mouth(self.speaker, self.program)

    def reply(self, words: str | None, ask: Ask, *, first: bool, seed: int = 0) -> Event:
        """What the listener makes of these words, said as this person says things; `first`: asked for the first time."""
        key = (repr(ask.expects), str(words), str(first or ask.attempt), str(ask.wait_s), str(seed))
        event = self.heard.get(key)
        if event is None:
            source = self._mouth.sound(words, Random(" ".join(key)), first=first)  # noqa: S311  variety, not secrecy
            event = self.ears.listen(source, self.ears.request(ask.expects, ask.wait_s))
            self.heard[key] = event
        return event


def play_spoken(
    patient: Patient, listening: Listening, conversation: Conversation, *, seed: int = 0
) -> Played:
    """Run one consultation to its end, every answer spoken and recognised.

    Raises:
        MissingPartError: where the speech model is missing.
        RenderError: where espeak-ng is missing.
    """
    played = Played()
    put: set[tuple[str, str]] = set()
    listening.ears.forget_person()
    last: Action = played.note(conversation.start())
    for _ in range(MOST_TURNS):
        if isinstance(last, Finish):
            played.finish = last
            break
        event: Event = ContactDone(reached=True)
        if isinstance(last, Ask):
            asked = (last.expects.question, last.expects.kind)
            words = patient.reply(last)
            event = listening.reply(words, last, first=asked not in put, seed=seed)
            played.turns.append(Turn(last.expects.question, last.expects.kind, words, event))
            put.add(asked)
        last = played.note(conversation.handle(event))
    return played


@dataclass(slots=True)
class _Mouth:
    """Says what the patient says, as this speaker would."""

    speaker: Speaker
    program: Speaking

    def sound(self, words: str | None, random: Random, *, first: bool) -> SampleSource:
        """Return the room with the words in it, or the empty room."""
        habit = self.speaker.habits.choose(random) if first else "none"
        said = None if words is None else words_of(habit, words, random)
        if said is None:
            return SampleSource(b"", EMPTY_ROOM_RATE)
        clip = self.program.render(said, voice=self.speaker.voice, rate=self.speaker.words_per_minute)
        speech = np.frombuffer(clip.pcm, np.int16).astype(np.float32) / FULL_SCALE
        if habit == "interrupts":
            speech = speech[len(speech) // 2 :]
        before = 0.0 if habit == "interrupts" else LATE_S if habit == "late" else LEAD_S
        return SampleSource(_in_room(speech, clip.rate, before, self.speaker, random), clip.rate)


def _in_room(speech: Samples, rate: int, before_s: float, speaker: Speaker, random: Random) -> bytes:
    """Put speech between stretches of room, with its echo and with noise under all of it."""
    level = float(np.sqrt(np.mean(speech**2))) if len(speech) else 0.0
    whole = np.concatenate([_quiet(before_s, rate), speech, _quiet(TAIL_S, rate)])
    if speaker.reverb_s:
        whole = _convolved(whole, _echo(speaker.reverb_s, rate))
    if speaker.snr_db is not None:
        whole = whole + _noise(len(whole), random) * level * 10 ** (-speaker.snr_db / 20)
    pcm: bytes = (np.clip(whole, -1, 1) * FULL_SCALE).astype(np.int16).tobytes()
    return pcm


def _convolved(sound: Samples, echo: Samples) -> Samples:
    """The sound as it arrives, cut to its length."""
    count = len(sound) + len(echo)
    spectrum = np.fft.rfft(sound, count) * np.fft.rfft(echo, count)
    heard: Samples = np.fft.irfft(spectrum, count)[: len(sound)].astype(np.float32)
    return heard


def _echo(fades_s: float, rate: int) -> Samples:
    """The answer of a room to a click: the click, then noise that fades by 60 dB in so many seconds."""
    times = np.arange(round(fades_s * rate)) / rate
    tail = np.random.default_rng(ROOM_SEED).standard_normal(len(times)) * np.exp(-6.9 * times / fades_s)
    tail *= ECHO_SHARE / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    echo: Samples = tail.astype(np.float32)
    return echo


def _quiet(seconds: float, rate: int) -> Samples:
    return np.zeros(round(seconds * rate), np.float32)


def _noise(count: int, random: Random) -> Samples:
    """Low-pass noise of unit level: closer to a room than white noise, which speech models mishear as words."""
    white = np.random.default_rng(random.getrandbits(32)).standard_normal(count + 7).astype(np.float32)
    smooth = np.convolve(white, np.ones(8, np.float32) / 8, mode="valid")
    level: Samples = (smooth / np.std(smooth)).astype(np.float32)
    return level
