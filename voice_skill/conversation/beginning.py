"""What may come before the story: whether to go on where a consultation broke off, and which country it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from voice_skill import triage
from voice_skill.conversation.closing import announce
from voice_skill.conversation.offers import Offer
from voice_skill.conversation.steps import Outcome, SessionStep, options
from voice_skill.conversation.talk import Actions, Talk
from voice_skill.conversation.unfinished import take_up
from voice_skill.events import Decision, Expectation
from voice_skill.triage import URGENT


@dataclass(slots=True)
class ResumeStep(Offer):
    """Offers to go on where a consultation broke off; only a *yes* does, and everything else forgets it."""

    before: Mapping[str, object] = field(kw_only=True)

    @classmethod
    def new(cls, before: Mapping[str, object]) -> ResumeStep:
        """The offer at the start."""
        return cls(Expectation("resume", "yes_no"), before=before)

    def agreed(self, talk: Talk) -> Outcome:
        """Take it up: what was answered is not asked again, what was advised is said again."""
        return Outcome([talk.say("resumed" if take_up(talk, self.before) else "not_resumed")])


@dataclass(slots=True)
class RegionStep(SessionStep):
    """Asks where the person is, for the right numbers; without an answer it stays "your emergency number"."""

    @classmethod
    def new(cls) -> RegionStep:
        """The question at a first start."""
        places = [(name, triage.region(name)) for name in triage.regions()]
        names = [(name, place.spoken) for name, place in places if place.askable]
        spoken = ", ".join(spoken for _, spoken in names)
        return cls(Expectation("region", "choice", options=options(names)), values={"options": spoken})

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """Speak with that region's numbers from here on."""
        answer = decision.meaning.answer
        if isinstance(answer, str) and answer in triage.regions():
            talk.move_to(triage.region(answer))
            talk.adjusted.add("region")
        return Outcome()

    def silent(self, talk: Talk) -> Outcome:
        """Stay neutral: never a guess."""
        return Outcome()


def told_before(talk: Talk, before: Mapping[str, object]) -> Actions:
    """The instruction of an emergency that was told before it broke off: it does not wait for an answer."""
    earlier = replace(talk)
    if not take_up(earlier, before) or earlier.assess_so_far().level not in URGENT:
        return []
    return announce(earlier.assess_so_far(), earlier)
