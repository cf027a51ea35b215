"""Which question comes next. It remembers nothing: the same findings always lead to the same question."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from voice_skill.triage.assessment import environment, fired
from voice_skill.triage.keys import check_age
from voice_skill.triage.knowledge_base import Knowledge, load_knowledge
from voice_skill.triage.model import Findings, Level, Question
from voice_skill.triage.plan import Step

HESITANT = 2
"""Combined questions that had to be taken apart, after which no more are put together: they cost more than they save."""

_ED = Level.ED_NOW.urgency
_EMERGENCY = Level.EMERGENCY_NOW.urgency


def question(key: str, *, findings: Findings | None = None) -> Question:
    """Return a single or combined question, in the third person when they speak for someone else.

    Raises:
        KeyError: when there is no such question.
    """
    known = findings or {}
    worded = load_knowledge().worded[key]
    asked = worded.about if known.get("speaking_for") == "other" else worded.to
    if worded.both_legs and known.get("both_legs_pain") in {"yes", "unsure"}:
        return replace(asked, text=worded.both_legs)
    if worded.with_cramp and known.get("twitch_type") == "cramp":
        return replace(asked, text=worded.with_cramp)
    return asked


def next_question(
    findings: Findings,
    *,
    age: int | None,
    split: Collection[str] = frozenset(),
    skip: Collection[str] = frozenset(),
    untold: bool = False,
) -> Question | None:
    """Return what to ask next, or None when enough is known.

    Args:
        findings: what is known so far.
        age: years, or None when it was not given.
        split: combined questions that are to be asked item by item.
        skip: keys that were asked and left absent after silence; never asked again.
        untold: nothing of the opening story was understood: what otherwise only a story tells is asked, too.

    Raises:
        FindingsError: for an impossible age.
    """
    knowledge = load_knowledge()
    env = environment(findings, check_age(age))
    skipped = frozenset(skip)
    rules = fired(knowledge, env)
    urgent = [rule for rule in rules if rule.level.urgency >= _ED]
    if urgent:
        opened = [rule.when.open_keys(env, skipped) for rule in urgent]
        pairs = tuple(zip(urgent, opened, strict=True))
        settled = max((rule.level.urgency for rule, keys in pairs if not keys), default=0)
        for rule, keys in pairs:
            if keys and rule.level.urgency > settled:
                return replace(question(keys[0], findings=findings), holds=True)
        if settled >= _EMERGENCY:
            return None
        return _first(knowledge, knowledge.plan.after_ed_hit, env, findings, split, skipped)
    if findings.get("out_of_scope") == "yes":
        return _first(knowledge, knowledge.plan.out_of_scope, env, findings, split, skipped)
    urgency = max((rule.level.urgency for rule in rules), default=0)
    if not skipped.isdisjoint(knowledge.plan.minimum):
        urgency = max(urgency, Level.INCOMPLETE.urgency)  # silence there can't be made up for
    steps = _wanted(knowledge, env, age, urgency, split, skipped)
    if not untold:
        steps = [step for step in steps if step.part != "untold"]
    return _first(knowledge, steps, env, findings, split, skipped)


def _wanted(
    knowledge: Knowledge,
    env: Mapping[str, Any],
    age: int | None,
    urgency: int,
    split: Collection[str],
    skipped: frozenset[str],
) -> list[Step]:
    """Return the steps that may be asked: context while the interview is short, and nothing that can't matter."""
    plan = knowledge.plan
    counted: dict[str, int] = {}
    for step in plan.steps:  # a question may stand in several places, and is asked in one
        if step.part == "untold":
            continue  # what makes up for a lost story is not taken from the rest of the interview
        counted[step.ask] = max(counted.get(step.ask, 0), _answered(step, env, split, skipped))
    asked = plan.reserve + sum(counted.values())
    left_out = {"context"} if asked >= plan.context_until else set()
    if asked >= plan.most:
        left_out |= {"course", "medicine"}
    if asked > plan.most and urgency >= Level.CLINICIAN_SOON.urgency:
        left_out.add("standard")
    if not _medicine_open(knowledge, env, age, urgency):
        left_out.add("medicine")
    if urgency < Level.SAME_DAY.urgency:
        # A combined question that met with anything but *no* hides a *yes*: its items are asked however long it takes.
        return [step for step in plan.steps if step.part not in left_out or step.ask in split]
    left_out |= {"course", "context"} if asked < plan.context_until else {"course", "context", "standard"}
    steps = []
    for step in plan.steps:
        keys = tuple(key for key in step.keys if key in knowledge.urgent_keys or key.startswith("ces_recent"))
        if keys and (step.part not in left_out or step.ask in split):
            steps.append(replace(step, keys=keys))
    return steps


def _answered(step: Step, env: Mapping[str, Any], split: Collection[str], skipped: frozenset[str]) -> int:
    """How many questions a step took: one where every item is *no*, one more than its items where it was split."""
    known = [env.get(key) for key in step.keys if key in env or key in skipped]
    if step.ask in split:
        return 1 + len(known)
    if len(known) < len(step.keys) or not step.when.holds(env):
        return 0
    return 1 if all(value == "no" for value in known) else len(known)


def _medicine_open(knowledge: Knowledge, env: Mapping[str, Any], age: int | None, urgency: int) -> bool:
    """Whether medicines will be talked about, and an exclusion question could still change what is said."""
    plan = knowledge.plan
    mild = urgency < Level.SAME_DAY.urgency and age is not None
    return mild and plan.medicine_when.holds(env) and not plan.medicine_excluded.holds(env)


def _first(
    knowledge: Knowledge,
    steps: Collection[Step],
    env: Mapping[str, Any],
    findings: Findings,
    split: Collection[str],
    skipped: frozenset[str],
) -> Question | None:
    """Return the first question of some steps that is still open and makes sense to ask."""
    for step in steps:
        open_keys = [key for key in step.keys if key not in env and key not in skipped]
        if not open_keys or not step.when.holds(env) or _timing_known(step.ask, env):
            continue
        if len(step.keys) == 1:
            return question(step.keys[0], findings=findings)
        others_denied = all(env.get(key, "no") == "no" for key in step.keys)
        hesitant = (len(split) >= HESITANT or bool(skipped)) and step.part not in {
            "course",
            "context",
            "medicine",
        }
        if step.ask in split or len(open_keys) == 1 or not others_denied or hesitant:
            return question(open_keys[0], findings=findings)
        return replace(question(step.ask, findings=findings), keys=tuple(open_keys))
    return None


def _timing_known(ask: str, env: Mapping[str, Any]) -> bool:
    """Whether the timing of a cauda equina sign was already said for all signs."""
    return ask.startswith("ces_recent_") and "ces_recent" in env
