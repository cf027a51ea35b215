"""The commands: what they print, their exit status, and one clear line for every fault."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from voice_skill.cli import main


@dataclass
class Ran:
    """What one command did."""

    status: int
    out: str
    err: str

    @property
    def json_lines(self) -> list[dict[str, Any]]:
        """Each line of output as an object."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command as on a fresh machine: no settings of whoever runs the tests."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in [
        name for name in os.environ if name.startswith("VOICE_SKILL_") and name != "VOICE_SKILL_MODEL"
    ]:
        monkeypatch.delenv(name)

    def run_command(*words: str, stdin: str | bytes = "") -> Ran:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(
            "sys.stdin", SimpleNamespace(buffer=io.BytesIO(data), readline=io.StringIO().readline)
        )
        status = main(words)
        printed = capsys.readouterr()
        return Ran(status, printed.out, printed.err)

    return run_command


def assert_one_clear_line(ran: Ran, status: int, *named: str) -> None:
    """One line on standard error that names these, and the status that goes with it."""
    assert ran.status == status
    assert ran.err.count("\n") == 1, ran.err
    assert ran.err.startswith("voice-skill: ")
    assert "Traceback" not in ran.err
    assert [name for name in named if name not in ran.err] == []


def test_understand_prints_one_object_for_each_line(run: Run) -> None:
    """Every line of input gets its line of output, with the fields of the contract."""
    ran = run("understand", "--question", "saddle_numb", stdin="no not at all\nerm not really\nbananas\n")
    assert ran.status == 0
    assert [list(line) for line in ran.json_lines] == [
        ["text", "answer", "command", "findings", "accepted", "decision"]
    ] * 3
    sure, soft, nothing = ran.json_lines
    assert (sure["text"], sure["answer"], sure["accepted"], sure["decision"]) == (
        "no not at all",
        "no",
        True,
        "take",
    )
    assert (soft["answer"], soft["decision"]) == ("no", "confirm")
    assert nothing == {
        "text": "bananas",
        "answer": None,
        "command": None,
        "findings": {},
        "accepted": False,
        "decision": "again",
    }


def test_understand_gives_typed_values_commands_and_places(run: Run) -> None:
    """Answers have the types of the contract: numbers, words, lists of places."""
    (weeks,) = run("understand", "--question", "pain_weeks", stdin="about three weeks\n").json_lines
    assert weeks["answer"] == 3
    (where,) = run("understand", "--question", "pain_where", stdin="my left calf\n").json_lines
    assert where["answer"] == [{"site": "calf", "side": "left"}]
    (command,) = run("understand", "--question", "saddle_numb", stdin="say that again\n").json_lines
    assert (command["answer"], command["command"], command["accepted"]) == (None, "repeat", True)
    (story,) = run("understand", "--question", "opening", stdin="my calf keeps twitching\n").json_lines
    assert story["findings"]["twitch_where"] == [{"site": "calf", "side": "unknown"}]


def test_understand_survives_any_bytes(run: Run) -> None:
    """A line that is not text means nothing; it does not end the command."""
    ran = run(
        "understand", "--question", "saddle_numb", stdin=b"\xff\xfe\x00\n\nyes\n" + b"no " * 50_000 + b"\n"
    )
    assert ran.status == 0
    assert [line["answer"] for line in ran.json_lines] == [None, None, "yes", None]


@pytest.mark.parametrize("command", [["understand"], ["hear", "a.wav"]])
def test_an_unknown_question_is_bad_input(run: Run, command: list[str]) -> None:
    """The message names the key."""
    assert_one_clear_line(run(*command, "--question", "favourite_colour"), 2, "favourite_colour")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["frobnicate"], ["frobnicate", "--help"]),
        (["understand"], ["--question"]),
        (["hear", "--question", "age"], ["FILE"]),
        (["bench", "nothing"], ["nothing", "hearing"]),
        (["say", "  "], ["nothing to say"]),
        (["demo", "--patient", "nobody"], ["nobody"]),
        (["type", "--region", "atlantis"], ["atlantis", "gb"]),
    ],
)
def test_bad_usage_is_one_clear_line(run: Run, words: list[str], named: list[str]) -> None:
    """Status 2, one line, no traceback."""
    assert_one_clear_line(run(*words), 2, *named)


@pytest.mark.model
def test_hear_recognises_each_recording_and_reports_the_bad_ones(run: Run, tmp_path: Path) -> None:
    """A bad file costs one line on standard error and status 2; the others are still done."""
    good, bad, missing = tmp_path / "no.wav", tmp_path / "bad.wav", tmp_path / "missing.wav"
    assert run("say", "no, not at all", "-o", str(good)).status == 0
    bad.write_bytes(b"this is no sound")
    ran = run("hear", str(missing), str(good), str(bad), "--question", "saddle_numb")
    assert ran.status == 2
    (line,) = ran.json_lines
    assert list(line) == [
        "file", "text", "answer", "command", "findings", "accepted", "decision", "speech_end_s", "decided_s", "rtf",
    ]  # fmt: skip
    assert (line["file"], line["answer"], line["accepted"]) == (str(good), "no", True)
    assert 0 < line["speech_end_s"] <= line["decided_s"]
    assert [str(each) in text for each, text in zip((missing, bad), ran.err.splitlines(), strict=True)] == [
        True,
        True,
    ]


def assess(run: Run, **content: Any) -> Ran:
    """Assess what would be in a file."""
    return run("assess", "-", stdin=json.dumps(content))


def test_assess_prints_the_whole_assessment(run: Run) -> None:
    """Level, rules, reasons with text and source, what was not asked, advice, and what is spoken."""
    ran = assess(run, age=45, findings={"saddle_numb": "yes"})
    assert ran.status == 0
    assessment = json.loads(ran.out)
    assert list(assessment) == ["level", "rules", "reasons", "not_asked", "advice", "spoken"]
    assert assessment["level"] == "ED_NOW"
    assert "RD1" in assessment["rules"]
    assert all(reason["text"] and reason["rule"] and reason["source"] for reason in assessment["reasons"])
    assert "pee_difficulty" in assessment["not_asked"]
    assert assessment["advice"][0]["kind"] == "instruction"
    assert assessment["spoken"].startswith(assessment["advice"][0]["text"])


def test_assess_reads_a_file_and_an_unknown_age(run: Run, tmp_path: Path) -> None:
    """A file is read like standard input; null and a missing age are the same."""
    path = tmp_path / "findings.json"
    path.write_text('{"age": null, "findings": {}}', encoding="utf-8-sig")
    from_file, without_age = run("assess", str(path)), assess(run, findings={})
    assert (from_file.status, without_age.status) == (0, 0)
    assert json.loads(from_file.out) == json.loads(without_age.out)
    assert json.loads(from_file.out)["level"] == "INCOMPLETE"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", ["not JSON", "line 1"]),
        ('{"age": 45,\n "findings": {]}', ["line 2"]),
        ("[]", ["object"]),
        ('{"findings": {}, "ages": 4}', ["ages"]),
        ('{"age": 45}', ["findings"]),
        ('{"findings": []}', ["findings"]),
        ('{"age": -1, "findings": {}}', ["age", "-1"]),
        ('{"age": 121, "findings": {}}', ["age", "121"]),
        ('{"age": 45.5, "findings": {}}', ["age", "45.5"]),
        ('{"age": true, "findings": {}}', ["age"]),
        ('{"age": "45", "findings": {}}', ["age", "'45'"]),
        ('{"findings": {"sadle_numb": "yes"}}', ["sadle_numb"]),
        ('{"findings": {"saddle_numb": "maybe"}}', ["saddle_numb", "maybe"]),
        ('{"findings": {"saddle_numb": true}}', ["saddle_numb"]),
        ('{"findings": {"pain_weeks": -3}}', ["pain_weeks", "-3"]),
        ('{"findings": {"pain_weeks": NaN}}', ["NaN"]),
        ('{"findings": {"pain_weeks": 1e999}}', ["pain_weeks"]),
        ('{"findings": {"pain_where": [{"site": "tail", "side": "left"}]}}', ["pain_where", "tail"]),
        ('{"findings": {"saddle_numb": "yes", "saddle_numb": "no"}}', ["saddle_numb", "twice"]),
        ('{"findings": {}, "region": "atlantis"}', ["region", "atlantis"]),
        ("[" * 100_000, []),
        ('{"age": ' + "9" * 5000 + ', "findings": {}}', []),
    ],
)
def test_assess_refuses_what_it_cannot_trust(run: Run, text: str, named: list[str]) -> None:
    """Status 2 and one line that says where and why; never an assessment of something else."""
    ran = run("assess", "-", stdin=text)
    assert_one_clear_line(ran, 2, *named)
    assert ran.out == ""


def test_assess_names_a_file_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    """Missing, a folder, not text: each is named."""
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "missing.json", tmp_path, binary):
        assert_one_clear_line(run("assess", str(path)), 2, str(path))


def test_without_sound_hardware_talk_says_what_is_missing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 3, and what to do about it."""
    monkeypatch.setattr("voice_skill.sound_card.devices", lambda direction: [])
    assert_one_clear_line(run("talk"), 3, "no loudspeaker", "voice-skill type")
    assert_one_clear_line(run(), 3, "no loudspeaker", "voice-skill type")


def test_without_the_model_hear_says_how_to_get_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status 3, and the command that installs it."""
    monkeypatch.delenv("VOICE_SKILL_MODEL", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    recording = tmp_path / "no.wav"
    assert run("say", "no", "-o", str(recording)).status == 0
    assert_one_clear_line(run("hear", str(recording), "--question", "age"), 3, "voice-skill model")


@pytest.mark.model
def test_doctor_goes_through_every_part(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part has its line; what is missing has a remedy; only what every consultation needs fails the check."""
    monkeypatch.setattr("voice_skill.sound_card.devices", lambda direction: [])
    ran = run("doctor", "--quiet")
    assert ran.status == 0
    parts = [line.split()[0] for line in ran.out.splitlines() if not line.startswith(" ")]
    assert parts == ["settings", "model", "grammar", "start", "voice", "microphone", "loudspeaker", "region"]
    assert ran.out.count("->") == 3


def test_doctor_fails_without_the_model(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without something essential the status is 3."""
    monkeypatch.setattr("voice_skill.sound_card.devices", lambda direction: [])
    monkeypatch.delenv("VOICE_SKILL_MODEL", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    ran = run("doctor", "--quiet")
    assert ran.status == 3
    assert "voice-skill model" in ran.out


def test_a_mistake_in_the_settings_stops_every_consultation(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing starts with settings that were not understood."""
    monkeypatch.setenv("VOICE_SKILL_VOLUME", "eleven")
    for command in ("talk", "type", "converse", "demo"):
        assert_one_clear_line(run(command), 2, "VOICE_SKILL_VOLUME", "eleven")


def test_an_unexpected_fault_is_one_line_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a mistake of ours shows no traceback, unless that is asked for."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("voice_skill.settings.load_settings", broken)
    assert_one_clear_line(run("model", "path"), 1, "ZeroDivisionError")
    monkeypatch.setenv("VOICE_SKILL_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("model", "path")


def test_a_reader_that_goes_away_is_no_fault() -> None:
    """`voice-skill … | head` ends quietly."""
    command = [sys.executable, "-m", "voice_skill", "understand", "--question", "age"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write(b"forty\n" * 100)
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
