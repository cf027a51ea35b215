"""Every combination of answers to the keys that share rules: nothing that should raise the level ever lowers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from voice_skill.triage import assess, finding_keys

ANSWERS = ("no", "yes", "unsure", "declined", "absent")
YES_NO = sorted(key.name for key in finding_keys().values() if key.kind == "yes_no")
ONSETS = ("years", "months", "weeks", "days", "today", "sudden", "unsure", "absent")
TRENDS = ("better", "same", "worse", "unsure", "absent")
RELIEFS = ("sitting", "standing", "neither", "unsure", "absent")

MAY_LOWER = {"both_legs_sore", "walk_pain", "previous_sciatica", "any_pain"}
"""As in the property tests, where each stands with its reason."""


@dataclass(frozen=True)
class Group:
    """Keys whose rules touch each other, every combination of which is tried."""

    name: str
    keys: tuple[str, ...]
    others: dict[str, Any] = field(default_factory=dict)
    """What else is so; every other yes/no key is *no*."""
    age: int | None = 45

    @property
    def alphabets(self) -> tuple[tuple[str, ...], ...]:
        """The values of each key, in order."""
        special = {"weak_onset": ONSETS, "trend": TRENDS, "walk_relief": RELIEFS}
        return tuple(special.get(key, ANSWERS) for key in self.keys)

    def levels(self) -> npt.NDArray[np.int8]:
        """Return the urgency of every combination, one axis a key."""
        background = {**dict.fromkeys(YES_NO, "no"), **self.others}
        for key in self.keys:
            background.pop(key, None)
        flat = [self._urgency(background, values) for values in product(*self.alphabets)]
        return np.array(flat, dtype=np.int8).reshape([len(values) for values in self.alphabets])

    def _urgency(self, background: dict[str, Any], values: tuple[str, ...]) -> int:
        said = {key: value for key, value in zip(self.keys, values, strict=True) if value != "absent"}
        return assess({**background, **said}, age=self.age).level.urgency


PAIN = {"any_pain": "yes", "pain_weeks": 2, "trend": "same"}

GROUPS = (
    Group("cauda equina", ("saddle_numb", "wipe_feel", "pee_difficulty", "pee_leak", "bowel_change",
                           "sexual_change", "ces_recent"), PAIN),
    Group("weakness", ("foot_drop", "leg_weak", "weak_onset", "weak_worse", "weak_worse_recent", "any_pain")),
    Group("weakness and breathing", ("leg_weak", "cant_tiptoe", "weak_onset", "weak_worse", "breath_flat",
                                     "speech_swallow"), PAIN),
    Group("weakness and bleeding", ("leg_weak", "weak_onset", "blood_thinner", "sudden_severe_onset", "any_pain",
                                    "belly_pulse"), age=70),
    Group("both legs", ("both_legs_pain", "both_legs_sore", "both_legs_weak", "tingle_leg", "hand_tingle",
                        "walk_pain"), {**PAIN, "pain_weeks": 30, "walk_relief": "sitting"}),
    Group("walking", ("both_legs_pain", "walk_pain", "walk_relief", "trend", "hand_tingle"),
          {"any_pain": "yes", "pain_weeks": 30}),
    Group("infection", ("fever_unwell", "infection_risk", "recent_spine_procedure", "leg_weak", "saddle_numb",
                        "trend"), {"any_pain": "yes", "pain_weeks": 2}),
    Group("cancer and clots", ("cancer_history", "calf_swollen", "dvt_risk", "pregnant", "tingle_leg",
                               "leg_weak"), PAIN),
    Group("bones", ("major_trauma", "cannot_get_up", "minor_fall", "steroid_bone", "sudden_severe_onset",
                    "tingle_leg"), PAIN, age=66),
    Group("aorta", ("belly_pulse", "sudden_severe_onset", "collapse_clammy", "back_pain", "belly_pain",
                    "blood_thinner"), PAIN),
    Group("children", ("leg_pain_radiating", "leg_weak", "night_pain", "fever_unwell", "back_pain"), PAIN, age=5),
    Group("twitch", ("twitch_else", "twitch_stiff", "wasting", "hand_weak", "dirty_wound", "cramp_sleep"),
          {"twitch_type": "cramp", "twitch_weeks": 1, "cramp_minutes": 2}),
)  # fmt: skip


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_every_combination(group: Group) -> None:
    """Over every combination: *yes* never lowers, and not knowing is never better than *no*."""
    levels = group.levels()
    for axis, key in enumerate(group.keys):
        values = group.alphabets[axis]
        if values != ANSWERS:
            continue
        no = np.take(levels, ANSWERS.index("no"), axis=axis)
        for other in ("unsure", "declined", "absent"):
            assert (np.take(levels, ANSWERS.index(other), axis=axis) >= no).all(), (key, other)
        yes = np.take(levels, ANSWERS.index("yes"), axis=axis)
        if key not in MAY_LOWER:
            assert (yes >= no).all(), key
            assert (np.take(levels, ANSWERS.index("unsure"), axis=axis) <= yes).all(), key


@pytest.mark.parametrize("group", [g for g in GROUPS if "trend" in g.keys or "weak_onset" in g.keys],
                         ids=lambda group: group.name)  # fmt: skip
def test_unknown_typed_values_are_never_the_best(group: Group) -> None:
    """An unknown start of weakness or course of pain is never less urgent than the least urgent known one."""
    levels = group.levels()
    for key, calm in (("weak_onset", "years"), ("trend", "better")):
        if key in group.keys:
            axis = group.keys.index(key)
            values = group.alphabets[axis]
            best = np.take(levels, values.index(calm), axis=axis)
            for unknown in ("unsure", "absent"):
                assert (np.take(levels, values.index(unknown), axis=axis) >= best).all(), (key, unknown)
