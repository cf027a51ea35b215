"""One thing to ask, and what becomes of each way of answering it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from voice_skill.conversation.memory import Certainty
from voice_skill.conversation.talk import Actions, Talk, spoken_value
from voice_skill.events import Ask, Decision, Expectation, FindingValue, Option

MOST_SILENCES = 3
"""Times a question is put to someone who says nothing: asked, asked shorter, asked with the exact words."""
MOST_MISSES = 3
"""Times an answer may go unheeded before the ladder ends safely (voice-UX practice: never more than three)."""


@dataclass(slots=True)
class Step:
    """Asks until it is answered, or until its ladder of re-asks ends safely."""

    expects: Expectation
    silences: int = 0
    misses: int = 0
    asked: int = 0
    """How often the question was put in other words; chooses the variant."""
    wait_s: float | None = None
    explained: int = 0
    """How often it was explained instead of answered."""

    most_silences: ClassVar[int] = MOST_SILENCES
    most_misses: ClassVar[int] = MOST_MISSES
    counts_silence: ClassVar[bool] = True
    """Whether silence to the end suggests that nobody is there."""

    def text(self, talk: Talk, turn: int) -> str:
        """The question as put for the `turn`-th time, from 0: never the same sentence twice in a row."""
        raise NotImplementedError

    def ask(self, talk: Talk) -> Ask:
        """Put the question, each time in other words."""
        text = self.text(talk, self.asked)
        self.asked += 1
        return Ask(text, self.expects, attempt=self.asked, wait_s=self.wait_s)

    def again(self, talk: Talk) -> Ask:
        """Put it as it was last put: the person asked for that, or is back from something else."""
        turn = max(self.asked - 1, 0)
        self.asked = max(self.asked, 1)
        return Ask(self.text(talk, turn), self.expects, attempt=self.asked, wait_s=self.wait_s)

    def explanation(self, talk: Talk) -> str:
        """Answer to *what do you mean?*."""
        return talk.wording("no_explanation")

    def reason(self, talk: Talk) -> str:
        """Answer to *why do you ask?*."""
        return talk.wording("why_general")

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """Take the answer. The outcome says what is said, and what comes next if not the plan's choice."""
        raise NotImplementedError

    def propose(self, talk: Talk, decision: Decision) -> Outcome:
        """Handle an answer that should be read back first."""
        return self.accept(talk, decision)

    def retry(self, talk: Talk, lead: Actions) -> Outcome:
        """Ask once more, after a word on why."""
        return Outcome(lead, again=True)

    def missed(self, talk: Talk, wording: str = "no_match") -> Outcome:
        """An answer that can't be used: ask again in other words, until the ladder ends."""
        self.misses += 1
        if self.misses >= self.most_misses:
            return self.unheeded(talk)
        return self.retry(talk, [talk.say(wording)])

    def silent(self, talk: Talk) -> Outcome:
        """End the ladder after nothing but silence."""
        raise NotImplementedError

    def unheeded(self, talk: Talk) -> Outcome:
        """End the ladder after answers that were not understood."""
        return self.silent(talk)

    def skip(self, talk: Talk) -> Outcome:
        """The person would rather not answer."""
        return self.unheeded(talk)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step leads to."""

    say: Actions = field(default_factory=list)
    then: Step | None = None
    """The step to go on with; None: whatever the plan says."""
    again: bool = False
    """Put the same step again, in other words."""
    same: bool = False
    """Put the same step again, in the same words."""


@dataclass(slots=True)
class Confirmable(Step):
    """A step whose answer can be believed after a read-back."""

    @property
    def label(self) -> str:
        """A few words naming what was asked, for the read-back."""
        return ""

    def spoken(self, value: FindingValue) -> str:
        """The value in words, for the read-back."""
        return spoken_value(None, value)

    def take(self, talk: Talk, value: FindingValue, certainty: Certainty) -> Outcome:
        """Record the answer."""
        raise NotImplementedError

    def unsettled(self, talk: Talk) -> Outcome:
        """End the ladder after read-backs that were not agreed to."""
        return self.unheeded(talk)


@dataclass(slots=True)
class SessionStep(Step):
    """A step worded in `wording.yaml` under the name of its question."""

    wording_name: str = ""
    values: dict[str, str] = field(default_factory=dict)

    def text(self, talk: Talk, turn: int) -> str:
        """The wording's variant for this turn."""
        return talk.wording(self.wording_name or self.expects.question, turn, **self.values)


@dataclass(slots=True)
class ConfirmStep(Step):
    """Reads an answer back before it is believed."""

    inner: Confirmable = field(kw_only=True)
    value: FindingValue = field(kw_only=True)

    @classmethod
    def about(cls, inner: Confirmable, value: FindingValue | None) -> ConfirmStep:
        """Read back `value` as the answer to `inner`."""
        asked = inner.expects
        proposed = "" if value is None else value
        expects = Expectation(
            asked.question, "confirm", keys=asked.keys, danger=asked.danger, proposed=proposed
        )
        return cls(expects, inner=inner, value=proposed)

    def text(self, talk: Talk, turn: int) -> str:
        """The read-back, by what is read back."""
        if self.value in ("yes", "no", "unsure", "declined"):
            return talk.wording(f"confirm_{self.value}", turn, label=self.inner.label)
        return talk.wording("confirm_value", turn, value=self.inner.spoken(self.value))

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """*Yes* believes it; anything else asks the question again."""
        if decision.meaning.answer == "yes":
            return self.inner.take(talk, self.value, Certainty.CONFIRMED)
        return self._ask_inner_again(talk)

    def propose(self, talk: Talk, decision: Decision) -> Outcome:
        """A confirmation is not confirmed in turn."""
        return self.missed(talk)

    def _ask_inner_again(self, talk: Talk) -> Outcome:
        self.inner.misses += 1
        if self.inner.misses >= self.inner.most_misses:
            return self.inner.unsettled(talk)
        return Outcome(then=self.inner)

    def silent(self, talk: Talk) -> Outcome:
        """A proposed *yes* that nobody answers stands; anything else was never said."""
        if self.value == "yes":
            return self.inner.take(talk, self.value, Certainty.UNCONFIRMED)
        return self.inner.silent(talk)

    def unheeded(self, talk: Talk) -> Outcome:
        """As for silence, but something was said: not known."""
        if self.value == "yes":
            return self.inner.take(talk, self.value, Certainty.UNCONFIRMED)
        return self.inner.unsettled(talk)


def options(pairs: list[tuple[str, str]]) -> tuple[Option, ...]:
    """Options from (value, spoken) pairs."""
    return tuple(Option(value, spoken) for value, spoken in pairs)
