"""One satellite's microphone and loudspeaker, as the room's thread sees them: through every loss of the connection.

The network lives in an event loop, a consultation in a thread of its own. What comes from the satellite waits here; what
is played goes out through `Wire`, at the pace at which it is heard.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import Protocol

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event

from voice_skill.hearing import SourceLostError
from voice_skill.ports import AudioBlock, Clip
from voice_skill.serving.sound import RATE

AWAY_S = 150.0
"""Seconds that a satellite may be away before a question or a warning is given up: a router's restart takes two minutes.
A consultation looks four times before it ends."""
SILENT_S = 2.0
"""A connected satellite that sends no sound for so long is not listening."""
GONE_S = 30.0
"""Seconds in which a satellite that fell silent while it was spoken to shows whether it is still there: the system
notices a lost network after 20 to 25 s (`satellite.ALIVE`)."""
QUEUE_S = 5.0
"""Sound kept while the recogniser is busy; beyond it the oldest is dropped, and the question is asked again."""
BLOCK_S = 0.1
"""Length of what is sent at a time."""
LEAD_S = 0.5
"""How far ahead of its playing sound is sent: what is lost on the way is noticed, and a slow network does not stutter."""
DELAY_S = 0.8
"""Seconds from sending a sound to its being heard that the microphone stays shut after a clip's length. A satellite never
reports that it has played to the end; players buffer up to 0.5 s, and they are started anew for each clip."""


class Wire(Protocol):
    """The way to a connected satellite."""

    def send(self, event: Event) -> bool:
        """Send a message; False when the satellite is gone or does not take it."""
        ...


class Link:
    """The satellite of one room: an `AudioSource` and a `Player`. Thread-safe."""

    rate = RATE

    def __init__(self, *, away_s: float = AWAY_S, delay_s: float = DELAY_S, gone_s: float = GONE_S) -> None:
        self._away_s, self._delay_s, self._gone_s = away_s, delay_s, gone_s
        self._changed = threading.Condition()
        self._wire: Wire | None = None
        self._connections = 0
        self._heard: deque[tuple[bytes, bool]] = deque()
        self._queued_s = 0.0
        self._heard_at = float("-inf")
        """When sound came last, monotonic seconds."""
        self._lost = False
        self._streams: bool | None = None
        self._woken = False
        self._interrupted = False
        self._stopped = threading.Event()
        self.ended = False
        """Whether the server is stopping."""

    # The network's side

    def connected(self, wire: Wire) -> None:
        """The satellite is there, or there again."""
        with self._changed:
            self._wire = wire
            self._connections += 1
            self._streams = None
            self._lost = True
            self._changed.notify_all()

    def disconnected(self) -> None:
        """The satellite is gone."""
        with self._changed:
            self._wire = None
            self._changed.notify_all()

    def runs(self, *, streams: bool) -> None:
        """The satellite says how it works: it sends all it hears, or (False) has just heard its own wake word."""
        with self._changed:
            self._streams = streams
            self._woken = self._woken or not streams
            self._changed.notify_all()

    def hear(self, pcm: bytes) -> None:
        """Sound has come: 16-bit mono samples at `rate`."""
        with self._changed:
            self._heard.append((pcm, self._lost))
            self._heard_at = time.monotonic()
            self._lost = False
            self._queued_s += len(pcm) / 2 / RATE
            while self._queued_s > QUEUE_S:
                dropped, _ = self._heard.popleft()
                self._queued_s -= len(dropped) / 2 / RATE
                self._lost = True
            self._changed.notify_all()

    def interrupt(self) -> None:
        """The server stops: a consultation that is going on says what matters, and ends."""
        with self._changed:
            self.ended = self._interrupted = True
            self._changed.notify_all()

    # The room's side

    def wait_for_start(self) -> bool:
        """Wait until it is known how the satellite works; True when its wake word has been heard.

        Raises:
            KeyboardInterrupt: when the server stops.
        """
        with self._changed:
            while not self._woken and not (self._streams and self._wire is not None):
                self._changed.wait()
                self._may_go_on()
            woken, self._woken = self._woken, False
            return woken

    def wait_connected(self, limit_s: float | None = None) -> bool:
        """Wait until the satellite is there; False when it is not within the limit. Raises `KeyboardInterrupt`."""
        with self._changed:
            return self._present(limit_s) is not None

    def tell(self, event: Event) -> bool:
        """Send something that is no sound; False when the satellite is gone."""
        wire = self._wire
        return wire is not None and wire.send(event)

    def blocks(self) -> Iterator[AudioBlock]:
        """Yield sound from now on, through a short absence of the satellite: the next block then says that sound was lost.

        Raises:
            SourceLostError: when it is away for long, or there and silent.
            KeyboardInterrupt: when the server stops.
        """
        with self._changed:
            self._flush()
        while True:
            with self._changed:
                pcm, lost = self._next()
            yield AudioBlock(pcm, lost)

    def waiting(self, seconds: float) -> Iterator[AudioBlock]:
        """Yield what has come and was not heard yet."""
        while True:
            with self._changed:
                if not self._heard:
                    return
                pcm, lost = self._take()
            yield AudioBlock(pcm, lost)

    def play(self, clip: Clip) -> bool:
        """Play to the end; True once it must have been heard. False when stopped, or the satellite stays away.

        When the satellite is lost on the way, the whole clip is played again once it is back: half a warning is none.

        Raises:
            KeyboardInterrupt: when the server stops.
        """
        self._stopped.clear()
        while not self._stopped.is_set():
            with self._changed:
                wire = self._present(self._away_s)
                connection = self._connections
            if wire is None:
                return False
            if self._play(wire, connection, clip):
                return not self._stopped.is_set()
        return False

    def stop(self) -> None:
        """Stop at the next block."""
        self._stopped.set()

    def close(self) -> None:
        """Nothing to let go of: the network's side closes the connection."""

    def _play(self, wire: Wire, connection: int, clip: Clip) -> bool:
        """Send a clip and wait until it must have been heard; False when the satellite went away."""
        sound = {"rate": clip.rate, "width": 2, "channels": 1}
        step = 2 * round(clip.rate * BLOCK_S)
        begun = time.monotonic()
        listened = begun - self._heard_at < SILENT_S
        if not wire.send(AudioStart(**sound).event()):
            return False
        for place in range(0, len(clip.pcm), step):
            ahead_s = place / 2 / clip.rate - LEAD_S
            if not self._wait_until(begun + ahead_s, connection):
                return False
            if self._stopped.is_set():
                break
            if not wire.send(AudioChunk(**sound, audio=clip.pcm[place : place + step]).event()):
                return False
        if not wire.send(AudioStop().event()):
            return False
        if self._stopped.is_set():
            return True
        there = self._wait_until(begun + clip.seconds + self._delay_s, connection)
        return there and not (listened and self._fell_silent(connection))

    def _fell_silent(self, connection: int) -> bool:
        """Whether a satellite whose microphone was open went quiet during a clip, and the clip went nowhere with it.

        What is sent to a satellite that has lost its network is taken by the system all the same, for as long as half a
        minute. One that stays connected that long has heard; only its microphone is gone.
        """
        silent = time.monotonic() - self._heard_at >= SILENT_S
        until, last = time.monotonic() + self._gone_s, self._heard_at
        while silent and self._heard_at == last and time.monotonic() < until:
            if not self._wait_until(min(until, time.monotonic() + BLOCK_S), connection):
                return True
        return silent and self._heard_at != last

    def _wait_until(self, when: float, connection: int) -> bool:
        """Wait until then, monotonic seconds; False when this connection was lost meanwhile."""
        with self._changed:
            while True:
                self._may_go_on()
                if self._wire is None or self._connections != connection:
                    return False
                left = when - time.monotonic()
                if left <= 0 or self._stopped.is_set():
                    return True
                self._changed.wait(left)

    def _present(self, limit_s: float | None) -> Wire | None:
        """The wire, waited for; the lock is held."""
        until = None if limit_s is None else time.monotonic() + limit_s
        while self._wire is None:
            self._may_go_on()
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                return None
            self._changed.wait(left)
        self._may_go_on()
        return self._wire

    def _next(self) -> tuple[bytes, bool]:
        while not self._heard:
            self._may_go_on()
            if self._wire is None:
                if self._present(self._away_s) is None:
                    raise SourceLostError("the satellite is gone")
            elif not self._changed.wait(SILENT_S) and self._wire is not None:
                raise SourceLostError("the satellite sends no sound")
        self._may_go_on()
        return self._take()

    def _take(self) -> tuple[bytes, bool]:
        pcm, lost = self._heard.popleft()
        self._queued_s -= len(pcm) / 2 / RATE
        return pcm, lost

    def _flush(self) -> None:
        self._heard.clear()
        self._queued_s, self._lost = 0.0, False

    def _may_go_on(self) -> None:
        """Interrupt the room's thread, once, when the server stops."""
        if self._interrupted:
            self._interrupted = False
            raise KeyboardInterrupt
