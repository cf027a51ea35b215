"""What a service manager is told: that the skill is ready, alive, and stopping. Elsewhere all of it does nothing.

systemd names a socket in `NOTIFY_SOCKET` and, where it watches, the microseconds it waits for a sign of life in
`WATCHDOG_USEC` (sd_notify(3)). The sign is only sent while the skill makes progress: one that hangs is started anew.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voice_skill.ports import AudioBlock, AudioSource, Clip, Player

STUCK_S = 150.0
"""Seconds without progress after which no sign of life is given any more: the longest wait of a conversation is 60 s, the
longest spoken line 40 s."""
SHARE = 3
"""Signs of life in the time the manager waits for one."""


class Manager:
    """Tells the service manager, if there is one."""

    def __init__(
        self,
        env: Mapping[str, str] | None = None,
        *,
        stuck_s: float = STUCK_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        env = os.environ if env is None else env
        self._address = _address(env.get("NOTIFY_SOCKET", ""))
        self._stuck_s, self._clock = stuck_s, clock
        self._progress = clock()
        self._over = threading.Event()
        wait_s = _microseconds(env.get("WATCHDOG_USEC", "")) / 1e6
        if self._address and wait_s:
            threading.Thread(target=self._watch, args=(wait_s / SHARE,), name="watchdog", daemon=True).start()

    def ready(self, status: str) -> None:
        """It has started, and does this now."""
        self._tell(f"READY=1\nSTATUS={status}")

    def status(self, text: str) -> None:
        """It does this now; never what a person said."""
        self._tell(f"STATUS={text}")

    def stopping(self) -> None:
        """It is ending by itself, or was told to."""
        self._tell("STOPPING=1")

    def beat(self) -> None:
        """It has just made progress."""
        self._progress = self._clock()

    def close(self) -> None:
        """Send nothing more."""
        self._over.set()

    def _watch(self, every_s: float) -> None:
        while not self._over.is_set():
            if self._clock() - self._progress < self._stuck_s:
                self._tell("WATCHDOG=1")
            self._over.wait(every_s)

    def _tell(self, message: str) -> None:
        if not self._address:
            return
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.settimeout(1)
            line.sendto(message.encode(), self._address)


class BeatingSource:
    """A microphone whose every block is a sign of progress."""

    def __init__(self, source: AudioSource, manager: Manager) -> None:
        self._source, self._manager = source, manager

    @property
    def rate(self) -> int:
        """Samples per second."""
        return self._source.rate

    def blocks(self) -> Iterator[AudioBlock]:
        """As the microphone's."""
        self._manager.beat()
        for block in self._source.blocks():
            self._manager.beat()
            yield block

    def waiting(self, seconds: float) -> Iterator[AudioBlock]:
        """As the microphone's."""
        return self._source.waiting(seconds)

    def close(self) -> None:
        """Close the microphone."""
        self._source.close()


class BeatingPlayer:
    """A loudspeaker whose every clip is a sign of progress."""

    def __init__(self, player: Player, manager: Manager) -> None:
        self._player, self._manager = player, manager

    def play(self, clip: Clip) -> bool:
        """As the loudspeaker's."""
        self._manager.beat()
        heard = self._player.play(clip)
        self._manager.beat()
        return heard

    def stop(self) -> None:
        """As the loudspeaker's."""
        self._player.stop()


def _address(name: str) -> str:
    """The socket's address; an `@` stands for the null byte of an abstract one."""
    return f"\0{name[1:]}" if name.startswith("@") else name


def _microseconds(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
