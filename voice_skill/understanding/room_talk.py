"""Talk of the room: what is said to, or of, somebody else than the device and the person it asks."""

from __future__ import annotations

from collections.abc import Sequence

from voice_skill.events import Expectation
from voice_skill.understanding.body import BODY
from voice_skill.understanding.clauses import CONTENT, Clause, sense_of
from voice_skill.understanding.commanding import ANSWERING
from voice_skill.understanding.people import MINE, OF_OTHERS, THIRD, YOURS, names_kin, of_oneself
from voice_skill.understanding.words import Words

ANSWERED_OF_ONESELF = frozenset({"yes_no", "choice", "number", "site"})
DETERMINERS = frozenset(
    {"the", "a", "an", "this", "that", "these", "those", "your", "our", "his", "her", "their", "another"}
)
"""Words a thing's name follows."""
OF_SOMETHING_ELSE = frozenset(
    {
        "you",
        "we",
        "us",
        "will",
        "shall",
        "let",
        "please",
        "thanks",
        "thank",
        "they",
        "them",
        "he",
        "she",
        "him",
    }
)
"""Words of plans, favours and other people: beside words not known, and with nothing told, they are no answer, whatever begins it."""
YOU_DO = frozenset(
    ("you", verb) for verb in ("have", "are", "look", "were", "had", "need", "want", "smell", "sound")
)
"""How talk to somebody else in the room begins; not "you know", "you could say that"."""

YOU_AGREE = frozenset({"not", "right", "spot", "dead", "correct", "asking", "joking", "kidding", "to", "no"})
"""What makes such a beginning agreement ("you're not wrong") or a refusal ("you're asking too much")."""

WHO_IT_IS_ABOUT = frozenset({"speaking_for", "age"})
"""Questions at which other people are the answer."""


def of_the_room(clause: Clause) -> bool:
    """Whether a clause is talk of the room or the television: things, sayings, requests to others."""
    sayings = (phrase for phrase in clause.phrases if not sense_of(phrase, "Here"))
    return clause.foreign or any(
        sense.kind == "Block" and sense.block.meaning["block"] in {"saying", "aside"}
        for phrase in sayings
        for sense in phrase.senses
    )


def told_of_another(words: Words, expects: Expectation) -> bool:
    """Whether he, she or a relative is spoken of, and not oneself, where nobody is known to be spoken for."""
    said = words.words
    others = THIRD if expects.kind == "yes_no" else THIRD | OF_OTHERS
    return (
        expects.kind in ANSWERED_OF_ONESELF
        and not expects.of_other
        and expects.question not in WHO_IT_IS_ABOUT
        and (not others.isdisjoint(said) or names_kin(said))
        and not of_oneself(said)
    )


def spoken_to_another(words: Words, expects: Expectation) -> bool:
    """Whether somebody in the room is spoken to of themselves ("your hands are freezing", "you've had enough")."""
    said = words.words
    spoken_to = not YOURS.isdisjoint(said) or (said[:2] in YOU_DO and YOU_AGREE.isdisjoint(said[2:3]))
    return expects.kind == "yes_no" and spoken_to and MINE.isdisjoint(said)


def aside(words: Words, clauses: Sequence[Clause], expects: Expectation) -> bool:
    """Whether something is said to somebody else ("yes, I'm coming in a minute"): begun with "yes" or not, it is no answer."""
    if expects.kind == "open" or expects.question in WHO_IT_IS_ABOUT or any(c.has(*CONTENT) for c in clauses):
        return False
    if any(sense.block.meaning["block"] == "aside" for clause in clauses for sense in clause.senses("Block")):
        return True
    addressed = not ANSWERING.isdisjoint(words.words[:1])
    whole = all(clause.whole for clause in clauses)
    return addressed and not whole and not OF_SOMETHING_ELSE.isdisjoint(words.words)


def of_a_thing(words: Words, clauses: Sequence[Clause]) -> bool:
    """Whether a thing whose name is not known is spoken of, and not oneself ("it's tight, this lid", "lost control of the match")."""
    said = words.words
    if not (MINE | THIRD | BODY).isdisjoint(said):
        return False
    gaps = {gap for clause in clauses for gap in clause.gaps}
    return any(at - 1 not in gaps and said[at - 1] in DETERMINERS for at in gaps if at)
