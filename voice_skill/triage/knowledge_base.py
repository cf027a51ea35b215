"""Everything the core knows, read once from YAML and checked as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from voice_skill.triage.advice_lines import AdviceBook, read_advice, read_topics
from voice_skill.triage.conditions import Condition
from voice_skill.triage.keys import FindingKey, read_keys
from voice_skill.triage.model import Level, Question, Topic
from voice_skill.triage.plan import Plan, minimum_keys, read_plan
from voice_skill.triage.questions import Worded, read_questions
from voice_skill.triage.reading import ConditionReader, can_hold
from voice_skill.triage.regions import NEUTRAL, Region, read_regions, unknown_placeholders
from voice_skill.triage.rules import (
    Rule,
    SourceNote,
    check_sources,
    read_incomplete,
    read_rules,
    read_sources,
)
from voice_skill.triage.wording import said_about, said_to
from voice_skill.triage.yaml_file import Block, Items, read_yaml

FOLDER = Path(__file__).resolve().parent / "knowledge"

CES_SIGNS = ("saddle_numb", "wipe_feel", "pee_difficulty", "pee_feeling_lost", "pee_leak", "bowel_change")
"""B1 to B6: the signs whose timing is asked one by one."""
CES_KEYS = frozenset((*CES_SIGNS, "sexual_change", "both_legs_pain", "both_legs_weak"))
"""B1 to B9: declined is not unsure there (clinical reference §2.5, point 7)."""

_FILES = (
    "sites", "findings", "sources", "facts", "interview", "questions", "rules", "advice", "topics", "regions",
    "never_say", "disagreements", "groups",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Site:
    """A place on the body."""

    name: str
    root: str
    """Nerve root whose area it usually is, or empty."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that the core knows."""

    folder: Path
    keys: Mapping[str, FindingKey]
    sites: Mapping[str, Site]
    sources: Mapping[str, SourceNote]
    facts: Mapping[str, Condition]
    rules: tuple[Rule, ...]
    """Most urgent first; the reassuring ones last."""
    incomplete: Rule
    worded: Mapping[str, Worded]
    plan: Plan
    advice: AdviceBook
    topics: tuple[Topic, ...]
    regions: Mapping[str, Region]
    contradictions: tuple[Condition, ...]
    never_say: tuple[tuple[re.Pattern[str], str], ...]
    urgent_keys: frozenset[str]
    """Keys that can still matter once SAME_DAY is certain: those in a rule above it, and those that lead to asking them."""
    files: Mapping[str, Block]
    """Every file of statements as it was read, for the review sheet."""

    @property
    def questions(self) -> dict[str, Question]:
        """Every single and combined question as put to the person; the timing question once."""
        return {name: worded.to for name, worded in self.worded.items() if not name.startswith("ces_recent_")}


def load_knowledge(folder: Path | None = None) -> Knowledge:
    """Read and check every file of a folder, by default our own; read once per folder.

    Raises:
        KnowledgeError: with the file, the line and what is wrong.
    """
    return _load((folder or FOLDER).resolve())


@lru_cache(maxsize=4)
def _load(folder: Path) -> Knowledge:
    files = {name: read_yaml(folder / f"{name}.yaml") for name in _FILES}
    sites = _sites(files["sites"])
    keys = read_keys(files["findings"], tuple(sites))
    sources = read_sources(files["sources"])
    reader = ConditionReader(keys, CES_KEYS)
    _facts(files["facts"], reader)
    worded = read_questions(files["questions"], keys, minimum_keys(files["interview"]), CES_SIGNS)
    rules = read_rules(files["rules"], reader, sources)
    advice = read_advice(files["advice"], reader, sources)
    plan = read_plan(files["interview"], reader, worded)
    knowledge = Knowledge(
        folder=folder,
        keys=keys,
        sites=sites,
        sources=sources,
        facts=reader.facts,
        rules=rules,
        incomplete=read_incomplete(files["rules"], sources),
        worded=worded,
        plan=plan,
        advice=advice,
        topics=read_topics(files["topics"], sources),
        regions=read_regions(files["regions"]),
        contradictions=_contradictions(files["findings"], reader),
        never_say=_never_say(files["never_say"]),
        urgent_keys=_urgent_keys(rules, plan),
        files={name: file for name, file in files.items() if name != "never_say"},
    )
    _check_references(knowledge)
    _check_texts(knowledge)
    return knowledge


def _urgent_keys(rules: Sequence[Rule], plan: Plan) -> frozenset[str]:
    urgent = {
        key
        for rule in rules
        if rule.level.urgency > Level.SAME_DAY.urgency
        for key in rule.when.keys()  # noqa: SIM118  a condition is no dict
    }
    # Cramps lead to dark urine, lockjaw, fits: who is not asked what it is that twitches is never asked about those.
    leading = (step.when.keys() for step in plan.steps if not urgent.isdisjoint(step.keys))
    return frozenset(urgent.union(*leading))


def _sites(content: Block) -> dict[str, Site]:
    content.only("review_by", "sources", "sites")
    table = content.block("sites")
    sites = {}
    for name in table:
        entry = table.block(name)
        entry.only("name", "root")
        sites[name] = Site(entry.text("name"), entry.text("root", ""))
    return sites


def _facts(content: Block, reader: ConditionReader) -> None:
    content.only("facts")
    table = content.block("facts")
    for name in table:
        condition = reader.read(table.block(name))
        if not can_hold(condition):
            raise table.error(f"the fact {name!r} can never hold", name)
        reader.facts[name] = condition


def _contradictions(content: Block, reader: ConditionReader) -> tuple[Condition, ...]:
    return tuple(reader.read(entry) for entry in content.blocks("contradictions"))


def _never_say(content: Block) -> tuple[tuple[re.Pattern[str], str], ...]:
    content.only("review_by", "never")
    patterns = []
    for entry in content.blocks("never"):
        entry.only("pattern", "why")
        try:
            patterns.append((re.compile(entry.text("pattern")), entry.text("why")))
        except re.error as fault:
            raise entry.error(f"no regular expression: {fault}", "pattern") from fault
    return tuple(patterns)


def _check_references(knowledge: Knowledge) -> None:
    """Refuse dangling rule, advice and source ids."""
    files, ids = knowledge.files, {rule.id for rule in knowledge.rules} | {knowledge.incomplete.id}
    for entry in (*files["rules"].blocks("rules"), files["rules"].block("incomplete")):
        for name in entry.texts("watch"):
            if name not in knowledge.advice.watch:
                raise entry.error(f"there is no advice line {name!r}", "watch")
    for name in ("disagreements", "groups"):
        for entry in files[name].blocks(name):
            check_sources(entry, knowledge.sources)
            for rule in entry.texts("rules"):
                if rule not in ids:
                    raise entry.error(f"there is no rule {rule!r}", "rules")
    for table in ("questions",):
        questions = files["questions"].block(table)
        for name in questions:
            check_sources(questions.block(name), knowledge.sources)


def _check_texts(knowledge: Knowledge) -> None:
    """Refuse a text that says what is never to be said, or holds a placeholder that nothing fills."""
    neutral = knowledge.regions[NEUTRAL]
    everything = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in knowledge.never_say))
    for name in ("rules", "questions", "advice", "topics", "regions"):
        _walk(
            knowledge.files[name],
            lambda block, key, text: _check_text(block, key, text, knowledge, neutral, everything),
        )


def _walk(block: Block, visit: Callable[[Block, str, str], None]) -> None:
    for key, value in block.items():
        if isinstance(value, str):
            visit(block, key, value)
        elif isinstance(value, Block):
            _walk(value, visit)
        elif isinstance(value, Items):
            for item in value:
                if isinstance(item, Block):
                    _walk(item, visit)


def _check_text(
    block: Block, key: str, text: str, knowledge: Knowledge, neutral: Region, everything: re.Pattern[str]
) -> None:
    if " " not in text:
        return
    for worded in {said_to(text), said_about(text)}:
        lowered = worded.lower()
        if everything.search(lowered):
            why = next(why for pattern, why in knowledge.never_say if pattern.search(lowered))
            raise block.error(f"never to be said ({why}): {worded!r}", key)
        if "{" in worded and (
            unknown := unknown_placeholders(worded, neutral, knowledge.advice.placeholders)
        ):
            raise block.error(f"nothing fills {{{unknown[0]}}}", key)
