"""`voice-skill simulate`: simulated patients against the skill, typed or spoken; what became of each."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median

from voice_skill.conversation import Conversation
from voice_skill.devices.parts import Parts
from voice_skill.settings import Settings
from voice_skill.simulation.patient import Patient
from voice_skill.simulation.play import Played, play_text
from voice_skill.simulation.scenario import Scenario, load_scenarios
from voice_skill.simulation.spoken import SPEAKERS, Listening, play_spoken
from voice_skill.triage import Level

REGION = "uk"
MORE_URGENT = 0.05
"""Share of the runs that may end more urgent than meant because something was not understood; none may end less urgent."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One simulated consultation against what the scenario expects."""

    scenario: Scenario
    voice: str
    played: Played

    @property
    def difference(self) -> int | None:
        """Levels more urgent (positive) or less (negative) than expected; None when no level was reached."""
        if not self.played.level:
            return None
        return Level(self.played.level).urgency - self.scenario.expect.level.urgency

    def line(self) -> str:
        """One line for the report."""
        level = self.played.level or "no level"
        return f"{self.scenario.id} ({self.voice}): {level}, expected {self.scenario.expect.level}"


def run(argv: Sequence[str]) -> int:
    """Play the patients and print what became of them; 0 when none ended too calm, and few too urgent."""
    options = _options(argv)
    scenarios = list(load_scenarios(options.scenarios))
    Random(options.seed).shuffle(scenarios)  # noqa: S311  a sample, not a secret
    chosen, outcomes = scenarios[: options.count], []
    played = _spoken(chosen, options.seed, options.jobs) if options.spoken else _typed(chosen, options.seed)
    for outcome in played:
        outcomes.append(outcome)
        if outcome.difference != 0 or outcome.played.finish is None:
            print(outcome.line(), flush=True)  # noqa: T201  a command
    print(summary(outcomes))  # noqa: T201
    return 0 if acceptable(outcomes) else 1


def acceptable(outcomes: Sequence[Outcome]) -> bool:
    """Whether all came to an end, none less urgent than meant, and at most `MORE_URGENT` of them more urgent."""
    differences = [outcome.difference for outcome in outcomes if outcome.played.finish]
    known = [difference for difference in differences if difference is not None]
    if len(known) < len(outcomes) or any(difference < 0 for difference in known):
        return False
    return sum(difference > 0 for difference in known) <= MORE_URGENT * len(known)


def summary(outcomes: Sequence[Outcome]) -> str:
    """The figures of a set of runs."""
    levels = [outcome.difference for outcome in outcomes]
    reasks = median(outcome.played.reasks for outcome in outcomes) if outcomes else 0
    return (
        f"{len(outcomes)} consultations: {sum(level == 0 for level in levels)} at the expected level, "
        f"{sum(level is not None and level > 0 for level in levels)} more urgent, "
        f"{sum(level is not None and level < 0 for level in levels)} less urgent, "
        f"{sum(level is None for level in levels)} without a level; median re-asks {reasks:g}"
    )


def _typed(scenarios: Sequence[Scenario], seed: int) -> Iterator[Outcome]:
    understander = Parts(Settings(region=REGION)).understander
    for scenario in scenarios:
        yield Outcome(scenario, "typed", play_text(Patient(scenario, seed), understander, region=REGION))


def _spoken(scenarios: Sequence[Scenario], seed: int, jobs: int) -> Iterator[Outcome]:
    """Every scenario in each voice, a process for each voice."""
    tasks = [(number, tuple(scenarios), seed + number) for number in range(len(SPEAKERS))]
    if jobs == 1:
        for task in tasks:
            yield from one_voice(task)
        return
    with ProcessPoolExecutor(min(jobs, len(tasks)), mp_context=get_context("spawn")) as pool:
        for outcomes in pool.map(one_voice, tasks):
            yield from outcomes


def one_voice(task: tuple[int, Sequence[Scenario], int]) -> list[Outcome]:
    """Play scenarios in one voice, given by its number; in a process of its own."""
    number, scenarios, seed = task
    parts, speaker = Parts(Settings(region=REGION)), SPEAKERS[number]
    listening = Listening(parts.ears, speaker)
    return [
        Outcome(
            scenario,
            speaker.voice,
            play_spoken(
                Patient(scenario, seed), listening, Conversation(parts.understander, region=REGION), seed=seed
            ),
        )
        for scenario in scenarios
    ]


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="voice-skill simulate", description=__doc__)
    parser.add_argument("scenarios", type=Path, help="folder of scenario files")
    parser.add_argument(
        "--spoken", action="store_true", help="speak with three synthetic voices instead of typing"
    )
    parser.add_argument("--count", type=int, default=None, help="play only so many, drawn by the seed")
    parser.add_argument("--seed", type=int, default=0, help="chooses the sample, the words and the noise")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="processes at once (default: one a core)"
    )
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
