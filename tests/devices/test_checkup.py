"""What `doctor` says of the grammars."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from voice_skill.devices import checkup
from voice_skill.settings import Settings


@pytest.mark.parametrize(
    ("unknown", "said"),
    [
        (["gluteal"], "1 word of the grammars: gluteal"),
        (["iliac", "sural"], "2 words of the grammars: iliac"),
    ],
)
def test_words_the_model_lacks_are_counted(
    monkeypatch: pytest.MonkeyPatch, unknown: list[str], said: str
) -> None:
    """They are named, and one word is not called "1 words"."""
    parts = SimpleNamespace(
        speech_model=SimpleNamespace(unknown_words=lambda _: unknown),
        understander=SimpleNamespace(words=frozenset),
    )
    monkeypatch.setattr(checkup, "Parts", lambda _: parts)
    monkeypatch.setattr(checkup, "_model", lambda _: "as published")
    found = checkup.checks(Settings(), speak=False)
    assert next(found).part == "model"
    grammar = next(found)
    assert not grammar.ok
    assert said in grammar.text
