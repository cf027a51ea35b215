"""`voice-skill`: reads the command line, runs one command, and turns every fault into one clear line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn, TextIO

from voice_skill import __version__
from voice_skill.commands import consultation, machine, tools, triage_core, utterance
from voice_skill.errors import BadInputError, VoiceSkillError

DEBUG_VARIABLE = "VOICE_SKILL_DEBUG"
"""Set to anything, an unexpected fault also shows where in the program it arose."""

_INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells expect."""


class _Parser(argparse.ArgumentParser):
    """Reports bad usage as one line, like every other bad input."""

    def error(self, message: str) -> NoReturn:
        raise BadInputError(f"{message}. See: {self.prog} --help")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = _Parser(
        prog="voice-skill",
        description="Offline voice triage of back and leg pain and twitching legs. Not a doctor, not a medical device.",
        epilog="Without a command: talk. Exit status: 0 done, 2 bad usage or input, 3 something the machine lacks.",
    )
    parser.add_argument("--version", action="version", version=f"voice-skill {__version__}")
    parser.set_defaults(run=consultation.talk, region=None)
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)
    for family in (consultation, utterance, triage_core, machine, tools):
        family.add(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    _speak_utf8(sys.stdout)
    _speak_utf8(sys.stderr)
    try:
        args = build_parser().parse_args(argv)
        status = int(args.run(args))
        sys.stdout.flush()
    except VoiceSkillError as error:
        return _complain(str(error), error.exit_status)
    except BrokenPipeError:
        # Whoever read the output has gone: not a fault, but Python would complain again when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _complain("stopped.", _INTERRUPTED)
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        if _is_bad_data(error):
            return _complain(str(error), BadInputError.exit_status)
        return _complain(f"an unexpected fault ({type(error).__name__}: {error}); please report it.", 1)
    return status


def _is_bad_data(error: Exception) -> bool:
    """Whether a file of medical knowledge has a mistake: whoever edited it is told where."""
    from voice_skill.triage import KnowledgeError  # noqa: PLC0415  loaded when something went wrong

    return isinstance(error, KnowledgeError)


def _complain(message: str, status: int) -> int:
    sys.stderr.write(f"voice-skill: {' '.join(message.split())}\n")
    return status


def _speak_utf8(stream: TextIO) -> None:
    """Keep odd terminal encodings from turning a caption into a crash."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
