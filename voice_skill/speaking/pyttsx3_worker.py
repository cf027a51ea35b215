"""The child process in which pyttsx3 renders speech, so that a native crash or hang ends only itself.

`python -m voice_skill.speaking.pyttsx3_worker [--packaged]`. One JSON object a line comes in
(`{"text": …, "voice": …, "rate": …}`), and for each goes out one JSON line, followed by as many bytes of 16-bit mono
sound as it announces: `{"bytes": 1234, "rate": 22050}`, or `{"error": …}` with none. It ends with its input.
`--packaged` leaves the system's espeak-ng aside and uses the one of the `espeakng-loader` package.
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import sys
import tempfile
import threading
import time
import wave
from pathlib import Path
from typing import Any, BinaryIO, Self

SYSTEM_LIBRARIES = ("libespeak-ng.so.1", "/usr/local/lib/libespeak-ng.so.1")
"""Where pyttsx3's espeak driver looks on Linux; old `libespeak.so.1` is left out: pyttsx3 2.99 fails with it."""
SYNTHESIS_LIMIT_S = 60.0
"""A line takes about 20 ms; the parent gives up sooner than this and ends the process."""

ATTEMPTS = 3
"""Tries at a line that comes out empty, and at a rate that espeak did not take."""
IDLE_POLL_S = 0.001
"""espeak's own wait sleeps 20 ms at a time, as long as a whole line takes."""


class SynthesisError(Exception):
    """pyttsx3 gave an error or no sound."""


class Synthesiser:
    """One pyttsx3 engine that renders to files, never to a sound device."""

    def __init__(self) -> None:
        import pyttsx3  # noqa: PLC0415  after the library is in place

        self._engine: Any = pyttsx3.init("espeak" if sys.platform.startswith("linux") else None)
        # A new engine counts as busy and only queues what is set. The queue would then be run at the start of the first
        # line, just before pyttsx3 cancels whatever espeak is at: now and then the rate itself, and the line came out
        # at espeak's own 200 words a minute.
        self._engine.proxy.setBusy(False)
        self._done = threading.Event()
        self._errors: list[str] = []
        self._properties: dict[str, str | int] = {}
        self._engine.connect("finished-utterance", self._finished)
        self._engine.connect("error", self._failed)

    def _finished(self, name: str | None, completed: bool) -> None:  # noqa: FBT001  pyttsx3's signature
        self._done.set()

    def _failed(self, name: str | None, exception: Exception) -> None:
        self._errors.append(str(exception))

    def render(self, text: str, voice: str, rate: int) -> tuple[bytes, int]:
        """Return 16-bit mono sound and its samples per second. `rate` is espeak's own number.

        Raises:
            SynthesisError: when pyttsx3 reports an error, or gives no sound.
        """
        self._wait_idle()
        self._errors.clear()
        for name, value in (("voice", voice), ("rate", rate)):
            self._set(name, value)
        for _ in range(ATTEMPTS):
            pcm, samples_per_s = self._render_once(text)
            if pcm:
                return pcm, samples_per_s
        raise SynthesisError("espeak gave no sound")

    def _set(self, name: str, value: str | int) -> None:
        """Set a property where it differs, and see that espeak took it."""
        if self._properties.get(name) == value:
            return
        self._properties.pop(name, None)
        for _ in range(ATTEMPTS):
            self._engine.setProperty(name, value)
            self._wait_idle()
            self._check_errors()
            if name != "rate" or self._espeak_rate() in {None, value}:
                self._properties[name] = value
                return
        raise SynthesisError(f"espeak does not take the rate {value}")

    @staticmethod
    def _espeak_rate() -> int | None:
        """Return the rate that espeak holds, or None where the engine is another.

        pyttsx3's own `getProperty` leaves out the argument that asks for the present value, and gets either.
        """
        espeak = sys.modules.get("pyttsx3.drivers._espeak")
        return None if espeak is None else int(espeak.dll.espeak_GetParameter(espeak.RATE, 1))

    def _render_once(self, text: str) -> tuple[bytes, int]:
        self._done.clear()
        with _SoundFile() as sound:
            self._engine.save_to_file(text, sound.path)
            self._engine.runAndWait()
            # runAndWait returns while espeak's thread may still be writing: only the event says that it is over.
            finished = self._done.wait(SYNTHESIS_LIMIT_S)
            self._check_errors()
            if not finished:
                raise SynthesisError("espeak did not finish")
            self._wait_idle()
            return sound.read()

    def _check_errors(self) -> None:
        if self._errors:
            self._properties.clear()
            raise SynthesisError("; ".join(self._errors))

    @staticmethod
    def _wait_idle() -> None:
        """Wait until espeak's own thread is idle: what it still does would end up in the next line's file."""
        espeak = sys.modules.get("pyttsx3.drivers._espeak")
        deadline = time.monotonic() + SYNTHESIS_LIMIT_S
        while espeak is not None and espeak.IsPlaying():
            if time.monotonic() > deadline:
                raise SynthesisError("espeak did not finish")
            time.sleep(IDLE_POLL_S)


class _SoundFile:
    """A file for pyttsx3 to write to: in memory where the system can, so that nothing said reaches a disk."""

    def __enter__(self) -> Self:
        if hasattr(os, "memfd_create") and Path("/proc/self/fd").is_dir():
            self._fd = os.memfd_create("speech")
            self.path = f"/proc/self/fd/{self._fd}"
        else:
            self._fd, self.path = tempfile.mkstemp(suffix=".wav")
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._fd)
        if not self.path.startswith("/proc/"):
            Path(self.path).unlink(missing_ok=True)

    def read(self) -> tuple[bytes, int]:
        """Return what was written, and its rate."""
        data = Path(self.path).read_bytes()
        try:
            with wave.open(io.BytesIO(data)) as file:
                return file.readframes(file.getnframes()), file.getframerate()
        except (wave.Error, EOFError) as error:
            raise SynthesisError(f"espeak wrote no sound: {error}") from error


def provide_espeak(*, packaged: bool) -> None:
    """Put an espeak-ng library where pyttsx3 finds it: the system's, else the packaged one.

    A library that is already loaded under the same soname is the one that a later load by name gets.
    """
    if not sys.platform.startswith("linux") or (not packaged and _system_has_espeak()):
        return
    import espeakng_loader  # noqa: PLC0415  only where it is needed

    folder = Path(espeakng_loader.__file__).parent
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    ctypes.CDLL(str(folder / "libespeak-ng.so.1"), mode=ctypes.RTLD_GLOBAL)


def _system_has_espeak() -> bool:
    for name in SYSTEM_LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def serve(requests: BinaryIO, replies: BinaryIO, synthesiser: Synthesiser) -> None:
    """Answer requests until there are no more."""
    for line in requests:
        sound, reply = b"", dict[str, int | str]()
        try:
            request = json.loads(line)
            sound, rate = synthesiser.render(request["text"], request["voice"], int(request["rate"]))
            reply = {"bytes": len(sound), "rate": rate}
        except (SynthesisError, KeyError, ValueError, TypeError, RuntimeError, OSError) as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        replies.write(json.dumps(reply).encode() + b"\n" + sound)
        replies.flush()


def main() -> None:
    """Run the worker on standard input and output."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # pyttsx3 and espeak print on standard output; replies keep a way of their own
    try:
        provide_espeak(packaged="--packaged" in sys.argv[1:])
        synthesiser = Synthesiser()
    except Exception as error:  # noqa: BLE001  whatever is missing is told to the parent, in one line
        replies.write(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode() + b"\n")
        return
    replies.write(b'{"ready": true}\n')
    replies.flush()
    serve(sys.stdin.buffer, replies, synthesiser)


if __name__ == "__main__":
    main()
