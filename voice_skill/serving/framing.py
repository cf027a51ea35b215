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
    """Holds one peer to so many messages and bytes a second by reading no faster."""

    def __init__(self, limits: Limits, now: float) -> None:
        self._buckets = [
            _Bucket(limits.events_per_s, limits.burst, now),
            _Bucket(limits.bytes_per_s, limits.burst_bytes, now),
        ]

    def wait_s(self, now: float, event: Event) -> float:
        """Count a message that came now, monotonic seconds; returns how long to wait before reading on."""
        amounts = (1, len(event.payload or b""))
        return max(bucket.take(amount, now) for bucket, amount in zip(self._buckets, amounts, strict=True))


class _Bucket:
    """So much a second on average, and so much at once."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate, self._burst, self._left, self._at = rate, burst, burst, now

    def take(self, amount: float, now: float) -> float:
        """Take some; returns the seconds until what was taken too much has come in."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate) - amount
        self._at = now
        return max(0.0, -self._left / self._rate)
