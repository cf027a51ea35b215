"""Numbers and lengths of time as said → values."""

from __future__ import annotations

from dataclasses import dataclass

from voice_skill.understanding.automaton import Sense

_DAYS = {
    "second": 1 / 86400,
    "minute": 1 / 1440,
    "quarter": 1 / 96,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "fortnight": 14.0,
    "month": 30.45,
    "year": 364.0,
}
"""Days in a unit; a month is 4.35 weeks, a year 52."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time, or how long ago something began."""

    days: float
    sudden: bool = False
    """Said to have come all at once."""
    ago: bool = False

    @property
    def weeks(self) -> float:
        """Weeks by the project's convention: days/7 to one decimal, months as 4.35 weeks to the nearest whole."""
        weeks = self.days / 7
        return round(weeks, 1) if weeks < 4 else float(round(weeks))

    @property
    def minutes(self) -> float:
        """Minutes, for the length of a cramp."""
        return round(self.days * 1440, 1)

    @property
    def onset(self) -> str:
        """The class of `weak_onset`."""
        if self.sudden and self.days < 7:
            return "sudden"
        limits = ((0.4, "sudden"), (0.99, "today"), (6.99, "days"), (42.0, "weeks"), (727.0, "months"))
        return next((name for limit, name in limits if self.days <= limit), "years")


def span_of(sense: Sense) -> Span | None:
    """Return the length of time a duration phrase stands for: of several readings, the longest."""
    numbers: list[float] = []
    unit = ""
    extra = 0.0
    for slot, value in sense.captures:
        if slot == "days":
            return Span(float(value), ago=True)
        if slot in {"number", "count"}:
            numbers.append(float(value))
        elif slot == "half":
            extra = 0.5
        elif slot == "unit":
            unit = str(value)
    if not unit:
        return None
    days = (max(numbers, default=0.0) + extra) * _DAYS[unit] if numbers or extra else _DAYS[unit]
    return Span(days, ago=sense.block.meaning.get("ago") == "yes")


def number_of(sense: Sense) -> float | None:
    """Return the number a phrase stands for: of a range, the larger."""
    numbers = [float(value) for slot, value in sense.captures if slot in {"number", "count"}]
    extra = 0.5 if any(slot == "half" for slot, _ in sense.captures) else 0.0
    return max(numbers) + extra if numbers else None
