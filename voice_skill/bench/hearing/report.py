"""The hearing benchmark as a page: tables with intervals, plots, targets met and missed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from voice_skill.bench.hearing.measure import Draw, Measured, of, peak_memory_mb
from voice_skill.bench.hearing.plot import Point, line_plot, step_plot
from voice_skill.bench.hearing.scenes import CONDITIONS
from voice_skill.bench.report import Rate, machine, table, wilson

OURS = "two readings"
LATENCY_LIMIT_S = 2.0
"""End of the latency plot."""


def right(measured: Sequence[Measured], kind: str) -> Rate:
    """How many answers were taken or proposed as what they were."""
    return Rate(sum(one.outcome.answer == kind for one in measured), len(measured))


def taken(measured: Sequence[Measured], kind: str) -> Rate:
    """Of the right ones, how many needed no confirmation."""
    good = [one for one in measured if one.outcome.answer == kind]
    return Rate(sum(one.outcome.taken for one in good), len(good))


def inverted(measured: Sequence[Measured], wrong: str) -> Rate:
    """How many answers were taken as their opposite, without a confirmation."""
    return Rate(sum(one.outcome.answer == wrong and one.outcome.taken for one in measured), len(measured))


def accepted(measured: Sequence[Measured]) -> Rate:
    """How much of what must mean nothing was taken or proposed as anything."""
    return Rate(sum(one.outcome.answer is not None for one in measured), len(measured))


def accepted_unasked(measured: Sequence[Measured]) -> Rate:
    """How much of it was taken without a confirmation."""
    return Rate(sum(one.outcome.answer is not None and one.outcome.taken for one in measured), len(measured))


def write_report(measured: Sequence[Measured], draw: Draw, drawn: int, folder: Path, wall_s: float) -> Path:
    """Write the page and its plots, of `drawn` scenes as many as were heard; returns the page."""
    folder.mkdir(parents=True, exist_ok=True)
    systems = list(dict.fromkeys(one.system for one in measured))
    conditions = [c.name for c in CONDITIONS if of(measured, condition=c.name)]
    (folder / "hearing-accuracy.svg").write_text(
        _accuracy_plot(measured, systems, conditions), encoding="utf-8"
    )
    (folder / "hearing-latency.svg").write_text(_latency_plot(measured), encoding="utf-8")
    page = folder / "hearing.md"
    page.write_text(
        "\n\n".join(
            [
                "# Hearing benchmark",
                _intro(measured, draw, drawn, wall_s),
                "## All conditions together",
                _overall_table(measured, systems),
                "## Accuracy",
                *[_accuracy_table(of(measured, system=system), system, conditions) for system in systems],
                "![Right answers by condition](hearing-accuracy.svg)",
                "## By kind of noise",
                _noise_table(of(measured, system=OURS)),
                "## Reaction",
                _latency_table(measured),
                "![How soon an answer is decided](hearing-latency.svg)",
                "## Cost",
                _cost_table(measured, systems),
            ]
        )
        + "\n",
        encoding="utf-8",
    )
    return page


def _intro(measured: Sequence[Measured], draw: Draw, drawn: int, wall_s: float) -> str:
    scenes = len(of(measured, system=OURS))
    size = (
        "every recording"
        if draw.per_kind is None
        else f"at most {draw.per_kind} scenes of a kind and condition"
    )
    return (
        f"{scenes} of {drawn} scenes ({size}, seed {draw.seed}) of speakers and noises that nothing was tuned on, each heard by "
        f"every system in the same run, on a {machine()} machine in {wall_s / 60:.0f} minutes. In brackets: 95 % Wilson "
        "intervals. *Right*: taken, or proposed for a confirmation, as what was said. *Other speech* is words, talk and "
        "noise that must mean nothing; any answer, command or finding counts as accepting it."
    )


_HEAD = (
    "*yes* right", "*no* right", "*yes* without confirming", "*no* without confirming", "*yes* taken as *no*",
    "*no* taken as *yes*", "other speech accepted", "… without confirming",
)  # fmt: skip


def _figures(measured: Sequence[Measured]) -> list[Rate]:
    """Return the figures of `_HEAD`."""
    yes, no, other = (of(measured, kind=kind) for kind in ("yes", "no", "other"))
    return [
        right(yes, "yes"), right(no, "no"), taken(yes, "yes"), taken(no, "no"), inverted(yes, "no"), inverted(no, "yes"),
        accepted(other), accepted_unasked(other),
    ]  # fmt: skip


def _overall_table(measured: Sequence[Measured], systems: Sequence[str]) -> str:
    rows = [[system, *_figures(of(measured, system=system))] for system in systems]
    return table(["system", *_HEAD], rows)


def _accuracy_table(measured: Sequence[Measured], system: str, conditions: Sequence[str]) -> str:
    rows = [[name, *_figures(of(measured, condition=name))] for name in conditions]
    return f"### {system[:1].upper() + system[1:]}\n\n{table(['condition', *_HEAD], rows)}"


def _noise_table(measured: Sequence[Measured]) -> str:
    """The skill's own figures, all levels of a noise together: what it is that disturbs."""
    kinds = sorted({one.noise for one in measured if one.noise})
    rows = [[kind, *_figures(of(measured, noise=kind))] for kind in kinds]
    return f"Two readings, 20 to 0 dB together.\n\n{table(['noise', *_HEAD], rows)}"


def _accuracy_plot(measured: Sequence[Measured], systems: Sequence[str], conditions: Sequence[str]) -> str:
    lines = {}
    for system in systems:
        points = []
        for name in conditions:
            here = of(measured, system=system, condition=name)
            hits = sum(one.outcome.answer == one.kind for one in here if one.kind != "other")
            total = sum(one.kind != "other" for one in here)
            if total:
                points.append(Point(name, hits / total, *wilson(hits, total)))
        lines[system] = points
    return line_plot("Right answers, yes and no together", "condition", "right", conditions, lines)


def _latencies(measured: Sequence[Measured], system: str, kind: str) -> list[float]:
    """Seconds from the end of the voice to the decision, where the answer was right and nothing disturbed it."""
    return sorted(
        one.outcome.decided_s - one.speech_end_s
        for one in of(measured, system=system, kind=kind, condition="clean")
        if one.outcome.decided_s is not None and one.outcome.answer == kind
    )


def _latency_table(measured: Sequence[Measured]) -> str:
    rows = []
    for system in (OURS, "phrase list"):
        for kind in ("yes", "no"):
            values = _latencies(measured, system, kind)
            if values:
                median, late = values[len(values) // 2], values[min(len(values) - 1, int(len(values) * 0.95))]
                rows.append([system, kind, f"{values[0]:.2f}", f"{median:.2f}", f"{late:.2f}", len(values)])
    head = ["system", "answer", "earliest, s", "median, s", "95th percentile, s", "scenes"]
    return (
        "End of the voice to the end of the turn, clean, counted in sound; the phrase list ends its turns by Vosk's own "
        "endpoint. The question is a danger question: a *no* waits on purpose for what may follow it.\n\n"
        + table(head, rows)
    )


def _latency_plot(measured: Sequence[Measured]) -> str:
    lines = {
        f"{system}, {kind}": values
        for system in (OURS, "phrase list")
        for kind in ("yes", "no")
        if (values := _latencies(measured, system, kind))
    }
    return step_plot("End of voice to decision", "seconds", "decided by then", lines, LATENCY_LIMIT_S)


def _cost_table(measured: Sequence[Measured], systems: Sequence[str]) -> str:
    rows = []
    for system in systems:
        mine = of(measured, system=system)
        seconds = sum(one.seconds for one in mine)
        rows.append([system, f"{sum(one.outcome.worked_s for one in mine) / seconds:.3f}"])
    memory = (
        f"Most memory of the process that collected the results: {peak_memory_mb():.0f} MB (no model in it)."
    )
    return (
        "Processor seconds per second of sound, one core.\n\n"
        + table(["system", "cost"], rows)
        + "\n\n"
        + memory
    )
