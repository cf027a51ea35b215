"""What goes wrong around a consultation is one clear message, and nothing already answered is lost."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from voice_skill.devices.lines import run_lines
from voice_skill.devices.parts import Parts
from voice_skill.devices.virtual import VirtualDevices
from voice_skill.events import Ask, Event, NoInput
from voice_skill.hearing import model_store
from voice_skill.settings import Settings

SAID = {
    "opening": "I can't breathe and my chest hurts",
    "heard_warning": "yes",
    "keep": "yes",
    "topics": "no",
}


class Patient(io.BytesIO):
    """Answers the question that was put last; at one question, something else is said first."""

    def __init__(self, out: io.StringIO, said: dict[str, str], first: dict[str, str]) -> None:
        super().__init__()
        self._out, self._said, self._first = out, said, dict(first)

    def readline(self, size: int | None = -1, /) -> bytes:
        """As a file's."""
        question = json.loads(self._out.getvalue().splitlines()[-1])["question"]
        words = self._first.pop(question, None) or self._said.get(question, "no")
        return json.dumps({"text": words}).encode() + b"\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where summaries would be kept."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path / "voice-skill" / "summaries"


def consult(**first: str) -> list[dict[str, Any]]:
    """A typed emergency, with keeping set up; returns all that came out."""

    def hear(path: Path, question: Ask) -> Event:
        return NoInput()

    parts, out = Parts(Settings(region="gb", keep=("summary",))), io.StringIO()
    conversation = parts.conversation()
    run_lines(conversation, Patient(out, SAID, first), out, hear, parts.outside(conversation))
    return [json.loads(line) for line in out.getvalue().splitlines()]


def words(said: list[dict[str, Any]]) -> str:
    """Everything that was said."""
    return " ".join(line["text"] for line in said if line["type"] == "say")


def in_the_way(folder: Path) -> None:
    """There is a file where the folder should be."""
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way", encoding="utf-8")


def open_to_all(folder: Path) -> None:
    """Anybody can write to the folder."""
    folder.mkdir(parents=True)
    folder.chmod(0o777)


def full(folder: Path) -> None:
    """There is no room for another byte."""
    folder.parent.mkdir(parents=True)
    folder.symlink_to("/dev/full")


@pytest.mark.parametrize("fault", [in_the_way, open_to_all, full])
def test_a_summary_that_cannot_be_kept_is_said_and_costs_nothing(
    fault: Callable[[Path], None], folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is spoken, one line in the log says why, and the consultation ends as it should, with its result."""
    fault(folder)
    said = consult()
    assert "I could not keep the summary. Nothing was stored." in words(said)
    assert [line["level"] for line in said if line["type"] == "result"] == ["EMERGENCY_NOW"]
    assert said[-1] == {"type": "end", "reason": "done"}
    (problem,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert str(folder) in problem


def test_a_summary_that_cannot_be_deleted_is_said(folder: Path) -> None:
    """Nobody is told that it is gone; the answers are forgotten, and the consultation goes on."""
    open_to_all(folder)
    said = consult(heard_warning="delete my answers")
    assert "could not be deleted" in words(said)
    assert "I've deleted" not in words(said)
    assert said[-1] == {"type": "end", "reason": "done"}


def test_a_summary_before_anything_was_answered(folder: Path) -> None:
    """It says that there is nothing yet, and asks the same question again."""
    said = consult(opening="read me the summary")
    assert "You haven't told me anything yet." in words(said)
    asked = [line["question"] for line in said if line["type"] == "ask"]
    assert asked[:2] == ["opening", "opening"]
    assert "EMERGENCY_NOW" in [line["level"] for line in said if line["type"] == "result"]


def test_a_machine_without_a_browser_keeps_the_summary_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is opened and nothing is missing: the page lies beside the same words as plain text."""
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("BROWSER", "/nowhere/browser")
    monkeypatch.delenv("DISPLAY", raising=False)
    assert "The summary is kept on this device." in words(consult())
    page, text = (next(folder.glob(f"*.{kind}")).read_text(encoding="utf-8") for kind in ("html", "txt"))
    for part in ("Emergency: ambulance now", "can&#x27;t breathe"):
        assert part in page
    assert "EMERGENCY: AMBULANCE NOW" in text


@pytest.mark.sound_devices
@pytest.mark.model
def test_a_second_skill_on_the_same_microphone_says_so_and_leaves(tmp_path: Path) -> None:
    """Status 3 and one line; the first goes on undisturbed."""
    devices = VirtualDevices(tmp_path)
    env = {**devices.env, "VOICE_SKILL_MODEL": str(model_store.find()), "VOICE_SKILL_REGION": "gb"}
    talk = [sys.executable, "-m", "voice_skill", "talk"]
    first = subprocess.Popen(talk, env=env, stdout=subprocess.DEVNULL)
    try:
        devices.wait_loud(0, limit_s=60)  # it has begun to greet
        second = subprocess.run(talk, env=env, capture_output=True, text=True, timeout=100, check=False)
        assert second.returncode == 3
        assert second.stdout == ""
        assert second.stderr.count("\n") == 1
        assert (
            f"another voice-skill is listening to this microphone already (process {first.pid})"
            in second.stderr
        )
        assert first.poll() is None
    finally:
        first.kill()
        first.wait()
        devices.close()
