"""Runs the checks of this project one after the other and prints what each took. See `script/test`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Part:
    """One check."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one check ended."""

    name: str
    seconds: float
    status: int


LINT = (
    Part("style", (str(BIN / "ruff"), "check", "--quiet", ".")),
    Part("format", (str(BIN / "ruff"), "format", "--check", "--quiet", ".")),
    Part("types", (str(BIN / "mypy"),)),
    Part("import rules", (str(BIN / "lint-imports"),)),
    Part("API page", (str(BIN / "python"), str(ROOT / "script/api_page.py"), "--check")),
)
COVERED = {"triage": 100, "trust": 100, "conversation": 95}
"""The rooms that decide, and the percentage of lines and branches that their own quick tests must have tried."""

SOAK_MINUTES = "10"
SPOKEN_PATIENTS = "8"
"""Scenarios played aloud in each of three voices, always the same by the seed: some ten minutes on two free cores."""
MORE_URGENT = "0.4"
"""Share of them that may end more urgent than meant: 7 of 24 do today, not the aim (5 %), and another processor may hear one or
two otherwise. Less urgent none may."""


def main(arguments: list[str]) -> int:
    """Run what was asked for; the exit status is that of the first check that failed."""
    if arguments and arguments[0] not in {"--full", "--lint"}:
        return subprocess.run([BIN / "pytest", *arguments], check=False).returncode
    outcomes = [run(part) for part in parts(arguments[0] if arguments else "--quick")]
    print("\nTime of each part:")
    for outcome in outcomes:
        verdict = "ok" if outcome.status == 0 else f"FAILED ({outcome.status})"
        print(f"  {outcome.name:<14} {outcome.seconds:7.1f} s  {verdict}")
    print(f"  {'together':<14} {sum(outcome.seconds for outcome in outcomes):7.1f} s", flush=True)
    return next((outcome.status for outcome in outcomes if outcome.status), 0)


def parts(extent: str) -> list[Part]:
    """Return the checks of `--lint`, `--quick` or `--full`."""
    if extent == "--lint":
        return list(LINT)
    if extent == "--quick":
        return [*LINT, Part("tests", (*pytest(), "-m", _marks("not slow")))]
    chosen = [*LINT, Part("tests", (*pytest(), "-m", _marks(""), "--durations=15"))]
    chosen.append(Part("coverage", coverage()))
    chosen += [Part(f"of {room}", least_covered(room, percent)) for room, percent in COVERED.items()]
    chosen.append(Part("mutations", (str(BIN / "python"), str(ROOT / "script/mutate-rules"))))
    chosen.append(Part("patients", spoken_patients()))
    if _virtual_devices():
        chosen.append(Part("soak", (str(BIN / "python"), "-m", "voice_skill", "bench", "soak", SOAK_MINUTES)))
    return chosen


def pytest() -> tuple[str, ...]:
    """Return the command that runs the tests."""
    return (str(BIN / "pytest"), "--quiet")


def coverage() -> tuple[str, ...]:
    """Return the command that shows untried branches. Apart from the tests themselves, which it would slow down."""
    rooms = [f"--cov=voice_skill.{room}" for room in COVERED]
    tests = [f"tests/{room}" for room in COVERED]
    report = ("--cov-branch", "--cov-report=term-missing:skip-covered")
    # The proofs assess millions of cases; traced line by line they would take as long as everything else together.
    quick = ("-m", "not slow", "--ignore-glob=*test_proofs*")
    return (*pytest(), *tests, *quick, "--no-header", *rooms, *report)


def spoken_patients() -> tuple[str, ...]:
    """Return the command that plays patients aloud and fails when one of them ends less urgent than meant."""
    how = ("--spoken", "--count", SPOKEN_PATIENTS, "--more-urgent", MORE_URGENT, "--every", "--turns")
    return (str(BIN / "python"), "-m", "voice_skill", "simulate", str(ROOT / "tests/scenarios"), *how)


def least_covered(room: str, percent: int) -> tuple[str, ...]:
    """Return the command that fails when the tests of `coverage` have tried less of a room."""
    only = (f"--include=voice_skill/{room}/*", f"--fail-under={percent}", "--format=total")
    return (str(BIN / "coverage"), "report", *only)


def _marks(expression: str) -> str:
    """Leave out the tests on virtual sound devices where nothing can provide them; never in CI."""
    if _virtual_devices():
        return expression
    print("No pulseaudio here: leaving out the tests on virtual sound devices.", flush=True)
    return f"({expression}) and not sound_devices" if expression else "not sound_devices"


def _virtual_devices() -> bool:
    """Whether there is what virtual sound devices need; in CI its absence is a failure, not a reason to leave out."""
    return bool(shutil.which("pulseaudio") or os.environ.get("CI"))


def run(part: Part) -> Outcome:
    """Run one check in the project's folder, showing its output."""
    print(f"\n== {part.name}", flush=True)
    started = time.monotonic()
    status = subprocess.run(part.command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode
    return Outcome(part.name, time.monotonic() - started, status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
