"""`bench rooms`: how many consultations at once one core carries, and what each further one costs."""

from voice_skill.bench.rooms.command import run

__all__ = ["run"]
