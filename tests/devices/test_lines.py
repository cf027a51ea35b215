"""The consultation over JSON lines."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from voice_skill.devices.lines import LONGEST_LINE, run_lines
from voice_skill.errors import BadInputError
from voice_skill.events import (
    Action,
    Ask,
    Command,
    Event,
    Expectation,
    Finish,
    Heard,
    NoInput,
    Option,
    Reading,
    Result,
    Say,
    Source,
    Stopped,
    Understood,
    Verdict,
)
from voice_skill.testing import ScriptedDialogue

ASK = Ask("Is it numb?", Expectation("saddle_numb", "yes_no", ("saddle_numb",)))


def converse(sent: bytes, *turns: list[Action]) -> tuple[list[dict[str, Any]], list[Event]]:
    """Run a scripted conversation over these lines; returns what was written, and what was understood."""

    def hear_wav(path: Path, question: Ask) -> Event:
        if path.suffix != ".wav":
            raise BadInputError(f"{path}: not a WAV file")
        return Heard((Reading(f"{path} {question.expects.question}", Source.GRAMMAR),))

    dialogue = ScriptedDialogue(turns)
    out = io.StringIO()
    run_lines(dialogue, io.BytesIO(sent), out, hear_wav)
    return [json.loads(line) for line in out.getvalue().splitlines()], dialogue.events


def test_each_action_is_one_line_of_the_contract() -> None:
    """Every action has the type and the fields that other programs rely on."""
    where = ({"site": "calf", "side": "left"},)
    lines, _ = converse(
        b'{"silence": true}\n',
        [Say("Call now.", urgent=True), ASK],
        [
            Understood("saddle_numb", "yes", Command.REPEAT, {"pain_where": where}, Verdict.CONFIRM),
            Result("ED_NOW", ("RD1",), ("Numb.",), {"saddle_numb": "yes", "pain_where": where}),
            Finish("done"),
        ],
    )
    assert lines == [
        {"type": "say", "text": "Call now.", "urgent": True},
        {"type": "ask", "question": "saddle_numb", "kind": "yes_no", "text": "Is it numb?"},
        {
            "type": "understood",
            "question": "saddle_numb",
            "answer": "yes",
            "command": "repeat",
            "findings": {"pain_where": [{"site": "calf", "side": "left"}]},
            "decision": "confirm",
        },
        {
            "type": "result",
            "level": "ED_NOW",
            "rules": ["RD1"],
            "reasons": ["Numb."],
            "findings": {"saddle_numb": "yes", "pain_where": [{"site": "calf", "side": "left"}]},
        },
        {"type": "end", "reason": "done"},
    ]


@pytest.mark.parametrize(
    ("ask", "extra"),
    [
        (
            Ask("Q", Expectation("trend", "choice", options=(Option("better", "it is better"),))),
            {"options": ["it is better"]},
        ),
        (
            Ask("Q", Expectation("advice", "command", options=(Option("next", "next"),))),
            {"options": ["next"]},
        ),
        (Ask("Q", Expectation("saddle_numb", "confirm", proposed="no")), {"proposed": "no"}),
        (Ask("Q", Expectation("saddle_numb", "yes_no"), attempt=2), {"attempt": 2}),
        (Ask("Q", Expectation("a1_a3", "yes_no", ("a", "b"))), {"keys": ["a", "b"]}),
    ],
)
def test_an_ask_carries_what_its_kind_needs(ask: Ask, extra: dict[str, Any]) -> None:
    """Options, the proposal, the attempt and several keys are there exactly when they mean something."""
    lines, _ = converse(b"", [ask])
    assert {
        key: lines[0][key] for key in lines[0] if key not in {"type", "question", "kind", "text"}
    } == extra


def test_typed_text_counts_as_two_readings_that_agree() -> None:
    """Text arrives as two equal typed readings."""
    _, events = converse('{"text": "ça va"}\n'.encode(), [ASK])
    assert events == [Heard((Reading("ça va", Source.TYPED), Reading("ça va", Source.TYPED)))]


@pytest.mark.parametrize("line", [b'{"silence": true}', b'{"text": ""}', b'{"text": "  "}'])
def test_silence_and_empty_text_are_no_input(line: bytes) -> None:
    """Nothing said is not an answer."""
    _, events = converse(line + b"\n", [ASK])
    assert events == [NoInput()]


def test_a_recording_is_heard_as_the_answer_to_the_question() -> None:
    """The recogniser gets the file and the question that was asked."""
    _, events = converse(b'{"wav": "a/b.wav"}\n', [ASK])
    assert events == [Heard((Reading("a/b.wav saddle_numb", Source.GRAMMAR),))]


@pytest.mark.parametrize(
    "line",
    [
        b"hello",
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"text": "no", "silence": true}',
        b'{"silence": false}',
        b'{"silence": 1}',
        b'{"text": 5}',
        b'{"wav": ""}',
        b'{"wav": "a\\u0000.wav"}',
        b'{"wav": "speech.mp3"}',
        b'{"text": "\\ud800"}',
        b'{"shout": "no"}',
        b'\xff{"text": "no"}',
        b"[" * 30_000,
        b'{"text": "' + b"n" * (2 * LONGEST_LINE) + b'"}',
    ],
)
def test_a_bad_line_gets_an_error_and_the_question_again(line: bytes) -> None:
    """Whatever is wrong with a line, nothing is lost: the same question follows, and the next line counts."""
    lines, events = converse(line + b'\n{"text": "yes"}\n', [ASK])
    assert [each["type"] for each in lines] == ["ask", "error", "ask", "end"]
    assert lines[0] == lines[2]
    assert lines[1]["text"]
    assert [type(event) for event in events] == [Heard]


def test_the_end_of_input_counts_as_stop() -> None:
    """The conversation is told, and what it says then is still written before the end."""
    closing: list[Action] = [Result("INCOMPLETE", (), (), {}), Say("Safety net."), Finish("stopped")]
    lines, events = converse(b"", [ASK], closing)
    assert events == [Stopped("end_of_input")]
    assert [each["type"] for each in lines] == ["ask", "result", "say", "end"]
    assert lines[-1]["reason"] == "stopped"
