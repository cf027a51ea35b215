"""Resident memory of a long-lived process over its consultations, and whether it stays flat."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from voice_skill.bench.soak.running import Running

EVERY_S = 2.0
FLAT, FLAT_AFTER_MIN = 0.05, 30.0
"""Most that the memory may have grown, of itself, in a run that is long enough to have met every question."""
FLAT_SOON = 0.15
"""The same in a shorter one: most questions are asked, and their grammars built, for the first time."""
FEWEST = 60
"""Samples below which nothing is said about growth: two minutes of consultations."""


@dataclass(slots=True)
class Memory:
    """Samples of resident memory, as (minute, MB, process)."""

    samples: list[tuple[float, float, int]] = field(default_factory=list)

    def watch(self, skill: Running, started: float) -> Callable[[], None]:
        """Weigh a process every two seconds until the returned function is called."""
        over = threading.Event()

        def weigh() -> None:
            while not over.wait(EVERY_S):
                if (weight := skill.resident_mb()) is not None:
                    self.samples.append(((time.monotonic() - started) / 60, weight, skill.process.pid))

        thread = threading.Thread(target=weigh, daemon=True)
        thread.start()

        def stop() -> None:
            over.set()
            thread.join()

        return stop

    def growth(self) -> float | None:
        """Growth from the middle third to the last third, of the median; None when there is too little to say.

        The first third is left out: each question's grammar is built, and memory grows, when it is first asked.
        """
        last = [mb for _, mb, pid in self.samples if pid == self.samples[-1][2]]
        if len(last) < FEWEST:
            return None
        third = len(last) // 3
        middle, end = median(last[third : 2 * third]), median(last[2 * third :])
        return end / middle - 1

    @property
    def most_mb(self) -> float:
        """The most it ever was."""
        return max((mb for _, mb, _ in self.samples), default=0.0)

    @property
    def allowed(self) -> float:
        """The growth that is allowed over a run of this length."""
        long = bool(self.samples) and self.samples[-1][0] - self.samples[0][0] >= FLAT_AFTER_MIN
        return FLAT if long else FLAT_SOON

    def problems(self) -> list[str]:
        """What is wrong with the memory."""
        growth = self.growth()
        if growth is not None and growth > self.allowed:
            return [f"memory grew by {growth:.1%}, more than {self.allowed:.0%}"]
        return []
