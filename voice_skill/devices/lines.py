"""The consultation over JSON lines: one object per line out, one per line in (docs/json-lines.md)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from voice_skill.devices.ears import typed
from voice_skill.devices.loop import Dialogue, Outside, drive
from voice_skill.devices.plain import ask_line, end_line, result_line, say_line, to_json, understood_line
from voice_skill.errors import VoiceSkillError
from voice_skill.events import (
    Adjust,
    Ask,
    Event,
    Finish,
    NoInput,
    Result,
    Say,
    SpeechFailed,
    Stopped,
    Understood,
)

LONGEST_LINE = 64 * 1024
"""Bytes: far above any answer, far below what would trouble a small machine."""

HearWav = Callable[[Path, Ask], Event]
"""Recognises one recording as an answer. Raises `BadInputError` for a file that can't be used."""

_SHAPE = 'send one of {"text": "…"}, {"wav": "file.wav"} or {"silence": true}'


def run_lines(
    dialogue: Dialogue, lines_in: BinaryIO, out: TextIO, hear_wav: HearWav, outside: Outside | None = None
) -> Finish:
    """Run one consultation over two streams and return how it ended. The end of input counts as *stop*."""
    return drive(dialogue, LineDevice(lines_in, out, hear_wav), outside)


class LineDevice:
    """A person, or a program, that answers by lines."""

    real_time = False

    def __init__(self, lines_in: BinaryIO, out: TextIO, hear_wav: HearWav) -> None:
        self._in = lines_in
        self._out = out
        self._hear_wav = hear_wav

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        """No time passes between lines."""

    def say(self, line: Say) -> SpeechFailed | None:
        """Write a `say` object."""
        self._write(say_line(line))
        return None

    def ask(self, question: Ask, *, within_s: float | None) -> Event:
        """Write an `ask` object and read lines until one is good; a bad one gets an `error`, then the ask again."""
        while True:
            self._write(ask_line(question))
            try:
                return self._read(question)
            except VoiceSkillError as error:
                self._write({"type": "error", "text": str(error)})
            except _BadLineError as error:
                self._write({"type": "error", "text": f"{error}; {_SHAPE}"})

    def show(self, action: Understood | Result | Adjust) -> None:
        """Write an `understood` or `result` object; there is no voice to adjust."""
        if isinstance(action, Understood):
            self._write(understood_line(action))
        elif isinstance(action, Result):
            self._write(result_line(action))

    def finish(self, finish: Finish) -> None:
        """Write the `end` object."""
        self._write(end_line(finish))

    def _read(self, question: Ask) -> Event:
        raw = self._in.readline(LONGEST_LINE + 1)
        if not raw:
            return Stopped("end_of_input")
        if len(raw) > LONGEST_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = self._in.readline(LONGEST_LINE)
            raise _BadLineError(f"that line is longer than {LONGEST_LINE} bytes")
        match _one_pair(raw):
            case "text", str(text):
                return typed(text) if text.strip() else NoInput()
            case "wav", str(name) if name.strip() and "\0" not in name:
                return self._hear_wav(Path(name), question)
            case "silence", True:
                return NoInput()
            case key, value:
                raise _BadLineError(f"{json.dumps(key)} can't be {json.dumps(value)[:80]}")

    def _write(self, line: Mapping[str, Any]) -> None:
        self._out.write(to_json(line) + "\n")
        self._out.flush()


class _BadLineError(Exception):
    """A line that is not part of the protocol; the message says why."""


def _one_pair(raw: bytes) -> tuple[str, Any]:
    """Return the one key and value that a line holds."""
    try:
        content = json.loads(raw.decode())
        json.dumps(
            content, ensure_ascii=False
        ).encode()  # half of a surrogate pair is valid JSON, but no text
    except UnicodeError:
        raise _BadLineError("that line is not UTF-8 text") from None
    except (ValueError, RecursionError):
        raise _BadLineError("that line is not JSON") from None
    if not isinstance(content, dict):
        raise _BadLineError("that line is not a JSON object")
    if len(content) != 1:
        raise _BadLineError(f"that object has {len(content)} keys instead of one")
    return next(iter(content.items()))
