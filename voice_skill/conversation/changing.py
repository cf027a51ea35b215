"""Opening an answer again: the last one, or any that is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from voice_skill.conversation.questions import QuestionStep
from voice_skill.conversation.steps import Outcome, SessionStep, Step, options
from voice_skill.conversation.talk import Talk
from voice_skill.events import Decision, Expectation
from voice_skill.triage import URGENT, deciding, yaml_file

_NUMBERS = ("one", "two", "three", "four", "five")
"""The last answers are read out with one of these each; any other is opened by its name."""

_AGE = "age"
_FILE = Path(__file__).with_name("names.yaml")


@cache
def names() -> Mapping[str, tuple[str, ...]]:
    """Finding key → what people may call its question, from `names.yaml`."""
    return {key: tuple(called) for key, called in yaml_file.read_yaml(_FILE).items()}


@dataclass(slots=True)
class ChangeStep(SessionStep):
    """Which answer to change."""

    inner: Step = field(kw_only=True)

    @classmethod
    def among(cls, keys: Sequence[str], talk: Talk, inner: Step) -> ChangeStep:
        """Offer the last answers by number, and every answer by name; without a choice go on with `inner`."""
        numbered = list(zip(keys, _NUMBERS, strict=False))
        named = [(key, name) for key in keys for name in (*names().get(key, ()), _label(key, talk))]
        spoken = ". ".join(f"{number}: {_label(key, talk)}" for key, number in numbered)
        # The last one read out comes last again: "the last one" is that.
        expects = Expectation("change_which", "choice", options=options([*numbered, *named, numbered[-1]]))
        return cls(expects, inner=inner, values={"options": spoken})

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """Open the chosen answer again."""
        key = decision.meaning.answer
        if not isinstance(key, str) or key not in {option.value for option in self.expects.options}:
            return Outcome(then=self.inner)
        return reopen(talk, (key,), alone=True)

    def silent(self, talk: Talk) -> Outcome:
        """Go on where we were."""
        return Outcome(then=self.inner)


def changeable(talk: Talk) -> list[str]:
    """Every answer there is, the last question first; once a warning was said, what it rests on before all others."""
    memory = talk.memory
    assessment = talk.assess_so_far()
    warned = assessment.level in URGENT and talk.announced is not None
    keys = dict.fromkeys(deciding(assessment, memory.findings) if warned else ())
    keys.update(dict.fromkeys(key for group in reversed(memory.asked) for key in group))
    keys.update(dict.fromkeys(answer.key for answer in reversed(memory.answers)))
    return [key for key in keys if (memory.age is not None if key == _AGE else memory.get(key))]


def reopen(talk: Talk, keys: tuple[str, ...], *, alone: bool = False) -> Outcome:
    """Ask again what was answered; a *yes* stands until it is expressly taken back.

    `alone` asks a single item of a list by itself. Whatever follows from the answer is worked out anew.
    """
    memory = talk.memory
    if keys == (_AGE,):
        memory.age, memory.age_asked = None, False
        return Outcome()
    yes = [key for key in keys if memory.findings.get(key) == "yes"]
    memory.forget(tuple(key for key in keys if key not in yes))
    memory.skip.difference_update(keys)
    key = yes[0] if yes else keys[0] if alone else talk.asked_as.get(keys[0], keys[0])
    return Outcome(then=QuestionStep.of(talk.question(key), reopened=True))


def _label(key: str, talk: Talk) -> str:
    return talk.wording("age_label") if key == _AGE else talk.question(key).label
