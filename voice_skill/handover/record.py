"""What a handover is made of: plain values, so that any front end can fill it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from voice_skill.triage import Assessment, Findings, FindingValue, Place

WRITTEN_IN = 2026
"""Year before which no consultation can have been."""


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """One answer as it stands at the end."""

    key: str
    label: str
    """A few words naming what was asked."""
    asked: str
    """The question as put."""
    value: FindingValue
    spoken: str
    """The value in words: "3 weeks", "left calf"."""
    certainty: str
    """How it came to be believed: `volunteered`, `heard`, `confirmed`, …"""
    replaced: str | None = None
    """The answer that was taken back, in words."""


@dataclass(frozen=True, slots=True)
class ConsultationRecord:
    """One consultation, ready to be handed over."""

    age: int | None
    speaking_for: str | None
    """`self`, `other`, or None when not asked."""
    story: tuple[str, ...]
    """The person's own words."""
    answers: tuple[AnswerRecord, ...]
    not_asked: tuple[str, ...]
    """Labels of what was not asked."""
    assessment: Assessment
    started: datetime
    ended: datetime
    software: str
    """Name and version."""
    knowledge: str
    """Version or date of the medical knowledge."""
    region: str | None = None

    @property
    def clock_unset(self) -> bool:
        """Whether the device's clock is before this software was written: a computer that never learned the time."""
        return self.started.year < WRITTEN_IN

    @property
    def findings(self) -> Findings:
        """Finding key → value."""
        return {answer.key: answer.value for answer in self.answers}

    def having(self, *values: str) -> tuple[AnswerRecord, ...]:
        """The answers with one of these values."""
        return tuple(answer for answer in self.answers if answer.value in values)

    @property
    def details(self) -> tuple[AnswerRecord, ...]:
        """The answers that are more than yes, no, not sure or declined."""
        plain = {"yes", "no", "unsure", "declined"}
        return tuple(
            answer for answer in self.answers if not (isinstance(answer.value, str) and answer.value in plain)
        )

    def places(self, key: str) -> tuple[Place, ...]:
        """Where it hurts, is numb or twitches (`pain_where`, `numb_where`, `twitch_where`)."""
        value = self.findings.get(key, ())
        return value if isinstance(value, tuple) else ()


LEVEL_TITLES = {
    "EMERGENCY_NOW": "Emergency: ambulance now",
    "ED_NOW": "Emergency department now",
    "SAME_DAY": "Doctor the same day",
    "INCOMPLETE": "Incomplete: doctor the same day",
    "CLINICIAN_SOON": "Appointment soon",
    "SELF_CARE": "Self-care with safety net",
    "LIKELY_BENIGN": "Usually harmless, with safety net",
}
CLOCK_UNSET = "The clock of the device was not set: the date and the time are wrong."
"""Said on every form of the summary, so that nobody orders two summaries by their dates."""

LIMITS = (
    "Made by an automated guide from spoken answers. Not a diagnosis, not a certified medical device, and its rules "
    "have not yet been reviewed by a clinician. Speech may have been misheard."
)
