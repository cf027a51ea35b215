"""The `espeak-ng` program, for when pyttsx3 does not work: the same voice by another way."""

from __future__ import annotations

import subprocess

from voice_skill.ports import Clip
from voice_skill.speaking.worker import RENDER_LIMIT_S, RenderError

HEADER_BYTES = 44
"""`--stdout` writes a plain WAV header whose lengths are not filled in: what follows is the sound."""
RATE_AT = slice(24, 28)


class EspeakProgram:
    """Renders by running `espeak-ng` once for each line."""

    ends_in_silence = True

    def __init__(self, program: str = "espeak-ng", *, limit_s: float = RENDER_LIMIT_S) -> None:
        self._program = program
        self._limit_s = limit_s

    def start(self) -> None:
        """Nothing to start."""

    def render(self, text: str, *, voice: str, rate: int) -> Clip:
        """Render one line. Raises RenderError."""
        command = (self._program, "--stdin", "--stdout", "-v", voice, "-s", str(rate))
        try:
            done = subprocess.run(  # noqa: S603  arguments are ours; the text goes in by standard input
                command, input=text.encode(), capture_output=True, timeout=self._limit_s, check=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise RenderError(f"{self._program}: {error}") from error
        if len(done.stdout) <= HEADER_BYTES:
            raise RenderError(f"{self._program} gave no sound")
        body = done.stdout[HEADER_BYTES:]
        return Clip(body[: len(body) // 2 * 2], int.from_bytes(done.stdout[RATE_AT], "little"))

    def close(self) -> None:
        """Nothing to close."""
