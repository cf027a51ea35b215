"""Commands whose arguments are read by a module of their own: `review`, `grammar`, `bench`, `serve` and others."""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import Any

from voice_skill.errors import BadInputError

BENCHES = (
    "hearing",
    "understanding",
    "interview",
    "triage_speed",
    "start",
    "soak",
    "endurance",
    "standby",
    "length",
    "rooms",
)

_TOOLS = {
    "review": ("voice_skill.triage.review", "print the medical content for a clinician to review"),
    "grammar": ("voice_skill.understanding.authoring", "validate, sample or parse the grammars"),
    "simulate": ("voice_skill.simulation.command", "play simulated patients against the skill"),
    "serve": ("voice_skill.serving.command", "consultations in many rooms, over the Wyoming protocol"),
    "service": (
        "voice_skill.service.command",
        "install, look at or remove the skill as a background service",
    ),
}


def add(commands: Any) -> None:
    """Declare the tools. What follows their name is theirs to read."""
    for name, (module, purpose) in _TOOLS.items():
        # What is theirs begins with a dash as often as not: no prefix is an option of ours.
        parser: argparse.ArgumentParser = commands.add_parser(
            name, help=purpose, add_help=False, prefix_chars="\0"
        )
        parser.add_argument("rest", nargs=argparse.REMAINDER)
        parser.set_defaults(run=_delegate, module=module)
    bench = commands.add_parser("bench", help=f"measure: {', '.join(BENCHES)}", add_help=False)
    bench.add_argument("rest", nargs=argparse.REMAINDER)
    bench.set_defaults(run=_bench)


def _delegate(args: argparse.Namespace) -> int:
    return _hand_over(args.module, args.rest)


def _bench(args: argparse.Namespace) -> int:
    if not args.rest or args.rest[0] in {"-h", "--help"}:
        sys.stdout.write(f"usage: voice-skill bench {{{','.join(BENCHES)}}} [OPTION…]\n")
        return 0
    name = args.rest[0].replace("-", "_")
    if name not in BENCHES:
        raise BadInputError(f"bench: nothing is called {args.rest[0]!r}; there are {', '.join(BENCHES)}")
    return _hand_over(f"voice_skill.bench.{name}", args.rest[1:])


def _hand_over(module: str, rest: list[str]) -> int:
    """Let a module do the work; it is loaded only now."""
    return int(importlib.import_module(module).run(rest) or 0)
