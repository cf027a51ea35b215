"""How much processor time the triage core takes: it is called at every turn. Run as `voice-skill bench triage_speed`.

Targets, on one core: `assess` and `next_question` under 1 ms each, loading all knowledge under 150 ms.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import quantiles

from voice_skill.bench.interview import SCENARIOS, interview
from voice_skill.simulation.scenario import load_scenarios
from voice_skill.triage import assess, next_question

_LOAD = (
    "import time; import voice_skill.triage as t; a = time.process_time(); t.load_knowledge();"
    " print((time.process_time() - a) * 1000)"
)
"""Loading is timed in a fresh interpreter, because the result is kept."""

LOADS = 5
"""Fresh interpreters started."""


def milliseconds(call: Callable[[], object]) -> float:
    """Return what one call costs in processor time, so that a busy machine does not count."""
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


def load_time() -> float:
    """Return how long loading all knowledge takes in a fresh interpreter, in milliseconds."""
    command = [sys.executable, "-c", _LOAD]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)  # noqa: S603  ours


def line(name: str, samples: list[float], target: float) -> str:
    """Return one line of the report: median, 95th percentile and the slowest, in milliseconds."""
    cuts = quantiles(samples, n=20)
    return f"{name:14} median {cuts[9]:7.3f}  p95 {cuts[18]:7.3f}  slowest {max(samples):7.3f}  target {target:g}"


def run(arguments: Sequence[str] | None = None) -> None:
    """Print the report: `voice-skill bench triage_speed`."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    loads = [load_time() for _ in range(LOADS)]
    runs = [interview(scenario) for scenario in load_scenarios(SCENARIOS)]
    assessing = [milliseconds(partial(assess, each.findings, age=each.scenario.age)) for each in runs]
    asking = [
        milliseconds(partial(next_question, findings, age=each.scenario.age))
        for each in runs
        for findings in (each.scenario.story_findings, each.findings)
    ]
    print(f"milliseconds of processor time over {len(runs)} scenarios")  # noqa: T201  a report
    print(line("load", loads, 150))  # noqa: T201  a report
    print(line("assess", assessing, 1))  # noqa: T201  a report
    print(line("next question", asking, 1))  # noqa: T201  a report


if __name__ == "__main__":
    run()
