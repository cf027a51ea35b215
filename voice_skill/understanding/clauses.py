"""Phrases → clauses: where one thing said ends and the next begins, and what is denied, doubted or not meant.

What negation covers (docs/understanding.md): from the negating word to the end of its clause, through *or*, *nor* and
plain lists; a contrast (*but*, *except*, *though* …) or a new subject with its verb ends the clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from voice_skill.understanding.automaton import Phrase, Sense
from voice_skill.understanding.words import Words

CONTENT = ("Here", "Finding", "Symptom")
"""What states something: `Here` only at its own question."""


@dataclass(slots=True)
class Clause:
    """One thing said."""

    phrases: list[Phrase] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    """Positions of words that nothing explains."""
    contrast: str = ""
    """How it is set against the one before: `but`, `except`, or nothing."""
    asks: bool = False
    """It ends in a question mark."""
    foreign: bool = False
    """It names something of the room or the television, which no answer is about."""

    @property
    def whole(self) -> bool:
        """Every word was understood."""
        return not self.gaps

    def senses(self, kind: str) -> list[Sense]:
        """All senses of one kind, in order."""
        return [sense for phrase in self.phrases for sense in phrase.senses if sense.kind == kind]

    def has(self, *kinds: str) -> bool:
        """Whether any phrase may be of one of the kinds."""
        return any(sense.block.intent in kinds for phrase in self.phrases for sense in phrase.senses)


def sense_of(phrase: Phrase, *kinds: str) -> Sense | None:
    """Return the phrase's first sense among the kinds."""
    for kind in kinds:
        for sense in phrase.senses:
            if sense.block.intent == kind:
                return sense
    return None


def split(words: Words, cover: Sequence[Phrase], gaps: frozenset[int]) -> list[Clause]:
    """Split an utterance into clauses."""
    items: list[tuple[int, Phrase | None]] = sorted(
        [(phrase.start, phrase) for phrase in cover] + [(gap, None) for gap in gaps],
        key=lambda item: item[0],
    )
    clauses: list[Clause] = [Clause()]
    for index, (start, phrase) in enumerate(items):
        current = clauses[-1]
        following = [later for _, later in items[index + 1 : index + 3]]
        if current.phrases or current.gaps:
            if start in words.hard:
                current.asks = start in words.question
                clauses.append(Clause())
            elif (
                phrase is not None
                and not _only_names(phrase)
                and not _goes_on_denying(words, current, phrase, following)
                and _begins(words, current, phrase, following)
            ):
                clauses.append(Clause())
        if phrase is None:
            clauses[-1].gaps.append(start)
            continue
        if all(sense.kind == "Foreign" for sense in phrase.senses):
            clauses[-1].foreign = True
            clauses[-1].gaps.extend(range(phrase.start, phrase.end))
            continue
        if _only_names(phrase):
            # It says what is spoken of, and nothing of it: the clause is no better understood for that.
            clauses[-1].gaps.extend(range(phrase.start, phrase.end))
        contrast = sense_of(phrase, "Contrast")
        if contrast is not None and not clauses[-1].phrases:
            clauses[-1].contrast = str(contrast.block.meaning["contrast"])
        clauses[-1].phrases.append(phrase)
    clauses[-1].asks = clauses[-1].asks or len(words.words) in words.question
    return [clause for clause in clauses if clause.phrases or clause.gaps]


def _only_names(phrase: Phrase) -> bool:
    """Whether a phrase is nothing but a name for what the question is about."""
    return all(sense.kind == "Topic" for sense in phrase.senses)


def _begins(words: Words, current: Clause, phrase: Phrase, following: list[Phrase | None]) -> bool:
    """Whether a phrase begins a new clause."""
    now = (
        phrase.start in words.soft and words.words[phrase.start] == "now"
    )  # "… it had gone, now my back aches"
    if sense_of(phrase, "Contrast", "Correction") or _whole_sentence(words, phrase) or now:
        return True
    coming: list[Phrase | None] = [phrase, *following]
    if sense_of(phrase, "And") and current.phrases and all(_only_answers(said) for said in current.phrases):
        return True
    if sense_of(phrase, "And"):
        dated = phrase.start in words.soft and bool(following) and _dates(following[0])
        return dated or (bool(following) and following[0] is not None and _opens(words, following))
    last = current.phrases[-1] if current.phrases else None
    if last is not None and sense_of(last, "And"):
        return False
    if _only_answers(phrase):
        return True
    if last is not None and sense_of(last, "Answer"):
        if words.words[phrase.start] == "well":
            return True
        if not current.has(*CONTENT):
            return _parts_from_answer(words, last, coming)
    # "… in this kitchen": what follows belongs to it.
    led = last is not None and words.words[last.start : last.end + 1] in _LEADS_ON
    settled = current.has(*CONTENT) or bool(current.gaps) or (current.has("Negator") and current.has("Place"))
    return settled and not led and _opens(words, coming)


_OF_SENSES = frozenset({"noticed", "notice", "felt", "feel", "seen", "see", "had", "found", "known", "heard"})
_GOING_ON = frozenset({"it", "them", "my", "the", "any", "that", "myself", "me"})
SUBJECTS = frozenset({"i", "it", "they", "there", "he", "she", "we"})


def _goes_on_denying(
    words: Words, current: Clause, phrase: Phrase, following: Sequence[Phrase | None]
) -> bool:
    """Whether a phrase is still what a denial denies: "nothing wrong with my chest *or my breathing*", "not noticed *it dragging*"."""
    last = current.phrases[-1] if current.phrases else None
    if last is None or phrase.start in words.hard | words.soft:
        return False
    noticed = words.words[last.end - 1] in _OF_SENSES and denies(words, last) and last.end == phrase.start
    if noticed and words.words[phrase.start] in _GOING_ON:
        return FINITE.isdisjoint(words.words[phrase.start : phrase.end])
    joins = is_or(words, phrase)
    denied = any(sense_of(p, "Negator") or denies(words, p) for p in current.phrases)
    after = following[0] if following else None
    if not (joins and denied and after is not None):
        return False
    said = words.words[after.start : after.end]
    return said[0] not in SUBJECTS and FINITE.isdisjoint(said) and not denies(words, after)


def _dates(phrase: Phrase | None) -> bool:
    """Whether a phrase is a length of time: after a comma it belongs to what follows (", and for two weeks my back …")."""
    return phrase is not None and sense_of(phrase, "Duration") is not None


_LEADS_ON = frozenset(
    (word, following)
    for word in ("in", "on", "at", "to", "of", "from", "for", "into")
    for following in ("this", "that", "these", "those", "the", "our", "your")
)
"""Words that what follows belongs to, so that no clause begins after one."""


def _parts_from_answer(words: Words, answer: Phrase, coming: list[Phrase | None]) -> bool:
    """Whether what follows an answer is said apart from it.

    "No it's numb" answers and goes on; "no numbness" and "I don't feel any" only deny.
    """
    phrase = coming[0]
    if phrase is None or phrase.start in words.soft or _only_answers(answer):
        return True
    # "No, just constipated" goes on to something else, as do words that say all is well, or deny by themselves.
    goes_on = sense_of(phrase, "Filler", "Contrast") is not None or is_well(phrase) or denies(words, phrase)
    goes_on = goes_on or words.words[phrase.start] in {"just", "only"}
    goes_on = goes_on or _sentence_of_a_thing(words, phrase)
    apart = is_bare_no(words, answer) and goes_on
    return apart or _opens(words, coming)


_OTHER_USES = (
    "Negator",
    "Subject",
    "Verb",
    "Place",
    "Glue",
    "Harmless",
    "And",
    "Contrast",
    "Duration",
    "Number",
    *CONTENT,
)
_DENIALS = frozenset({"not", "nothing", "never", "no", "none", "cannot", "hardly", "without"})


def _only_answers(phrase: Phrase) -> bool:
    """Whether a phrase can be nothing but an answer."""
    answer = sense_of(phrase, "Answer")
    return (
        answer is not None
        and answer.block.meaning.get("echo") != "yes"
        and sense_of(phrase, *_OTHER_USES) is None
    )


def is_bare_no(words: Words, phrase: Phrase) -> bool:
    """Whether a phrase is the word "no" alone."""
    return words.words[phrase.start : phrase.end] == ("no",)


def is_or(words: Words, phrase: Phrase) -> bool:
    """Whether a phrase is "or" or "nor"."""
    return words.words[phrase.start : phrase.end] in {("or",), ("nor",)}


def denies(words: Words, phrase: Phrase) -> bool:
    """Whether a phrase holds a denial of its own ("nothing comes out", "can't feel it")."""
    return denying(words.words[phrase.start : phrase.end])


def denying(said: Iterable[str]) -> bool:
    """Whether a denial is among some words."""
    return not _DENIALS.isdisjoint(said)


def is_well(phrase: Phrase) -> bool:
    """Whether a phrase says that all is well: after "no" it goes on, it is not what is denied."""
    said = sense_of(phrase, "Here", "Finding")
    return said is not None and says_well(said.block.meaning)


def says_well(meaning: Mapping[str, Any]) -> bool:
    """Whether words of this meaning say of what is asked about that it is not so."""
    return "no" in {meaning.get("here"), meaning.get("value")}


def turns_in(clauses: Iterable[Clause]) -> frozenset[str]:
    """Return how clauses limit what is said beside them ("until today", "mainly"): the values of intent `Turn`."""
    return frozenset(
        str(sense.block.meaning["turn"]) for clause in clauses for sense in clause.senses("Turn")
    )


FINITE = frozenset(
    {"is", "are", "has", "have", "feels", "does", "went", "keeps", "was", "were", "goes", "gets"}
)


def _sentence_of_a_thing(words: Words, phrase: Phrase) -> bool:
    """Whether a phrase of content is a sentence about a thing that is named ("the other one is")."""
    said = words.words[phrase.start : phrase.end]
    return said[0] in OWNERS and not FINITE.isdisjoint(said) and sense_of(phrase, *CONTENT) is not None


def governs(clause: Clause) -> bool:
    """Whether a clause takes the next one back ("I'm worried that", "she said", "when I was young")."""
    return any(sense.block.meaning.get("governs") == "next" for sense in clause.senses("Block"))


def _opens(words: Words, coming: list[Phrase | None]) -> bool:
    """Whether what comes is a subject with its verb, an answer, or a new denial."""
    first = coming[0]
    if first is None:
        return False
    if len(coming) == 1 and words.words[first.start : first.end] in TRAILING:
        return False
    if (
        sense_of(first, "Subject", "Block", "Negator")
        or _only_answers(first)
        or _whole_sentence(words, first)
    ):
        return True
    second = coming[1] if len(coming) > 1 else None
    if sense_of(first, "Place") and second is not None and words.words[first.start] not in PREPOSITIONS:
        # "(No) back pain" is one noun: only what is named with its owner, or set apart, can be a subject there.
        named = words.words[first.start] in OWNERS or first.start in words.soft
        told = sense_of(second, "Symptom", "Finding") is not None or is_well(second)
        return sense_of(second, "Verb", "Negator") is not None or (named and told)
    return False


TRAILING = frozenset({("it",), ("that",), ("this",), ("them",), ("there",)})
"""Words that begin nothing when they are the last ("I'm not tripping over it")."""
OWNERS = frozenset({"my", "the", "his", "her", "both", "one", "each", "this", "that", "our", "me", "their"})
"""Words that begin the name of a place when it is the subject of a sentence ("my back hurts")."""


PREPOSITIONS = frozenset(
    [
        "in",
        "on",
        "at",
        "down",
        "around",
        "round",
        "across",
        "along",
        "into",
        "to",
        "through",
        "behind",
        "under",
        "inside",
        "over",
        "near",
        "from",
        "up",
        "about",
        "of",
        "towards",
    ]
)
PRONOUNS = SUBJECTS | {"my"}


def _whole_sentence(words: Words, phrase: Phrase) -> bool:
    """Whether a phrase of content brings its own subject ("I can't feel my foot")."""
    first, second = (*words.words[phrase.start : phrase.end], "")[:2]
    # "No I don't and both my legs have gone weak": what is denied is said before, not after.
    owned = (
        first in PRONOUNS
        or (first == "and" and second in PRONOUNS | {"now", "then"})
        or (first == "both" and second == "my")
    )
    return owned and bool(sense_of(phrase, *CONTENT))
