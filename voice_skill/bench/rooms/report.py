"""The page about rooms: what each further one costs, and when replies become slow."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from voice_skill.bench.report import machine, table
from voice_skill.bench.rooms.measure import Measured

SLOWER = 1.2
"""Replies that take so many times as long as with one room are slow."""
BUSY = 1.5
"""Load for each core of the machine beyond which waits are not the skill's own; a room may add one more to the load itself."""
BUSY_NOTE = (
    "- **The machine was busy with other work: how many rooms stay quick is not known from this run.** Its waits are those "
    "of a core that many share."
)
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 300, 60, 20, 20, 250
"""Of the picture, in its units."""


def line(measured: Measured) -> str:
    """One number of rooms on the terminal."""
    return (
        f"{measured.rooms:3} rooms  {len(measured.waits_s):4} replies  median {measured.median_s:.2f} s  "
        f"90 % {measured.slow_s:.2f} s  {measured.share:.3f} of a core each  {measured.work_s:.2f} s of work a reply  {measured.resident_mb:.0f} MB  "
        f"spoken over {measured.spoken_over}  load {measured.load:.1f}"
    )


def carried(all_measured: Sequence[Measured]) -> int:
    """The most rooms up to which no measured number made replies slow."""
    most, limit = 0, SLOWER * all_measured[0].median_s
    for measured in all_measured:
        if not measured.median_s <= limit:
            break
        most = measured.rooms
    return most


def further_mb(all_measured: Sequence[Measured]) -> float | None:
    """Memory of each further room, MB: the slope of a straight line; None when only one number was measured."""
    if len(all_measured) < 2:
        return None
    rooms = [each.rooms for each in all_measured]
    return float(np.polyfit(rooms, [each.resident_mb for each in all_measured], 1)[0])


_PAGE = """# Rooms at once

How many consultations one core carries at the same time. Made by `{command}` on {day}:
{machine}; the skill is kept to one core, the simulated rooms to the others.

{table}

{facts}

![Wait for a reply by number of rooms]({picture})

## How it is measured

`voice-skill serve` runs as it does in a home, with one satellite for each room. The satellites are simulated over
loopback: they send sound at its own pace, and a person in each answers 0.4 to 1.2 s after the microphone has opened,
with a synthetic voice: a back pain, an age, and *no* from then on. The wait is from the last sample of an answer to the
first message of the reply, so it holds the silence that the skill waits for on purpose. It counts once every room has had four
replies, when model and first grammars are loaded. *Spoken over* are answers that the skill did not wait for. All rooms begin
together and are asked the same questions, so their work falls together more than it would in homes.

Memory is the proportional set size of the server and of its rooms' voice processes: what they share counts once.

Wall-clock waits depend on what else the machine does: where the load is far above the number of cores and rooms, they
say more about the machine than about the skill.
"""


def page(all_measured: Sequence[Measured], command: str, picture_name: str) -> str:
    """The report as Markdown."""
    head = ("rooms at once", "replies", "median wait", "beside the first", "nine of ten within", "spoken over",
            "of one core, each", "work for a reply", "memory", "load of the machine")  # fmt: skip
    return _PAGE.format(
        command=command,
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=machine(),
        table=table(head, [_row(each, all_measured[0]) for each in all_measured]),
        facts="\n".join(_facts(all_measured)),
        picture=picture_name,
    )


def _row(measured: Measured, first: Measured) -> tuple[object, ...]:
    return (
        measured.rooms,
        len(measured.waits_s),
        f"{measured.median_s:.2f} s",
        f"{measured.median_s / first.median_s - 1:+.0%}",
        f"{measured.slow_s:.2f} s",
        measured.spoken_over,
        f"{measured.share:.1%}",
        f"{measured.work_s:.2f} s",
        f"{measured.resident_mb:.0f} MB",
        f"{measured.load:.1f}",
    )


def _facts(all_measured: Sequence[Measured]) -> list[str]:
    """What the table comes to, a line each."""
    first = all_measured[0]
    share = max(
        each.share for each in all_measured
    )  # where the machine is busy, less is done in the same time
    slope = further_mb(all_measured)
    busy = any(each.load > BUSY * (os.cpu_count() or 1) + each.rooms for each in all_measured)
    facts = [
        BUSY_NOTE
        if busy
        else (
            f"- Measured up to {carried(all_measured)} at once without the median reply being more than "
            f"{SLOWER - 1:.0%} slower than with {first.rooms}."
        ),
        (
            f"- A consultation keeps up to {share:.1%} of one core busy, so one core has processor time for about "
            f"{1 / share:.0f} of them. Other work on the machine changes processor time far less than waits."
        ),
    ]
    if slope is not None:
        facts.append(f"- Each further consultation takes about {slope:.0f} MB.")
    return facts


def picture(all_measured: Sequence[Measured]) -> str:
    """Median wait and nine in ten, over the number of rooms, with the line of 20 % slower, as SVG."""
    most_rooms = max(each.rooms for each in all_measured)
    most_s = 1.1 * max(*(each.slow_s for each in all_measured), SLOWER * all_measured[0].median_s)

    def x(rooms: float) -> float:
        return LEFT + rooms / most_rooms * (WIDTH - LEFT - RIGHT)

    def y(seconds: float) -> float:
        return BOTTOM - seconds / most_s * (BOTTOM - TOP)

    steps = [step for step in range(round(most_s) + 1) if step <= most_s]
    grid = "".join(
        f'<path d="M{LEFT} {y(step):.1f}H{WIDTH - RIGHT}" stroke="#ccc"/>'
        f'<text x="{LEFT - 6}" y="{y(step) + 4:.1f}" text-anchor="end">{step} s</text>'
        for step in steps
    )
    labels = "".join(
        f'<text x="{x(each.rooms):.1f}" y="{BOTTOM + 18}" text-anchor="middle">{each.rooms}</text>'
        for each in all_measured
    )
    lines = ""
    for colour, name, values, place in (
        ("#0b5394", "median wait", [each.median_s for each in all_measured], 0),
        ("#b45f06", "nine of ten within", [each.slow_s for each in all_measured], 1),
    ):
        spots = [(x(each.rooms), y(value)) for each, value in zip(all_measured, values, strict=True)]
        path = " ".join(f"{across:.1f},{down:.1f}" for across, down in spots)
        dots = "".join(f'<circle cx="{across:.1f}" cy="{down:.1f}" r="3"/>' for across, down in spots)
        lines += (
            f'<g fill="{colour}"><polyline fill="none" stroke="{colour}" stroke-width="2" points="{path}"/>{dots}'
            f'<text x="{LEFT + 10}" y="{TOP + 12 + 16 * place}">{name}</text></g>'
        )
    limit = y(SLOWER * all_measured[0].median_s)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" '
        'role="img"><title>Wait for a reply, seconds, by consultations at once on one core</title>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{grid}{labels}{lines}'
        f'<path d="M{LEFT} {limit:.1f}H{WIDTH - RIGHT}" stroke="#b3261e" stroke-dasharray="6 4"/>'
        f'<text x="{WIDTH - RIGHT}" y="{limit - 5:.1f}" text-anchor="end" fill="#b3261e">20 % slower</text>'
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{BOTTOM + 40}" text-anchor="middle">consultations at once</text></svg>\n'
    )
