"""Runs the emergency contact command: a program with arguments, never a shell, and never for longer than it may."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMIT_S = 20.0
"""Seconds a contact command may take: a message or a webhook needs a few, and the person is waiting for the answer."""
REHEARSAL_VARIABLE = "VOICE_SKILL_REHEARSAL"
"""Set to 1 for the command when it is only tried out: nobody is in danger."""


def reach(command: Sequence[str], *, rehearsal: bool, limit_s: float = LIMIT_S) -> bool:
    """Run the command and return whether it reported success.

    What it prints goes nowhere; one that hangs is ended with everything it started; one that is missing has failed.
    """
    if not command:
        return False
    env = {**os.environ, REHEARSAL_VARIABLE: "1"} if rehearsal else None
    try:
        process = subprocess.Popen(  # noqa: S603  the person's own setting; refused when others could have written it
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=env,
            start_new_session=True,
        )
    except (OSError, ValueError):
        return False
    with process:
        try:
            return process.wait(limit_s) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            if process.poll() is None:
                _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command and what it started: its own session is its process group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
