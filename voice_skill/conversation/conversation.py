"""Who says what next. Sans-I/O: events in, actions out; no clock, thread, file or device.

Every list of actions ends with exactly one `Ask`, `CallContact`, `KeepSummary` or `Finish`. The same events give the same actions, so one brain
runs live, recorded, typed and networked, and every dialogue can be tested as text.
"""

from __future__ import annotations

from typing import Protocol

from voice_skill import triage
from voice_skill.conversation import closing, commands, plan
from voice_skill.conversation.steps import Outcome, SessionStep, Step, StoryStep, options
from voice_skill.conversation.talk import URGENT, Actions, Contact, Talk
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
    KeepSummary,
    Meaning,
    NoInput,
    NotDeleted,
    Say,
    SpeechFailed,
    Stopped,
    SummaryKept,
    TimerFired,
    Understood,
    Verdict,
)
from voice_skill.trust import decide

MOST_SILENT_QUESTIONS = 2
"""Questions in a row met only with silence before nobody is taken to be there."""
MOST_LOSSES = 4
"""Times in a row that lost sound is simply asked again; then it counts as not understood."""


class Parser(Protocol):
    """The part of understanding that the conversation needs."""

    def parse(self, text: str, expects: Expectation) -> Meaning:
        """Return what a text means as an answer."""
        ...


class RegionStep(SessionStep):
    """Asks where the person is, for the right numbers; without an answer it stays "your emergency number"."""

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """Speak with that region's numbers from here on."""
        answer = decision.meaning.answer
        if isinstance(answer, str) and answer in triage.regions():
            talk.move_to(triage.region(answer))
        return Outcome()

    def silent(self, talk: Talk) -> Outcome:
        """Stay neutral: never a guess."""
        return Outcome()


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
    ) -> None:
        """Prepare a consultation.

        Args:
            parser: words → meaning.
            region: name of the region whose numbers and words to use; None for neutral wording.
            ask_region: ask for the region by voice at the start (a first live start without one set).
            contact: whether an emergency contact is set up, and whether it may be messaged unasked.
            may_keep: whether to offer, at the end, to keep a summary.
        """
        self._parser = parser
        place = triage.region(region)
        self._talk = Talk(load_wording(place.fill), place, contact, may_keep)
        self._ask_region = ask_region and region is None
        self._step: Step | None = None
        self._said: Actions = []
        self._losses = 0
        self._finished = False

    @property
    def talk(self) -> Talk:
        """What has been said and done so far, for the summary and the handover."""
        return self._talk

    @property
    def expects(self) -> Expectation | None:
        """What the answer to the question on the table may be."""
        return self._step.expects if self._step is not None else None

    def start(self) -> Actions:
        """Greet and ask the first question."""
        opening: Actions = [self._talk.say("opening")]
        if self._ask_region:
            names = [
                (name, triage.region(name).spoken) for name in triage.regions() if triage.region(name).askable
            ]
            spoken = ", ".join(spoken for _, spoken in names)
            self._step = RegionStep(
                Expectation("region", "choice", options=options(names)), values={"options": spoken}
            )
            return self._done([*opening, self._step.ask(self._talk)])
        return self._done(opening + self._advance())

    def handle(self, event: Event) -> Actions:
        """Take one event and return what to do: the last action asks, messages the contact, or finishes."""
        if self._finished or self._step is None:
            return [Finish("done")]
        match event:
            case Heard():
                self._losses = 0
                return self._done(self._heard(event, self._step))
            case NoInput():
                return self._done(self._silence(self._step))
            case AudioLost():
                return self._done(self._lost(event, self._step))
            case Stopped():
                return self._done(self._stopped(event))
            case ContactDone():
                return self._done(self._contacted(event, self._step))
            case SummaryKept():
                said = self._talk.say("kept" if event.kept else "not_kept")
                return self._done([said, *self._advance()])
            case TimerFired() | SpeechFailed() | NotDeleted():
                failed = [self._talk.say("not_deleted")] if isinstance(event, NotDeleted) else []
                return self._done([*failed, self._step.again(self._talk)])

    def _heard(self, event: Heard, step: Step) -> Actions:
        readings = [(reading, self._parser.parse(reading.text, step.expects)) for reading in event.readings]
        decision = decide(readings, step.expects, complete=event.complete)
        meaning = decision.meaning
        self._talk.silent_questions = 0
        if isinstance(step, StoryStep) and not meaning.command:
            self._talk.memory.story.append(event.readings[-1].text)
        understood = Understood(
            step.expects.question, meaning.answer, meaning.command, meaning.findings, decision.verdict
        )
        changed = self._volunteered(meaning)
        return [understood, *self._respond(decision, step, event, changed=changed)]

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
                outcome = commands.give_up(self._talk)
        return self._apply(outcome)

    def _lost(self, event: AudioLost, step: Step) -> Actions:
        """Lost sound is neither silence nor an answer: it is asked again."""
        if not event.recovered:
            ending = closing.cut_short(self._talk, "fault")
            return [self._talk.say("microphone_gone"), *ending, Finish("fault")]
        self._losses += 1
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
        if isinstance(step, closing.ContactStep):
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
        if any(isinstance(action, (Finish, CallContact, KeepSummary)) for action in actions):
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
        if not isinstance(actions[-1], (Ask, CallContact, KeepSummary, Finish)):
            raise TypeError("a turn must end by asking or finishing")
        self._said = [action for action in actions if isinstance(action, Say)]
        return actions
