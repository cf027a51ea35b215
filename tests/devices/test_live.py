"""The live device: half-duplex, with the recogniser and the sound card replaced by scripts."""

from __future__ import annotations

import io
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any, cast

import pytest

from voice_skill.devices.captions import Captions
from voice_skill.devices.keys import Typed
from voice_skill.devices.live import SETTLE_S, LateParser, LiveDevice
from voice_skill.devices.mouth import Mouth
from voice_skill.devices.switch import choices
from voice_skill.events import (
    Adjust,
    Ask,
    AudioLost,
    Event,
    Expectation,
    Heard,
    Meaning,
    NoInput,
    Reading,
    Result,
    Say,
    Source,
    SpeechFailed,
    Understood,
    Verdict,
)
from voice_skill.ports import Clip
from voice_skill.testing import CountingPlayer, SpellingVoice
from voice_skill.triage import urgent_instructions

NUMB = Ask("Is it numb?", Expectation("saddle_numb", "yes_no"))
YES = Heard((Reading("yes", Source.GRAMMAR), Reading("yes", Source.OPEN)))


class Room:
    """A live device with scripted ears; writes down in which order things happen."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, heard: Event = YES, *, dead_loudspeaker: bool = False
    ) -> None:
        self.log: list[str] = []
        self.heard = heard
        self.screen = io.StringIO()
        self.voice = SpellingVoice()
        self.player = CountingPlayer(fails=100 if dead_loudspeaker else 0)
        self.patience: list[str] = []
        monkeypatch.setattr(
            "voice_skill.devices.live.time.sleep", lambda seconds: self.log.append(f"wait {seconds}")
        )
        self._play: Callable[[Clip], bool] = self.player.play
        monkeypatch.setattr(self.player, "play", self._logged)
        self.device = LiveDevice(
            Mouth(self.voice, self.player),
            self._ears(),
            cast("Any", None),
            Captions(self.screen, colour=False),
        )

    def _ears(self) -> Future[Any]:
        ready: Future[Any] = Future()
        ready.set_result(self)
        return ready

    def _logged(self, clip: Clip) -> bool:
        self.log.append("play")
        return self._play(clip)

    def prepare(self, question: Ask, within_s: float | None) -> Ask:
        """As `Ears.prepare`."""
        return question

    def listen(self, source: object, request: Ask) -> Event:
        """As `Ears.listen`."""
        self.log.append("listen")
        return self.heard

    @property
    def listener(self) -> Room:
        """As `Ears.listener`."""
        return self

    def more_time(self) -> None:
        """As `VoskListener.more_time`."""
        self.patience.append("more")

    def less_time(self) -> None:
        """As `VoskListener.less_time`."""
        self.patience.append("less")


def test_it_listens_only_after_speaking_and_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half-duplex: the question is played to its end, the room settles, then the microphone counts."""
    room = Room(monkeypatch)
    assert room.device.ask(NUMB, within_s=None) == YES
    assert room.log == ["play", f"wait {SETTLE_S}", "listen"]
    assert "?    Is it numb?" in room.screen.getvalue()
    assert "  >  yes" in room.screen.getvalue()


def test_what_was_heard_is_acknowledged_with_the_next_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tone that says "heard" is part of the next clip, and only of that one."""
    room = Room(monkeypatch)
    room.device.ask(NUMB, within_s=None)
    room.device.say(Say("Next."))
    room.device.say(Say("Next."))
    acknowledged, plain = (clip.seconds for clip in room.player.played[1:])
    assert acknowledged > plain


def test_silence_is_not_acknowledged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody spoke, so nothing was heard."""
    room = Room(monkeypatch, NoInput(10.0))
    room.device.ask(NUMB, within_s=None)
    room.device.say(Say("Next."))
    room.device.say(Say("Next."))
    assert room.player.played[1].seconds == room.player.played[2].seconds


def test_a_dead_loudspeaker_is_told_and_the_words_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The conversation learns that a warning was not heard; the screen has it, and listening goes on."""
    room = Room(monkeypatch, dead_loudspeaker=True)
    assert room.device.say(Say("Call 999.", urgent=True)) == SpeechFailed("Call 999.", urgent=True)
    assert "!!!  Call 999." in room.screen.getvalue()
    assert "read it" in room.screen.getvalue()
    assert room.device.ask(NUMB, within_s=None) == YES


def test_lost_sound_is_named_on_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever watches sees why the question comes again."""
    room = Room(monkeypatch, AudioLost("the microphone is gone", recovered=False))
    assert isinstance(room.device.ask(NUMB, within_s=None), AudioLost)
    assert "the microphone is gone" in room.screen.getvalue()


def test_pace_loudness_and_patience_are_changed_where_they_live(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rate and volume go to the voice, patience to the listener."""
    room = Room(monkeypatch)
    for adjust in (
        Adjust("rate", "down"),
        Adjust("volume", "up"),
        Adjust("patience", "up"),
        Adjust("patience", "down"),
    ):
        room.device.show(adjust)
    assert room.voice.adjusted == [("rate", "down"), ("volume", "up")]
    assert room.patience == ["more", "less"]


def test_the_warnings_of_a_country_are_ready_once_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no region is set, what was rendered at the start names no number."""
    room = Room(monkeypatch)
    room.device.show(Understood("region", "ie", None, {}, Verdict.TAKE))
    assert room.voice.rendered == list(urgent_instructions("ie"))


def test_no_country_renders_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that names none leaves the neutral warnings."""
    room = Room(monkeypatch)
    room.device.show(Understood("region", None, None, {}, Verdict.AGAIN))
    room.device.show(Understood("saddle_numb", "no", None, {}, Verdict.TAKE))
    assert room.voice.rendered == []


def test_the_level_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen has the level besides the words."""
    room = Room(monkeypatch)
    room.device.show(Result("ED_NOW", ("RD1",), (), {}))
    assert "ED_NOW" in room.screen.getvalue()


def test_the_greeting_does_not_wait_for_the_grammars() -> None:
    """The parser that the conversation gets is asked only when there is something to parse."""
    loading: Future[Any] = Future()
    late = LateParser(loading)

    class Loaded:
        understander = type("Parser", (), {"parse": staticmethod(lambda text, expects: Meaning("yes"))})()

    loading.set_result(Loaded())
    assert late.parse("yes", NUMB.expects).answer == "yes"


class TypedKeys:
    """Keys that somebody presses at certain moments."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.on_key: Callable[[], None] = lambda: None

    def press(self, line: str) -> None:
        """Somebody types."""
        self.lines.append(line)
        self.on_key()

    def get(self) -> str | None:
        return self.lines.pop(0) if self.lines else None

    def clear(self) -> bool:
        dropped, self.lines = bool(self.lines), []
        return dropped


def test_a_key_during_the_question_answers_it_and_ends_the_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is listened to any more; a letter stands for its word, and what was typed counts as two readings."""
    room, keys = Room(monkeypatch), TypedKeys()
    room.device.take_keys(cast("Any", keys), 0)
    play = room.player.play

    def pressed(clip: Clip) -> bool:
        keys.press("n")
        return play(clip)

    monkeypatch.setattr(room.player, "play", pressed)
    event = room.device.ask(NUMB, within_s=None)
    assert isinstance(event, Heard)
    assert [reading.text for reading in event.readings] == ["no", "no"]
    assert {reading.source for reading in event.readings} == {Source.TYPED}
    assert room.player.stops == 1
    assert "listen" not in room.log


def test_a_key_while_listening_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The microphone is left for it; one press of the switch is *yes*."""
    room, keys = Room(monkeypatch), TypedKeys()
    room.device.take_keys(cast("Any", keys), 0)

    def listen(source: Any, request: Ask) -> Event:
        keys.press("")
        raise Typed(source.answer())

    monkeypatch.setattr(room, "listen", listen)
    event = room.device.ask(NUMB, within_s=None)
    assert isinstance(event, Heard)
    assert event.readings[0].text == "yes"
    assert "  >  yes" in room.screen.getvalue()


def test_what_was_typed_before_the_question_is_dropped_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then speech answers as ever."""
    room, keys = Room(monkeypatch), TypedKeys()
    room.device.take_keys(cast("Any", keys), 0)
    keys.press("no")
    assert room.device.ask(NUMB, within_s=None) == YES
    assert "not taken as an answer" in " ".join(room.screen.getvalue().split())


def test_with_choices_to_go_through_there_is_time_to_go_through_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice round, so that nobody is cut off who waits for their turn; a warning's own pace stays."""
    room = Room(monkeypatch)
    asked: list[float | None] = []
    monkeypatch.setattr(room, "prepare", lambda question, within_s: asked.append(question.wait_s) or question)
    room.device.take_keys(cast("Any", TypedKeys()), 3)
    room.device.ask(NUMB, within_s=None)
    room.device.ask(replace(NUMB, wait_s=20.0), within_s=None)
    assert asked == [2 * 3 * len(choices(NUMB.expects)), 20.0]
