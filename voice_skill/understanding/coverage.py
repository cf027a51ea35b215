"""What the finding keys cover, and what a symptom without a place is about: the tables of docs/understanding.md."""

from __future__ import annotations

PARTS: dict[str, frozenset[str]] = {
    "chest_pain_breathless": frozenset({"chest_pain", "breathless"}),
    "stroke_signs": frozenset({"face", "arm", "speech"}),
    "collapse_clammy": frozenset({"faint", "clammy"}),
    "sepsis_signs": frozenset({"confused", "shivering", "fast_breath"}),
    "bowel_change": frozenset({"control", "feeling"}),
    "tingle_leg": frozenset({"numb", "tingle"}),
    "both_legs_pain": frozenset({"pain", "tingle", "numb"}),
    "speech_swallow": frozenset({"speech", "swallow"}),
    "flank_vomiting": frozenset({"flank", "vomiting"}),
    "steroid_bone": frozenset({"steroid", "bone"}),
}
"""What a key covers where that is more than one thing: denying one part denies nothing."""

BARE: dict[str, frozenset[str]] = {
    "saddle_numb": frozenset({"numb", "tingle"}),
    "wipe_feel": frozenset({"numb"}),
    "tingle_leg": frozenset({"numb", "tingle"}),
    "hand_tingle": frozenset({"numb", "tingle"}),
    "both_legs_pain": frozenset({"pain", "numb", "tingle"}),
    "both_legs_weak": frozenset({"weak", "heavy"}),
    "leg_weak": frozenset({"weak", "heavy"}),
    "foot_drop": frozenset({"weak"}),
    "cant_tiptoe": frozenset({"weak"}),
    "hand_weak": frozenset({"weak"}),
    "calf_swollen": frozenset({"swollen", "pain"}),
    "cold_pale_leg": frozenset({"cold"}),
    "any_pain": frozenset({"pain", "sore"}),
    "back_pain": frozenset({"pain", "sore"}),
    "belly_pain": frozenset({"pain"}),
    "both_legs_sore": frozenset({"sore", "pain"}),
    "twitch_else": frozenset({"twitch"}),
    "burning_pee": frozenset({"pain"}),
    "night_pain": frozenset({"pain"}),
    "severity_stops_life": frozenset({"pain"}),
    "tight_after_injury": frozenset({"pain"}),
    "leg_pain_radiating": frozenset({"pain"}),
    "cough_worse": frozenset({"pain"}),
    "walk_pain": frozenset({"pain"}),
}
"""At which question which symptom, said without a place, is about the question."""
YES_ONLY = frozenset(
    {
        "night_pain",
        "severity_stops_life",
        "tight_after_injury",
        "leg_pain_radiating",
        "foot_drop",
        "cant_tiptoe",
    }
    | {"cough_worse", "walk_pain", "wipe_feel", "calf_swollen:pain", "saddle_numb:tingle"}
)
"""Questions that a bare symptom affirms but does not deny, because they ask for more than the symptom."""

NO_ONLY = frozenset({"both_legs_pain"})
"""Questions that a bare symptom denies but does not affirm: they ask about more places than one."""
STRICT = frozenset(
    {
        "chest_pain_breathless",
        "stroke_signs",
        "collapse_clammy",
        "sepsis_signs",
        "tingle_leg",
        "both_legs_pain",
        "calf_swollen",
    }
)
"""Questions about several dangers at once: denying one of them is no answer."""

SENSORY = frozenset({"numb", "tingle"})
WEAKNESS = frozenset({"weak", "leg_weak", "both_legs_weak", "foot_drop", "cant_tiptoe", "hand_weak"})
SADDLE_SITES = frozenset({"saddle", "bottom"})

NUMB_KEYS = frozenset({"saddle_numb", "tingle_leg", "hand_tingle"})
"""Findings whose place is where it is numb."""

DANGER = frozenset(
    {
        "chest_pain_breathless", "stroke_signs", "collapse_clammy", "sudden_severe_onset", "belly_pulse", "cold_pale_leg",
        "major_trauma", "sepsis_signs", "overdose", "self_harm", "saddle_numb", "wipe_feel", "pee_difficulty",
        "pee_feeling_lost", "pee_leak", "bowel_change", "sexual_change", "both_legs_pain", "both_legs_weak", "foot_drop",
        "leg_weak", "cant_tiptoe", "fever_unwell", "calf_swollen", "cannot_get_up", "lockjaw", "fit_palpitations",
        "serotonin_signs", "pregnancy_warning", "dark_urine", "tight_after_injury", "speech_swallow", "breath_flat",
        "flank_vomiting", "tetany",
    }
)  # fmt: skip
"""Findings worth asking about even when they were only hinted at."""
