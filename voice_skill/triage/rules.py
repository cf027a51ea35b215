"""Reads the rules: conditions, levels, reasons and sources, each named by its id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voice_skill.triage.conditions import Condition, Never
from voice_skill.triage.model import Level, Reason
from voice_skill.triage.reading import ConditionReader, can_hold
from voice_skill.triage.wording import said_about, said_to
from voice_skill.triage.yaml_file import Block

_FIELDS = ("id", "level", "when", "unless", "lowers", "within", "reason", "watch", "sources")
_GRADES = "PCSWJ"
"""Evidence grades, strongest first; J is our own judgement."""


@dataclass(frozen=True, slots=True)
class SourceNote:
    """A source of the clinical reference."""

    code: str
    what: str
    where: str
    grade: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: when it holds, the level is at least this."""

    id: str
    level: Level
    when: Condition
    to: Reason
    """As said to the person."""
    about: Reason
    """As said about someone else."""
    watch: tuple[str, ...]
    """Ids of advice lines that go with it."""
    within: str
    """How soon an appointment is needed; empty above CLINICIAN_SOON."""
    lowers: Mapping[str, str]
    """The yes answers that may make it silent, each with the reason."""


def read_sources(content: Block) -> dict[str, SourceNote]:
    """Read the list of sources. Raises `KnowledgeError`."""
    content.only("review_by", "sources")
    table = content.block("sources")
    sources = {}
    for code in table:
        entry = table.block(code)
        entry.only("what", "where", "grade")
        if entry.text("grade") not in _GRADES:
            raise entry.error(f"the grade must be one of {', '.join(_GRADES)}", "grade")
        sources[code] = SourceNote(code, entry.text("what"), entry.text("where"), entry.text("grade"))
    return sources


def check_sources(entry: Block, sources: Mapping[str, SourceNote]) -> tuple[str, ...]:
    """Return the source codes of an entry. Raises `KnowledgeError` for none, or one that is not listed."""
    codes = entry.texts("sources")
    if not codes:
        raise entry.error("every statement needs a source", "sources")
    for code in codes:
        if code not in sources:
            raise entry.error(f"there is no source {code!r} in sources.yaml", "sources")
    return codes


def weakest_grade(codes: tuple[str, ...], sources: Mapping[str, SourceNote]) -> str:
    """Return the weakest evidence grade among some sources."""
    return max((sources[code].grade for code in codes), key=_GRADES.index)


def read_rules(
    content: Block, reader: ConditionReader, sources: Mapping[str, SourceNote]
) -> tuple[Rule, ...]:
    """Read every rule. Raises `KnowledgeError` for a doubled id, a dangling name or a rule that can never fire."""
    content.only("review_by", "rules", "incomplete")
    rules: dict[str, Rule] = {}
    for entry in content.blocks("rules"):
        rule = _rule(entry, reader, sources)
        if rule.id in rules:
            raise entry.error(f"two rules have the id {rule.id!r}", "id")
        rules[rule.id] = rule
    return tuple(sorted(rules.values(), key=lambda rule: -rule.level.urgency))


def _rule(entry: Block, reader: ConditionReader, sources: Mapping[str, SourceNote]) -> Rule:
    entry.only(*_FIELDS)
    name = entry.text("id")
    if entry.text("level") not in Level.__members__:
        raise entry.error(f"there is no level {entry.text('level')!r}", "level")
    level = Level(entry.text("level"))
    when = reader.read(entry.block("when"))
    if not can_hold(when):
        raise entry.error(f"the rule {name!r} can never fire: its conditions exclude each other", "when")
    within = entry.text("within", "")
    if bool(within) != (level is Level.CLINICIAN_SOON):
        raise entry.error("'within' belongs to CLINICIAN_SOON, and is needed there", "within")
    lowers = entry.block("lowers")
    for key in lowers:
        if key not in reader.keys:
            raise lowers.error(f"unknown finding key {key!r}", key)
    codes = check_sources(entry, sources)
    grade = weakest_grade(codes, sources)
    text = entry.text("reason")
    return Rule(
        id=name,
        level=level,
        when=when,
        to=Reason(name, level, said_to(text), codes, grade),
        about=Reason(name, level, said_about(text), codes, grade),
        watch=entry.texts("watch"),
        within=within,
        lowers={key: lowers.text(key) for key in lowers},
    )


def read_incomplete(content: Block, sources: Mapping[str, SourceNote]) -> Rule:
    """Read what is said when the minimum set was not asked in full."""
    entry = content.block("incomplete")
    entry.only("id", "reason", "watch", "sources")
    codes = check_sources(entry, sources)
    text, name = entry.text("reason"), entry.text("id")
    grade = weakest_grade(codes, sources)
    return Rule(
        id=name,
        level=Level.INCOMPLETE,
        when=Never(),
        to=Reason(name, Level.INCOMPLETE, said_to(text), codes, grade),
        about=Reason(name, Level.INCOMPLETE, said_about(text), codes, grade),
        watch=entry.texts("watch"),
        within="",
        lowers={},
    )
