"""What the skill does when asked to do something: *repeat*, *go back*, *wait*, *stop*."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from voice_skill.conversation import closing
from voice_skill.conversation.questions import QuestionStep
from voice_skill.conversation.steps import Outcome, SessionStep, Step, options
from voice_skill.conversation.talk import Actions, Contact, Talk
from voice_skill.events import Adjust, CallContact, Command, Decision, DeleteKept, Expectation, Finish, Say

CHANGEABLE = 5
"""How many of the last answers *change my answer* offers; numbered one to five."""
WAIT_S = 60.0
"""Seconds of quiet before saying that the skill is still there."""
WAITS = 15
"""How often it says so before it takes the person to be gone: a quarter of an hour."""

MOST_CHATS = 40
"""Utterances that are not *continue* before it stops waiting: talk in the room that will not end."""

MOST_EXPLANATIONS = 3
"""Times a question is explained; after that the same words count as not understood. An answer that is misheard as *what
do you mean* would otherwise circle without end."""

_NUMBERS = ("one", "two", "three", "four", "five")


@dataclass(slots=True)
class WaitStep(SessionStep):
    """The person asked for time: nothing else is said until they are ready."""

    most_silences = WAITS
    most_misses = MOST_CHATS
    inner: Step = field(kw_only=True)

    @classmethod
    def before(cls, inner: Step) -> WaitStep:
        """Wait, then go on with `inner`."""
        return cls(
            Expectation("wait", "command", options=options([("continue", "continue")])),
            inner=inner,
            wait_s=WAIT_S,
        )

    def retry(self, talk: Talk, lead: Actions) -> Outcome:
        """Chat with somebody else, or silence: stay."""
        return Outcome(again=True)

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """Any answer means: ready."""
        return Outcome(then=self.inner)

    def silent(self, talk: Talk) -> Outcome:
        """Nobody is there any more."""
        return give_up(talk)


@dataclass(slots=True)
class ChangeStep(SessionStep):
    """Which of the last answers to change."""

    inner: Step = field(kw_only=True)

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """Open the chosen answer again."""
        key = decision.meaning.answer
        if not isinstance(key, str) or key not in {option.value for option in self.expects.options}:
            return Outcome(then=self.inner)
        return reopen(talk, (key,))

    def silent(self, talk: Talk) -> Outcome:
        """Go on where we were."""
        return Outcome(then=self.inner)


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
        return Outcome([adjust, talk.say(wording)], same=True)
    if command in _EXPLAINING:
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
    return Outcome(again=True) if isinstance(step, WaitStep) else Outcome(then=WaitStep.before(step))


def _go_on(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    if isinstance(step, WaitStep):
        return Outcome(then=step.inner)
    if isinstance(step, closing.AdviceStep):
        return Outcome()
    return Outcome(same=True)


def _go_back(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    asked = talk.memory.asked
    if not asked:
        return Outcome([talk.say("no_way_back")], same=True)
    outcome = reopen(talk, asked.pop())
    return Outcome([talk.say("going_back"), *outcome.say], then=outcome.then)


def reopen(talk: Talk, keys: tuple[str, ...]) -> Outcome:
    """Ask again what was answered; a *yes* stands until it is expressly taken back."""
    memory = talk.memory
    if keys == ("age",):
        memory.age, memory.age_asked = None, False
        return Outcome()
    yes = [key for key in keys if memory.findings.get(key) == "yes"]
    memory.forget(tuple(key for key in keys if key not in yes))
    memory.skip.difference_update(keys)
    key = yes[0] if yes else talk.asked_as.get(keys[0], keys[0])
    return Outcome(then=QuestionStep.of(talk.question(key), reopened=True))


def _change(talk: Talk, step: Step, last_said: Actions) -> Outcome:
    keys = list(dict.fromkeys(key for group in reversed(talk.memory.asked) for key in group))
    keys += [answer.key for answer in reversed(talk.memory.answers) if answer.key not in keys]
    keys = [key for key in keys if key != "age" and talk.memory.get(key)][:CHANGEABLE]
    if not keys:
        return Outcome([talk.say("nothing_to_change")], same=True)
    spoken = ". ".join(
        f"{number}: {talk.question(key).label}" for number, key in zip(_NUMBERS, keys, strict=False)
    )
    expects = Expectation("change_which", "choice", options=options(list(zip(keys, _NUMBERS, strict=False))))
    return Outcome(then=ChangeStep(expects, inner=step, values={"options": spoken}))


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


def give_up(talk: Talk) -> Outcome:
    """Nobody answers: say what matters and how to reach a person, then end."""
    return Outcome([talk.say("gave_up"), *closing.cut_short(talk, "no_answer"), Finish("no_answer")])


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
