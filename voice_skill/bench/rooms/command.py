"""`voice-skill bench rooms`: measures with more and more rooms, and writes the page."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from voice_skill.errors import BadInputError, MissingPartError

ROOMS = (1, 2, 4, 8, 12, 16)
SECONDS = 60.0
MOST = 64
"""Rooms: as many threads and sockets as any machine this is for has use for."""


def run(argv: Sequence[str]) -> int:
    """Measure and print; with `--report`, write the page and its picture.

    Raises:
        BadInputError: for a core that is not there, or a number of rooms that makes no sense.
        MissingPartError: when the protocol's library is missing, or the machine is not a Linux with cores to pin to.
    """
    options = _options(argv)
    if importlib.util.find_spec("wyoming") is None:
        raise MissingPartError("the protocol's library is missing", "Run: pip install 'voice-skill[rooms]'")
    if not hasattr(os, "sched_setaffinity"):
        raise MissingPartError("this system can't keep a program to one core", "Run it on Linux.")
    cores = os.sched_getaffinity(0)
    if options.core not in cores:
        raise BadInputError(f"--core: there are only {', '.join(map(str, sorted(cores)))} here.")
    from voice_skill.bench.rooms.measure import measure  # noqa: PLC0415  needs the library
    from voice_skill.bench.rooms.report import line, page, picture  # noqa: PLC0415

    if len(cores) > 1:  # the simulated rooms are no part of what is measured
        os.sched_setaffinity(0, cores - {options.core})
    measured = []
    for rooms in options.rooms:
        measured.append(measure(rooms, options.seconds, options.core, options.seed))
        sys.stdout.write(f"{line(measured[-1])}\n")
        sys.stdout.flush()
    if options.report is not None:
        options.report.parent.mkdir(parents=True, exist_ok=True)
        picture_path = options.report.with_suffix(".svg")
        command = f"voice-skill bench rooms {' '.join(argv)}"
        options.report.write_text(page(measured, command, picture_path.name), encoding="utf-8")
        picture_path.write_text(picture(measured), encoding="utf-8")
    return 0


def _rooms(text: str) -> tuple[int, ...]:
    try:
        rooms = tuple(sorted({int(each) for each in text.split(",")}))
    except ValueError:
        raise argparse.ArgumentTypeError("numbers with commas between, such as 1,2,4") from None
    if not rooms or not 1 <= rooms[0] <= rooms[-1] <= MOST:
        raise argparse.ArgumentTypeError(f"from 1 to {MOST} rooms")
    return rooms


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="voice-skill bench rooms", description=__doc__)
    parser.add_argument("--rooms", type=_rooms, default=ROOMS, help="how many at once: 1,2,4,8,12,16")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="measured with each number of rooms")
    parser.add_argument("--core", type=int, default=0, help="the core that the skill is kept to")
    parser.add_argument("--seed", type=int, default=1, help="chooses how long the people think")
    parser.add_argument("--report", type=Path, help="write a page, and a picture beside it")
    return parser.parse_args(argv)
