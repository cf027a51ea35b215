"""A body chart as SVG: where it hurts, is numb, twitches. Seen from the front and from behind."""

from __future__ import annotations

from html import escape

from voice_skill.handover.record import ConsultationRecord

_KINDS = (
    ("pain_where", "pain", "#b3261e"),
    ("numb_where", "numb or tingling", "#0b57d0"),
    ("twitch_where", "twitch or cramp", "#146c2e"),
)
_FRONT, _BACK = 90, 270
"""x of the middle of each figure, in chart units."""

# Site → (view, distance from the middle line, height), in chart units of a figure 400 high.
_SPOTS: dict[str, tuple[str, int, int]] = {
    "face": ("front", 0, 38), "eyelid": ("front", 7, 34), "tongue": ("front", 0, 48), "jaw": ("front", 8, 50),
    "neck": ("back", 0, 66), "shoulder": ("front", 34, 84), "chest": ("front", 14, 110), "arm": ("front", 46, 140),
    "hand": ("front", 56, 205), "belly": ("front", 0, 150), "back": ("back", 0, 150), "buttock": ("back", 15, 195),
    "hip": ("front", 27, 185), "groin": ("front", 11, 200), "saddle": ("back", 0, 208),
    "thigh": ("front", 19, 235), "thigh_front": ("front", 19, 235), "thigh_back": ("back", 19, 240),
    "thigh_outer": ("front", 29, 235), "knee": ("front", 18, 275), "leg": ("back", 18, 270),
    "shin": ("front", 17, 315), "shin_outer": ("front", 24, 315), "calf": ("back", 18, 315),
    "ankle": ("front", 16, 355), "foot": ("front", 20, 375), "foot_top": ("front", 20, 370),
    "foot_outer": ("front", 27, 374), "sole": ("back", 18, 378), "heel": ("back", 16, 370),
    "toes": ("front", 22, 383), "big_toe": ("front", 16, 383), "little_toe": ("front", 28, 382),
}  # fmt: skip


def body_chart(record: ConsultationRecord) -> str:
    """Return the chart as an SVG element with a title and description for screen readers."""
    marks, words, elsewhere = [], [], []
    for order, (key, kind, colour) in enumerate(_KINDS):
        for place in record.places(key):
            site, side = place["site"], place["side"]
            name = site.replace("_", " ") if side == "unknown" else f"{side} {site.replace('_', ' ')}"
            words.append(f"{kind}: {name}")
            if site in _SPOTS:
                marks += [_mark(site, one, order, colour) for one in _sides(side)]
            else:
                elsewhere.append(f"{kind}: {name}")
    described = "; ".join(words) or "no place was named"
    legend = "".join(
        f'<g transform="translate({20 + 125 * order} 412)">{_shape(order, 0, 0, colour)}'
        f'<text x="10" y="4" font-size="12" fill="#1b1b1b">{kind}</text></g>'
        for order, (_, kind, colour) in enumerate(_KINDS)
    )
    note = (
        f'<text x="20" y="440" font-size="12" fill="#1b1b1b">{escape("; ".join(elsewhere))}</text>'
        if elsewhere
        else ""
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 380 450" role="img" aria-labelledby="chart-t chart-d">'
        f'<title id="chart-t">Body chart</title><desc id="chart-d">{escape(described)}</desc>'
        f"{_figure(_FRONT, 'front')}{_figure(_BACK, 'back')}{''.join(marks)}{legend}{note}</svg>"
    )


def _sides(side: str) -> tuple[str, ...]:
    return ("left", "right") if side == "both" else (side,)


def _mark(site: str, side: str, order: int, colour: str) -> str:
    view, out, y = _SPOTS[site]
    # Facing the reader, the person's left is on the reader's right; from behind it is on the left.
    left = 1 if view == "front" else -1
    sign = {"left": left, "right": -left}.get(side, 0)
    x = (_FRONT if view == "front" else _BACK) + sign * (out or 8) + (order - 1) * 3
    return _shape(order, x, y, colour)


def _shape(order: int, x: int, y: int, colour: str) -> str:
    """A circle, a square or a triangle: told apart without colour."""
    if order == 0:
        return f'<circle cx="{x}" cy="{y}" r="7" fill="{colour}" fill-opacity="0.8"/>'
    if order == 1:
        return f'<rect x="{x - 6}" y="{y - 6}" width="12" height="12" fill="{colour}" fill-opacity="0.8"/>'
    return f'<path d="M{x} {y - 8}l7 13h-14z" fill="{colour}" fill-opacity="0.8"/>'


def _figure(x: int, view: str) -> str:
    """A plain outline: head, trunk, arms, legs."""
    return (
        f'<g transform="translate({x} 0)" fill="none" stroke="#5f6368" stroke-width="2">'
        '<circle cx="0" cy="38" r="20"/><path d="M-8 58v12h-22q-12 2-14 16l-14 110 10 4 20-84v84l-4 180h22l8-170h4l8 170'
        'h22l-4-180v-84l20 84 10-4-14-110q-2-14-14-16h-22v-12"/></g>'
        f'<text x="{x}" y="14" text-anchor="middle" font-size="12" fill="#1b1b1b">{view}</text>'
        f'<text x="{x - 62}" y="30" font-size="11" fill="#1b1b1b">{"right" if view == "front" else "left"}</text>'
        f'<text x="{x + 42}" y="30" font-size="11" fill="#1b1b1b">{"left" if view == "front" else "right"}</text>'
    )
