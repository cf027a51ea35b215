"""`bench soak`: live consultations back to back over virtual devices, while things around them break."""

from voice_skill.bench.soak.command import run

__all__ = ["run"]
