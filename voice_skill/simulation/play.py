"""Plays a scenario against the real conversation, by text: what was asked, what was decided."""

from __future__ import annotations

from dataclasses import dataclass, field

from voice_skill.conversation import Conversation
from voice_skill.conversation.conversation import Parser
from voice_skill.devices.ears import typed
from voice_skill.events import (
    Action,
    Ask,
    CallContact,
    ContactDone,
    Event,
    Finish,
    Heard,
    NoInput,
    Result,
)
from voice_skill.simulation.patient import Patient

MOST_TURNS = 200
"""Turns after which a consultation is taken to be stuck."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a spoken consultation: what the patient meant to say, and what was heard."""

    question: str
    kind: str
    words: str | None
    """None for silence."""
    event: Event

    def __str__(self) -> str:
        """One line for whoever looks for the turn at which something was lost."""
        heard = (
            " | ".join(f"{reading.source.value}: {reading.text}" for reading in self.event.readings)
            if isinstance(self.event, Heard)
            else type(self.event).__name__
        )
        return f"{self.question} ({self.kind}): {self.words or '-'} -> {heard}"


@dataclass(slots=True)
class Played:
    """How one simulated consultation went."""

    results: list[Result] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    """Of a spoken consultation only."""
    finish: Finish | None = None

    @property
    def level(self) -> str:
        """The level reached; empty when none was."""
        return self.results[-1].level if self.results else ""

    @property
    def questions(self) -> int:
        """Questions put before the first result, re-asks not counted."""
        before = next(
            (i for i, action in enumerate(self.actions) if isinstance(action, Result)), len(self.actions)
        )
        return sum(isinstance(action, Ask) and action.attempt == 1 for action in self.actions[:before])

    @property
    def reasks(self) -> int:
        """Questions that had to be put again."""
        return sum(ask.attempt > 1 for ask in self.asks)

    def note(self, actions: list[Action]) -> Action:
        """Keep a list of actions; returns the one that waits for an event or ends it."""
        self.actions += actions
        self.results += [action for action in actions if isinstance(action, Result)]
        self.asks += [action for action in actions if isinstance(action, Ask)]
        return actions[-1]


def said(words: str | None) -> Event:
    """What typed words are to the conversation; None is silence."""
    return NoInput() if words is None else typed(words)


def play_text(patient: Patient, parser: Parser, *, region: str | None = None) -> Played:
    """Run one consultation to its end, every answer typed."""
    conversation, played = Conversation(parser, region=region), Played()
    last = played.note(conversation.start())
    for _ in range(MOST_TURNS):
        if isinstance(last, Finish):
            played.finish = last
            break
        event = (
            ContactDone(reached=True) if isinstance(last, CallContact) else said(patient.reply(_ask(last)))
        )
        last = played.note(conversation.handle(event))
    return played


def _ask(action: Action) -> Ask:
    if not isinstance(action, Ask):
        raise TypeError(f"a conversation waits only for an answer, not {action}")
    return action
