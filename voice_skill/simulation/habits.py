"""What people do besides answering: they are late, ask back, correct themselves, talk over the skill or to someone else."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal

Habit = Literal["hesitates", "silent", "late", "asks_back", "corrects", "chats", "interrupts", "none"]

ASKS_BACK = ("what", "pardon", "say that again please", "what do you mean")
CHATS = (
    "is that you at the door",
    "put it over there love",
    "no leave it on the table",
    "yes I'm coming in a minute",
    "turn the telly down would you",
)
"""Said to somebody else in the room, right after the question."""
OPPOSITE = {"yes": "no", "no": "yes"}
LATE_S = 6.0
"""Seconds a late answer takes to begin: inside the ten that are waited for."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How often a person does each thing, as a share of the questions; only when a question is put for the first time."""

    hesitates: float = 0.0
    """Begins with "um"."""
    silent: float = 0.0
    """Says nothing."""
    late: float = 0.0
    """Begins to answer after `LATE_S`."""
    asks_back: float = 0.0
    """Says "what?" in place of an answer."""
    corrects: float = 0.0
    """Says the opposite of a plain *yes* or *no* first, and takes it back in the same breath."""
    chats: float = 0.0
    """Says something to somebody else instead."""
    interrupts: float = 0.0
    """Begins while the skill still speaks: the microphone opens in the middle of the answer."""

    def choose(self, random: Random) -> Habit:
        """Return what happens at one question."""
        left = random.random()
        shares: tuple[tuple[Habit, float], ...] = (
            ("hesitates", self.hesitates),
            ("silent", self.silent),
            ("late", self.late),
            ("asks_back", self.asks_back),
            ("corrects", self.corrects),
            ("chats", self.chats),
            ("interrupts", self.interrupts),
        )
        for habit, share in shares:
            left -= share
            if left < 0:
                return habit
        return "none"


def words_of(habit: Habit, words: str, random: Random) -> str | None:
    """Return what is said instead of an answer; None for nothing."""
    if habit == "silent":
        return None
    if habit == "asks_back":
        return random.choice(ASKS_BACK)
    if habit == "chats":
        return random.choice(CHATS)
    if habit == "hesitates":
        return f"um, {words}"
    first = words.split(maxsplit=1)[0]
    if habit == "corrects" and first in OPPOSITE:
        return f"{OPPOSITE[first]}, no wait, I mean {first}"
    return words
