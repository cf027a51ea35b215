"""Whether the words so far may end a turn before its full time: an answer that everybody hears, and that means one thing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voice_skill.hearing.evidence import Judgement, Quote
from voice_skill.hearing.turn import Completeness


@dataclass(frozen=True, slots=True)
class EarlyEndSettings:
    """When an answer is believed enough to stop waiting. By measurement, see `docs/hearing.md`."""

    denials: int = 3
    """How often one turn may look like a finished answer that the open vocabulary denies: then it waits its full time,
    because every look decodes all of it once more."""


class EarlyEnd:
    """Follows one turn: what its words amount to for the end of it."""

    def __init__(self, settings: EarlyEndSettings) -> None:
        self._settings = settings
        self._denied = 0
        self.completeness = Completeness.UNFINISHED
        """As the grammar heard it at the last look."""

    def look(self, quote: Quote, judgement: Judgement, *, noisy: bool) -> None:
        """Take what the grammar heard and what that amounts to; in a noisy room only a plain answer may end the turn early."""
        odd = noisy and not judgement.plain
        tired = self._denied >= self._settings.denials
        early = quote.completeness is Completeness.COMPLETE
        self.completeness = Completeness.UNFINISHED if early and (odd or tired) else quote.completeness

    def denied(self, others: Sequence[Quote]) -> bool:
        """Whether the other readings have no answer: then it waits as for anything else."""
        if all(quote.completeness is not Completeness.UNFINISHED for quote in others):
            return False
        self._denied += 1
        self.completeness = Completeness.UNFINISHED
        return True
