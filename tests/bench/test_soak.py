"""The soak itself notices what it is there to notice: it judges real recordings, and made-up runs."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from voice_skill.bench.soak.consultation import Held, judge
from voice_skill.bench.soak.faults import FAULTS, NOTHING, Fault
from voice_skill.bench.soak.memory import Memory
from voice_skill.bench.soak.report import page, picture
from voice_skill.bench.soak.running import gone
from voice_skill.hearing import load_model, model_store
from voice_skill.ports import Clip
from voice_skill.simulation.scenario import Scenario, load_scenarios
from voice_skill.speaking.espeak_program import EspeakProgram

UNPLUGGED, DISK_FULL = FAULTS[0], FAULTS[4]
WARNING = "Call 9 9 9 now and ask for an ambulance."


class Loudspeaker:
    """As `VirtualDevices`, of which the judge only needs what was overheard."""

    def __init__(self, words: str) -> None:
        self._words = words

    def overheard(self, after: int = 0) -> Clip:
        """As `VirtualDevices.overheard`."""
        return EspeakProgram().render(self._words, voice="en-gb", rate=140)


@pytest.fixture(scope="module")
def emergency() -> Scenario:
    """Somebody who has to call an ambulance."""
    scenarios = load_scenarios(Path(__file__).parents[1] / "scenarios" / "immediate_danger")
    return next(each for each in scenarios if each.expect.level == "EMERGENCY_NOW")


def ended(scenario: Scenario, fault: Fault = NOTHING, **end: Any) -> Held:
    """A consultation that ended well, but for what is said otherwise."""
    held = Held(scenario, fault, seed=1, warned_at=0, shown=["!!!  " + WARNING])
    held.end = {"type": "end", "reason": "done", "level": "EMERGENCY_NOW", "instructions": [WARNING], **end}
    return held


@pytest.mark.model
@pytest.mark.parametrize(("spoken", "found"), [(WARNING, []), ("That's all from me.", ["LOST WARNING"])])
def test_a_warning_that_nobody_heard_is_found(emergency: Scenario, spoken: str, found: list[str]) -> None:
    """A warning in the recording counts as heard; other words do not, unless the loss was noticed and shown."""
    model, held = load_model(model_store.find()), ended(emergency)
    judge(held, cast("Any", Loudspeaker(spoken)), model)
    assert [problem.partition(":")[0] for problem in held.problems] == found
    noticed = ended(emergency)
    noticed.shown.insert(1, "  .  I can't make this heard. Please read it.")
    judge(noticed, cast("Any", Loudspeaker(spoken)), model)
    assert noticed.problems == []


def test_an_emergency_that_ends_without_any_warning_is_found(emergency: Scenario) -> None:
    """An urgent level without an urgent line is a lost warning; a calmer level is one, too."""
    silent, calmer = ended(emergency), ended(emergency, level="SELF_CARE")
    silent.warned_at = None
    for held in (silent, calmer):
        judge(held, cast("Any", Loudspeaker("")), cast("Any", None))
        assert len(held.problems) == 1


@pytest.mark.parametrize("reason", ["fault", "gone"])
def test_an_end_that_is_none_is_found(emergency: Scenario, reason: str) -> None:
    """A fault in the middle, or a process that vanishes, is a problem whatever was broken."""
    held = ended(emergency, fault=DISK_FULL, level="SAME_DAY", reason=reason)
    if reason == "gone":
        held.end = None
    judge(held, cast("Any", Loudspeaker("")), cast("Any", None))
    assert held.problems


def test_growing_memory_is_found() -> None:
    """A fifth of a megabyte at every sample is a leak; noise around the same weight is none."""
    noise = [2 * math.sin(n) for n in range(300)]
    flat = Memory([(n / 8, 250 + noise[n], 7) for n in range(300)])
    leaking = Memory([(n / 8, 250 + n / 5 + noise[n], 7) for n in range(300)])
    soon = Memory(leaking.samples[:100])
    assert flat.problems() == []
    assert "grew" in leaking.problems()[0]
    assert soon.problems() == [], "in twelve minutes, most questions are met for the first time"
    assert Memory([(0.0, 100.0, 7)]).growth() is None


def test_a_process_that_stays_behind_is_found() -> None:
    """A running child is named, an ended one is not."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert gone([child.pid], 0.0) == [child.pid]
        child.kill()
        child.wait()
        assert gone([child.pid], 0.0) == []


def test_the_report_says_what_was_wrong(emergency: Scenario) -> None:
    """Problems are listed under what was broken when they arose, and the picture has a mark for it."""
    from voice_skill.bench.soak.command import Soak  # noqa: PLC0415  loads the sound rooms

    held = ended(emergency, fault=UNPLUGGED)
    held.broke, held.problems = True, ["LOST WARNING: of this test"]
    soak = Soak(1.0, 1, rounds=[(0.5, held)], memory=Memory([(0.1, 200.0, 7), (0.9, 201.0, 7)]))
    assert "LOST WARNING: of this test" in page(soak)
    assert f"| {UNPLUGGED.name} | 1 | done 1 | 1 |" in page(soak)
    assert picture(soak).count("#b3261e") == 1
