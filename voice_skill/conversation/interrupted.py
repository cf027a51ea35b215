"""What becomes of speech that somebody broke off, where echo is cancelled: *stop*, *wait*, *repeat*."""

from __future__ import annotations

from dataclasses import dataclass, field

from voice_skill.conversation import commands
from voice_skill.conversation.closing import WarningStep
from voice_skill.conversation.pausing import WaitStep
from voice_skill.conversation.steps import Outcome, Step
from voice_skill.conversation.talk import Actions, Talk
from voice_skill.events import Command, Decision, Expectation, Interrupted, Say


@dataclass(slots=True)
class StoppedWarningStep(WarningStep):
    """Asks whether a warning that was stopped had been heard; unless it had, it is said again."""

    most_silences = 1
    most_misses = 1
    inner: Step = field(kw_only=True)
    unsaid: tuple[Say, ...] = field(kw_only=True)

    @classmethod
    def of(cls, inner: Step, unsaid: tuple[Say, ...]) -> StoppedWarningStep:
        """The step after a *stop*."""
        return cls(Expectation("heard_warning", "yes_no"), inner=inner, unsaid=unsaid)

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """*Yes* goes on with what was to follow; anything else says the warning again."""
        if decision.meaning.answer != "yes":
            return self.repeat(talk)
        rest: Actions = [line for line in self.unsaid[1:] if line.text != self.unsaid[0].text]
        if isinstance(self.inner, WarningStep):  # it was about to be asked whether it was heard
            talk.warning_heard = True
            return Outcome(rest)
        return Outcome(rest, then=self.inner)

    def repeat(self, talk: Talk) -> Outcome:
        """Say it again from where it was broken off, and go on."""
        return Outcome(list(self.unsaid), then=self.inner)

    def silent(self, talk: Talk) -> Outcome:
        """Nobody says that they heard it."""
        return self.repeat(talk)


def interrupted(event: Interrupted, talk: Talk, step: Step) -> Outcome:
    """What to do: nothing that was to be said is lost, unless *stop* means to end."""
    unsaid = event.unsaid
    urgent = any(line.urgent for line in unsaid)
    if event.command is Command.STOP:
        if urgent:
            return Outcome(then=StoppedWarningStep.of(step, unsaid))
        return commands.run(Command.STOP, talk, step, [])
    if event.command is Command.WAIT and not urgent and not isinstance(step, (WarningStep, WaitStep)):
        return Outcome(then=WaitStep.before(step, unsaid))
    return Outcome(list(unsaid), same=True)
