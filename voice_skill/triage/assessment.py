"""From findings to an assessment: the highest rule that fires decides, and every reason is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_skill.triage.advice import advice_for
from voice_skill.triage.keys import FindingsError, check_age, check_values
from voice_skill.triage.knowledge_base import Knowledge, load_knowledge
from voice_skill.triage.model import Assessment, Findings, Level
from voice_skill.triage.regions import NEUTRAL, Region
from voice_skill.triage.rules import Rule

UNKNOWN_AGE_COUNTS_AS = 65
"""Years, for escalation only (clinical reference §2.5, point 11)."""


def environment(findings: Findings, age: int | None) -> dict[str, Any]:
    """Return what conditions are asked of: the findings and the age that counts."""
    return {**findings, "age": UNKNOWN_AGE_COUNTS_AS if age is None else age}


def fired(knowledge: Knowledge, env: Mapping[str, Any]) -> list[Rule]:
    """Return every rule that holds, most urgent first; the reassuring ones only when no other does."""
    holding = [rule for rule in knowledge.rules if rule.when.holds(env)]
    return [rule for rule in holding if rule.level.urgency >= Level.CLINICIAN_SOON.urgency] or holding


def missing(knowledge: Knowledge, env: Mapping[str, Any], *, age: int | None) -> tuple[str, ...]:
    """Return what of the minimum set is absent, the age (`age`) included."""
    plan = knowledge.plan
    keys = [key for key in plan.minimum if key not in env]
    keys += [key for key, when in plan.minimum_when if key not in env and when.holds(env)]
    return ("age", *keys) if age is None else tuple(keys)


def not_asked(knowledge: Knowledge, env: Mapping[str, Any], *, age: int | None) -> tuple[str, ...]:
    """Return the keys of the minimum set, then of the standard set, that would have been asked and are absent."""
    names = dict.fromkeys(missing(knowledge, env, age=age))
    for step in knowledge.plan.steps:
        if step.part in {"minimum", "standard", "course"} and step.when.holds(env):
            names.update(dict.fromkeys(key for key in step.keys if key not in env))
    return tuple(names)


def assess(
    findings: Findings, *, age: int | None, region: str | Region | None = None, finished: bool = True
) -> Assessment:
    """Return what the findings come to.

    Args:
        findings: what is known, by finding key.
        age: years, or None when it was not given.
        region: whose numbers and names to use; None for neutral wording.
        finished: False when the interview was cut off: then nothing below SAME_DAY is said, whatever was denied.

    Raises:
        FindingsError: for an unknown key, an impossible value or an impossible age.
        KeyError: for a region that does not exist.
    """
    knowledge = load_knowledge()
    checked = check_values(findings, knowledge.keys)
    age = check_age(age)
    env = environment(checked, age)
    rules = fired(knowledge, env)
    lacking = missing(knowledge, env, age=age)
    level = max((rule.level for rule in rules), key=lambda level: level.urgency, default=Level.SELF_CARE)
    if (lacking or not finished) and level.urgency < Level.SAME_DAY.urgency:
        level = Level.INCOMPLETE
        warning = (rule for rule in rules if rule.level.urgency >= Level.CLINICIAN_SOON.urgency)
        rules = [knowledge.incomplete, *warning]
    place = region if isinstance(region, Region) else knowledge.regions[region or NEUTRAL]
    absent = not_asked(knowledge, env, age=age)
    lacking = lacking if finished else absent
    other = checked.get("speaking_for") == "other"
    return Assessment(
        level=level,
        rules=tuple(rule.id for rule in rules),
        reasons=tuple(rule.about if other else rule.to for rule in rules),
        not_asked=absent,
        advice=advice_for(knowledge, env, level, rules, age=age, region=place, lacking=lacking),
    )


def deciding(assessment: Assessment, findings: Findings) -> tuple[str, ...]:
    """Return the keys answered *yes* or *not sure* on which the rules of the assessment's level rest."""
    rules = {rule.id: rule for rule in load_knowledge().rules}
    decided = [rules[name] for name in assessment.rules if name in rules]
    keys = (key for rule in decided if rule.level is assessment.level for key in rule.when.keys())  # noqa: SIM118  a condition is no dict
    return tuple(dict.fromkeys(key for key in keys if findings.get(key) in ("yes", "unsure")))


def check_findings(raw: Any) -> Findings:
    """Return findings from outside in the form the rules take.

    Raises:
        FindingsError: for an unknown key, an impossible value, or two findings that exclude each other.
    """
    if not isinstance(raw, Mapping):
        raise FindingsError("findings", "must be keys and values")
    knowledge = load_knowledge()
    checked = check_values(raw, knowledge.keys)
    for contradiction in knowledge.contradictions:
        if contradiction.holds(checked):
            involved = list(dict.fromkeys(key for key in contradiction.keys() if key in checked))  # noqa: SIM118  a condition is no dict
            raise FindingsError(" and ".join(involved), "these contradict each other")
    return checked
