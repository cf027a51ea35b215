"""Where sound comes from: recordings here, the microphone in `microphone`, both as `ports.AudioSource`."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from voice_skill.errors import VoiceSkillError
from voice_skill.hearing.wav_file import read_format, read_mono
from voice_skill.ports import AudioBlock

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK_S = 0.1
"""Length of a block, seconds: short enough to react, long enough for a Raspberry Pi to keep up (vosk-api #625)."""


class SourceLostError(VoiceSkillError):
    """A device stopped delivering sound."""

    exit_status = 3

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        """One plain clause: `the microphone stopped`."""


class WavSource:
    """A recording. Delivers as fast as it is read; ends when the recording ends."""

    def __init__(self, path: str | Path) -> None:
        """Open a WAV file.

        Raises:
            BadInputError: when it is unreadable, empty, not WAV, or of a coding or rate that can't be used.
        """
        self._path = Path(path)
        self._format = read_format(self._path)
        self._blocks = read_mono(self._path, self._format, BLOCK_S)

    @property
    def rate(self) -> int:
        """Samples per second, as recorded."""
        return self._format.rate

    @property
    def seconds(self) -> float:
        """Length of the recording."""
        return self._format.length / self._format.frame / self._format.rate

    def blocks(self) -> Iterator[AudioBlock]:
        """Yield what is left of the recording; a second call goes on where the first stopped.

        Raises:
            BadInputError: when the file can't be read on.
        """
        for samples in self._blocks:
            yield AudioBlock(samples.astype("<i2").tobytes())

    def waiting(self, seconds: float) -> Iterator[AudioBlock]:
        """Yield at most so much of what is left."""
        return islice(self.blocks(), round(seconds / BLOCK_S))

    def close(self) -> None:
        """Forget the recording; the file is only open while it is read."""
        self._blocks = iter(())


class SampleSource:
    """Sound that is already in memory: rendered speech, a network stream's utterance, a test."""

    def __init__(self, pcm: bytes, rate: int) -> None:
        self._pcm = pcm
        self._rate = rate
        self._place = 0

    @property
    def rate(self) -> int:
        """Samples per second."""
        return self._rate

    def blocks(self) -> Iterator[AudioBlock]:
        """Yield what is left, `BLOCK_S` at a time."""
        step = 2 * round(self._rate * BLOCK_S)
        while self._place < len(self._pcm):
            block = self._pcm[self._place : self._place + step]
            self._place += step
            yield AudioBlock(block)

    def waiting(self, seconds: float) -> Iterator[AudioBlock]:
        """Yield at most so much of what is left."""
        return islice(self.blocks(), round(seconds / BLOCK_S))

    def close(self) -> None:
        """Forget what is left."""
        self._place = len(self._pcm)
