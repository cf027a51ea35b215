"""Whether a story is about something this skill can't judge (clinical reference §2.5, point 19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from voice_skill.events import FindingValue
from voice_skill.understanding.clauses import Clause
from voice_skill.understanding.places import LEG, places_of

KEY = "out_of_scope"
IN_SCOPE_SITES = LEG | {"back", "buttock", "bottom", "groin", "saddle"}
IN_SCOPE_SYMPTOMS = frozenset({"numb", "tingle", "twitch", "cramp", "weak", "heavy"})
OTHER_SITES = frozenset({"elsewhere", "eyelid"})
"""Head, ear, tooth, throat, nose, eye: pain there is nothing of ours."""
BESIDE = frozenset(
    {
        KEY, "speaking_for", "fever_unwell", "any_pain", "pain_where", "pain_weeks", "trend", "cancer_history",
        "blood_thinner", "pregnant", "weight_loss", "infection_risk", "steroid_bone", "medicines_new", "minor_fall",
        "triggers", "severity_stops_life", "activities_stopped", "night_pain", "cough_worse",
    }
    | {f"n{number}" for number in range(1, 8)}
)  # fmt: skip
"""Findings that do not make a headache a matter for this skill."""


def outside(clauses: Sequence[Clause], findings: Mapping[str, FindingValue]) -> bool:
    """Whether a story complains of something, and of nothing that is ours, not even in words not understood."""
    if not findings.keys() <= BESIDE or any(_ours(clause) for clause in clauses):
        return False
    return findings.get(KEY) == "yes" or any(_elsewhere(clause) for clause in clauses)


def _sites(clause: Clause) -> set[str]:
    return {
        place.site
        for phrase in clause.phrases
        for sense in phrase.senses
        for place in places_of(sense.captures)
    }


def _ours(clause: Clause) -> bool:
    symptoms = {str(sense.block.meaning["symptom"]) for sense in clause.senses("Symptom")}
    fixed = {str(sense.block.meaning.get("site", "")) for sense in clause.senses("Symptom")}
    return bool((_sites(clause) | fixed) & IN_SCOPE_SITES or symptoms & IN_SCOPE_SYMPTOMS)


def _elsewhere(clause: Clause) -> bool:
    """Whether the clause plainly says that it hurts somewhere that is not ours."""
    sites = _sites(clause) - {""}
    plain = clause.whole and not clause.has("Block", "Negator")
    return plain and clause.has("Symptom") and bool(sites) and sites <= OTHER_SITES
