"""`assess`: the triage core alone, from a JSON file to a JSON assessment."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from voice_skill.errors import BadInputError

_KEYS = ("age", "findings", "region")


def add(commands: Any) -> None:
    """Declare `assess`."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "assess", help="findings in (JSON), assessment out (JSON)", description=__doc__
    )
    parser.add_argument("file", metavar="FILE", help='{"age": 45, "findings": {…}}; - for standard input')
    parser.add_argument("--region", metavar="NAME", help="for numbers and names in the advice")
    parser.set_defaults(run=assess)


def assess(args: argparse.Namespace) -> int:
    """Print the assessment of one set of findings."""
    from voice_skill import triage  # noqa: PLC0415  each command loads only what it needs
    from voice_skill.settings import load_settings  # noqa: PLC0415

    place = "standard input" if args.file == "-" else args.file
    content = _object(place, _read(args.file))
    region = _region(place, args.region or content.get("region")) or load_settings().region
    try:
        findings = triage.check_findings(_findings(place, content))
        assessment = triage.assess(findings, age=content.get("age"), region=region)
    except triage.FindingsError as error:
        raise BadInputError(f"{place}: {error}") from error
    sys.stdout.write(json.dumps(as_json(assessment), ensure_ascii=False, indent=2) + "\n")
    return 0


def as_json(assessment: Any) -> dict[str, Any]:
    """Return an assessment with the field names of the published contract."""
    return {
        "level": assessment.level,
        "rules": list(assessment.rules),
        "reasons": [
            {
                "rule": reason.rule,
                "level": reason.level,
                "text": reason.text,
                "sources": list(reason.sources),
                "source": ", ".join(reason.sources),
                "grade": reason.grade,
            }
            for reason in assessment.reasons
        ],
        "not_asked": list(assessment.not_asked),
        "advice": [
            {"id": line.id, "kind": line.kind, "text": line.text, "sources": list(line.sources)}
            for line in assessment.advice
        ],
        "spoken": assessment.spoken,
    }


def _read(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInputError(f"{name}: not UTF-8 text") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise BadInputError(f"{name}: can't be read: {reason}") from None


def _object(place: str, text: str) -> dict[str, Any]:
    try:
        content = json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadInputError(f"{place}, line {error.lineno}: not JSON: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"{place}: {error}") from None
    if not isinstance(content, dict):
        raise BadInputError(f'{place}: must hold one object, such as {{"age": 45, "findings": {{}}}}')
    for key in content:
        if key not in _KEYS:
            raise BadInputError(f"{place}: unknown key {key!r}; there are {', '.join(_KEYS)}")
    return content


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that is there twice: which of two answers counts must not be a matter of order."""
    content = dict(pairs)
    if len(content) < len(pairs):
        keys = [key for key, _ in pairs]
        double = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {double!r} is there twice")
    return content


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number that can be assessed")


def _findings(place: str, content: dict[str, Any]) -> dict[str, Any]:
    findings = content.get("findings")
    if not isinstance(findings, dict):
        raise BadInputError(f'{place}: "findings" must be an object of finding keys and values')
    return findings


def _region(place: str, name: Any) -> str | None:
    from voice_skill.triage import regions  # noqa: PLC0415

    if name is None:
        return None
    if name in regions():
        return str(name)
    raise BadInputError(f'{place}: "region" is {name!r}, but must be one of {", ".join(regions())}, or null')
