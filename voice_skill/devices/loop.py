"""The one loop that every device shares: actions out of the conversation, one event back in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from voice_skill.devices.faults import named
from voice_skill.errors import VoiceSkillError
from voice_skill.events import (
    Action,
    Adjust,
    Ask,
    CallContact,
    Command,
    ContactDone,
    DeleteKept,
    Event,
    Finish,
    Interrupted,
    KeepPreferences,
    KeepSummary,
    NoInput,
    NotDeleted,
    PreferencesKept,
    Result,
    Say,
    SpeechFailed,
    StartTimer,
    Stopped,
    SummaryKept,
    TimerFired,
    Understood,
)

_LOG = logging.getLogger(__name__)


class Dialogue(Protocol):
    """What a device drives: `conversation.Conversation`, or a script in a test."""

    def start(self) -> list[Action]:
        """Begin; returns the first actions."""
        ...

    def handle(self, event: Event) -> list[Action]:
        """Take one event; returns what to do next."""
        ...


class Device(Protocol):
    """One way to meet a person: by sound, keyboard, recording or line protocol."""

    real_time: bool
    """Whether timers run: a device whose person answers line by line has no clock."""

    def now(self) -> float:
        """Monotonic seconds."""
        ...

    def wait(self, seconds: float) -> None:
        """Let time pass, when there is a timer to wait for and nothing to listen to."""
        ...

    def say(self, line: Say) -> SpeechFailed | Command | None:
        """Make a line heard and seen; returns what could not be made audible, or the command that broke it off."""
        ...

    def ask(self, question: Ask, *, within_s: float | None) -> Event:
        """Put a question and return what came back; wait at most `within_s` seconds for speech to begin."""
        ...

    def show(self, action: Understood | Result | Adjust) -> None:
        """Show what was understood or decided, or change how to speak and listen."""
        ...

    def finish(self, finish: Finish) -> None:
        """Say goodbye to the machine: release what is held."""
        ...


class _Timers:
    """What is to wake the conversation, and when."""

    def __init__(self) -> None:
        self._due: dict[str, float] = {}

    def start(self, timer: StartTimer, now: float) -> None:
        self._due[timer.name] = now + timer.seconds

    def clear(self) -> None:
        self._due.clear()

    def next_s(self, now: float) -> float | None:
        """Seconds to the next one, never negative; None when none runs."""
        return max(0.0, min(self._due.values()) - now) if self._due else None

    def fire(self) -> TimerFired:
        """Take the next one out, due or not."""
        name = min(self._due, key=lambda each: self._due[each])
        del self._due[name]
        return TimerFired(name)


def _nobody(rehearsal: bool) -> bool:  # noqa: FBT001  stands in for `Outside.reach`
    """Reach no one: no contact is set up."""
    return False


def _nothing() -> bool:
    """Keep nothing: that is not set up."""
    return False


def _forgotten() -> None:
    """Keep nothing against a power cut: that is not set up."""


def _no_preferences(region: str | None) -> bool:
    """Keep no preferences: that is not set up."""
    return False


@dataclass(frozen=True, slots=True)
class Outside:
    """What a consultation may do besides talking; by default nothing."""

    reach: Callable[[bool], bool] = _nobody
    """Messages the emergency contact (True: only a rehearsal); returns whether that succeeded."""
    keep: Callable[[], bool] = _nothing
    """Keeps the summary; returns whether it is kept."""
    delete: Callable[[], int] = int
    """Deletes what was kept; returns how many files that were."""
    prefer: Callable[[str | None], bool] = _no_preferences
    """Keeps pace, loudness and patience as they are now, and the region if one was chosen; returns whether it did."""
    remember: Callable[[], None] = _forgotten
    """Keeps how far the consultation has come, so that it can be gone on with; called after each turn and at its end."""


def drive(dialogue: Dialogue, device: Device, outside: Outside | None = None) -> Finish:
    """Run one consultation to its end and return how it ended.

    A fault in the conversation or the device still ends it properly: it is told to stop, and says how to get help.
    """
    loop = _Loop(dialogue, device, outside or Outside())
    try:
        finish = loop.run()
    except Exception as error:  # noqa: BLE001  whatever broke, the person is not left without the safety net
        _LOG.error("voice-skill: something broke: %s", named(error))
        finish = loop.run_down()
    device.finish(finish)
    return finish


class _Loop:
    def __init__(self, dialogue: Dialogue, device: Device, outside: Outside) -> None:
        self._dialogue = dialogue
        self._device = device
        self._outside = outside
        self._timers = _Timers()
        self._stopped = False
        self._unheard = False
        """Whether the conversation has just been told that it was not heard; told again at once, it would circle."""

    def run(self) -> Finish:
        """Run until the conversation finishes."""
        actions: Sequence[Action] = self._dialogue.start()
        while True:
            try:
                last = self._perform(actions)
                if isinstance(last, Finish):
                    return last
                self._stopped = isinstance(last, Stopped)
                actions = self._handled(last)
            except KeyboardInterrupt:
                if self._stopped:  # asked twice: not even the closing lines are wanted
                    raise
                self._stopped = True
                actions = self._handled(Stopped("signal"))

    def _handled(self, event: Event) -> Sequence[Action]:
        """Hand the conversation an event, and keep how far it has come; after a fault, what was kept before stays."""
        actions = self._dialogue.handle(event)
        if actions[-1] != Finish("fault"):
            self._outside.remember()
        return actions

    def run_down(self) -> Finish:
        """After a fault: let the conversation say its closing lines, if it still can."""
        self._stopped = True
        try:
            self._perform(self._dialogue.handle(Stopped("fault")))
        except Exception as error:  # noqa: BLE001  nothing more can be done than to end, and say so
            _LOG.error("voice-skill: and again: %s", named(error))
        return Finish("fault")

    def _perform(self, actions: Sequence[Action]) -> Event | Finish:
        """Do one batch; returns the event it led to, or how the consultation ended."""
        unheard: SpeechFailed | None = None
        for place, action in enumerate(actions):
            if isinstance(action, Say):
                outcome = self._device.say(action)
                if isinstance(outcome, Command):
                    return self._interrupted(outcome, actions[place:])
                unheard = outcome or unheard
            elif isinstance(action, StartTimer):
                self._timers.start(action, self._device.now())
            elif isinstance(action, Finish):
                return action
            elif isinstance(action, Ask):
                return self._tell(unheard) or self._ask(action)
            elif isinstance(action, CallContact):
                return ContactDone(self._outside.reach(action.rehearsal))
            elif isinstance(action, DeleteKept):
                if not self._deleted():
                    return NotDeleted()
            elif isinstance(action, KeepSummary):
                return SummaryKept(self._outside.keep())
            elif isinstance(action, KeepPreferences):
                return PreferencesKept(self._outside.prefer(action.region))
            else:
                self._device.show(action)
        return self._tell(unheard) or self._wait_for_timer()

    def _interrupted(self, command: Command, left: Sequence[Action]) -> Event | Finish:
        """Do what is not speech of the rest, and tell the conversation; the last words of all only *stop* cuts short."""
        unsaid = tuple(action for action in left if isinstance(action, Say))
        rest = [action for action in left if not isinstance(action, (Say, Ask))]
        if not (rest and isinstance(rest[-1], (Finish, CallContact, KeepSummary, KeepPreferences))):
            self._perform_silently(rest)
            return Interrupted(command, unsaid)
        hushed = command is Command.STOP and not any(line.urgent for line in unsaid)
        return self._perform(rest if hushed else left)

    def _perform_silently(self, actions: Sequence[Action]) -> None:
        for action in actions:
            if isinstance(action, StartTimer):
                self._timers.start(action, self._device.now())
            elif isinstance(action, DeleteKept):
                self._deleted()
            elif isinstance(action, (Understood, Result, Adjust)):
                self._device.show(action)

    def _deleted(self) -> bool:
        """Delete what was kept; False, with the reason in the log, when that fails."""
        try:
            self._outside.delete()
        except (VoiceSkillError, OSError) as error:
            _LOG.error("voice-skill: %s", error)
            return False
        return True

    def _tell(self, unheard: SpeechFailed | None) -> SpeechFailed | None:
        """Report speech that failed, but not twice in a row."""
        tell = unheard if unheard is not None and not self._unheard else None
        self._unheard = tell is not None
        return tell

    def _ask(self, question: Ask) -> Event | Finish:
        """Ask until something is heard, or a timer wakes the conversation."""
        if self._stopped:
            return Finish("stopped")
        while True:
            left = self._timers.next_s(self._device.now()) if self._device.real_time else None
            event = self._device.ask(question, within_s=left)
            if isinstance(event, NoInput) and left is not None:
                if self._timers.next_s(self._device.now()) == 0.0:
                    return self._timers.fire()
                question = Ask("", question.expects, question.attempt, question.wait_s)
                continue
            self._timers.clear()
            return event

    def _wait_for_timer(self) -> Event | Finish:
        left = self._timers.next_s(self._device.now())
        if left is None:
            return Finish("stopped" if self._stopped else "fault")
        if self._device.real_time:
            self._device.wait(left)
        return self._timers.fire()
