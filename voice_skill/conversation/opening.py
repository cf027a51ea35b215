"""The story and the age: what is asked of everybody before the questions of triage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from voice_skill.conversation.memory import Certainty
from voice_skill.conversation.steps import Confirmable, ConfirmStep, Outcome, SessionStep
from voice_skill.conversation.talk import Actions, Talk, fed_forward, spoken_value
from voice_skill.events import Decision, FindingValue
from voice_skill.triage import URGENT

SOUND_ALIKE = frozenset({13, 14, 15, 16, 17, 18, 19, 30, 40, 50, 60, 70, 80, 90})
"""Ages that are heard for each other, by both readings alike: fourteen and forty. Rules rest on such a difference."""
OLDEST = 120
"""Years; more is a mishearing."""
_FED_FORWARD = ("pain_where", "numb_where", "twitch_where", "pain_weeks", "twitch_weeks", "trend")
"""What of a story is said back, in this order."""


@dataclass(slots=True)
class StoryStep(SessionStep):
    """Asks for the story in the person's own words: what is volunteered is kept and not asked again.

    A story that is not understood twice is let be: the questions find out as much, sooner than a third telling.
    """

    most_misses: ClassVar[int] = 2

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """The findings have been kept already; say so when it is out of scope."""
        talk.story_done = True
        if decision.meaning.findings.get("out_of_scope") == "yes":
            return Outcome([talk.say("story_again_scope")])
        if talk.assess_so_far().level in URGENT:
            return Outcome()  # the instruction waits for nothing
        return Outcome(self._fed_forward(talk))

    def _fed_forward(self, talk: Talk) -> Actions:
        """Where and how long, as it was understood: that is not asked again, so a mistake must be noticed here."""
        known = [answer for key in _FED_FORWARD if (answer := talk.memory.get(key))]
        told = [spoken_value(talk.question(answer.key), answer.value) for answer in known]
        return [fed_forward("; ".join(dict.fromkeys(told)))] if told else []

    def silent(self, talk: Talk) -> Outcome:
        """Go on with the questions, and with those that only a story would have answered."""
        talk.story_done = talk.story_lost = True
        return Outcome()


@dataclass(slots=True)
class AgeStep(SessionStep, Confirmable):
    """The age, or a refusal; without one nothing below SAME_DAY can be advised."""

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """Keep the age."""
        answer = decision.meaning.answer
        if answer in ("unsure", "declined", "no"):
            return self._refused(talk)
        if isinstance(answer, int) and answer in SOUND_ALIKE and not talk.typed:
            return self.propose(talk, decision)
        return self.missed(talk) if answer is None else self.take(talk, answer, Certainty.HEARD)

    def take(self, talk: Talk, value: FindingValue, certainty: Certainty) -> Outcome:
        """Keep a number of years that a person can have."""
        if isinstance(value, (int, float)) and 0 <= value <= OLDEST:
            talk.memory.age = int(value)
            self._asked(talk)
            talk.memory.asked.append(("age",))
            return Outcome(
                []
                if certainty is Certainty.CONFIRMED
                else [fed_forward(talk.wording("age_told", value=f"{int(value)}"))]
            )
        return self.missed(talk)

    def propose(self, talk: Talk, decision: Decision) -> Outcome:
        """Read the age back: rules rest on it."""
        return Outcome(then=ConfirmStep.about(self, decision.meaning.answer))

    def silent(self, talk: Talk) -> Outcome:
        """Go on without an age."""
        return self._refused(talk)

    def _refused(self, talk: Talk) -> Outcome:
        self._asked(talk)
        return Outcome()

    def _asked(self, talk: Talk) -> None:
        talk.memory.age_asked = True
        talk.memory.age_of_other = self.wording_name == "age_other"

    def spoken(self, value: FindingValue) -> str:
        """The age, digit by digit where another sounds like it."""
        alike = isinstance(value, int) and value in SOUND_ALIKE
        return f"{value}: {', '.join(str(value))}" if alike else spoken_value(None, value)
