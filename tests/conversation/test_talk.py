"""How answers are read back."""

from __future__ import annotations

import pytest

from voice_skill import triage
from voice_skill.conversation.talk import spoken_value
from voice_skill.events import FindingValue


@pytest.mark.parametrize(
    ("key", "value", "spoken"),
    [
        ("pain_weeks", 0.4, "3 days"),
        ("pain_weeks", 0.1, "1 day"),
        ("pain_weeks", 1, "1 week"),
        ("pain_weeks", 2.5, "2.5 weeks"),
        ("twitch_weeks", 104, "2 years"),
        ("cramp_minutes", 1, "1 minute"),
        ("pain_where", ({"site": "calf", "side": "left"},), "left calf"),
        (
            "pain_where",
            ({"site": "calf", "side": "both"}, {"site": "back", "side": "unknown"}),
            "calf, both sides, back",
        ),
        ("pain_where", ({"site": "thigh_front", "side": "right"},), "front of the thigh, right"),
        ("saddle_numb", "unsure", "not sure"),
    ],
)
def test_an_answer_is_read_back_as_a_person_would_say_it(key: str, value: FindingValue, spoken: str) -> None:
    """Days below a week, years from a year on, places with their side."""
    assert spoken_value(triage.question(key), value) == spoken
