"""One consultation of the soak: a simulated patient answers aloud, something breaks, and what came of it is judged."""

from __future__ import annotations

import contextlib
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from voice_skill.bench.soak.faults import NOTHING, Fault
from voice_skill.bench.soak.running import END_LIMIT_S, Running, gone
from voice_skill.devices.virtual import VirtualDevices
from voice_skill.hearing import SpeechModel
from voice_skill.ports import Clip
from voice_skill.simulation.overhearing import spoken, transcript
from voice_skill.simulation.scenario import Scenario
from voice_skill.triage import URGENT, Level

STUCK_S = 180.0
"""Seconds without any sign of life: three times the longest wait of the conversation."""
DELAY_S = (0.0, 5.0)
"""Seconds from a question to what breaks: during the words, the listening, or the next words."""
BROKEN_S = (1.0, 6.0)
"""Seconds until it is mended."""
REACTION_S = 0.4
HEARD_SHARE, FEWEST_WORDS = 0.6, 2
"""Of a sentence, that must be recognised in one run: the recogniser loses a word at an edge now and then."""
UNHEARD = "can't make this heard"
"""What is shown when speech failed."""
URGENT_MARK = "!!!"
PROPER = ("done", "stopped", "no_answer")
LOST_SOUND = ("microphone unplugged and back", "sound daemon killed and restarted")
"""Faults after which it may end by itself, because it can't hear any more, once it has said so."""


@dataclass(slots=True)
class Held:
    """What one consultation came to."""

    scenario: Scenario
    fault: Fault
    seed: int
    broke: bool = False
    asked: int = 0
    shown: list[str] = field(default_factory=list)
    warned_at: int | None = None
    """Sample of the loudspeaker at which the first urgent line was shown."""
    end: dict[str, Any] | None = None
    warning: str = ""
    """What became of the warning: `heard`, `shown as unheard`, or nothing where there was none."""
    problems: list[str] = field(default_factory=list)

    @property
    def level(self) -> str:
        """The level that the answers came to."""
        return str(self.end.get("level", "")) if self.end else ""

    @property
    def reason(self) -> str:
        """How it ended."""
        if self.end is None:
            return "process gone"
        return "refused" if self.end["type"] == "refused" else str(self.end["reason"])


class Consultation:
    """Holds one consultation."""

    def __init__(
        self, devices: VirtualDevices, skill: Running, speak: Callable[[str], Clip], held: Held, until: float
    ) -> None:
        """`until` is when the soak is over, monotonic: what goes on longer is stopped as a service manager would."""
        self._devices, self._skill, self._speak, self._held, self._until = devices, skill, speak, held, until
        self._random = random.Random(held.seed)  # noqa: S311  what is broken when, not a secret
        self._breaks_at = (
            0 if held.fault.ends_process and self._random.random() < 0.2 else self._random.randint(1, 5)
        )
        self._breaking: threading.Thread | None = None
        self._stopped = False

    def hold(self) -> None:
        """Order it, live through it, and see that nothing is left broken."""
        held, skill = self._held, self._skill
        skill.order(patient=str(held.scenario.path), seed=held.seed)
        self._break_if_due()
        try:
            while (told := skill.next(STUCK_S)) is not None:
                if told["type"] in {"end", "refused"}:
                    held.end = told
                    break
                self._take(told)
        except TimeoutError as error:
            held.problems.append(f"stuck: {error}; last shown: {held.shown[-1] if held.shown else 'nothing'}")
        if self._breaking is not None:
            self._breaking.join()

    def _take(self, told: dict[str, Any]) -> None:
        held = self._held
        if told["type"] == "shown":
            held.shown.append(told["line"])
            if told["line"].startswith(URGENT_MARK) and held.warned_at is None:
                held.warned_at = self._devices.samples
        elif told["type"] == "listening":
            held.asked += 1
            self._break_if_due()
            if told["reply"] is not None:
                time.sleep(REACTION_S)
                # with the microphone gone the person talks to nobody
                with contextlib.suppress(subprocess.SubprocessError):
                    self._devices.speak(self._speak(told["reply"]))
        ending = held.fault.ends_process and held.broke  # a second signal would cut its closing lines off
        if time.monotonic() > self._until and not self._stopped and not ending:
            self._stopped = True
            self._skill.signal(signal.SIGTERM)

    def _break_if_due(self) -> None:
        if self._breaking is None and self._held.asked >= self._breaks_at:
            delay, broken = self._random.uniform(*DELAY_S), self._random.uniform(*BROKEN_S)
            self._breaking = threading.Thread(target=self._break, args=(delay, broken))
            self._breaking.start()

    def _break(self, delay: float, broken: float) -> None:
        fault = self._held.fault
        time.sleep(delay)
        self._held.broke = fault is not NOTHING
        fault.breaks(self._devices, self._skill)
        time.sleep(broken)
        fault.mends(self._devices, self._skill)


def judge(held: Held, devices: VirtualDevices, model: SpeechModel) -> None:
    """Add to what is wrong with a consultation that has ended."""
    if held.end is None:
        if not held.fault.ends_process:
            held.problems.append("the process ended by itself")
        elif held.fault.name == "SIGTERM" and held.asked > 1:
            held.problems.append("SIGTERM ended it without its closing lines")
        return
    if held.reason not in PROPER and not (held.reason == "fault" and _said_deaf(held)):
        held.problems.append(f"ended with {held.reason}")
    held.problems += [f"shown: {line}" for line in held.shown if "unexpected" in line or "Traceback" in line]
    if held.level in URGENT:
        _judge_warning(held, devices, model)
    urgent = held.scenario.expect.level.urgency >= Level.ED_NOW.urgency
    if urgent and held.level and Level(held.level).urgency < Level.SAME_DAY.urgency:
        held.problems.append(f"sent nowhere, and is {held.scenario.expect.level}")


def _said_deaf(held: Held) -> bool:
    """Whether it ended because it could not hear, and said so."""
    return held.fault.name in LOST_SOUND and any("can't hear you" in line for line in held.shown)


def _judge_warning(held: Held, devices: VirtualDevices, model: SpeechModel) -> None:
    """A warning was heard from the loudspeaker, or it was noticed that it was not, and it was shown."""
    if held.warned_at is None or held.end is None:
        held.problems.append("LOST WARNING: an urgent level, and no warning was shown")
        return
    heard = transcript(model, devices.overheard(held.warned_at), _captions(held.shown))
    missing = [text for text in held.end["instructions"] if not _is_in(text, heard)]
    if not missing:
        held.warning = "heard"
    elif _noticed(held):
        held.warning = "shown as unheard"
    else:
        held.problems.append(f"LOST WARNING: not in the recording: {missing[0]} (heard: {heard[:300]})")


def _noticed(held: Held) -> bool:
    """Whether right after an urgent line it was shown that it could not be made heard."""
    return any(before.startswith(URGENT_MARK) and UNHEARD in line for before, line in pairwise(held.shown))


def _captions(shown: list[str]) -> list[str]:
    return [" ".join(line[5:] for line in shown)]


def _is_in(text: str, heard: str) -> bool:
    """Whether most of one sentence of a text was heard, without a gap."""
    said = heard.split()
    for part in text.replace("!", ".").split("."):
        words = spoken(part).split()
        match = SequenceMatcher(None, words, said, autojunk=False).find_longest_match()
        if match.size >= max(FEWEST_WORDS, HEARD_SHARE * len(words)):
            return True
    return False


def judge_end(skill: Running, children: list[int], held: Held) -> None:
    """See that a process which was told to end does, and leaves no other behind."""
    try:
        if skill.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                skill.process.stdin.close()
        skill.process.wait(END_LIMIT_S)
    except subprocess.TimeoutExpired:
        held.problems.append("the process does not end")
    if left := gone(children, END_LIMIT_S):
        held.problems.append(f"left {len(left)} processes behind")
