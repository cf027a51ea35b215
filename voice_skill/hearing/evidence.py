"""How much speaks for an answer: the ranked hypotheses of both recognisers, weighed against everything else.

A recogniser's first choice is a poor measure: a clipped *no* is heard as "now" by a hair, a door as *no* by default.
What tells them apart is by how much the best answer leads, or trails, the best thing that is no such answer, in both
the question's grammar (where common words compete) and the open vocabulary. The sums of these leads separate answers
from other speech far better than either first choice (`docs/hearing.md` has the sweep).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from voice_skill.hearing.turn import Completeness
from voice_skill.hearing.vosk_adapter import UNKNOWN, Hypothesis

NO_RIVAL = 8.0
"""Lead of an answer that nothing else in the list competes with: lists reach about so far down."""

LONGEST_RESPELLED = 3
"""Words of a reply that may be spelled as another of the same sound: "know", "to weeks", "left heal"."""


@dataclass(frozen=True, slots=True)
class EvidenceSettings:
    """How much evidence an answer needs, in log-likelihood. By measurement, see `docs/hearing.md`."""

    proposed: float = -7.0
    """The leads of both recognisers together must reach this for a plain answer to be passed on; half, where one is
    alone."""
    proposed_otherwise: float = -3.0
    """The same for a command, and for an answer in any other wording: there are thousands, so that talk often passes near
    one."""
    proposed_in_noise: float = 0.0
    """`proposed_otherwise` in a noisy room, where it may be the room that talks."""
    certain: float = 1.5
    """Below this sum the answer is quoted from one recogniser only, so that it is confirmed: a slurred *no* can lead as
    "yah" by a hair in both."""
    agreed: float = -2.0
    """A recogniser in which the answer leads, or trails by no more than this, counts as having heard it."""
    absent: float = -8.0
    """Lead of an answer that a recogniser has not got in its list."""
    unread: float = 2.0
    """What each word that nobody can make sense of costs one way of hearing a story against another."""

    def in_noise(self) -> EvidenceSettings:
        """Return what is needed in a noisy room."""
        return replace(self, proposed_otherwise=self.proposed_in_noise)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What words amount to as an answer to the question asked, judged by whoever knows meaning."""

    completeness: Completeness
    sense: str | None = None
    """Equal for words of equal meaning; None where they are no whole answer or command."""
    unread: int = 0
    """Words that no sense could be made of."""
    plain: bool = True
    """Whether they open with a bare *yes* or *no* ("yes", "no i don't"), which people say far oftener than all else."""


NOTHING = Judgement(Completeness.UNFINISHED)
"""What words amount to that are no answer yet."""


@dataclass(frozen=True, slots=True)
class Support:
    """What one recogniser has to say for one sense."""

    text: str
    """The best wording of it."""
    lead: float
    """Log-likelihood by which it leads the best hypothesis of another sense; negative when it trails."""
    completeness: Completeness
    plain: bool
    """Whether that wording opens with a bare *yes* or *no*."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What one recogniser is quoted with."""

    text: str
    certainty: float
    """0 to 1: how likely its words are against the nearest others."""
    completeness: Completeness


def weigh(hypotheses: tuple[Hypothesis, ...], judge: Callable[[str], Judgement]) -> dict[str, Support]:
    """Return the support for every sense among the hypotheses."""
    judged = [(hypothesis.score, *_understood(hypothesis.text, judge)) for hypothesis in hypotheses]
    supports: dict[str, Support] = {}
    for score, text, judgement in judged:
        if judgement.sense is None or judgement.sense in supports:
            continue
        rivals = [other for other, _, its in judged if its.sense != judgement.sense]
        lead = min(score - max(rivals), NO_RIVAL) if rivals else NO_RIVAL
        supports[judgement.sense] = Support(text, lead, judgement.completeness, judgement.plain)
    return supports


def reconcile(
    lists: Sequence[tuple[Hypothesis, ...]], judge: Callable[[str], Judgement], settings: EvidenceSettings
) -> list[Quote]:
    """Return what each recogniser is to be quoted with: the answer best supported by all, or their own words.

    One that leads with another answer is quoted with that, so that the contradiction shows. An answer that too little
    speaks for is quoted from none: `[unk]` stands for it.
    """
    weighed = [weigh(hypotheses, judge) for hypotheses in lists]
    senses = {sense for supports in weighed for sense in supports}
    totals = {sense: _total([supports.get(sense) for supports in weighed], settings) for sense in senses}
    best = max(totals, key=lambda sense: (totals[sense], sense), default=None)
    if best is None:
        return [_own_words(hypotheses, judge, answers=False) for hypotheses in lists]
    leading = max((supports[best] for supports in weighed if best in supports), key=lambda each: each.lead)
    needed = settings.proposed if leading.plain else settings.proposed_otherwise
    if totals[best] < needed * len(lists) / 2:
        return [_own_words(hypotheses, judge, answers=False) for hypotheses in lists]
    strongest = leading.lead
    sure = totals[best] >= settings.certain * len(lists) / 2
    enough = min(settings.agreed, strongest) if sure else strongest
    quotes = []
    for hypotheses, supports in zip(lists, weighed, strict=True):
        if best in supports and supports[best].lead >= enough:
            quotes.append(
                Quote(supports[best].text, certainty(supports[best].lead), supports[best].completeness)
            )
        else:
            other = _own_words(hypotheses, judge, answers=True)
            same = judge(other.text).sense == best
            quotes.append(Quote(UNKNOWN, 0.0, Completeness.UNFINISHED) if same else other)
    return quotes


def verbatim(hypotheses: tuple[Hypothesis, ...]) -> Quote:
    """Quote a recogniser's first choice as it is."""
    lead = min((hypotheses[0].score - other.score for other in hypotheses[1:]), default=NO_RIVAL)
    return Quote(hypotheses[0].text or UNKNOWN, certainty(lead), Completeness.UNFINISHED)


@dataclass(frozen=True, slots=True)
class Story:
    """A story as its recognisers heard it, the grammar first."""

    quotes: list[Quote]
    fit: float | None
    """By how much the grammar explains the sound better than the whole vocabulary; None without a second recogniser."""


def told(
    lists: Sequence[tuple[Hypothesis, ...]], judge: Callable[[str], Judgement], settings: EvidenceSettings
) -> Story:
    """Return how a story was heard: by the grammar in the way that makes most sense, by the open vocabulary as it is.

    The open vocabulary stays at its first choice, so that the two readings do not err alike.
    """
    clearest = max(
        lists[0],
        key=lambda way: way.score - settings.unread * (judge(way.text).unread if way.text else 0),
    )
    quotes = [
        Quote(clearest.text or UNKNOWN, verbatim(lists[0]).certainty, Completeness.UNFINISHED),
        *(verbatim(hypotheses) for hypotheses in lists[1:]),
    ]
    return Story(quotes, clearest.score - lists[1][0].score if len(lists) > 1 else None)


def _total(supports: list[Support | None], settings: EvidenceSettings) -> float:
    return sum(settings.absent if support is None else support.lead for support in supports)


@cache
def bare_answers() -> frozenset[str]:
    """Return the words that people mostly say *yes* and *no* with."""
    return frozenset(word for line in _lines("bare_answers.txt") for word in line.split())


def _own_words(
    hypotheses: tuple[Hypothesis, ...], judge: Callable[[str], Judgement], *, answers: bool
) -> Quote:
    """Quote a recogniser's first choice, with or without those that would count as an answer."""
    text, judgement = _understood(hypotheses[0].text, judge)
    if judgement.sense is not None and not answers:
        return Quote(UNKNOWN, 0.0, Completeness.UNFINISHED)
    return Quote(text or UNKNOWN, verbatim(hypotheses).certainty, judgement.completeness)


def certainty(lead: float) -> float:
    """Convert a lead into a number from 0 to 1: how likely this sense is against its nearest rival."""
    return 1.0 / (1.0 + math.exp(-max(lead, -50.0)))


def _understood(text: str, judge: Callable[[str], Judgement]) -> tuple[str, Judgement]:
    """Judge words as they are spelled, then in the other spellings of the same sounds."""
    judgement = judge(text)
    if judgement.sense is not None or not text:
        return text, judgement
    for respelled in _respellings(text):
        judgement = judge(respelled)
        if judgement.sense is not None:
            return respelled, judgement
    return text, NOTHING


def _respellings(text: str) -> Iterator[str]:
    """Yield what short replies sound like as well; in a longer one, how a word is spelled is no accident."""
    words = text.split()
    if len(words) > LONGEST_RESPELLED:
        return
    for place, word in enumerate(words):
        for other in _homophones().get(word, ()):
            yield " ".join([*words[:place], other, *words[place + 1 :]])


@cache
def _homophones() -> dict[str, tuple[str, ...]]:
    groups = [line.split() for line in _lines("homophones.txt")]
    return {word: tuple(other for other in group if other != word) for group in groups for word in group}


def _lines(name: str) -> list[str]:
    """Return the lines of a file of words, comments left out."""
    text = (files("voice_skill.hearing") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
