"""How long it has lasted, and how long one bout takes: only the first is a length of the pain."""

from __future__ import annotations

import pytest

from voice_skill.understanding import Understander

LASTED = {
    "my leg has hurt for three weeks": 3.0,
    "back pain three months": 13.0,
    "in the last month my back has hurt": 4.0,
    "my leg hurts, it's been two weeks": 2.0,
    "my back hurts, every day for a month": 4.0,
    "my back has hurt for three hours": 0.0,
    "my leg hurts since this morning": 0.1,
    "I've had leg pain the best part of a year": 52.0,
}
A_BOUT = (
    "my leg hurts all day",
    "my back hurts day in day out",
    "my leg hurts most of the day",
    "my back aches at the end of the week",
    "my back hurts one day in three",
    "my leg hurts after an hour at my desk",
    "my leg hurts when I sit for more than an hour",
    "my legs hurt after ten minutes of walking",
    "my back hurts for the first hour of the morning",
    "I have back pain, I see my doctor in two weeks",
    "I saw the doctor two weeks ago about my leg pain",
    "my back pain is better than yesterday",
    "back pain for three years and leg pain for two days",
    "it's my back, it never stops day or night and there isn't a position that helps",
)


@pytest.mark.parametrize(("story", "weeks"), LASTED.items())
def test_how_long_it_has_lasted_is_kept(understander: Understander, story: str, weeks: float) -> None:
    """A length that reaches to the present is how long the pain has lasted."""
    assert understander.parse(story, understander.expectation("opening")).findings["pain_weeks"] == weeks


@pytest.mark.parametrize("story", A_BOUT)
def test_how_long_a_bout_takes_is_not_how_long_it_has_lasted(understander: Understander, story: str) -> None:
    """A pain of unknown age would else count as a new one, and be advised to wait."""
    meant = understander.parse(story, understander.expectation("opening"))
    assert meant.findings["any_pain"] == "yes"
    assert "pain_weeks" not in meant.findings


def test_one_of_a_pair_is_one_leg(understander: Understander) -> None:
    """Whoever says "one of my legs" names both and means one: two would mean hospital."""
    for story in ("one of my legs hurts", "pain in one of my legs", "one of my calves is sore"):
        assert "both_legs_pain" not in understander.parse(story, understander.expectation("opening")).findings
    meant = understander.parse("both of my legs hurt", understander.expectation("opening"))
    assert meant.findings["both_legs_pain"] == "yes"


def test_what_was_there_years_ago_is_over_but_for_cancer(understander: Understander) -> None:
    """A "there" says where it was, not that something new begins."""
    opening = understander.expectation("opening")
    assert not understander.parse("I had shingles there two years ago", opening).findings
    assert not understander.parse("I did have shingles two years ago", opening).findings
    assert understander.parse("I had cancer there ten years ago", opening).findings["cancer_history"] == "yes"
    assert not understander.parse("my mother had cancer there ten years ago", opening).findings


def test_a_sign_told_with_its_time_is_new(understander: Understander) -> None:
    """Whoever said since when is not asked again whether it is new; that it is old is only ever asked."""
    opening = understander.expectation("opening")
    for story, sign in (
        ("since last night I can't pee", "pee_difficulty"),
        ("I can't pee, it started two days ago", "pee_difficulty"),
        ("my bottom has been numb for three days", "saddle_numb"),
    ):
        assert understander.parse(story, opening).findings[f"ces_recent_{sign}"] == "yes"
    for story in (
        "I've been leaking pee for three years",
        "I leak when I laugh. my back hurts. it started yesterday",
    ):
        assert "ces_recent_pee_leak" not in understander.parse(story, opening).findings
    asked = understander.expectation("pee_leak")
    assert understander.parse("yes since yesterday", asked).findings["ces_recent_pee_leak"] == "yes"
    assert not understander.parse("yes, for years", asked).findings


def test_of_two_times_of_a_weakness_the_later_stands(understander: Understander) -> None:
    """A leg weak for a year that since Monday can't lift the foot is not one that has been stable for months."""
    opening = understander.expectation("opening")
    story = "my leg's been weak for a year but since Monday I can't lift the foot"
    assert understander.parse(story, opening).findings["weak_onset"] == "days"
    assert understander.parse("my leg's been weak for a year", opening).findings["weak_onset"] == "months"


@pytest.mark.parametrize(
    "story",
    [
        "my sciatica was better last week but now it's back with a vengeance",
        "it was getting better and then it stopped",
        "it had been improving until Monday",
    ],
)
def test_what_was_better_is_not_what_is(understander: Understander, story: str) -> None:
    """Better counts for waiting; that it once was better does not."""
    assert understander.parse(story, understander.expectation("opening")).findings.get("trend") != "better"


def test_no_pain_at_times_is_not_no_pain(understander: Understander) -> None:
    """Whoever has no pain when sitting has some."""
    opening = understander.expectation("opening")
    for story in ("I have no pain when I sit, only when I walk", "no pain when I lie down"):
        assert "any_pain" not in understander.parse(story, opening).findings
    assert understander.parse("it's better now", opening).findings["trend"] == "better"
