"""A satellite as a microphone and a loudspeaker, through losses."""

from __future__ import annotations

import itertools
import threading
import time

import pytest
from wyoming.event import Event

from voice_skill.hearing import SourceLostError
from voice_skill.ports import Clip
from voice_skill.serving.link import RATE, Link

SECOND = b"\1\0" * RATE
CLIP = Clip(SECOND, RATE)


class Wire:
    """A satellite that takes all that is sent, until it is cut."""

    def __init__(self, link: Link, cut_after: int | None = None) -> None:
        self.sent: list[Event] = []
        self._link, self._cut_after = link, cut_after

    def send(self, event: Event) -> bool:
        """Take a message, or be gone."""
        if self._cut_after is not None and len(self.sent) >= self._cut_after:
            self._link.disconnected()
            return False
        self.sent.append(event)
        return True

    @property
    def sound(self) -> bytes:
        """All sound that was sent."""
        return b"".join(event.payload or b"" for event in self.sent)


@pytest.fixture
def link() -> Link:
    """A link that waits for nobody long."""
    return Link(away_s=0.2, delay_s=0.1)


def test_a_clip_is_heard_only_after_its_length(link: Link) -> None:
    """A satellite does not report the end: the microphone stays shut for the clip's length and a little more."""
    wire = Wire(link)
    link.connected(wire)
    begun = time.monotonic()
    assert link.play(CLIP)
    assert time.monotonic() - begun >= CLIP.seconds + 0.1
    assert wire.sound == SECOND
    assert [wire.sent[0].type, wire.sent[-1].type] == ["audio-start", "audio-stop"]


def test_a_clip_that_was_cut_is_played_again_from_its_start(link: Link) -> None:
    """Half a warning is none."""
    back = Wire(link)
    link.connected(Wire(link, cut_after=4))

    def return_soon() -> None:
        while link.wait_connected(0):
            time.sleep(0.01)
        link.connected(back)

    threading.Thread(target=return_soon).start()
    assert link.play(CLIP)
    assert back.sound == SECOND


def test_a_clip_for_a_satellite_that_stays_away_was_not_heard(link: Link) -> None:
    """It is given up, and says so."""
    assert not link.play(CLIP)


@pytest.fixture
def quick_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A satellite counts as silent sooner than in life."""
    monkeypatch.setattr("voice_skill.serving.link.SILENT_S", 0.3)


def test_a_clip_sent_into_a_dead_network_was_not_heard(link: Link, quick_silence: None) -> None:
    """The system takes what is sent long after a satellite has lost its network; its microphone's silence tells."""
    dead, back = Wire(link), Wire(link)
    link.connected(dead)
    link.hear(SECOND)

    def notice_and_return() -> None:
        time.sleep(1.5)  # after the clip's end
        link.disconnected()
        link.connected(back)

    threading.Thread(target=notice_and_return).start()
    assert link.play(CLIP)
    assert dead.sound == SECOND
    assert back.sound == SECOND


def test_a_clip_that_fell_into_a_gap_of_the_network_is_played_again(link: Link, quick_silence: None) -> None:
    """The connection holds, and the sound comes back: what was said meanwhile may have come late, or cut."""
    wire = Wire(link)
    link.connected(wire)
    link.hear(SECOND)
    threading.Timer(1.3, lambda: keep_sending(link, 3.0)).start()
    assert link.play(CLIP)
    assert wire.sound == 2 * SECOND


def keep_sending(link: Link, seconds: float) -> None:
    """Hear a microphone for a while."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        link.hear(b"\0\0" * 800)
        time.sleep(0.05)


def test_a_satellite_with_a_broken_microphone_is_still_spoken_to(quick_silence: None) -> None:
    """It stays connected and silent: it has heard."""
    link = Link(away_s=0.2, delay_s=0.1, gone_s=0.5)
    wire = Wire(link)
    link.connected(wire)
    link.hear(SECOND)
    assert link.play(CLIP)
    assert wire.sound == SECOND


def test_playing_can_be_stopped(link: Link) -> None:
    """What was stopped was not heard to its end."""
    link.connected(Wire(link))
    threading.Timer(0.2, link.stop).start()
    begun = time.monotonic()
    assert not link.play(Clip(SECOND * 20, RATE))
    assert time.monotonic() - begun < 10


def test_what_came_before_is_not_listened_to(link: Link) -> None:
    """Listening begins now: what the microphone heard of the skill's own voice is thrown away."""
    link.connected(Wire(link))
    link.hear(b"\7\0" * 100)
    blocks = link.blocks()
    threading.Timer(0.1, link.hear, [b"\1\0" * 100]).start()
    assert next(blocks).pcm == b"\1\0" * 100


def test_sound_after_an_absence_says_that_some_is_missing(link: Link) -> None:
    """An answer that went over a gap is asked again, never trusted."""
    link.connected(Wire(link))
    blocks = link.blocks()
    threading.Timer(0.05, link.hear, [SECOND]).start()
    assert not next(blocks).lost
    link.disconnected()
    threading.Timer(0.05, link.connected, [Wire(link)]).start()
    threading.Timer(0.1, link.hear, [SECOND]).start()
    assert next(blocks).lost


def test_what_overflows_says_that_some_is_missing(link: Link) -> None:
    """The oldest sound is dropped, and the next block tells."""
    link.connected(Wire(link))
    blocks = link.blocks()
    threading.Timer(0.05, link.hear, [SECOND]).start()
    next(blocks)
    for _ in range(8):
        link.hear(SECOND)
    link.hear(b"\2\0")
    rest = list(link.waiting(9.0))
    assert len(rest) <= 6
    assert any(block.lost for block in rest)


def test_a_satellite_that_stays_away_is_lost(link: Link) -> None:
    """The conversation is told, and decides."""
    with pytest.raises(SourceLostError, match="gone"):
        next(link.blocks())


def test_a_satellite_that_sends_nothing_is_lost(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    """Connected, and deaf."""
    monkeypatch.setattr("voice_skill.serving.link.SILENT_S", 0.05)
    link.connected(Wire(link))
    with pytest.raises(SourceLostError, match="no sound"):
        next(link.blocks())


def test_a_wake_word_starts(link: Link) -> None:
    """A satellite with a wake word of its own says when it was heard, once; another one just sends sound."""
    link.connected(Wire(link))
    link.runs(streams=False)
    assert link.wait_for_start()
    link.runs(streams=True)
    assert not link.wait_for_start()


def test_the_end_of_the_server_interrupts_once(link: Link) -> None:
    """The consultation's own closing lines can still be played."""
    link.connected(Wire(link))
    threading.Timer(0.05, link.interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        list(itertools.islice(link.blocks(), 1))
    assert link.ended
    assert link.play(Clip(b"\0\0", RATE))


def test_it_tells_only_who_is_there(link: Link) -> None:
    """A message to an absent satellite is not sent."""
    assert not link.tell(Event("transcript"))
    wire = Wire(link)
    link.connected(wire)
    assert link.tell(Event("transcript"))
    assert wire.sent == [Event("transcript")]
