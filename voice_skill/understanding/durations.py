"""Lengths of time → since when: of the pain, the twitch, a weakness, a cauda equina sign."""

from __future__ import annotations

from collections.abc import Sequence

from voice_skill.understanding.amounts import Span
from voice_skill.understanding.lasting import A_DAY, disagree
from voice_skill.understanding.stating import Mood, Statement
from voice_skill.understanding.symptoms import Tally

A_WEEK = 7.0
NEW_DAYS = 14
"""Days; the two weeks within which a cauda equina sign is new."""

PAIN = frozenset({"pain", "any_pain", "back_pain", "belly_pain", "leg_pain_radiating"})
LASTING_PAIN = frozenset({"pain", "sore", "leg_pain_radiating", "any_pain"})
TWITCHING = frozenset({"twitch", "cramp"})
ONE_LEG = frozenset({"weak", "foot_drop", "leg_weak", "cant_tiptoe", "both_legs_weak"})
"""Symptoms and findings whose beginning is `weak_onset`."""
SIGNS = frozenset(
    {"saddle_numb", "wipe_feel", "pee_difficulty", "pee_feeling_lost", "pee_leak", "bowel_change"}
)
"""Findings whose beginning is `ces_recent_…`."""
ONSETS = ("sudden", "today", "days", "weeks", "months", "years")
"""Classes of `weak_onset`, the most urgent first."""


def note_durations(statements: Sequence[Statement], total: Tally) -> None:
    """Give each length of time to the symptom of its clause; a lone one to the pain, else to the twitch."""
    # "I've had this before, about five years ago" dates the time before, not this pain.
    before = {s.clause for s in statements if s.meaning.get("finding") == "previous_sciatica" and s.span}
    timed = [s for s in statements if s.span and s.mood is Mood.SO and s.clause not in before]
    for statement in timed:
        _time(statement, total)
    for key, symptoms in (("pain_weeks", LASTING_PAIN), ("twitch_weeks", TWITCHING)):
        days = [s.lasted.days for s in timed if s.lasted is not None and _said(s) in symptoms]
        if disagree(days):
            total.values.pop(key, None)  # "two days in the arm and three months in the leg": it is asked


def note_beginnings(statements: Sequence[Statement], total: Tally) -> None:
    """Note what is said to have begun all at once, or to have been there on waking."""
    for statement in statements:
        if not statement.onset or statement.mood is not Mood.SO:
            continue
        said = _said(statement)
        if said in ONE_LEG and (statement.span is None or statement.span.days < A_WEEK):
            total.values["weak_onset"] = "sudden"
        elif said in PAIN and statement.onset == "severe":
            total.yes("sudden_severe_onset")
        elif said in PAIN and statement.onset == "sudden":
            total.hints.add("sudden_severe_onset")


def weakness_began(statement: Statement, span: Span, total: Tally) -> None:
    """Note since when a leg is weak; of two times the later stands ("weak for a year, but since Monday …")."""
    if _said(statement) not in ONE_LEG or statement.mood is not Mood.SO:
        return
    known = str(total.values.get("weak_onset", ONSETS[-1]))
    if known not in ONSETS or ONSETS.index(span.onset) <= ONSETS.index(known):
        total.values["weak_onset"] = span.onset


def sign_is_new(statement: Statement, span: Span, total: Tally) -> None:
    """Note that a sign told with its time is new; that one is not new is only ever asked."""
    said = _said(statement)
    at_the_saddle = said in {"numb", "tingle"} and any(place.site == "saddle" for place in statement.places)
    sign = "saddle_numb" if at_the_saddle else said
    if statement.mood is Mood.SO:
        note_new(sign, span, total)


def note_new(sign: str, span: Span, total: Tally) -> None:
    """Note that a sign is new, where it is one of the cauda equina and the time is short."""
    if sign in SIGNS and span.days <= NEW_DAYS:
        total.values[f"ces_recent_{sign}"] = "yes"


def lone_span(total: Tally, span: Span, beside: Sequence[Statement]) -> None:
    """Attach a length of time said in a clause of its own, and what the statements beside it are then."""
    if "any_pain" in total.values and total.values["any_pain"] == "yes":
        if span.days >= A_DAY or span.ago:
            total.values.setdefault("pain_weeks", span.weeks)
    elif "twitch_type" in total.values:
        _twitch_time(str(total.values["twitch_type"]), span, total)
    for statement in beside:
        sign_is_new(statement, span, total)
        if "weak_onset" in total.values:
            weakness_began(statement, span, total)


def _said(statement: Statement) -> str:
    return str(statement.meaning.get("symptom") or statement.meaning.get("finding", ""))


def _time(statement: Statement, total: Tally) -> None:
    said, span, lasted = _said(statement), statement.span, statement.lasted
    if span is None:
        return
    if lasted is not None:
        sign_is_new(statement, lasted, total)
    if said in LASTING_PAIN and lasted is not None:
        total.values.setdefault("pain_weeks", lasted.weeks)
    elif said in TWITCHING and (lasted is not None or span.days < A_DAY):
        _twitch_time(said, lasted or span, total)
    else:
        weakness_began(statement, span, total)


def _twitch_time(symptom: str, span: Span, total: Tally) -> None:
    """Minutes are how long one cramp lasts; days and more are how long there have been any."""
    if span.days >= A_DAY or span.ago:
        total.values.setdefault("twitch_weeks", span.weeks)
    elif symptom == "cramp":
        total.values.setdefault("cramp_minutes", span.minutes)
