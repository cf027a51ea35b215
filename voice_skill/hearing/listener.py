"""Listening for one turn: from sound to `Heard`, `NoInput` or `AudioLost`."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voice_skill.events import AudioLost, Expectation, Heard, NoInput
from voice_skill.hearing.competitors import QuestionGrammar, question_grammar
from voice_skill.hearing.ear import Ear
from voice_skill.hearing.levels import Conditioner, LevelJudge
from voice_skill.hearing.patience import Patience
from voice_skill.hearing.resample import Resampler, Samples
from voice_skill.hearing.sources import BLOCK_S, SourceLostError
from voice_skill.hearing.turn import Completeness, Turn
from voice_skill.hearing.voice_activity import VoiceActivity
from voice_skill.hearing.vosk_adapter import RATE, UNKNOWN, Hypothesis, SpeechModel

if TYPE_CHECKING:
    from voice_skill.ports import AudioSource, ListenRequest

Judge = Callable[[str, Expectation], Completeness]
"""Says what words amount to as an answer. Hearing knows no meaning, so whoever joins the rooms passes it in."""


@dataclass(frozen=True, slots=True)
class ListenerSettings:
    """How listening behaves. By measurement, see `docs/hearing.md`."""

    unknowns: int = 3
    """`[unk]` entries in the grammar: each makes foreign speech likelier to be refused."""
    pre_roll_s: float = 0.4
    """Sound kept from before speech was noticed: first consonants are soft."""
    least_voiced_s: float = 0.10
    """Speech shorter than this that yields no words was a click or a cough: go on listening."""
    recording_tail_s: float = 0.6
    """Silence added after a recording in which nobody has spoken, to be sure of it."""


def phrase_judge(phrases: tuple[str, ...]) -> Judge:
    """Return a judge that knows only the phrases: a whole phrase is an answer, and on danger questions none is taken early."""
    known = frozenset(phrases)

    def judge(text: str, expects: Expectation) -> Completeness:
        if text not in known:
            return Completeness.UNFINISHED
        return Completeness.LOWERING if expects.danger or expects.kind == "confirm" else Completeness.COMPLETE

    return judge


class VoskListener:
    """Turns what an audio source delivers into one event. Times are counted in samples, so recordings run faster."""

    def __init__(
        self,
        model: SpeechModel,
        patience: Patience | None = None,
        *,
        judge: Judge | None = None,
        settings: ListenerSettings | None = None,
    ) -> None:
        self.patience = patience or Patience.named("normal")
        """How long to wait; grows with this person's own pauses."""
        self._model = model
        self._judge = judge
        self._settings = settings or ListenerSettings()
        self._activity = VoiceActivity()
        self._grammars: dict[tuple[str, ...], QuestionGrammar] = {}
        self._helper = ThreadPoolExecutor(max_workers=1, thread_name_prefix="second-reading")

    def listen(self, source: AudioSource, request: ListenRequest) -> Heard | NoInput | AudioLost:
        """Listen for one utterance and return when the person's turn is over.

        Raises:
            BadInputError: when a recording can't be read on.
        """
        session = _Session(self, source.rate, request)
        try:
            for pcm, lost in _endless(source):
                event = session.hear(pcm, lost=lost)
                if event is not None:
                    self._learn(session.turn)
                    return event
        except SourceLostError as error:
            return AudioLost(error.reason, recovered=_back(source))
        raise AssertionError("a source with silence after its end never ends")

    def more_time(self) -> None:
        """Wait longer from now on: "give me more time"."""
        self.patience = self.patience.more()

    def less_time(self) -> None:
        """Wait less from now on."""
        self.patience = self.patience.less()

    def close(self) -> None:
        """Let go of the second reading's thread."""
        self._helper.shutdown()

    def _learn(self, turn: Turn) -> None:
        if turn.longest_pause_s > 0:
            self.patience = self.patience.learned(turn.longest_pause_s)

    def _grammar(self, phrases: tuple[str, ...]) -> QuestionGrammar:
        if phrases not in self._grammars:
            self._grammars[phrases] = question_grammar(self._model, phrases, unknowns=self._settings.unknowns)
        return self._grammars[phrases]


class _Session:
    """One turn of one listener."""

    def __init__(self, owner: VoskListener, rate: int, request: ListenRequest) -> None:
        self._owner = owner
        self._settings = owner._settings  # noqa: SLF001 - the two halves of one class
        self._request = request
        self._begin_s = owner.patience.begin_s if request.wait_s is None else request.wait_s
        self._story = request.expects.kind == "open"
        self._judge = owner._judge or phrase_judge(request.phrases)  # noqa: SLF001
        self._activity = owner._activity  # noqa: SLF001
        self._activity.restart()
        self._condition = Conditioner(rate)
        self._resample = Resampler(rate, RATE)
        self._levels = LevelJudge()
        self._before: deque[Samples] = deque(maxlen=max(1, round(self._settings.pre_roll_s / BLOCK_S) + 1))
        self._ear: Ear | None = None
        self._peek: tuple[Hypothesis, ...] | None = None
        self._completeness = Completeness.UNFINISHED
        self._lost = False
        self._ended_s: float | None = None
        self.turn = Turn(owner.patience, story=self._story)

    def hear(self, pcm: bytes | None, *, lost: bool) -> Heard | NoInput | AudioLost | None:
        """Take the next block (None: the recording is over) and return the event that ends the turn, if any."""
        self._lost = self._lost or lost
        if pcm is None and self._ended_s is None:
            self._ended_s = self.turn.now_s
        samples = np.zeros(round(RATE * BLOCK_S), np.float32) if pcm is None else self._taken_in(pcm)
        speech_before = self.turn.speech_end_s
        for frame in self._activity.frames(samples):
            self.turn.hear(frame)
        if self.turn.speech_end_s != speech_before:
            self._peek = None
        self._decode(samples)
        return self._outcome()

    def _taken_in(self, pcm: bytes) -> Samples:
        raw = self._condition(pcm)
        if self.turn.begun:
            self._levels.hear(raw)
        return self._resample(raw)

    def _decode(self, samples: Samples) -> None:
        if self._ear is not None:
            self._ear.hear(samples)
            return
        self._before.append(samples)
        if self.turn.begun:
            helper = self._owner._helper if self._request.open_vocabulary else None  # noqa: SLF001
            grammar = self._owner._grammar(self._request.phrases)  # noqa: SLF001
            self._ear = Ear(self._owner._model, grammar, helper)  # noqa: SLF001
            self._ear.hear(np.concatenate(list(self._before)))
            self._before.clear()

    def _outcome(self) -> Heard | NoInput | AudioLost | None:
        turn = self.turn
        if not turn.begun:
            ended = (
                self._ended_s is not None and turn.now_s - self._ended_s >= self._settings.recording_tail_s
            )
            if not ended and not turn.nobody_came(self._begin_s):
                return None
            return self._missing() or NoInput(max(turn.now_s, self._begin_s) if ended else turn.now_s)
        if turn.too_long():
            return self._missing() or self._heard(complete=False)
        if turn.may_be_over() and self._peek is None and self._ear is not None:
            self._peek = self._ear.grammar_now()
            text = self._ear.grammar_reading(self._peek).text
            self._completeness = self._judge(text, self._request.expects)
        if not turn.over(self._completeness if self._peek is not None else Completeness.UNFINISHED):
            return None
        return self._missing() or self._heard(complete=True)

    def _missing(self) -> AudioLost | None:
        return AudioLost("some sound went missing") if self._lost else None

    def _heard(self, *, complete: bool) -> Heard | None:
        assert self._ear is not None  # noqa: S101 - speech began, so there is one
        first = self._ear.grammar_reading(self._peek or self._ear.grammar_now())
        second = self._ear.open_reading()
        readings = (first,) if second is None else (first, second)
        nothing = all(reading.text == UNKNOWN for reading in readings)
        if nothing and complete and self.turn.voiced_s < self._settings.least_voiced_s:
            self._start_over()
            return None
        hint = self._levels.hint(self._activity.speaker_db, self._activity.background_db)
        return Heard(readings, self.turn.speech_end_s, self.turn.now_s, hint, complete)

    def _start_over(self) -> None:
        """Forget a click and go on waiting, without giving the person less time."""
        waited = self.turn.now_s
        self.turn = Turn(self._owner.patience, story=self._story)
        self.turn.now_s = waited
        self._ear, self._peek, self._levels = None, None, LevelJudge()
        self._before.clear()


def _endless(source: AudioSource) -> Iterator[tuple[bytes | None, bool]]:
    """Yield a source's blocks, and silence (None) without end after a recording's."""
    for block in source.blocks():
        yield block.pcm, block.lost
    while True:
        yield None, False


def _back(source: AudioSource) -> bool:
    """Whether a lost device can be heard again."""
    try:
        return next(iter(source.blocks()), None) is not None
    except SourceLostError:
        return False
