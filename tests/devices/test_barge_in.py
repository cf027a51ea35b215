"""Interrupting speech: what ends a line, what only pauses it, and what does neither."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from voice_skill.devices.barge_in import BargeIn, BargeInSettings, commands, spotter_of
from voice_skill.devices.mouth import Mouth
from voice_skill.events import Command
from voice_skill.hearing import PhraseSpotter, SampleSource, SourceLostError, load_model, model_store
from voice_skill.ports import AudioSource, Clip
from voice_skill.speaking.clips import join, silence
from voice_skill.speaking.espeak_program import EspeakProgram
from voice_skill.testing import SpellingVoice

QUICK = BargeInSettings(warm_up_s=0.0, heard_s=0.0, resume_s=0.05)
LINE = "Sit down and rest."
LIMIT_S = 10.0


class Loudspeaker:
    """Plays until it is let go on or stopped."""

    def __init__(self) -> None:
        self.played: list[Clip] = []
        self.playing = threading.Semaphore(0)
        self.go_on = threading.Event()
        self._stopped = threading.Event()

    def play(self, clip: Clip) -> bool:
        self._stopped.clear()
        self.played.append(clip)
        self.playing.release()
        for _ in range(round(LIMIT_S / 0.005)):
            if self._stopped.is_set():
                return False
            if self.go_on.wait(0.005):
                return True
        raise AssertionError("neither stopped nor let go on")

    def stop(self) -> None:
        self._stopped.set()


class Room:
    """A line being spoken, and somebody who may speak meanwhile."""

    def __init__(self, script: Callable[[Room, Callable[[float], None]], str | None]) -> None:
        self.script = script
        self.loudspeaker = Loudspeaker()
        self.mouth = Mouth(SpellingVoice(), self.loudspeaker)
        self.asked = 0
        self.cancels = True

    def wait(self, source: AudioSource, on_speech: Callable[[float], None] | None = None) -> str | None:
        """As `PhraseSpotter.wait`: does what the script says."""
        assert on_speech is not None
        self.loudspeaker.playing.acquire(timeout=LIMIT_S)
        phrase = self.script(self, on_speech)
        if phrase is None:
            self.loudspeaker.go_on.set()
        return phrase

    def cancelled(self) -> bool:
        self.asked += 1
        if not self.cancels:
            self.loudspeaker.go_on.set()
        return self.cancels

    def barge_in(self) -> BargeIn:
        return BargeIn(self.mouth, SampleSource(b"", 16_000), lambda: self, self.cancelled, QUICK)

    def speak(self, text: str = LINE, *, urgent: bool = False) -> bool | Command:
        return self.barge_in().speak(text, urgent=urgent)


@pytest.mark.parametrize("phrase", commands())
def test_each_command_breaks_a_line_off(phrase: str) -> None:
    """*Stop*, *wait*, *repeat*, and the ways to say them."""
    room = Room(lambda room, on_speech: phrase)
    assert room.speak() is commands()[phrase]
    assert len(room.loudspeaker.played) == 1


def test_nothing_said_is_a_line_that_was_heard() -> None:
    """To its end, at once."""
    assert Room(lambda room, on_speech: None).speak() is True


def test_only_stop_ends_an_urgent_line_and_nothing_pauses_it() -> None:
    """Somebody speaks, and says *wait*: it goes on. *Stop* ends it."""
    words = iter(["wait", "repeat", None])

    def speaks(room: Room, on_speech: Callable[[float], None]) -> str | None:
        on_speech(5.0)
        room.loudspeaker.playing.release()
        return next(words)

    room = Room(speaks)
    assert room.speak(urgent=True) is True
    assert len(room.loudspeaker.played) == 1
    assert Room(lambda room, on_speech: "stop").speak(urgent=True) is Command.STOP


def test_a_word_of_the_line_itself_interrupts_nothing() -> None:
    """It may be our own voice."""
    words = iter(["stop", None])

    def echoes(room: Room, on_speech: Callable[[float], None]) -> str | None:
        room.loudspeaker.playing.release()
        return next(words)

    assert Room(echoes).speak("You can say wait, or stop, at any time.") is True
    assert Room(lambda room, on_speech: "repeat").speak("You can say wait, or stop.") is Command.REPEAT


def test_speech_without_a_command_pauses_the_line_and_it_is_taken_up_again() -> None:
    """Somebody talks to somebody else; two seconds later the sentence is said from its beginning."""

    def talks(room: Room, on_speech: Callable[[float], None]) -> str | None:
        on_speech(0.6)
        room.loudspeaker.playing.acquire(timeout=LIMIT_S)
        return None

    room = Room(talks)
    assert room.speak() is True
    assert len(room.loudspeaker.played) == 2
    assert room.loudspeaker.played[1] == room.loudspeaker.played[0]


def test_a_command_during_the_pause_counts() -> None:
    """The line pauses because somebody speaks, and what they said was *wait*."""

    def speaks(room: Room, on_speech: Callable[[float], None]) -> str | None:
        on_speech(0.6)
        return "wait"

    assert Room(speaks).speak() is Command.WAIT


def test_a_cough_does_not_pause_it() -> None:
    """Less than half a second of speech is none."""

    def coughs(room: Room, on_speech: Callable[[float], None]) -> str | None:
        on_speech(0.4)
        return None

    room = Room(coughs)
    assert room.speak() is True
    assert len(room.loudspeaker.played) == 1


def test_a_television_does_not_keep_a_line_for_ever() -> None:
    """After two pauses it is spoken to its end."""

    def chatters(room: Room, on_speech: Callable[[float], None]) -> str | None:
        for _ in range(QUICK.pauses):
            on_speech(3.0)
            room.loudspeaker.playing.acquire(timeout=LIMIT_S)
        on_speech(3.0)
        return None

    room = Room(chatters)
    assert room.speak() is True
    assert len(room.loudspeaker.played) == 1 + QUICK.pauses


def test_where_echo_is_not_cancelled_nothing_gives_way() -> None:
    """Fail-closed: what is heard may be our own voice. After a few denials nobody even listens."""

    def echo(room: Room, on_speech: Callable[[float], None]) -> str | None:
        room.loudspeaker.go_on.set()
        on_speech(1.0)
        return next(words)

    words = iter(["stop", None] * QUICK.denials)
    room = Room(echo)
    room.cancels = False
    speaking = room.barge_in()
    for _ in range(QUICK.denials + 2):
        assert speaking.speak(LINE) is True
    assert room.asked == QUICK.denials
    assert len(room.loudspeaker.played) == QUICK.denials + 2


def test_the_canceller_is_asked_about_at_every_line_that_gives_way() -> None:
    """Somebody may have chosen another loudspeaker meanwhile."""
    room = Room(lambda room, on_speech: "wait")
    speaking = room.barge_in()
    assert speaking.speak(LINE) is Command.WAIT
    room.cancels = False
    assert speaking.speak(LINE) is True
    assert room.asked == 2


def test_nothing_interrupts_while_the_canceller_learns_the_room() -> None:
    """The first seconds of our own speech are not listened to."""
    room = Room(lambda room, on_speech: "stop")
    room.loudspeaker.go_on.set()
    speaking = BargeIn(room.mouth, SampleSource(b"", 16_000), lambda: room, room.cancelled)
    assert speaking.speak(LINE) is True
    assert room.asked == 0


def test_a_lost_microphone_does_not_end_the_line() -> None:
    """The question after it reports that."""

    def lost(room: Room, on_speech: Callable[[float], None]) -> str | None:
        room.loudspeaker.go_on.set()
        raise SourceLostError("the microphone is gone")

    assert Room(lost).speak() is True


def test_a_dead_loudspeaker_is_reported() -> None:
    """As without interruption."""

    class Dead(Loudspeaker):
        def play(self, clip: Clip) -> bool:
            return False

    room = Room(lambda room, on_speech: None)
    room.mouth = Mouth(SpellingVoice(), Dead())
    room.loudspeaker.playing.release()
    assert room.speak() is False


@pytest.fixture(scope="module")
def spotter() -> PhraseSpotter:
    """The real one."""
    return spotter_of(load_model(model_store.find()))


def spoken(words: str, voice: str) -> SampleSource:
    """Words in a quiet room."""
    clip = EspeakProgram().render(words, voice=voice, rate=130)
    room = silence(1.5, clip.rate)
    return SampleSource(join([room, clip, room], 16_000).pcm, 16_000)


@pytest.mark.model
@pytest.mark.parametrize("voice", ["en-gb-x-rp+f2", "en-us+f5"])
@pytest.mark.parametrize("word", ["stop", "wait", "repeat"])
def test_the_words_are_found(spotter: PhraseSpotter, word: str, voice: str) -> None:
    """By the real recogniser."""
    assert spotter.wait(spoken(word, voice)) == word


@pytest.mark.model
@pytest.mark.parametrize(
    "words", ["top", "what", "shop", "wet", "start", "no", "yes", "retreat", "stop it hurts so much"]
)
def test_other_words_are_not(spotter: PhraseSpotter, words: str) -> None:
    """Near misses, answers, and the word inside other talk."""
    assert spotter.wait(spoken(words, "en-gb-x-rp+f2")) is None
