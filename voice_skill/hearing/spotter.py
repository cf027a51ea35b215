"""Waits for one of a few spoken phrases, for hours if need be, at little cost and with hard refusal.

Sound is looked at only where somebody speaks, and decoded only where they speak for about as long as a phrase takes,
with quiet before and after. The phrase must then be the first choice of a tiny grammar in which common words and the
phrase's own parts compete, by a clear lead, and the open vocabulary must have heard it, too, if need be at another tempo.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from voice_skill.hearing.competitors import question_grammar
from voice_skill.hearing.levels import to_pcm
from voice_skill.hearing.resample import Resampler, Samples
from voice_skill.hearing.voice_activity import FRAME_S, VoiceActivity
from voice_skill.hearing.vosk_adapter import RATE, Hypothesis, SpeechModel, WordList
from voice_skill.ports import AudioSource

FULL_SCALE = 32768.0


@dataclass(frozen=True, slots=True)
class SpotterSettings:
    """How hard a phrase is to find. By measurement, see `docs/benchmarks/standby.md`."""

    end_s: float = 0.6
    """Silence that ends what is said: slow speakers pause between words."""
    shortest_s: float = 0.25
    """Shorter speech is no phrase."""
    longest_s: float = 4.5
    """Longer speech is talk, and is not decoded."""
    edge_s: float = 0.35
    """Sound kept before and after the speech."""
    unknowns: int = 5
    """`[unk]` entries in the grammar (measured in the field: 5 leave no foreign phrase exact)."""
    lead: float = 2.0
    """Log-likelihood by which the phrase must lead everything else in the grammar."""
    trail: float = 6.0
    """… and by which it may trail the open vocabulary's first choice, if that has it at all."""
    tempos: tuple[float, ...] = (0.93, 1.1)
    """Where the open vocabulary does not have it: played so much faster, and once more (1: as it was said). A voice
    that is too fast, too high or too low for the model is understood at one of them."""
    tempo_trail: float = 4.0
    """`trail` at these: a second chance must be a better one."""
    alternatives: int = 100
    """Ways of hearing it that the open vocabulary is asked for: a phrase that is no sentence ranks low there."""


@dataclass(frozen=True, slots=True)
class Spotted:
    """Something said that was short enough to be a phrase, and what spoke for each."""

    phrase: str | None
    """The phrase, if it was one."""
    lead: float | None = None
    """By how much the grammar's best phrase led; None when the first choice was none."""
    trail: float | None = None
    """By how much it trailed in the open vocabulary; None when that did not have it, or was not asked."""


class PhraseSpotter:
    """Listens for phrases. Keeps the room's level from one call to the next."""

    def __init__(
        self, model: SpeechModel, phrases: Sequence[str], settings: SpotterSettings | None = None
    ) -> None:
        """Build the grammar.

        Raises:
            ValueError: when no phrase is made of words the model knows.
        """
        self._model = model
        self._settings = settings or SpotterSettings()
        self._phrases = tuple(phrases)
        self._grammar = question_grammar(
            model, (*phrases, *_parts(phrases)), unknowns=self._settings.unknowns
        )
        self._activity = VoiceActivity()

    def wait(self, source: AudioSource, on_speech: Callable[[float], None] | None = None) -> str | None:
        """Return the next phrase that is said; None when a recording ends first.

        `on_speech` is told, while somebody speaks, how many seconds of speech that has been.

        Raises:
            SourceLostError: when the device stops delivering.
        """
        return next((each.phrase for each in self.heard(source, on_speech) if each.phrase), None)

    def heard(
        self, source: AudioSource, on_speech: Callable[[float], None] | None = None
    ) -> Iterator[Spotted]:
        """Yield what was said, stretch by stretch, phrase or not; for the measurement.

        Raises:
            SourceLostError: when the device stops delivering.
        """
        for stretch in self._stretches(source, on_speech or _nobody_asks):
            yield self.judge(stretch)

    def judge(self, stretch: Samples) -> Spotted:
        """Say whether a stretch of speech is a phrase, the whole of it."""
        pcm = to_pcm(stretch)
        mine = self._decode(self._grammar.entries, pcm)
        phrase = mine[0].text
        if phrase not in self._phrases:
            return Spotted(None)
        lead = min((mine[0].score - other.score for other in mine[1:]), default=float("inf"))
        if lead < self._settings.lead:
            return Spotted(None, lead)
        trail = self._trail(pcm, phrase)
        if trail is not None and trail <= self._settings.trail:
            return Spotted(phrase, lead, trail)
        for tempo in self._settings.tempos:
            other = self._trail(to_pcm(_at_tempo(stretch, tempo)), phrase)
            if other is not None and other <= self._settings.tempo_trail:
                return Spotted(phrase, lead, other)
        return Spotted(None, lead, trail)

    def _trail(self, pcm: bytes, phrase: str) -> float | None:
        """By how much the phrase trails the open vocabulary's first choice; None when it is not among its choices."""
        theirs = self._decode(None, pcm)
        return next((theirs[0].score - each.score for each in theirs if each.text == phrase), None)

    def _decode(self, entries: WordList | None, pcm: bytes) -> tuple[Hypothesis, ...]:
        recogniser = self._model.recogniser(entries, alternatives=self._settings.alternatives)
        recogniser.accept(pcm)
        return recogniser.finish()

    def _stretches(self, source: AudioSource, on_speech: Callable[[float], None]) -> Iterator[Samples]:
        """Yield speech of about a phrase's length, with a little of the room around it."""
        settings, activity = self._settings, self._activity
        activity.restart()
        resample, kept, spoken_s, quiet_s = Resampler(source.rate, RATE), _Kept(settings), 0.0, 0.0
        for block in source.blocks():
            samples = resample(np.frombuffer(block.pcm, "<i2").astype(np.float32) / FULL_SCALE)
            kept.add(samples)
            if block.lost:  # half a phrase is none
                kept.forget()
                spoken_s = 0.0
            for frame in activity.frames(samples):
                if frame.speech:
                    spoken_s, quiet_s = spoken_s + FRAME_S, 0.0
                    kept.begin()
                    on_speech(spoken_s)
                    continue
                quiet_s += FRAME_S
                if not kept.begun or quiet_s < settings.end_s:
                    continue
                if spoken_s >= settings.shortest_s and not kept.too_long:
                    yield kept.take()
                kept.forget()
                spoken_s = 0.0
                activity.restart()
                break  # the rest of the block is the room: 0.1 s at most


class _Kept:
    """The sound that may turn out to be a phrase."""

    def __init__(self, settings: SpotterSettings) -> None:
        self._edge = round(settings.edge_s * RATE)
        self._longest = round((settings.longest_s + settings.end_s + 2 * settings.edge_s) * RATE)
        self._sound = np.zeros(0, np.float32)
        self.begun = False

    @property
    def too_long(self) -> bool:
        return len(self._sound) > self._longest

    def add(self, samples: Samples) -> None:
        if not (self.begun and self.too_long):
            self._sound = np.concatenate([self._sound, samples])
        if not self.begun:
            self._sound = self._sound[-self._edge - len(samples) :]

    def begin(self) -> None:
        self.begun = True

    def take(self) -> Samples:
        return self._sound

    def forget(self) -> None:
        self._sound, self.begun = self._sound[-self._edge :], False


def _nobody_asks(seconds: float) -> None:
    """How long somebody speaks is nobody's business."""


def _at_tempo(sound: Samples, tempo: float) -> Samples:
    """Play sound so much faster, and higher."""
    moments = np.arange(round(len(sound) / tempo)) * tempo
    played: Samples = np.interp(moments, np.arange(len(sound)), sound).astype(np.float32)
    return played


def _parts(phrases: Sequence[str]) -> list[str]:
    """Beginnings and ends of the phrases, which compete with the whole: "start", "back check" are not it."""
    parts = {
        " ".join(words[first:last])
        for words in (phrase.split() for phrase in phrases)
        for first in range(len(words))
        for last in range(first + 1, len(words) + 1)
    }
    return sorted(parts - set(phrases))
