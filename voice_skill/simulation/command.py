"""`voice-skill simulate`: simulated patients against the skill, typed or spoken; what became of each."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, MutableMapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median

from voice_skill.conversation import Conversation
from voice_skill.devices.parts import Parts
from voice_skill.errors import BadInputError
from voice_skill.events import Event
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
        end = "" if self.played.finish else ", without an end"
        return f"{self.scenario.id} ({self.voice}): {level}, expected {self.scenario.expect.level}{end}"

    @property
    def as_meant(self) -> bool:
        """Whether it came to an end, and to the expected level."""
        return self.difference == 0 and self.played.finish is not None


NONSENSE = "blargh my wotsit is funny"
"""A story of which nothing is understood."""


def run(argv: Sequence[str]) -> int:
    """Play the patients and print what became of them; 0 when none ended too calm, and few too urgent."""
    options = _options(argv)
    scenarios = list(load_scenarios(options.scenarios))
    if options.only:
        scenarios = _named(scenarios, options.only)
    Random(options.seed).shuffle(scenarios)  # noqa: S311  a sample, not a secret
    chosen, outcomes = scenarios[: options.count], []
    if options.story_lost:
        chosen = [replace(scenario, story=NONSENSE) for scenario in chosen if scenario.story]
    played = _spoken(chosen, options.seed, options.jobs) if options.spoken else _typed(chosen, options.seed)
    for outcome in played:
        outcomes.append(outcome)
        if options.every or not outcome.as_meant:
            print(outcome.line(), flush=True)  # noqa: T201  a command
        if options.turns and not outcome.as_meant:
            print("\n".join(f"    {turn}" for turn in outcome.played.turns), flush=True)  # noqa: T201
    print(summary(outcomes))  # noqa: T201
    return 0 if acceptable(outcomes, options.more_urgent) else 1


def _named(scenarios: Sequence[Scenario], names: Sequence[str]) -> list[Scenario]:
    """The scenarios of these names. Raises `BadInputError` for a name there is none of."""
    found = {scenario.id: scenario for scenario in scenarios}
    if unknown := [name for name in names if name not in found]:
        raise BadInputError(f"there is no scenario {', '.join(unknown)}")
    return [found[name] for name in dict.fromkeys(names)]


def acceptable(outcomes: Sequence[Outcome], more_urgent: float = MORE_URGENT) -> bool:
    """Whether all came to an end, none less urgent than meant, and at most a share of them more urgent."""
    differences = [outcome.difference for outcome in outcomes if outcome.played.finish]
    known = [difference for difference in differences if difference is not None]
    if len(known) < len(outcomes) or any(difference < 0 for difference in known):
        return False
    return sum(difference > 0 for difference in known) <= more_urgent * len(known)


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


Task = tuple[int, Scenario, int, MutableMapping[tuple[str, ...], Event]]
"""The number of a voice, who speaks with it, the seed, and what was made of every sound so far."""


def _spoken(scenarios: Sequence[Scenario], seed: int, jobs: int) -> Iterator[Outcome]:
    """Every scenario in each voice, scenario by scenario. What one process heard, no other recognises again."""
    context = get_context("spawn")
    with context.Manager() as manager:
        heard = [manager.dict() for _ in SPEAKERS]
        tasks: list[Task] = [
            (number, scenario, seed + number, heard[number])
            for scenario in scenarios
            for number in range(len(SPEAKERS))
        ]
        if jobs == 1:
            yield from map(one_patient, tasks)
            return
        with ProcessPoolExecutor(jobs, mp_context=context) as pool:
            yield from pool.map(one_patient, tasks)


def one_patient(task: Task) -> Outcome:
    """Play one scenario in one voice."""
    number, scenario, seed, heard = task
    speaker, parts = SPEAKERS[number], _parts()
    listening = Listening(parts.ears, speaker, heard=heard)
    conversation = Conversation(parts.understander, region=REGION)
    return Outcome(
        scenario, speaker.voice, play_spoken(Patient(scenario, seed), listening, conversation, seed=seed)
    )


@cache
def _parts() -> Parts:
    """The rooms, once in a process."""
    return Parts(Settings(region=REGION))


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="voice-skill simulate", description=__doc__)
    parser.add_argument("scenarios", type=Path, help="folder of scenario files")
    parser.add_argument("--only", nargs="+", metavar="ID", help="only these of them")
    parser.add_argument(
        "--spoken", action="store_true", help="speak with three synthetic voices instead of typing"
    )
    parser.add_argument("--count", type=int, default=None, help="play only so many, drawn by the seed")
    parser.add_argument(
        "--story-lost", action="store_true", help="put words that nobody understands in place of every story"
    )
    parser.add_argument("--seed", type=int, default=0, help="chooses the sample, the words and the noise")
    parser.add_argument(
        "--every", action="store_true", help="name also those who ended as they were meant to"
    )
    parser.add_argument("--turns", action="store_true", help="show every turn of those who did not")
    parser.add_argument(
        "--more-urgent",
        type=float,
        default=MORE_URGENT,
        metavar="SHARE",
        help=f"share that may end more urgent than meant (default {MORE_URGENT}); less urgent none may",
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="processes at once (default: one a core)"
    )
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
