"""What was made of an utterance, against what it means. The definitions the report states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from voice_skill.bench.report import Rate
from voice_skill.bench.understanding.corpus import YES_NO_VALUES, Utterance, place_set, same

FAMILIES: tuple[frozenset[str], ...] = (
    frozenset({"leg", "thigh", "thigh_front", "thigh_back", "thigh_outer"}),
    frozenset({"leg", "shin", "shin_outer", "calf", "knee", "ankle"}),
    frozenset({"leg", "foot", "foot_top", "foot_outer", "sole", "heel", "toes", "big_toe", "little_toe"}),
    frozenset({"back", "buttock", "hip"}),
    frozenset({"saddle", "groin", "buttock"}),
)
"""Sites that count as the same place when places are scored leniently."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a system made of one utterance."""

    answer: Any = None
    command: str | None = None
    findings: Mapping[str, Any] = field(default_factory=dict)
    hints: frozenset[str] = frozenset()
    decision: str = "again"
    text: str = ""
    """The words it was made from, where they were recognised."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One utterance, what was made of it, and how good that is."""

    utterance: Utterance
    outcome: Outcome
    yes_no: bool
    """Whether it answers a yes/no question."""
    found: tuple[str, ...]
    missed: tuple[str, ...]
    invented: tuple[str, ...]
    flipped: tuple[str, ...]
    strict: int
    """Of `found`, those whose places are exactly right too (all others count as exact)."""

    @property
    def answer_right(self) -> bool:
        """Whether the answer, taken or proposed, is right; None is right where no answer was given."""
        return self.utterance.answered_by(self.outcome.answer)

    @property
    def command_right(self) -> bool:
        """Whether the command is right."""
        return self.outcome.command in self.utterance.commands

    @property
    def wrong_no(self) -> bool:
        """Whether something other than *no* became *no*."""
        expected = self.utterance.answer
        return (
            self.yes_no
            and self.outcome.answer == "no"
            and expected not in {"-", "no"}
            and not self.answer_right
        )

    @property
    def caught(self) -> bool:
        """Whether a volunteered emergency was noticed: stated, hinted at, or answered."""
        keys = {**self.utterance.allowed, **self.utterance.required}
        signs = {key for key, value in keys.items() if value == "yes"} & EMERGENCY_KEYS
        noticed = {key for key, value in self.outcome.findings.items() if value == "yes"} | self.outcome.hints
        return bool(signs & noticed) or self.outcome.command == "call_help"

    @property
    def accepted(self) -> tuple[str, ...]:
        """What was accepted from an utterance that means nothing."""
        outcome = self.outcome
        things = [f"answer={outcome.answer}"] if outcome.answer is not None else []
        things += [f"command={outcome.command}"] if outcome.command else []
        return (*things, *self.invented)

    @property
    def good(self) -> bool:
        """Whether everything about it is right."""
        return self.answer_right and self.command_right and not (self.missed or self.invented)


EMERGENCY_KEYS = frozenset(
    {
        "chest_pain_breathless",
        "stroke_signs",
        "collapse_clammy",
        "sudden_severe_onset",
        "belly_pulse",
        "cold_pale_leg",
        "major_trauma",
        "sepsis_signs",
        "overdose",
        "self_harm",
        "saddle_numb",
        "wipe_feel",
        "pee_difficulty",
        "pee_feeling_lost",
        "pee_leak",
        "bowel_change",
        "both_legs_pain",
        "both_legs_weak",
        "foot_drop",
        "fever_unwell",
        "pregnancy_warning",
        "serotonin_signs",
        "lockjaw",
        "fit_palpitations",
        "cannot_get_up",
    }
)
"""Findings that lead to an emergency department or an ambulance, alone or nearly so."""


def judge(utterance: Utterance, outcome: Outcome, *, yes_no: bool) -> Judged:
    """Compare what was made of an utterance with what it means."""
    findings, required, allowed = outcome.findings, utterance.required, utterance.allowed
    found = tuple(key for key in required if key in findings and _agrees(required[key], findings[key]))
    exact = sum(_exactly(required[key], findings[key], allowed.get(key)) for key in found)
    stated = {**allowed, **required}
    return Judged(
        utterance,
        outcome,
        yes_no,
        found=found,
        missed=tuple(key for key in required if key not in found),
        invented=tuple(
            f"{key}={_short(value)}"
            for key, value in findings.items()
            if key not in found and not (key in allowed and _agrees(allowed[key], value))
        ),
        flipped=tuple(key for key, value in stated.items() if (value, findings.get(key)) in _FLIPS),
        strict=exact,
    )


_FLIPS: tuple[tuple[Any, Any], ...] = (("yes", "no"), ("no", "yes"), ("unsure", "no"))


def _agrees(expected: Any, found: Any) -> bool:
    """Whether a finding is right, places leniently: one site or its neighbour in common, no side contradicted."""
    if not isinstance(expected, list):
        return same(expected, found)
    if not isinstance(found, list | tuple):
        return False
    return any(_near(a, b) for a in place_set(expected) for b in place_set(found))


def _near(one: tuple[str, str], other: tuple[str, str]) -> bool:
    sites = one[0] == other[0] or any({one[0], other[0]} <= family for family in FAMILIES)
    return sites and {one[1], other[1]} != {"left", "right"}


def _exactly(expected: Any, found: Any, also: Any) -> bool:
    """Whether places are all there, each with its side, and none besides those that are allowed."""
    if not isinstance(expected, list):
        return True
    needed, given = place_set(expected), place_set(found)
    return needed <= given <= place_set([*expected, *(also or [])])


def _short(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "+".join(f"{place['site']}:{place.get('side', '?')}" for place in value)
    return str(value)


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of one corpus under one system."""

    answers: Rate
    outright: Rate
    """Of the right yes/no answers, those taken without asking back."""
    misread: Rate
    """Answers to yes/no questions that were understood as another answer, rather than not at all."""
    wrong_no_taken: Rate
    """A yes, an unsure or a refusal taken as *no*."""
    wrong_no_proposed: Rate
    """The same, but read back for confirmation instead of taken."""
    typed: Rate
    """Answers to choice, number and place questions."""
    precision: Rate
    recall: Rate
    places: Rate
    """Of the findings found in stories, those whose places are exactly right."""
    flips: Rate
    nothing: Rate
    """Speech that means nothing, accepted."""
    negatives: Rate
    """Hard negatives (other people, sayings, questions, the past), accepted."""
    emergencies: Rate
    commands: Rate


def score(judged: Iterable[Judged]) -> Scores:
    """Add up the figures."""
    every = list(judged)
    return Scores(**_of_answers(every), **_of_findings(every), **_of_the_rest(every))


def _of_answers(every: Sequence[Judged]) -> dict[str, Rate]:
    replies = [j for j in every if j.yes_no and j.utterance.answer != "-"]
    answers = [j for j in replies if j.utterance.category not in {"emergency", "emergency_asr"}]
    right = [j for j in answers if j.answer_right]
    not_no = [j for j in replies if j.utterance.answer == "!no" or "no" not in j.utterance.answer.split("|")]
    wrong = [j for j in not_no if j.wrong_no]
    typed = [
        j
        for j in every
        if not j.yes_no
        and j.utterance.question not in {"opening", "command"}
        and j.utterance.answer not in {"-", "!no"}
    ]
    return {
        "answers": Rate(len(right), len(answers)),
        "outright": Rate(sum(j.outcome.decision == "take" for j in right), len(right)),
        "misread": Rate(
            sum(not j.answer_right and j.outcome.answer is not None for j in answers), len(answers)
        ),
        "wrong_no_taken": Rate(sum(j.outcome.decision == "take" for j in wrong), len(not_no)),
        "wrong_no_proposed": Rate(sum(j.outcome.decision != "take" for j in wrong), len(not_no)),
        "typed": Rate(sum(j.answer_right for j in typed), len(typed)),
    }


def _of_findings(every: Sequence[Judged]) -> dict[str, Rate]:
    stories = [j for j in every if j.utterance.question == "opening" and not j.utterance.means_nothing]
    found = sum(len(j.found) for j in stories)
    values = sum(
        value in YES_NO_VALUES
        for j in every
        for value in {**j.utterance.allowed, **j.utterance.required}.values()
        if isinstance(value, str)
    )
    return {
        "precision": Rate(found, found + sum(len(j.invented) for j in stories)),
        "recall": Rate(found, found + sum(len(j.missed) for j in stories)),
        "places": Rate(sum(j.strict for j in stories), found),
        "flips": Rate(sum(len(j.flipped) for j in every), values),
    }


def _of_the_rest(every: Sequence[Judged]) -> dict[str, Rate]:
    nothing = [j for j in every if j.utterance.category.startswith("nothing")]
    negatives = [j for j in every if j.utterance.category == "hard_negative" and j.utterance.means_nothing]
    emergencies = [j for j in every if j.utterance.category.startswith("emergency")]
    commands = [j for j in every if j.utterance.command != "-"]
    return {
        "nothing": Rate(sum(bool(j.accepted) for j in nothing), len(nothing)),
        "negatives": Rate(sum(bool(j.accepted) for j in negatives), len(negatives)),
        "emergencies": Rate(sum(j.caught for j in emergencies), len(emergencies)),
        "commands": Rate(sum(j.command_right for j in commands), len(commands)),
    }


def by_category(judged: Iterable[Judged]) -> dict[str, Rate]:
    """Return, for each category, how many utterances were understood right in every respect."""
    good: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for j in judged:
        total[j.utterance.category] += 1
        good[j.utterance.category] += j.good
    return {category: Rate(good[category], total[category]) for category in total}
