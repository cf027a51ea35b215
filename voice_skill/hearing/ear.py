"""One utterance through the recognisers: the question's grammar, and the open vocabulary beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voice_skill.hearing.levels import to_pcm
from voice_skill.hearing.vosk_adapter import RATE, Hypothesis, Recogniser, SpeechModel, WordList

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from voice_skill.hearing.competitors import QuestionGrammar
    from voice_skill.hearing.resample import Samples

LEAD_S = 0.3
"""Silence given to the recogniser before sound that began with the recording, seconds: it misses bare first words."""


REST_AFTER_S = 8.0
"""Sound since the last rest after which a long story is cut at its next pause, seconds: a recogniser's memory grows with
every second it has to keep open."""
PAUSE_S = 0.2
"""Silence in which it is cut, seconds: no word has so much inside it."""


class Ear:
    """Decodes one utterance as it arrives. The open vocabulary runs in another thread: it costs several times more."""

    def __init__(
        self,
        model: SpeechModel,
        grammar: QuestionGrammar,
        helper: Executor | None,
        *,
        alternatives: int = 10,
        story: bool = False,
    ) -> None:
        """Get ready; `helper` runs the second reading, None goes without; a `story` may be long."""
        self._story = story
        self._since_rest = self._quiet = 0  # samples
        self._model = model
        self._grammar = grammar
        self._alternatives = alternatives
        self._heard = [to_pcm(np.zeros(round(RATE * LEAD_S), np.float32))]
        self._first: Recogniser | None = None
        self._first_fed = 0
        self._helper = helper
        self._second: Recogniser | None = None
        self._jobs: list[Future[None]] = []
        if helper is not None:
            self._second = model.recogniser(alternatives=alternatives)

    def hear(self, samples: Samples, *, speech: bool) -> None:
        """Take the next sound, at the recogniser's rate, and whether there is speech in it.

        Once the grammar has been asked how it hears the utterance, only more speech is a reason to decode it anew.
        """
        if not len(samples):
            return
        pcm = to_pcm(samples)
        self._heard.append(pcm)
        if speech or self._first is not None or not self._first_fed:
            self._catch_up()
        if self._helper is not None and self._second is not None:
            chunks = self._heard if not self._jobs else [pcm]
            self._jobs.append(self._helper.submit(self._second.accept, b"".join(chunks)))
        if self._story:
            self._rest(len(samples), speech=speech)

    def _rest(self, heard: int, *, speech: bool) -> None:
        """Let both recognisers rest in a pause of a long story."""
        self._since_rest += heard
        self._quiet = 0 if speech else self._quiet + heard
        if self._since_rest < RATE * REST_AFTER_S or self._quiet < RATE * PAUSE_S:
            return
        self._since_rest = 0
        self._catch_up().rest()
        if self._helper is not None and self._second is not None:
            self._jobs.append(self._helper.submit(self._second.rest))

    def grammar_now(self) -> tuple[Hypothesis, ...]:
        """Return how the question's grammar hears everything so far, as if the utterance ended here."""
        recogniser = self._catch_up()
        self._first = None  # finished: speech that comes next starts over from the kept sound
        return recogniser.finish()

    def open_now(self) -> tuple[Hypothesis, ...] | None:
        """End the second reading and return how it hears everything, waiting for its thread; None without one."""
        if self._helper is None or self._second is None:
            return None
        for job in self._jobs:
            job.result()
        second, self._second = self._second, None
        return self._helper.submit(second.finish).result()

    def go_on(self) -> None:
        """Be ready for more of an utterance that seemed to be over: the second reading starts anew with all of it."""
        if self._helper is not None and self._second is None:
            self._second, self._jobs = self._model.recogniser(alternatives=self._alternatives), []

    def again(self, first: int, last: int, *, with_open: bool) -> list[tuple[Hypothesis, ...]]:
        """Return how the recognisers hear only the samples from `first` to `last`, counted from the first one heard."""
        sound = self._cut(first, last)
        readings = (self._grammar.entries, None) if with_open else (self._grammar.entries,)
        return [self._decoded(phrases, sound) for phrases in readings]

    def heard_as(self, grammar: QuestionGrammar, part: tuple[int, int] | None) -> tuple[Hypothesis, ...]:
        """Return how another grammar hears the utterance, or the samples of a part of it."""
        return self._decoded(grammar.entries, self._cut() if part is None else self._cut(*part))

    def _decoded(self, phrases: WordList | None, sound: bytes) -> tuple[Hypothesis, ...]:
        """Return how a recogniser of its own hears a whole piece of sound."""
        recogniser = self._model.recogniser(phrases, alternatives=self._alternatives)
        recogniser.accept(self._heard[0] + sound)
        return recogniser.finish()

    def _cut(self, first: int = 0, last: int | None = None) -> bytes:
        """Return the samples from `first` to `last` (None: to the end), counted from the first one heard."""
        return b"".join(self._heard[1:])[2 * max(0, first) : None if last is None else 2 * max(0, last)]

    def _catch_up(self) -> Recogniser:
        """Feed the grammar what it has not heard yet."""
        if self._first is None:
            self._first = self._model.recogniser(self._grammar.entries, alternatives=self._alternatives)
            self._first_fed = 0
        for pcm in self._heard[self._first_fed :]:
            self._first.accept(pcm)
        self._first_fed = len(self._heard)
        return self._first
