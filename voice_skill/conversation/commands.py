"""What the skill does when asked to do something: *repeat*, *go back*, *wait*, *stop*."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from voice_skill.conversation import changing, closing
from voice_skill.conversation.pausing import WaitStep
from voice_skill.conversation.steps import Outcome, Step
from voice_skill.conversation.talk import Actions, Contact, Talk
from voice_skill.events import Adjust, CallContact, Command, Decision, DeleteKept, Expectation, Finish, Say

MOST_EXPLANATIONS = 3
"""Times a question is explained or repeated, or that somebody asks for a call, before the same words count as not
understood. An answer that is misheard as *what do you mean* would otherwise circle without end; and whoever asks for an
ambulance again and again comes to the danger questions."""


@dataclass(slots=True)
class CommandStep(Step):
    """Asks whether a far-reaching command was really given."""

    command: Command = Command.STOP
    inner: Step = field(kw_only=True)

    @classmethod
    def about(cls, command: Command, inner: Step) -> CommandStep:
        """Read the command back."""
        return cls(Expectation("command", "confirm", proposed=str(command)), command=command, inner=inner)

    def text(self, talk: Talk, turn: int) -> str:
        """Name the command, as in "Did you say: stop?"."""
        return talk.wording("confirm_command", turn, value=self.command.replace("_", " "))

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """Do it, or go on."""
        if decision.meaning.answer == "yes":
            return run(self.command, talk, self.inner, [])
        return Outcome(then=self.inner)

    def propose(self, talk: Talk, decision: Decision) -> Outcome:
        """Not confirmed in turn."""
        return self.missed(talk)

    def silent(self, talk: Talk) -> Outcome:
        """Go on where we were."""
        return Outcome(then=self.inner)


def run(command: Command, talk: Talk, step: Step, last_said: Actions) -> Outcome:
    """Carry out a command given in place of an answer to `step`."""
    if command in _ADJUST:
        adjust, wording = _ADJUST[command]
        talk.adjusted.add(adjust.what)
        return Outcome([adjust, talk.say(wording)], same=True)
    endless = (closing.WarningStep, closing.AdviceStep)
    if command in _EXPLAINING or (command in _CIRCLING and not isinstance(step, endless)):
        step.explained += 1
        if step.explained > MOST_EXPLANATIONS:
            return step.missed(talk)
    return _RUN[command](talk, step, last_said)


def _repeat(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    if isinstance(step, closing.WarningStep):
        return step.repeat(talk)
    if isinstance(step, closing.AdviceStep):
        return Outcome(closing.block_again(talk.assess(), talk), same=True)
    return Outcome([action for action in last_said if isinstance(action, Say)], same=True)


def _meaning(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    return Outcome([Say(step.explanation(talk))], same=True)


def _why(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    return Outcome([Say(step.reason(talk))], same=True)


def _wait(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    if isinstance(step, closing.WarningStep):
        return step.missed(talk)  # a warning waits for nobody
    return Outcome(again=True) if isinstance(step, WaitStep) else Outcome(then=WaitStep.before(step))


def _go_on(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    if isinstance(step, WaitStep):
        return step.back(talk)
    if isinstance(step, closing.AdviceStep):
        return Outcome()
    return Outcome(same=True)


def _go_back(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    asked = talk.memory.asked
    if not asked:
        return Outcome([talk.say("no_way_back")], same=True)
    outcome = changing.reopen(talk, asked.pop())
    return Outcome([talk.say("going_back"), *outcome.say], then=outcome.then)


def _change(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    keys = changing.changeable(talk)
    if not keys:
        return Outcome([talk.say("nothing_to_change")], same=True)
    return Outcome(then=changing.ChangeStep.among(keys, talk, step))


def _skip(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    return step.skip(talk)


def _help(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    return Outcome([talk.say("help")], same=True)


def _how_long(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    count = talk.remaining()
    if count == 0:
        return Outcome([talk.say("how_long_done")], same=True)
    said = talk.say("how_long_one") if count == 1 else talk.say("how_long", count=str(count))
    return Outcome([said], same=True)


def _start_again(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    talk.start_over()
    return Outcome([talk.say("restart")])


def _delete(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    talk.start_over()
    return Outcome([DeleteKept(), talk.say("deleted")])


def _stop(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    return Outcome([*closing.cut_short(talk, "stopped"), talk.say("stopped"), Finish("stopped")])


def _summary(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    answers = talk.memory.answers
    if not answers:
        return Outcome([talk.say("summary_empty")], same=True)

    def labels(*values: str) -> str:
        found = [talk.question(answer.key).label for answer in answers if answer.value in values]
        return "; ".join(found) or "nothing"

    age = f"Age {talk.memory.age}. " if talk.memory.age is not None else ""
    said = talk.say(
        "summary", age=age, yes=labels("yes"), no=labels("no"), unsure=labels("unsure", "declined")
    )
    return Outcome([said], same=True)


def _call_help(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    if talk.contact is Contact.NONE:
        return Outcome([talk.say("cannot_call")], same=True)
    return Outcome([talk.say("cannot_call"), talk.say("contact_trying"), CallContact()])


def _test_contact(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    if talk.contact is Contact.NONE:
        return Outcome([talk.say("contact_none")], same=True)
    talk.rehearsing = True
    return Outcome([talk.say("contact_rehearsal"), CallContact(rehearsal=True)])


_ADJUST: dict[Command, tuple[Adjust, str]] = {
    Command.SLOWER: (Adjust("rate", "down"), "slower"),
    Command.FASTER: (Adjust("rate", "up"), "faster"),
    Command.LOUDER: (Adjust("volume", "up"), "louder"),
    Command.QUIETER: (Adjust("volume", "down"), "quieter"),
    Command.MORE_TIME: (Adjust("patience", "up"), "more_time"),
}
_EXPLAINING = {Command.MEANING, Command.WHY, Command.HELP}
_CIRCLING = {Command.REPEAT, Command.CALL_HELP}
"""These lead back to the same question, too; but what is advised may be repeated as often as somebody wants."""
_RUN: dict[Command, Callable[[Talk, Step, Actions], Outcome]] = {
    Command.REPEAT: _repeat,
    Command.MEANING: _meaning,
    Command.WHY: _why,
    Command.WAIT: _wait,
    Command.NEXT: _go_on,
    Command.CONTINUE: _go_on,
    Command.GO_BACK: _go_back,
    Command.CHANGE_ANSWER: _change,
    Command.SKIP: _skip,
    Command.HELP: _help,
    Command.HOW_LONG: _how_long,
    Command.START_AGAIN: _start_again,
    Command.DELETE: _delete,
    Command.STOP: _stop,
    Command.SUMMARY: _summary,
    Command.CALL_HELP: _call_help,
    Command.TEST_CONTACT: _test_contact,
}
