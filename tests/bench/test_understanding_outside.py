"""Outside corpora are scored as the mapping page says, and the report holds what it promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voice_skill.bench.understanding import outside, spoken
from voice_skill.bench.understanding.corpus import Utterance
from voice_skill.bench.understanding.scoring import Outcome
from voice_skill.bench.understanding.stored import StoredModel
from voice_skill.errors import BadInputError
from voice_skill.hearing.vosk_adapter import Hypothesis, Recogniser, SpeechModel, WordList

Row = dict[str, str]


@pytest.fixture
def phrase() -> Callable[..., Counter[str]]:
    """Return a function that scores one phrase's labels against what was found."""

    def scored(labels: str, findings: dict[str, Any], location: str = "leg", notes: str = "") -> Counter[str]:
        tally: Counter[str] = Counter()
        row = {"location": location, "notes": notes}
        outside._tally_phrase(tally, labels.split(","), row, Outcome(findings=findings))
        return tally

    return scored


@pytest.mark.parametrize(
    ("label", "weeks", "right"),
    [
        ("3 week", 3, True),
        ("3 week", 4, False),
        ("6-8 week", 8, True),
        ("2 month", 9, True),
        ("1 month", 4, True),
        ("5 day", 0.7, True),
        ("a while", None, True),
        ("a while", 4, False),
        ("yesterday", 0.1, True),
    ],
)
def test_durations_agree_within_fifteen_per_cent(label: str, weeks: float | None, right: bool) -> None:  # noqa: FBT001
    """The larger end of a range counts, and a vague time must give nothing."""
    assert outside._reply_right("duration", label, Outcome(answer=weeks)) is right


@pytest.mark.parametrize(
    ("label", "sides", "right"),
    [
        ("left", ["left"], True),
        ("left", ["right"], False),
        ("both:right>", ["left", "right"], True),
        ("both", [], False),
    ],
)
def test_sides_are_those_of_all_places(label: str, sides: list[str], right: bool) -> None:  # noqa: FBT001
    """Places of unknown side neither help nor hurt."""
    answer = [{"site": "knee", "side": side} for side in sides] or None
    assert outside._reply_right("side", label, Outcome(answer=answer)) is right


def test_a_careful_yes_satisfies_unsure_but_not_no() -> None:
    """Over-reading doubt is allowed; over-reading a denial is not."""
    assert outside._reply_right("yesno", "unsure", Outcome(answer="yes"))
    assert not outside._reply_right("yesno", "no", Outcome(answer="yes"))


def test_numbness_is_only_demanded_in_the_leg(phrase: Callable[..., Counter[str]]) -> None:
    """A numb jaw is not ours to find."""
    assert phrase("numbness", {}, location="leg")["numbness"] == 1
    assert phrase("numbness", {}, location="other_body")["numbness"] == 0


def test_frequency_is_not_demanded_but_retention_is(phrase: Callable[..., Counter[str]]) -> None:
    """Peeing often is not being unable to."""
    assert phrase("bladder", {}, notes="bladder:frequency_urgency")["retention"] == 0
    found = phrase("bladder", {"pee_difficulty": "yes"}, notes="bladder:retention")
    assert (found["retention"], found["retention found"]) == (1, 1)


def test_a_denied_label_found_is_flipped(phrase: Callable[..., Counter[str]]) -> None:
    """A denial read as a statement is the fault this figure is for."""
    assert phrase("!numbness", {"tingle_leg": "yes"})["flipped"] == 1
    assert phrase("!numbness", {"tingle_leg": "no"})["flipped"] == 0
    assert phrase("pain", {"any_pain": "no"})["flipped"] == 1


def test_findings_without_a_label_count_against_precision(phrase: Callable[..., Counter[str]]) -> None:
    """What no label supports is wrong, unless the labels have no word for it."""
    tally = phrase("pain", {"any_pain": "yes", "foot_drop": "yes", "minor_fall": "yes"})
    assert (tally["findings"], tally["supported"]) == (2, 1)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The name of the file is said, not a traceback."""
    with pytest.raises(BadInputError, match=r"none\.tsv"):
        list(outside._table(tmp_path / "none.tsv"))


def test_the_spoken_sample_has_a_share_of_every_group_and_grows_by_what_is_new() -> None:
    """Every figure has its utterances, only what a voice can say is among them, and a larger sample holds a smaller one."""
    kinds = {
        "story": {"findings": '{"any_pain": "yes"}'},
        "yes_plain": {"question": "foot_drop", "answer": "yes"},
        "nothing_words": {"question": "trend"},
        "command": {"question": "trend", "command": "repeat"},
        "emergency": {"question": "trend", "findings": '{"pee_leak": "yes"}'},
    }
    blank = {"question": "opening", "answer": "-", "command": "-", "findings": "{}", "note": ""}
    many = [
        Utterance(text=f"{category} {number}", category=category, **{**blank, **cells})
        for category, cells in kinds.items()
        for number in range(60)
    ]
    odd = [Utterance("trend", "[unk] yes", "-", "-", "{}", "nothing_noise", "")]
    chosen = spoken.sample([*many, *odd], 100)
    assert Counter(u.category for u in chosen) == {
        "story": 30,
        "yes_plain": 25,
        "nothing_words": 15,
        "command": 10,
        "emergency": 10,
    }
    assert set(spoken.sample([*many, *odd], 40)) < set(chosen)


class Deaf(SpeechModel):
    """A model that hears the same words in everything, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def recogniser(self, phrases: object = None, *, alternatives: int = 10) -> Recogniser:
        """Count."""
        self.asked += 1
        return Same()


class Same(Recogniser):
    """Hears nothing but hello."""

    def __init__(self) -> None:
        pass

    def accept(self, pcm: bytes) -> None:
        """Take sound."""

    def finish(self) -> tuple[Hypothesis, ...]:
        """Return the same words each time."""
        return (Hypothesis("hello", 5.0), Hypothesis("", 1.0))


def test_what_was_decoded_is_not_decoded_again(tmp_path: Path) -> None:
    """The same sound under the same list is looked up, however it was cut into blocks; anything else is decoded."""
    real = Deaf()

    def heard(phrases: str | None, *blocks: bytes) -> tuple[Hypothesis, ...]:
        words = None if phrases is None else WordList(phrases)
        recogniser = StoredModel(lambda: real, tmp_path).recogniser(words)
        for block in blocks:
            recogniser.accept(block)
        return recogniser.finish()

    first = heard(None, b"ab", b"cd")
    assert heard(None, b"abcd") == first == Same().finish()
    assert real.asked == 1
    heard(None, b"abce")
    heard('["yes"]', b"abcd")
    assert real.asked == 3
