"""Facts to advice: the triage core. It imports nothing of ours, so any front end can use it as it is."""

from __future__ import annotations

from voice_skill.triage import yaml_file
from voice_skill.triage.advice import urgent_instructions as _urgent_instructions
from voice_skill.triage.assessment import assess, check_findings, deciding
from voice_skill.triage.interview import next_question, question
from voice_skill.triage.keys import FindingKey, FindingsError
from voice_skill.triage.knowledge_base import Knowledge, load_knowledge
from voice_skill.triage.model import (
    URGENT,
    AdviceLine,
    Assessment,
    Choice,
    Findings,
    FindingValue,
    Level,
    Place,
    Question,
    Reason,
    Topic,
)
from voice_skill.triage.regions import NEUTRAL, Region
from voice_skill.triage.yaml_file import KnowledgeError


def regions() -> tuple[str, ...]:
    """Return the names of the regions there are, the neutral one included."""
    return tuple(load_knowledge().regions)


def region(name: str | None = None) -> Region:
    """Return a region; without a name the neutral one. Raises KeyError when there is none of that name."""
    return load_knowledge().regions[name or NEUTRAL]


def urgent_instructions(name: str | None = None) -> tuple[str, ...]:
    """Return every instruction that the urgent levels may speak in a region, for the person and about someone else."""
    return _urgent_instructions(load_knowledge(), region(name))


def topics() -> tuple[Topic, ...]:
    """Return what a person may ask about."""
    return load_knowledge().topics


def finding_keys() -> dict[str, FindingKey]:
    """Return every finding key with its kind and the values it may take."""
    return dict(load_knowledge().keys)


__all__ = [
    "URGENT",
    "AdviceLine",
    "Assessment",
    "Choice",
    "FindingKey",
    "FindingValue",
    "Findings",
    "FindingsError",
    "Knowledge",
    "KnowledgeError",
    "Level",
    "Place",
    "Question",
    "Reason",
    "Region",
    "Topic",
    "assess",
    "check_findings",
    "deciding",
    "finding_keys",
    "load_knowledge",
    "next_question",
    "question",
    "region",
    "regions",
    "topics",
    "urgent_instructions",
    "yaml_file",
]
