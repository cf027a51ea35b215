"""`bench length`: how long a consultation takes to listen to, and how soon a volunteered emergency is answered.

Simulated patients answer by text; every line the skill says is rendered at the default rate by the real voice, and its
length counted with the tones and the waits of the live device. An answer is taken to begin after `BREATH_S` and to be
as long as its words at 150 a minute; the silence that ends the turn is the one the listener waits for after such an
answer, at normal patience. So the figures are those of a person who answers promptly. How long a line takes to render when it is
said for the first time is counted beside. Of the reply to an emergency only the work is measured; the sound system is left out.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from voice_skill.bench.report import machine, table
from voice_skill.conversation import Conversation
from voice_skill.devices.ears import Ears
from voice_skill.devices.live import SETTLE_S
from voice_skill.devices.mouth import TONE_GAP_S
from voice_skill.devices.parts import Parts
from voice_skill.devices.recorded import BREATH_S
from voice_skill.events import Ask, Expectation, Result, Say
from voice_skill.hearing import Completeness, Patience
from voice_skill.ports import Clip, Voice
from voice_skill.settings import Settings
from voice_skill.simulation.patient import Patient
from voice_skill.simulation.play import Played, play_text
from voice_skill.simulation.scenario import load_scenarios
from voice_skill.speaking.cache import CachedVoice
from voice_skill.speaking.earcons import earcon
from voice_skill.speaking.voice import Pyttsx3Voice
from voice_skill.triage import Level

ANSWER_WPM = 150
"""Words a minute of a prompt person."""
CALM = frozenset({Level.SELF_CARE, Level.LIKELY_BENIGN})
TARGET_S = 240.0
"""Seconds from the end of the opening to the first word of advice."""
REGION = "uk"
SLOWEST = 0.95
"""The part of all lines whose rendering time is told beside the median."""


class Timed:
    """A voice, and how long it took for each text that it had not said before."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self.seconds: dict[tuple[str, bool], float] = {}

    def render(self, text: str, *, slow: bool = False) -> Clip:
        """Render text as speech. Raises MissingPartError."""
        begun = time.perf_counter()
        clip = self._voice.render(text, slow=slow)
        self.seconds.setdefault((text, slow), time.perf_counter() - begun)
        return clip


def run(argv: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="voice-skill bench length", description=__doc__)
    parser.add_argument("scenarios", type=Path, help="folder of scenario files")
    options = parser.parse_args(argv)
    parts, source = Parts(Settings(region=REGION)), Pyttsx3Voice()
    cached = CachedVoice(source)
    voice = Timed(cached)
    rows: list[tuple[str, str, float, int]] = []
    try:
        for scenario in load_scenarios(options.scenarios):
            if scenario.expect.level in CALM:
                patient = Patient(scenario, plain=True)
                played = play_text(patient, parts.understander, region=REGION)
                seconds = to_advice_s(played, Patient(scenario, plain=True), voice, parts.ears)
                rows.append((scenario.id, str(scenario.expect.level), seconds, played.questions))
        decided = median(_decision_s(parts) for _ in range(5))
    finally:
        cached.close()
        source.close()
    times = sorted(seconds for _, _, seconds, _ in rows)
    print(f"# Length of a consultation\n\n{machine()}. Target: under {TARGET_S / 60:g} minutes.\n")  # noqa: T201  a command
    head = ("patient", "level", "opening to advice, s", "questions")
    print(table(head, [(name, level, f"{seconds:.0f}", asked) for name, level, seconds, asked in rows]))  # noqa: T201
    if times:
        under = sum(seconds < TARGET_S for seconds in times)
        print(  # noqa: T201
            f"\nMedian {median(times):.0f} s, longest {times[-1]:.0f} s; under the target: {under} of {len(times)}."
        )
    rendered = sorted(voice.seconds.values())
    if rendered:
        slowest = rendered[round(SLOWEST * (len(rendered) - 1))]
        print(  # noqa: T201
            f"\nA line said for the first time is rendered in {median(rendered) * 1000:.0f} ms, {SLOWEST:.0%} within "
            f"{slowest * 1000:.0f} ms, the slowest of {len(rendered)} in {rendered[-1] * 1000:.0f} ms."
        )
    print(  # noqa: T201
        f"\nA volunteered emergency, from words to the first action: {decided * 1000:.0f} ms of work, after the "
        f"{Patience.named('normal').story_s:g} s of silence that end a story."
    )
    return 0


def to_advice_s(played: Played, patient: Patient, voice: Voice, ears: Ears) -> float:
    """Seconds from the end of the opening to the first word of advice."""
    seconds = 0.0
    for action in played.actions[1:]:  # the first is the opening
        if isinstance(action, Result):
            break
        if isinstance(action, Say):
            seconds += voice.render(action.text, slow=action.slow).seconds
        elif isinstance(action, Ask):
            asked = voice.render(action.text).seconds + TONE_GAP_S + earcon("open_mic").seconds
            reply = patient.reply(action) or ""
            spoken_s = len(reply.split()) / ANSWER_WPM * 60
            seconds += asked + SETTLE_S + BREATH_S + spoken_s + _silence_s(reply, action.expects, ears)
    return seconds


def _silence_s(reply: str, expects: Expectation, ears: Ears) -> float:
    """Seconds of silence that end such an answer: a *no* to a danger question is waited for longer than a choice."""
    patience = Patience.named("normal")
    if expects.kind == "open":
        return patience.story_s
    ends = {Completeness.COMPLETE: patience.complete_s, Completeness.LOWERING: patience.complete_no_s}
    return ends.get(ears.judge(reply, expects).completeness, patience.unfinished_s)


def _decision_s(parts: Parts) -> float:
    """Seconds of work between a told emergency and the actions that answer it."""
    from voice_skill.devices.ears import typed  # noqa: PLC0415

    conversation = Conversation(parts.understander, region=REGION)
    conversation.start()
    begun = time.perf_counter()
    conversation.handle(typed("my leg hurts and now I have chest pain and I can't breathe"))
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
