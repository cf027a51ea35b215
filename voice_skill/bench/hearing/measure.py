"""Running the systems over the scenes, in several processes."""

from __future__ import annotations

import random
import re
import resource
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from voice_skill.bench.hearing.corpus import RATE, Recording, read_manifest
from voice_skill.bench.hearing.scenes import CONDITIONS, Condition, make_scene
from voice_skill.bench.hearing.systems import Outcome, System, all_systems
from voice_skill.hearing import model_store
from voice_skill.resources import find
from voice_skill.understanding import Understander

QUESTION = "leg_weak"
"""A danger question: the rules are at their strictest."""
TUNED_ON = ("babble_2", "babble_12", "kitchen", "tv_like", "moh_")
"""Noises that settings were tuned with; figures are given on the others."""
COMMAND_WORDS = frozenset({"stop", "go"})
"""Words of the recordings that are rightly understood as commands."""

Kind = str
"""`yes`, `no`, or `other`: speech and noise that must mean nothing."""


@dataclass(frozen=True, slots=True)
class Draw:
    """What is measured."""

    per_kind: int | None
    """Scenes of each kind and condition; None: every recording."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Task:
    """One scene to be heard by every system."""

    recording: Recording
    condition: Condition
    kind: Kind


@dataclass(frozen=True, slots=True)
class Measured:
    """What one system made of one scene."""

    system: str
    kind: Kind
    condition: str
    outcome: Outcome
    speech_end_s: float
    seconds: float
    noise: str
    """Kind of noise mixed in: the file's name without number; empty where there was none."""


def tasks(folder: Path, draw: Draw) -> tuple[list[Task], list[Recording]]:
    """Return the scenes to hear, all of speakers that nothing was tuned on, and the noises to mix in.

    Raises:
        BadInputError: when the folder has no usable manifest.
    """
    recordings = read_manifest(folder)
    noises = [r for r in recordings if is_long_noise(r) and not tuned_on(r)]
    chosen: list[Task] = []
    for condition in CONDITIONS:
        for kind, found in by_kind(recordings, held_out=True).items():
            dice = random.Random(f"{draw.seed}|{condition.name}|{kind}")  # noqa: S311 - a sample, not a secret
            count = len(found) if draw.per_kind is None else min(draw.per_kind, len(found))
            chosen += [Task(recording, condition, kind) for recording in dice.sample(found, count)]
    return chosen, noises


def by_kind(recordings: Iterable[Recording], *, held_out: bool) -> dict[Kind, list[Recording]]:
    """Return the recordings of one half by what they must mean, without commands and the noises that are mixed in."""
    kinds: dict[Kind, list[Recording]] = {"yes": [], "no": [], "other": []}
    for recording in recordings:
        left_out = is_long_noise(recording) or recording.transcript in COMMAND_WORDS
        if recording.held_out is held_out and not left_out:
            word = recording.transcript if recording.kind == "word" else ""
            kinds[word if word in {"yes", "no"} else "other"].append(recording)
    return kinds


def tuned_on(noise: Recording) -> bool:
    """Whether settings were tuned with a noise."""
    return any(name in noise.name for name in TUNED_ON)


def is_long_noise(recording: Recording) -> bool:
    """Whether it is a noise long enough to be mixed in."""
    return recording.kind == "noise" and "short/" not in recording.name


def measure(folder: Path, draw: Draw, workers: int) -> Iterator[list[Measured]]:
    """Yield, scene by scene in any order, what each system made of it, heard in so many processes at once."""
    chosen, noises = tasks(folder, draw)
    random.Random(draw.seed).shuffle(chosen)  # noqa: S311 - so that an early end is a fair sample
    # A fresh process for each worker: the native recogniser does not survive a fork.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _set_up, (noises,))
    try:
        yield from pool.map(_hear, chosen, chunksize=1)
    finally:
        pool.shutdown(cancel_futures=True)  # a run that is cut short does not hear the rest first


_systems: dict[str, System] = {}
_noises: list[Recording] = []


def _set_up(noises: list[Recording]) -> None:
    """Load every system once in each process."""
    _noises[:] = noises
    understander = Understander.load(find("grammars"))
    _systems.update(all_systems(model_store.find(), QUESTION, understander))


def _hear(task: Task) -> list[Measured]:
    scene = make_scene(task.recording, task.condition, _noises, seed=1)
    seconds = len(scene.samples) / RATE
    return [
        Measured(
            name,
            task.kind,
            task.condition.name,
            system.hear(scene.samples),
            scene.speech_end_s,
            seconds,
            noise_kind(scene.noise),
        )
        for name, system in _systems.items()
    ]


def noise_kind(name: str | None) -> str:
    """Return what kind of noise a recording holds, by its file's name: `noise/babble_4talkers_0.wav` is `babble 4talkers`."""
    return "" if name is None else re.sub(r"_\d+$", "", Path(name).stem).replace("_", " ")


def peak_memory_mb() -> float:
    """Return the most memory this process has used, megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / 1024


def of(measured: Iterable[Measured], **wanted: str) -> list[Measured]:
    """Return those whose fields have the values wanted."""
    return [one for one in measured if all(getattr(one, name) == value for name, value in wanted.items())]
