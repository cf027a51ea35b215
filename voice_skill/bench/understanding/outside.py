"""Corpora from outside, with coarse labels: patients' replies and phrases. `understanding-mapping.md` explains it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from voice_skill.bench.report import Rate
from voice_skill.bench.understanding.corpus import same
from voice_skill.bench.understanding.scoring import Outcome
from voice_skill.bench.understanding.systems import Ours
from voice_skill.errors import BadInputError
from voice_skill.understanding import Understander

_LABELS = Path(__file__).with_name("coarse_labels.yaml")

REPLY_QUESTION = "infection_risk"
"""Yes/no replies are read as answers to this: a danger question whose own words hardly occur in them."""

_WEEKS = {"hour": 1 / 168, "day": 1 / 7, "week": 1.0, "month": 4.35, "year": 52.0}

_NAMED_TIMES: dict[str, tuple[float, float]] = {
    "yesterday": (0.1, 0.3),
    "today": (0.0, 0.1),
    "this morning": (0.0, 0.1),
    "last week": (0.5, 2.0),
    "last year": (17.0, 104.0),
}
"""Weeks that a vaguer label allows."""


@dataclass(frozen=True, slots=True)
class ReplyScores:
    """Figures on replies."""

    yes_no: Rate
    wrong_no_taken: Rate
    wrong_no_proposed: Rate
    durations: Rate
    sides: Rate
    severity: Rate


def _table(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            yield from csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
    except OSError as error:
        raise BadInputError(f"{path.name}: {error.strerror}") from None


def replies(path: Path, understander: Understander, ours: Ours) -> ReplyScores:
    """Score patients' replies: yes/no, durations, sides, nought to ten.

    Raises:
        BadInputError: the file can't be read.
    """
    tally: Counter[str] = Counter()
    for row in _table(path):
        slot, value, text, note = row["slot"], row["value"], row["text"], row.get("note") or ""
        if "affirms a negative" in note or value.startswith("CHECK"):
            continue
        try:
            expects = understander.expectation(_QUESTIONS[slot])
        except KeyError:
            continue
        made = ours.understand(text, expects)
        tally[slot] += 1
        tally[f"{slot} right"] += _reply_right(slot, value, made)
        if slot == "yesno" and value != "no":
            tally["not no"] += 1
            tally[f"as no {made.decision}"] += made.answer == "no"
    return ReplyScores(
        yes_no=Rate(tally["yesno right"], tally["yesno"]),
        wrong_no_taken=Rate(tally["as no take"], tally["not no"]),
        wrong_no_proposed=Rate(tally["as no confirm"], tally["not no"]),
        durations=Rate(tally["duration right"], tally["duration"]),
        sides=Rate(tally["side right"], tally["side"]),
        severity=Rate(tally["severity right"], tally["severity"]),
    )


_QUESTIONS = {"yesno": REPLY_QUESTION, "duration": "pain_weeks", "side": "pain_where", "severity": "severity"}


def _reply_right(slot: str, value: str, made: Outcome) -> bool:
    if slot == "yesno":
        return bool(made.answer == value or (value == "unsure" and made.answer == "yes"))
    if slot == "side":
        wanted = value.split(":", maxsplit=1)[0]
        sides = {place["side"] for place in made.answer or ()} - {"unknown"}
        return sides == {wanted} or (
            wanted == "both" and sides in ({"left", "right"}, {"both", "left"}, {"both", "right"})
        )
    if slot == "severity":
        if value == "NOT_A_SEVERITY":
            return made.answer is None
        return same(float(value.rsplit("-", maxsplit=1)[-1]), made.answer)
    return _duration_right(value, made.answer)


def _duration_right(value: str, answer: Any) -> bool:
    """Whether weeks agree with a label such as `3-4 day`: within 15 %, the larger end of a range."""
    if value == "a while":
        return answer is None or answer == "unsure"
    if value in _NAMED_TIMES:
        return same(_NAMED_TIMES[value], answer)
    amount, unit = value.split()
    weeks = float(amount.rsplit("-", maxsplit=1)[-1]) * _WEEKS[unit]
    return same((weeks * 0.85 - 0.1, weeks * 1.15 + 0.1), answer)


@cache
def _labels() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_LABELS.read_text(encoding="utf-8"))
    return loaded


@dataclass(frozen=True, slots=True)
class PhraseScores:
    """Figures on phrases."""

    recall: dict[str, Rate]
    precision: Rate
    flips: Rate
    nothing: Rate


def phrases(path: Path, understander: Understander, ours: Ours) -> PhraseScores:
    """Score patients' phrases against their coarse labels, read as openings.

    Raises:
        BadInputError: the file can't be read.
    """
    tally: Counter[str] = Counter()
    expects = understander.expectation("opening")
    for row in _table(path):
        labels = [label for label in row["findings (!x = negated)"].split(",") if label]
        made = ours.understand(row["text"], expects)
        _tally_phrase(tally, labels, row, made)
    return PhraseScores(
        recall={
            label: Rate(tally[f"{label} found"], tally[label])
            for label in _labels()["demanded"]
            if tally[label]
        },
        precision=Rate(tally["supported"], tally["findings"]),
        flips=Rate(tally["flipped"], tally["polar"]),
        nothing=Rate(tally["nothing accepted"], tally["none"]),
    )


def _tally_phrase(tally: Counter[str], labels: list[str], row: dict[str, str], made: Outcome) -> None:
    if labels == ["none"]:
        tally["none"] += 1
        tally["nothing accepted"] += bool(made.findings)
        return
    maps = _labels()
    judged = {key for keys in maps["supports"].values() for key in keys}
    stated = {key for key, value in made.findings.items() if value != "no"} & judged
    denied = {key for key, value in made.findings.items() if value == "no"} & judged
    positive = [label for label in labels if not label.startswith("!")]
    negative = [label[1:] for label in labels if label.startswith("!")]
    supported = {key for label in positive for key in maps["supports"].get(label, ())}
    tally["findings"] += len(stated)
    tally["supported"] += len(stated & supported)
    tally["polar"] += len(labels)
    for label in positive:
        needs = set(maps["demanded"].get(label, ()))
        tally["flipped"] += bool(needs & denied) and not needs & stated and label not in negative
    for label in negative:
        tally["flipped"] += bool((set(maps["opposites"].get(label, ())) - supported) & stated)
    for label in _demanded(positive, row):
        tally[label] += 1
        tally[f"{label} found"] += bool(stated & set(maps["demanded"][label]))


def _demanded(positive: list[str], row: dict[str, str]) -> list[str]:
    """Return the labels of which a finding must be there."""
    maps = _labels()
    notes = row.get("notes") or ""
    if "third_person" in notes or "past" in notes:
        return []
    in_leg = bool(set((row.get("location") or "").split(",")) & set(maps["leg_places"]))
    wanted = [label for label in positive if label in maps["demanded"]]
    if "bladder" in positive:
        wanted += re.findall(r"incontinence|retention|painful_urination", notes)
    return [label for label in wanted if in_leg or label not in maps["only_in_the_leg"]]
