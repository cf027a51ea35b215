"""Scenes for the benchmark: a voice in a room with a noise, at a given distance and signal-to-noise ratio."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from voice_skill.bench.hearing.corpus import RATE, Recording, load
from voice_skill.hearing.resample import Samples

BEFORE_S, AFTER_S = 1.0, 2.0
"""Room sound before and after the recording, seconds: recordings of single words are trimmed tightly."""
PEAK = 0.5
"""Peak the scene is brought to, of full scale."""
FLOOR = 1e-4
"""Noise of a quiet room and a microphone, of full scale (-80 dB)."""

REVERBERATION_S = 0.5
"""Time in which the sound of a furnished living room falls by 60 dB."""
CRITICAL_DISTANCE_M = 1.0
"""Distance at which such a room is as loud as the voice itself (volume 40 m³)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What the voice has to contend with."""

    name: str
    snr_db: float | None = None
    """Level of the speech over the noise; None: no noise."""
    distance_m: float | None = None
    """Distance of the speaker in a simulated room; None: close to the microphone."""


CONDITIONS = (
    Condition("clean"),
    Condition("20 dB", 20),
    Condition("15 dB", 15),
    Condition("10 dB", 10),
    Condition("5 dB", 5),
    Condition("0 dB", 0),
    Condition("room 1 m", None, 1.0),
    Condition("room 3 m", None, 3.0),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One recording under one condition."""

    samples: Samples
    speech_end_s: float
    """Where the voice ends, by its energy before anything was added."""
    noise: str | None
    """Name of the recording mixed in; None: no noise."""


def make_scene(recording: Recording, condition: Condition, noises: list[Recording], seed: int) -> Scene:
    """Mix a scene; the same arguments give the same sound."""
    key = f"{recording.name}|{condition.name}|{seed}"
    random = np.random.default_rng(zlib.crc32(key.encode()))
    voice = load(recording.path)
    end = BEFORE_S + _speech_end(voice)
    if condition.distance_m is not None:
        voice = np.convolve(voice, _room(condition.distance_m, random)).astype(np.float32)
    before, after = round(BEFORE_S * RATE), round(AFTER_S * RATE)
    sound = np.zeros(before + len(voice) + after, np.float32)
    sound[before : before + len(voice)] = voice
    mixed_in = None
    if condition.snr_db is not None and noises:
        mixed_in = noises[random.integers(len(noises))]
        noise = _stretch(load(mixed_in.path), len(sound), random)
        sound = sound + noise * (
            _active_level(voice) / 10 ** (condition.snr_db / 20) / (_level(noise) + 1e-9)
        )
    sound = sound * (PEAK / (np.abs(sound).max() + 1e-9)) + random.normal(0, FLOOR, len(sound))
    return Scene(sound.astype(np.float32), end, mixed_in.name if mixed_in else None)


def _level(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples), dtype=np.float64)))


def _energies(samples: Samples, frame: int) -> Samples:
    frames: Samples = np.square(samples[: len(samples) // frame * frame].reshape(-1, frame)).mean(axis=1)
    return frames


def _active_level(samples: Samples) -> float:
    """Level of the speech itself: of the frames within 20 dB of the loudest."""
    energies = _energies(samples, RATE // 50)
    return (
        float(np.sqrt(energies[energies > energies.max() * 0.01].mean() + 1e-12)) if len(energies) else 1e-6
    )


def _speech_end(samples: Samples) -> float:
    """Seconds to the last frame within 25 dB of the loudest."""
    energies = _energies(samples, RATE // 100)
    loud = np.flatnonzero(energies > max(energies, default=0.0) * 10**-2.5)
    return float((loud[-1] + 1) / 100) if len(loud) else len(samples) / RATE


def _stretch(noise: Samples, length: int, random: np.random.Generator) -> Samples:
    """Cut a piece out of a noise, repeating it where it is too short."""
    repeated = np.tile(noise, length // len(noise) + 2)
    start = int(random.integers(0, len(repeated) - length))
    return repeated[start : start + length]


def _room(distance_m: float, random: np.random.Generator) -> Samples:
    """Return an impulse response: the direct sound, then a diffuse tail that decays exponentially.

    The ratio of direct to diffuse energy falls with the square of the distance over the critical distance.
    """
    length = round(REVERBERATION_S * RATE)
    times = np.arange(length) / RATE
    tail = random.normal(0, 1, length) * 10 ** (-3 * times / REVERBERATION_S)
    tail[: round(0.003 * RATE)] = 0  # nothing is reflected before 1 m of detour
    tail *= (distance_m / CRITICAL_DISTANCE_M) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    response: Samples = tail.astype(np.float32)
    return response
