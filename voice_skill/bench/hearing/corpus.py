"""Recordings of people and rooms for the hearing benchmark, from a folder with a manifest."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from voice_skill.errors import BadInputError
from voice_skill.hearing.resample import Resampler, Samples
from voice_skill.hearing.wav_file import read_format, read_mono

RATE = 16_000
COLUMNS = {"path", "transcript", "speaker", "kind"}


@dataclass(frozen=True, slots=True)
class Recording:
    """One file of the folder."""

    path: Path
    name: str
    """Path as in the manifest: the identity of the recording, whatever the folder is called."""
    transcript: str
    speaker: str
    kind: str
    """`word`, `talk` or `noise`."""

    @property
    def held_out(self) -> bool:
        """Whether it belongs to the half of speakers (or noises) that nothing was tuned on."""
        return hashlib.sha256((self.speaker or self.name).encode()).digest()[-1] % 2 == 1


def read_manifest(folder: Path) -> list[Recording]:
    """Read `manifest.tsv` of a folder of recordings.

    Raises:
        BadInputError: when there is none, or it lacks a column.
    """
    manifest = folder / "manifest.tsv"
    try:
        with manifest.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    except OSError as error:
        raise BadInputError(f"{manifest}: cannot be read ({error.strerror or error})") from error
    if not rows or not rows[0].keys() >= COLUMNS:
        raise BadInputError(f"{manifest}: needs the columns {', '.join(sorted(COLUMNS))}")
    return [
        Recording(
            folder / row["path"], row["path"], row["transcript"] or "", row["speaker"] or "", row["kind"]
        )
        for row in rows
    ]


@lru_cache(maxsize=64)
def load(path: Path) -> Samples:
    """Read a recording as samples at 16 kHz, full scale ±1."""
    form = read_format(path)
    resample = Resampler(form.rate, RATE)
    blocks = [resample((block / 32768).astype(np.float32)) for block in read_mono(path, form, 1.0)]
    return np.concatenate(blocks)
