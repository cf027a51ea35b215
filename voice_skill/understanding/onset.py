"""How a thing is said to have begun: all at once, or woken up with."""

from __future__ import annotations

from collections.abc import Sequence

from voice_skill.understanding.clauses import CONTENT, Clause
from voice_skill.understanding.words import Words

SEVERE = frozenset(
    {
        "terrible", "awful", "severe", "excruciating", "agonising", "agonizing", "agony", "horrendous", "horrific",
        "unbearable", "worst", "dreadful", "horrible", "crippling", "massive", "blinding", "violent", "almighty",
        "searing", "tearing", "ripping", "intense", "unbelievable", "acute", "incredible", "huge", "screaming",
        "crushing", "vicious", "savage", "hellish", "knife", "stabbed", "shocking", "sickening",
    }
)  # fmt: skip
"""Words that make a sudden pain a severe one."""


def onsets(words: Words, clauses: Sequence[Clause]) -> list[str]:
    """Return for each clause how what it states began: `sudden`, `severe` (suddenly, and badly), `woke`, or nothing.

    A clause that states nothing itself lends its beginning to its neighbour: to the one after ("I woke up and my leg
    was weak"), else to the one before ("my back hurts. It came on suddenly").
    """
    own = [_of(words, clause) for clause in clauses]
    found = list(own)
    for index, said in enumerate(own):
        if not said or _states(clauses[index]):
            continue
        after, before = index + 1, index - 1
        if after < len(clauses) and not own[after] and not clauses[index].contrast and said == "woke":
            found[after] = said
        elif before >= 0 and not own[before] and _states(clauses[before]):
            found[before] = said
        elif after < len(clauses) and not own[after]:
            found[after] = said
    return found


def _of(words: Words, clause: Clause) -> str:
    said = {str(sense.block.meaning["onset"]) for sense in clause.senses("Onset")}
    passed = [p for p in clause.phrases if any(sense.loose for sense in p.senses)]
    if any("suddenly" in words.words[p.start : p.end] for p in passed):
        said.add("sudden")
    if not said or clause.has("Negator"):
        return ""
    if said == {"woke"}:
        return "woke"
    spoken = {words.words[at] for phrase in clause.phrases for at in range(phrase.start, phrase.end)}
    return "severe" if "struck" in said or not SEVERE.isdisjoint(spoken) else "sudden"


def _states(clause: Clause) -> bool:
    return clause.has(*CONTENT)
