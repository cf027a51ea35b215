"""Utterances through a system, judged."""

from __future__ import annotations

from collections.abc import Iterable

from voice_skill.bench.understanding.corpus import Utterance
from voice_skill.bench.understanding.scoring import Judged, judge
from voice_skill.bench.understanding.systems import System
from voice_skill.events import Expectation
from voice_skill.understanding import Understander


def expectation(understander: Understander, question: str) -> Expectation | None:
    """Return what may be answered to a corpus question; None when the skill does not ask it."""
    try:
        if question.startswith("confirm:"):
            _, key, value = question.split(":")
            inner = understander.expectation(key)
            return Expectation(key, "confirm", keys=inner.keys, danger=True, proposed=value)
        return understander.expectation(question)
    except KeyError:
        return None


def measure(system: System, understander: Understander, utterances: Iterable[Utterance]) -> list[Judged]:
    """Judge every utterance whose question the skill asks."""
    judged = []
    for utterance in utterances:
        expects = expectation(understander, utterance.question)
        if expects is not None:
            made = system.understand(utterance.text, expects)
            judged.append(judge(utterance, made, yes_no=expects.kind == "yes_no"))
    return judged
