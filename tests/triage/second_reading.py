"""A second, independent reading of the clinical reference (§2.4 and §2.5) as plain code.

The engine reads its rules from data; this page was written from the reference alone, by somebody else, and gives only
levels. The proofs compare the two over very many findings: where they differ, one of them has misread the medicine.
It is written for clarity, and only for findings where the reference leaves no choice (`settled` says which).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

EMERGENCY, ED, SAME_DAY, SOON, SELF_CARE, BENIGN = 5, 4, 3, 2, 1, 0

SADDLE = ("saddle_numb", "wipe_feel")
BLADDER = ("pee_difficulty", "pee_feeling_lost", "pee_leak")
B1_TO_B6 = (*SADDLE, *BLADDER, "bowel_change")
CES_KEYS = (*B1_TO_B6, "sexual_change", "both_legs_pain", "both_legs_weak")
THIGH_SITES = ("thigh", "thigh_front", "thigh_back", "thigh_outer")
WEAKNESS = ("foot_drop", "leg_weak", "cant_tiptoe")

MINIMUM = (
    "chest_pain_breathless", "stroke_signs", "collapse_clammy", "sudden_severe_onset", "cold_pale_leg",
    "major_trauma", "saddle_numb", "pee_difficulty", "pee_feeling_lost", "pee_leak", "bowel_change",
    "both_legs_pain", "both_legs_weak", "foot_drop", "leg_weak", "cant_tiptoe", "fever_unwell", "cancer_history",
    "calf_swollen",
)  # fmt: skip
"""§2.5 point 11: the nineteen asks."""

ALONE_EMERGENCY = (
    "chest_pain_breathless", "stroke_signs", "collapse_clammy", "cold_pale_leg", "sepsis_signs", "serotonin_signs",
    "lockjaw", "fit_palpitations", "self_harm", "cannot_get_up",
)  # fmt: skip
ALONE_ED = (
    "major_trauma", "overdose", "pregnancy_warning", "dark_urine", "tight_after_injury", "flank_vomiting",
)  # fmt: skip
ALONE_SAME_DAY = (
    "fever_unwell", "cancer_history", "weight_loss", "night_pain", "calf_swollen", "rash", "burning_pee",
    "foot_sores", "severity_stops_life", "back_lump", "tetany",
)  # fmt: skip
ALONE_SOON = (
    "wasting", "hand_weak", "speech_swallow", "pregnant", "blood_thinner", "activities_stopped", "twitch_else",
    "twitch_stiff", "walk_pain", "cramp_sleep", "medicines_new",
)  # fmt: skip

UNSURE_SAME_DAY = (
    "chest_pain_breathless", "stroke_signs", "collapse_clammy", "cold_pale_leg", "sepsis_signs",
    "calf_swollen", "fever_unwell", "cancer_history", "major_trauma", "serotonin_signs", "tetany", "lockjaw",
    "dark_urine", "fit_palpitations", "overdose", "foot_sores", "tight_after_injury", "pregnancy_warning", "rash",
    "burning_pee", "back_lump", "sexual_change", "flank_vomiting", "cannot_get_up", "self_harm",
)  # fmt: skip
UNSURE_SOON = (
    "weight_loss", "night_pain", "severity_stops_life", "breath_flat",
    "pregnant", "twitch_else", "twitch_stiff", "sudden_severe_onset", "wasting", "speech_swallow", "hand_weak", "medicines_new", "cramp_sleep",
    "activities_stopped",
)  # fmt: skip


class Reading:
    """One person's findings, read with the reference in hand."""

    def __init__(self, findings: Mapping[str, Any], age: int | None) -> None:
        self.f = findings
        self.known_age = age
        self.age = 65 if age is None else age

    def level(self) -> int:
        """Return the highest urgency any rule gives, 0 to 5; an incomplete interview is 3."""
        highest = max(self.urgencies(), default=None)
        if highest is None:
            highest = BENIGN if self.only_twitching() else SELF_CARE
        return max(highest, SAME_DAY) if highest < SAME_DAY and self.incomplete() else highest

    def urgencies(self) -> Iterator[int]:
        """Yield the urgency of everything that applies."""
        yield from self.alone()
        yield from self.immediate_danger()
        yield from self.cauda_equina()
        yield from self.weakness()
        yield from self.combinations()
        yield from self.course()
        yield from self.children()

    # -- words ----------------------------------------------------------------------------------------------------

    def yes(self, *keys: str) -> bool:
        """Whether any of the keys is yes."""
        return any(self.f.get(key) == "yes" for key in keys)

    def doubt(self, *keys: str) -> bool:
        """Whether any of the keys is unsure, or declined where declined counts as unsure."""
        return any(
            self.f.get(key) == "unsure" or (self.f.get(key) == "declined" and key not in CES_KEYS)
            for key in keys
        )

    def maybe(self, *keys: str) -> bool:
        """Yes, or in doubt."""
        return self.yes(*keys) or self.doubt(*keys)

    def no(self, *keys: str) -> bool:
        """Whether every one of the keys was a spoken no."""
        return all(self.f.get(key) == "no" for key in keys)

    def together(self, one: str, other: str) -> bool:
        """Whether two flags meet, at least one of them certain."""
        return self.maybe(one) and self.maybe(other) and self.yes(one, other)

    def somewhere(self, *sites: str) -> bool:
        """Whether pain was placed at one of the sites, or anywhere at all."""
        places = self.f.get("pain_where", ())
        return any(not sites or place["site"] in sites for place in places)

    def older(self, sign: str) -> bool:
        """Whether a sign was said not to be of the last two weeks, and nothing else was said of that."""
        said = [self.f[key] for key in ("ces_recent", f"ces_recent_{sign}") if key in self.f]
        return bool(said) and set(said) == {"no"}

    def both_legs_newly_weak(self) -> bool:
        """Whether both legs are weak, and not as they have been for years."""
        always = self.f.get("weak_onset") == "years" and self.no("weak_worse")
        return self.maybe("both_legs_weak") and not always

    def has_pain_or_tingling(self) -> bool:
        """Whether there is anything beyond a twitch or cramp."""
        doubtful = self.maybe("tingle_leg", "leg_pain_radiating", "any_pain", "both_legs_pain")
        return self.pain() or doubtful or bool(self.f.get("numb_where"))

    def only_twitching(self) -> bool:
        """Whether a twitch or cramp is all there is."""
        return self.f.get("twitch_type") in {"flicker", "cramp", "jerks"} and not self.has_pain_or_tingling()

    def pain(self) -> bool:
        """Whether pain was stated."""
        return self.yes("any_pain", "back_pain", "belly_pain", "leg_pain_radiating") or self.somewhere()

    def of_the_back(self) -> bool:
        """Whether the pain is the back's, or may come from there: RC10 is about a first-ever back pain."""
        from_it = ("back", "buttock", "hip", "groin", "saddle", "knee", "leg", *THIGH_SITES)
        unplaced = not self.somewhere() and not self.no("back_pain")
        told = self.yes("back_pain") or self.maybe("leg_pain_radiating") or self.somewhere(*from_it)
        return self.pain() and (told or unplaced)

    def only_elsewhere(self) -> bool:
        """Whether pain was placed, and nowhere near the back or a leg."""
        above = {
            "belly",
            "chest",
            "neck",
            "shoulder",
            "arm",
            "hand",
            "face",
            "eyelid",
            "tongue",
            "jaw",
            "elsewhere",
        }
        places = self.f.get("pain_where")
        return (
            isinstance(places, (tuple, list)) and bool(places) and {each["site"] for each in places} <= above
        )

    def legs_numb(self) -> bool:
        """Whether a leg is numb or tingling."""
        return self.yes("tingle_leg")

    # -- rules ----------------------------------------------------------------------------------------------------

    def alone(self) -> Iterator[int]:
        """One key is enough (§2.2 as §2.4 and §2.5 leave it; unsure by the table and points 7, 10)."""
        for keys, urgency in (
            (ALONE_EMERGENCY, EMERGENCY),
            (ALONE_ED, ED),
            (ALONE_SAME_DAY, SAME_DAY),
            (ALONE_SOON, SOON),
        ):
            if self.yes(*keys):
                yield urgency
        if self.doubt(*UNSURE_SAME_DAY):
            yield SAME_DAY
        if self.doubt(*UNSURE_SOON):
            yield SOON
        if any(self.f.get(key) == "declined" for key in CES_KEYS):
            yield SAME_DAY
        if self.yes("breath_flat"):
            yield SOON
        if self.yes("out_of_scope") or self.only_elsewhere():
            yield SAME_DAY

    def immediate_danger(self) -> Iterator[int]:
        """RE4, RE7, RE8, RD13, RD19 and the belly pulse and sudden pain alone."""
        if self.yes("belly_pulse"):
            yield SAME_DAY
            spinal = self.yes("back_pain", "belly_pain", "leg_pain_radiating") or self.somewhere(
                "back", "belly"
            )
            if spinal or (self.yes("any_pain") and not self.somewhere()):
                yield ED
        if self.together("belly_pulse", "sudden_severe_onset"):
            yield EMERGENCY
        if self.together("belly_pulse", "collapse_clammy"):
            yield EMERGENCY
        if self.together("blood_thinner", "sudden_severe_onset"):
            yield EMERGENCY
        if self.yes("sudden_severe_onset"):
            yield ED if self.age >= 60 else SAME_DAY
        if self.maybe("major_trauma") and (
            self.legs_numb()
            or self.new_weakness()
            or self.both_legs_newly_weak()
            or self.maybe(*SADDLE, "cannot_get_up")
        ):
            yield EMERGENCY

    def cauda_equina(self) -> Iterator[int]:
        """RD1, RD2, RD3, RS10, RS12 with points 6 to 8."""
        for sign in B1_TO_B6:
            if self.maybe(sign):
                yield SAME_DAY if self.older(sign) else ED
        if self.yes("sexual_change"):
            others = [key for key in CES_KEYS if key != "sexual_change"]
            asked = ("saddle_numb", *BLADDER, "bowel_change")
            alone = not self.maybe(*others) and self.no(*asked)
            yield SAME_DAY if alone else ED
        if self.maybe("both_legs_pain"):
            yield from self.both_legs_pain()
        if self.both_legs_newly_weak():
            yield ED
            if self.yes("speech_swallow", "breath_flat"):
                yield EMERGENCY

    def both_legs_pain(self) -> Iterator[int]:
        """RD2 and its three ways out (point 8)."""
        weeks = self.f.get("pain_weeks")
        weeks = weeks if isinstance(weeks, (int, float)) else 0
        trend = self.f.get("trend")
        sore = self.yes("both_legs_sore") and self.no("tingle_leg", "both_legs_weak", *WEAKNESS)
        walking = (
            weeks >= 6
            and self.yes("walk_pain")
            and self.f.get("walk_relief") == "sitting"
            and trend in {"same", "better"}
            and self.no("hand_tingle", "both_legs_weak")
        )
        if sore or walking:
            return
        chronic = weeks > 13 and trend == "same" and self.no(*B1_TO_B6, "both_legs_weak")
        yield SAME_DAY if chronic else ED

    def onset(self) -> str:
        """Return when the weakness began, as point 1 and 2 have it count."""
        onset = str(self.f.get("weak_onset", "unknown"))
        if onset in {"unsure", "declined"}:
            onset = "unknown"
        if onset in {"today", "days"} and self.yes("weak_within_hours"):
            return "sudden"
        if onset == "days" and self.doubt("weak_within_hours"):
            return "today"
        if onset in {"months", "years"} and self.worse() and not self.no("weak_worse_recent"):
            return "days"
        return onset

    def worse(self) -> bool:
        """Whether the weakness is getting worse; not sure counts as yes."""
        return self.maybe("weak_worse")

    def baseline(self) -> bool:
        """Whether the weakness is this person's normal."""
        return self.f.get("weak_onset") == "years" and not self.worse()

    def weakness(self) -> Iterator[int]:
        """§2.5 points 2 to 5, RE8 to RE10."""
        if not self.maybe(*WEAKNESS):
            return
        onset = self.onset()
        if onset in {"sudden", "today"}:
            yield ED
            if self.maybe("blood_thinner"):
                yield EMERGENCY
        if onset == "sudden" and not self.pain():
            yield EMERGENCY
        if onset in {"sudden", "today", "days", "weeks", "unknown"}:
            yield from self.recent_weakness()
            if self.doubt("foot_drop"):
                yield SAME_DAY
        if self.doubt("leg_weak", "cant_tiptoe") and not self.baseline():
            yield SOON
        if self.maybe("foot_drop") and self.worse():
            yield ED
        yield from self.old_weakness(onset)

    def recent_weakness(self) -> Iterator[int]:
        """Weakness of up to six weeks, or of unknown age."""
        if self.yes(*WEAKNESS):
            yield SAME_DAY
        if self.worse() or self.maybe("foot_drop") or self.yes("speech_swallow"):
            yield ED
        if self.yes("breath_flat", "chest_pain_breathless"):
            yield EMERGENCY

    def old_weakness(self, onset: str) -> Iterator[int]:
        """Weakness of more than six weeks that has not got worse lately."""
        if onset not in {"months", "years"}:
            return
        if self.worse():
            yield SOON if self.no("any_pain") else SAME_DAY
        elif onset == "months" or not self.no("weak_unassessed"):
            yield SOON

    def new_weakness(self) -> bool:
        """Whether there is one-leg weakness that is not the baseline, in doubt included."""
        return self.maybe(*WEAKNESS) and not self.baseline()

    def combinations(self) -> Iterator[int]:
        """RD6, RD7, RD9, RD12, RD18, RS6, RS14, RS17."""
        if self.yes("fever_unwell") and (
            self.maybe("infection_risk", *B1_TO_B6, "recent_spine_procedure") or self.new_weakness()
        ):
            yield ED
        if self.maybe("recent_spine_procedure") and self.f.get("trend") == "worse":
            yield ED
        if self.yes("breath_flat") and (
            self.new_weakness() or self.maybe("both_legs_weak") or self.yes("hand_weak")
        ):
            yield ED
        if self.yes("calf_swollen") and self.maybe("dvt_risk", "cancer_history", "pregnant"):
            yield ED
        if self.yes("cancer_history") and (
            self.new_weakness()
            or self.maybe("both_legs_pain", "both_legs_weak", *B1_TO_B6)
            or self.legs_numb()
        ):
            yield ED
        if self.maybe("steroid_bone") and (self.maybe("minor_fall") or self.yes("sudden_severe_onset")):
            yield SAME_DAY
        if self.age >= 65 and self.maybe("minor_fall"):
            yield SAME_DAY
        minutes = self.f.get("cramp_minutes")
        if minutes in {"unsure", "declined"} or (isinstance(minutes, (int, float)) and minutes > 10):
            yield SAME_DAY
        if self.maybe("dirty_wound") and self.f.get("twitch_type") in {"cramp", "jerks"}:
            yield SAME_DAY

    def course(self) -> Iterator[int]:
        """RC3, RC4, RC5, RC10, jerks."""
        if self.f.get("trend") == "worse" or self.f.get("twitch_type") == "jerks":
            yield SOON
        weeks = self.f.get("twitch_weeks")
        kind = self.f.get("twitch_type", "unsure")
        placed = kind in {"unsure", "declined"} and self.f.get("twitch_where")
        if isinstance(weeks, (int, float)):
            if weeks > 2:
                yield SOON
        elif weeks is not None or kind in {"flicker", "jerks"} or placed:
            yield SOON
        weeks = self.f.get("pain_weeks")
        if self.pain() or self.yes("tingle_leg") or isinstance(weeks, (int, float)):
            weeks = weeks if isinstance(weeks, (int, float)) else 4
            if weeks >= 6 or (weeks >= 4 and self.f.get("trend") != "better"):
                yield SOON
        if self.of_the_back() and self.age >= 50 and not self.yes("previous_sciatica"):
            yield SOON

    def children(self) -> Iterator[int]:
        """RD10, RC11 and back pain under six."""
        if self.known_age is None or self.known_age >= 16:
            return
        yield SOON
        if self.yes("leg_pain_radiating", "tingle_leg", "night_pain", "fever_unwell", "major_trauma"):
            yield ED
        if self.maybe(*WEAKNESS, "both_legs_weak", "limp"):
            yield ED
        if self.known_age < 6 and self.yes("back_pain"):
            yield ED

    def incomplete(self) -> bool:
        """Whether a minimum key or the age is absent (points 11 and 12)."""
        needed = list(MINIMUM)
        if self.f.get("saddle_numb") == "unsure":
            needed.append("wipe_feel")
        if self.f.get("sudden_severe_onset") != "no":
            needed += ["blood_thinner", "belly_pulse"]
        if self.age >= 50:
            needed += ["steroid_bone", "minor_fall"]
        if self.f.get("fever_unwell") != "no":
            needed += ["sepsis_signs", "infection_risk"]
        if self.maybe(*WEAKNESS) and self.f.get("weak_onset") in {"months", "years"}:
            needed.append("weak_worse")
        return self.known_age is None or any(key not in self.f for key in needed)
