"""A live consultation: microphone and loudspeaker, one at a time, captions on the terminal."""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TextIO

from voice_skill.devices.captions import Captions
from voice_skill.devices.ears import typed
from voice_skill.devices.keys import KeyedSource, Keys, Typed
from voice_skill.devices.loop import drive
from voice_skill.devices.mouth import WARNINGS_LIMIT_S, Mouth
from voice_skill.devices.sole import sole_listener
from voice_skill.devices.switch import Scanner, at_one_press
from voice_skill.devices.typed import spelled_out
from voice_skill.events import (
    Adjust,
    Ask,
    AudioLost,
    Command,
    Event,
    Expectation,
    Finish,
    Heard,
    Interrupted,
    Meaning,
    Result,
    Say,
    SpeechFailed,
    Understood,
)
from voice_skill.triage import regions, urgent_instructions

if TYPE_CHECKING:
    from voice_skill.devices.ears import Ears
    from voice_skill.devices.parts import Parts
    from voice_skill.devices.switch import Choice
    from voice_skill.hearing import PhraseSpotter
    from voice_skill.ports import AudioSource, ListenRequest
    from voice_skill.speaking.earcons import Name

SETTLE_S = 0.3
"""Seconds between the end of the open-microphone tone and listening: what was played is still on its way through the
sound system (up to 0.3 s of buffers) and the room. Linux Voice Assistant waits 0.5 s; more would cut off *yes*."""

ROUNDS = 2
"""Times that the choices are gone through before nobody is taken to have answered."""

GREETING_LIMIT_S = 5.0
"""Seconds after which the recogniser is loaded even if no greeting could be begun."""
_LOG = logging.getLogger(__name__)


def run_live(parts: Parts, screen: TextIO, keyboard: TextIO | None = None) -> Finish:
    """Hold one live consultation and return how it ended; what is typed meanwhile answers as well.

    Raises:
        MissingPartError: when there is no microphone, loudspeaker, speech model or voice, or when another one listens;
            before anything is said.
    """
    from voice_skill.hearing import MicrophoneSource, model_store  # noqa: PLC0415  only needed here
    from voice_skill.sound_card import find  # noqa: PLC0415

    parts.renew()
    settings = parts.settings
    with contextlib.ExitStack() as stack:
        stack.enter_context(sole_listener())
        mouth = stack.enter_context(Mouth.through_sound_card(settings))
        stack.enter_context(stoppable())
        find("output", settings.loudspeaker)
        microphone = MicrophoneSource(settings.microphone)
        model_store.find(settings.model)
        stack.enter_context(contextlib.closing(microphone))
        keys = None if keyboard is None else stack.enter_context(contextlib.closing(Keys(keyboard, screen)))
        return hold_consultation(parts, screen, mouth, microphone, keys=keys, interruptible=True)


def hold_consultation(
    parts: Parts,
    screen: TextIO,
    mouth: Mouth,
    microphone: AudioSource,
    *,
    keys: Keys | None = None,
    interruptible: bool = False,
) -> Finish:
    """Hold one consultation, with a microphone and a loudspeaker that somebody else lets go of.

    `interruptible`: speech may be interrupted where this machine's sound system cancels its echo.
    """
    loading = _in_background(parts, mouth)
    device = LiveDevice(mouth, loading, microphone, Captions(screen))
    if interruptible:
        device.give_way(parts)
    if keys is not None:
        device.take_keys(keys, parts.settings.switch_s)
    # Where no region is set it is asked for by voice: a number for the wrong country is worse than none.
    dialogue = parts.conversation(
        LateParser(loading),
        ask_region=parts.settings.region is None,
        before=parts.broken_off(),
        may_prefer=True,
    )
    return drive(dialogue, device, parts.outside(dialogue, lambda: {**mouth.manner, **parts.ears.manner}))


class Speaking(Protocol):
    """Speaks a line to its end, or to the command that breaks it off; `Mouth.speak`, `BargeIn.speak`."""

    def __call__(
        self,
        text: str,
        *,
        slow: bool = False,
        urgent: bool = False,
        tones: tuple[Name | None, Name | None] = (None, None),
    ) -> bool | Command:
        """Return whether the words were heard, or the command."""
        ...


class LateParser:
    """The grammars, which are still being read while the greeting is spoken."""

    def __init__(self, loading: Future[Ears]) -> None:
        self._loading = loading

    def parse(self, text: str, expects: Expectation) -> Meaning:
        """What a text means as an answer."""
        return self._loading.result().understander.parse(text, expects)


class LiveDevice:
    """One microphone, one loudspeaker, half-duplex: what is heard while the skill speaks is thrown away.

    Where the echo is cancelled, it is listened to for the few words that may interrupt (`give_way`).
    """

    real_time = True

    def __init__(self, mouth: Mouth, ears: Future[Ears], microphone: AudioSource, captions: Captions) -> None:
        """`ears` may still be loading: they are waited for when the first question has been asked."""
        self._mouth = mouth
        self._microphone = microphone
        self._captions = captions
        self._ears = ears
        self._helper = ThreadPoolExecutor(1, thread_name_prefix="ready")
        self._speak: Speaking = mouth.speak
        self._keyed: KeyedSource | None = None
        self._switch_s = 0
        self._lead: Name | None = None
        """The tone that the next thing said begins with."""

    def give_way(self, parts: Parts) -> None:
        """Let people interrupt from now on, where echo is known to be cancelled."""
        from voice_skill.devices.barge_in import BargeIn, spotter_of  # noqa: PLC0415  only for live ones
        from voice_skill.devices.echo import cancelled  # noqa: PLC0415

        made: list[PhraseSpotter] = []

        def spotter() -> PhraseSpotter | None:
            if not made and self._ears.done():
                made.append(spotter_of(parts.speech_model))
            return made[0] if made else None

        self._speak = BargeIn(self._mouth, self._microphone, spotter, cancelled).speak

    def take_keys(self, keys: Keys, switch_s: int) -> None:
        """Take answers by keyboard and switch as well, from now on; `switch_s` as in the settings."""
        self._switch_s = switch_s
        self._keyed = KeyedSource(self._microphone, keys, every_s=switch_s, name=self._offer)
        if not switch_s:
            keys.on_key = self._mouth.stop

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def say(self, line: Say) -> SpeechFailed | Command | None:
        """Speak a line to its end, and show it while it is spoken; returns the command that broke it off, if any."""
        self._captions.say(line.text, urgent=line.urgent)
        lead = "urgent" if line.urgent else self._lead
        self._lead = None
        heard = self._speak(line.text, slow=line.slow, urgent=line.urgent, tones=(lead, None))
        if isinstance(heard, Command):
            return self._broken_off(heard)
        if heard:
            return None
        self._captions.note("I can't make this heard. Please read it.")
        return SpeechFailed(line.text, urgent=line.urgent)

    def ask(self, question: Ask, *, within_s: float | None) -> Event:
        """Speak a question, let the room settle, listen, and acknowledge."""
        ears = self._ears.result()
        question = self._for_keys(question)
        ready = self._helper.submit(ears.prepare, question, within_s)
        self._captions.ask(question.text)
        if self._keyed is not None and question.text and question.expects.kind == "choice":
            self._captions.choices(option.spoken for option in question.expects.options)
        heard = not question.text or self._speak(question.text, tones=(self._lead, "open_mic"))
        if isinstance(heard, Command):
            return Interrupted(self._broken_off(heard), ())
        answer = self._keyed.answer() if self._keyed is not None else None
        if not heard and answer is None:
            self._captions.note("I can't make this heard. Please read it and answer aloud.")
        self._lead = None
        event = self._typed(answer, question) if answer else self._listen(ears, ready.result(), question)
        if isinstance(event, Heard):
            self._lead = "heard_you"
            self._captions.heard(next((each.text for each in event.readings if each.text), ""))
        elif isinstance(event, AudioLost):
            self._captions.note(event.reason)
        return event

    def _listen(self, ears: Ears, request: ListenRequest, question: Ask) -> Event:
        """Let the room settle and listen, to the keyboard and the switch as well."""
        time.sleep(SETTLE_S)
        try:
            return ears.listen(self._keyed or self._microphone, request)
        except Typed as by_key:
            return self._typed(by_key.text, question)

    @staticmethod
    def _typed(text: str, question: Ask) -> Heard:
        return typed(spelled_out(text, question.expects))

    def _for_keys(self, question: Ask) -> Ask:
        """Get the keyboard and the switch ready for a question, with time to go through the choices twice."""
        if self._keyed is None or not question.text:
            return question
        scanner = Scanner(question.expects) if self._switch_s else None
        if self._keyed.ask(scanner, at_one_press(question.expects)):
            self._captions.note("What was typed before this question is not taken as an answer to it.")
        if scanner is None or question.wait_s is not None:
            return question
        return replace(question, wait_s=float(ROUNDS * len(scanner) * self._switch_s))

    def _offer(self, choice: Choice) -> None:
        """Show and say what a press of the switch takes now."""
        self._captions.offer(choice.name)
        self._mouth.speak(choice.name)
        time.sleep(SETTLE_S)

    def _broken_off(self, command: Command) -> Command:
        self._lead = "heard_you"
        self._captions.heard(str(command))
        return command

    def show(self, action: Understood | Result | Adjust) -> None:
        """Show the level; change how to speak and listen; have the warnings of a country ready once it is named."""
        if isinstance(action, Result):
            self._captions.note(action.level)
        elif isinstance(action, Adjust) and action.what == "patience":
            listener = self._ears.result().listener
            (listener.more_time if action.direction == "up" else listener.less_time)()
        elif isinstance(action, Adjust) and action.what != "patience":
            self._mouth.adjust(action.what, action.direction)
        elif isinstance(action, Understood) and action.question == "region" and action.answer in regions():
            self._mouth.prepare(urgent_instructions(str(action.answer)), slow=True)

    def finish(self, finish: Finish) -> None:
        """Let go of the thread that gets ready to listen; `run_live` closes the rest."""
        self._helper.shutdown()


def _in_background(parts: Parts, mouth: Mouth) -> Future[Ears]:
    """Load the recogniser and the grammars, and render the warnings, while the greeting is spoken: 3 s of work on a PC.

    Not before it is: Python does one thing at a time, and the greeting would come a second later.
    """

    def load() -> Ears:
        mouth.spoke.wait(GREETING_LIMIT_S)
        warnings = mouth.prepare(parts.warnings(), slow=True)
        parts.ears.listener  # noqa: B018  loads the model
        if not warnings.wait(WARNINGS_LIMIT_S) or warnings.failed:
            _LOG.error(
                "voice-skill: a warning could not be rendered ahead; if none can be spoken, an alarm sounds"
            )
        return parts.ears

    executor = ThreadPoolExecutor(1, thread_name_prefix="ears")
    future = executor.submit(load)
    executor.shutdown(wait=False)
    return future


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Let a service manager's SIGTERM end the consultation as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
