"""Keyboard and switch beside the microphone: typed words, and presses of a single switch, while somebody may also speak.

On a terminal each key counts at once, so that the space bar (which most switches send) is a press; elsewhere, and on a
dumb terminal, whole lines are read, and an empty one is a press. Nothing moves the cursor about: screen readers follow.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import queue
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

from voice_skill.hearing.resample import Resampler
from voice_skill.hearing.voice_activity import VoiceActivity
from voice_skill.hearing.vosk_adapter import RATE

if TYPE_CHECKING:
    from voice_skill.devices.switch import Choice, Scanner
    from voice_skill.ports import AudioBlock, AudioSource

PRESS = ""
"""A press of the switch, among typed lines."""
SPEAKING_S = 1.0
"""Seconds after somebody's speech in which no choice is named: it would be spoken into their answer."""
_BACKSPACE = {"\b", "\x7f"}
_END_OF_INPUT = "\x04"


class Typed(Exception):  # noqa: N818  not an error: an answer that came by another way
    """Somebody typed an answer, or chose it with the switch, while they were listened to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Keys:
    """Reads keys on a thread of its own, until it is closed."""

    def __init__(self, stream: TextIO, screen: TextIO) -> None:
        self._stream, self._screen = stream, screen
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.on_key: Callable[[], None] = lambda: None
        """Called when a whole line or a press has come."""
        self._restore = contextlib.ExitStack()
        single = _single_keys(stream, self._restore)
        read = self._read_keys if single else self._read_lines
        threading.Thread(target=read, name="keys", daemon=True).start()

    def get(self) -> str | None:
        """The next line, `PRESS` for a press; None when there is none."""
        try:
            return self._lines.get_nowait()
        except queue.Empty:
            return None

    def clear(self) -> bool:
        """Throw away what was typed before the question; whether that was anything."""
        dropped = False
        while self.get() is not None:
            dropped = True
        return dropped

    def close(self) -> None:
        """Give the terminal back as it was. The thread goes on waiting for a key that nobody needs, and dies with us."""
        self._restore.close()

    def _came(self, line: str) -> None:
        self._lines.put(line)
        self.on_key()

    def _read_lines(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            for line in self._stream:
                self._came(line.strip())

    def _read_keys(self) -> None:
        typed, decode = "", codecs.getincrementaldecoder("utf-8")("replace").decode
        with contextlib.suppress(OSError, ValueError):
            while byte := os.read(self._stream.fileno(), 1):
                key = decode(byte)
                if key == _END_OF_INPUT:
                    return
                if not key:
                    continue  # the rest of this letter is still to come
                if key in "\r\n" or (key == " " and not typed):
                    self._echo("\n" if typed else "")
                    self._came(typed.strip())
                    typed = ""
                elif key in _BACKSPACE:
                    self._echo("\b \b" if typed else "")
                    typed = typed[:-1]
                elif key.isprintable():
                    self._echo(key)
                    typed += key

    def _echo(self, text: str) -> None:
        self._screen.write(text)
        self._screen.flush()


def _single_keys(stream: TextIO, restore: contextlib.ExitStack) -> bool:
    """Have a terminal give single keys, until `restore` is closed; False where there is none that can."""
    if os.environ.get("TERM") == "dumb" or not stream.isatty():
        return False
    try:
        import termios  # noqa: PLC0415  Unix's
        import tty  # noqa: PLC0415

        before: list[Any] = termios.tcgetattr(stream)
        tty.setcbreak(stream)
    except (ImportError, OSError, termios.error):
        return False
    restore.callback(termios.tcsetattr, stream, termios.TCSADRAIN, before)
    return True


class KeyedSource:
    """A microphone that can be answered past: it raises `Typed` when an answer comes by keyboard or switch."""

    def __init__(
        self, source: AudioSource, keys: Keys, *, every_s: float, name: Callable[[Choice], None]
    ) -> None:
        """`every_s`: seconds a choice is offered (0: none is); `name` shows it and says it."""
        self._source, self._keys = source, keys
        self._every_s, self._name = every_s, name
        self._scanner: Scanner | None = None
        self._press = PRESS

    @property
    def rate(self) -> int:
        """Samples per second."""
        return self._source.rate

    def ask(self, scanner: Scanner | None, press: str) -> bool:
        """Prepare for a question: what is gone through, and what a press says where nothing is.

        Returns whether something had been typed too early, which is thrown away: it was no answer to this question.
        """
        self._scanner, self._press = scanner, press
        return self._keys.clear()

    def blocks(self) -> Iterator[AudioBlock]:
        """As the microphone's; raises `Typed`."""
        resample, activity = Resampler(self._source.rate, RATE), VoiceActivity()
        offered_s, quiet_s = self._every_s, SPEAKING_S
        for block in self._source.blocks():
            self._look()
            yield block
            if self._scanner is None:
                continue
            samples = resample(np.frombuffer(block.pcm, "<i2").astype(np.float32) / np.float32(32768))
            length_s = len(block.pcm) / 2 / self._source.rate
            speech = any(frame.speech for frame in activity.frames(samples))
            offered_s, quiet_s = offered_s + length_s, 0.0 if speech else quiet_s + length_s
            if offered_s >= self._every_s and quiet_s >= SPEAKING_S:
                self._name(self._scanner.next())
                offered_s = 0.0
                for _ in self._source.waiting(0.0):
                    """What the microphone heard of our own voice is thrown away."""

    def waiting(self, seconds: float) -> Iterator[AudioBlock]:
        """As the microphone's."""
        return self._source.waiting(seconds)

    def close(self) -> None:
        """Close the microphone."""
        self._source.close()

    def answer(self) -> str | None:
        """What has been typed or chosen since the question; None: nothing yet."""
        line = self._keys.get()
        if line != PRESS:
            return line
        return self._press if self._scanner is None else self._scanner.press()

    def _look(self) -> None:
        text = self.answer()
        if text is not None:
            raise Typed(text)
