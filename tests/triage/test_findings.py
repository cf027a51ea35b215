"""Findings from outside: what is refused, and why."""

from __future__ import annotations

from typing import Any

import pytest

from voice_skill.triage import FindingsError, assess, check_findings, finding_keys, next_question


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ({"nonsense": "yes"}, "nonsense"),
        ({"leg_weak": "perhaps"}, "leg_weak"),
        ({"leg_weak": True}, "leg_weak"),
        ({"pain_weeks": -1}, "pain_weeks"),
        ({"pain_weeks": "three"}, "pain_weeks"),
        ({"pain_weeks": True}, "pain_weeks"),
        ({"pain_weeks": float("nan")}, "pain_weeks"),
        ({"weak_onset": "soon"}, "weak_onset"),
        ({"pain_where": "back"}, "pain_where"),
        ({"pain_where": [{"site": "nose", "side": "left"}]}, "pain_where"),
        ({"pain_where": [{"site": "back"}]}, "pain_where"),
        ({"pain_where": [{"site": "back", "side": "top"}]}, "pain_where"),
        ({"any_pain": "no", "back_pain": "yes"}, "any_pain and back_pain"),
        ({"twitch_type": "none", "twitch_weeks": 3}, "twitch_type and twitch_weeks"),
    ],
)
def test_bad_findings_are_refused_with_the_key(raw: dict[str, Any], key: str) -> None:
    """Unknown keys, impossible values and contradictions name the key."""
    with pytest.raises(FindingsError) as fault:
        check_findings(raw)
    assert fault.value.key == key


@pytest.mark.parametrize("age", [-1, 121, 200, 4.5, "45", True])
def test_impossible_ages_are_refused(age: Any) -> None:
    """An age nobody can have is refused, by the assessment and by the interview."""
    for call in (assess, next_question):
        with pytest.raises(FindingsError, match="age"):
            call({}, age=age)


def test_assess_refuses_what_it_does_not_know() -> None:
    """A misspelt key is never silently no finding."""
    with pytest.raises(FindingsError, match="sadle_numb"):
        assess({"sadle_numb": "yes"}, age=40)


def test_a_place_that_is_one_word_is_told_to_be_a_list() -> None:
    """The message says what is wanted, and does not go through the word letter by letter."""
    with pytest.raises(FindingsError, match="list of places"):
        check_findings({"pain_where": "back"})


def test_places_are_taken_as_values() -> None:
    """Places come back as plain values."""
    found = check_findings({"pain_where": [{"site": "calf", "side": "left"}]})
    assert found == {"pain_where": ({"site": "calf", "side": "left"},)}


def test_every_key_says_what_it_may_be() -> None:
    """Every key has a kind, and every closed kind its values."""
    for key in finding_keys().values():
        assert key.values or key.kind == "number", key.name


def test_findings_that_are_no_keys_and_values_are_refused() -> None:
    """A list of findings is not taken for none."""
    with pytest.raises(FindingsError, match="keys and values"):
        check_findings(["leg_weak"])
