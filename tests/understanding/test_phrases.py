"""The phrase lists for the recogniser."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from voice_skill import resources
from voice_skill.understanding import Understander, authoring
from voice_skill.understanding.contractions import spoken
from voice_skill.understanding.phrases import sharpened
from voice_skill.understanding.telling import STORIES


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


def test_the_opening_listens_for_stories_as_they_are_told(understander: Understander) -> None:
    """Words that people put next to each other stand next to each other, more often than once; nowhere else."""
    stories = understander.phrases(understander.expectation("opening"))
    counted = Counter(pair for story in stories for pair in pairwise(story.split()))
    for pair in ("for two", "back hurts", "my calves", "six weeks", "no pain", "and now", "left leg"):
        assert counted[tuple(pair.split())] > 10, pair
    closed = understander.phrases(understander.expectation("saddle_numb"))
    assert not set(stories[-100:]) & set(closed)


def test_stories_are_the_same_at_every_start(understander: Understander) -> None:
    """A recogniser that hears differently from day to day could not be measured."""
    again = Understander.load(resources.find("grammars") / "en")
    opening = understander.expectation("opening")
    assert again.phrases(opening)[-STORIES:] == understander.phrases(opening)[-STORIES:]


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
