"""`say`, `doctor` and `model`: what the machine has, and what to do about what it lacks."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voice_skill.errors import BadInputError

if TYPE_CHECKING:
    from voice_skill.hearing.model_files import ModelStatus

PROGRESS_EVERY_S = 1.0
"""Seconds between two lines of progress where the terminal can't overwrite one."""


def add(commands: Any) -> None:
    """Declare the commands about the machine."""
    say_parser: argparse.ArgumentParser = commands.add_parser("say", help="text in, speech out")
    say_parser.add_argument("text", metavar="TEXT")
    say_parser.add_argument("-o", "--output", metavar="FILE", help="write a WAV file instead of playing")
    say_parser.set_defaults(run=say)

    doctor_parser = commands.add_parser(
        "doctor", help="check this machine, and say what to do about each fault"
    )
    doctor_parser.add_argument(
        "--quiet", action="store_true", help="don't speak the region's emergency number"
    )
    doctor_parser.set_defaults(run=doctor)

    model_parser = commands.add_parser("model", help="install, verify or locate the speech model")
    model_parser.add_argument("action", nargs="?", choices=("install", "verify", "path"), default="install")
    model_parser.set_defaults(run=model)


def say(args: argparse.Namespace) -> int:
    """Speak a text, or write it to a WAV file."""
    from voice_skill.devices.mouth import Mouth  # noqa: PLC0415  each command loads only what it needs
    from voice_skill.settings import load_settings  # noqa: PLC0415
    from voice_skill.sound_card import find  # noqa: PLC0415

    settings = load_settings()
    if not args.text.strip():
        raise BadInputError("say: there is nothing to say")
    if args.output:
        from voice_skill.speaking.player import RecordingPlayer  # noqa: PLC0415

        with RecordingPlayer(Path(args.output)) as recording, Mouth.of(settings, recording) as mouth:
            return _spoken(mouth.speak(args.text), f"{args.output}: can't be written to the end")
    find("output", settings.loudspeaker)
    with Mouth.through_sound_card(settings) as mouth:
        return _spoken(mouth.speak(args.text), "the loudspeaker failed; run `voice-skill doctor`")


def _spoken(heard: bool, otherwise: str) -> int:  # noqa: FBT001  the result of speaking
    if not heard:
        sys.stderr.write(f"voice-skill: {otherwise}\n")
    return 0 if heard else 3


def doctor(args: argparse.Namespace) -> int:
    """Check every part; 3 when one that every consultation needs is missing."""
    from voice_skill.devices.checkup import checks  # noqa: PLC0415
    from voice_skill.settings import load_settings, settings_path  # noqa: PLC0415

    path = settings_path()
    settings = load_settings()
    sys.stdout.write(f"settings   {path}{'' if path.exists() else ' (not there: defaults)'}\n")
    lacking = False
    for finding in checks(settings, speak=not args.quiet):
        mark = "ok" if finding.ok else "LACKING" if finding.essential else "missing"
        sys.stdout.write(f"{finding.part:<12} {mark:<8} {finding.text}\n")
        if not finding.ok:
            sys.stdout.write(f"{'':<12} -> {finding.remedy}\n")
        sys.stdout.flush()
        lacking = lacking or (finding.essential and not finding.ok)
    return 3 if lacking else 0


def model(args: argparse.Namespace) -> int:
    """Install, verify or locate the speech model."""
    from voice_skill.hearing import model_store  # noqa: PLC0415
    from voice_skill.settings import load_settings  # noqa: PLC0415

    chosen = load_settings().model
    if args.action == "path":
        sys.stdout.write(f"{model_store.status(chosen).path}\n")
        return 0
    if args.action == "install" and model_store.chosen_folder(chosen) is None:
        sys.stdout.write(f"{model_store.ensure(_Progress())}\n")
    return _verdict(model_store.status(chosen, thorough=True))


def _verdict(status: ModelStatus) -> int:
    if status.ready:
        sys.stdout.write(f"{status.path}: whole\n")
        return 0
    for problem in status.problems or (status.state,):
        sys.stderr.write(
            f"voice-skill: {status.path}: {problem}. Run `voice-skill model` to install it again.\n"
        )
    return 3


class _Progress:
    """Shows how far the install is: one line that grows on a terminal, a line a second elsewhere."""

    def __init__(self) -> None:
        self._last: tuple[str, float] = ("", 0.0)

    def __call__(self, doing: str, done: int, total: int | None) -> None:
        """Show it, unless it was just shown."""
        doing_before, shown = self._last
        now = time.monotonic()
        if (
            doing == doing_before
            and done != total
            and now - shown < PROGRESS_EVERY_S / (5 if _terminal() else 1)
        ):
            return
        self._last = (doing, now)
        amount = f" {done / 1e6:.0f} of {total / 1e6:.0f} MB" if total else ""
        sys.stderr.write(f"\r{doing}{amount}   " if _terminal() else f"{doing}{amount}\n")
        if _terminal() and done == total:
            sys.stderr.write("\n")
        sys.stderr.flush()


def _terminal() -> bool:
    return sys.stderr.isatty()
