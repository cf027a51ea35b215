"""`hear` and `understand`: what one recording, or one line of text, comes to as an answer to one question."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voice_skill.errors import BadInputError

if TYPE_CHECKING:
    from voice_skill.devices.parts import Parts
    from voice_skill.events import Decision, Expectation


def add(commands: Any) -> None:
    """Declare `hear` and `understand`."""
    hear_parser: argparse.ArgumentParser = commands.add_parser(
        "hear", help="recordings in, what each means as an answer out (JSON lines)"
    )
    hear_parser.add_argument("files", metavar="FILE", nargs="+", help="WAV file")
    hear_parser.set_defaults(run=hear)
    text_parser: argparse.ArgumentParser = commands.add_parser(
        "understand", help="lines of text in, what each means as an answer out (JSON lines)"
    )
    text_parser.set_defaults(run=understand)
    for parser in (hear_parser, text_parser):
        parser.add_argument("--question", metavar="KEY", required=True, help="finding key, age, or opening")


def hear(args: argparse.Namespace) -> int:
    """Print one JSON line for each recording; a file that can't be used costs only its own line."""
    from voice_skill.devices.plain import to_json  # noqa: PLC0415  each command loads only what it needs

    parts = _parts()
    expects = _expectation(parts, args.question)
    status = 0
    for name in args.files:
        try:
            line = _heard(parts, name, expects)
        except BadInputError as error:
            sys.stderr.write(f"voice-skill: {' '.join(str(error).split())}\n")
            status = error.exit_status
            continue
        sys.stdout.write(to_json(line) + "\n")
        sys.stdout.flush()
    return status


def understand(args: argparse.Namespace) -> int:
    """Print one JSON line for each line of standard input."""
    from voice_skill.devices.ears import interpret, typed  # noqa: PLC0415
    from voice_skill.devices.plain import to_json  # noqa: PLC0415

    parts = _parts()
    expects = _expectation(parts, args.question)
    for raw in sys.stdin.buffer:
        text = raw.decode("utf-8", errors="replace").strip("\r\n")
        decision = interpret(parts.understander, typed(text), expects)
        sys.stdout.write(to_json({"text": text, **_outcome(decision)}) + "\n")
        sys.stdout.flush()
    return 0


def _parts() -> Parts:
    from voice_skill.devices.parts import Parts  # noqa: PLC0415
    from voice_skill.settings import load_settings  # noqa: PLC0415

    return Parts(load_settings())


def _expectation(parts: Parts, key: str) -> Expectation:
    understander = parts.understander
    try:
        return understander.expectation(key)
    except KeyError:
        raise BadInputError(
            f"--question: nothing is asked under {key!r}; use a finding key, such as saddle_numb, or age, or opening"
        ) from None


def _heard(parts: Parts, name: str, expects: Expectation) -> dict[str, Any]:
    from voice_skill.devices.ears import interpret  # noqa: PLC0415
    from voice_skill.events import Heard  # noqa: PLC0415

    hearing = parts.ears.hear(Path(name), expects)
    event = hearing.event
    heard = event if isinstance(event, Heard) else Heard(())
    text = next((reading.text for reading in heard.readings if reading.text), "")
    return {
        "file": name,
        "text": text,
        **_outcome(interpret(parts.understander, heard, expects)),
        "speech_end_s": _rounded(heard.speech_end_s),
        "decided_s": _rounded(heard.decided_s),
        "rtf": round(hearing.rtf, 3),
    }


def _outcome(decision: Decision) -> dict[str, Any]:
    """Return the fields that both commands print."""
    from voice_skill.devices.plain import plain_findings, plain_value  # noqa: PLC0415
    from voice_skill.events import Verdict  # noqa: PLC0415

    meaning = decision.meaning
    again = decision.verdict is Verdict.AGAIN
    answer = None if again else plain_value(meaning.answer)
    command = None if again else meaning.command
    findings = plain_findings(meaning.findings)
    return {
        "answer": answer,
        "command": command,
        "findings": findings,
        "accepted": answer is not None or command is not None or bool(findings),
        "decision": decision.verdict,
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
