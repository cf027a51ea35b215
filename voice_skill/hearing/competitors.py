"""Words that stand beside a question's phrases in its grammar, so that foreign speech finds something closer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from voice_skill.hearing.vosk_adapter import UNKNOWN, SpeechModel, WordList

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


@cache
def common_words() -> tuple[str, ...]:
    """Return the words of `data/competitors.txt`."""
    text = (files("voice_skill.hearing") / "data" / "competitors.txt").read_text(encoding="utf-8")
    return tuple(
        dict.fromkeys(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
    )


@dataclass(frozen=True, slots=True)
class QuestionGrammar:
    """What one recogniser is limited to."""

    phrases: tuple[str, ...]
    """What may be said."""
    entries: WordList
    """The same with competitors and `[unk]`s, for Vosk."""
    words: frozenset[str]
    """Every word of the phrases."""

    def masked(self, text: str) -> str:
        """Replace every word that belongs to no phrase by `[unk]`, one for each stretch."""
        masked: list[str] = []
        for word in text.split():
            heard = word if word in self.words else UNKNOWN
            if heard != UNKNOWN or masked[-1:] != [UNKNOWN]:
                masked.append(heard)
        return " ".join(masked)


def question_grammar(
    model: SpeechModel,
    phrases: Sequence[str],
    *,
    unknowns: int,
    is_answer: Callable[[str], bool] = lambda _word: False,
    favour: int = 1,
) -> QuestionGrammar:
    """Build the grammar of a question from its phrases, the competitors among the common words, and `[unk]`s.

    Vosk counts how often words stand in the list. Answers of one word, which are what people mostly say, are given
    `favour` times, so that they are not drowned by the many ways of putting it differently.

    Raises:
        ValueError: when there are no phrases of words the model knows.
    """
    usable = tuple(
        dict.fromkeys(phrase for phrase in phrases if phrase.split() and not model.unknown_words([phrase]))
    )
    if not usable:
        raise ValueError("a question needs at least one phrase of words the model knows")
    words = frozenset(word for phrase in usable for word in phrase.split())
    short = [phrase for phrase in usable if " " not in phrase and is_answer(phrase)] if favour > 1 else []
    entries = (*usable, *short * (favour - 1), *_rivals(model, words), *[UNKNOWN] * unknowns)
    return QuestionGrammar(usable, model.word_list(entries), words)


def _rivals(model: SpeechModel, words: Iterable[str]) -> list[str]:
    own = set(words)
    return [word for word in common_words() if word not in own and model.knows(word)]
