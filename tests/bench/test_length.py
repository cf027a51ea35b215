"""The measurement of a consultation's length."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_skill.bench.length import to_advice_s
from voice_skill.devices.live import SETTLE_S
from voice_skill.devices.mouth import TONE_GAP_S
from voice_skill.devices.parts import Parts
from voice_skill.devices.recorded import BREATH_S
from voice_skill.events import Ask, Expectation, Result, Say
from voice_skill.hearing import Patience
from voice_skill.settings import Settings
from voice_skill.simulation.patient import Patient
from voice_skill.simulation.play import Played
from voice_skill.simulation.scenario import load_scenarios
from voice_skill.speaking.earcons import earcon
from voice_skill.testing import SpellingVoice

SCENARIOS = Path(__file__).parents[1] / "scenarios"


def test_it_counts_from_the_opening_to_the_advice() -> None:
    """Speech, tones, waits and the answer count; the greeting and what follows the result do not."""
    patient = Patient(
        next(each for each in load_scenarios(SCENARIOS) if each.id == "two_weeks_better"), plain=True
    )
    question = Ask("Is it numb?", Expectation("saddle_numb", "yes_no", keys=("saddle_numb",), danger=True))
    voice = SpellingVoice()
    played = Played(
        actions=[Say("Hello."), Say("First."), question, Result("SELF_CARE", (), (), {}), Say("Advice.")]
    )
    expected = voice.render("First.").seconds + voice.render("Is it numb?").seconds
    expected += TONE_GAP_S + earcon("open_mic").seconds + SETTLE_S + BREATH_S
    expected += 60 / 150 + Patience.named("normal").complete_no_s
    assert to_advice_s(played, patient, voice, Parts(Settings()).ears) == pytest.approx(expected)
