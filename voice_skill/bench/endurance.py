"""`bench endurance`: what hours of silence and of talk do to the listener's memory, heard faster than real time.

Talk is one synthetic sentence after another without a pause, heard with both readings: every utterance runs into the
longest one allowed, is cut off and marked, and the next begins. Silence has the faint noise of a microphone in it.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from voice_skill.devices.parts import Parts
from voice_skill.hearing.levels import to_pcm
from voice_skill.hearing.sources import BLOCK_S
from voice_skill.hearing.vosk_adapter import RATE
from voice_skill.ports import AudioBlock, ListenRequest
from voice_skill.settings import Settings
from voice_skill.speaking.voice import Pyttsx3Voice

QUESTION = "saddle_numb"
TALK = (
    "well I went to the shops on Tuesday and then my sister came round with the children and we all had tea in "
    "the garden until it rained and she told me about her neighbour who has bought another enormous dog"
)
MICROPHONE_NOISE = 1e-4
"""Of full scale: -80 dB."""
REPORTS = 4
"""How often memory is read on the way."""


class Endless:
    """Sound that comes round again for ever."""

    rate = RATE

    def __init__(self, pcm: bytes) -> None:
        size = 2 * round(RATE * BLOCK_S)
        self._blocks = [
            AudioBlock(pcm[at : at + size]) for at in range(0, len(pcm) // size * size or size, size)
        ]
        self._next = 0

    @property
    def heard_s(self) -> float:
        """Seconds of sound delivered so far."""
        return self._next * BLOCK_S

    def blocks(self) -> Iterator[AudioBlock]:
        """Yield what comes next."""
        while True:
            self._next += 1
            yield self._blocks[self._next % len(self._blocks)]

    def waiting(self, seconds: float) -> Iterator[AudioBlock]:
        """Yield nothing."""
        return iter(())

    def close(self) -> None:
        """Nothing is held."""


def run(argv: Sequence[str]) -> int:
    """Listen, and print memory and events on the way."""
    parser = argparse.ArgumentParser(prog="voice-skill bench endurance", description=__doc__)
    parser.add_argument("--silence-hours", type=float, default=24.0, help="hours of silence")
    parser.add_argument("--talk-minutes", type=float, default=60.0, help="minutes of talk without a pause")
    options = parser.parse_args(argv)
    parts = Parts(Settings())
    expects = parts.understander.expectation(QUESTION)
    request = parts.ears.request(expects)
    parts.ears.listener.prepare(request)

    def listen(source: Endless, request: ListenRequest) -> str:
        return type(parts.ears.listener.listen(source, request)).__name__

    noise = np.random.default_rng(1).normal(0, MICROPHONE_NOISE, RATE * 60).astype(np.float32)
    _report("silence", Endless(to_pcm(noise)), options.silence_hours * 3600, request, listen)
    voice = Pyttsx3Voice()
    clip = voice.render(TALK)
    voice.close()
    samples = np.frombuffer(clip.pcm, "<i2").astype(np.float32) / 32768
    places = np.arange(0, len(samples) - 1, clip.rate / RATE)
    speech = np.interp(places, np.arange(len(samples)), samples).astype(np.float32)
    _report("talk", Endless(to_pcm(speech)), options.talk_minutes * 60, request, listen)
    parts.ears.listener.close()
    return 0


def _report(
    what: str,
    source: Endless,
    seconds: float,
    request: ListenRequest,
    listen: Callable[[Endless, ListenRequest], str],
) -> None:
    """Listen for so many seconds of sound, turn after turn, and print a line at every step."""
    events: Counter[str] = Counter()
    began = time.process_time()
    for step in range(1, REPORTS + 1):
        while source.heard_s < seconds * step / REPORTS:
            events[listen(source, request)] += 1
        cost = (time.process_time() - began) / max(source.heard_s, 1.0)
        told = ", ".join(f"{count} {name}" for name, count in sorted(events.items()))
        sys.stdout.write(
            f"{what:<8} {source.heard_s / 3600:6.2f} h   resident {_resident_mb():4.0f} MB, "
            f"peak {_peak_mb():4.0f} MB   {cost:.4f} of real time   {told}\n"
        )
        sys.stdout.flush()


def _resident_mb() -> float:
    """Memory of this process now, MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _peak_mb() -> float:
    """The most memory this process has used, MB (Linux counts kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
