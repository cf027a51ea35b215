"""Properties that must hold for any findings at all, searched by Hypothesis and by the second reading."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from voice_skill.triage import Level, assess, finding_keys

YES_NO = sorted(key.name for key in finding_keys().values() if key.kind == "yes_no")
ANSWERS = ("yes", "no", "unsure", "declined")

MAY_LOWER = {
    "both_legs_sore": "sore muscles after unusual exercise are not sciatica on both sides: RD2 only",
    "walk_pain": "walking-triggered, long-standing and unchanged is the narrow-canal pattern: RD2 only",
    "previous_sciatica": "pain one has had before is no first-ever pain: RC10 only",
    "any_pain": "RE9 is about weakness without pain, so saying there is pain takes RE9 away, and nothing else",
}
"""Keys whose *yes* may lower a level, each for its own rule. All others only ever raise."""

MINIMUM = frozenset({
    "chest_pain_breathless", "stroke_signs", "collapse_clammy", "sudden_severe_onset", "cold_pale_leg",
    "major_trauma", "saddle_numb", "pee_difficulty", "pee_feeling_lost", "pee_leak", "bowel_change",
    "both_legs_pain", "both_legs_weak", "foot_drop", "leg_weak", "cant_tiptoe", "fever_unwell", "cancer_history",
    "calf_swollen",
})  # fmt: skip
"""§2.5 point 11, written out from the reference."""

places = st.lists(
    st.fixed_dictionaries(
        {
            "site": st.sampled_from(["calf", "foot", "leg", "back", "saddle"]),
            "side": st.sampled_from(["left", "both"]),
        }
    ),
    max_size=2,
).map(tuple)

typed = {
    "weak_onset": st.sampled_from(["sudden", "today", "days", "weeks", "months", "years", "unsure"]),
    "twitch_type": st.sampled_from(["flicker", "cramp", "jerks", "none"]),
    "trend": st.sampled_from(["better", "worse", "same", "unsure"]),
    "walk_relief": st.sampled_from(["standing", "sitting", "neither"]),
    "speaking_for": st.sampled_from(["self", "other"]),
    "pain_weeks": st.sampled_from([0, 1, 3.9, 4, 5.9, 6, 12, 13, 14, 200]),
    "twitch_weeks": st.sampled_from([0, 2, 2.1, 30]),
    "cramp_minutes": st.sampled_from([0, 10, 10.5, 60]),
    "pain_where": places,
    "numb_where": places,
    "twitch_where": places,
}
ages = st.sampled_from([None, 3, 6, 15, 16, 30, 49, 50, 59, 60, 64, 65, 90])


@st.composite
def consultations(draw: st.DrawFn) -> tuple[dict[str, Any], int | None]:
    """Findings of any kind: mostly *no*, as in life, with some of everything else, and some never asked."""
    fill = draw(st.sampled_from(["no", "absent"]))
    findings: dict[str, Any] = dict.fromkeys(YES_NO, "no") if fill == "no" else {}
    for key in draw(st.lists(st.sampled_from(YES_NO), max_size=12, unique=True)):
        value = draw(st.sampled_from([*ANSWERS, "yes", "absent"]))
        findings[key] = value
        if value == "absent":
            del findings[key]
    for key in draw(st.lists(st.sampled_from(sorted(typed)), max_size=6, unique=True)):
        findings[key] = draw(typed[key])
    return findings, draw(ages)


def urgency(findings: Mapping[str, Any], age: int | None) -> int:
    """Return how urgent the core finds it, 0 to 5."""
    return assess(findings, age=age).level.urgency


def decided(findings: Mapping[str, Any], age: int | None) -> int:
    """Return the urgency of what was said, leaving out what an unfinished interview adds; -1 for no rule at all."""
    assessment = assess(findings, age=age)
    return max((reason.level.urgency for reason in assessment.reasons), default=-1)


many = settings(
    max_examples=1500,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)


@many
@given(consultations(), st.sampled_from(YES_NO))
def test_adding_a_yes_never_lowers(consultation: tuple[dict[str, Any], int | None], key: str) -> None:
    """Whatever else was said, one more *yes* never makes it less urgent, but for the listed keys."""
    findings, age = consultation
    if key not in MAY_LOWER:
        before = {**findings, key: "no"}
        worse = {**findings, key: "yes"}
        assert urgency(worse, age) >= urgency(before, age)
        assert decided(worse, age) >= decided(findings, age)


@many
@given(consultations(), st.sampled_from(YES_NO), st.sampled_from(["unsure", "declined", "absent"]))
def test_not_knowing_is_never_better_than_no(
    consultation: tuple[dict[str, Any], int | None], key: str, instead: str
) -> None:
    """Replacing a *no* by not sure, declined or not asked never makes it less urgent."""
    findings, age = consultation
    said_no = {**findings, key: "no"}
    unknown = {k: v for k, v in {**findings, key: instead}.items() if v != "absent"}
    assert urgency(unknown, age) >= urgency(said_no, age)


@many
@given(consultations(), st.sampled_from(YES_NO))
def test_unsure_never_ranks_above_yes(consultation: tuple[dict[str, Any], int | None], key: str) -> None:
    """Doubt about a key is never more urgent than that key answered *yes*."""
    findings, age = consultation
    if key not in MAY_LOWER:
        assert urgency({**findings, key: "unsure"}, age) <= urgency({**findings, key: "yes"}, age)


@many
@given(consultations())
def test_reassurance_needs_the_whole_minimum_set(consultation: tuple[dict[str, Any], int | None]) -> None:
    """Self-care and reassurance are only given with a known age and a spoken *no* to the whole minimum set."""
    findings, age = consultation
    if assess(findings, age=age).level in {Level.SELF_CARE, Level.LIKELY_BENIGN}:
        assert age is not None
        not_no = {key for key in MINIMUM if findings.get(key) != "no"}
        assert not_no <= {"both_legs_pain", "leg_weak", "foot_drop", "cant_tiptoe"}
        if "both_legs_pain" in not_no:
            assert findings["both_legs_sore"] == "yes"
        if not_no & {"leg_weak", "foot_drop", "cant_tiptoe"}:
            assert findings["weak_onset"] == "years"
            assert findings["weak_worse"] == "no"


@many
@given(consultations(), st.sampled_from(["better", "same"]))
def test_improving_pain_never_cancels_weakness(
    consultation: tuple[dict[str, Any], int | None], trend: str
) -> None:
    """With a weak leg, pain that gets better takes nothing away."""
    findings, age = consultation
    weak = {**findings, "leg_weak": "yes", "both_legs_pain": "no"}
    weak.pop("trend", None)
    rules = {r for r in assess({**weak, "trend": trend}, age=age).rules if not r.startswith(("RC4", "RC5"))}
    without = {
        r for r in assess({**weak, "trend": "worse"}, age=age).rules if not r.startswith(("RC4", "RC5"))
    }
    assert without - rules <= {"RD18"}


@many
@given(consultations(), st.data())
def test_an_emergency_key_reaches_its_level_whatever_else_is_said(
    consultation: tuple[dict[str, Any], int | None], data: st.DataObject, second_reading: ModuleType
) -> None:
    """A danger sign that is enough alone is enough in any company."""
    findings, age = consultation
    lone = {
        **dict.fromkeys(second_reading.ALONE_EMERGENCY, 5),
        **dict.fromkeys(second_reading.ALONE_ED, 4),
        **dict.fromkeys(second_reading.ALONE_SAME_DAY, 3),
        **dict.fromkeys(second_reading.B1_TO_B6, 3 if findings.get("ces_recent") == "no" else 4),
    }
    key = data.draw(st.sampled_from(sorted(lone)))
    assert urgency({**findings, key: "yes"}, age) >= lone[key]
    assert urgency({key: "yes"}, age) >= lone[key]


@settings(many, max_examples=6000)
@given(consultations())
@example(({}, None))
def test_two_readings_of_the_reference_agree(
    second_reading: ModuleType, consultation: tuple[dict[str, Any], int | None]
) -> None:
    """The engine's data and an independent reading give the same urgency for the same findings."""
    findings, age = consultation
    assert urgency(findings, age) == second_reading.Reading(findings, age).level(), assess(
        findings, age=age
    ).rules
