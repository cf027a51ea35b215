"""`bench start`: how soon the skill speaks, how soon it replies, what it weighs, what grammar decoding costs.

Runs the live skill over virtual devices (`devices.virtual`), so that every figure includes the sound system. It prints
figures with the targets beside them and asserts nothing: machines differ.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from voice_skill.bench.processes import resident_mb
from voice_skill.devices.virtual import VirtualDevices
from voice_skill.hearing import model_store
from voice_skill.ports import Clip

if TYPE_CHECKING:
    from voice_skill.speaking.voice import Pyttsx3Voice

ROUNDS = 3
"""Starts measured; the first also warms the file cache and is left out."""
ANSWERS = {"own words": "my back hurts", "how old": "fifty two", "yourself": "myself"}
"""What the measured person says to a question, by a part of it; anything else is denied."""
DENIED = 5
"""Danger questions answered *no*, each held for a while on purpose ("no … it's numb"); then comes the *yes*, which tells
of a danger, so that nothing is waited for."""
EMERGENCY = "I can't feel my bottom and I've wet myself"
"""What a second consultation is told in place of a story: what must be done comes at once."""
EMERGENCY_TRIES = 3
"""Times it is told to a machine that did not understand it."""
URGENT = "!!!  "
"""How the captions mark what is urgent."""
ASKED, HEARD = "?    ", "  >  "
"""How the captions mark a question, and what was understood of an answer."""
MOST_ANSWERS = 15
"""Answers after which a consultation that misunderstood too much is given up."""
TIMED = ("no", "yes")
"""The answers whose replies are measured."""
QUIET_S = 0.9
"""Quiet after which a question is over."""
CAPTIONED_S = 0.3
"""Seconds after the first sound by which the line is on the screen for certain."""
LIMIT_S = 60.0


@dataclass(slots=True)
class Figures:
    """What was measured in one consultation."""

    greeting_s: float = 0.0
    """From the command to the first sample of the greeting."""
    replies_s: dict[str, list[float]] = field(default_factory=lambda: {words: [] for words in TIMED})
    """From the last sample of a plain answer to the first sample of what follows, by the answer."""
    resident_mb: float = 0.0
    """Resident memory of the skill with its speech process, at its highest; what both share counts once."""


def run(argv: Sequence[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="voice-skill bench start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="consultations to start")
    rounds = parser.parse_args(argv).rounds
    # A warm start finds the grammars compiled, as the first round left them.
    with tempfile.TemporaryDirectory() as cache:
        measured = [_consultation(cache) for _ in range(max(2, rounds))][1:]
        told_s = [each for _ in measured for each in _told(cache)]
    replies = {
        words: [reply for figures in measured for reply in figures.replies_s[words]] for words in TIMED
    }
    lines = (
        ("warm start to first word", f"{min(each.greeting_s for each in measured):.2f} s", "1.5 s"),
        *(
            line
            for words, measured_s in replies.items()
            for line in (
                (f"end of a {words} to reply, median", f"{statistics.median(measured_s):.2f} s", "1.2 s"),
                (f"end of a {words} to reply, slowest", f"{max(measured_s):.2f} s", ""),
            )
        ),
        (
            "end of a told emergency to instruction, median",
            f"{statistics.median(told_s):.2f} s" if told_s else "not understood",
            "2 s",
        ),
        ("resident memory, at most", f"{max(each.resident_mb for each in measured):.0f} MB", "300 MB"),
        ("grammar decoding, of real time", f"{grammar_rtf():.3f}", "0.1"),
    )
    sys.stdout.write(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    for what, figure, target in lines:
        sys.stdout.write(f"{what:<46} {figure:>10}   {f'(target {target})' if target else ''}\n")
    return 0


def _consultation(cache: str) -> Figures:
    """Start the skill, answer a few questions, and measure; `cache` is its cache folder."""
    figures = Figures()
    with _live(cache) as (devices, voice, captions, skill):
        figures.greeting_s = devices.wait_loud(0, limit_s=LIMIT_S) - skill.started
        here = 0
        for _ in range(MOST_ANSWERS):
            devices.wait_quiet(QUIET_S, limit_s=LIMIT_S, after=here)
            words = _answer(captions.read_text(), len(figures.replies_s["no"]))
            said, here = _say(devices, voice.render(words))
            replied = devices.wait_loud(here, limit_s=LIMIT_S)
            figures.resident_mb = max(figures.resident_mb, resident_mb(skill.pid))
            heard = _captioned(captions.read_text(), HEARD).partition("\n")[0]
            if words in TIMED and heard == words:  # what was not heard is waited for, and asked again
                figures.replies_s[words].append(replied - said)
            if words == "yes":
                break
    return figures


def _told(cache: str) -> list[float]:
    """Start the skill, tell it of an emergency, and measure how soon it says what to do; nothing if it did not understand."""
    with _live(cache) as (devices, voice, captions, _):
        here = 0
        for _ in range(EMERGENCY_TRIES):
            devices.wait_quiet(QUIET_S, limit_s=LIMIT_S, after=here)
            said, here = _say(devices, voice.render(EMERGENCY))
            replied = devices.wait_loud(here, limit_s=LIMIT_S)
            time.sleep(CAPTIONED_S)
            after = _captioned(captions.read_text(), HEARD)
            if f"\n{URGENT}" in after and f"\n{ASKED}" not in after.partition(f"\n{URGENT}")[0]:
                return [replied - said]
    return []


@dataclass(frozen=True, slots=True)
class _Skill:
    """The skill that runs."""

    pid: int
    started: float
    """Monotonic seconds."""


@contextlib.contextmanager
def _live(cache: str) -> Iterator[tuple[VirtualDevices, Pyttsx3Voice, Path, _Skill]]:
    """A live consultation over virtual devices, somebody's voice, and the file that its captions go to."""
    from voice_skill.speaking.voice import Pyttsx3Voice  # noqa: PLC0415  the patient's voice

    with tempfile.TemporaryDirectory() as home:
        devices, voice = VirtualDevices(Path(home)), Pyttsx3Voice(rate_wpm=140)
        env = {
            **devices.env,
            "XDG_CACHE_HOME": cache,
            "VOICE_SKILL_MODEL": str(model_store.find()),
            "VOICE_SKILL_REGION": "gb",
        }
        started = time.monotonic()
        captions = Path(home) / "captions"
        with captions.open("w") as screen:
            skill = subprocess.Popen(
                [sys.executable, "-m", "voice_skill", "talk"],
                env=env,
                stdout=screen,
                stdin=subprocess.DEVNULL,
            )
        try:
            yield devices, voice, captions, _Skill(skill.pid, started)
        finally:
            skill.kill()
            skill.wait()
            voice.close()
            devices.close()


def _answer(captions: str, denied: int) -> str:
    """Return what the measured person says to the question on the screen."""
    asked = _captioned(captions, ASKED).casefold()
    known = (words for part, words in ANSWERS.items() if part in asked)
    return next(known, "no" if denied < DENIED else "yes")


def _captioned(captions: str, mark: str) -> str:
    """Return the last caption of a kind, and all below it."""
    _, _, last = f"\n{captions}".rpartition(f"\n{mark}")
    return last


def _say(devices: VirtualDevices, clip: Clip) -> tuple[float, int]:
    """Say something; returns when its last word was over, and the loudspeaker's sample then."""
    devices.speak(clip)
    return time.monotonic(), devices.samples


def grammar_rtf(clock: Callable[[], float] = time.process_time) -> float:
    """CPU seconds of listening with the grammar alone, detector included, per second listened to, over yes/no answers."""
    from voice_skill.devices.parts import Parts  # noqa: PLC0415
    from voice_skill.events import Heard  # noqa: PLC0415
    from voice_skill.hearing import SampleSource, VoskListener  # noqa: PLC0415
    from voice_skill.ports import ListenRequest  # noqa: PLC0415
    from voice_skill.settings import Settings  # noqa: PLC0415
    from voice_skill.speaking.voice import Pyttsx3Voice  # noqa: PLC0415

    parts, voice = Parts(Settings()), Pyttsx3Voice()
    expects = parts.understander.expectation("saddle_numb")
    request = ListenRequest(expects, parts.understander.phrases(expects), open_vocabulary=False)
    listener = VoskListener(parts.speech_model)
    clips = [voice.render(words) for words in ("no, not at all", "yes, I do", "no", "I'm not sure")]
    listener.listen(SampleSource(clips[0].pcm, clips[0].rate), request)  # the first builds the grammar
    begun = clock()
    events = [listener.listen(SampleSource(clip.pcm, clip.rate), request) for clip in clips]
    worked = clock() - begun
    voice.close()
    # The silence after the answer is listened to as well.
    return worked / sum(event.decided_s or 0.0 for event in events if isinstance(event, Heard))
