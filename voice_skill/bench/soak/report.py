"""The soak's page: what was run, what became of it, and a picture of the memory."""

from __future__ import annotations

import os
import platform
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from voice_skill.bench.soak.consultation import Held
from voice_skill.bench.soak.outcome import Soak

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 720, 220, 50, 190, 15
"""Of the picture, in its units."""
PICTURE = "soak-memory.svg"


def line(minute: float, held: Held, resident_mb: float | None) -> str:
    """One consultation on the terminal."""
    weight = f"{resident_mb:.0f} MB" if resident_mb else "-"
    problems = "".join(f"\n    WRONG: {problem}" for problem in held.problems)
    return (
        f"{minute:6.1f} min  {held.scenario.id:<44} {held.fault.name:<34} {'broke' if held.broke else 'whole':<6}"
        f" {held.level or '-':<14} {held.asked:3} asked  {held.reason:<12} {held.warning or '-':<16} {weight}{problems}"
    )


def write(soak: Soak, path: Path | None) -> None:
    """Write the page and its picture; nothing without a path."""
    if path is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(soak), encoding="utf-8")
    (path.parent / PICTURE).write_text(picture(soak), encoding="utf-8")


_PAGE = """# Soak

Live consultations back to back over a virtual microphone and loudspeaker, while things around the skill break. A
simulated patient answers aloud with a synthetic voice; the skill is the real one, real time, real recogniser. Made by
`script/soak {minutes:g} --seed {seed} --report docs/benchmarks/soak.md`.

| what | measured |
|---|---|
{table}

![Resident memory over the run]({picture})

## What was broken

| fault | consultations | how they ended | wrong |
|---|---|---|---|
{faults}

## What is checked

- **Ended.** Every consultation ends as *done*, *stopped* or *no answer*; with *fault* only when the microphone was taken
  away and it said so, with the safety net. After SIGTERM the closing lines come first, and no process is left behind.
  After SIGKILL nothing of it is left, and the next process holds a whole consultation.
- **Not stuck.** Three minutes without any sign of life are a failure, whatever broke.
- **No lost warning.** Where the answers come to an urgent level, most of a sentence of every instruction is recognised in the
  recording of the loudspeaker, or the skill noticed that it was not heard, and showed it.
- **No false reassurance.** Nobody whose level is an urgent one ends below the same day, however they were heard. How well
  they are heard is measured [elsewhere](hearing.md).
- **Flat memory.** Resident memory of one process that holds consultation after consultation, every two seconds while
  one goes on: the median of the last third is at most {allowed:.0%} above that of the middle third (5 % from half
  an hour on; before, most questions are asked, and their grammars built, for the first time). Fresh processes are weighed at the end of theirs.
- **Nothing left.** No file but the summaries the patient said *yes* to and the compiled grammars.

The disk is full to the skill's process alone (no file may grow), and the clock is the one the skill reads for its
summaries, not the machine's. The conversation itself only uses a clock that can't be set.

## Problems

{problems}
"""


def page(soak: Soak) -> str:
    """The report as Markdown."""
    held = [each for _, each in soak.rounds]
    names = dict.fromkeys(each.fault.name for each in held)
    return _PAGE.format(
        minutes=soak.minutes,
        seed=soak.seed,
        picture=PICTURE,
        allowed=soak.memory.allowed,
        table="\n".join(f"| {what} | {figure} |" for what, figure in _facts(soak)),
        faults="\n".join(
            _fault_row(name, [each for each in held if each.fault.name == name]) for name in names
        ),
        problems="\n".join(f"- {problem}" for problem in soak.problems) or "None.",
    )


def _facts(soak: Soak) -> tuple[tuple[str, str], ...]:
    """What was run and measured: a name and a figure each."""
    held = [each for _, each in soak.rounds]
    warned = Counter(each.warning for each in held if each.warning)
    growth = soak.memory.growth()
    last = soak.rounds[-1][0] if soak.rounds else 0.0
    fresh = soak.fresh_mb
    return (
        ("asked for", f"{soak.minutes:g} minutes, seed {soak.seed}"),
        ("ran", f"{last:.0f} minutes, ended {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"),
        ("machine", f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"),
        ("load of the machine at the end (1, 5, 15 min)", ", ".join(f"{each:.1f}" for each in soak.load)),
        ("consultations", f"{len(held)} in {soak.processes} processes, with {sum(each.asked for each in held)} questions listened to"),
        ("something really broke during", f"{sum(each.broke for each in held)}"),
        ("urgent warnings", f"{warned['heard']} found in the loudspeaker's recording, {warned['shown as unheard']} noticed as unheard and shown"),
        ("how they ended", ", ".join(f"{reason} {count}" for reason, count in Counter(each.reason for each in held).most_common())),
        ("resident memory of the long-lived process", f"at most {soak.memory.most_mb:.0f} MB; from the middle third to the last {'too few samples' if growth is None else f'{growth:+.1%}'}"),
        ("resident memory of fresh processes, at their end", f"median {median(fresh):.0f} MB, {min(fresh):.0f} to {max(fresh):.0f}" if fresh else "none ended by itself"),
        ("problems", str(len(soak.problems))),
    )  # fmt: skip


def _fault_row(name: str, held: list[Held]) -> str:
    ends = ", ".join(
        f"{reason} {count}" for reason, count in Counter(each.reason for each in held).most_common()
    )
    return f"| {name} | {len(held)} | {ends} | {sum(bool(each.problems) for each in held)} |"


def picture(soak: Soak) -> str:
    """Resident memory over time as SVG: dots, axes from zero, and a mark where something broke."""
    samples = soak.memory.samples
    minutes = max((minute for minute, _, _ in samples), default=1.0) or 1.0
    most = max(100.0, soak.memory.most_mb * 1.15)

    def x(minute: float) -> float:
        return LEFT + minute / minutes * (WIDTH - LEFT - 10)

    def y(mb: float) -> float:
        return BOTTOM - mb / most * (BOTTOM - TOP)

    dots = "".join(f"M{x(minute):.1f} {y(mb):.1f}h.1" for minute, mb, _ in samples)
    marks = "".join(
        f'<path d="M{x(min(minute, minutes)):.1f} {BOTTOM}v6" stroke="#b3261e"/>'
        for minute, held in soak.rounds
        if held.broke
    )
    steps = list(range(0, round(most) + 1, 100))
    grid = "".join(
        f'<path d="M{LEFT} {y(step):.1f}H{WIDTH - 10}" stroke="#ccc"/>'
        f'<text x="{LEFT - 6}" y="{y(step) + 4:.1f}" text-anchor="end">{step}</text>'
        for step in steps
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="11" '
        'role="img"><title>Resident memory of the long-lived process, MB over minutes</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{grid}{marks}'
        f'<path d="{dots}" stroke="#0b57d0" stroke-width="3" stroke-linecap="round" fill="none"/>'
        f'<text x="{LEFT}" y="{HEIGHT - 8}">0 min</text>'
        f'<text x="{WIDTH - 10}" y="{HEIGHT - 8}" text-anchor="end">{minutes:.0f} min; red: something broke</text></svg>\n'
    )
