"""`bench soak MINUTES`: holds consultations until the time is over, and reports what became of them."""

from __future__ import annotations

import argparse
import itertools
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from voice_skill.bench.soak.consultation import Consultation, Held, judge, judge_end
from voice_skill.bench.soak.faults import FAULTS, NOTHING, Fault
from voice_skill.bench.soak.outcome import Soak
from voice_skill.bench.soak.report import line, write
from voice_skill.bench.soak.running import Running
from voice_skill.devices.parts import Parts
from voice_skill.devices.virtual import VirtualDevices
from voice_skill.hearing import SpeechModel, load_model, model_store
from voice_skill.ports import Clip
from voice_skill.settings import Settings
from voice_skill.simulation.patient import Patient
from voice_skill.simulation.play import play_text
from voice_skill.simulation.scenario import Scenario, load_scenarios
from voice_skill.speaking.espeak_program import EspeakProgram
from voice_skill.triage import Level

READY_LIMIT_S = 120.0
PATIENT_VOICE, PATIENT_RATE = "en-gb", 150
"""An espeak-ng voice, and its own measure of pace."""
SHARE_SHORT = 0.85
"""Patients whose emergency is found within `SHORT` questions: theirs are the warnings that must not be lost, and four
of them can be held in the time of one whole interview."""
SHORT = 7
PACE = {"VOICE_SKILL_RATE_WPM": "190", "VOICE_SKILL_PATIENCE": "brisk"}
"""A hurried listener, so that more consultations fit into the time."""


def run(argv: Sequence[str]) -> int:
    """Soak and report; 1 when anything went wrong."""
    options = _options(argv)
    scenarios = load_scenarios(options.scenarios)
    with tempfile.TemporaryDirectory() as folder:
        soaker = _Soaker(Path(folder), scenarios, options.minutes, options.seed)
        soaker.verbose = options.verbose
        soak = soaker.run()
    write(soak, options.report)
    for problem in soak.problems:
        sys.stdout.write(f"WRONG: {problem}\n")
    sys.stdout.write(
        f"{len(soak.rounds)} consultations, {len(soak.problems)} problems; again with --seed {soak.seed}\n"
    )
    return 1 if soak.problems else 0


class _Soaker:
    verbose = False

    def __init__(self, home: Path, scenarios: Sequence[Scenario], minutes: float, seed: int) -> None:
        self._home, self._scenarios, self._seed = home, scenarios, seed
        self._soak = Soak(minutes, seed)
        self._random = random.Random(seed)  # noqa: S311  a sample, not a secret
        self._model: SpeechModel = load_model(model_store.find())
        self._understander = Parts(Settings()).understander
        self._lengths: dict[str, int] = {}
        """Scenario → questions it takes, typed."""
        self._devices = VirtualDevices(home)
        self._started = time.monotonic()
        self._until = self._started + 60 * minutes

    def run(self) -> Soak:
        """Hold consultations until the time is over."""
        soak, long_lived = self._soak, self._start()
        try:
            for number, fault in enumerate(self._faults()):
                if time.monotonic() > self._until:
                    break
                held = Held(self._patient(), fault, self._seed * 1000 + number)
                if fault.ends_process:
                    self._hold_alone(held)
                else:
                    self._hold(long_lived, held)
                    if not long_lived.alive or held.end is None:
                        long_lived.close()
                        long_lived = self._start()
                soak.rounds.append((self._minute(), held))
                sys.stdout.write(line(*soak.rounds[-1], long_lived.resident_mb()) + "\n")
                sys.stdout.flush()
            soak.left = _unwanted(self._home)
            soak.load = os.getloadavg()
        finally:
            long_lived.close()
            self._devices.close()
        return soak

    def _hold(self, skill: Running, held: Held) -> None:
        """One consultation in the long-lived process, whose memory is watched."""
        watch = self._soak.memory.watch(skill, self._started)
        Consultation(self._devices, skill, _said, held, self._until).hold()
        watch()
        judge(held, self._devices, self._model)

    def _hold_alone(self, held: Held) -> None:
        """A process of its own for a fault that ends it; then another, in which nothing breaks."""
        for each in (held, replace(held, fault=NOTHING, shown=[], problems=[])):
            skill = self._start()
            Consultation(self._devices, skill, _said, each, self._until).hold()
            if (weight := skill.resident_mb()) is not None and each.reason == "done":
                self._soak.fresh_mb.append(weight)
            children = skill.children()
            judge(each, self._devices, self._model)
            judge_end(skill, children, each)
            skill.close()
            if each is not held:
                self._soak.rounds.append((self._minute(), each))
            elif time.monotonic() > self._until:
                break

    def _start(self) -> Running:
        env = {
            **self._devices.env,
            "VOICE_SKILL_MODEL": str(model_store.find()),
            "VOICE_SKILL_REGION": "gb",
            "VOICE_SKILL_KEEP": "summary",
            **PACE,
            "NO_COLOR": "1",
        }
        skill = Running(env, self._home / "skill.log", verbose=self.verbose)
        self._soak.processes += 1
        skill.next(READY_LIMIT_S)
        return skill

    def _faults(self) -> Iterator[Fault]:
        """Every fault once, then every fault again."""
        return itertools.cycle(FAULTS)

    def _patient(self) -> Scenario:
        short = self._random.random() < SHARE_SHORT
        return self._random.choice([each for each in self._scenarios if self._is_short(each) is short])

    def _is_short(self, scenario: Scenario) -> bool:
        if scenario.id not in self._lengths:
            typed = play_text(Patient(scenario), self._understander, region="gb")
            self._lengths[scenario.id] = len(typed.asks)
        urgent = scenario.expect.level.urgency >= Level.ED_NOW.urgency
        return urgent and self._lengths[scenario.id] <= SHORT

    def _minute(self) -> float:
        return (time.monotonic() - self._started) / 60


@cache
def _said(words: str) -> Clip:
    return EspeakProgram().render(words, voice=PATIENT_VOICE, rate=PATIENT_RATE)


def _unwanted(home: Path) -> list[str]:
    """What is neither the sound daemon's, nor the compiled grammars, nor a summary that was asked for."""
    wanted_folders = {"grammars", "summaries", "pulse"}
    wanted = {".asoundrc", "daemon.log", "skill.log", "cookie", "sound.socket"}
    kept = (".txt", ".html", ".fhir.json", ".lock")
    return [
        str(path.relative_to(home))
        for path in home.rglob("*")
        if not path.is_dir()
        and path.name not in wanted
        and not (wanted_folders & set(path.relative_to(home).parts[:-1]) and _whole(path, kept))
        and path.suffix != ".lock"
    ]


def _whole(path: Path, kept: tuple[str, ...]) -> bool:
    return path.parent.name != "summaries" or path.name.endswith(kept)


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="voice-skill bench soak", description=__doc__)
    parser.add_argument("minutes", type=float, help="how long; the consultation going on then is stopped")
    parser.add_argument("--seed", type=int, default=1, help="chooses the patients, and what breaks when")
    parser.add_argument(
        "--scenarios", type=Path, default=Path("tests/scenarios"), help="folder of scenario files"
    )
    parser.add_argument("--report", type=Path, default=None, help="write a page with a picture of the memory")
    parser.add_argument("--verbose", action="store_true", help="show all that the skill tells")
    return parser.parse_args(argv)
