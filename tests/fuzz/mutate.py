"""Makes new inputs out of old ones: bytes flipped, cut, doubled, moved, and words put in. The same seed, the same inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

LONGEST = 200_000
"""Bytes: longer inputs find nothing that shorter ones do not, more slowly."""


def inputs(seeds: Sequence[bytes], words: Sequence[bytes], seed: int) -> Iterator[bytes]:
    """Yield inputs without end."""
    random = Random(seed)
    while True:
        data = random.choice(seeds)
        for _ in range(random.choice((1, 1, 2, 4, 8))):
            data = _changed(data, random.choice(seeds), words, random)[:LONGEST]
        yield data


def _changed(data: bytes, other: bytes, words: Sequence[bytes], random: Random) -> bytes:
    at = random.randint(0, len(data))
    to = min(len(data), at + random.choice((1, 1, 2, 4, 16, 200)))
    match random.randrange(9):
        case 0:
            return data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]
        case 1:
            return data[:at] + data[to:]
        case 2:
            return data[:at] + data[at:to] * random.choice((2, 3, 50)) + data[to:]
        case 3:
            return data[:at]
        case 4:
            elsewhere = random.randint(0, len(other))
            return data[:at] + other[elsewhere : elsewhere + random.choice((4, 40, 400))] + data[to:]
        case 5:
            return (
                data[:at]
                + bytes(random.randrange(256) for _ in range(random.choice((1, 2, 4, 8))))
                + data[to:]
            )
        case 6:
            rows = data.split(b"\n")
            row = random.randrange(len(rows))
            rows.insert(random.randint(0, len(rows)), rows.pop(row))
            return b"\n".join(rows)
        case _:
            return data[:at] + (random.choice(words) if words else b"") + data[random.choice((at, to)) :]
