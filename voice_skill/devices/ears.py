"""Words and meaning out of sound: the real recogniser, loaded when it is first needed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from voice_skill.events import (
    Ask,
    AudioLost,
    Decision,
    Event,
    Expectation,
    Heard,
    Meaning,
    NoInput,
    Reading,
    Source,
    Strength,
)
from voice_skill.ports import AudioSource, ListenRequest
from voice_skill.trust import decide, lowers

if TYPE_CHECKING:
    from voice_skill.hearing import Judgement, Patience, SpeechModel, VoskListener
    from voice_skill.understanding import Understander


@dataclass(frozen=True, slots=True)
class Hearing:
    """What one recording came to."""

    event: Heard | NoInput | AudioLost
    rtf: float
    """Seconds of work per second of sound."""


class Ears:
    """Listens with the grammar of the question that was asked, and without any as a second reading."""

    def __init__(self, understander: Understander, model: Callable[[], SpeechModel], patience: str) -> None:
        """`model` is asked for when there is something to hear; `patience` is one of `settings.PATIENCE`."""
        self.understander = understander
        self._model = model
        self._patience_name = patience

    @cached_property
    def _opening(self) -> Expectation:
        return self.understander.expectation("opening")

    @cached_property
    def _any_question(self) -> Expectation:
        return self.understander.expectation("any_pain")

    @cached_property
    def listener(self) -> VoskListener:
        """The recogniser. Raises `MissingPartError` where the speech model is not installed or is damaged."""
        from voice_skill.hearing import VoskListener  # noqa: PLC0415  loads numpy and the recogniser

        return VoskListener(self._model(), self._patience(), judge=self.judge)

    def request(self, expects: Expectation, wait_s: float | None = None) -> ListenRequest:
        """Return what to listen for after a question."""
        phrases = self.understander.phrases
        return ListenRequest(
            expects, phrases(expects), open_vocabulary=True, wait_s=wait_s, stories=phrases(self._opening)
        )

    def hear(self, path: Path, expects: Expectation) -> Hearing:
        """Recognise one recording. Raises `BadInputError` for a file that can't be used."""
        from voice_skill.hearing import WavSource  # noqa: PLC0415

        source = WavSource(path)
        try:
            listener = self.listener
            listener.patience = self._patience()  # what was learned from one recording is nothing to the next
            request = self.request(expects)
            listener.prepare(request)
            begun = time.perf_counter()
            event = listener.listen(source, request)
            worked_s = time.perf_counter() - begun
        finally:
            source.close()
        return Hearing(event, worked_s / source.seconds if source.seconds else 0.0)

    def judge(self, text: str, expects: Expectation) -> Judgement:
        """Say what words amount to as an answer while the person may still be speaking."""
        from voice_skill.hearing import NOTHING, Completeness, Judgement  # noqa: PLC0415

        meaning = self.understander.parse(text, expects)
        if expects.kind == "open":
            return replace(NOTHING, unread=self.understander.unread(text, expects))
        if not meaning.whole or (meaning.answer is None and meaning.command is None):
            return NOTHING
        soft = meaning.strength is not Strength.PLAIN
        # "my left … calf", "forty … five", "two weeks … and a bit": what is complete may still be going on
        goes_on = expects.kind in {"site", "number"} and meaning.command is None
        lowering = soft or goes_on or lowers(meaning.answer, expects)
        sense = repr((meaning.answer, meaning.command))
        completeness = Completeness.LOWERING if lowering else Completeness.COMPLETE
        return Judgement(completeness, sense, plain=self._plain(text, meaning, expects))

    def _plain(self, text: str, meaning: Meaning, expects: Expectation) -> bool:
        """Whether words are what is mostly said at such a question: they need less evidence than all the other wordings.

        Of a command, only where one was asked for. Of *yes* and *no*, what opens with the bare word; of a read-back,
        what opens with any word that is an answer by itself ("correct").
        """
        from voice_skill.hearing import bare_answers  # noqa: PLC0415

        if meaning.answer is None:
            return expects.kind == "command"
        if expects.kind not in {"yes_no", "confirm"}:
            return True
        if expects.kind == "yes_no":
            return text.split(maxsplit=1)[0] in bare_answers()
        first = self.understander.parse(text.split(maxsplit=1)[0], self._any_question)
        return first.whole and first.answer == meaning.answer

    def forget_person(self, patience: str | None = None) -> None:
        """Wait as the settings say again, or as they say now (`patience`): somebody else may come next."""
        self._patience_name = patience or self._patience_name
        if "listener" in self.__dict__:  # not loaded, it has learned nothing
            self.listener.patience = self._patience()

    @property
    def manner(self) -> dict[str, str]:
        """How patient it is now, by the name of its setting; nothing before it has listened."""
        return {"patience": self.listener.patience.nearest} if "listener" in self.__dict__ else {}

    def _patience(self) -> Patience:
        from voice_skill.hearing import Patience  # noqa: PLC0415

        return Patience.named(self._patience_name)

    def answer(self, path: Path, question: Ask) -> Event:
        """Recognise one recording as the answer to a question. Raises as `hear`."""
        return self.hear(path, question.expects).event

    def prepare(self, question: Ask, within_s: float | None = None) -> ListenRequest:
        """Get ready to listen for the answer to a question, while it is still being spoken."""
        waits = [limit for limit in (question.wait_s, within_s) if limit is not None]
        request = self.request(question.expects, min(waits, default=None))
        self.listener.prepare(request)
        return request

    def listen(self, source: AudioSource, request: ListenRequest) -> Event:
        """Listen for one answer, from now on, with a microphone that is already open."""
        return self.listener.listen(source, request)


def typed(text: str) -> Heard:
    """Return typed words as an event: they count as two readings that agree."""
    reading = Reading(text, Source.TYPED)
    return Heard((reading, reading))


def interpret(understander: Understander, heard: Heard, expects: Expectation) -> Decision:
    """Return what an utterance means as an answer, all its readings considered."""
    readings = [(reading, understander.parse(reading.text, expects)) for reading in heard.readings]
    return decide(readings, expects, complete=heard.complete)
