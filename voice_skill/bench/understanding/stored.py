"""What is costly about speaking a corpus, kept on disk: the rendered speech, and what the recogniser made of it.

Both are named by their content, so a change of wording, voice, phrase list or decoder asks for the work anew, and
nothing else does.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import wave
from typing import TYPE_CHECKING

from voice_skill.hearing.vosk_adapter import (
    DecoderSettings,
    Hypothesis,
    Recogniser,
    SpeechModel,
    WordList,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from voice_skill.bench.understanding.spoken import Speaker

RENDERING_S = 60
"""Seconds a synthetic voice may take for one utterance before something is wrong with it."""


def speech(speaker: Speaker, text: str, folder: Path, *, lead_s: float, tail_s: float) -> Path:
    """Return a recording of a text with silence around it, rendered unless it is there already."""
    name = hashlib.sha256(f"{speaker.name}|{lead_s}|{tail_s}|{text}".encode()).hexdigest()[:32]
    kept = folder / f"{name}.wav"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(".part")
        subprocess.run(speaker.command(text, fresh), check=True, capture_output=True, timeout=RENDERING_S)  # noqa: S603  our own command lines
        _pad(fresh, lead_s, tail_s)
        fresh.replace(kept)
    return kept


def _pad(file: Path, lead_s: float, tail_s: float) -> None:
    with wave.open(str(file), "rb") as spoken:
        shape, pcm = spoken.getparams(), spoken.readframes(spoken.getnframes())
    with wave.open(str(file), "wb") as padded:
        padded.setparams(shape)
        frame = b"\0" * (shape.sampwidth * shape.nchannels)
        padded.writeframes(
            frame * int(lead_s * shape.framerate) + pcm + frame * int(tail_s * shape.framerate)
        )


class StoredModel(SpeechModel):
    """A speech model that remembers what it made of every sound under every phrase list. Loaded when it must work."""

    def __init__(self, load: Callable[[], SpeechModel], store: Path) -> None:
        """`load` gives the model itself; `store` is a folder of its own."""
        self._load = load
        self._store = store
        store.mkdir(parents=True, exist_ok=True)
        self._settings = repr(DecoderSettings())

    @property
    def _real(self) -> SpeechModel:
        return self._load()

    def knows(self, word: str) -> bool:
        """Whether a word is in the model's vocabulary."""
        return self._real.knows(word)

    def word_list(self, phrases: Iterable[str]) -> WordList:
        """Check phrases once for many recognisers."""
        return self._real.word_list(phrases)

    def recogniser(
        self, phrases: WordList | Iterable[str] | None = None, *, alternatives: int = 10
    ) -> Recogniser:
        """Make a recogniser that decodes only what is not stored."""
        words = phrases if phrases is None or isinstance(phrases, WordList) else self.word_list(phrases)
        limits = f"{self._settings}|{alternatives}|{'' if words is None else words.notation}"
        return _StoredRecogniser(
            lambda: self._real.recogniser(words, alternatives=alternatives), limits, self._store
        )


class _StoredRecogniser(Recogniser):
    """Gathers the sound of an utterance, and decodes it in the end unless that was done before."""

    def __init__(self, make: Callable[[], Recogniser], limits: str, store: Path) -> None:
        self._make = make
        self._store = store
        self._name = hashlib.sha256(limits.encode())
        self._heard: list[bytes | None] = []  # None where it rested

    def accept(self, pcm: bytes) -> None:
        """Take 16-bit mono sound."""
        self._heard.append(pcm)
        self._name.update(pcm)

    def rest(self) -> None:
        """End a stretch of words, and listen on."""
        self._heard.append(None)
        self._name.update(b"rest")

    def finish(self) -> tuple[Hypothesis, ...]:
        """Return the ways of hearing the utterance, best first."""
        kept = self._store / f"{self._name.hexdigest()[:32]}.json"
        if kept.exists():
            return tuple(Hypothesis(text, score) for text, score in json.loads(kept.read_text("utf-8")))
        recogniser = self._make()
        for pcm in self._heard:
            if pcm is None:
                recogniser.rest()
            else:
                recogniser.accept(pcm)
        hypotheses = recogniser.finish()
        fresh = kept.with_suffix(".part")
        fresh.write_text(json.dumps([[each.text, each.score] for each in hypotheses]), "utf-8")
        fresh.replace(kept)
        return hypotheses
