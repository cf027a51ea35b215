"""The skill's process as the soak sees it: what it tells, what it weighs, and what it leaves behind."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

END_LIMIT_S = 120.0
"""Seconds after SIGTERM by which the closing lines must have been said and the process be gone, on a slow machine."""


class Running:
    """One process that holds consultations."""

    def __init__(self, env: Mapping[str, str], log: Path, *, verbose: bool = False) -> None:
        """Start it. `verbose` shows all it tells, with the seconds since then."""
        self._log = log.open("ab")
        self._verbose = verbose
        self._started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "voice_skill.bench.soak.skill"],
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self._told: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._collect, daemon=True)
        self._thread.start()

    def order(self, **order: Any) -> None:
        """Send an order; one to a process that is gone is lost."""
        assert self.process.stdin is not None  # noqa: S101  opened as a pipe above
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()

    def next(self, limit_s: float) -> dict[str, Any] | None:
        """What it tells next; None when it has ended. Raises `TimeoutError` when it tells nothing for so long."""
        try:
            return self._told.get(timeout=limit_s)
        except queue.Empty:
            raise TimeoutError(f"nothing happened for {limit_s:.0f} s") from None

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.process.poll() is None

    def resident_mb(self) -> float | None:
        """Its resident memory, without its children's; None once it is gone."""
        with contextlib.suppress(OSError, IndexError):
            pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
            return pages * os.sysconf("SC_PAGE_SIZE") / 1e6 or None
        return None

    def children(self) -> list[int]:
        """Its child processes: the voice."""
        found: list[int] = []
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{self.process.pid}/task").iterdir():
                with contextlib.suppress(OSError):
                    found += [int(pid) for pid in (task / "children").read_text().split()]
        return found

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it is still there."""
        if self.alive:
            self.process.send_signal(number)

    def close(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self.process.wait()
        self._thread.join()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._log.close()

    def _collect(self) -> None:
        assert self.process.stdout is not None  # noqa: S101  opened as a pipe above
        for line in self.process.stdout:
            if self._verbose:
                sys.stdout.write(f"    {time.monotonic() - self._started:7.1f} s  {line}")
            self._told.put(json.loads(line))
        self._told.put(None)


def gone(pids: list[int], limit_s: float) -> list[int]:
    """Which of these processes still run after the limit: a zombie does not."""
    deadline = time.monotonic() + limit_s
    while (left := [pid for pid in pids if _runs(pid)]) and time.monotonic() < deadline:
        time.sleep(0.2)
    return left


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
