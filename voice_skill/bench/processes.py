"""What a process and its children weigh and work, as Linux counts it."""

from __future__ import annotations

import os
from pathlib import Path


def family(pid: int) -> list[int]:
    """A process and its children, whichever of its threads started them; those that have just ended are left out."""
    found = [pid]
    for started in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in started.read_text().split()]
        except OSError:  # the thread has ended
            continue
    return found


def resident_mb(pid: int) -> float:
    """Proportional set size of a process and its children, MB: resident memory, each shared page counted once."""
    kilobytes = [
        int(line.split()[1])
        for each in family(pid)
        for line in _read(f"/proc/{each}/smaps_rollup").splitlines()
        if line.startswith("Pss:")
    ]
    return sum(kilobytes) * 1024 / 1e6


def worked_s(pid: int) -> float:
    """Seconds of processor time of a process and its children, those that have ended and were waited for included."""
    ticks = 0
    for each in family(pid):
        fields = _read(f"/proc/{each}/stat").rpartition(")")[2].split()
        ticks += sum(
            int(field) for field in fields[11:15]
        )  # own user and system time, and that of ended children
    return ticks / os.sysconf("SC_CLK_TCK")


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError:  # it has ended
        return ""
