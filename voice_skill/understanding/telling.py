"""How people tell what is wrong, drawn at random: sentences that teach a recogniser which word follows which.

The phrases of the other grammars cover every pair of words they allow once, which is enough to hear an answer. A story
strings such phrases together, and how often words meet matters. So the `Story` templates are walked at random, with
the same draw every time.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from voice_skill.understanding.contractions import spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from voice_skill.understanding.graphs import Nodes

STORIES = 6000
"""Stories drawn for each template: by measurement, see `docs/hearing.md`."""
SEED = 4
"""Of the draw, so that a recogniser is limited to the same list at every start."""


def tell(nodes: Nodes, named: Mapping[str, int], starts: Sequence[int]) -> Iterator[str]:
    """Yield stories, as they are spoken, from the graphs that begin at some nodes."""
    draw = random.Random(SEED)  # noqa: S311  a draw, not a secret
    for start in starts:
        for _ in range(STORIES):
            yield spoken(tuple(_walk(nodes, named, start, draw)))


def _walk(nodes: Nodes, named: Mapping[str, int], start: int, draw: random.Random) -> Iterator[str]:
    """Yield the words of one walk from a node to an end, each way on being as likely as the others."""
    at = start
    while True:
        words, refs, free = nodes.words(at), nodes.refs(at), nodes.free(at)
        ways = len(words) + len(refs) + len(free)
        if not ways:
            return
        way = int(draw.random() * ways)
        if way < len(words):
            word, at = words[way]
            yield word
        elif way < len(words) + len(refs):
            name, _, at = refs[way - len(words)]
            yield from _walk(nodes, named, named[name], draw)
        else:
            at = free[way - len(words) - len(refs)]
