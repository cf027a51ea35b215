"""The steps of the interview: a question of triage, taking an answer back, reading *no*s back in groups."""

from __future__ import annotations

from dataclasses import dataclass, field

from voice_skill.conversation.memory import Certainty
from voice_skill.conversation.steps import Confirmable, ConfirmStep, Outcome, Step
from voice_skill.conversation.talk import Actions, Talk, fed_forward, spoken_value
from voice_skill.events import Decision, Expectation, FindingValue, Option
from voice_skill.triage import Question


def expectation(question: Question) -> Expectation:
    """What the answer to a question of triage may be."""
    return Expectation(
        question.key,
        question.kind,
        keys=question.keys,
        options=tuple(Option(choice.value, choice.spoken) for choice in question.choices),
        danger=question.danger,
    )


@dataclass(slots=True)
class QuestionStep(Confirmable):
    """One question of the interview, single or combined."""

    question: Question = field(kw_only=True)
    reopened: bool = False
    """Whether the person went back to it: a *yes* may then be taken back, after a read-back."""
    plainer_said: bool = False

    @classmethod
    def of(cls, question: Question, *, reopened: bool = False) -> QuestionStep:
        """The step that asks a question."""
        # A list is taken apart one miss sooner: one thing at a time is easier than a third wording of all.
        misses = 1 if len(question.keys) > 1 else 0
        return cls(expectation(question), question=question, reopened=reopened, misses=misses)

    @property
    def label(self) -> str:
        """The question's own label."""
        return self.question.label

    def spoken(self, value: FindingValue) -> str:
        """The value in the question's own words and units."""
        return spoken_value(self.question, value)

    def text(self, talk: Talk, turn: int) -> str:
        """As written, then plainer, then with the words that can be said."""
        question = self.question
        exact = {"yes_no": "exact_yes_no", "choice": "exact_choice", "site": "exact_site"}
        spoken = ", ".join(choice.spoken for choice in question.choices)
        fallback = "fallback_yes_no" if question.kind == "yes_no" else "fallback_other"
        forms = (
            question.text,
            question.plainer,
            talk.wording(exact.get(question.kind, "exact_number"), question=question.plainer, options=spoken),
            talk.wording(fallback, question=question.plainer),
        )
        return forms[turn] if turn < len(forms) else forms[2 + turn % 2]

    def explanation(self, talk: Talk) -> str:
        """The question's own explanation."""
        return self.question.explain

    def reason(self, talk: Talk) -> str:
        """The question's own reason."""
        return self.question.why

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """Take the answer; *not sure* is asked once more in plainer words, or split."""
        value = decision.meaning.answer
        if value is None or not self._possible(talk, value):
            return self.missed(talk)
        if (
            value == "unsure"
            and not self.plainer_said
            and self.question.danger
            and len(self.question.keys) == 1
        ):
            self.plainer_said = True
            for_other = talk.memory.findings.get("speaking_for") == "other"
            return Outcome([talk.say("ask_them")] if for_other else [], again=True)
        return self.take(talk, value, Certainty.HEARD)

    def propose(self, talk: Talk, decision: Decision) -> Outcome:
        """Read it back first."""
        if len(self.question.keys) > 1:
            return self._split(talk)
        value = decision.meaning.answer
        if value is None or not self._possible(talk, value):
            return self.missed(talk)
        return Outcome(then=ConfirmStep.about(self, decision.meaning.answer))

    def _possible(self, talk: Talk, value: FindingValue) -> bool:
        return all(talk.memory.possible(key, value) for key in self.question.keys)

    def take(self, talk: Talk, value: FindingValue, certainty: Certainty) -> Outcome:
        """Record it; a combined question is only answered by *no*."""
        question, memory = self.question, talk.memory
        if len(question.keys) > 1 and value != "no":
            return self._split(talk)
        standing = [key for key in question.keys if (old := memory.get(key)) and old.value == "yes"]
        if standing and value != "yes":
            return Outcome(then=TakeBackStep.about(self, value)) if self.reopened else Outcome()
        if self._takes_warning_back(talk, value, certainty):
            return Outcome(then=ConfirmStep.about(self, value))
        if question.keys[0] in talk.checked and certainty is Certainty.HEARD:
            certainty = Certainty.CONFIRMED
        for key in question.keys:
            memory.answer(key, value, certainty)
        self.done(talk)
        return Outcome([] if certainty is Certainty.CONFIRMED else self._feed_forward(value))

    def _takes_warning_back(self, talk: Talk, value: FindingValue, certainty: Certainty) -> bool:
        """Whether an urgent instruction has been said and this answer could undo it: never without a read-back."""
        told_to_go = self.question.holds and talk.announced is not None
        return told_to_go and value not in ("yes", "unsure") and certainty is Certainty.HEARD

    def done(self, talk: Talk) -> None:
        """Note that the question has been dealt with, for *go back*."""
        talk.memory.asked.append(self.question.keys)
        talk.asked_as.update(dict.fromkeys(self.question.keys, self.question.key))
        talk.questions_asked += 1

    def silent(self, talk: Talk) -> Outcome:
        """Silence is not an answer: the key stays absent."""
        talk.memory.skip.update(self.question.keys)
        return Outcome([talk.say("not_known")])

    def unheeded(self, talk: Talk) -> Outcome:
        """Something was said but not understood: item by item, or by a sound, and at last as not known."""
        if len(self.question.keys) > 1:
            return self._split(talk)
        if self.question.kind != "yes_no":
            return self.silent(talk)
        if talk.sounds_left and not talk.typed:  # who types is not misheard, and makes no sound
            return Outcome(then=SoundStep.instead_of(self))
        return self.unknown(talk)

    def unsettled(self, talk: Talk) -> Outcome:
        """*Not sure*, which for a red flag counts against calm; of a value, nothing."""
        return self.unknown(talk) if self.question.kind == "yes_no" else self.silent(talk)

    def unknown(self, talk: Talk) -> Outcome:
        """End the ladder of a yes/no question."""
        outcome = self.take(talk, "unsure", Certainty.NOT_UNDERSTOOD)
        return Outcome([talk.say("not_known"), *outcome.say], then=outcome.then)

    def skip(self, talk: Talk) -> Outcome:
        """Rather not say."""
        if len(self.question.keys) > 1:
            return self._split(talk)
        if self.question.kind != "yes_no":
            return self.silent(talk)
        return self.take(talk, "declined", Certainty.HEARD)

    def _split(self, talk: Talk) -> Outcome:
        talk.memory.split.add(self.question.key)
        return Outcome()

    def _feed_forward(self, value: FindingValue) -> Actions:
        """Numbers, places and choices are echoed before the next question, so that a mistake can be noticed."""
        untold = isinstance(value, str) and value in {"unsure", "declined", "none"}
        if self.question.kind == "yes_no" or self.question.key == "speaking_for" or untold:
            return []
        return [fed_forward(self.spoken(value))]


@dataclass(slots=True)
class SoundStep(Step):
    """Another way to answer for someone whose words are not understood: any sound, or a key, for *yes*."""

    inner: QuestionStep = field(kw_only=True)

    @classmethod
    def instead_of(cls, inner: QuestionStep) -> SoundStep:
        """Ask the same by sound."""
        return cls(inner.expects, inner=inner)

    def text(self, talk: Talk, turn: int) -> str:
        """What to do for *yes* and for *no*."""
        return talk.wording("by_sound", turn, label=self.inner.label)

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """Words or a key that were understood after all."""
        return self.inner.accept(talk, decision)

    def propose(self, talk: Talk, decision: Decision) -> Outcome:
        """Read back as ever."""
        return self.inner.propose(talk, decision)

    def missed(self, talk: Talk, wording: str = "no_match") -> Outcome:
        """A sound: *yes*, unless another one says that it was none. What was typed is none."""
        if talk.typed:
            return self.silent(talk)
        return Outcome(then=SoundCheckStep.after(self.inner))

    def retry(self, talk: Talk, lead: Actions) -> Outcome:
        """Silence here is an answer nobody can count on: not *no*, but not known."""
        return self.silent(talk)

    def silent(self, talk: Talk) -> Outcome:
        """Not known; where nobody uses sounds they are not asked for without end."""
        talk.sounds_left -= 1
        return self.inner.unknown(talk)

    def skip(self, talk: Talk) -> Outcome:
        """Rather not say."""
        return self.inner.skip(talk)


@dataclass(slots=True)
class SoundCheckStep(ConfirmStep):
    """Whether a sound was meant: a person stays quiet now, a noisy room does not."""

    @classmethod
    def after(cls, inner: QuestionStep) -> SoundCheckStep:
        """Check the sound that was heard."""
        asked = inner.expects
        expects = Expectation(asked.question, "confirm", keys=asked.keys, danger=asked.danger, proposed="yes")
        return cls(expects, inner=inner, value="yes")

    def text(self, talk: Talk, turn: int) -> str:
        """What another sound would mean."""
        return talk.wording("by_sound_check", turn)

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """*Yes* in words is one; anything else leaves it open."""
        if decision.meaning.answer == "yes":
            return self.inner.take(talk, "yes", Certainty.CONFIRMED)
        return self.unheeded(talk)

    def missed(self, talk: Talk, wording: str = "no_match") -> Outcome:
        """Another sound: the room, or a mistake."""
        return self.unheeded(talk)

    def retry(self, talk: Talk, lead: Actions) -> Outcome:
        """Quiet: the sound was meant."""
        return self.silent(talk)

    def unheeded(self, talk: Talk) -> Outcome:
        """Not known, and sounds are no good here."""
        talk.sounds_left -= 1
        return self.inner.unsettled(talk)


@dataclass(slots=True)
class TakeBackStep(ConfirmStep):
    """Before a *yes* is taken back, it is read back; only *yes, change it* changes it."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The findings that would change."""
        return self.inner.question.keys if isinstance(self.inner, QuestionStep) else self.expects.keys

    def text(self, talk: Talk, turn: int) -> str:
        """The read-back of the earlier *yes*."""
        return talk.wording("take_back", turn, label=self.inner.label)

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """Change it, with both on record, or leave it."""
        if decision.meaning.answer == "yes":
            for key in self.keys:
                talk.memory.correct(key, self.value)
        return self._leave(talk)

    def silent(self, talk: Talk) -> Outcome:
        """The *yes* stands."""
        return self._leave(talk)

    def unheeded(self, talk: Talk) -> Outcome:
        """The *yes* stands."""
        return self._leave(talk)

    def _leave(self, talk: Talk) -> Outcome:
        talk.memory.asked.append(self.keys)
        return Outcome()
