"""Standby: the loop with scripted ears, and the phrase spotter with the real recogniser and real voices."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator

import pytest

from voice_skill.devices.captions import Captions
from voice_skill.devices.mouth import Mouth
from voice_skill.devices.standby import LOST, RETRY_S, Standby, check_phrase, spotter_for
from voice_skill.errors import BadInputError
from voice_skill.events import Finish
from voice_skill.hearing import (
    PhraseSpotter,
    SampleSource,
    SourceLostError,
    SpeechModel,
    load_model,
    model_store,
)
from voice_skill.ports import AudioBlock
from voice_skill.speaking.earcons import earcon
from voice_skill.speaking.espeak_program import EspeakProgram
from voice_skill.testing import CountingPlayer, SpellingVoice

PHRASE = "start back check"


class Microphone:
    """A microphone that is gone for a number of attempts."""

    rate = 16_000

    def __init__(self, *, gone: int = 0) -> None:
        self.gone = gone

    def blocks(self) -> Iterator[AudioBlock]:
        if self.gone:
            self.gone -= 1
            raise SourceLostError("the microphone is gone")
        yield AudioBlock(bytes(3200))

    def close(self) -> None: ...


class Spotter:
    """Hears what a script says: the phrase, a loss, Ctrl-C, the end."""

    def __init__(self, *script: str) -> None:
        self.script = list(script)

    def wait(self, source: object) -> str | None:
        match self.script.pop(0):
            case "lost":
                raise SourceLostError("the microphone stopped")
            case "interrupt":
                raise KeyboardInterrupt
            case "end":
                return None
            case phrase:
                return phrase


class Room:
    """A standby loop whose consultations are counted."""

    def __init__(self, *script: str, gone: int = 0, ends_in: int | None = None) -> None:
        self.player = CountingPlayer()
        self.screen = io.StringIO()
        self.slept: list[float] = []
        self.consultations = 0
        self.ended = threading.Event()
        self.ends_in = ends_in
        Standby(
            Mouth(SpellingVoice(), self.player),
            Microphone(gone=gone),
            Spotter(*script),
            Captions(self.screen, colour=False),
            PHRASE,
            sleep=self.slept.append,
        ).run(self.consult, self.ended)

    def consult(self) -> Finish:
        self.consultations += 1
        if self.consultations == self.ends_in:
            self.ended.set()
        if self.consultations == 2:
            raise RuntimeError("a driver broke")
        return Finish("done")


def test_each_phrase_starts_a_consultation_and_standby_comes_back() -> None:
    """Start tone, consultation, stop tone, and the way to start it is said again."""
    room = Room(PHRASE, PHRASE, PHRASE, "end")
    assert room.consultations == 3
    assert room.screen.getvalue().count("Say start back check") == 4
    assert room.player.played.count(earcon("start")) == 3
    assert room.player.played.count(earcon("stop")) == 3


def test_a_broken_consultation_does_not_end_standby() -> None:
    """The second consultation breaks; the error is audible and the third still starts."""
    room = Room(PHRASE, PHRASE, PHRASE, "end")
    assert room.player.played.count(earcon("error")) == 1
    assert room.consultations == 3


def test_a_lost_microphone_is_told_once_and_waited_for() -> None:
    """It says that it cannot hear, tries again with growing pauses, and says when it can."""
    room = Room("lost", PHRASE, "end", gone=6)
    assert room.screen.getvalue().count("can't hear you until") == 1
    assert room.screen.getvalue().count("works again") == 1
    assert room.slept == [*RETRY_S, RETRY_S[-1], RETRY_S[-1]]
    assert room.consultations == 1
    assert room.screen.getvalue().index(LOST[:20]) < room.screen.getvalue().index("works again")


def test_a_consultation_ended_by_a_signal_ends_standby() -> None:
    """The consultation has said what matters by then; nothing is waited for after it."""
    room = Room(PHRASE, PHRASE, "end", ends_in=1)
    assert room.consultations == 1
    assert room.player.played[-1] == earcon("stop")


def test_an_interrupt_ends_it_audibly() -> None:
    """Ctrl-C, or a service manager's SIGTERM, ends standby with the stop tone."""
    room = Room("interrupt")
    assert "standby has ended" in room.screen.getvalue()
    assert room.player.played[-1] == earcon("stop")


@pytest.fixture(scope="module")
def model() -> SpeechModel:
    """The real model."""
    return load_model(model_store.find())


@pytest.fixture(scope="module")
def spotter(model: SpeechModel) -> PhraseSpotter:
    """What really waits for the phrase."""
    return spotter_for(model, PHRASE)


def said(words: str, voice: str = "en-gb") -> SampleSource:
    """Words in a quiet room."""
    clip = EspeakProgram().render(words, voice=voice, rate=120)
    room = bytes(3 * clip.rate)
    return SampleSource(room + clip.pcm + room, clip.rate)


@pytest.mark.model
@pytest.mark.parametrize("voice", ["en-gb", "en-us+f3", "en-us+m3"])
def test_the_phrase_starts_it(spotter: PhraseSpotter, voice: str) -> None:
    """Said by itself, in several voices."""
    assert spotter.wait(said(PHRASE, voice)) == PHRASE


@pytest.mark.model
@pytest.mark.parametrize(
    "words",
    [
        "start back",
        "back check",
        "stop back check",
        "start the back check",
        "start that check",
        "check back start",
        "please could you start back check on the weather for me and then the news",
        "stock market",
    ],
)
def test_anything_else_does_not(spotter: PhraseSpotter, words: str) -> None:
    """Parts of the phrase, near misses, and the phrase inside other talk."""
    assert spotter.wait(said(words)) is None


@pytest.mark.model
def test_lost_sound_is_no_phrase(spotter: PhraseSpotter) -> None:
    """A phrase in the middle of which sound went missing is not one."""

    class Broken(SampleSource):
        def blocks(self) -> Iterator[AudioBlock]:
            for number, block in enumerate(super().blocks()):
                yield AudioBlock(block.pcm, lost=number == 22)

    whole = said(PHRASE)
    pcm = b"".join(block.pcm for block in whole.blocks())
    assert spotter.wait(SampleSource(pcm, whole.rate)) == PHRASE
    assert spotter.wait(Broken(pcm, whole.rate)) is None


@pytest.mark.model
def test_a_phrase_that_cannot_be_heard_is_refused(model: SpeechModel) -> None:
    """The word that the model does not know is named."""
    with pytest.raises(BadInputError, match="xylocopter"):
        check_phrase(model, "start xylocopter")
