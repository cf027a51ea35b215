"""What speaks against taking a *no* for one, whatever else says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from voice_skill.events import Expectation
from voice_skill.understanding import answers
from voice_skill.understanding.clauses import Clause, says_well
from voice_skill.understanding.commanding import ANSWERING
from voice_skill.understanding.coverage import DANGER
from voice_skill.understanding.people import MINE, THIRD
from voice_skill.understanding.placing import places_in
from voice_skill.understanding.scope import KEY
from voice_skill.understanding.stating import Mood, Statement
from voice_skill.understanding.symptoms import Tally
from voice_skill.understanding.vocabulary import stem
from voice_skill.understanding.words import Words

STUMBLE = "minor_fall"
"""No danger, but told in the words of one: "no, I just trip a lot" is what a dropping foot does."""
BARELY_THE_SAME = frozenset(
    {
        "it",
        "is",
        "the",
        "just",
        "about",
        "same",
        "as",
        "ever",
        "usual",
        "always",
        "before",
        "all",
        "much",
        "still",
    }
)
"""Words that, with no others, only say that something is as it was, not how: too little where a *no* is not read back."""
EITHER_SIDE = frozenset(
    {
        "leg_weak",
        "foot_drop",
        "cant_tiptoe",
        "cold_pale_leg",
        "calf_swollen",
        "hand_weak",
        "hand_tingle",
        "tingle_leg",
        "saddle_numb",
    }
)
"""Questions about either of two sides: that one of them is well says nothing of the other."""
ONE_OF_TWO = frozenset(("one", part) for part in ("side", "cheek", "half", "leg", "foot", "hand", "calf"))
BOTH_LEGS = frozenset({"both_legs_pain", "both_legs_weak"})
MEASURING = frozenset({"than", "as", "like"})
SIDES = frozenset({"other", "left", "right", "first", "second"})


@dataclass(frozen=True, slots=True)
class AgainstNo:
    """An utterance that seems to say *no*."""

    words: Words
    clauses: Sequence[Clause]
    statements: Sequence[Statement]
    expects: Expectation
    asked: str
    own: frozenset[str]
    """Stems of the question's own words."""

    def speaks(self, total: Tally) -> bool:
        """Whether something speaks against taking a *no* for one."""
        lacking = any(
            self.asked in sense.block.questions for clause in self.clauses for sense in clause.senses("Lack")
        )
        # "No, well, the numbness": of what was summed up, something is named and not denied.
        named = self.expects.question == "check_nos" and bool(total.hints)
        recent = self.asked == "ces_recent" and answers.within_two_weeks(self.clauses)
        measured = answers.only_measures(self.words, self.clauses)
        against = any(map(self._speaks_against, self.statements))
        barely = not self.expects.danger and BARELY_THE_SAME.issuperset(self.words.words)
        partly = self._of_somebody_else() or self._of_one_side() or self._compares_two() or barely
        return lacking or named or recent or measured or against or partly

    def _of_one_side(self) -> bool:
        """Whether all is said to be well on one side only, where either may be meant ("my right leg is fine")."""
        if not ANSWERING.isdisjoint(self.words.words) or self.asked not in EITHER_SIDE:
            return False
        sides = {place.side for clause in self.clauses for place in places_in(clause.phrases)}
        single = len(sides & {"left", "right"}) == 1 or not ONE_OF_TWO.isdisjoint(pairwise(self.words.words))
        return single and any(says_well(s.meaning) for s in self.statements)

    def _compares_two(self) -> bool:
        """Whether one leg is only measured by the other, where trouble in both is asked for ("one's as sore as the other")."""
        said = self.words.words
        measured = any(
            word in MEASURING and not SIDES.isdisjoint(said[at + 1 : at + 4]) for at, word in enumerate(said)
        )
        return measured and self.asked in BOTH_LEGS

    def _of_somebody_else(self) -> bool:
        """Whether all that is said is of another person ("he can pee fine"), though nobody speaks for one."""
        said = self.words.words
        return not self.expects.of_other and not THIRD.isdisjoint(said) and MINE.isdisjoint(said)

    def _speaks_against(self, statement: Statement) -> bool:
        """Whether a statement that was not taken for a *yes* may be one all the same, so that no *no* stands beside it.

        "No, I nearly passed out", "no, I had a clot years ago", "no, I've had an accident in my pants".
        """
        meaning = statement.meaning
        blocks = {s.block.meaning["block"] for s in self.clauses[statement.clause].senses("Block")}
        taken = says_well(meaning) or statement.mood is Mood.NOT_SO
        if taken or blocks & {"other", "past", "not_that"}:
            return False
        key = meaning.get("finding")
        bad = "needs" in meaning and statement.mood is Mood.SO and not statement.places
        if key == self.asked or "here" in meaning or bad:
            return True
        said = {stem(word) for word in self.words.words[statement.at : statement.end]}
        return statement.mood is Mood.SO and key in DANGER | {KEY, STUMBLE} and bool(said & self.own)
