"""The shared vocabulary of triage: levels, findings, questions, assessments. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias


class Level(StrEnum):
    """How soon care is needed, most urgent first. `INCOMPLETE` ranks with `SAME_DAY`."""

    EMERGENCY_NOW = "EMERGENCY_NOW"
    ED_NOW = "ED_NOW"
    SAME_DAY = "SAME_DAY"
    INCOMPLETE = "INCOMPLETE"
    CLINICIAN_SOON = "CLINICIAN_SOON"
    SELF_CARE = "SELF_CARE"
    LIKELY_BENIGN = "LIKELY_BENIGN"

    @property
    def urgency(self) -> int:
        """0 (usually harmless) to 5 (ambulance now)."""
        return _URGENCY[self]


_URGENCY = {
    Level.EMERGENCY_NOW: 5,
    Level.ED_NOW: 4,
    Level.SAME_DAY: 3,
    Level.INCOMPLETE: 3,
    Level.CLINICIAN_SOON: 2,
    Level.SELF_CARE: 1,
    Level.LIKELY_BENIGN: 0,
}

URGENT = frozenset({Level.EMERGENCY_NOW, Level.ED_NOW})
"""Levels whose instruction must be spoken whatever fails."""


Place: TypeAlias = Mapping[str, str]
"""`{"site": …, "side": "left|right|both|unknown"}`; sites as in `knowledge/sites.yaml`."""

FindingValue: TypeAlias = "str | int | float | tuple[Place, ...]"
"""One of a key's words (`yes`, `days`), a number in the key's unit, or places on the body."""
Findings: TypeAlias = Mapping[str, FindingValue]
"""Finding key → value. An absent key was not asked."""

QuestionKind = Literal["yes_no", "choice", "number", "site"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a choice question."""

    value: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: its wording in four registers, and what it covers."""

    key: str
    """The finding key, or, for a question that covers several, its own id. The question on the timing of one cauda
    equina sign is `ces_recent`, whichever sign it is about; what it answers is in `keys`."""
    kind: QuestionKind
    group: str
    """`A` immediate danger … `G` pattern, `N` medicine exclusions."""
    text: str
    """As first spoken; *yes* is always the worse answer."""
    plainer: str
    """The shorter, plainer re-ask: never the same sentence."""
    explain: str
    """Answer to *what do you mean?*, one sentence."""
    why: str
    """Answer to *why do you ask?*, one sentence."""
    label: str
    """A few words to read the answer back with: "numbness around your bottom or genitals"."""
    keys: tuple[str, ...]
    """Findings a *no* answers; more than one only where every item leads to the same action."""
    choices: tuple[Choice, ...] = ()
    minimum: bool = False
    """Whether it belongs to the minimum set (clinical reference §2.5, point 11)."""
    danger: bool = False
    """Whether a wrong *no* could lower urgency: groups A to E, and the whole minimum set."""
    framing: str = ""
    """Said once before the first question of its set ("the next few questions are personal …")."""
    sources: tuple[str, ...] = ()
    holds: bool = False
    """True when the answer may still show that an urgent rule does not apply: ask it before any instruction."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one rule fired."""

    rule: str
    level: Level
    text: str
    """In the person's terms, never a diagnosis."""
    sources: tuple[str, ...]
    grade: str
    """Weakest evidence grade among the sources: P, C, S, W, or J for our own judgement."""


AdviceKind = Literal[
    "instruction",
    "reason",
    "not_asked",
    "watch",
    "pattern",
    "self_care",
    "medicine",
    "safety_net",
    "follow_up",
    "disclaimer",
]


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """One chunk of advice, a sentence or two, in speaking order."""

    id: str
    kind: AdviceKind
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the findings come to."""

    level: Level
    rules: tuple[str, ...]
    """Every rule that fired, most urgent first."""
    reasons: tuple[Reason, ...]
    not_asked: tuple[str, ...]
    """Keys of the minimum and standard sets that are absent."""
    advice: tuple[AdviceLine, ...]
    """Instruction first, disclaimer last."""

    @property
    def spoken(self) -> str:
        """The whole advice as it is read aloud."""
        return " ".join(line.text for line in self.advice)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a person may ask about."""

    id: str
    title: str
    """As offered aloud."""
    text: str
    """The answer, two breaths; names of services still to be filled in by the region."""
    sources: tuple[str, ...]
