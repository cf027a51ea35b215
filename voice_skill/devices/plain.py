"""Values of the conversation as plain JSON values, with the field names of the published contracts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from voice_skill.events import Ask, Findings, FindingValue, Finish, Result, Say, Understood


def plain_value(value: FindingValue | None) -> Any:
    """Return a finding's value as JSON has it: places become a list of `{"site", "side"}`."""
    return [dict(place) for place in value] if isinstance(value, tuple) else value


def plain_findings(findings: Findings) -> dict[str, Any]:
    """Return findings as a JSON object."""
    return {key: plain_value(value) for key, value in findings.items()}


def say_line(say: Say) -> dict[str, Any]:
    """Return the `say` object of the line protocol."""
    return {"type": "say", "text": say.text, "urgent": say.urgent}


def ask_line(ask: Ask) -> dict[str, Any]:
    """Return the `ask` object of the line protocol."""
    expects = ask.expects
    line: dict[str, Any] = {
        "type": "ask",
        "question": expects.question,
        "kind": expects.kind,
        "text": ask.text,
    }
    if expects.kind in {"choice", "command"}:
        line["options"] = [option.spoken for option in expects.options]
    if expects.kind == "confirm":
        line["proposed"] = plain_value(expects.proposed)
    if ask.attempt > 1:
        line["attempt"] = ask.attempt
    if len(expects.keys) > 1:
        line["keys"] = list(expects.keys)
    return line


def understood_line(understood: Understood) -> dict[str, Any]:
    """Return the `understood` object of the line protocol."""
    return {
        "type": "understood",
        "question": understood.question,
        "answer": plain_value(understood.answer),
        "command": understood.command,
        "findings": plain_findings(understood.findings),
        "decision": understood.verdict,
    }


def result_line(result: Result) -> dict[str, Any]:
    """Return the `result` object of the line protocol."""
    return {
        "type": "result",
        "level": result.level,
        "rules": list(result.rules),
        "reasons": list(result.reasons),
        "findings": plain_findings(result.findings),
    }


def end_line(finish: Finish) -> dict[str, Any]:
    """Return the `end` object of the line protocol."""
    return {"type": "end", "reason": finish.reason}


def to_json(value: Mapping[str, Any]) -> str:
    """Return one JSON line, without its line end."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
