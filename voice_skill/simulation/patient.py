"""A patient who knows a scenario and answers whatever the skill asks, in varied words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from voice_skill.events import Ask, FindingValue
from voice_skill.simulation.scenario import Scenario

WORDS: Mapping[str, tuple[str, ...]] = {
    "yes": ("yes", "yeah", "yes I do", "yes it is", "I'm afraid so", "yes a bit"),
    "no": ("no", "nope", "no I don't", "no not at all", "no nothing like that"),
    "unsure": ("I'm not sure", "I don't know", "not sure"),
    "declined": ("I'd rather not say", "I don't want to answer that"),
}
"""Ways a person may put a plain answer."""
_ONSET = {
    "sudden": "it came on suddenly", "today": "today", "days": "three days ago", "weeks": "three weeks ago",
    "months": "four months ago", "years": "about five years ago",
}  # fmt: skip
_LITTLE = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TEENS = (
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)


EXACT_ATTEMPT = 3
"""From this time a question is put, its wording asks for the words *yes*, *no* or *not sure*, and people say those."""


@dataclass(slots=True)
class Patient:
    """Answers for one scenario; the same seed gives the same words."""

    scenario: Scenario
    seed: int = 0
    plain: bool = False
    """Only the plainest word for each answer, for speech that should not be the difficulty."""
    _random: Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = Random(f"{self.scenario.id} {self.seed}")  # noqa: S311  variety, not secrecy

    def reply(self, ask: Ask) -> str | None:
        """Return what the person says to a question, or None for silence."""
        expects = ask.expects
        if expects.kind == "confirm":
            return self._confirm(ask)
        special = _SPECIAL.get(expects.question)
        if special is not None:
            return special(self.scenario)
        if expects.kind in {"command", "open"}:
            return None
        if expects.kind == "yes_no":
            return self._yes_no(expects.keys or (expects.question,), plain=ask.attempt >= EXACT_ATTEMPT)
        value = self.scenario.truth(expects.question, yes_no=False)
        return None if value is None else self._say(value, ask)

    def _yes_no(self, keys: tuple[str, ...], *, plain: bool) -> str | None:
        """Answer in some words or other; in the very words once those have been asked for."""
        truths = [self.scenario.truth(key, yes_no=True) for key in keys]
        if len(truths) == 1:
            return None if truths[0] is None else self._word(str(truths[0]), plain=plain)
        return self._word("no" if all(truth == "no" for truth in truths) else "yes", plain=plain)

    def _confirm(self, ask: Ask) -> str:
        expects = ask.expects
        if expects.question == "command":
            return "no"
        if expects.question == "age":
            return "yes" if expects.proposed == self.scenario.age else "no"
        truth = self.scenario.truth(
            expects.question, yes_no=isinstance(expects.proposed, str) and expects.proposed in WORDS
        )
        return "yes" if truth == expects.proposed else "no"

    def _word(self, value: str, *, plain: bool = False) -> str:
        return WORDS[value][0] if plain or self.plain else self._random.choice(WORDS[value])

    def _say(self, value: FindingValue, ask: Ask) -> str:
        if ask.expects.question == "weak_onset":
            return _ONSET.get(str(value), str(value))
        if isinstance(value, tuple):
            return " and ".join(_place(place) for place in value)
        if isinstance(value, (int, float)):
            return (
                f"{number_words(value)} minutes"
                if ask.expects.question.endswith("minutes")
                else _weeks(value)
            )
        for option in ask.expects.options:
            if option.value == value:
                return option.spoken
        return self._word(value) if value in WORDS else str(value)


def number_words(number: float) -> str:
    """A whole number up to 199 in words, as it is said."""
    whole = round(number)
    if whole >= 100:
        return f"a hundred and {number_words(whole - 100)}" if whole > 100 else "a hundred"
    if whole < len(_LITTLE):
        return _LITTLE[whole]
    tens, ones = divmod(whole, 10)
    return _TEENS[ones] if tens == 1 else f"{_TENS[tens]} {_LITTLE[ones]}".removesuffix(" no")


def _weeks(weeks: float) -> str:
    if weeks < 1:
        days = max(1, round(weeks * 7))
        return f"{number_words(days)} days" if days > 1 else "one day"
    if weeks >= 52:
        years = round(weeks / 52)
        return f"{number_words(years)} years" if years > 1 else "a year"
    return "one week" if round(weeks) == 1 else f"{number_words(weeks)} weeks"


def _place(place: Mapping[str, str]) -> str:
    site, side = place["site"].replace("_", " "), place["side"]
    if side in {"left", "right"}:
        return f"my {side} {site}"
    return f"both {site}s" if side == "both" else f"my {site}"


def _age(scenario: Scenario) -> str:
    return "I'd rather not say" if scenario.age is None else number_words(scenario.age)


_SPECIAL: dict[str, Callable[[Scenario], str | None]] = {
    "opening": lambda scenario: scenario.story or None,
    "region": lambda _: "the united kingdom",
    "age": _age,
    "speaking_for": lambda scenario: "for someone else" if scenario.speaking_for == "other" else "for myself",
    "check_nos": lambda _: "no",
    "heard_warning": lambda _: "yes",
    "contact": lambda _: "no",
    "advice": lambda _: "next",
    "topics": lambda _: "no",
    "change_which": lambda _: None,
    "wait": lambda _: "continue",
}
