"""A microphone that overflows, stops or comes back: noticed, said, and never trusted over a gap."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from voice_skill import sound_card
from voice_skill.errors import MissingPartError
from voice_skill.hearing import MicrophoneSource, SourceLostError
from voice_skill.hearing.microphone import QUEUE_BLOCKS, SILENT_DEVICE_S
from voice_skill.ports import AudioBlock

SOUND = bytes([1, 0]) * 1600


class Stream:
    """An open microphone that the test speaks into."""

    opened: list[Stream]
    rate = 16_000
    channels = 1

    def __init__(self, _device: object, on_block: Callable[[bytes, bool], None]) -> None:
        self.deliver = on_block
        self.closed = False
        self.opened.append(self)

    def close(self) -> None:
        """Let go of the device."""
        self.closed = True


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Stream]:
    """The microphones opened so far; there is no sound card."""
    streams: list[Stream] = []
    monkeypatch.setattr(Stream, "opened", streams, raising=False)
    monkeypatch.setattr(sound_card, "find", lambda *_: None)
    monkeypatch.setattr(sound_card, "rescan", lambda: None)
    monkeypatch.setattr(sound_card, "InputStream", Stream)
    return streams


def listening(microphone: MicrophoneSource, stream: Stream) -> Iterator[AudioBlock]:
    """Return its blocks, the first already heard: what came before is thrown away."""
    blocks = microphone.blocks()
    microphone.flush = lambda: stream.deliver(SOUND, False)  # type: ignore[method-assign] # before the first block
    next(blocks)
    return blocks


def test_overflow_of_the_device_is_passed_on(opened: list[Stream]) -> None:
    """The block after a gap says so, and only that one."""
    microphone = MicrophoneSource()
    blocks = listening(microphone, opened[0])
    for lost in (False, True, False):
        opened[0].deliver(SOUND, lost)
    assert [next(blocks).lost for _ in range(3)] == [False, True, False]


def test_what_the_queue_had_no_room_for_is_lost(opened: list[Stream]) -> None:
    """A recogniser busy for longer than the queue lasts: the gap is marked, never closed over."""
    microphone = MicrophoneSource()
    blocks = listening(microphone, opened[0])
    for _ in range(QUEUE_BLOCKS + 1):
        opened[0].deliver(SOUND, False)
    heard = [next(blocks) for _ in range(QUEUE_BLOCKS)]
    opened[0].deliver(SOUND, False)
    heard.append(next(blocks))
    assert sum(block.lost for block in heard) == 1


def test_what_waits_keeps_its_gap(opened: list[Stream]) -> None:
    """Sound that came while an answer was weighed: a gap in it takes the answer back, so it must show."""
    microphone = MicrophoneSource()
    listening(microphone, opened[0])
    opened[0].deliver(SOUND, False)
    opened[0].deliver(SOUND, True)
    assert [block.lost for block in microphone.waiting(1.0)] == [False, True]


def test_a_stream_that_stops_without_an_error_is_noticed_and_opened_again(opened: list[Stream]) -> None:
    """Within 2 s, the device let go of; asked again, it is looked for anew and heard."""
    assert SILENT_DEVICE_S < 2.0
    microphone = MicrophoneSource(silent_device_s=0.05)
    blocks = listening(microphone, opened[0])
    with pytest.raises(SourceLostError, match="stopped"):
        next(blocks)
    assert opened[0].closed
    again = microphone.blocks()
    microphone.flush = lambda: opened[1].deliver(SOUND, False)  # type: ignore[method-assign]
    assert next(again).pcm == SOUND


def test_a_microphone_that_does_not_come_back_is_gone(
    opened: list[Stream], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unplugged for good: an end, not an endless wait."""
    microphone = MicrophoneSource(silent_device_s=0.05)
    blocks = listening(microphone, opened[0])
    with pytest.raises(SourceLostError, match="stopped"):
        next(blocks)

    def nothing(*_: object) -> None:
        raise MissingPartError("there is no microphone", "Plug one in.")

    monkeypatch.setattr(sound_card, "find", nothing)
    monkeypatch.setattr("voice_skill.hearing.microphone.REOPEN_PAUSES_S", (0.0, 0.0))
    with pytest.raises(SourceLostError, match="gone"):
        next(iter(microphone.blocks()))
    assert len(opened) == 1


def test_a_device_that_falls_digitally_silent_is_lost(opened: list[Stream]) -> None:
    """The sound daemon moved the stream of an unplugged microphone elsewhere: no error, only zeros."""
    microphone = MicrophoneSource()
    blocks = listening(microphone, opened[0])
    for _ in range(35):
        opened[0].deliver(SOUND, False)
        next(blocks)
    for _ in range(16):
        opened[0].deliver(bytes(len(SOUND)), False)
    with pytest.raises(SourceLostError, match="silent"):
        list(blocks)
    assert opened[0].closed
