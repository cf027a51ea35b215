"""Messages within limits."""

from __future__ import annotations

import asyncio

import pytest
from hostile import message
from hypothesis import given, settings
from hypothesis import strategies as st
from wyoming.event import Event, async_write_event

from voice_skill.serving.framing import Pace, ProtocolError, read_event
from voice_skill.serving.limits import Limits

LIMITS = Limits(header_bytes=500, data_bytes=200, payload_bytes=100, message_s=0.05)


def read(sent: bytes) -> Event | None:
    """Read one message of these bytes, after which the peer closes."""

    async def run() -> Event | None:
        reader = asyncio.StreamReader(limit=LIMITS.header_bytes)
        reader.feed_data(sent)
        reader.feed_eof()
        return await read_event(reader, LIMITS, idle_s=1)

    return asyncio.run(run())


def test_what_the_library_writes_is_read() -> None:
    """Type, data and sound come back as they were sent."""

    class Writer:
        sent = b""

        def writelines(self, parts: tuple[bytes, ...]) -> None:
            self.sent += b"".join(parts)

        def write(self, part: bytes) -> None:
            self.sent += part

        async def drain(self) -> None:
            """Nothing waits."""

    writer, event = Writer(), Event("audio-chunk", {"rate": 16000}, b"\1\2")
    asyncio.run(async_write_event(event, writer))  # type: ignore[arg-type]
    assert read(writer.sent) == event


def test_the_end_of_a_connection_is_no_message() -> None:
    """A peer that closes between messages has just left."""
    assert read(b"") is None


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"x" * 600 + b"\n", "more than 500 bytes"),
        (b"[1]\n", "no JSON object"),
        (b"nonsense\n", "not JSON"),
        (b"[" * 400 + b"\n", "not JSON"),
        (b'{"type": 3}\n', "without a type"),
        (b'{"type": "x", "data": 3}\n', "no object"),
        (message("x", {"long": "y" * 300}), "more than 200 bytes"),
        (message("x", payload=b"z" * 101), "more than 100 bytes"),
        (message("x", data_length=-1), "no length"),
        (message("x", payload_length=True), "no length"),
        (message("x", payload=b"zz")[:-1], "in the middle"),
        (b'{"type": "x", "data_length": 3}\n[1]', "no JSON object"),
    ],
)
def test_what_is_refused(sent: bytes, why: str) -> None:
    """Each breach is named."""
    with pytest.raises(ProtocolError, match=why):
        read(sent)


def test_half_a_message_and_silence() -> None:
    """A peer that stops in the middle, but stays, is given up."""

    async def run() -> None:
        reader = asyncio.StreamReader()
        reader.feed_data(message("x", {"a": 1})[:-1])
        await read_event(reader, LIMITS, idle_s=1)

    with pytest.raises(ProtocolError, match="half a message"):
        asyncio.run(run())


def test_silence_is_given_up() -> None:
    """A peer that sends nothing at all is given up after its time."""

    async def run() -> None:
        await read_event(asyncio.StreamReader(), LIMITS, idle_s=0.05)

    with pytest.raises(ProtocolError, match="nothing whole"):
        asyncio.run(run())


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(sent: bytes) -> None:
    """Any bytes are a message, the end, or refused."""
    try:
        event = read(sent + b"\n")
    except ProtocolError:
        return
    assert event is None or isinstance(event.type, str)


PING = Event("ping")


def test_a_flood_is_read_no_faster_than_allowed() -> None:
    """After the burst, each message waits its share of a second; a quiet while gives the burst back."""
    pace = Pace(Limits(events_per_s=10, burst=3), now=0.0)
    assert [pace.wait_s(0.0, PING) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert pace.wait_s(0.0, PING) == pytest.approx(0.1)
    assert pace.wait_s(1000.0, PING) == 0.0


def test_much_sound_is_read_no_faster_than_allowed() -> None:
    """Few messages full of sound are held back like many small ones."""
    pace = Pace(Limits(bytes_per_s=1000, burst_bytes=300), now=0.0)
    sound = Event("audio-chunk", payload=bytes(200))
    assert pace.wait_s(0.0, sound) == 0.0
    assert pace.wait_s(0.0, sound) == pytest.approx(0.1)
