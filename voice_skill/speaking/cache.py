"""Speech rendered before it is needed, and remembered by what it says."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import queue
import tempfile
import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from voice_skill.errors import MissingPartError
from voice_skill.speaking.clips import read_wav, write_wav
from voice_skill.speaking.voice import verify
from voice_skill.speaking.wording import as_said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from voice_skill.ports import Clip

LIMIT_BYTES = 16 * 1024 * 1024
"""Sound kept of what is not fixed, about six minutes: a consultation repeats little of it."""

_Key: TypeAlias = "tuple[str, bool]"
_log = logging.getLogger(__name__)


class ChangingVoice(Protocol):
    """A voice whose sound can be changed while it runs."""

    @property
    def fingerprint(self) -> str:
        """Changes when the same text would sound different."""
        ...

    def render(self, text: str, *, slow: bool = False, sure: bool = False) -> Clip:
        """Render text as speech; `sure`: until two renderings agree. Raises MissingPartError."""
        ...

    @property
    def rate_wpm(self) -> int:
        """Words a minute as heard."""
        ...

    @property
    def volume(self) -> int:
        """Loudness, percent of full scale."""
        ...

    def adjust(self, what: Literal["rate", "volume"], direction: Literal["up", "down"]) -> bool:
        """Go one step; False when already at the limit."""
        ...


class Prerendering:
    """Lines being rendered in the background."""

    def __init__(self, count: int) -> None:
        self._left = count
        self._failed: list[str] = []
        self._changed = threading.Condition()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until every line has been tried; False when the time is over first."""
        with self._changed:
            return self._changed.wait_for(lambda: self._left <= 0, timeout_s)

    @property
    def failed(self) -> tuple[str, ...]:
        """The lines that could not be rendered."""
        with self._changed:
            return tuple(self._failed)

    def _tried(self, text: str, *, ok: bool) -> None:
        with self._changed:
            self._left -= 1
            if not ok:
                self._failed.append(text)
            self._changed.notify_all()


class CachedVoice:
    """A voice that remembers: fixed lines for good, others while there is room.

    When rendering fails, a remembered clip of the same words is used even if it has another pace or loudness: a warning
    in yesterday's pace is better than none.
    """

    def __init__(
        self, voice: ChangingVoice, *, folder: Path | None = None, limit_bytes: int = LIMIT_BYTES
    ) -> None:
        """Keep nothing on disk unless `folder` is given; what goes there is fixed wording only, never answers."""
        self._voice = voice
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._clips: OrderedDict[_Key, tuple[str, Clip]] = OrderedDict()
        self._fixed: set[_Key] = set()
        self._lock = threading.Lock()
        self._jobs: queue.Queue[tuple[_Key, Prerendering] | None] = queue.Queue()
        self._thread: threading.Thread | None = None

    def render(self, text: str, *, slow: bool = False) -> Clip:
        """Return the remembered clip, or render one.

        Raises:
            MissingPartError: when no synthesiser works and these words are not remembered either.
        """
        key, fingerprint = (text, slow), self._voice.fingerprint
        remembered = self._recall(key)
        if remembered is not None and remembered[0] == fingerprint:
            return remembered[1]
        clip = self._from_disk(key, fingerprint)
        if clip is None:
            try:
                clip = self._voice.render(text, slow=slow, sure=self._is_fixed(key))
            except MissingPartError:
                if remembered is None:
                    raise
                return remembered[1]
            self._to_disk(key, fingerprint, clip)
        self._remember(key, fingerprint, clip)
        return clip

    def prerender(self, texts: Iterable[str], *, slow: bool = False) -> Prerendering:
        """Render fixed lines on a background thread and never forget them."""
        keys = [(text, slow) for text in dict.fromkeys(texts)]
        with self._lock:
            self._fixed.update(keys)
        return self._enqueue(keys)

    def adjust(self, what: Literal["rate", "volume"], direction: Literal["up", "down"]) -> bool:
        """Change pace or loudness by one step, and render the fixed lines anew; False when at the limit."""
        changed = self._voice.adjust(what, direction)
        if changed:
            with self._lock:
                keys = list(self._fixed)
            self._enqueue(keys)
        return changed

    @property
    def manner(self) -> dict[str, int]:
        """Pace and loudness as they are now, by the names of their settings."""
        return {"rate_wpm": self._voice.rate_wpm, "volume": self._voice.volume}

    def close(self) -> None:
        """Stop rendering ahead."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()
            self._thread = None

    def _enqueue(self, keys: list[_Key]) -> Prerendering:
        work = Prerendering(len(keys))
        if self._thread is None or not self._thread.is_alive():
            self._jobs = queue.Queue()
            self._thread = threading.Thread(
                target=self._run, args=(self._jobs,), name="prerender", daemon=True
            )
            self._thread.start()
        for key in keys:
            self._jobs.put((key, work))
        return work

    def _run(self, jobs: queue.Queue[tuple[_Key, Prerendering] | None]) -> None:
        for (text, slow), work in iter(jobs.get, None):
            try:
                ok = verify(self.render(text, slow=slow), text) or not as_said(text).strip()
            except Exception as error:  # noqa: BLE001  one bad line must not end the thread: it is reported
                _log.warning("rendering ahead: %s", error)
                ok = False
            work._tried(text, ok=ok)  # noqa: SLF001  of this module

    def _is_fixed(self, key: _Key) -> bool:
        with self._lock:
            return key in self._fixed

    def _recall(self, key: _Key) -> tuple[str, Clip] | None:
        with self._lock:
            if key in self._clips:
                self._clips.move_to_end(key)
            return self._clips.get(key)

    def _remember(self, key: _Key, fingerprint: str, clip: Clip) -> None:
        with self._lock:
            self._clips[key] = (fingerprint, clip)
            self._clips.move_to_end(key)
            passing = [other for other in self._clips if other not in self._fixed]
            size = sum(len(self._clips[other][1].pcm) for other in passing)
            for other in passing:
                if size <= self._limit_bytes:
                    break
                size -= len(self._clips.pop(other)[1].pcm)

    def _path(self, key: _Key, fingerprint: str) -> Path | None:
        """Where a fixed line is kept, if anything is."""
        if self._folder is None or not self._is_fixed(key):
            return None
        name = hashlib.sha256(f"{fingerprint}\n{key[1]}\n{as_said(key[0])}".encode()).hexdigest()
        return self._folder / f"{name}.wav"

    def _from_disk(self, key: _Key, fingerprint: str) -> Clip | None:
        path = self._path(key, fingerprint)
        if path is None or not path.is_file():
            return None
        with contextlib.suppress(OSError, ValueError):
            clip = read_wav(path)
            if verify(clip, key[0]):
                return clip
        return None

    def _to_disk(self, key: _Key, fingerprint: str, clip: Clip) -> None:
        """Keep a fixed line; a full disk only costs rendering it again."""
        path = self._path(key, fingerprint)
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
            os.close(handle)
            write_wav(clip, Path(name))
            Path(name).replace(path)
        except OSError as error:
            _log.warning("keeping speech: %s", error)
