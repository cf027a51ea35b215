"""From written text to what the synthesiser is given: pronunciation, and phrases with the pauses after them."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER = Path(__file__).parent
_PAUSE_MARK = r"(?<=[.?!;:\u2013])\s+"
_COMMA = r"(?<=,)\s+"
_NAME_LETTERS = 4
"""Of the name of a letter or a digit, about."""


@dataclass(frozen=True, slots=True)
class SpeechNumbers:
    """`speech.yaml`."""

    heard_wpm: Mapping[int, int]
    """espeak's rate → words a minute as heard."""
    pauses_s: Mapping[str, float]
    """Last character of a phrase → seconds of silence after it."""
    slow: Mapping[str, float]
    rate: Mapping[str, float]
    volume: Mapping[str, float]
    plausible_s_per_word: Mapping[str, float]
    plausible_extra_s: float
    expected_s: Mapping[str, float]
    expected_part: Mapping[str, float]
    expected_extra_s: float
    end_silence_s: float
    """Seconds at one word a minute of espeak's rate number."""
    alike_part: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is rendered in one go."""

    text: str
    pause_s: float
    """Silence after it, seconds."""


@cache
def speech_numbers() -> SpeechNumbers:
    """Return the numbers of `speech.yaml`."""
    return SpeechNumbers(**_load("speech.yaml"))


@cache
def _pronunciation() -> tuple[re.Pattern[str], dict[str, str], re.Pattern[str], tuple[str, ...]]:
    data = _load("pronunciation.yaml")
    says = dict(data["words"])
    longest_first = sorted(says, key=len, reverse=True)
    words = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    digits = re.compile(rf"\d{{{data['digit_by_digit_from']},}}")
    return words, says, digits, tuple(data["digits"])


def as_said(text: str) -> str:
    """Replace what would be read wrongly: abbreviations by their sound, long numbers digit by digit."""
    words, says, digits, names = _pronunciation()
    text = words.sub(lambda match: says[match[0]], text)
    return digits.sub(lambda match: " ".join(names[int(digit)] for digit in match[0]), text)


def phrases(text: str, *, slow: bool = False) -> list[Phrase]:
    """Split text where a pause belongs, and say how long it is; nothing follows the last phrase."""
    numbers = speech_numbers()
    stretch = numbers.slow["pauses"] if slow else 1.0
    parts = re.split(rf"{_PAUSE_MARK}|{_COMMA}" if slow else _PAUSE_MARK, text.strip())
    found = [Phrase(part, _pause_s(part, numbers) * stretch) for part in parts if re.search(r"\w", part)]
    return [*found[:-1], Phrase(found[-1].text, 0.0)] if found else []


def _pause_s(phrase: str, numbers: SpeechNumbers) -> float:
    return numbers.slow["comma_s"] if phrase.endswith(",") else numbers.pauses_s.get(phrase[-1], 0.0)


def synthesiser_rate(heard_wpm: float) -> int:
    """Return espeak's rate for words a minute as heard, between the measured points; beyond them, the nearest."""
    points = sorted(speech_numbers().heard_wpm.items())
    for (low, low_wpm), (high, high_wpm) in itertools.pairwise(points):
        if heard_wpm <= high_wpm:
            return max(low, round(low + (heard_wpm - low_wpm) * (high - low) / (high_wpm - low_wpm)))
    return points[-1][0]


def heard_wpm(rate: int) -> float:
    """Return words a minute as heard for espeak's rate: the way back from `synthesiser_rate`."""
    points = sorted(speech_numbers().heard_wpm.items())
    for (low, low_wpm), (high, high_wpm) in itertools.pairwise(points):
        if rate <= high:
            return low_wpm + max(0, rate - low) * (high_wpm - low_wpm) / (high - low)
    return points[-1][1]


def plausible_seconds(text: str) -> tuple[float, float]:
    """Between how many seconds the speech of a text must last."""
    words = len(re.findall(r"[\w']+", as_said(text)))
    numbers = speech_numbers()
    bounds = numbers.plausible_s_per_word
    return words * bounds["least"], words * bounds["most"] + numbers.plausible_extra_s


def expected_seconds(text: str, wpm: float) -> tuple[float, float]:
    """Between how many seconds the speech of a phrase should last at a pace; what lies outside is worth a second look."""
    numbers = speech_numbers()
    words = re.findall(r"[\w']+", as_said(text))
    # a letter or a digit by itself is said by its name, which is as long as a word
    letters = sum(_NAME_LETTERS if len(word) == 1 else len(word.replace("'", "")) for word in words)
    seconds = (letters * numbers.expected_s["letter"] + len(words) * numbers.expected_s["word"]) * 60 / wpm
    return (
        seconds * numbers.expected_part["least"],
        seconds * numbers.expected_part["most"] + numbers.expected_extra_s,
    )


def _load(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8")))
