"""One room: waits to be called through its satellite, holds a consultation, and waits again."""

from __future__ import annotations

import io
import logging
import time
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from wyoming.asr import Transcript

from voice_skill.devices.faults import named
from voice_skill.devices.live import hold_consultation
from voice_skill.devices.mouth import Mouth
from voice_skill.devices.parts import Parts
from voice_skill.devices.standby import READY, spotter_for
from voice_skill.hearing import SourceLostError
from voice_skill.speaking.earcons import Name, earcon

if TYPE_CHECKING:
    from collections.abc import Callable

    from voice_skill.hearing import PhraseSpotter, SpeechModel
    from voice_skill.serving.link import Link
    from voice_skill.settings import Settings

AFTER_FAULT_S = 5.0
"""Wait after something broke in a room, so that it can't break a thousand times a second."""

_LOG = logging.getLogger(__name__)


class RoomParts(Parts):
    """The parts of one consultation, on the one loaded model that all rooms share."""

    def __init__(self, settings: Settings, model: SpeechModel) -> None:
        # What broke off in one room is nothing to the next, nor is how somebody there likes to be spoken to.
        super().__init__(replace(settings, keep=tuple(kept for kept in settings.keep if kept == "summary")))
        self._model = model

    @cached_property
    def speech_model(self) -> SpeechModel:
        """The shared model."""
        return self._model


class RememberingMouth(Mouth):
    """A mouth that knows which urgent line was not heard."""

    unheard: str | None = None
    """The last urgent line, if the satellite was away before its end."""

    def speak(
        self,
        text: str,
        *,
        slow: bool = False,
        urgent: bool = False,
        tones: tuple[Name | None, Name | None] = (None, None),
    ) -> bool:
        """As `Mouth.speak`."""
        heard = super().speak(text, slow=slow, urgent=urgent, tones=tones)
        if urgent:
            self.unheard = None if heard else text
        return heard


class _Screen(io.StringIO):
    """A screen that a room does not have: what is said in it is shown and kept nowhere, unless `show` wants it."""

    def __init__(self, show: Callable[[str], None] | None) -> None:
        super().__init__()
        self._show, self._begun = show, ""

    def write(self, text: str) -> int:
        if self._show is not None:
            *lines, self._begun = (self._begun + text).split("\n")
            for line in lines:
                self._show(line)
        return len(text)


class Room:
    """What happens in one room, on a thread of its own."""

    def __init__(
        self, name: str, link: Link, settings: Settings, model: SpeechModel, *, words: bool = False
    ) -> None:
        """`words`: what is said goes to the log, which otherwise holds none of it."""
        self.name = name
        self._show = (lambda line: _LOG.info("%s: %s", name, line)) if words else None
        self._link, self._settings, self._model = link, settings, model
        self._owed: str | None = None
        """A warning that is still to be heard."""

    def run(self) -> None:
        """Live until the server stops; whatever breaks, the next emergency finds this room listening."""
        spotter = spotter_for(self._model, self._settings.start_phrase)
        greeted = False
        while not self._link.ended:
            try:
                self._link.wait_connected()
                if self._owed is not None:
                    self._pay()
                if not greeted:
                    self._say_ready()
                    greeted = True
                self._wait(spotter)
                self._consult()
            except KeyboardInterrupt:
                break
            except SourceLostError:
                continue  # the network's side has said so
            except Exception as error:  # noqa: BLE001  one room's fault must not be the end of it
                _LOG.error("%s: something broke: %s", self.name, named(error))
                time.sleep(AFTER_FAULT_S)
        _LOG.info("%s: closed", self.name)

    def _wait(self, spotter: PhraseSpotter) -> None:
        """Wait for the satellite's own wake word, or for the start phrase."""
        if not self._link.wait_for_start():
            while spotter.wait(self._link) is None:
                """A satellite's sound never ends by itself."""

    def _consult(self) -> None:
        _LOG.info("%s: a consultation begins", self.name)
        parts = RoomParts(self._settings, self._model)
        self._link.play(earcon("start"))
        # A voice of its own: somebody else's "slower" is not kept for the next person.
        with RememberingMouth.of(self._settings, self._link) as mouth:
            finish = hold_consultation(parts, _Screen(self._show), mouth, self._link)
            self._owed = mouth.unheard
            if not self._link.ended:
                self._link.play(earcon("stop"))
                mouth.speak(READY.format(phrase=self._settings.start_phrase))
        self._link.tell(Transcript("").event())  # a satellite with a wake word listens for it again
        _LOG.info("%s: the consultation has ended: %s", self.name, finish.reason)

    def _pay(self) -> None:
        """Say a warning that the satellite's absence cut off: it does not count as heard."""
        with RememberingMouth.of(self._settings, self._link) as mouth:
            if self._owed and mouth.speak(self._owed, slow=True, urgent=True, tones=("urgent", None)):
                _LOG.info("%s: a warning that was cut off has been said again", self.name)
                self._owed = None

    def _say_ready(self) -> None:
        with Mouth.of(self._settings, self._link) as mouth:
            mouth.speak(READY.format(phrase=self._settings.start_phrase))
