"""Who says what next. Sans-I/O: events in, actions out; no clock, thread, file or device.

Every list of actions ends with exactly one `Ask`, `CallContact`, `KeepSummary`, `KeepPreferences` or `Finish`. The
same events give the same actions, so one brain runs live, recorded, typed and networked, and every dialogue can be
tested as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from voice_skill import triage
from voice_skill.conversation import closing, commands, plan
from voice_skill.conversation.beginning import ResumeStep, told_before
from voice_skill.conversation.changing import ChangeStep
from voice_skill.conversation.interrupted import interrupted
from voice_skill.conversation.offers import ContactStep
from voice_skill.conversation.opening import StoryStep
from voice_skill.conversation.pausing import WaitStep
from voice_skill.conversation.steps import Outcome, Step
from voice_skill.conversation.talk import Actions, Contact, Talk
from voice_skill.conversation.unfinished import unfinished
from voice_skill.conversation.wording import load_wording
from voice_skill.events import (
    Action,
    Ask,
    AudioLost,
    CallContact,
    ContactDone,
    Decision,
    Event,
    Expectation,
    Finish,
    Heard,
    Interrupted,
    KeepPreferences,
    KeepSummary,
    Meaning,
    NoInput,
    NotDeleted,
    PreferencesKept,
    Say,
    Source,
    SpeechFailed,
    Stopped,
    SummaryKept,
    TimerFired,
    Understood,
    Verdict,
)
from voice_skill.triage import URGENT
from voice_skill.trust import decide

MOST_SILENT_QUESTIONS = 2
"""Questions in a row met only with silence before nobody is taken to be there."""
MOST_LOSSES = 4
"""Times in a row that lost sound is simply asked again; then it counts as not understood."""


_ENDS = (CallContact, KeepSummary, KeepPreferences, Finish)
"""Actions that end a turn, besides `Ask`."""


class Parser(Protocol):
    """The part of understanding that the conversation needs."""

    def parse(self, text: str, expects: Expectation) -> Meaning:
        """Return what a text means as an answer."""
        ...


class Conversation:
    """One consultation at a time: feed it events, carry out its actions."""

    def __init__(
        self,
        parser: Parser,
        *,
        region: str | None = None,
        ask_region: bool = False,
        contact: Contact = Contact.NONE,
        may_keep: bool = False,
        may_prefer: bool = False,
        before: Mapping[str, object] | None = None,
    ) -> None:
        """Prepare a consultation.

        Args:
            parser: words → meaning.
            region: name of the region whose numbers and words to use; None for neutral wording.
            ask_region: ask for the region by voice at the start (a first live start without one set).
            contact: whether an emergency contact is set up, and whether it may be messaged unasked.
            may_keep: whether to offer, at the end, to keep a summary.
            may_prefer: whether to offer, at the end, to keep pace, loudness, patience and region that were changed.
            before: what `unfinished` gave before a consultation broke off; going on with it is offered at the start.
        """
        self._parser = parser
        place = triage.region(region)
        self._talk = Talk(load_wording(place.fill), place, contact, may_keep, may_prefer)
        self._talk.ask_region = ask_region and region is None
        self._before = before
        self._step: Step | None = None
        self._said: Actions = []
        self._losses = 0
        self._finished = False

    @property
    def talk(self) -> Talk:
        """What has been said and done so far, for the summary and the handover."""
        return self._talk

    @property
    def unfinished(self) -> dict[str, object] | None:
        """What a device may keep against a power cut, as JSON values; None: nothing, and what is kept goes."""
        return None if self._finished else unfinished(self._talk)

    @property
    def expects(self) -> Expectation | None:
        """What the answer to the question on the table may be."""
        return self._step.expects if self._step is not None else None

    def start(self) -> Actions:
        """Greet and ask the first question."""
        opening: Actions = [self._talk.say("opening")]
        if self._before is not None:
            self._step = ResumeStep.new(self._before)
            opening += told_before(self._talk, self._before)
            return self._done([*opening, self._step.ask(self._talk)])
        return self._done(opening + self._advance())

    def handle(self, event: Event) -> Actions:
        """Take one event and return what to do: the last action asks, messages the contact, or finishes."""
        if self._finished or self._step is None:
            return [Finish("done")]
        return self._done(self._taken(event, self._step))

    def _taken(self, event: Event, step: Step) -> Actions:
        talk = self._talk
        match event:
            case Heard():
                self._losses = 0
                actions = self._heard(event, step)
            case NoInput():
                actions = self._silence(step)
            case AudioLost():
                actions = self._lost(event, step)
            case Stopped():
                actions = self._stopped(event)
            case ContactDone():
                actions = self._contacted(event, step)
            case SummaryKept():
                actions = [talk.say("kept" if event.kept else "not_kept"), *self._advance()]
            case PreferencesKept():
                said = talk.say("preferences_kept" if event.kept else "preferences_not_kept")
                actions = [said, *self._advance()]
            case NotDeleted():
                actions = [talk.say("not_deleted"), step.again(talk)]
            case Interrupted():
                actions = self._apply(interrupted(event, talk, step))
            case TimerFired() | SpeechFailed():
                actions = [step.again(talk)]
        return actions

    def _heard(self, event: Heard, step: Step) -> Actions:
        of_other = self._talk.memory.findings.get("speaking_for") == "other"
        asked = replace(step.expects, of_other=of_other)
        readings = [(reading, self._parser.parse(reading.text, asked)) for reading in event.readings]
        decision = decide(readings, step.expects, complete=event.complete)
        if isinstance(step, WaitStep) and decision.meaning.empty and self._answered(event, step.inner):
            return self._apply(step.back(self._talk))
        meaning = decision.meaning
        self._talk.silent_questions = 0
        self._talk.typed = all(reading.source is Source.TYPED for reading in event.readings)
        if isinstance(step, StoryStep) and not meaning.command:
            self._talk.memory.story.append(event.readings[-1].text)
        understood = Understood(
            step.expects.question, meaning.answer, meaning.command, meaning.findings, decision.verdict
        )
        named = (
            isinstance(step, ChangeStep) and meaning.answer is not None
        )  # "the accident" names one, it reports none
        changed = not named and self._volunteered(meaning)
        return [understood, *self._respond(decision, step, event, changed=changed)]

    def _answered(self, event: Heard, inner: Step) -> bool:
        """Whether somebody who asked for time answers the question that waits: they are back."""
        parsed = (self._parser.parse(reading.text, inner.expects) for reading in event.readings)
        return any(meaning.answer is not None for meaning in parsed)

    def _respond(self, decision: Decision, step: Step, event: Heard, *, changed: bool) -> Actions:
        meaning, talk = decision.meaning, self._talk
        if meaning.command is not None:
            if decision.verdict is Verdict.CONFIRM:
                return self._apply(Outcome(then=commands.CommandStep.about(meaning.command, step)))
            return self._apply(commands.run(meaning.command, talk, step, self._said))
        if meaning.answer is not None and decision.verdict is Verdict.TAKE:
            return self._apply(step.accept(talk, decision))
        if meaning.answer is not None and decision.verdict is Verdict.CONFIRM:
            if changed and talk.assess_so_far().level in URGENT:
                return self._advance(keep=step)  # the emergency comes before the read-back
            return self._apply(step.propose(talk, decision))
        if isinstance(step, StoryStep) and meaning.findings:
            return self._apply(step.accept(talk, decision))
        if changed:
            if isinstance(step, StoryStep):  # it only pointed to something: no story to go by yet
                step.misses += 1
                talk.story_pointed = step.misses
            following = self._advance(keep=step)
            urgent = any(isinstance(action, Say) and action.urgent for action in following)
            return [*([talk.say("noted")] if meaning.findings and not urgent else []), *following]
        return self._missed(step, event)

    def _volunteered(self, meaning: Meaning) -> bool:
        """Keep what was said in passing; returns whether anything is new."""
        changed = False
        for key, value in meaning.findings.items():
            changed |= self._talk.memory.volunteer(key, value)
        for key in sorted(meaning.hints):
            if self._talk.memory.get(key) is None and key not in self._talk.hints:
                self._talk.hints.append(key)
                changed = True
        return changed

    def _missed(self, step: Step, event: Heard) -> Actions:
        return self._apply(step.missed(self._talk, event.hint or "no_match"))

    def _silence(self, step: Step) -> Actions:
        step.silences += 1
        if step.silences < step.most_silences:
            return self._apply(step.retry(self._talk, [self._talk.say("no_input")]))
        outcome = step.silent(self._talk)
        if step.counts_silence:
            self._talk.silent_questions += 1
            if self._talk.silent_questions >= MOST_SILENT_QUESTIONS:
                outcome = closing.give_up(self._talk)
        return self._apply(outcome)

    def _lost(self, event: AudioLost, step: Step) -> Actions:
        """Lost sound is neither silence nor an answer: it is asked again."""
        if not event.recovered:
            ending = closing.cut_short(self._talk, "fault")
            return [self._talk.say("microphone_gone"), *ending, Finish("fault")]
        self._losses, self._talk.typed = self._losses + 1, False
        if self._losses > MOST_LOSSES:
            self._losses = 0
            return self._apply(step.unheeded(self._talk))
        return [self._talk.say("audio_lost"), step.ask(self._talk)]

    def _contacted(self, event: ContactDone, step: Step) -> Actions:
        """Say whether the message went out; then go on where we were."""
        talk, rehearsing = self._talk, self._talk.rehearsing
        talk.rehearsing = False
        if rehearsing:
            said = talk.say("contact_rehearsed" if event.reached else "contact_rehearsal_failed")
        else:
            said = talk.say("contact_reached" if event.reached else "contact_failed")
        if isinstance(step, ContactStep):
            return [said, *self._advance()]
        return [said, step.again(talk)]

    def _stopped(self, event: Stopped) -> Actions:
        return [
            *(closing.unheard_warning(self._talk) if event.reason != "end_of_input" else []),
            *closing.cut_short(self._talk, "stopped"),
            Finish("fault" if event.reason == "fault" else "stopped"),
        ]

    def _apply(self, outcome: Outcome) -> Actions:
        """Say what the outcome says, then put the step it leads to."""
        talk, actions = self._talk, list(outcome.say)
        if any(isinstance(action, _ENDS) for action in actions):
            return actions
        if outcome.same and self._step is not None:
            return [*actions, self._step.again(talk)]
        if outcome.again and self._step is not None:
            return [*actions, self._step.ask(talk)]
        if outcome.then is not None:
            self._step = outcome.then
            return [*actions, self._step.ask(talk)]
        return actions + self._advance()

    def _advance(self, keep: Step | None = None) -> Actions:
        """Follow the plan; `keep` goes on with a question that is still the one to ask, in other words."""
        actions, step = plan.next_step(self._talk)
        if keep is not None and step is not None and step.expects == keep.expects:
            step = keep
        self._step = step
        return actions if step is None else [*actions, step.ask(self._talk)]

    def _done(self, actions: list[Action]) -> Actions:
        self._finished = isinstance(actions[-1], Finish)
        if not isinstance(actions[-1], (Ask, *_ENDS)):
            raise TypeError("a turn must end by asking or finishing")
        self._said = [action for action in actions if isinstance(action, Say)]
        return actions
