"""The parent's end of the pyttsx3 child process: started when needed, timed, and replaced when it crashes or hangs."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import voice_skill
from voice_skill.ports import Clip

START_LIMIT_S = 10.0
"""Start of the child: 0.15 s on a PC, some seconds on a Raspberry Pi with a cold SD card."""
RENDER_LIMIT_S = 5.0
"""A long line takes 0.06 s on a PC; a hang has to be noticed while the person still waits."""
STARTS_PER_LINE = 2
"""A line on which the child dies twice is not tried a third time: it is the line, or the machine."""
CHUNK_BYTES = 1 << 16


class RenderError(Exception):
    """A synthesiser could not be started, died, hung, reported an error, or gave no sound."""


class SpeechWorker:
    """Renders through a child process; safe to use from several threads."""

    ends_in_silence = True

    def __init__(
        self,
        *,
        packaged: bool = False,
        command: tuple[str, ...] = (),
        render_limit_s: float = RENDER_LIMIT_S,
    ) -> None:
        """Start nothing yet. `packaged` leaves the system's espeak-ng aside; `command` replaces the child's program (for tests)."""
        module = (sys.executable, "-m", "voice_skill.speaking.pyttsx3_worker")
        self._command = command or (*module, *(("--packaged",) if packaged else ()))
        self._render_limit_s = render_limit_s
        self._process: subprocess.Popen[bytes] | None = None
        self._buffer = b""
        self._lock = threading.Lock()
        self.starts = 0
        """How often a child was started: more than once means that it failed in between."""

    def start(self) -> None:
        """Start the child now, so that the first line need not wait. Raises RenderError."""
        with self._lock:
            self._ensure_started()

    def render(self, text: str, *, voice: str, rate: int) -> Clip:
        """Render one line, with a new child if the one before fails. Raises RenderError."""
        request = json.dumps({"text": text, "voice": voice, "rate": rate}).encode() + b"\n"
        with self._lock:
            for attempt in range(1, STARTS_PER_LINE + 1):
                try:
                    return self._exchange(request)
                except RenderError:
                    if attempt == STARTS_PER_LINE:
                        raise
        raise AssertionError  # pragma: no cover  the loop returns or raises

    def close(self) -> None:
        """End the child. Safe to call twice; the next render starts a new one."""
        with self._lock:
            self._end()

    def _exchange(self, request: bytes) -> Clip:
        process = self._ensure_started()
        assert process.stdin is not None  # noqa: S101  opened as a pipe below
        deadline = time.monotonic() + self._render_limit_s
        try:
            process.stdin.write(request)
            process.stdin.flush()
        except OSError as error:
            self._end()
            raise RenderError(f"the speech process is gone: {error}") from error
        reply = self._read_reply(deadline)
        if "error" in reply:
            raise RenderError(str(reply["error"]))
        return Clip(self._read(int(reply["bytes"]), deadline), int(reply["rate"]))

    def _ensure_started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        home = str(Path(voice_skill.__file__).parent.parent)
        paths = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
        try:
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": paths},
            )
        except OSError as error:
            raise RenderError(f"the speech process does not start: {error}") from error
        self.starts += 1
        reply = self._read_reply(time.monotonic() + START_LIMIT_S)
        if "error" in reply:
            self._end()
            raise RenderError(str(reply["error"]))
        return self._process

    def _read_reply(self, deadline: float) -> dict[str, Any]:
        while b"\n" not in self._buffer:
            self._receive(deadline)
        line, _, self._buffer = self._buffer.partition(b"\n")
        try:
            reply = json.loads(line)
        except ValueError as error:
            self._end()
            raise RenderError(f"the speech process answered {line[:60]!r}") from error
        return dict(reply)

    def _read(self, size: int, deadline: float) -> bytes:
        while len(self._buffer) < size:
            self._receive(deadline)
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        return data

    def _receive(self, deadline: float) -> None:
        """Add to the buffer what the child writes next; end the child when it is late or dead."""
        process = self._process
        assert process is not None  # noqa: S101  only called between start and end
        assert process.stdout is not None  # noqa: S101  opened as a pipe above
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))
        data = os.read(process.stdout.fileno(), CHUNK_BYTES) if ready else b""
        if not data:
            self._end()
            raise RenderError("the speech process ended" if ready else "the speech process hangs")
        self._buffer += data

    def _end(self) -> None:
        process, self._process, self._buffer = self._process, None, b""
        if process is None:
            return
        process.kill()
        with contextlib.suppress(OSError):
            process.__exit__(None, None, None)  # closes the pipes and waits
