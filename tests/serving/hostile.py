"""Clients that mean no good, or have a bug: what a listening server must live with."""

from __future__ import annotations

import contextlib
import json
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator

CLIENTS = 4
PAUSE_S = 0.05


def message(kind: str, data: object = None, payload: bytes = b"", **header: object) -> bytes:
    """A message as it goes over the wire; `header` overrides what its first line says."""
    body = b"" if data is None else json.dumps(data).encode()
    first = {"type": kind, "data_length": len(body), "payload_length": len(payload), **header}
    return json.dumps(first).encode() + b"\n" + body + payload


def _noise(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randint(1, 5000))


def _another_protocol(chance: random.Random) -> bytes:
    return b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"


def _half(chance: random.Random) -> bytes:
    whole = message("synthesize", {"text": "half of this never comes"})
    return whole[: chance.randint(1, len(whole) - 1)]


def _endless_line(chance: random.Random) -> bytes:
    return b"{" * 100_000


def _huge_announcement(chance: random.Random) -> bytes:
    return message("audio-chunk", payload_length=chance.choice([10**6, 10**12, -1, True, "long"]))


def _deep(chance: random.Random) -> bytes:
    return b"[" * 15_000 + b"\n"


def _flood(chance: random.Random) -> bytes:
    return message("ping", {"text": "x"}) * 2000


def _strange_sound(chance: random.Random) -> bytes:
    start = message("audio-start", {"rate": 16000, "width": 2, "channels": 1})
    other = {"rate": chance.choice([1, 44100, 10**9, None]), "width": chance.choice([1, 2, 4]), "channels": 1}
    return start + message("audio-chunk", other, bytes(chance.randint(0, 3)))


def _mutated(chance: random.Random) -> bytes:
    raw = bytearray(message("transcript", {"text": "my back hurts", "context": {"conversation_id": "x"}}))
    for _ in range(chance.randint(1, 6)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw)


ATTACKS: tuple[Callable[[random.Random], bytes], ...] = (
    _noise,
    _another_protocol,
    _half,
    _endless_line,
    _huge_announcement,
    _deep,
    _flood,
    _strange_sound,
    _mutated,
)


def attack(port: int, sent: bytes, *, hold_s: float = 0.3) -> bytes:
    """Send something, wait a little, and return what came back."""
    back = b""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as line:
        line.settimeout(hold_s)
        line.sendall(sent)
        while part := line.recv(65536):
            back += part
    return back


@contextlib.contextmanager
def hostile_clients(port: int, seed: int = 1) -> Iterator[None]:
    """Let several of them try everything, again and again."""
    over = threading.Event()

    def client(number: int) -> None:
        chance = random.Random(seed * 100 + number)
        while not over.is_set():
            attack(port, chance.choice(ATTACKS)(chance))
            time.sleep(PAUSE_S)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
