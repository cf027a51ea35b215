"""What is offered at the end: a message to somebody, answers to questions, keeping something. Nothing without a *yes*."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from voice_skill import triage
from voice_skill.conversation.steps import Outcome, SessionStep
from voice_skill.conversation.talk import Talk
from voice_skill.events import CallContact, Decision, Expectation, KeepPreferences, KeepSummary, Option, Say

EXAMPLES = 3
"""Topics named when offering to answer questions; three choices are what a listener keeps."""
CHANGEABLE = ("rate", "volume", "patience", "region")
"""What a person may change by voice and want kept, in the order it is named."""


@dataclass(slots=True)
class Offer(SessionStep):
    """Something that is only done after a spoken *yes*."""

    most_silences: ClassVar[int] = 2
    counts_silence: ClassVar[bool] = False

    def agreed(self, talk: Talk) -> Outcome:
        """Do it."""
        raise NotImplementedError

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """Do it, or not."""
        return self.agreed(talk) if decision.meaning.answer == "yes" else Outcome()

    def propose(self, talk: Talk, decision: Decision) -> Outcome:
        """A doubtful yes is asked again."""
        return self.missed(talk)

    def silent(self, talk: Talk) -> Outcome:
        """Not without a yes."""
        return Outcome()


@dataclass(slots=True)
class ContactStep(Offer):
    """Offers to message the emergency contact."""

    most_silences: ClassVar[int] = 3

    @classmethod
    def new(cls) -> ContactStep:
        """The offer after a warning."""
        return cls(Expectation("contact", "yes_no"))

    def agreed(self, talk: Talk) -> Outcome:
        """Message them."""
        return Outcome([talk.say("contact_trying"), CallContact()])


@dataclass(slots=True)
class KeepStep(Offer):
    """Offers to keep a summary."""

    @classmethod
    def new(cls) -> KeepStep:
        """The offer at the end."""
        return cls(Expectation("keep", "yes_no"))

    def agreed(self, talk: Talk) -> Outcome:
        """Keep it."""
        return Outcome([KeepSummary()])


@dataclass(slots=True)
class PreferencesStep(Offer):
    """Offers to keep how this person wants to be spoken to; only a *yes* keeps it."""

    @classmethod
    def new(cls, talk: Talk) -> PreferencesStep:
        """The offer at the end, naming what was changed."""
        names = [talk.wording(f"changed_{what}") for what in CHANGEABLE if what in talk.adjusted]
        return cls(Expectation("preferences", "yes_no"), values={"what": " and ".join(names)})

    def agreed(self, talk: Talk) -> Outcome:
        """Keep it; the device knows pace, loudness and patience, and is told the region."""
        return Outcome([KeepPreferences(talk.region.name if "region" in talk.adjusted else None)])


@dataclass(slots=True)
class TopicsStep(SessionStep):
    """Offers to answer questions, until there are no more."""

    most_silences: ClassVar[int] = 1
    counts_silence: ClassVar[bool] = False

    @classmethod
    def new(cls) -> TopicsStep:
        """Offer the topics."""
        topics = triage.topics()
        choices = tuple(Option(topic.id, topic.title) for topic in topics)
        examples = ", ".join(topic.title for topic in topics[:EXAMPLES])
        return cls(Expectation("topics", "choice", options=choices), values={"examples": examples})

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """Answer, and offer again; *no* ends it."""
        for topic in triage.topics():
            if topic.id == decision.meaning.answer:
                return Outcome([Say(talk.region.fill(topic.text))], again=True)
        return self.silent(talk)

    def silent(self, talk: Talk) -> Outcome:
        """That was all."""
        talk.topics_done = True
        return Outcome()
