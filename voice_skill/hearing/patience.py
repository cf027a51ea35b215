"""How long to wait for a person, and how long a silence ends their turn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from voice_skill.errors import BadInputError

PatienceName = Literal["brisk", "normal", "patient", "very_patient"]

LONGEST_SILENCE_S = 3.0
"""No silence inside an answer is waited for longer, seconds: beyond it a conversation feels broken (COGA, Apple 2023)."""
PAUSE_MARGIN = 1.3
"""A learned silence is so much longer than the person's own longest pause."""


@dataclass(frozen=True, slots=True)
class Patience:
    """The silences of one conversation, all in seconds."""

    begin_s: float
    """Wait for speech to begin. Voice assistants' 8 s cuts slow speakers off (W3C NAUR requirement 20)."""
    complete_s: float
    """Silence after a complete answer that cannot do harm: *yes*, a choice, a command."""
    complete_no_s: float
    """Silence after a complete answer that could lower urgency, which people go on to qualify: "no … it's numb"."""
    unfinished_s: float
    """Silence after anything else: people with pain, age or a speech impairment pause."""
    story_s: float
    """Silence that ends an answer in one's own words."""
    longest_s: float = 30.0
    """Longest utterance; what is said after is not heard, and the event says so."""
    longest_story_s: float = 120.0
    """The same for an answer in one's own words."""

    @classmethod
    def named(cls, name: str) -> Patience:
        """Return a preset.

        Raises:
            BadInputError: when there is no such preset.
        """
        for known, preset in PRESETS.items():
            if known == name:
                return preset
        raise BadInputError(f"no patience is called {name!r}; there are {', '.join(PRESETS)}")

    @property
    def nearest(self) -> PatienceName:
        """The most patient preset that is no more patient than this."""
        return [name for name, preset in PRESETS.items() if preset.unfinished_s <= self.unfinished_s][-1]

    def more(self) -> Patience:
        """Return the next more patient preset, keeping what was learned: "give me more time"."""
        later = [preset for preset in PRESETS.values() if preset.unfinished_s > self.unfinished_s]
        return later[0] if later else self._at_least(LONGEST_SILENCE_S)

    def less(self) -> Patience:
        """Return the next brisker preset."""
        earlier = [preset for preset in PRESETS.values() if preset.unfinished_s < self.unfinished_s]
        return earlier[-1] if earlier else self

    def learned(self, pause_s: float) -> Patience:
        """Return a patience that would not have cut off a person who paused this long inside an answer."""
        wanted = min(pause_s * PAUSE_MARGIN, LONGEST_SILENCE_S)
        return self._at_least(wanted) if wanted > min(self.unfinished_s, self.story_s) else self

    def _at_least(self, silence_s: float) -> Patience:
        return replace(
            self, unfinished_s=max(self.unfinished_s, silence_s), story_s=max(self.story_s, silence_s)
        )


PRESETS: dict[PatienceName, Patience] = {
    "brisk": Patience(begin_s=7.0, complete_s=0.25, complete_no_s=0.95, unfinished_s=0.9, story_s=1.2),
    "normal": Patience(begin_s=10.0, complete_s=0.25, complete_no_s=1.1, unfinished_s=1.4, story_s=1.8),
    "patient": Patience(begin_s=15.0, complete_s=0.6, complete_no_s=1.5, unfinished_s=2.0, story_s=2.4),
    "very_patient": Patience(begin_s=20.0, complete_s=2.4, complete_no_s=2.6, unfinished_s=2.8, story_s=3.0),
}
"""`brisk` never goes under 0.9 s for a *no*; `very_patient` lets anybody pause for 2 s anywhere."""
