"""The phrase lists for the recogniser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from voice_skill.understanding import authoring
from voice_skill.understanding.phrases import sharpened, spoken

if TYPE_CHECKING:
    from voice_skill.understanding import Understander


@pytest.mark.parametrize("question", ["saddle_numb", "trend", "pain_weeks", "pain_where", "opening", "age"])
def test_contrast_and_commands_are_always_offered(understander: Understander, question: str) -> None:
    """Every question listens for commands, for contrast and denial, and for emergencies."""
    phrases = understander.phrases(understander.expectation(question))
    pairs = {pair for phrase in phrases for pair in zip(("", *phrase.split()), phrase.split(), strict=False)}
    words = {word for phrase in phrases for word in phrase.split()}
    assert {"but", "not", "except", "only", "never", "without"} <= words
    assert {("", "stop"), ("go", "back"), ("wet", "myself"), ("chest", "pain")} <= pairs


def test_question_words_are_offered(understander: Understander) -> None:
    """A question listens for its own words, and for its options."""
    drop = {w for p in understander.phrases(understander.expectation("foot_drop")) for w in p.split()}
    assert {"drags", "slaps", "trips"} <= drop
    assert "the same" in understander.phrases(understander.expectation("trend"))


def test_typed_words_are_not_offered(understander: Understander) -> None:
    """Words the speech model does not know are understood when typed, and never offered to it."""
    expects = understander.expectation("blood_thinner")
    assert understander.parse("I take rivaroxaban", expects).answer == "yes"
    assert not any("rivaroxaban" in phrase for phrase in understander.phrases(expects))


def test_spoken_contractions() -> None:
    """Phrases are written as people say them."""
    assert spoken(("i", "do", "not", "know")) == "i don't know"
    assert spoken(("yes", "it", "is")) == "yes it is"
    assert spoken(("it", "is", "numb")) == "it's numb"


def test_sharpened() -> None:
    """A phrase that adds no new pair of words is left out."""
    assert list(sharpened(["a b", "b c", "a b"])) == ["a b", "b c"]


def test_author_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """`grammar validate`, `sample` and `parse` print what they found."""
    assert authoring.run(["validate"]) == 0
    assert authoring.run(["sample", "--question", "trend", "--count", "5"]) == 0
    assert authoring.run(["parse", "yes in my left foot", "--question", "tingle_leg", "--explain"]) == 0
    out = capsys.readouterr().out
    assert "no fault found" in out
    assert '"answer": "yes"' in out
    assert "[Place]" in out
