"""What every step of one consultation shares: the memory, the wording, and what has been done so far."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum

from voice_skill import triage
from voice_skill.conversation.memory import Memory
from voice_skill.conversation.wording import Wording
from voice_skill.events import Action, FindingValue, Say
from voice_skill.triage import Assessment, Findings, Level, Question, Region

MOST_SOUNDS = 2
"""Times a sound for *yes* is tried in vain, after which the room is taken to be too noisy for it."""

ADULT = 40
"""Years; no rule is about this age."""


DAYS_PER_WEEK = 7
WEEKS_PER_YEAR = 52
FORTNIGHT_WEEKS = 2
"""Weeks up to which people count days: ten days, not 1.4 weeks."""


_COMPLAINTS = ("pain_or_tingling", "twitching", "cramping", "one_leg_weak_or_doubt")
"""Facts of triage that say what the trouble is."""


class Contact(StrEnum):
    """Whether there is an emergency contact to message, and whether that must be asked first."""

    NONE = "none"
    ASK_FIRST = "ask first"
    PREAUTHORISED = "preauthorised"
    """May be messaged without an answer when an ambulance is needed and nobody replies."""


@dataclass(slots=True)
class Talk:
    """One consultation in progress."""

    wording: Wording
    region: Region
    contact: Contact = Contact.NONE
    may_keep: bool = False
    """Whether keeping a summary is set up, so that it can be offered."""
    may_prefer: bool = False
    """Whether pace, loudness and patience can be kept for this person."""
    ask_region: bool = False
    adjusted: set[str] = field(default_factory=set)
    """What the person changed by voice: `rate`, `volume`, `patience`, `region`."""
    contact_offered: bool = False
    topics_done: bool = False
    keep_offered: bool = False
    prefer_offered: bool = False
    rehearsing: bool = False
    """Whether the contact command under way is a test."""
    memory: Memory = field(default_factory=Memory)
    hints: list[str] = field(default_factory=list)
    """Red-flag keys that something unclear pointed to: asked next."""
    framed: set[str] = field(default_factory=set)
    """Framings already said."""
    checked: set[str] = field(default_factory=set)
    """Keys asked again after a read-back: their answers need no further read-back."""
    checks_begun: bool = False
    """Whether a first group of *no*s has been read back."""
    sounds_left: int = MOST_SOUNDS
    """How often a sound in place of words will still be asked for."""
    read_back: str = ""
    """What the last warning was said to rest on: said once."""
    announced: Level | None = None
    """The most urgent level whose instruction has been said."""
    typed: bool = False
    """Whether the last answer was typed: nothing in it was misheard."""
    silent_questions: int = 0
    """Questions in a row that met with nothing but silence."""
    story_done: bool = False
    story_lost: bool = False
    """Whether nothing of the story was understood: what only a story tells is then asked."""
    story_pointed: int = 0
    """How often the story was not understood and pointed to something: it is then asked for in other words."""
    questions_asked: int = 0
    asked_as: dict[str, str] = field(default_factory=dict)
    """Finding key → the question that answered it, which may have covered several."""
    delivered: Level | None = None
    """The level of the advice that has been given, once it has been."""
    advice_block: int = 0
    """How many blocks of the advice have been spoken."""
    warning_heard: bool = False
    _turns: dict[str, int] = field(default_factory=dict)

    def assess(self) -> Assessment:
        """Return what the answers come to now."""
        return triage.assess(self.memory.findings, age=self.memory.age, region=self.region.name)

    def assess_cut_off(self) -> Assessment:
        """As `assess`, when the interview ends before its end: nothing below SAME_DAY, unless it was said already."""
        return triage.assess(
            self.memory.findings,
            age=self.memory.age,
            region=self.region.name,
            finished=self.delivered is not None,
        )

    def assess_so_far(self) -> Assessment:
        """As `assess`, but an age that has not been asked yet is taken for an adult's, for it is about to be asked."""
        age = self.memory.age if self.memory.age_asked else ADULT
        return triage.assess(self.memory.findings, age=age, region=self.region.name)

    def complaint_unknown(self) -> bool:
        """Whether a story was told, or none could be heard, and nothing that stands says what the trouble is."""
        findings, facts = self.memory.findings, triage.load_knowledge().facts
        told = (bool(self.memory.story) or self.story_lost) and "out_of_scope" not in findings
        return told and not any(facts[name].holds(findings) for name in _COMPLAINTS)

    def next_question(self) -> Question | None:
        """Return what triage would ask next, leaving out what met with silence."""
        return self._next(self.memory.findings, self.memory.skip)

    def _next(self, findings: Findings, skip: Collection[str]) -> Question | None:
        """Return what triage would ask next of somebody with such answers."""
        split, lost = frozenset(self.memory.split), self.story_lost
        return triage.next_question(
            findings, age=self.memory.age, split=split, skip=frozenset(skip), untold=lost
        )

    def start_over(self) -> None:
        """Forget every answer, as if nothing had been said."""
        fresh = Talk(self.wording, self.region, self.contact, self.may_keep, self.may_prefer)
        for each in fields(self):
            if each.name not in _LASTING:
                setattr(self, each.name, getattr(fresh, each.name))

    def move_to(self, region: Region) -> None:
        """Use another region's numbers and words from here on."""
        self.region = region
        self.wording = replace(self.wording, fill=region.fill)

    def question(self, key: str) -> Question:
        """Return a question in the right person."""
        return triage.question(key, findings=self.memory.findings)

    def say(self, name: str, **values: str) -> Say:
        """One sentence of the wording; its next variant each time it is needed."""
        turn = self._turns.get(name, 0)
        self._turns[name] = turn + 1
        return Say(self.wording(name, turn, **values))

    def combined_ids(self, keys: tuple[str, ...]) -> set[str]:
        """The combined questions that answered some of these keys."""
        return {self.asked_as[key] for key in keys if self.asked_as.get(key, key) != key}

    def remaining(self) -> int:
        """How many questions would still come if every answer were *no*."""
        findings = dict(self.memory.findings)
        skip = set(self.memory.skip)
        count = 0
        while count < MOST_QUESTIONS:
            question = self._next(findings, skip)
            if question is None:
                break
            count += 1
            if question.kind == "yes_no":
                findings.update(dict.fromkeys(question.keys, "no"))
            else:
                skip.update(question.keys)
        return count


MOST_QUESTIONS = 60
"""Guards the count of remaining questions; an interview has at most 30 (clinical reference)."""


def spoken_value(question: Question | None, value: FindingValue) -> str:
    """An answer in words, for reading it back."""
    if isinstance(value, tuple):
        return ", ".join(_place(place["site"], place["side"]) for place in value)
    if isinstance(value, (int, float)):
        if question is None:
            return f"{value:g}"
        return _counted(value, "minute") if question.key.endswith("_minutes") else _weeks(value)
    if question is not None:
        for choice in question.choices:
            if choice.value == value:
                return choice.spoken
    return {"unsure": "not sure", "declined": "rather not say"}.get(value, str(value).replace("_", " "))


def fed_forward(spoken: str) -> Say:
    """What was understood, said before the next question without asking whether it is right."""
    return Say(f"{spoken[0].upper()}{spoken[1:]}.")


def _weeks(weeks: float) -> str:
    """A time in the unit a person would use."""
    if weeks < 1 or (weeks < FORTNIGHT_WEEKS and weeks != int(weeks)):
        return _counted(max(1, round(weeks * DAYS_PER_WEEK)), "day")
    if weeks >= WEEKS_PER_YEAR:
        return _counted(round(weeks / WEEKS_PER_YEAR), "year")
    return _counted(weeks, "week")


def _counted(number: float, unit: str) -> str:
    return f"{number:g} {unit}" if number == 1 else f"{number:g} {unit}s"


def _place(site: str, side: str) -> str:
    """A place with its side: "left calf", "front of the thigh, left", "calf, both sides"."""
    name = triage.load_knowledge().sites[site].name
    if side not in {"left", "right", "both"}:
        return name
    if side == "both":
        return f"{name}, both sides"
    return (
        f"{side} {name}"
        if " " not in name.removeprefix("big ").removeprefix("little ")
        else f"{name}, {side}"
    )


Actions = list[Action]

_LASTING = {"adjusted", "_turns"}
"""What is no answer and outlasts starting over. No sentence is said twice in a row, whoever starts again."""
