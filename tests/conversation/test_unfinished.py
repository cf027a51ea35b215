"""A consultation that broke off comes back whole, or not at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from voice_skill import triage
from voice_skill.conversation import Conversation
from voice_skill.conversation.memory import Answer, Certainty
from voice_skill.conversation.talk import Talk
from voice_skill.conversation.unfinished import take_up, unfinished
from voice_skill.conversation.wording import load_wording
from voice_skill.events import Meaning, Stopped


def talk() -> Talk:
    """Somebody of 45 whose calf has twitched for a while, and who took an answer back."""
    place = triage.region("gb")
    said = Talk(load_wording(place.fill), place)
    said.memory.age, said.memory.age_asked, said.story_done = 45, True, True
    said.memory.answers = [
        Answer("twitch_where", ({"site": "calf", "side": "left"},), Certainty.VOLUNTEERED),
        Answer("twitch_weeks", 1.5, Certainty.HEARD),
        Answer("saddle_numb", "no", Certainty.CONFIRMED, replaced="yes"),
    ]
    said.memory.asked, said.asked_as = [("age",), ("saddle_numb",)], {"saddle_numb": "saddle_numb"}
    said.memory.skip, said.memory.split, said.checked = {"rash"}, {"calf_skin"}, {"pee_leak"}
    said.hints = ["fever_unwell"]
    return said


def fresh() -> Talk:
    """Nothing said yet, no country known."""
    place = triage.region(None)
    return Talk(load_wording(place.fill), place)


def test_everything_that_was_said_comes_back() -> None:
    """Through JSON and back: the same answers, the same questions left, the same country."""
    before, after = talk(), fresh()
    assert take_up(after, json.loads(json.dumps(unfinished(before))))
    assert after.memory == before.memory
    assert (after.asked_as, after.checked, after.hints) == (before.asked_as, before.checked, before.hints)
    assert after.region.name == "gb"
    assert after.assess() == before.assess()


def test_nothing_said_is_nothing_to_keep() -> None:
    """There is nothing to go on with before the first answer."""
    assert unfinished(fresh()) is None


def spoilt(change: Any) -> dict[str, Any]:
    """A kept consultation with one thing changed."""
    content: dict[str, Any] = json.loads(json.dumps(unfinished(talk())))
    change(content)
    return content


@pytest.mark.parametrize(
    "change",
    [
        lambda kept: kept.update(format=99),
        lambda kept: kept.update(region="atlantis"),
        lambda kept: kept.update(skip="rash"),
        lambda kept: kept.update(skip=[1]),
        lambda kept: kept.update(age=-4),
        lambda kept: kept.update(age="old"),
        lambda kept: kept.update(asked_as={"saddle_numb": "no_such_question"}),
        lambda kept: kept.pop("answers"),
        lambda kept: kept["answers"][1].update(value=True),
        lambda kept: kept["answers"][1].update(value="soon"),
        lambda kept: kept["answers"][1].update(certainty="guessed"),
        lambda kept: kept["answers"].append(kept["answers"][1]),
        lambda kept: kept["answers"][0].update(value=["calf"]),
        lambda kept: kept.clear(),
    ],
)
def test_what_can_not_be_trusted_changes_nothing(change: Any) -> None:
    """A spoilt file is as good as none: not even its good half is taken."""
    after, untouched = fresh(), fresh()
    assert not take_up(after, spoilt(change))
    assert after.memory == untouched.memory
    assert not after.story_done


class Nothing:
    """Understands nothing."""

    def parse(self, text: str, expects: object) -> Meaning:
        """Return nothing."""
        return Meaning()


def test_a_finished_consultation_keeps_nothing() -> None:
    """Once it is over there is nothing to go on with."""
    conversation = Conversation(Nothing(), before=unfinished(talk()))
    conversation.start()
    assert conversation.unfinished is None, "not before somebody said yes to it"
    conversation.handle(Stopped())
    assert conversation.unfinished is None
