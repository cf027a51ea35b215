"""The command line of `voice-skill serve`."""

from __future__ import annotations

import argparse
import importlib.util
import logging
import sys
from collections.abc import Sequence

from voice_skill.errors import MissingPartError
from voice_skill.settings import load_settings

PURPOSE = "Hold consultations in many rooms, and offer recogniser, voice and conversation, over the Wyoming protocol."


def run(argv: Sequence[str]) -> int:
    """Serve until interrupted.

    Raises:
        BadInputError: for an address that can't be used.
        MissingPartError: when the protocol's library, the speech model or a free port is missing.
    """
    settings = load_settings()
    parser = argparse.ArgumentParser(prog="voice-skill serve", description=PURPOSE)
    parser.add_argument(
        "--listen",
        metavar="HOST:PORT",
        default=settings.listen,
        help=f"where Home Assistant connects; `none`: nowhere ({settings.listen})",
    )
    parser.add_argument(
        "--satellite",
        metavar="NAME=HOST:PORT",
        action="append",
        help="a satellite to connect to; again for each room (those of the settings)",
    )
    parser.add_argument(
        "--words", action="store_true", help="log what is said in the rooms; otherwise no word of it"
    )
    options = parser.parse_args(argv)
    if importlib.util.find_spec("wyoming") is None:
        raise MissingPartError(
            "the library of the Wyoming protocol is missing", "Run: pip install 'voice-skill[rooms]'"
        )
    from voice_skill.serving.satellite import Address, host_and_port  # noqa: PLC0415  needs the library
    from voice_skill.serving.server import Server  # noqa: PLC0415

    listen = None if options.listen == "none" else host_and_port(options.listen, "--listen")
    named = options.satellite if options.satellite is not None else settings.satellites
    # Unless it is wanted, never a word of what is said in a room: the log names rooms and faults.
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="voice-skill: %(message)s")
    Server(settings, listen, [Address.parse(each) for each in named], words=options.words).run()
    return 0
