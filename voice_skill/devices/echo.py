"""Whether our own voice is taken out of what our microphone hears: only then may somebody interrupt it.

Asked of PulseAudio, or of PipeWire in its place, by `pactl`. It counts only where every microphone and every loudspeaker
of this process belongs to one and the same echo canceller; whatever is unclear means no.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from typing import Any, TypeAlias

LIMIT_S = 4.0
"""Seconds that `pactl` may take; it takes 10 ms, and two seconds on a machine with fifteen busy processes."""
PULSE_DRIVER = "module-echo-cancel.c"
PIPEWIRE_GROUP = "echo-cancel"

Lister: TypeAlias = Callable[[str], "list[dict[str, Any]]"]
"""What the sound system lists of a kind: `clients`, `sources`, `sinks`, `source-outputs`, `sink-inputs`."""


def pactl(kind: str) -> list[dict[str, Any]]:
    """List sources, sinks or streams. Raises `OSError`, `SubprocessError` or `ValueError`."""
    done = subprocess.run(  # noqa: S603  our own command
        ["pactl", "--format=json", "list", kind],  # noqa: S607  where the system has it
        env={**os.environ, "LC_ALL": "C"},  # numbers with a comma are no JSON
        capture_output=True,
        check=True,
        timeout=LIMIT_S,
        stdin=subprocess.DEVNULL,
    )
    listed = json.loads(done.stdout.decode("utf-8", errors="replace"))
    if not isinstance(listed, list):
        raise ValueError("not a list")  # noqa: TRY004  as every other unreadable answer
    return listed


def cancelled(listed: Lister = pactl, pid: int | None = None) -> bool:
    """Whether all that this process records and plays goes through one echo canceller; it must do both just now."""
    own = str(os.getpid() if pid is None else pid)
    try:
        clients = {str(client["index"]) for client in listed("clients") if _is_of(client, own)}
        hears = _cancellers(listed("source-outputs"), "source", listed("sources"), own, clients)
        plays = _cancellers(listed("sink-inputs"), "sink", listed("sinks"), own, clients)
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return len(hears) == 1 and hears == plays and None not in hears


def _cancellers(
    streams: list[dict[str, Any]], end: str, ends: list[dict[str, Any]], own: str, clients: set[str]
) -> set[str | None]:
    """The echo cancellers that our streams of one direction end at; None stands for any other device.

    PulseAudio writes the process into each stream, PipeWire only into the client that a stream belongs to.
    """
    at = {stream[end] for stream in streams if _is_of(stream, own) or str(stream.get("client")) in clients}
    by_index = {each["index"]: each for each in ends}
    return {_canceller(by_index[index]) if index in by_index else None for index in at}


def _is_of(listed: dict[str, Any], pid: str) -> bool:
    return bool(listed["properties"].get("application.process.id") == pid)


def _canceller(device: dict[str, Any]) -> str | None:
    """Name the canceller that a source or a sink belongs to; None: it belongs to none."""
    properties = device["properties"]
    if (
        properties.get("device.class") == "monitor"
    ):  # of the canceller's loudspeaker: our own voice, not the room
        return None
    if device["driver"] == PULSE_DRIVER:
        return f"module {device['owner_module']}"
    group = str(properties.get("node.link-group", ""))
    return group if group.startswith(PIPEWIRE_GROUP) else None
