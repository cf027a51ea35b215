"""The consultation in five ways: `talk`, `standby`, `demo`, `type` and `converse`."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voice_skill.errors import BadInputError

if TYPE_CHECKING:
    from voice_skill.devices.parts import Parts
    from voice_skill.events import Ask, Event


def add(commands: Any) -> None:
    """Declare the ways to hold a consultation."""
    ways = {
        "talk": (talk, "a live consultation: microphone and loudspeaker"),
        "standby": (standby, "wait for the start phrase, hold a consultation, wait again"),
        "demo": (demo, "a recorded patient through the real recogniser, captions on the terminal"),
        "type": (by_keyboard, "the same consultation by keyboard"),
        "converse": (converse, "the same consultation over JSON lines"),
    }
    for name, (run, purpose) in ways.items():
        parser: argparse.ArgumentParser = commands.add_parser(name, help=purpose)
        parser.add_argument(
            "--region", metavar="NAME", help="for numbers and names; otherwise as in the settings"
        )
        parser.set_defaults(run=run)
        if name == "standby":
            parser.add_argument(
                "--service",
                action="store_true",
                help="in the background: waits for the sound system, tells the service manager, shows no words",
            )
            parser.add_argument(
                "--words", action="store_true", help="with --service: show what is said all the same"
            )
        if name == "demo":
            parser.add_argument("--patient", metavar="NAME", help="which recorded patient")
            parser.add_argument(
                "--save-audio", metavar="FILE", help="keep the whole conversation as a WAV file"
            )


def talk(args: argparse.Namespace) -> int:
    """Hold a live consultation."""
    from voice_skill import sound_card  # noqa: PLC0415  each command loads only what it needs

    sound_card.look_ahead()
    from voice_skill.devices.live import run_live  # noqa: PLC0415

    run_live(_parts(args), sys.stdout, sys.stdin)
    return 0


def standby(args: argparse.Namespace) -> int:
    """Wait for the start phrase and hold consultations until interrupted."""
    from voice_skill.devices.manager import Manager  # noqa: PLC0415
    from voice_skill.devices.standby import run_standby  # noqa: PLC0415

    if not args.service:
        run_standby(_parts(args), sys.stdout, keyboard=sys.stdin)
        return 0
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
    with open(os.devnull, "w") as unseen:  # noqa: PTH123  no file of ours
        run_standby(_parts(args), sys.stdout if args.words else unseen, wait=True, manager=Manager())
    return 0


def demo(args: argparse.Namespace) -> int:
    """Play a recorded patient against the skill."""
    from voice_skill.devices.recorded import run_recorded  # noqa: PLC0415

    save_audio = Path(args.save_audio) if args.save_audio else None
    run_recorded(_parts(args), sys.stdout, patient=args.patient, save_audio=save_audio)
    return 0


def by_keyboard(args: argparse.Namespace) -> int:
    """Hold a consultation by keyboard."""
    from voice_skill.devices.typed import run_typed  # noqa: PLC0415

    parts = _parts(args)
    conversation = parts.conversation()
    run_typed(conversation, sys.stdin, sys.stdout, parts.outside(conversation))
    return 0


def converse(args: argparse.Namespace) -> int:
    """Hold a consultation over JSON lines."""
    from voice_skill.devices.lines import run_lines  # noqa: PLC0415

    parts = _parts(args)

    def hear_wav(path: Path, question: Ask) -> Event:
        return parts.ears.answer(path, question)  # loads the recogniser with the first recording

    conversation = parts.conversation()
    run_lines(conversation, sys.stdin.buffer, sys.stdout, hear_wav, parts.outside(conversation))
    return 0


def _parts(args: argparse.Namespace) -> Parts:
    from voice_skill.devices.parts import Parts  # noqa: PLC0415
    from voice_skill.settings import load_settings  # noqa: PLC0415

    settings = load_settings()
    if args.region:
        from voice_skill.triage import regions  # noqa: PLC0415

        if args.region not in tuple(regions()):
            raise BadInputError(f"--region: {args.region!r} is not one of {', '.join(regions())}")
        settings = replace(settings, region=args.region)
    return Parts(settings)
