"""Listening for one turn: from sound to `Heard`, `NoInput` or `AudioLost`."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from voice_skill.events import AudioLost, Expectation, Heard, NoInput
from voice_skill.hearing.competitors import QuestionGrammar, question_grammar
from voice_skill.hearing.equipment import Equipment, Judge, ListenerSettings
from voice_skill.hearing.evidence import NOTHING, Judgement
from voice_skill.hearing.patience import Patience
from voice_skill.hearing.session import Session
from voice_skill.hearing.sources import SourceLostError
from voice_skill.hearing.turn import Completeness, Turn
from voice_skill.hearing.voice_activity import VoiceActivity
from voice_skill.hearing.vosk_adapter import SpeechModel, give_back_memory
from voice_skill.ports import AudioSource, ListenRequest

GRAMMARS_KEPT = 8
"""Question grammars kept ready: a question and its re-asks, the confirmation, the commands."""


def phrase_judge(phrases: tuple[str, ...]) -> Judge:
    """Return a judge that knows only the phrases: each is an answer of its own, none that matters is taken early."""
    known = frozenset(phrases)

    def judge(text: str, expects: Expectation) -> Judgement:
        if text not in known:
            return NOTHING
        lowering = expects.danger or expects.kind == "confirm"
        return Judgement(Completeness.LOWERING if lowering else Completeness.COMPLETE, text)

    return judge


TRIES_BACK = 3
"""How often a lost device is tried again: while a sound daemon starts anew, a microphone can be opened and be dumb."""


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
        self._room_of: AudioSource | None = None
        self._stories: tuple[tuple[str, ...], QuestionGrammar] | None = None
        self._grammars: dict[tuple[str, tuple[str, ...]], QuestionGrammar] = {}
        self._helper = ThreadPoolExecutor(max_workers=1, thread_name_prefix="second-reading")

    def listen(self, source: AudioSource, request: ListenRequest) -> Heard | NoInput | AudioLost:
        """Listen for one utterance and return when the person's turn is over.

        Raises:
            BadInputError: when a recording can't be read on.
        """
        if source is not self._room_of:
            self._room_of, self._activity = (
                source,
                VoiceActivity(),
            )  # another device or recording, another room
        session = Session(self._equipment(request), source.rate, request)
        try:
            for pcm, lost in _endless(source):
                event = session.hear(pcm, lost=lost)
                whole = isinstance(event, Heard) and event.complete
                if whole and session.resumes(source.waiting(self._settings.reopening_s)):
                    continue
                if event is not None:
                    self._after(session.turn)
                    return event
        except SourceLostError as error:
            return AudioLost(error.reason, recovered=_back(source))
        raise AssertionError("a source with silence after its end never ends")

    def prepare(self, request: ListenRequest) -> None:
        """Build a question's grammar ahead, while it is still being spoken: then listening starts at once."""
        self._grammar(request)
        self._story_grammar(request)

    def more_time(self) -> None:
        """Wait longer from now on: "give me more time"."""
        self.patience = self.patience.more()

    def less_time(self) -> None:
        """Wait less from now on."""
        self.patience = self.patience.less()

    def close(self) -> None:
        """Let go of the second reading's thread."""
        self._helper.shutdown()

    def _after(self, turn: Turn) -> None:
        """Give back what the turn took, and learn from the person's pauses."""
        give_back_memory()
        if turn.longest_pause_s > 0:
            self.patience = self.patience.learned(turn.longest_pause_s)

    def _equipment(self, request: ListenRequest) -> Equipment:
        return Equipment(
            model=self._model,
            grammar=self._grammar(request),
            stories=self._story_grammar(request),
            activity=self._activity,
            judge=self._judge or phrase_judge(request.phrases),
            patience=self.patience,
            settings=self._settings,
            helper=self._helper,
        )

    def _story_grammar(self, request: ListenRequest) -> QuestionGrammar | None:
        """Build the grammar of stories once, at whatever question it is first wanted."""
        if not request.stories:
            return None
        if self._stories is None or self._stories[0] != request.stories:
            self._stories = (
                request.stories,
                question_grammar(self._model, request.stories, unknowns=self._settings.unknowns),
            )
        return self._stories[1]

    def _grammar(self, request: ListenRequest) -> QuestionGrammar:
        """Build a question's grammar once; the last few are kept, because questions are asked again."""
        if request.expects.kind == "open" and request.phrases == request.stories:
            made = self._story_grammar(request)
            if made is not None:
                return made
        key = (request.expects.question, request.phrases)
        if key not in self._grammars:
            judge = self._judge or phrase_judge(request.phrases)
            if len(self._grammars) >= GRAMMARS_KEPT:
                self._grammars.pop(next(iter(self._grammars)))
            self._grammars[key] = question_grammar(
                self._model,
                request.phrases,
                unknowns=self._settings.unknowns,
                is_answer=lambda text: judge(text, request.expects).sense is not None,
                favour=self._settings.favour,
            )
        return self._grammars[key]


def _endless(source: AudioSource) -> Iterator[tuple[bytes | None, bool]]:
    """Yield a source's blocks, and silence (None) without end after a recording's."""
    for block in source.blocks():
        yield block.pcm, block.lost
    while True:
        yield None, False


def _back(source: AudioSource) -> bool:
    """Whether a lost device can be heard again."""
    for _ in range(TRIES_BACK):
        try:
            return next(iter(source.blocks()), None) is not None
        except SourceLostError:
            continue
    return False
