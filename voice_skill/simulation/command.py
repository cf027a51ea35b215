"""`voice-skill simulate`: simulated patients against the skill, typed or spoken; what became of each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

from voice_skill.conversation import Conversation
from voice_skill.devices.parts import Parts
from voice_skill.settings import Settings
from voice_skill.simulation.patient import Patient
from voice_skill.simulation.play import Played, play_text
from voice_skill.simulation.scenario import Scenario, load_scenarios
from voice_skill.simulation.spoken import SPEAKERS, play_spoken
from voice_skill.triage import Level


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
    """Play the patients and print what became of them; 0 when none ended less urgent than expected."""
    options = _options(argv)
    scenarios = list(load_scenarios(options.scenarios))
    Random(options.seed).shuffle(scenarios)  # noqa: S311  a sample, not a secret
    outcomes = []
    for outcome in _play(scenarios[: options.count], spoken=options.spoken, seed=options.seed):
        outcomes.append(outcome)
        if outcome.difference != 0:
            print(outcome.line())  # noqa: T201  a command
    print(summary(outcomes))  # noqa: T201
    return 0 if all((outcome.difference or 0) >= 0 and outcome.played.finish for outcome in outcomes) else 1


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


def _play(scenarios: Sequence[Scenario], *, spoken: bool, seed: int) -> Iterator[Outcome]:
    parts = Parts(Settings(region="uk"))
    for scenario in scenarios:
        if not spoken:
            yield Outcome(
                scenario, "typed", play_text(Patient(scenario, seed), parts.understander, region="uk")
            )
            continue
        for number, speaker in enumerate(SPEAKERS):
            conversation = Conversation(parts.understander, region="uk")
            patient = Patient(scenario, seed + number)
            played = play_spoken(patient, speaker, parts.ears, conversation, seed=seed + number)
            yield Outcome(scenario, speaker.voice, played)


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="voice-skill simulate", description=__doc__)
    parser.add_argument("scenarios", type=Path, help="folder of scenario files")
    parser.add_argument(
        "--spoken", action="store_true", help="speak with three synthetic voices instead of typing"
    )
    parser.add_argument("--count", type=int, default=None, help="play only so many, drawn by the seed")
    parser.add_argument("--seed", type=int, default=0, help="chooses the sample, the words and the noise")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
