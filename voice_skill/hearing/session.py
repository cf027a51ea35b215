"""One turn of listening: sound in, block by block, until one event comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from voice_skill.events import AudioLost, Expectation, Heard, NoInput, Reading, Source
from voice_skill.hearing.ear import Ear
from voice_skill.hearing.early_end import EarlyEnd
from voice_skill.hearing.equipment import Equipment
from voice_skill.hearing.evidence import EvidenceSettings, Judgement, Quote, reconcile, told
from voice_skill.hearing.foreground import Foreground, Stretch
from voice_skill.hearing.levels import Conditioner, LevelJudge
from voice_skill.hearing.resample import Resampler, Samples
from voice_skill.hearing.sources import BLOCK_S
from voice_skill.hearing.turn import Completeness, Turn
from voice_skill.hearing.vosk_adapter import RATE, UNKNOWN, Hypothesis
from voice_skill.ports import AudioBlock, ListenRequest

Outcome = Heard | NoInput | AudioLost

_OPENING = Expectation("opening", "open")


class Session:
    """One turn. Times are seconds of sound since it began."""

    def __init__(self, equipment: Equipment, rate: int, request: ListenRequest) -> None:
        self._equipment = equipment
        self._settings = equipment.settings
        self._request = request
        self._begin_s = equipment.patience.begin_s if request.wait_s is None else request.wait_s
        self._condition = Conditioner(rate)
        self._resample = Resampler(rate, RATE)
        self._lost = False
        self._ended_s: float | None = None
        equipment.activity.restart()
        self._begin_turn(waited_s=0.0)
        self._kept = np.zeros(0, np.float32)
        self._kept_from = 0  # places in the sound of this session, in samples
        self._fed_to = 0

    def _begin_turn(self, waited_s: float) -> None:
        self.turn = Turn(self._equipment.patience, story=self._request.expects.kind == "open")
        self.turn.now_s = waited_s
        self._ear: Ear | None = None
        self._peek: list[tuple[Hypothesis, ...]] | None = None
        self._weighed: list[tuple[Hypothesis, ...]] | None = None
        self._early_end = EarlyEnd(self._settings.early_end)
        self._levels = LevelJudge()
        self._foreground = Foreground()
        self._ear_from = 0

    def hear(self, pcm: bytes | None, *, lost: bool) -> Outcome | None:
        """Take the next block (None: the recording is over) and return the event that ends the turn, if any."""
        self._lost = self._lost or lost
        if pcm is None and self._ended_s is None:
            self._ended_s = self.turn.now_s
        self._take(pcm)
        return self._outcome()

    def resumes(self, meanwhile: Iterable[AudioBlock]) -> bool:
        """Whether the person speaks on, in sound that came while their turn was being judged, before they are replied to.

        Only an answer that could lower urgency is reopened ("no … it's numb"): for the others nothing is gained, and
        talk in the room would undo a *yes*.
        """
        if self._early_end.completeness is not Completeness.LOWERING or self._ear is None:
            return False
        for block in meanwhile:
            self._lost = self._lost or block.lost
            self._take(block.pcm)
            if self.turn.speaking:
                self._ear.go_on()
                return True
        return False

    def _take(self, pcm: bytes | None) -> None:
        """Follow the next block, None for silence, and decode what is the person's."""
        samples = np.zeros(round(RATE * BLOCK_S), np.float32) if pcm is None else self._taken_in(pcm)
        spoken_until = self.turn.speech_end_s
        for frame in self._equipment.activity.frames(samples):
            self.turn.hear(frame)
            self._foreground.hear(self.turn.now_s, frame)
        if self.turn.speech_end_s != spoken_until:
            self._peek = None
            if self._weighed is not None and self._ear is not None:
                self._weighed = None
                self._ear.go_on()
        self._decode(samples, speech=self.turn.speech_end_s != spoken_until)

    def _taken_in(self, pcm: bytes) -> Samples:
        raw = self._condition(pcm)
        if self.turn.begun:
            self._levels.hear(raw)
        return self._resample(raw)

    def _decode(self, samples: Samples, *, speech: bool) -> None:
        """Give the recognisers what is the person's: from just before their first sound to just after their last."""
        self._kept = np.concatenate([self._kept, samples])
        settings, turn = self._settings, self.turn
        if turn.speech_start_s is not None and turn.speech_end_s is not None:
            if self._ear is None:
                self._fed_to = max(self._kept_from, round(RATE * (turn.speech_start_s - settings.pre_roll_s)))
                self._ear_from = self._fed_to
                tools = self._equipment
                self._ear = Ear(
                    tools.model,
                    tools.grammar,
                    tools.helper if self._request.open_vocabulary else None,
                    story=self._request.expects.kind == "open",
                )
            theirs = round(RATE * (turn.speech_end_s + settings.tail_s))
            self._ear.hear(
                self._kept[self._fed_to - self._kept_from : max(theirs, self._fed_to) - self._kept_from],
                speech=speech,
            )
            self._fed_to = max(self._fed_to, min(theirs, self._kept_from + len(self._kept)))
        self._forget()

    def _forget(self) -> None:
        """Drop sound that no recogniser will want any more."""
        recent = self._kept_from + len(self._kept) - round(RATE * (self._settings.pre_roll_s + 3 * BLOCK_S))
        oldest = recent if self._ear is None else min(recent, self._fed_to)
        dropped = max(0, oldest - self._kept_from)
        self._kept = self._kept[dropped:]
        self._kept_from += dropped

    def _outcome(self) -> Outcome | None:
        turn = self.turn
        if not turn.begun:
            return self._nobody()
        if turn.too_long():
            return self._missing() or self._heard(complete=False)
        if turn.may_be_over() and self._peek is None and self._ear is not None:
            self._peek = self._lists(self._nearest_part(), final=False)
            (quote,) = reconcile(self._peek[:1], self._judge, self._evidence)
            self._early_end.look(quote, self._judge(quote.text), noisy=self._noisy)
        completeness = Completeness.UNFINISHED if self._peek is None else self._early_end.completeness
        if not turn.over(completeness):
            return None
        if self._accident():
            return None
        return self._missing() or self._heard(complete=True)

    @property
    def _noisy(self) -> bool:
        """Whether the room may be what was heard."""
        activity = self._equipment.activity
        return activity.speaker_db - activity.background_db < self._settings.noisy_room_db

    @property
    def _evidence(self) -> EvidenceSettings:
        """How much must speak for an answer in this room."""
        evidence = self._settings.evidence
        return evidence.in_noise() if self._noisy else evidence

    def _accident(self) -> bool:
        """Whether only the grammar heard an answer that would end the turn early: then it waits as for anything else."""
        complete = self._early_end.completeness is Completeness.COMPLETE
        if not complete or self.turn.over(Completeness.UNFINISHED) or not self._request.open_vocabulary:
            return False
        lists = self._lists(self._nearest_part(), final=True)
        self._weighed = lists  # kept: the open vocabulary's list is given out only once
        return self._early_end.denied(reconcile(lists, self._judge, self._evidence)[1:])

    def _nobody(self) -> Outcome | None:
        now = self.turn.now_s
        if self._ended_s is not None and now - self._ended_s >= self._settings.recording_tail_s:
            return self._missing() or NoInput(max(now, self._begin_s))
        return (self._missing() or NoInput(now)) if self.turn.nobody_came(self._begin_s) else None

    def _missing(self) -> AudioLost | None:
        return AudioLost("some sound went missing") if self._lost else None

    def _heard(self, *, complete: bool) -> Heard | None:
        """Make the event, or None when it was only a click."""
        part = self._nearest_part()
        readings = self._readings(self._weighed or self._lists(part, final=True), part)
        nothing = all(reading.text == UNKNOWN for reading in readings)
        if nothing and complete and self.turn.voiced_s < self._settings.least_voiced_s:
            self._begin_turn(waited_s=self.turn.now_s)
            return None
        activity = self._equipment.activity
        hint = self._levels.hint(activity.speaker_db, activity.background_db)
        return Heard(readings, self.turn.speech_end_s, self.turn.now_s, hint, complete)

    def _judge(self, text: str) -> Judgement:
        return self._equipment.judge(text, self._request.expects)

    def _lists(self, part: tuple[int, int] | None, *, final: bool) -> list[tuple[Hypothesis, ...]]:
        """Return how the grammar, and in the end also the open vocabulary, hears the person, or their part of the sound."""
        if self._ear is None:
            raise AssertionError("speech began, so it is being decoded")
        if part is not None:
            return self._ear.again(*part, with_open=final and self._request.open_vocabulary)
        lists = self._peek or [self._ear.grammar_now()]
        second = self._ear.open_now() if final else None
        return lists if second is None else [*lists, second]

    def _nearest_part(self) -> tuple[int, int] | None:
        """Return which of the decoded samples are the person's, where there is talk behind them; never of a story."""
        turn = self.turn
        if turn.speech_start_s is None or turn.speech_end_s is None or self._request.expects.kind == "open":
            return None
        speech = Stretch(turn.speech_start_s, turn.speech_end_s)
        nearest = self._foreground.nearest_voice(speech, self._equipment.activity.background_db)
        if nearest is None:
            return None
        return round(RATE * nearest.start_s) - self._ear_from, round(RATE * nearest.end_s) - self._ear_from

    def _readings(
        self, lists: list[tuple[Hypothesis, ...]], part: tuple[int, int] | None
    ) -> tuple[Reading, ...]:
        """Quote each recogniser; of a story there is no one answer to weigh."""
        masked = self._equipment.grammar.masked
        if self._request.expects.kind == "open":
            story = told(lists, self._judge, self._settings.evidence)
            return _quoted(story.quotes, masked, story.fit)
        quotes = reconcile(lists, self._judge, self._evidence)
        readings = _quoted(quotes, masked, None)
        if part is not None:
            # What was cut away may have been the person after all: a reading of nothing keeps it from being agreed.
            readings = (*readings, Reading(UNKNOWN, Source.OPEN, 0.0))
        no_answer = all(quote.completeness is Completeness.UNFINISHED for quote in quotes)
        return (*readings, *self._as_a_story(lists, part)) if no_answer else readings

    def _as_a_story(
        self, lists: list[tuple[Hypothesis, ...]], part: tuple[int, int] | None
    ) -> tuple[Reading, ...]:
        """Return what the grammar of the opening makes of what is no answer: it may tell of a danger."""
        tools, settings = self._equipment, self._settings
        if self._ear is None or tools.stories is None or len(lists) < 2:
            return ()
        if self.turn.voiced_s < settings.least_story_s:
            return ()
        ways = self._ear.heard_as(tools.stories, part)
        story = told([ways, lists[1]], lambda text: tools.judge(text, _OPENING), settings.evidence)
        quote = story.quotes[0]
        return (Reading(tools.stories.masked(quote.text), Source.STORY, quote.certainty, story.fit),)


def _quoted(quotes: list[Quote], masked: Callable[[str], str], fit: float | None) -> tuple[Reading, ...]:
    """Make readings of quotes, the grammar's first; what belongs to none of its phrases is masked."""
    first, others = quotes[0], quotes[1:]
    return (
        Reading(masked(first.text), Source.GRAMMAR, first.certainty, fit),
        *(Reading(quote.text, Source.OPEN, quote.certainty) for quote in others),
    )
