"""What every measurement needs to be read with: how sure a rate is, and tables people can read."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_Z95 = 1.959964
"""Standard normal quantile for a two-sided 95 % interval."""


def wilson(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of a rate, as fractions; (0, 1) when nothing was measured."""
    if total == 0:
        return 0.0, 1.0
    rate = hits / total
    square = _Z95**2
    centre = (rate + square / (2 * total)) / (1 + square / total)
    half = _Z95 * math.sqrt(rate * (1 - rate) / total + square / (4 * total**2)) / (1 + square / total)
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    high = 1.0 if hits == total else min(1.0, centre + half)
    return low, high


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of how many."""

    hits: int
    total: int

    def __str__(self) -> str:
        if not self.total:
            return "–"
        low, high = wilson(self.hits, self.total)
        rate = self.hits / self.total
        return f"{rate:.1%} ({low:.1%}–{high:.1%}), {self.hits}/{self.total}"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table. Bars inside cells are escaped."""
    lines = [_row(head), _row(["---"] * len(head))]
    lines.extend(_row(row) for row in rows)
    return "\n".join(lines)


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def machine() -> str:
    """Return the class of this machine, without anything that names it: `2-core x86_64, Python 3.11`."""
    return (
        f"{os.cpu_count()}-core {platform.machine()}, Python {'.'.join(platform.python_version_tuple()[:2])}"
    )
