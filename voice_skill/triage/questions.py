"""Reads the questions: one wording for the person themselves, one for somebody who asks for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from voice_skill.triage.keys import FindingKey
from voice_skill.triage.model import Choice, Question, QuestionKind
from voice_skill.triage.wording import said_about, said_to
from voice_skill.triage.yaml_file import Block

_FIELDS = (
    "id",
    "group",
    "kind",
    "text",
    "plainer",
    "explain",
    "why",
    "label",
    "choices",
    "sources",
    "both_legs",
    "with_cramp",
)
_COMBINED_FIELDS = ("keys", "text", "plainer", "explain", "why", "label")
_KINDS: Mapping[str, QuestionKind] = {
    "choice": "choice",
    "number": "number",
    "places": "site",
    "yes_no": "yes_no",
}
_DANGER_GROUPS = frozenset("ABCDE")


@dataclass(frozen=True, slots=True)
class Worded:
    """A question in both persons, and its wording where both legs are affected, or the complaint is a cramp."""

    to: Question
    about: Question
    both_legs: str = ""
    with_cramp: str = ""
    id: str = ""
    """Question id of the clinical reference; empty for combined questions."""


def read_questions(
    content: Block, keys: Mapping[str, FindingKey], minimum: frozenset[str], signs: tuple[str, ...]
) -> dict[str, Worded]:
    """Read every single and combined question. Raises `KnowledgeError`."""
    content.only("review_by", "framing", "questions", "combined")
    framing = {name: content.block("framing").text(name) for name in content.block("framing")}
    singles = content.block("questions")
    worded = {name: _single(name, singles, keys, framing, minimum) for name in singles}
    recent = worded.get("ces_recent")
    if recent is None:
        raise singles.error("the question 'ces_recent' is missing")
    for sign in signs:
        worded[f"ces_recent_{sign}"] = _about_sign(recent, worded[sign], sign)
    combined = content.block("combined")
    for name in combined:
        if name in worded:
            raise combined.error(f"the question {name!r} is there twice", name)
        worded[name] = _combined(name, combined, worded, framing)
    return worded


def _both(question: Question) -> Worded:
    return Worded(_spoken(question, said_to), _spoken(question, said_about))


def _spoken(question: Question, way: Callable[[str], str]) -> Question:
    return replace(
        question,
        text=way(question.text),
        plainer=way(question.plainer),
        explain=way(question.explain),
        why=way(question.why),
        label=way(question.label),
        framing=way(question.framing),
    )


def _single(
    name: str,
    singles: Block,
    keys: Mapping[str, FindingKey],
    framing: Mapping[str, str],
    minimum: frozenset[str],
) -> Worded:
    entry = singles.block(name)
    entry.only(*_FIELDS)
    key = keys.get(name)
    if key is None:
        raise singles.error(f"unknown finding key {name!r}", name)
    choices = entry.block("choices")
    if set(choices) != set(key.values if key.kind == "choice" else ()):
        raise entry.error(f"the choices must be {', '.join(key.values)}", "choices")
    if entry.text("plainer") == entry.text("text"):
        raise entry.error("the plainer wording is the same sentence", "plainer")
    group = entry.text("group")
    question = Question(
        key=name,
        kind=_KINDS[key.kind],
        group=group,
        text=entry.text("text"),
        plainer=entry.text("plainer"),
        explain=entry.text("explain"),
        why=entry.text("why"),
        label=entry.text("label"),
        keys=(name,),
        choices=tuple(Choice(value, choices.text(value)) for value in choices),
        minimum=name in minimum,
        danger=key.kind != "places"
        and (group in _DANGER_GROUPS or name in minimum)
        and name != "speaking_for",
        framing=framing.get(group, ""),
        sources=entry.texts("sources"),
    )
    return replace(
        _both(question),
        both_legs=entry.text("both_legs", ""),
        with_cramp=entry.text("with_cramp", ""),
        id=entry.text("id"),
    )


def _about_sign(recent: Worded, sign_question: Worded, sign: str) -> Worded:
    """The timing question, naming one cauda equina sign; on the outside it goes by `ces_recent`."""

    def named(question: Question, about: Question) -> Question:
        text = f"About {about.label}. {question.text}"
        return replace(
            question, keys=(f"ces_recent_{sign}",), text=text, label=f"{about.label}: {question.label}"
        )

    return Worded(named(recent.to, sign_question.to), named(recent.about, sign_question.about))


def _combined(name: str, combined: Block, worded: Mapping[str, Worded], framing: Mapping[str, str]) -> Worded:
    entry = combined.block(name)
    entry.only(*_COMBINED_FIELDS)
    keys = entry.texts("keys")
    for key in keys:
        if key not in worded:
            raise entry.error(f"there is no question {key!r}", "keys")
    items = [worded[key].to for key in keys]
    if len({item.group for item in items}) == 1 and items[0].group == "B":
        raise entry.error("cauda equina questions are asked one at a time", "keys")
    question = Question(
        key=name,
        kind="yes_no",
        group=items[0].group,
        text=entry.text("text"),
        plainer=entry.text("plainer"),
        explain=entry.text("explain"),
        why=entry.text("why"),
        label=entry.text("label"),
        keys=keys,
        minimum=any(item.minimum for item in items),
        danger=any(item.danger for item in items),
        framing=framing.get(items[0].group, ""),
        sources=tuple(dict.fromkeys(source for item in items for source in item.sources)),
    )
    return _both(question)
