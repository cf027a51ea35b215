"""Reading *no*s back in groups, before any level below SAME_DAY rests on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from voice_skill.conversation.memory import Certainty
from voice_skill.conversation.steps import Confirmable, ConfirmStep, Outcome
from voice_skill.conversation.talk import Talk
from voice_skill.events import Decision, Expectation, FindingValue
from voice_skill.triage import yaml_file

_FILE = Path(__file__).with_name("checks.yaml")


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a read-back: a few words for one or several answers."""

    say: str
    keys: tuple[str, ...]


@cache
def lines() -> tuple[Line, ...]:
    """The lines of `checks.yaml`, in the order they are read."""
    return tuple(Line(each["say"], tuple(each["keys"])) for each in yaml_file.read_yaml(_FILE)["lines"])


@cache
def lines_per_check() -> int:
    """How many lines one read-back holds; more would not be remembered."""
    return int(yaml_file.read_yaml(_FILE)["read"])


@dataclass(slots=True)
class CheckStep(Confirmable):
    """Reads a group of *no*s back; *yes* means that something is wrong."""

    said: Sequence[str] = ()
    first: bool = True

    def text(self, talk: Talk, turn: int) -> str:
        """All the lines in one list."""
        name = "check_nos" if self.first else "check_more_nos"
        return talk.wording(name, turn, labels="; ".join(self.said))

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """*No, nothing is wrong* settles them; anything else asks them again one by one."""
        return self.take(talk, decision.meaning.answer or "", Certainty.HEARD)

    def take(self, talk: Talk, value: FindingValue, certainty: Certainty) -> Outcome:
        """As for an answer that was heard."""
        if value == "no":
            talk.memory.confirm(self.expects.keys)
            return Outcome()
        return self._ask_again(talk)

    def propose(self, talk: Talk, decision: Decision) -> Outcome:
        """A doubtful *nothing is wrong* is read back in a few words; anything else in doubt asks them again."""
        if decision.meaning.answer == "no":
            return Outcome(then=CheckAgreedStep.about(self, "no"))
        return self._ask_again(talk)

    def _ask_again(self, talk: Talk) -> Outcome:
        memory = talk.memory
        memory.forget(tuple(key for key in self.expects.keys if memory.findings.get(key) == "no"))
        talk.checked.update(self.expects.keys)
        memory.split.update(talk.combined_ids(self.expects.keys))
        return Outcome([talk.say("recheck")])

    def silent(self, talk: Talk) -> Outcome:
        """Nobody agreed to these *no*s: they count as not asked."""
        talk.memory.forget(self.expects.keys)
        talk.memory.skip.update(self.expects.keys)
        return Outcome()

    def unheeded(self, talk: Talk) -> Outcome:
        """Something was said, so something may be wrong: ask again, one by one."""
        return self._ask_again(talk)

    def skip(self, talk: Talk) -> Outcome:
        """Skipping the check leaves them unconfirmed."""
        return self.silent(talk)


@dataclass(slots=True)
class CheckAgreedStep(ConfirmStep):
    """Whether nothing in the group is wrong, without reading all of it again."""

    def text(self, talk: Talk, turn: int) -> str:
        """The read-back of *nothing is wrong*."""
        return talk.wording("check_agreed", turn)


def next_check(talk: Talk) -> CheckStep | None:
    """The next read-back of *no*s that were heard but not confirmed; None when all are."""
    said: list[str] = []
    keys: list[str] = []
    for line in lines():
        open_keys = [key for key in line.keys if _unconfirmed(talk, key)]
        if open_keys:
            whole = not any(talk.memory.findings.get(key, "no") != "no" for key in line.keys)
            said += [line.say] if whole else [talk.question(key).label for key in open_keys]
            keys += open_keys
        if len(said) >= lines_per_check():
            break
    if not keys:
        return None
    first, talk.checks_begun = not talk.checks_begun, True
    return CheckStep(
        Expectation("check_nos", "yes_no", keys=tuple(keys), danger=True), said=said, first=first
    )


def _unconfirmed(talk: Talk, key: str) -> bool:
    answer = talk.memory.get(key)
    return (
        answer is not None
        and answer.value == "no"
        and answer.certainty is not Certainty.CONFIRMED
        and key not in talk.checked
    )
