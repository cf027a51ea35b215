"""`voice-skill bench hearing`: accuracy, reaction and cost of hearing on real voices, beside plainer systems."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from voice_skill.bench.hearing.measure import Draw, Measured, measure, tasks
from voice_skill.bench.hearing.report import write_report
from voice_skill.bench.hearing.trace import trace
from voice_skill.errors import BadInputError

QUICK_PER_KIND = 12
"""Scenes of each kind and condition in a quick run: under 15 minutes on two cores."""
QUICK_LIMIT_S = 780.0
"""A quick run stops drawing scenes after so long; the order is random, so what was heard is a fair sample."""


def run(argv: Sequence[str]) -> int:
    """Run the benchmark; returns the exit status.

    Raises:
        BadInputError: when the folder of recordings can't be used.
        MissingPartError: when the speech model is not installed.
    """
    parser = argparse.ArgumentParser(prog="voice-skill bench hearing", description=__doc__)
    parser.add_argument(
        "--recordings", type=Path, required=True, help="folder with manifest.tsv (docs/hearing.md)"
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="a seeded draw, at most 15 minutes (default)")
    size.add_argument("--full", action="store_true", help="every recording under every condition")
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks"), help="where the report goes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--minutes",
        type=float,
        default=QUICK_LIMIT_S / 60,
        help="a quick run stops drawing scenes after so long",
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="processes at once (default: one a core)"
    )
    parser.add_argument(
        "--trace",
        type=Path,
        metavar="FILE",
        help="no report: write what each reading heard in scenes of the tuning half, as JSON lines",
    )
    options = parser.parse_args(list(argv))
    draw = Draw(None if options.full else QUICK_PER_KIND, options.seed)
    if options.trace is not None:
        return _trace(options.recordings, draw, options.trace, options.minutes * 60)
    total = len(tasks(options.recordings, draw)[0])
    if not total:
        raise BadInputError(f"{options.recordings}: no recordings of held-out speakers")
    begun = time.monotonic()
    measured: list[Measured] = []
    limit = float("inf") if options.full else options.minutes * 60
    for number, scene in enumerate(measure(options.recordings, draw, max(1, options.jobs)), start=1):
        measured += scene
        sys.stderr.write(f"\r{number} of {total} scenes")
        if time.monotonic() - begun > limit:
            break
    sys.stderr.write("\n")
    page = write_report(measured, draw, total, options.out, time.monotonic() - begun)
    sys.stdout.write(f"{page}\n")
    return 0


def _trace(recordings: Path, draw: Draw, file: Path, limit_s: float) -> int:
    """Write the trace, for so many seconds; returns the exit status."""
    begun = time.monotonic()
    with file.open("w", encoding="utf-8") as stream:
        for line in trace(recordings, draw):
            stream.write(f"{line}\n")
            stream.flush()
            if time.monotonic() - begun > limit_s:
                break
    return 0
