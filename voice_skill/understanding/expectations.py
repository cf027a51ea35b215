"""What may be answered to each question: from triage's questions, and from the session's own."""

from __future__ import annotations

from voice_skill.events import Expectation, Option

SESSION: dict[str, Expectation] = {
    "opening": Expectation("opening", "open"),
    "age": Expectation("age", "number", danger=True),
    "command": Expectation("command", "command"),
    "standby": Expectation("standby", "command"),
    "confirm": Expectation("confirm", "confirm"),
    "heard_warning": Expectation("heard_warning", "yes_no"),
    "keep": Expectation("keep", "yes_no"),
    "severity": Expectation("severity", "number"),
    "region": Expectation("region", "choice"),
    "speaking_for": Expectation(
        "speaking_for", "choice", ("speaking_for",), (Option("self", "myself"), Option("other", "someone else"))
    ),
}


def expectation(key: str) -> Expectation:
    """Return the expectation of a question. Raises KeyError when there is none."""
    if key in SESSION:
        return SESSION[key]
    return _STUB[key]


def _stub() -> dict[str, Expectation]:
    """Stands in until triage can be asked."""
    yes_no = (
        "chest_pain_breathless stroke_signs collapse_clammy sudden_severe_onset belly_pulse cold_pale_leg major_trauma "
        "sepsis_signs overdose self_harm saddle_numb wipe_feel pee_difficulty pee_feeling_lost pee_leak bowel_change "
        "sexual_change both_legs_pain both_legs_weak ces_recent constipation foot_drop leg_weak cant_tiptoe weak_worse "
        "fever_unwell infection_risk cancer_history weight_loss night_pain steroid_bone minor_fall blood_thinner pregnant "
        "pregnancy_warning rash burning_pee back_lump previous_sciatica calf_swollen dvt_risk walk_pain foot_sores "
        "tight_after_injury twitch_else wasting speech_swallow hand_weak breath_flat hand_tingle triggers medicines_new "
        "serotonin_signs tetany lockjaw cramp_sleep dark_urine fit_palpitations dirty_wound leg_pain_radiating tingle_leg "
        "severity_stops_life cough_worse activities_stopped mobility_limited recent_spine_procedure flank_vomiting "
        "cannot_get_up twitch_stiff any_pain back_pain belly_pain both_legs_sore n1 n2 n3 n4 n5 n6 n7"
    ).split()
    table = {key: Expectation(key, "yes_no", (key,), danger=True) for key in yes_no}
    for key, values in {
        "weak_onset": "sudden today days weeks months years",
        "twitch_type": "flicker cramp jerks none",
        "trend": "better worse same",
        "walk_relief": "standing sitting neither",
    }.items():
        table[key] = Expectation(key, "choice", (key,), tuple(Option(v, v) for v in values.split()))
    for key in ("pain_weeks", "twitch_weeks", "cramp_minutes"):
        table[key] = Expectation(key, "number", (key,))
    for key in ("pain_where", "numb_where", "twitch_where"):
        table[key] = Expectation(key, "site", (key,))
    return table


_STUB = _stub()
