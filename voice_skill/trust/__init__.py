"""Several readings of one utterance → take it, confirm it, or ask again."""

from voice_skill.trust.decide import decide, lowers

__all__ = ["decide", "lowers"]
