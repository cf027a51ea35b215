"""Every combination of answers to keys that share rules: nothing that should raise the level ever lowers it."""

from __future__ import annotations

from itertools import combinations
from random import Random
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from voice_skill.triage import assess, load_knowledge

MAY_LOWER = {
    "both_legs_sore": "sore muscles after unusual exercise are not sciatica on both sides: RD2 and RS18 only",
    "walk_pain": "walking-triggered, long-standing and unchanged is the narrow-canal pattern: RD2 and RS18 only",
    "previous_sciatica": "pain one has had before is no first-ever pain: RC10 only",
    "any_pain": "RE9 is about weakness without pain, so saying there is pain takes RE9 away, and nothing else",
    "back_pain": "pain, as for any_pain: RE9 only",
    "belly_pain": "pain, as for any_pain: RE9 only",
    "leg_pain_radiating": "pain, as for any_pain: RE9 only",
}
"""Keys whose *yes* may lower a level, each for its own rule. All others only ever raise."""

PAIN = {"any_pain": "yes", "pain_weeks": 2, "trend": "same"}

GROUPS: dict[str, tuple[tuple[str, ...], dict[str, Any], int | None]] = {
    "cauda equina": (
        ("saddle_numb", "wipe_feel", "pee_difficulty", "pee_leak", "bowel_change", "sexual_change", "ces_recent"),
        PAIN, 45,
    ),
    "timing of signs": (
        ("pee_leak", "bowel_change", "ces_recent", "ces_recent_pee_leak", "ces_recent_bowel_change"), PAIN, 45,
    ),
    "weakness": (
        ("foot_drop", "leg_weak", "weak_onset", "weak_worse", "weak_worse_recent", "any_pain"), {}, 45,
    ),
    "onset of weakness": (
        ("foot_drop", "cant_tiptoe", "weak_onset", "weak_within_hours", "weak_unassessed", "any_pain"), {}, 70,
    ),
    "weakness and breathing": (
        ("leg_weak", "both_legs_weak", "weak_onset", "weak_worse", "breath_flat", "speech_swallow"), PAIN, 45,
    ),
    "weakness and bleeding": (
        ("leg_weak", "weak_onset", "blood_thinner", "sudden_severe_onset", "any_pain", "belly_pulse"), {}, 70,
    ),
    "both legs": (
        ("both_legs_pain", "both_legs_sore", "both_legs_weak", "tingle_leg", "hand_tingle", "walk_pain"),
        {**PAIN, "pain_weeks": 30, "walk_relief": "sitting"}, 45,
    ),
    "walking": (("both_legs_pain", "walk_pain", "walk_relief", "trend", "pain_weeks"), {"any_pain": "yes"}, 45),
    "infection": (
        ("fever_unwell", "infection_risk", "recent_spine_procedure", "leg_weak", "saddle_numb", "trend"),
        {"any_pain": "yes", "pain_weeks": 2}, 45,
    ),
    "cancer and clots": (
        ("cancer_history", "calf_swollen", "dvt_risk", "pregnant", "tingle_leg", "leg_weak", "both_legs_pain"),
        PAIN, 45,
    ),
    "bones": (
        ("major_trauma", "cannot_get_up", "minor_fall", "steroid_bone", "sudden_severe_onset", "tingle_leg"),
        PAIN, 66,
    ),
    "aorta": (
        ("belly_pulse", "sudden_severe_onset", "collapse_clammy", "back_pain", "belly_pain", "blood_thinner"),
        {**PAIN, "any_pain": "absent"}, 45,
    ),
    "children": (("leg_pain_radiating", "leg_weak", "limp", "night_pain", "fever_unwell", "back_pain"), PAIN, 5),
    "twitch": (
        ("twitch_else", "twitch_stiff", "wasting", "hand_weak", "dirty_wound", "twitch_type"),
        {"twitch_weeks": 1, "cramp_minutes": 2}, 45,
    ),
    "age refused": (("minor_fall", "steroid_bone", "sudden_severe_onset", "previous_sciatica", "any_pain"), {}, None),
}  # fmt: skip


def rule_triples() -> list[tuple[str, ...]]:
    """Every three keys that appear together in a rule."""
    found = {
        triple for rule in load_knowledge().rules for triple in combinations(sorted(set(rule.when.keys())), 3)
    }
    return sorted(triple for triple in found if "age" not in triple)


def assert_safe(keys: tuple[str, ...], urgencies: npt.NDArray[np.int8], answers: tuple[str, ...]) -> None:
    """Along each yes/no axis: *yes* is the most urgent, and *no* never beaten by not knowing."""
    for axis, key in enumerate(keys):
        if urgencies.shape[axis] != len(answers) or key in {"trend", "walk_relief"}:
            continue
        by_answer = dict(zip(answers, np.moveaxis(urgencies, axis, 0), strict=True))
        for unknown in ("unsure", "declined", "absent"):
            assert (by_answer[unknown] >= by_answer["no"]).all(), (keys, key, unknown)
        if key not in MAY_LOWER:
            assert (by_answer["yes"] >= by_answer["no"]).all(), (keys, key)
            assert (by_answer["yes"] >= by_answer["unsure"]).all(), (keys, key)


@pytest.mark.parametrize("name", GROUPS)
def test_every_combination_of_a_group(levels: ModuleType, name: str) -> None:
    """Over every combination of up to seven keys, *yes* never lowers and not knowing is never better than *no*."""
    keys, background, age = GROUPS[name]
    known = {key: value for key, value in background.items() if value != "absent"}
    grid = levels.Grid(keys, known, age)
    assert_safe(keys, grid.urgencies(), levels.ANSWERS)


def test_every_three_keys_of_a_rule(levels: ModuleType) -> None:
    """The same for every three keys that any rule joins, in a well adult, every other time in pain."""
    triples = rule_triples()
    assert len(triples) > 1500
    for index, keys in enumerate(triples):
        background = PAIN if index % 2 else {}
        grid = levels.Grid(keys, {key: value for key, value in background.items() if key not in keys})
        assert_safe(keys, grid.urgencies(), levels.ANSWERS)


@pytest.mark.parametrize("name", ["weakness", "onset of weakness", "walking", "infection"])
def test_unknown_typed_values_are_never_the_best(levels: ModuleType, name: str) -> None:
    """An unknown start of weakness or course of pain is never less urgent than the least urgent known one.

    Whether the weakness is getting worse is taken as answered here: with an old weakness, its absence alone leaves
    the interview incomplete.
    """
    keys, background, age = GROUPS[name]
    grid = levels.Grid(keys, background, age)
    urgencies = grid.urgencies()
    if "weak_worse" in keys:
        axis = keys.index("weak_worse")
        urgencies = np.delete(urgencies, levels.ANSWERS.index("absent"), axis=axis)
    for key, calm in (("weak_onset", "years"), ("trend", "better"), ("pain_weeks", 0)):
        if key in keys:
            values = grid.alphabets[keys.index(key)]
            by_value = dict(zip(values, np.moveaxis(urgencies, keys.index(key), 0), strict=True))
            for unknown in ("unsure", "absent"):
                if (key, unknown) != ("pain_weeks", "absent"):
                    assert (by_value[unknown] >= by_value[calm]).all(), (key, unknown)


def test_the_exceptions_touch_their_own_rules_only() -> None:
    """A *yes* that may silence a rule appears as an exception in no rule but those the reasons name."""
    own = {
        "both_legs_sore": {"RD2", "RS18"},
        "walk_pain": {"RD2", "RS18"},
        "previous_sciatica": {"RC10"},
        "any_pain": {"RE9", "RC1"},
        "back_pain": {"RE9"},
        "belly_pain": {"RE9"},
        "leg_pain_radiating": {"RE9"},
    }
    handed_on = {"weak_worse": {"RS1", "RC15"}}  # to rules at least as urgent: the combinations above show it
    named: dict[str, set[str]] = {}
    for rule in load_knowledge().rules:
        for key in rule.lowers:
            named.setdefault(key, set()).add(rule.id)
    assert named == {**own, **handed_on}
    assert set(own) == set(MAY_LOWER)


def test_a_lowering_yes_silences_no_other_rule(levels: ModuleType) -> None:
    """Over many findings, saying *yes* to one of these takes away nothing but the rules it may take away."""
    random = Random(20261122)  # noqa: S311  any seed: the same findings in every run
    allowed = {rule.id: set(rule.lowers) for rule in load_knowledge().rules}
    for _ in range(1000):
        findings, age = levels.someone(random)
        for key in MAY_LOWER:
            before = assess_rules({**findings, key: "no"}, age)
            gone = before - assess_rules({**findings, key: "yes"}, age)
            assert not {rule for rule in gone if key not in allowed[rule]}, (key, findings, age)


def assess_rules(findings: dict[str, Any], age: int | None) -> set[str]:
    """The warning rules that fire, those of reassurance and of the unfinished interview left out."""
    return {
        rule for rule in assess(findings, age=age).rules if rule.startswith(("RE", "RD", "RS", "RC", "RU"))
    }


def test_the_short_cut_is_the_core(levels: ModuleType) -> None:
    """The levels these proofs work with are those that `assess` gives."""
    random = Random(1)  # noqa: S311  any seed
    people = [levels.someone(random) for _ in range(1500)]
    assert [levels.urgency(*person) for person in people] == [
        assess(findings, age=age).level.urgency for findings, age in people
    ]
