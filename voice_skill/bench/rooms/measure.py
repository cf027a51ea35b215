"""The server on one core, so many rooms at once on the others, and what came of it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from voice_skill.bench.processes import resident_mb, worked_s
from voice_skill.bench.rooms.visitor import WORDS, Visitor
from voice_skill.errors import MissingPartError
from voice_skill.hearing import model_store
from voice_skill.ports import Clip
from voice_skill.serving.sound import RATE
from voice_skill.speaking.clips import resample
from voice_skill.speaking.espeak_program import EspeakProgram

WARM_UP = 4
"""Answers in every room before it counts: the model is loaded, and the first grammars are built."""
WARM_UP_S = 300.0
FEWEST = 12
"""Replies without which a median says nothing; waited for, but no longer than `AT_MOST` times the time asked for."""
AT_MOST = 3
VOICE, PACE = "en-gb-x-rp+f2", 140
LOOK_S = 0.5
PINNED = "import os,sys; os.sched_setaffinity(0,{int(sys.argv[1])}); os.execv(sys.argv[2],sys.argv[2:])"


@dataclass(frozen=True, slots=True)
class Measured:
    """So many rooms at once."""

    rooms: int
    seconds: float
    waits_s: tuple[float, ...]
    """From the end of each answer to the reply."""
    spoken_over: int
    """Answers that the skill did not wait for, or not hear."""
    worked_s: float
    """Processor time of the skill meanwhile."""
    resident_mb: float
    """At the end."""
    load: float
    """Load average of the machine over the minute before the end."""

    @property
    def median_s(self) -> float:
        """Median wait for a reply."""
        return median(self.waits_s) if self.waits_s else float("nan")

    @property
    def slow_s(self) -> float:
        """The wait that nine of ten replies keep within."""
        ordered = sorted(self.waits_s)
        return ordered[min(len(ordered) - 1, round(0.9 * len(ordered)))] if ordered else float("nan")

    @property
    def share(self) -> float:
        """Part of one core that each room kept busy."""
        return self.worked_s / self.seconds / self.rooms

    @property
    def work_s(self) -> float:
        """Processor time for each reply, listening and speaking included."""
        return self.worked_s / len(self.waits_s) if self.waits_s else float("nan")


def measure(rooms: int, seconds: float, core: int, seed: int) -> Measured:
    """Hold so many consultations at once for so long. Raises `MissingPartError` when one of them never gets going."""
    return asyncio.run(_measure(rooms, seconds, core, seed))


async def _measure(rooms: int, seconds: float, core: int, seed: int) -> Measured:
    voice = _voice()
    visitors = [Visitor(f"room {number}", voice, seed + number) for number in range(1, rooms + 1)]
    addresses = [await visitor.open() for visitor in visitors]
    try:
        with _server(core, addresses) as pid:
            try:
                await _until(
                    lambda: all(len(each.replies.waits_s) >= WARM_UP for each in visitors), WARM_UP_S
                )
            except TimeoutError:
                raise MissingPartError(
                    f"{rooms} consultations did not get going in {WARM_UP_S:.0f} s",
                    "Measure on a quiet machine.",
                ) from None
            for visitor in visitors:
                visitor.replies.clear()
            begun, worked = time.monotonic(), worked_s(pid)
            await asyncio.sleep(seconds)
            with contextlib.suppress(TimeoutError):
                await _until(
                    lambda: sum(len(each.replies.waits_s) for each in visitors) >= FEWEST,
                    (AT_MOST - 1) * seconds,
                )
            return Measured(
                rooms,
                time.monotonic() - begun,
                tuple(wait for visitor in visitors for wait in visitor.replies.waits_s),
                sum(visitor.replies.spoken_over for visitor in visitors),
                worked_s(pid) - worked,
                resident_mb(pid),
                os.getloadavg()[0],
            )
    finally:
        for visitor in visitors:
            visitor.close()


def _voice() -> Mapping[str, Clip]:
    program = EspeakProgram()
    return {words: resample(program.render(words, voice=VOICE, rate=PACE), RATE) for words in WORDS}


async def _until(condition: Callable[[], bool], limit_s: float) -> None:
    until = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError
        await asyncio.sleep(LOOK_S)


@contextlib.contextmanager
def _server(core: int, addresses: Sequence[str]) -> Iterator[int]:
    """Run `voice-skill serve` on one core; yields its process id."""
    named = [word for address in addresses for word in ("--satellite", address)]
    serve = [sys.executable, "-m", "voice_skill", "serve", "--listen", "none", *named]
    with tempfile.TemporaryDirectory() as home:
        env = {
            **os.environ,
            "HOME": home,
            "VOICE_SKILL_MODEL": str(model_store.find()),
            "VOICE_SKILL_REGION": "gb",
        }
        with (Path(home) / "log").open("w") as log:
            process = subprocess.Popen(  # noqa: S603  our own command
                [sys.executable, "-c", PINNED, str(core), *serve], env=env, stderr=log
            )
        try:
            yield process.pid
        finally:
            process.kill()
            process.wait()
