"""Playing to the end, stopping, and going over to another loudspeaker."""

from __future__ import annotations

import logging
import threading
import time
import wave
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from voice_skill.errors import BadInputError, MissingPartError
from voice_skill.ports import Clip
from voice_skill.sound_card import SoundCardError
from voice_skill.speaking.clips import silence
from voice_skill.speaking.player import BLOCK_S, LEAD_S, NullPlayer, RecordingPlayer, SoundCardPlayer

CLIP = Clip(b"\x01\x02" * 8000, 8000)


class Loudspeaker:
    """An open loudspeaker that keeps what it plays; `fail_at` bytes it breaks, `hang_at` it never returns."""

    latency_s = 0.01

    def __init__(self, rate: int, *, fail_at: int | None = None, hang_at: int | None = None) -> None:
        self.rate = rate
        self.played = b""
        self.closed = threading.Event()
        self.drained = False
        self.fail_at = fail_at
        self.hang_at = hang_at
        self.on_write: Callable[[], None] = lambda: None

    def write(self, pcm: bytes) -> None:
        """Keep, break or hang."""
        if self.fail_at is not None and len(self.played) + len(pcm) > self.fail_at:
            raise SoundCardError("unplugged")
        if self.hang_at is not None and len(self.played) + len(pcm) > self.hang_at:
            time.sleep(30)
        self.played += pcm
        self.on_write()

    def drain(self) -> None:
        """Note that the end was waited for."""
        self.drained = True

    def close(self) -> None:
        """Note that it was let go."""
        self.closed.set()


class Shop:
    """Loudspeakers by name; None can't be opened."""

    def __init__(self, **loudspeakers: Loudspeaker | None) -> None:
        self.loudspeakers = loudspeakers

    def names(self) -> Iterable[str]:
        """All of them."""
        if not self.loudspeakers:
            raise MissingPartError("there is no loudspeaker", "Plug one in.")
        return self.loudspeakers

    def open(self, name: str, rate: int) -> Loudspeaker:
        """Open one."""
        found = self.loudspeakers[name]
        if found is None:
            raise SoundCardError("busy")
        return found


@pytest.fixture(autouse=True)
def quiet_log(caplog: pytest.LogCaptureFixture) -> None:
    """Faults are expected here."""
    caplog.set_level(logging.CRITICAL)


def test_a_clip_is_played_to_its_last_sample() -> None:
    """True means: all written, the end waited for, the device let go."""
    speaker = Loudspeaker(8000)
    player = SoundCardPlayer(Shop(desk=speaker))
    assert player.play(CLIP)
    assert speaker.played == silence(LEAD_S, 8000).pcm + CLIP.pcm
    assert speaker.drained
    assert speaker.closed.wait(5)
    assert player.loudspeaker == "desk"


def test_a_loudspeaker_with_another_rate_gets_as_many_seconds() -> None:
    """A device that only takes 48 kHz plays the clip at the right speed."""
    speaker = Loudspeaker(48000)
    assert SoundCardPlayer(Shop(desk=speaker)).play(CLIP)
    assert len(speaker.played) / 2 / 48000 == pytest.approx(CLIP.seconds + LEAD_S, abs=0.01)


def test_stop_takes_effect_at_the_next_block() -> None:
    """What was stopped is not reported as played."""
    speaker = Loudspeaker(8000)
    player = SoundCardPlayer(Shop(desk=speaker))
    speaker.on_write = lambda: player.stop() if len(speaker.played) >= 4000 else None
    assert not player.play(CLIP)
    assert 4000 <= len(speaker.played) <= 4000 + 2 * BLOCK_S * 8000 + 1
    speaker.on_write = lambda: None
    assert player.play(CLIP)


@pytest.mark.parametrize("fault", [{"fail_at": 0}, {"fail_at": 6000}, {"hang_at": 6000}])
def test_a_failing_loudspeaker_is_left_for_another_and_the_clip_is_played_whole(
    fault: dict[str, int],
) -> None:
    """Whether it fails at once, on the way, or hangs: the next one gets the clip from its beginning."""
    broken, works = Loudspeaker(8000, **fault), Loudspeaker(8000)
    player = SoundCardPlayer(Shop(broken=broken, works=works), stall_s=0.3)
    assert player.play(CLIP)
    assert works.played.endswith(CLIP.pcm)
    assert player.loudspeaker == "works"


def test_a_device_that_cannot_be_opened_is_passed_over() -> None:
    """Busy is no reason for silence where there is another loudspeaker."""
    works = Loudspeaker(8000)
    assert SoundCardPlayer(Shop(busy=None, works=works)).play(CLIP)
    assert works.drained


@pytest.mark.parametrize("shop", [Shop(), Shop(busy=None), Shop(broken=Loudspeaker(8000, fail_at=0))])
def test_without_a_working_loudspeaker_it_says_so(shop: Shop) -> None:
    """False, so that the words are shown and another way out is tried."""
    assert not SoundCardPlayer(shop).play(CLIP)


def test_a_recording_holds_everything_in_order_and_in_real_time(tmp_path: Path) -> None:
    """The skill's clip, a wait, the patient's answer at another rate: one file of their total length."""
    path = tmp_path / "talk.wav"
    with RecordingPlayer(path, rate=16000) as recording:
        assert recording.play(CLIP)
        assert recording.silence(0.5)
        assert recording.add(Clip(b"\x05\x00" * 16000, 16000))
        assert recording.seconds == pytest.approx(2.5)
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2)
        sound = file.readframes(file.getnframes())
    assert len(sound) == 2 * 40000
    assert set(sound[2 * 17000 : 2 * 23000]) == {0}
    assert sound.endswith(b"\x05\x00" * 16000)


def test_a_recording_can_also_be_heard(tmp_path: Path) -> None:
    """What is played goes to the other player too, and its failure counts."""
    speaker = Loudspeaker(8000)
    with RecordingPlayer(tmp_path / "talk.wav", also=SoundCardPlayer(Shop(desk=speaker))) as recording:
        assert recording.play(CLIP)
    with RecordingPlayer(tmp_path / "more.wav", also=SoundCardPlayer(Shop())) as recording:
        assert not recording.play(CLIP)
    assert speaker.drained


def test_a_recording_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    """A wrong path is found before the consultation begins."""
    with pytest.raises(BadInputError, match="no-such-folder"):
        RecordingPlayer(tmp_path / "no-such-folder" / "talk.wav")


def test_nothing_counts_as_played() -> None:
    """At the keyboard, captions are the output."""
    assert NullPlayer().play(CLIP)
