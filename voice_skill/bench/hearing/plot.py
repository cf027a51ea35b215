"""Small line plots as SVG, without a plotting library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 720, 420
"""Pixels."""
LEFT, RIGHT, TOP, BOTTOM = 64, 220, 40, 56
COLOURS = ("#0b5394", "#38761d", "#cc4125", "#b45f06", "#674ea7", "#666666")


@dataclass(frozen=True, slots=True)
class Point:
    """One measured point with its interval."""

    x: str
    """Label of its place on the axis."""
    y: float
    low: float
    high: float


def line_plot(
    title: str, x_label: str, y_label: str, places: Sequence[str], lines: Mapping[str, Sequence[Point]]
) -> str:
    """Return an SVG of lines over labelled places, y from 0 to 1, with bars for the intervals."""
    parts = [_frame(title, x_label, y_label, places)]
    for number, (name, points) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        spots = [(_x(places.index(p.x), len(places)) + 3 * (number - len(lines) / 2), p) for p in points]
        path = " ".join(f"{x:.1f},{_y(point.y):.1f}" for x, point in spots)
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{path}"/>')
        parts.extend(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_y(p.low):.1f}" y2="{_y(p.high):.1f}" stroke="{colour}"/>'
            f'<circle cx="{x:.1f}" cy="{_y(p.y):.1f}" r="3" fill="{colour}"/>'
            for x, p in spots
        )
        y = TOP + 16 + 20 * number
        parts.append(
            f'<rect x="{WIDTH - RIGHT + 16}" y="{y - 9}" width="12" height="12" fill="{colour}"/>'
            f'<text x="{WIDTH - RIGHT + 34}" y="{y + 1}">{escape(name)}</text>'
        )
    return _svg(parts)


def step_plot(
    title: str, x_label: str, y_label: str, lines: Mapping[str, Sequence[float]], limit: float
) -> str:
    """Return an SVG of cumulative distributions of values from 0 to `limit`."""
    ticks = [f"{limit * tick / 5:.1f}" for tick in range(6)]
    parts = [_frame(title, x_label, y_label, ticks)]
    first, last = _x(0, 6), _x(5, 6)
    for number, (name, values) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        ordered = sorted(values)
        spots = [
            f"{first + (last - first) * min(value, limit) / limit:.1f},{_y((place + 1) / len(ordered)):.1f}"
            for place, value in enumerate(ordered)
        ]
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(spots)}"/>')
        y = TOP + 16 + 20 * number
        parts.append(
            f'<rect x="{WIDTH - RIGHT + 16}" y="{y - 9}" width="12" height="12" fill="{colour}"/>'
            f'<text x="{WIDTH - RIGHT + 34}" y="{y + 1}">{escape(name)}</text>'
        )
    return _svg(parts)


def _frame(title: str, x_label: str, y_label: str, places: Sequence[str]) -> str:
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = [f'<text x="{LEFT}" y="20" font-size="15" font-weight="bold">{escape(title)}</text>']
    for tenth in range(0, 11, 2):
        y = _y(tenth / 10)
        parts.append(f'<line x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tenth * 10} %</text>')
    for number, place in enumerate(places):
        x = _x(number, len(places))
        parts.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{escape(place)}</text>')
    parts.append(
        f'<text x="{(LEFT + right) / 2}" y="{HEIGHT - 12}" text-anchor="middle">{escape(x_label)}</text>'
    )
    parts.append(
        f'<text x="14" y="{(TOP + bottom) / 2}" text-anchor="middle" '
        f'transform="rotate(-90 14 {(TOP + bottom) / 2})">{escape(y_label)}</text>'
    )
    return "\n".join(parts)


def _x(number: int, count: int) -> float:
    room = WIDTH - RIGHT - LEFT
    return LEFT + room * (number + 0.5) / count


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)


def _svg(parts: Sequence[str]) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="12">\n<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
    )
