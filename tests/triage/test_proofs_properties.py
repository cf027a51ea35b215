"""Properties that must hold for any findings at all, searched by Hypothesis and by the second reading."""

from __future__ import annotations

from random import Random
from types import ModuleType
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from voice_skill.triage import Level, assess, finding_keys

YES_NO = sorted(key.name for key in finding_keys().values() if key.kind == "yes_no")

MAY_LOWER = {
    "both_legs_sore", "walk_pain", "previous_sciatica", "any_pain", "back_pain", "belly_pain", "leg_pain_radiating"
}  # fmt: skip
"""Each stands with its reason in the exhaustive proofs."""

MINIMUM = frozenset({
    "chest_pain_breathless", "stroke_signs", "collapse_clammy", "sudden_severe_onset", "cold_pale_leg",
    "major_trauma", "saddle_numb", "pee_difficulty", "pee_feeling_lost", "pee_leak", "bowel_change",
    "both_legs_pain", "both_legs_weak", "foot_drop", "leg_weak", "cant_tiptoe", "fever_unwell", "cancer_history",
    "calf_swollen",
})  # fmt: skip
"""§2.5 point 11 of the clinical reference, written out."""

WEAKNESS = {"leg_weak", "foot_drop", "cant_tiptoe"}
CALM = {Level.SELF_CARE, Level.LIKELY_BENIGN}
PAIN_COURSE = ("RC4", "RC5", "RB1", "RB2", "RB3")
"""Rules about the course of the pain, and those that only apply where no other does."""

many = settings(max_examples=400, deadline=None)
seeds = st.integers(0, 10**9).map(Random)
keys = st.sampled_from(YES_NO)


@many
@given(seeds, keys)
def test_adding_a_yes_never_lowers(levels: ModuleType, random: Random, key: str) -> None:
    """Whatever else was said, one more *yes* never makes it less urgent, but for the listed keys."""
    findings, age = levels.someone(random)
    if key not in MAY_LOWER:
        worse = {**findings, key: "yes"}
        assert levels.urgency(worse, age) >= levels.urgency({**findings, key: "no"}, age)
        if findings.get(key) != "declined":
            assert levels.decided(worse, age) >= levels.decided(findings, age)


@many
@given(seeds, keys)
def test_not_knowing_is_never_better_than_no(levels: ModuleType, random: Random, key: str) -> None:
    """Replacing a *no* by not sure, declined or not asked never makes it less urgent."""
    findings, age = levels.someone(random)
    said_no = levels.urgency({**findings, key: "no"}, age)
    findings.pop(key, None)
    assert levels.urgency(findings, age) >= said_no
    for unknown in ("unsure", "declined"):
        assert levels.urgency({**findings, key: unknown}, age) >= said_no


@many
@given(seeds, keys)
def test_unsure_never_ranks_above_yes(levels: ModuleType, random: Random, key: str) -> None:
    """Doubt about a key is never more urgent than that key answered *yes*."""
    findings, age = levels.someone(random)
    if key not in MAY_LOWER:
        assert levels.urgency({**findings, key: "unsure"}, age) <= levels.urgency(
            {**findings, key: "yes"}, age
        )


def test_reassurance_needs_the_whole_minimum_set(levels: ModuleType) -> None:
    """Self-care and reassurance are only given with a known age and a spoken *no* to the whole minimum set."""
    random, calm = Random(7), 0  # noqa: S311  any seed
    for _ in range(15_000):
        findings, age = levels.someone(random)
        if levels.urgency(findings, age) >= Level.CLINICIAN_SOON.urgency:
            continue
        calm += 1
        not_no = {key for key in MINIMUM if findings.get(key) != "no"}
        assert age is not None
        assert not_no <= {"both_legs_pain", "both_legs_weak", *WEAKNESS}
        if "both_legs_pain" in not_no:
            assert findings["both_legs_sore"] == "yes"
        if not_no & {"both_legs_weak", *WEAKNESS}:
            assert (findings["weak_onset"], findings["weak_worse"]) == ("years", "no")
    assert calm > 300


def test_taking_away_one_no_takes_reassurance_away(levels: ModuleType) -> None:
    """From a well person with a plain complaint, any minimum key not answered *no* ends self-care."""
    for complaint in ({"any_pain": "yes", "pain_weeks": 1, "trend": "better"}, {"twitch_type": "cramp"}):
        well = {**dict.fromkeys(YES_NO, "no"), **complaint}
        assert assess(well, age=30).level in CALM
        assert assess(well, age=None).level is Level.INCOMPLETE
        for key in MINIMUM:
            for value in ("yes", "unsure", "declined", None):
                said = {k: v for k, v in {**well, key: value}.items() if v is not None}
                assert assess(said, age=30).level not in CALM, (key, value)


@many
@given(seeds, st.sampled_from(sorted(WEAKNESS)))
def test_improving_pain_never_cancels_weakness(levels: ModuleType, random: Random, key: str) -> None:
    """With a weak leg, pain that gets better takes away nothing but the rules about worsening pain itself."""
    findings, age = levels.someone(random)
    weak = {**findings, key: "yes", "both_legs_pain": "no", "recent_spine_procedure": "no"}
    fired = {
        trend: {rule for rule in assess({**weak, "trend": trend}, age=age).rules if rule not in PAIN_COURSE}
        for trend in ("better", "same", "worse")
    }
    assert fired["better"] == fired["same"] == fired["worse"]


@many
@given(seeds, st.data())
def test_an_emergency_key_reaches_its_level_whatever_else_is_said(
    levels: ModuleType, second_reading: ModuleType, random: Random, data: st.DataObject
) -> None:
    """A danger sign that is enough alone is enough in any company."""
    findings, age = levels.someone(random)
    lone: dict[str, int] = {
        **dict.fromkeys(second_reading.ALONE_EMERGENCY, 5),
        **dict.fromkeys(second_reading.ALONE_ED, 4),
        **dict.fromkeys(second_reading.ALONE_SAME_DAY, 3),
        **dict.fromkeys(second_reading.B1_TO_B6, 3),
    }
    key = data.draw(st.sampled_from(sorted(lone)))
    assert levels.urgency({**findings, key: "yes"}, age) >= lone[key]
    assert levels.urgency({key: "yes"}, age) >= lone[key]


def test_cauda_equina_keys_alone_are_emergencies(second_reading: ModuleType) -> None:
    """Each of B1 to B6, B8, B9 and a foot drop is an emergency department matter with nothing else known."""
    for key in (*second_reading.B1_TO_B6, "both_legs_pain", "both_legs_weak", "foot_drop"):
        for value in ("yes", "unsure"):
            assert assess({key: value}, age=40).level is Level.ED_NOW, (key, value)


def test_two_readings_of_the_reference_agree(levels: ModuleType, second_reading: ModuleType) -> None:
    """The engine's data and an independent reading give the same urgency for the same findings."""
    random = Random(2026)  # noqa: S311  any seed
    differing: list[Any] = []
    for _ in range(12_000):
        findings, age = levels.someone(random)
        mine = second_reading.Reading(findings, age).level()
        if mine != levels.urgency(findings, age):
            spoken = {key: value for key, value in findings.items() if value != "no"}
            differing.append((mine, assess(findings, age=age).rules, spoken, age))
    assert not differing[:5], len(differing)
