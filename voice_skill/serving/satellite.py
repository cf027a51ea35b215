"""The connection to one satellite: made, kept, and made again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from dataclasses import dataclass

from wyoming.audio import AudioChunk
from wyoming.event import Event, async_write_event
from wyoming.pipeline import PipelineStage
from wyoming.satellite import RunSatellite

from voice_skill.errors import BadInputError
from voice_skill.serving.framing import Pace, ProtocolError, read_event
from voice_skill.serving.limits import Limits
from voice_skill.serving.link import Link
from voice_skill.serving.sound import Incoming

CONNECT_S = 5.0
RETRY_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Waits between attempts to reach a satellite; the last one for as long as it takes."""
QUIET_S = 3600.0
"""A satellite with a wake word of its own says nothing for hours; whether it is there, the system finds out (`ALIVE`)."""
ALIVE = (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3), ("TCP_USER_TIMEOUT", 20_000))
"""A satellite that has lost its network answers nothing: noticed after 25 s of quiet, or 20 s of unanswered sound."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a satellite listens."""

    name: str
    """The room's name, for the log."""
    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read `NAME=HOST:PORT`, or `HOST:PORT`. Raises `BadInputError`."""
        name, named, place = text.rpartition("=")
        host, port = host_and_port(place, f"the satellite {text!r}")
        return cls(name.strip() if named and name.strip() else place, host, port)


def host_and_port(text: str, what: str) -> tuple[str, int]:
    """Read `HOST:PORT`, also with the `tcp://` before it that the protocol's programs use. Raises `BadInputError`."""
    host, _, port = text.strip().removeprefix("tcp://").rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 <= int(port) <= 65535:
        raise BadInputError(f"{what} must be given as HOST:PORT, such as 127.0.0.1:10700.")
    return host.strip("[]"), int(port)


class _Connection:
    """The way to a connected satellite, for the room's thread."""

    def __init__(self, writer: asyncio.StreamWriter, send_s: float) -> None:
        self._writer, self._send_s = writer, send_s
        self._loop = asyncio.get_running_loop()

    def send(self, event: Event) -> bool:
        """Send a message; False when the satellite is gone or does not take it in time."""
        sending = asyncio.run_coroutine_threadsafe(self._send(event), self._loop)
        try:
            sending.result()
        except (OSError, TimeoutError, RuntimeError):
            self._loop.call_soon_threadsafe(self._writer.close)
            return False
        return True

    async def _send(self, event: Event) -> None:
        if self._writer.is_closing():
            raise ConnectionResetError
        await asyncio.wait_for(async_write_event(event, self._writer), self._send_s)


async def attend(address: Address, link: Link, limits: Limits) -> None:
    """Keep the connection to a satellite for as long as the server runs."""
    failures = 0
    while True:
        try:
            async with asyncio.timeout(CONNECT_S):
                reader, writer = await asyncio.open_connection(
                    address.host, address.port, limit=limits.header_bytes
                )
        except (OSError, TimeoutError) as error:
            if failures == 0:
                _LOG.warning(
                    "%s: the satellite can't be reached (%s); trying on", address.name, _reason(error)
                )
        else:
            failures = 0
            _LOG.info("%s: connected", address.name)
            reason = await _converse(reader, writer, link, limits)
            _LOG.warning("%s: the satellite is gone: it %s", address.name, reason)
        await asyncio.sleep(RETRY_S[min(failures, len(RETRY_S) - 1)])
        failures += 1


async def _converse(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, link: Link, limits: Limits
) -> str:
    """Pass on what comes until the connection ends; returns why it did."""
    _keep_alive(writer)
    try:
        await asyncio.wait_for(async_write_event(RunSatellite().event(), writer), limits.send_s)
        link.connected(_Connection(writer, limits.send_s))
        await _listen(reader, link, limits)
    except (ProtocolError, OSError, TimeoutError) as error:
        return _reason(error)
    finally:
        link.disconnected()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
    return "closed the connection"


async def _listen(reader: asyncio.StreamReader, link: Link, limits: Limits) -> None:
    loop = asyncio.get_running_loop()
    incoming, pace = Incoming(), Pace(limits, loop.time())
    while (event := await read_event(reader, limits, idle_s=QUIET_S)) is not None:
        if AudioChunk.is_type(event.type):
            link.hear(incoming.take(event.data, event.payload))
        elif event.type == "run-pipeline":
            link.runs(streams=event.data.get("start_stage") == PipelineStage.WAKE.value)
        elif event.type == "detection":
            link.runs(streams=False)
        await asyncio.sleep(pace.wait_s(loop.time(), event))


def _keep_alive(writer: asyncio.StreamWriter) -> None:
    line = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in ALIVE:
        if hasattr(socket, option):  # not every system has all of them
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
