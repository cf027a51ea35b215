"""Conditions one by one: what holds, and what might still make them hold or take them back."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_skill.triage import load_knowledge
from voice_skill.triage.conditions import (
    AllOf,
    Always,
    Amount,
    AnyOf,
    Condition,
    Never,
    Older,
    Places,
    Unless,
    Values,
)
from voice_skill.triage.reading import ConditionReader, can_hold
from voice_skill.triage.yaml_file import parse_yaml

BACK, LEG = Values("back_pain", frozenset({"yes"})), Values("leg_weak", frozenset({"yes"}))
NOTHING: frozenset[str] = frozenset()


def test_always_and_never_ask_for_nothing() -> None:
    """The two that depend on nothing look at no key, whatever is known."""
    assert Always().holds({})
    assert not Never().holds({"back_pain": "yes"})
    assert [*Always().keys(), *Never().keys()] == []


def test_a_gap_is_what_was_not_asked_yet() -> None:
    """Empty where it holds, the key where nothing was said, none where it was denied or can't be asked again."""
    assert BACK.gap({"back_pain": "yes"}, NOTHING) == ()
    assert BACK.gap({}, NOTHING) == ("back_pain",)
    assert BACK.gap({"back_pain": "no"}, NOTHING) is None
    assert BACK.gap({}, frozenset({"back_pain"})) is None


def test_the_gap_of_an_older_sign_is_its_own_timing_question() -> None:
    """A *no* to the general question settles it; with nothing said, the question about this very sign is open."""
    older = Older("pee_leak")
    assert older.gap({"ces_recent": "no"}, NOTHING) == ()
    assert older.gap({}, NOTHING) == ("ces_recent_pee_leak",)
    assert older.gap({"ces_recent": "yes"}, NOTHING) is None
    assert older.gap({}, frozenset({"ces_recent_pee_leak"})) is None


def test_an_older_sign_that_is_also_new_is_not_old() -> None:
    """One *no* does not outweigh a *yes* or a doubt to the other timing question."""
    older = Older("pee_leak")
    assert older.holds({"ces_recent_pee_leak": "no"})
    assert not older.holds({"ces_recent_pee_leak": "no", "ces_recent": "yes"})
    assert not older.holds({"ces_recent_pee_leak": "unsure", "ces_recent": "no"})
    assert not older.holds({})


def test_a_place_of_the_wrong_kind_is_no_place() -> None:
    """Only a list that names a place counts, and only a fitting one where sites are named."""
    some, back = Places("pain_where"), Places("pain_where", frozenset({"back"}))
    assert some.holds({"pain_where": ({"site": "calf", "side": "left"},)})
    assert not back.holds({"pain_where": ({"site": "calf", "side": "left"},)})
    assert back.holds({"pain_where": ({"site": "calf", "side": "left"}, {"site": "back", "side": "both"})})
    assert not some.holds({"pain_where": ()})
    assert not some.holds({"pain_where": "calf"})


def test_a_place_is_never_asked_for_to_settle_a_rule() -> None:
    """Where it is named there is nothing open; where it is not, no question will bring it."""
    some = Places("pain_where")
    assert some.gap({"pain_where": ({"site": "calf", "side": "left"},)}, NOTHING) == ()
    assert some.gap({}, NOTHING) is None


def test_bounds_hold_to_their_edges() -> None:
    """*At least* includes its edge, *more than* and *below* do not; the unknown counts where it is said to."""
    assert Amount("age", least=6).holds({"age": 6})
    assert not Amount("age", above=6).holds({"age": 6})
    assert not Amount("age", below=6).holds({"age": 6})
    assert Amount("cramp_minutes", least=6, or_unknown=True).holds({})
    assert not Amount("cramp_minutes", least=6).holds({"cramp_minutes": "unsure"})


def test_what_holds_may_be_taken_back_by_an_open_exception() -> None:
    """The open keys are those of an exception that may still come true; a closed one takes nothing back."""
    hit = Unless(BACK, (LEG,))
    assert hit.open_keys({"back_pain": "yes"}, NOTHING) == ("leg_weak",)
    assert hit.open_keys({"back_pain": "yes", "leg_weak": "no"}, NOTHING) is None
    assert AllOf((BACK, hit)).open_keys({"back_pain": "yes"}, NOTHING) == ("leg_weak",)
    assert Unless(hit, (BACK,)).open_keys({"back_pain": "yes"}, NOTHING) == ("leg_weak",)


def test_of_several_reasons_each_must_be_open_to_be_taken_back() -> None:
    """Where one of them stands for good, nothing that is asked takes the whole back."""
    hit, other = Unless(BACK, (LEG,)), Values("any_pain", frozenset({"yes"}))
    both = AnyOf((hit, other))
    assert both.open_keys({"back_pain": "yes"}, NOTHING) == ("leg_weak",)
    assert both.open_keys({"back_pain": "yes", "any_pain": "yes"}, NOTHING) is None
    assert both.open_keys({"any_pain": "yes"}, NOTHING) is None


def read(text: str) -> Condition:
    """Read a condition as it is written in the YAML files."""
    knowledge = load_knowledge()
    return ConditionReader(knowledge.keys, frozenset({"pee_leak"})).read(parse_yaml(text, Path("some.yaml")))


def test_a_number_may_count_where_it_is_unknown() -> None:
    """*At least 6 or unknown* holds for six, and for a number nobody told."""
    condition = read("cramp_minutes: at least 6 or unknown")
    assert condition.holds({})
    assert condition.holds({"cramp_minutes": 6})
    assert not condition.holds({"cramp_minutes": 5})


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("any: [{age: below 6, all: [{age: at least 60}]}, {age: at least 60}]", True),
        ("any: [{age: below 6, all: [{age: at least 60}]}]", False),
        ("cramp_minutes: below 2 or unknown\nall: [{cramp_minutes: at least 6 or unknown}]", True),
        ("cramp_minutes: below 2 or unknown\nall: [{cramp_minutes: at least 6}]", False),
        ("pain_where: some\nolder: pee_leak", True),
        ("pee_leak: yes\nunless: [{pee_leak: yes}]", True),
    ],
)
def test_what_can_never_hold_is_known(text: str, *, possible: bool) -> None:
    """One consistent way is enough, and exceptions are never in the way: only plain impossibility is refused."""
    assert can_hold(read(text)) is possible
