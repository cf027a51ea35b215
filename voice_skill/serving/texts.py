"""Conversations by text, for Home Assistant's own ears and voice: the same consultation, message by message.

A peer on the network may talk; it may not reach the emergency contact, nor keep or delete anything on this machine. Its
words are some other recogniser's single reading, as far as anybody can tell: a *no* among them is read back.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

from voice_skill.devices.ears import typed
from voice_skill.devices.loop import Dialogue, drive
from voice_skill.events import (
    Adjust,
    Ask,
    Event,
    Finish,
    Heard,
    NoInput,
    Reading,
    Result,
    Say,
    Source,
    SpeechFailed,
    Stopped,
    Understood,
)
from voice_skill.serving.limits import Limits

ANSWER_S = 30.0
"""Longest that a reply may take to make: a fault, if it ever is reached."""


class TextTalk:
    """A consultation whose person writes: a device for `drive`, with a thread of its own."""

    real_time = False

    def __init__(self, dialogue: Dialogue, start_phrase: str, idle_s: float) -> None:
        """`start_phrase`, as a first message, begins it and answers nothing."""
        self._start_phrase, self._idle_s = start_phrase, idle_s
        self._greeted = False
        self._lines: list[str] = []
        self._in: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._out: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.over = False
        """Whether the consultation has ended."""
        self.used = time.monotonic()
        self._turn = threading.Lock()
        threading.Thread(target=drive, args=(dialogue, self), name="text", daemon=True).start()

    def reply(self, text: str) -> str:
        """Answer a message, one at a time: each reply belongs to its own message. The first has the greeting before it.

        Raises:
            queue.Empty: when it is over, or no reply could be made in time. Then it is over, too: the reply that comes
                late would stand under the next message, and every answer after it under the wrong question.
        """
        with self._turn:
            if self.over:
                raise queue.Empty
            self.used = time.monotonic()
            try:
                return self._answered(text)
            except queue.Empty:
                self.end()
                raise

    def _answered(self, text: str) -> str:
        greeting = ""
        if not self._greeted:
            greeting = self._out.get(timeout=ANSWER_S)
            self._greeted = True
            if text.casefold().strip(" .!") in {"", self._start_phrase}:
                return greeting
        self._in.put(text)
        return f"{greeting} {self._out.get(timeout=ANSWER_S)}".strip()

    def end(self) -> None:
        """Stop it; what it says then is not read by anybody."""
        self.over = True
        self._in.put(None)

    # The device's side

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """Nothing waits: a person who writes has no clock."""

    def say(self, line: Say) -> SpeechFailed | None:
        """Add to the reply."""
        self._lines.append(line.text)
        return None

    def ask(self, question: Ask, *, within_s: float | None) -> Event:
        """End the reply with the question, and wait for the next message."""
        self._lines.append(question.text)
        self._flush()
        try:
            text = self._in.get(timeout=self._idle_s)
        except queue.Empty:
            text = None
        if text is None:
            return Stopped("end_of_input")
        if not text.strip():
            return NoInput()
        # What was read back and confirmed has been said twice.
        confirmed = question.expects.kind == "confirm"
        return typed(text) if confirmed else Heard((Reading(text, Source.OPEN),))

    def show(self, action: Understood | Result | Adjust) -> None:
        """Nothing is shown but the words."""

    def finish(self, finish: Finish) -> None:
        """End with what was said last."""
        self.over = True
        self._flush()

    def _flush(self) -> None:
        lines, self._lines = self._lines, []
        self._out.put(" ".join(line for line in lines if line))


class Talks:
    """All conversations by text, by the id their peer gives them. Thread-safe."""

    def __init__(self, begin: Callable[[], Dialogue], start_phrase: str, limits: Limits) -> None:
        self._begin, self._start_phrase, self._limits = begin, start_phrase, limits
        self._talks: dict[str, TextTalk] = {}
        self._lock = threading.Lock()

    def reply(self, name: str, text: str) -> str | None:
        """Answer a message of one conversation; None when there are too many to begin another.

        Raises:
            queue.Empty: when no reply could be made in time.
        """
        talk = self._talk(name)
        return None if talk is None else talk.reply(text)

    def _talk(self, name: str) -> TextTalk | None:
        with self._lock:
            self._forget()
            if name not in self._talks and len(self._talks) >= self._limits.talks:
                self._make_room()
            if name not in self._talks and len(self._talks) < self._limits.talks:
                self._talks[name] = TextTalk(self._begin(), self._start_phrase, self._limits.talk_idle_s)
            return self._talks.get(name)

    def _make_room(self) -> None:
        """End the conversation that has been quiet longest, if that is long enough."""
        name, talk = min(self._talks.items(), key=lambda each: each[1].used)
        if time.monotonic() - talk.used > self._limits.talk_yields_s:
            talk.end()
            del self._talks[name]

    def end(self) -> None:
        """End all of them."""
        with self._lock:
            for talk in self._talks.values():
                talk.end()

    def _forget(self) -> None:
        now = time.monotonic()
        for name, talk in list(self._talks.items()):
            if talk.over or now - talk.used > self._limits.talk_idle_s:
                talk.end()
                del self._talks[name]
