"""The systems compared: this one, a keyword search, and a plain phrase list."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import yaml

from voice_skill.bench.understanding.scoring import Outcome
from voice_skill.devices.ears import interpret, typed
from voice_skill.devices.plain import plain_findings, plain_value
from voice_skill.events import Decision, Expectation, Heard, Verdict
from voice_skill.understanding import Understander

_WORDS = Path(__file__).with_name("plain_approaches.yaml")


class System(Protocol):
    """Something that makes meaning of typed words."""

    def understand(self, text: str, expects: Expectation) -> Outcome:
        """Return what the words come to as an answer to a question."""
        ...


class Ours:
    """Understanding and trust as the skill uses them. Typed words count as two readings that agree."""

    def __init__(self, understander: Understander) -> None:
        self._understander = understander

    def understand(self, text: str, expects: Expectation) -> Outcome:
        """Return what the words come to as an answer to a question."""
        return self.understand_heard(typed(text), expects)

    def understand_heard(self, heard: Heard, expects: Expectation) -> Outcome:
        """The same for what was recognised."""
        words = " / ".join(reading.text for reading in heard.readings)
        return outcome(interpret(self._understander, heard, expects), words)


def outcome(decision: Decision, text: str = "") -> Outcome:
    """Return a decision as the `understand` command reports it."""
    meaning = decision.meaning
    again = decision.verdict is Verdict.AGAIN
    return Outcome(
        answer=None if again else plain_value(meaning.answer),
        command=None if again or meaning.command is None else str(meaning.command),
        findings=plain_findings(meaning.findings),
        hints=meaning.hints,
        decision=str(decision.verdict),
        text=text,
    )


@cache
def _plain_words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return loaded


class Keywords:
    """The plain approach: the first answer word anywhere in the text, and a keyword for each finding."""

    def understand(self, text: str, expects: Expectation) -> Outcome:
        """Return what the words come to as an answer to a question."""
        words = " " + re.sub(r"[^a-z' ]", " ", text.lower()) + " "
        lists = _plain_words()["keywords"]
        command = _first(words, lists["commands"])
        findings = {key: "yes" for key, names in lists["findings"].items() if _any(words, names)}
        findings.pop(expects.question, None)
        answer: Any = None
        if expects.kind in {"yes_no", "confirm"}:
            answer = _first(words, lists["answers"])
        elif expects.options:
            answer = next((option.value for option in expects.options if option.value in words), None)
        if answer is not None:
            command = None
        return Outcome(
            answer, command, findings, frozenset(), "take" if answer or command or findings else "again", text
        )


class PhraseList:
    """The other plain approach: the whole text must be one of a few phrases."""

    def understand(self, text: str, expects: Expectation) -> Outcome:
        """Return what the words come to as an answer to a question."""
        phrase = " ".join(re.sub(r"[^a-z' ]", " ", text.lower()).split())
        lists = _plain_words()["phrases"]
        answer = lists["answers"].get(phrase) if expects.kind in {"yes_no", "confirm"} else None
        if expects.options:
            answer = next((o.value for o in expects.options if phrase in {o.value, o.spoken.lower()}), None)
        command = lists["commands"].get(phrase)
        findings = {} if answer or command else dict.fromkeys(lists["findings"].get(phrase, ()), "yes")
        return Outcome(
            answer, command, findings, frozenset(), "take" if answer or command or findings else "again", text
        )


def phrase_list() -> tuple[str, ...]:
    """Every phrase of the plain phrase list, for a recogniser that is held to it."""
    lists = _plain_words()["phrases"]
    return (*lists["answers"], *lists["commands"], *lists["findings"])


def _any(words: str, names: list[str]) -> bool:
    return any(f" {name} " in words for name in names)


def _first(words: str, lists: dict[str, list[str]]) -> str | None:
    """Return the value whose keyword comes first in the text."""
    places = {
        value: min((at for name in names if (at := words.find(f" {name} ")) >= 0), default=-1)
        for value, names in lists.items()
    }
    present = {value: at for value, at in places.items() if at >= 0}
    return min(present, key=lambda value: present[value]) if present else None
