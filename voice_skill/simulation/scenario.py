"""Scenario files: one patient each, with what is true of them and the level they must reach, and why.

The same files feed the proofs of the triage core, the dialogue scripts and the simulated patients. The format is
described in `tests/scenarios/README.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from voice_skill.errors import BadInputError
from voice_skill.triage.keys import FindingKey
from voice_skill.triage.model import FindingValue, Level
from voice_skill.triage.yaml_file import Block, read_yaml

SILENCE = "silence"
"""Said of a key the person never answers: it stays absent however often it is asked."""

_TYPED_DEFAULTS: Mapping[str, FindingValue] = {"twitch_type": "none"}
"""What a typed question is answered with where the file says nothing."""

_RECENT, _RECENT_OF_ONE = "ces_recent", "ces_recent_"
"""Whether the cauda equina signs are new, and the same asked of one sign, which the first answers for all."""

_FIELDS = (
    "id", "title", "group", "sources", "age", "speaking_for", "story", "story_findings", "answers", "default",
    "expect", "why",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expected:
    """What the triage core must make of the patient."""

    level: Level
    rules: tuple[str, ...]
    """Rule ids that must be among those that fired."""
    not_rules: tuple[str, ...]
    """Rule ids that must not have fired."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One patient: what they say first, what is true of them, and where they must end."""

    id: str
    title: str
    group: str
    sources: tuple[str, ...]
    """Codes of the clinical sources the expected level rests on."""
    age: int | None
    """Years; None when the person will not say."""
    speaking_for: str
    """`self` or `other`."""
    story: str
    """Their first words."""
    story_findings: Mapping[str, FindingValue]
    """What those words state."""
    answers: Mapping[str, FindingValue]
    """The truth for any key that may be asked; `silence` where they never answer."""
    default: str
    """`no` or `silence`, for every yes/no key not named."""
    expect: Expected
    why: str
    path: Path

    def truth(self, key: str, *, yes_no: bool) -> FindingValue | None:
        """Return the answer to one key, or None where the person stays silent."""
        if key == "speaking_for":
            return self.speaking_for
        known = {**self.answers, **self.story_findings}
        fallback = self.default if yes_no else _TYPED_DEFAULTS.get(key, SILENCE)
        if key.startswith(_RECENT_OF_ONE):
            fallback = known.get(_RECENT, fallback)
        value = known.get(key, fallback)
        return None if value == SILENCE else value

    def findings(self, keys: Iterable[FindingKey]) -> dict[str, FindingValue]:
        """Return everything that would be known had every one of these keys been asked about and answered."""
        truths = {key.name: self.truth(key.name, yes_no=key.kind == "yes_no") for key in keys}
        return {key: value for key, value in truths.items() if value is not None}


def load_scenario(path: Path) -> Scenario:
    """Read one scenario file. Raises `KnowledgeError` with file, line and what is wrong."""
    content = read_yaml(path)
    content.only(*_FIELDS)
    if content.text("id") != path.stem:
        raise content.error(f"the id must be {path.stem}, as the file is named", "id")
    told, answers = content.block("story_findings"), content.block("answers")
    if twice := sorted(set(told) & set(answers)):
        raise answers.error(f"already told in the story: {', '.join(twice)}", twice[0])
    return Scenario(
        id=content.text("id"),
        title=content.text("title"),
        group=content.text("group"),
        sources=content.texts("sources"),
        age=None if content.get("age") is None else int(content.number("age")),
        speaking_for=content.text("speaking_for"),
        story=content.text("story"),
        story_findings=_values(told),
        answers=_values(answers),
        default=content.text("default"),
        expect=_expected(content.block("expect")),
        why=content.text("why"),
        path=path,
    )


def load_scenarios(folder: Path) -> tuple[Scenario, ...]:
    """Read every scenario file below a folder, in the order of their paths.

    Raises:
        KnowledgeError: for a file that can't be used.
        BadInputError: for a folder without scenarios, or a name used twice.
    """
    scenarios = tuple(load_scenario(path) for path in sorted(folder.rglob("*.yaml")))
    if not scenarios:
        raise BadInputError(f"{folder}: there are no scenario files here")
    if len({scenario.id for scenario in scenarios}) < len(scenarios):
        raise BadInputError(f"{folder}: two scenario files have the same name")
    return scenarios


def _expected(content: Block) -> Expected:
    content.only("level", "rules", "not_rules")
    if content.text("level") not in Level.__members__:
        raise content.error(f"there is no level {content.text('level')!r}", "level")
    return Expected(Level(content.text("level")), content.texts("rules"), content.texts("not_rules"))


def _values(content: Block) -> dict[str, FindingValue]:
    """Return findings as the core takes them: lists of places become tuples of plain mappings."""
    return {
        key: tuple(dict(place) for place in value) if isinstance(value, list) else value
        for key, value in content.items()
    }
