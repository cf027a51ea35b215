"""Messages of the Wyoming protocol, read within limits.

A message is a line of JSON (`type`, perhaps `data`, `data_length`, `payload_length`), so many bytes of further JSON, and so
many of sound. The library's own reader trusts the stated lengths; a server that anybody may connect to can't.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from wyoming.event import Event

from voice_skill.serving.limits import Limits


class ProtocolError(Exception):
    """A peer sent what is no message, or too much of one; the text says which, and quotes nothing of it."""


async def read_event(reader: asyncio.StreamReader, limits: Limits, *, idle_s: float) -> Event | None:
    """Return the next message; None when the peer has closed the connection.

    Raises:
        ProtocolError: when it is malformed, too large, or does not come whole in time.
    """
    try:
        line = await asyncio.wait_for(reader.readline(), idle_s)
    except TimeoutError:
        raise ProtocolError(f"sent nothing whole for {idle_s:.0f} s") from None
    except ValueError:
        raise ProtocolError(f"sent a line of more than {limits.header_bytes} bytes") from None
    if not line:
        return None
    header = _object(line, "its first line")
    kind, data = header.get("type"), header.get("data")
    if not isinstance(kind, str):
        raise ProtocolError("sent a message without a type")
    if not isinstance(data, dict | None):
        raise ProtocolError("sent data that is no object")
    more = _length(header, "data_length", limits.data_bytes)
    sound = _length(header, "payload_length", limits.payload_bytes)
    try:
        async with asyncio.timeout(limits.message_s):
            text = await reader.readexactly(more)
            payload = await reader.readexactly(sound)
    except TimeoutError:
        raise ProtocolError(f"sent half a message, and no more for {limits.message_s:.0f} s") from None
    except asyncio.IncompleteReadError:
        raise ProtocolError("closed the connection in the middle of a message") from None
    whole = {**(data or {}), **(_object(text, "its data") if text else {})}
    return Event(kind, whole, payload or None)


def _length(header: dict[str, Any], key: str, most: int) -> int:
    value = header.get(key) or 0
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ProtocolError(f"sent a {key} that is no length")
    if value > most:
        raise ProtocolError(f"announced {key} {value}, more than {most} bytes")
    return value


def _object(raw: bytes, what: str) -> dict[str, Any]:
    try:
        content = json.loads(raw)
    except (ValueError, RecursionError):
        raise ProtocolError(f"speaks another protocol: {what} is not JSON") from None
    if not isinstance(content, dict):
        raise ProtocolError(f"speaks another protocol: {what} is no JSON object")
    return content


class Pace:
    """Holds one peer to so many messages a second by reading no faster."""

    def __init__(self, limits: Limits, now: float) -> None:
        self._rate, self._burst = limits.events_per_s, limits.burst
        self._left, self._at = limits.burst, now

    def wait_s(self, now: float) -> float:
        """Count a message that came now, monotonic seconds; returns how long to wait before reading on."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate) - 1
        self._at = now
        return max(0.0, -self._left / self._rate)
