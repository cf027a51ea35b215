"""Conversations by text, whose words came through somebody else's recogniser."""

from __future__ import annotations

import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from voice_skill.conversation import Conversation
from voice_skill.devices.parts import Parts
from voice_skill.events import Action, Ask, Event, Expectation, Finish, Heard, Stopped
from voice_skill.serving import texts
from voice_skill.serving.limits import Limits
from voice_skill.serving.texts import Talks
from voice_skill.settings import Settings

START = "start back check"


class Echo:
    """A dialogue that asks what it was told; told "slowly" it takes its time."""

    def start(self) -> list[Action]:
        return [self._ask("hello")]

    def handle(self, event: Event) -> list[Action]:
        if isinstance(event, Stopped):
            return [Finish("stopped")]
        assert isinstance(event, Heard)
        text = event.readings[0].text
        if text == "slowly":
            time.sleep(0.5)
        return [self._ask(text)]

    def _ask(self, text: str) -> Ask:
        return Ask(text, Expectation("opening", "open"))


def test_a_no_is_read_back_and_a_yes_is_not() -> None:
    """The words are a single reading: what lowers urgency is taken once it is confirmed, what raises it at once."""
    conversations: list[Conversation] = []

    def begin() -> Conversation:
        conversations.append(Conversation(Parts(Settings()).understander, region="gb"))
        return conversations[-1]

    talks = Talks(begin, START, Limits())
    replies = [talks.reply("one", text) for text in ("my back hurts", "fifty two", "yes", "for myself")]
    findings = conversations[0].talk.memory.findings
    assert "52" in str(replies[1]) or "fifty two" in str(replies[1])
    assert "chest_pain_breathless" not in findings
    read_back = str(talks.reply("one", "no"))
    assert "chest_pain_breathless" not in conversations[0].talk.memory.findings
    assert "no" in read_back.lower()
    talks.reply("one", "yes")
    assert conversations[0].talk.memory.findings["chest_pain_breathless"] == "no"
    assert talks.reply("two", "my back hurts")
    for text in ("fifty two", "yes", "for myself"):
        talks.reply("two", text)
    assert str(talks.reply("two", "yes")).startswith("Call 9 9 9 now.")
    talks.end()


def test_a_denial_in_a_story_is_not_taken() -> None:
    """What only one reading denies is asked, never assumed."""
    conversation = Conversation(Parts(Settings()).understander, region="gb")
    talks = Talks(lambda: conversation, START, Limits())
    talks.reply("one", "my back hurts but I have no numbness between my legs")
    assert conversation.talk.memory.findings.get("saddle_numb") != "no"
    talks.end()


def test_each_message_gets_its_own_reply() -> None:
    """Two messages of one conversation at once: the second waits for the first."""
    talks = Talks(Echo, START, Limits())
    assert talks.reply("one", START) == "hello"
    with ThreadPoolExecutor() as people:
        sent = [people.submit(talks.reply, "one", text) for text in ("slowly", "b", "c")]
        assert [each.result() for each in sent] == ["slowly", "b", "c"]
    talks.end()


def test_a_reply_that_comes_too_late_ends_the_conversation(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would stand under the next message: an answer would count for another question."""
    monkeypatch.setattr(texts, "ANSWER_S", 0.1)
    talks = Talks(Echo, START, Limits())
    assert talks.reply("one", START) == "hello"
    with pytest.raises(queue.Empty):
        talks.reply("one", "slowly")
    time.sleep(0.6)
    assert talks.reply("one", "anew") == "hello anew"
    talks.end()


def test_a_quiet_conversation_makes_room_for_a_new_one() -> None:
    """Somebody who begins may be in danger: the one that was quiet longest yields, and begins anew when it goes on."""
    talks = Talks(Echo, START, Limits(talks=2, talk_yields_s=0.2))
    talks.reply("one", START)
    talks.reply("two", START)
    assert talks.reply("three", "help") is None, "both were used just now"
    time.sleep(0.3)
    talks.reply("two", "still here")
    assert talks.reply("three", "help") == "hello help"
    assert talks.reply("two", "and on") == "and on", "it was not the quiet one"
    time.sleep(0.3)
    assert talks.reply("one", "back") == "hello back"
    talks.end()


def test_one_that_takes_long_to_begin_holds_up_nobody() -> None:
    """Beginning happens outside what all conversations share."""
    released = threading.Event()

    class Slow(Echo):
        def start(self) -> list[Action]:
            released.wait(10)
            return super().start()

    dialogues = iter((Slow(), Echo()))
    talks = Talks(lambda: next(dialogues), START, Limits())
    with ThreadPoolExecutor() as people:
        slow = people.submit(talks.reply, "slow", START)
        wait_until = time.monotonic() + 5
        while len(talks._talks) < 1 and time.monotonic() < wait_until:
            time.sleep(0.01)
        assert talks.reply("quick", START) == "hello"
        released.set()
        assert slow.result() == "hello"
    talks.end()
