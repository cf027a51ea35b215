"""Waiting for someone who asked for time."""

from __future__ import annotations

from dataclasses import dataclass, field

from voice_skill.conversation.closing import give_up
from voice_skill.conversation.steps import Outcome, SessionStep, Step, options
from voice_skill.conversation.talk import Actions, Talk
from voice_skill.events import Decision, Expectation, Say

WAIT_S = 60.0
"""Seconds of quiet before saying that the skill is still there."""
WAITS = 15
"""How often it says so before it takes the person to be gone: a quarter of an hour."""

MOST_CHATS = 40
"""Utterances that show nobody to be back before it stops waiting: talk in the room that will not end."""


@dataclass(slots=True)
class WaitStep(SessionStep):
    """The person asked for time: nothing else is said until they are ready."""

    most_silences = WAITS
    most_misses = MOST_CHATS
    inner: Step = field(kw_only=True)
    unsaid: tuple[Say, ...] = ()
    """What the wish for time broke off: said before the question is put again."""

    @classmethod
    def before(cls, inner: Step, unsaid: tuple[Say, ...] = ()) -> WaitStep:
        """Wait, then say what was broken off, and go on with `inner`."""
        return cls(
            Expectation("wait", "command", options=options([("continue", "continue")])),
            inner=inner,
            unsaid=unsaid,
            wait_s=WAIT_S,
        )

    def retry(self, talk: Talk, lead: Actions) -> Outcome:
        """Chat with somebody else, or silence: stay."""
        return Outcome(again=True)

    def back(self, talk: Talk) -> Outcome:
        """Somebody is ready: put the question again. What they said may have been for someone else in the room."""
        return Outcome([talk.say("going_on"), *self.unsaid], then=self.inner)

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """Any answer means: ready."""
        return self.back(talk)

    def silent(self, talk: Talk) -> Outcome:
        """Nobody is there any more."""
        return give_up(talk)
