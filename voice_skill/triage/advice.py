"""Puts the advice together: instruction first, then why, what to watch for, self-care, safety net, disclaimer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from voice_skill.triage.advice_lines import Candidate
from voice_skill.triage.model import URGENT, AdviceLine, Level
from voice_skill.triage.regions import Region
from voice_skill.triage.rules import Rule

if TYPE_CHECKING:
    from voice_skill.triage.knowledge_base import Knowledge

MOST_NAMED = 4
"""Things not asked that are named aloud; a listener keeps no more."""

_ROOT_KEYS = ("pain_where", "numb_where", "twitch_where")


def advice_for(
    knowledge: Knowledge,
    env: Mapping[str, Any],
    level: Level,
    rules: Sequence[Rule],
    *,
    age: int | None,
    region: Region,
    lacking: Collection[str],
) -> tuple[AdviceLine, ...]:
    """Return the advice in speaking order, with the region's words filled in."""
    other = env.get("speaking_for") == "other"
    words = {
        "items": _named(knowledge, lacking, other=other),
        "within": _within(rules),
        "nerve": _nerve(knowledge, env),
    }
    lines: list[AdviceLine] = []
    for candidate in _chosen(knowledge, env, level, rules, age=age, lacking=lacking, nerve=words["nerve"]):
        line = candidate.about if other else candidate.to
        text = line.text
        for name, value in words.items():
            text = text.replace(f"{{{name}}}", value)
        lines.append(replace(line, text=region.fill(text, other=other)))
        if line.kind == "instruction":
            lines += _reasons(knowledge, level, rules, region, other=other)
    return tuple(lines)


def urgent_instructions(knowledge: Knowledge, region: Region) -> tuple[str, ...]:
    """Every instruction of the urgent levels as it is said there, to the person and about someone else."""
    instructions = (
        line for line in knowledge.advice.lines if line.to.kind == "instruction" and line.levels & URGENT
    )
    said = (
        region.fill(words.text, other=words is line.about)
        for line in instructions
        for words in (line.to, line.about)
    )
    return tuple(dict.fromkeys(said))


def _chosen(
    knowledge: Knowledge,
    env: Mapping[str, Any],
    level: Level,
    rules: Sequence[Rule],
    *,
    age: int | None,
    lacking: Collection[str],
    nerve: str,
) -> Iterator[Candidate]:
    """Yield the lines that apply, in speaking order; one instruction only."""
    ids = {rule.id for rule in rules}
    watched = dict.fromkeys(name for rule in rules for name in rule.watch)
    instructed = watching = False
    for candidate in knowledge.advice.lines:
        kind = candidate.to.kind
        if not watching and kind not in {"instruction", "not_asked"}:
            watching = True
            yield from (
                knowledge.advice.watch[name]
                for name in watched
                if level in knowledge.advice.watch[name].levels
            )
        if level not in candidate.levels or (candidate.rule and candidate.rule not in ids):
            continue
        if (kind == "instruction" and instructed) or not candidate.when.holds(env):
            continue
        if (kind == "not_asked" and not lacking) or (kind == "pattern" and not nerve):
            continue
        if kind == "medicine" and not _medicine_may_be_spoken(knowledge, env, age):
            continue
        instructed = instructed or kind == "instruction"
        yield candidate


def _medicine_may_be_spoken(knowledge: Knowledge, env: Mapping[str, Any], age: int | None) -> bool:
    """Only to adults of known age, and only once the exclusion questions are answered or one of them settles it."""
    plan = knowledge.plan
    if age is None or not plan.medicine_when.holds(env):
        return False
    asked = all(key in env for step in plan.steps if step.part == "medicine" for key in step.keys)
    return asked or plan.medicine_excluded.holds(env)


def _reasons(
    knowledge: Knowledge, level: Level, rules: Sequence[Rule], region: Region, *, other: bool
) -> Iterator[AdviceLine]:
    """Yield the reasons that are spoken, none twice: those the level rests on.

    What is less urgent stays among the assessment's reasons: someone sent to hospital need not hear about an
    appointment, and questions that could not matter any more were never asked.
    """
    spoken: dict[str, AdviceLine] = {}
    for rule in rules:
        reason = rule.about if other else rule.to
        if rule.level.urgency >= level.urgency and reason.text not in spoken:
            text = region.fill(reason.text, other=other)
            spoken[reason.text] = AdviceLine(rule.id, "reason", text, reason.sources)
    yield from list(spoken.values())[: knowledge.advice.reasons.get(level, 1)]


def _named(knowledge: Knowledge, lacking: Collection[str], *, other: bool) -> str:
    """Return what was not asked, in a few words each; the rest as a number."""
    labels = []
    for key in lacking:
        if key == "age":
            labels.append("the age")
        else:
            worded = knowledge.worded[key]
            labels.append((worded.about if other else worded.to).label)
    rest = len(labels) - MOST_NAMED
    named = "; ".join(labels[:MOST_NAMED])
    return f"{named}; and {rest} more" if rest > 0 else named


def _within(rules: Sequence[Rule]) -> str:
    """Return how soon an appointment is needed: days before weeks."""
    terms = [rule.within for rule in rules if rule.within]
    return next((term for term in terms if "days" in term), terms[0] if terms else "2 weeks")


def _nerve(knowledge: Knowledge, env: Mapping[str, Any]) -> str:
    """Return the root whose area most of the named places belong to, or nothing when they don't agree."""
    if env.get("leg_pain_radiating") != "yes" and env.get("tingle_leg") != "yes":
        return ""
    roots = Counter(
        root
        for key in _ROOT_KEYS
        for place in _places(env.get(key))
        if (root := knowledge.sites[place["site"]].root)
    )
    ranked = roots.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return ""
    return " ".join(ranked[0][0])


def _places(value: Any) -> Sequence[Mapping[str, str]]:
    """Return the places a finding names; none when it is absent or unsure."""
    return value if isinstance(value, tuple) else ()
