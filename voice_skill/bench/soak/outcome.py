"""What a soak came to, for the terminal and the page."""

from __future__ import annotations

from dataclasses import dataclass, field

from voice_skill.bench.soak.consultation import Held
from voice_skill.bench.soak.memory import Memory


@dataclass(slots=True)
class Soak:
    """Everything that happened."""

    minutes: float
    seed: int
    rounds: list[tuple[float, Held]] = field(default_factory=list)
    """Minute → consultation that ended then."""
    memory: Memory = field(default_factory=Memory)
    fresh_mb: list[float] = field(default_factory=list)
    """Resident memory at the end of consultations that had a process of their own."""
    processes: int = 0
    left: list[str] = field(default_factory=list)
    """Files that were there at the end and should not have been."""
    load: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def problems(self) -> list[str]:
        """All that went wrong."""
        found = [
            f"{held.scenario.id}, {held.fault.name}: {problem}"
            for _, held in self.rounds
            for problem in held.problems
        ]
        return [*found, *(f"left behind: {name}" for name in self.left), *self.memory.problems()]
