"""The scoring of understanding means what the report says it means."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from voice_skill.bench.report import Rate, table, wilson
from voice_skill.bench.understanding import corpus
from voice_skill.bench.understanding.corpus import Utterance, same
from voice_skill.bench.understanding.scoring import Outcome, judge, score
from voice_skill.bench.understanding.systems import Keywords, PhraseList
from voice_skill.errors import BadInputError
from voice_skill.events import Expectation

YES_NO = Expectation("saddle_numb", "yes_no", ("saddle_numb",), danger=True)
OPENING = Expectation("opening", "open")


def said(answer: str = "-", command: str = "-", category: str = "story", **findings: Any) -> Utterance:
    """Return an utterance with a meaning; `may_` before a key marks it as allowed."""
    cells = {key.replace("may_", "?"): value for key, value in findings.items()}
    question = "opening" if category == "story" else "saddle_numb"
    return Utterance(question, "words", answer, command, json.dumps(cells), category, "")


def test_wilson_interval_of_a_known_rate() -> None:
    """Nine of ten lies between 59.6 % and 98.2 %."""
    low, high = wilson(9, 10)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)


def test_wilson_interval_of_nothing_found_reaches_above_zero() -> None:
    """No failure in a hundred leaves room for some."""
    low, high = wilson(0, 100)
    assert low == 0.0
    assert 0.03 < high < 0.04


def test_rates_without_a_total_are_a_dash() -> None:
    """What was not measured is not shown as zero."""
    assert str(Rate(0, 0)) == "–"


def test_bars_in_table_cells_are_escaped() -> None:
    """A cell can't break the table."""
    assert table(["a"], [["x|y"]]).splitlines()[-1] == "| x\\|y |"


@pytest.mark.parametrize(
    ("expected", "found", "agree"),
    [
        (9.0, 8.7, True),
        (9.0, 12.0, False),
        (0.4, 0.4, True),
        ((0.5, 2.0), 1.0, True),
        ((0.5, 2.0), 3.0, False),
        (
            [{"site": "calf", "side": "left"}, {"site": "calf", "side": "right"}],
            [{"site": "calf", "side": "both"}],
            True,
        ),
        ([{"site": "calf", "side": "left"}], [{"site": "calf", "side": "right"}], False),
        ("yes", "no", False),
        (None, None, True),
    ],
)
def test_values_agree_as_people_mean_them(expected: Any, found: Any, agree: bool) -> None:  # noqa: FBT001
    """Numbers nearly, places as sets, left and right as both."""
    assert same(expected, found) is agree


def test_a_yes_read_as_no_is_a_wrong_no() -> None:
    """The worst mistake is counted, apart from whether it was read back."""
    judged = judge(said("yes", category="yes_plain"), Outcome("no", decision="take"), yes_no=True)
    assert judged.wrong_no
    scores = score([judged])
    assert scores.wrong_no_taken == Rate(1, 1)
    assert scores.answers == Rate(0, 1)


@pytest.mark.parametrize(("answer", "wrong"), [("no", True), ("yes", False), (None, False)])
def test_anything_but_no(answer: str | None, wrong: bool) -> None:  # noqa: FBT001
    """`!no` is satisfied by whatever is not *no*."""
    judged = judge(said("!no", category="must_not_be_no"), Outcome(answer, decision="confirm"), yes_no=True)
    assert judged.wrong_no is wrong
    assert judged.answer_right is not wrong


def test_findings_missed_invented_and_allowed() -> None:
    """What is allowed counts neither way; what is not stated counts as invented."""
    utterance = said(any_pain="yes", leg_weak="yes", may_trend="worse")
    judged = judge(
        utterance, Outcome(findings={"any_pain": "yes", "trend": "worse", "rash": "no"}), yes_no=False
    )
    assert judged.found == ("any_pain",)
    assert judged.missed == ("leg_weak",)
    assert judged.invented == ("rash=no",)


def test_a_flipped_finding_is_missed_invented_and_flipped() -> None:
    """A denial of what was stated is the gravest fault of a story."""
    judged = judge(said(leg_weak="yes"), Outcome(findings={"leg_weak": "no"}), yes_no=False)
    assert judged.flipped == ("leg_weak",)
    assert judged.missed == ("leg_weak",)


def test_places_count_leniently_and_strictly() -> None:
    """A neighbouring site is found but not exact; a contradicted side is not found."""
    utterance = said(numb_where=[{"site": "big_toe", "side": "left"}])
    near = judge(
        utterance, Outcome(findings={"numb_where": [{"site": "foot", "side": "left"}]}), yes_no=False
    )
    assert (near.found, near.strict) == (("numb_where",), 0)
    wrong = judge(
        utterance, Outcome(findings={"numb_where": [{"site": "big_toe", "side": "right"}]}), yes_no=False
    )
    assert wrong.found == ()


def test_an_emergency_counts_as_caught_by_a_hint() -> None:
    """A hint makes the skill ask, which is what must happen."""
    utterance = said(category="emergency", pee_leak="yes")
    assert judge(utterance, Outcome(hints=frozenset({"pee_leak"})), yes_no=True).caught
    assert not judge(utterance, Outcome(hints=frozenset({"rash"})), yes_no=True).caught


def test_nothing_accepted_from_what_means_nothing() -> None:
    """An answer, a command or a finding out of a television is a fault."""
    utterance = said(category="nothing_tv")
    quiet = judge(utterance, Outcome(), yes_no=True)
    loud = judge(utterance, Outcome("no", decision="confirm"), yes_no=True)
    assert score([quiet, loud]).nothing == Rate(1, 2)


def test_keyword_search_finds_a_no_in_a_yes() -> None:
    """The plain approach is as naive as it is meant to be."""
    assert Keywords().understand("no feeling at all there", YES_NO).answer == "no"
    assert Keywords().understand("my chest hurts", OPENING).findings["chest_pain_breathless"] == "yes"


def test_phrase_list_takes_only_whole_phrases() -> None:
    """Anything else is nothing."""
    assert PhraseList().understand("Not really.", YES_NO).answer == "no"
    assert PhraseList().understand("not really love", YES_NO).answer is None


def test_a_malformed_corpus_is_named(tmp_path: Path) -> None:
    """The file and the line at fault are said."""
    (tmp_path / "bad.tsv").write_text(
        "\t".join(corpus.COLUMNS) + "\nopening\thello\t-\t-\t{\tstory\t\n", encoding="utf-8"
    )
    with pytest.raises(BadInputError, match=r"bad\.tsv, line 2"):
        corpus.load(tmp_path)


def test_a_missing_corpus_is_named(tmp_path: Path) -> None:
    """An empty folder is not a perfect score."""
    with pytest.raises(BadInputError, match="no corpus"):
        corpus.load(tmp_path)
