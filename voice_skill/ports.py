"""The protocols the edges implement, so that every room can be tested without a device."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from voice_skill.events import Expectation


@dataclass(frozen=True, slots=True)
class AudioBlock:
    """A short stretch of sound: 16-bit little-endian mono samples."""

    pcm: bytes
    lost: bool = False
    """True when the device dropped sound just before this block."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Rendered speech or an earcon: 16-bit little-endian mono samples."""

    pcm: bytes
    rate: int
    """Samples per second."""

    @property
    def seconds(self) -> float:
        """Length of the clip."""
        return len(self.pcm) / 2 / self.rate


class AudioSource(Protocol):
    """A microphone or a recording."""

    @property
    def rate(self) -> int:
        """Samples per second of the blocks."""
        ...

    def blocks(self) -> Iterator[AudioBlock]:
        """Yield sound from now on, 0.1 s at a time; ends when the recording ends.

        Raises `hearing.SourceLostError` when a device stops delivering.
        """
        ...

    def waiting(self, seconds: float) -> Iterator[AudioBlock]:
        """Yield what has come meanwhile, without waiting; a recording yields at most so much of what follows."""
        ...

    def close(self) -> None:
        """Release the device. Safe to call twice."""
        ...


@dataclass(frozen=True, slots=True)
class ListenRequest:
    """What to listen for during one turn."""

    expects: Expectation
    phrases: tuple[str, ...]
    """What may be said: the phrase list of the question's grammar, already checked against the vocabulary."""
    open_vocabulary: bool
    """Also decode without the grammar, as a second, independent reading."""
    wait_s: float | None = None
    """Seconds to wait for speech to begin; None: as the listener's patience says."""
    stories: tuple[str, ...] = ()
    """What is listened for when an utterance makes no sense as an answer: the phrase list of the opening."""


class Voice(Protocol):
    """Turns words into sound."""

    def render(self, text: str, *, slow: bool = False) -> Clip:
        """Render text as speech. Raises `MissingPartError` when no synthesiser works."""
        ...


class Player(Protocol):
    """Makes sound audible."""

    def play(self, clip: Clip) -> bool:
        """Play to the end and return True; False when the device failed or playing was stopped."""
        ...

    def stop(self) -> None:
        """Stop at the next block."""
        ...
