"""How long understanding takes: an utterance, a very long one, and the phrase list of a question."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice
from statistics import quantiles

from voice_skill.bench.report import table
from voice_skill.bench.understanding.corpus import Utterance
from voice_skill.bench.understanding.measure import expectation
from voice_skill.understanding import Understander

LONG_WORDS = 500
"""Words of the long utterances."""

LONG_RUNS = 30
"""Long utterances timed."""


def section(understander: Understander, utterances: list[Utterance]) -> str:
    """Return the timings as part of the report, in milliseconds."""
    known = [(u.text, expects) for u in utterances if (expects := expectation(understander, u.question))]
    questions = {expects.question: expects for _, expects in known}.values()
    words = cycle(word for text, _ in known for word in text.split())
    long = [" ".join(islice(words, LONG_WORDS)) for _ in range(LONG_RUNS)]
    opening = understander.expectation("opening")
    samples = {
        "one utterance": [_ms(partial(understander.parse, text, expects)) for text, expects in known],
        f"{LONG_WORDS} words": [_ms(partial(understander.parse, text, opening)) for text in long],
        "the phrase list of a question, first time": [
            _ms(partial(understander.phrases, expects)) for expects in questions
        ],
    }
    targets = {"one utterance": "20", f"{LONG_WORDS} words": "20"}
    lines = []
    for name, times in samples.items():
        cuts = quantiles(times, n=20)
        figures = (cuts[9], cuts[18], max(times), sum(times))
        lines.append([name, targets.get(name, "50, all 1,000"), *(f"{figure:.1f}" for figure in figures)])
    return "## Speed, in milliseconds\n\n" + table(["", "target", "median", "p95", "slowest", "all"], lines)


def _ms(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000
