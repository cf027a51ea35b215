"""What grammar files may say: kinds, keys, values and questions that the software knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from voice_skill.events import Command
from voice_skill.triage import load_knowledge
from voice_skill.understanding.expectations import SESSION
from voice_skill.understanding.grammar_file import Block, GrammarError

_ANSWERS = frozenset({"yes", "no", "unsure", "declined"})
_STRENGTHS = frozenset({"soft", "qualified"})
_SYMPTOMS = frozenset(
    {"pain", "sore", "numb", "tingle", "twitch", "cramp", "weak", "heavy", "swollen", "cold", "other_leg"}
)
_BLOCKS = frozenset(
    {
        "fear",
        "hypothetical",
        "other",
        "past",
        "question",
        "quoted",
        "not_that",
        "doubt",
        "idiom",
        "saying",
        "aside",
    }
)
_CONTRASTS = frozenset({"but", "except"})

MEANINGS: dict[str, dict[str, frozenset[str] | None]] = {
    "Answer": {"answer": _ANSWERS, "strength": _STRENGTHS, "echo": frozenset({"yes"})},
    "Qualifier": {"strength": _STRENGTHS},
    "Filler": {"marker": frozenset({"yes"}), "strength": _STRENGTHS},
    "Negator": {"strength": _STRENGTHS},
    "Block": {"block": _BLOCKS, "governs": frozenset({"next"})},
    "Contrast": {"contrast": _CONTRASTS},
    "Command": {"command": frozenset(command.value for command in Command)},
    "Symptom": {"symptom": _SYMPTOMS, "site": None, "given": frozenset({"yes"}), "needs": frozenset({"place"})},
    "Finding": {
        "finding": None, "value": None, "also": None, "part": None, "site": None, "course": None,
        "denies": frozenset({"nothing"}),
    },
    "Here": {"here": frozenset({"yes", "no"}), "part": None, "strength": _STRENGTHS},
    "Choice": {"answer": None},
    "Ordinal": {"ordinal": None},
    "Duration": {"ago": frozenset({"yes"})},
    "Onset": {"onset": frozenset({"sudden", "struck", "woke"})},
    "Usual": {"unchanged": frozenset({"yes"})},
    "Topic": {},
    "Sign": {"sign": None},
    "Story": {},
    "Spoken": {"when": frozenset({"always", "answers", "red_flag"})},
    "Number": {}, "Age": {}, "Place": {}, "Subject": {}, "Verb": {}, "Glue": {}, "Harmless": {}, "And": {}, "Correction": {}, "Well": {"well": frozenset({"same"})}, "Lack": {},
    "Foreign": {}, "Turn": {"turn": frozenset({"past", "part", "except", "mostly"})},
}  # fmt: skip
"""Intent → what its metadata may hold, and which values; None where the value is checked elsewhere."""


def check(blocks: Iterable[Block]) -> None:
    """Check what the blocks mean.

    Raises:
        GrammarError: for an unknown intent, key, value or question, with the file and line of the block's first sentence.
    """
    knowledge = load_knowledge()
    questions = frozenset(knowledge.worded) | frozenset(SESSION)
    for block in blocks:
        place = block.sentences[0].place
        allowed = MEANINGS.get(block.intent)
        if allowed is None:
            raise GrammarError(place, f"unknown intent {block.intent} (known: {', '.join(sorted(MEANINGS))})")
        for key, value in block.meaning.items():
            values = allowed.get(key, frozenset())
            if values is not None and str(value) not in values:
                known = ", ".join(sorted(values)) or "nothing"
                raise GrammarError(place, f"{block.intent}: `{key}: {value}` is not known (known: {known})")
        for question in block.questions - questions:
            raise GrammarError(place, f"unknown question `{question}`")
        if block.intent == "Finding":
            _check_finding(block.meaning, knowledge.keys, place)


def _check_finding(meaning: Mapping[str, Any], keys: Mapping[str, Any], place: str) -> None:
    """Check the finding a block states, and the ones it states along with it."""
    for key in (str(meaning.get("finding")), *str(meaning.get("also", "")).split()):
        if key not in keys:
            raise GrammarError(place, f"unknown finding `{key}`")
    values = keys[str(meaning["finding"])].values
    value = meaning.get("value", "yes")
    if values and value not in values:
        raise GrammarError(
            place, f"`{meaning['finding']}` has no value `{value}` (known: {', '.join(values)})"
        )
