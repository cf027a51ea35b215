"""The grammars as they are shipped, loaded once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from voice_skill import resources
from voice_skill.events import Meaning
from voice_skill.understanding import Understander

Hear = Callable[[str, str], Meaning]


@pytest.fixture(scope="session")
def understander() -> Understander:
    """The shipped grammars."""
    return Understander.load(resources.find("grammars"))


@pytest.fixture(scope="session")
def hear(understander: Understander) -> Hear:
    """What a wording means at a question."""
    return lambda question, text: understander.parse(text, understander.expectation(question))
