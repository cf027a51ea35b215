"""Conversations by text, for Home Assistant's own ears and voice: the same consultation, message by message.

A peer on the network may talk; it may not reach the emergency contact, nor keep or delete anything on this machine.
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
    NoInput,
    Result,
    Say,
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

    def __init__(self, dialogue: Dialogue, idle_s: float) -> None:
        self._idle_s = idle_s
        self._lines: list[str] = []
        self._in: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._out: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.over = False
        """Whether the consultation has ended."""
        self.used = time.monotonic()
        threading.Thread(target=drive, args=(dialogue, self), name="text", daemon=True).start()
        self._greeting: str | None = None

    def greeting(self) -> str:
        """What it begins with; the first reply has it before it."""
        return self._out.get(timeout=ANSWER_S)

    def reply(self, text: str) -> str:
        """Answer a message. Raises `queue.Empty` when no reply could be made in time."""
        self.used = time.monotonic()
        self._in.put(text)
        return self._out.get(timeout=ANSWER_S)

    def end(self) -> None:
        """Stop it; what it says then is not read by anybody."""
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
        return typed(text) if text.strip() else NoInput()

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
        """Answer a message of one conversation; None when there are too many to begin another."""
        with self._lock:
            self._forget()
            talk, greeting = self._talks.get(name), ""
            if talk is None:
                if len(self._talks) >= self._limits.talks:
                    return None
                talk = self._talks[name] = TextTalk(self._begin(), self._limits.talk_idle_s)
                greeting = talk.greeting()
        if greeting and text.casefold().strip(" .!") in {"", self._start_phrase}:
            return greeting
        answer = talk.reply(text)
        return f"{greeting} {answer}".strip() if greeting else answer

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
