"""Standby: waits for the spoken phrase, holds a consultation, and waits again, until it is ended from outside."""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TextIO

from voice_skill.devices.captions import Captions
from voice_skill.devices.faults import named
from voice_skill.devices.keys import Keys
from voice_skill.devices.manager import BeatingPlayer, BeatingSource, Manager
from voice_skill.devices.mouth import Mouth
from voice_skill.devices.sole import sole_listener
from voice_skill.errors import BadInputError, MissingPartError
from voice_skill.hearing import SourceLostError

if TYPE_CHECKING:
    from voice_skill.devices.parts import Parts
    from voice_skill.events import Finish
    from voice_skill.hearing import MicrophoneSource, PhraseSpotter, SpeechModel
    from voice_skill.ports import AudioSource
    from voice_skill.settings import Settings

RETRY_S = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Waits between attempts to get a lost microphone back; the last one for as long as it takes."""

READY = "I'm on standby. Say {phrase} when you need me."
LOST = "My microphone has stopped working. I can't hear you until it is back."
BACK = "My microphone works again."

_LOG = logging.getLogger(__name__)


class Spotter(Protocol):
    """The part of `hearing.PhraseSpotter` that standby needs."""

    def wait(self, source: AudioSource) -> str | None:
        """Return the phrase once it is said; None when the source has ended. Raises `SourceLostError`."""
        ...


def run_standby(
    parts: Parts,
    screen: TextIO,
    *,
    keyboard: TextIO | None = None,
    wait: bool = False,
    manager: Manager | None = None,
) -> None:
    """Wait and consult until interrupted (Ctrl-C, or SIGTERM from a service manager).

    `keyboard`: what is typed during a consultation answers as well. `wait`: for a microphone and a loudspeaker that are
    not there yet, too, as long as it takes: a service starts before the sound system does.

    Raises:
        BadInputError: when the model can't hear a word of the start phrase.
        MissingPartError: when there is no microphone, loudspeaker, speech model or voice, or when another one listens;
            before anything is said.
    """
    manager = manager or Manager({})
    settings = parts.settings
    with sole_listener(), _ended_by_signal() as ended, contextlib.closing(manager):
        spotter = spotter_for(parts.speech_model, settings.start_phrase)
        try:
            with contextlib.ExitStack() as stack:
                microphone = stack.enter_context(
                    contextlib.closing(_microphone(settings, manager, wait=wait))
                )
                keys = None
                if keyboard is not None:
                    keys = stack.enter_context(contextlib.closing(Keys(keyboard, screen)))
                manager.ready("on standby")
                room = _Room(screen, BeatingSource(microphone, manager), keys, manager)
                _stand_by(parts, room, spotter, ended)
        except KeyboardInterrupt:  # while it still waited for the sound system
            _LOG.info("standby has ended")
        manager.stopping()


@dataclass(frozen=True, slots=True)
class _Room:
    """What all consultations of one standby share."""

    screen: TextIO
    microphone: AudioSource
    keys: Keys | None
    manager: Manager


def _stand_by(parts: Parts, room: _Room, spotter: Spotter, ended: threading.Event) -> None:
    from voice_skill.devices.live import hold_consultation  # noqa: PLC0415  loads the sound system

    def mouth() -> Mouth:
        # A voice of its own: somebody else's "slower" is not kept for the next person.
        return Mouth.through_sound_card(parts.settings, lambda player: BeatingPlayer(player, room.manager))

    def consult() -> Finish:
        _LOG.info("a consultation begins")
        room.manager.status("in a consultation")
        parts.renew()
        parts.ears.forget_person(parts.settings.patience)
        with mouth() as speaking:
            finish = hold_consultation(
                parts, room.screen, speaking, room.microphone, keys=room.keys, interruptible=True
            )
        _LOG.info("the consultation has ended: %s", finish.reason)
        room.manager.status("on standby")
        return finish

    with mouth() as speaking:
        captions = Captions(room.screen)
        Standby(speaking, room.microphone, spotter, captions, parts.settings.start_phrase).run(consult, ended)


def _microphone(settings: Settings, manager: Manager, *, wait: bool) -> MicrophoneSource:
    """Open the microphone, once there is a loudspeaker, too. Raises `MissingPartError` unless it may wait for them."""
    from voice_skill.hearing import MicrophoneSource  # noqa: PLC0415
    from voice_skill.sound_card import find, rescan  # noqa: PLC0415

    tries = 0
    while True:
        try:
            find("output", settings.loudspeaker)
            return MicrophoneSource(settings.microphone)
        except MissingPartError as error:
            if not wait:
                raise
            if tries == 0:
                _LOG.info("waiting for the sound system: %s", error.what)
                manager.ready("waiting for the sound system")
        manager.beat()
        time.sleep(RETRY_S[min(tries, len(RETRY_S) - 1)])
        tries += 1
        with contextlib.suppress(MissingPartError):
            rescan()


@contextlib.contextmanager
def _ended_by_signal() -> Iterator[threading.Event]:
    """Interrupt on SIGINT and SIGTERM, and remember it: a consultation ends by saying what matters, then standby ends."""
    ended = threading.Event()

    def end(number: int, frame: object) -> None:
        ended.set()
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def spotter_for(model: SpeechModel, phrase: str) -> PhraseSpotter:
    """Return what waits for the phrase. Raises `BadInputError` naming the words that the model can't hear."""
    from voice_skill.hearing import PhraseSpotter  # noqa: PLC0415

    check_phrase(model, phrase)
    return PhraseSpotter(model, [phrase])


def check_phrase(model: SpeechModel, phrase: str) -> None:
    """Refuse a start phrase that could never be heard. Raises `BadInputError`."""
    unknown = model.unknown_words([phrase])
    if unknown:
        raise BadInputError(
            f"start_phrase is {phrase!r}, but the speech model can't hear {', '.join(unknown)}; use everyday words."
        )


class Standby:
    """The loop, every state of it audible and shown."""

    def __init__(
        self,
        mouth: Mouth,
        source: AudioSource,
        spotter: Spotter,
        captions: Captions,
        phrase: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._mouth = mouth
        self._source = source
        self._spotter = spotter
        self._captions = captions
        self._ready = READY.format(phrase=phrase)
        self._sleep = sleep

    def run(self, consult: Callable[[], Finish], ended: threading.Event) -> None:
        """Wait for the phrase, consult, and wait again, until `ended` or interrupted, or a recording's end."""
        try:
            self._say(self._ready)
            while self._hear():
                self._captions.note("start")
                self._mouth.tone("start")
                self._consult(consult)
                self._mouth.tone("stop")
                if ended.is_set():
                    break
                self._say(self._ready)
        except KeyboardInterrupt:
            self._mouth.tone("stop")
        self._captions.note("standby has ended")

    def _consult(self, consult: Callable[[], Finish]) -> None:
        """Hold one consultation; whatever breaks in it, standby goes on."""
        try:
            consult()
        except Exception as error:  # noqa: BLE001  the next emergency must still find it listening
            _LOG.error("voice-skill: a consultation broke: %s", named(error))
            self._mouth.tone("error")

    def _hear(self) -> bool:
        """Wait for the phrase through any loss of the microphone; False when there is nothing more to hear."""
        lost = 0
        while True:
            try:
                if lost and next(iter(self._source.blocks()), None) is not None:
                    lost = 0
                    self._say(BACK)
                return self._spotter.wait(self._source) is not None
            except SourceLostError as error:
                if not lost:
                    self._captions.note(error.reason)
                    self._mouth.tone("error")
                    self._say(LOST)
                self._sleep(RETRY_S[min(lost, len(RETRY_S) - 1)])
                lost += 1

    def _say(self, text: str) -> None:
        self._captions.say(text)
        if not self._mouth.speak(text):
            self._captions.note("I can't make this heard. Please read it.")
