"""The rule that reconciles readings. One place, because a wrong *no* is the worst thing this software can do.

In short (the full table, with what each row costs and buys, is in `docs/trust.md`):

* What could lower urgency needs two readings that agree, from words that were heard whole. Else it is proposed
  for confirmation, or asked again.
* What raises urgency needs one reading. Where another reading contradicts it, it is proposed for confirmation,
  and a proposal of *yes* that is not answered stands.
* What was volunteered counts as a finding when the reading that shares no constraint with the grammar has it; a
  danger sign that only the grammar heard is a reason to ask, because a grammar forces foreign speech to fit. Where the
  grammar explains an opening story better than the whole vocabulary does, nothing was forced, and it is believed,
  except in what it denies or what could lower urgency.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from voice_skill.events import (
    Command,
    Decision,
    Expectation,
    FindingValue,
    Meaning,
    Reading,
    Source,
    Strength,
    Verdict,
)
from voice_skill.triage import question

ReadMeaning = tuple[Reading, Meaning]

CONSEQUENTIAL = frozenset(
    {Command.STOP, Command.START_AGAIN, Command.DELETE, Command.CHANGE_ANSWER, Command.SKIP, Command.GO_BACK}
)
"""Commands that end, undo or skip something: worth a second reading, because one misheard costs answers."""

PLACES = frozenset({"pain_where", "numb_where", "twitch_where"})
"""Findings that are lists of places."""
FORCED = -12.0
"""Fit of the opening's grammar, log-likelihood: below, something else altogether was said."""
UNFORCED = 0.0
"""Fit from which its words explain the sound better than any others would."""
UNMISTAKABLE = 5.0
"""Fit from which a danger sign in it is acted on, not only asked about. By measurement, as these all are: see
`docs/benchmarks/hearing-stories.md`."""

DANGER_GROUPS = frozenset({"A", "B", "C"})
"""Immediate danger, cauda equina and weakness: groups of triage's questions."""

_WORST_FIRST: tuple[FindingValue, ...] = ("yes", "unsure", "declined", "no")
_NOTHING = Meaning()


def lowers(answer: FindingValue | None, expects: Expectation) -> bool:
    """Whether taking this answer wrongly could make care less urgent."""
    if answer is None:
        return False
    if expects.kind == "confirm":
        return answer == ("no" if expects.proposed == "yes" else "yes")
    if expects.kind == "yes_no":
        return expects.danger and answer != "yes"
    return expects.danger


def decide(readings: Sequence[ReadMeaning], expects: Expectation, *, complete: bool = True) -> Decision:
    """Reconcile the readings of one utterance.

    Args:
        readings: the question's grammar first, then independent readings; typed text gives two alike.
        expects: what the answer may be.
        complete: False when the speech was cut off: nothing that lowers urgency may come of it.

    Returns:
        TAKE with everything that may be used; CONFIRM with the answer to read back; AGAIN, where findings and
        hints may still be worth something though the answer is not.
    """
    findings, hints = _volunteered(readings, expects)
    replies = _replies(readings, expects)
    command = _command(replies)
    if command is not None:
        return _with(_decide_command(replies, command, expects), findings, hints)
    decision = _decide_answer(replies, expects, complete=complete)
    if decision.verdict is Verdict.TAKE and lowers(decision.meaning.answer, expects) and _alarming(findings):
        # "Oh no, I've wet myself" is no answer: a denial in one breath with a danger sign is read back.
        decision = Decision(Verdict.CONFIRM, decision.meaning, "a denial beside a danger sign")
    return _with(decision, findings, hints)


def _alarming(findings: dict[str, FindingValue]) -> bool:
    """Whether a danger sign is among what was volunteered."""
    return any(value == "yes" and question(key).group in DANGER_GROUPS for key, value in findings.items())


def _with(decision: Decision, findings: dict[str, FindingValue], hints: frozenset[str]) -> Decision:
    """Add what was volunteered; findings alone are enough to take an utterance that answers nothing."""
    meaning = decision.meaning
    verdict = decision.verdict
    if verdict is Verdict.AGAIN and findings:
        verdict = Verdict.TAKE
    return Decision(
        verdict,
        Meaning(
            answer=meaning.answer,
            strength=meaning.strength,
            command=meaning.command,
            findings=findings,
            hints=hints,
            whole=meaning.whole,
        ),
        decision.why,
    )


def _replies(readings: Sequence[ReadMeaning], expects: Expectation) -> Sequence[ReadMeaning]:
    """The readings that may answer: the opening's grammar may where it fits, but not a read-back, and nothing calmer."""
    return [
        (reading, meaning)
        for reading, meaning in readings
        if reading.source is not Source.STORY or _story_answers(reading, meaning, expects)
    ]


def _story_answers(reading: Reading, meaning: Meaning, expects: Expectation) -> bool:
    answer = meaning.answer
    if answer is None or answer == "no" or lowers(answer, expects) or expects.kind == "confirm":
        return False
    return reading.fit is not None and reading.fit >= UNFORCED


def _decide_command(readings: Sequence[ReadMeaning], command: Command, expects: Expectation) -> Decision:
    """A command that undoes or ends something needs two readings; the others cost nothing when wrong."""
    agreed = all(meaning.command == command for _, meaning in readings)
    meaning = Meaning(command=command)
    if agreed or command not in CONSEQUENTIAL:
        return Decision(Verdict.TAKE, meaning, "command agreed" if agreed else "harmless command")
    if expects.kind == "confirm":
        return Decision(Verdict.AGAIN, _NOTHING, "command disputed during a confirmation")
    return Decision(Verdict.CONFIRM, meaning, "command disputed")


def _decide_answer(readings: Sequence[ReadMeaning], expects: Expectation, *, complete: bool) -> Decision:
    answers = [(reading, meaning) for reading, meaning in readings if meaning.answer is not None]
    if not answers:
        return Decision(Verdict.AGAIN, _NOTHING, "no reading has a meaning")
    if len(answers) == 1 < len(readings) and _in_passing(answers[0][1], expects):
        return Decision(Verdict.AGAIN, _NOTHING, "in passing, in one reading only")
    alone = len(readings) == 1
    agreed = len(answers) == len(readings) and len({repr(meaning.answer) for _, meaning in answers}) == 1
    first = answers[0][1]
    worst = min(
        (meaning for _, meaning in answers),
        key=lambda meaning: (lowers(meaning.answer, expects), _rank(meaning.answer)),
    )
    if expects.kind in {"yes_no", "confirm"}:
        return _decide_yes_no(worst, expects, agreed=agreed, alone=alone, complete=complete)
    if not complete and expects.danger:
        return Decision(Verdict.AGAIN, _NOTHING, "cut off")
    if (agreed and not alone) or (not expects.danger and len(answers) == 1):
        return Decision(Verdict.TAKE, Meaning(answer=first.answer, strength=first.strength), "value agreed")
    return Decision(Verdict.CONFIRM, Meaning(answer=first.answer, strength=first.strength), "value disputed")


def _in_passing(meaning: Meaning, expects: Expectation) -> bool:
    """Whether an answer that raises nothing stands among words that nobody can make sense of: talk is full of these."""
    return not meaning.whole and expects.kind == "yes_no" and meaning.answer != "yes"


def _decide_yes_no(
    worst: Meaning, expects: Expectation, *, agreed: bool, alone: bool, complete: bool
) -> Decision:
    answer = worst.answer
    plain = Meaning(answer=answer, strength=worst.strength, whole=worst.whole)
    lowering = lowers(answer, expects)
    if not lowering:
        if agreed or alone or expects.kind == "confirm":
            return Decision(Verdict.TAKE, plain, "raising needs one reading")
        return Decision(Verdict.CONFIRM, plain, "readings disagree")
    if not complete:
        return Decision(Verdict.AGAIN, _NOTHING, "cut off")
    if expects.kind == "confirm":
        # A confirmation is not confirmed in turn: either both readings say so, or it is asked again.
        kind = (
            (Verdict.TAKE, "confirmed twice")
            if agreed and not alone
            else (Verdict.AGAIN, "confirmation disputed")
        )
        return Decision(kind[0], plain if kind[0] is Verdict.TAKE else _NOTHING, kind[1])
    if not agreed or alone:
        return Decision(Verdict.CONFIRM, plain, "only one reading")
    if answer == "no" and worst.strength in {Strength.SOFT, Strength.CORRECTED}:
        return Decision(Verdict.CONFIRM, plain, f"a {worst.strength} no")
    return Decision(Verdict.TAKE, plain, "two readings agree")


def _rank(answer: FindingValue | None) -> int:
    return _WORST_FIRST.index(answer) if answer in _WORST_FIRST else len(_WORST_FIRST)


def _command(readings: Sequence[ReadMeaning]) -> Command | None:
    """The command of the first reading that has one, if no reading has an answer that contradicts it."""
    for _, meaning in readings:
        if meaning.answer is not None:
            return None
    return next((meaning.command for _, meaning in readings if meaning.command is not None), None)


def _volunteered(
    readings: Sequence[ReadMeaning], expects: Expectation
) -> tuple[dict[str, FindingValue], frozenset[str]]:
    """What was said besides the answer: findings to keep, and danger signs to ask about."""
    readings = [(reading, _NOTHING if _forced(reading) else meaning) for reading, meaning in readings]
    hints = {key for _, meaning in readings for key in meaning.hints}
    keep: dict[str, FindingValue] = {}
    for key in dict.fromkeys(key for _, meaning in readings for key in meaning.findings):
        held = [(reading, meaning.findings[key]) for reading, meaning in readings if key in meaning.findings]
        value = _told(key, held, expects, everywhere=1 < len(held) == len(readings))
        if value is not None:
            keep[key] = value
        elif any(each == "yes" for _, each in held) and (_independent(held) or question(key).danger):
            hints.add(key)
    return keep, frozenset(hints - keep.keys() - {expects.question})


def _told(
    key: str, held: Sequence[tuple[Reading, FindingValue]], expects: Expectation, *, everywhere: bool
) -> FindingValue | None:
    """The value to keep of one finding; None when it is disputed, or not heard well enough."""
    value = held[0][1]
    if key in PLACES:
        value = _common_places([each for _, each in held])
        agreed = bool(value)
    else:
        agreed = all(each == value for _, each in held)
    denied = isinstance(value, str) and value in {"no", "none"}
    if not agreed or (denied and not everywhere):
        return None  # a denial that only one reading heard, or a lone one: ask, never assume
    if _independent(held):
        return value
    fit = max((reading.fit for reading, _ in held if reading.fit is not None), default=None)
    return value if fit is not None and fit >= _needed_fit(key, value) else None


def _forced(reading: Reading) -> bool:
    """Whether the opening's grammar was made to hear something else: then it tells of nothing, not even to ask about."""
    return reading.fit is not None and reading.fit < FORCED


def _independent(held: Sequence[tuple[Reading, FindingValue]]) -> bool:
    """Whether a reading that shares no constraint with the grammar is among those that have it."""
    return any(reading.source not in {Source.GRAMMAR, Source.STORY} for reading, _ in held)


def _needed_fit(key: str, value: FindingValue) -> float:
    """How well the grammar must fit a story for a finding that nothing else has heard."""
    asked = question(key)
    if not asked.danger:
        return UNFORCED
    if value != "yes":
        return math.inf
    return UNMISTAKABLE if asked.group in DANGER_GROUPS else UNFORCED


def _common_places(lists: Sequence[FindingValue]) -> FindingValue:
    """The places that every list names, with the side where any of them gives one and none contradicts."""
    places = [{place["site"]: place["side"] for place in each} for each in lists if isinstance(each, tuple)]
    common = []
    for site in places[0] if places else ():
        sides = {sides[site] for sides in places if site in sides} - {"unknown"}
        if all(site in sides for sides in places) and len(sides) <= 1:
            common.append({"site": site, "side": next(iter(sides), "unknown")})
    return tuple(common)
