"""What the person has said so far. Every answer, every change of mind; the findings follow from it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from voice_skill.events import FindingValue
from voice_skill.triage import Findings, FindingsError, finding_keys


class Certainty(StrEnum):
    """How an answer came to be believed."""

    VOLUNTEERED = "volunteered"
    HEARD = "heard"
    CONFIRMED = "confirmed"
    NOT_UNDERSTOOD = "not understood"
    UNCONFIRMED = "read back, not answered"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it stands, and what it replaced."""

    key: str
    value: FindingValue
    certainty: Certainty
    replaced: FindingValue | None = None
    """The value that was taken back, read back and confirmed."""


@dataclass(slots=True)
class Memory:
    """The answers of one consultation, in the order they were first given."""

    answers: list[Answer] = field(default_factory=list)
    skip: set[str] = field(default_factory=set)
    """Keys asked and met with silence: absent, and not asked again."""
    split: set[str] = field(default_factory=set)
    """Combined questions that are asked item by item."""
    story: list[str] = field(default_factory=list)
    """The person's own words, for the handover."""
    age: int | None = None
    age_asked: bool = False
    age_of_other: bool = False
    """Whether the age is that of the person somebody asks for."""
    asked: list[tuple[str, ...]] = field(default_factory=list)
    """The keys each answered question answered, newest last: what *go back* undoes."""

    @property
    def findings(self) -> Findings:
        """Finding key → value, as triage takes it."""
        return {answer.key: answer.value for answer in self.answers}

    def get(self, key: str) -> Answer | None:
        """Return the answer to a key as it stands."""
        return next((answer for answer in self.answers if answer.key == key), None)

    def volunteer(self, key: str, value: FindingValue) -> bool:
        """Keep what was said in passing; returns whether it changed anything.

        It never lowers: an earlier *yes* stands, and a denial never replaces a doubt. Only `correct` takes back.
        """
        standing = self.get(key)
        if not self.possible(key, value):
            return False
        if standing is None:
            self.answers.append(Answer(key, value, Certainty.VOLUNTEERED))
            return True
        if value == "yes" and standing.value != "yes":
            self._replace(replace(standing, value=value, certainty=Certainty.VOLUNTEERED))
            return True
        return False

    def possible(self, key: str, value: FindingValue) -> bool:
        """Whether triage knows the key and takes the value: a cramp of a month is a mishearing."""
        known = finding_keys().get(key)
        if known is None:
            return False
        try:
            known.check(value)
        except FindingsError:
            return False
        return True

    def answer(self, key: str, value: FindingValue, certainty: Certainty) -> None:
        """Record the answer to a question that was asked; a *yes* already given stays."""
        standing = self.get(key)
        if standing is None:
            self.answers.append(Answer(key, value, certainty))
        elif standing.value != "yes":
            self._replace(replace(standing, value=value, certainty=certainty))

    def correct(self, key: str, value: FindingValue) -> None:
        """Change an answer that the person took back; both stay on record."""
        standing = self.get(key)
        if standing is None:
            self.answers.append(Answer(key, value, Certainty.CONFIRMED))
        elif standing.value != value:
            self._replace(Answer(key, value, Certainty.CONFIRMED, replaced=standing.value))

    def confirm(self, keys: tuple[str, ...]) -> None:
        """Mark answers as read back and agreed to."""
        for key in keys:
            standing = self.get(key)
            if standing is not None:
                self._replace(replace(standing, certainty=Certainty.CONFIRMED))

    def forget(self, keys: tuple[str, ...]) -> None:
        """Leave keys unanswered again, so that they are asked or count as not asked."""
        self.answers = [answer for answer in self.answers if answer.key not in keys]

    def _replace(self, answer: Answer) -> None:
        self.answers = [answer if old.key == answer.key else old for old in self.answers]
