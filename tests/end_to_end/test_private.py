"""No network, and nothing left on disk: shown on the real commands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from voice_skill.devices.patients import find_patient
from voice_skill.hearing import model_store

NO_SOCKETS = """
import socket


def forbidden(*args, **kwargs):
    raise RuntimeError("a socket was asked for")


class Forbidden(socket.socket):  # a class, because libraries derive theirs from it when they are imported
    __init__ = forbidden


socket.socket, socket.create_connection, socket.getaddrinfo = Forbidden, forbidden, forbidden
"""
LINES = [
    {"text": "my left calf keeps twitching"},
    {"wav": "age.wav"},
    {"text": "for myself"},
    {"text": "I have gone numb between my legs"},
    {"text": "yes"},
    {"text": "yes"},
]

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"

pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]


@pytest.fixture
def alone(tmp_path: Path) -> dict[str, str]:
    """An environment without network, with empty folders for home, temporary files and work."""
    for folder in ("home", "tmp", "work", "site"):
        (tmp_path / folder).mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(NO_SOCKETS)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "VOICE_SKILL_"))
    }
    return {
        **kept,
        "HOME": str(tmp_path / "home"),
        "TMPDIR": str(tmp_path / "tmp"),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(tmp_path / "site"), os.environ.get("PYTHONPATH")))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "VOICE_SKILL_MODEL": str(model_store.find()),
    }


def run(alone: dict[str, str], *words: str, stdin: str = "") -> str:
    """Run a command in that environment; returns its output."""
    work = Path(alone["HOME"]).parent / "work"
    command = [sys.executable, "-m", "voice_skill", *words]
    done = subprocess.run(
        command, env=alone, cwd=work, input=stdin, capture_output=True, text=True, check=False
    )
    assert "socket was asked for" not in done.stderr
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files(alone: dict[str, str]) -> set[Path]:
    """Every file that lies in those folders, but the compiled grammars: the same whatever anybody says."""
    everything = Path(alone["HOME"]).parent.rglob("*")
    left_out = {"__pycache__", "grammars"}
    return {path for path in everything if path.is_file() and left_out.isdisjoint(path.parts)}


def test_the_guard_works(alone: dict[str, str]) -> None:
    """With the guard in place, opening a socket really fails."""
    code = "import socket; socket.create_connection(('localhost', 9))"
    done = subprocess.run(
        [sys.executable, "-c", code], env=alone, capture_output=True, text=True, check=False
    )
    assert "a socket was asked for" in done.stderr


def test_a_consultation_needs_no_network_and_leaves_nothing(alone: dict[str, str]) -> None:
    """Text, a recording, an emergency: afterwards the same files are there as before."""
    recording = find_patient("cauda_equina").folder / "age.wav"
    shutil.copy(recording, Path(alone["HOME"]).parent / "work")
    before = files(alone)
    out = run(alone, "converse", stdin="".join(json.dumps(line) + "\n" for line in LINES))
    said = [json.loads(line) for line in out.splitlines()]
    assert said[-1]["type"] == "end"
    assert any(line["type"] == "result" for line in said)
    assert any(line["type"] == "understood" and line["answer"] == 47 for line in said)
    assert files(alone) == before


def test_the_other_local_commands_need_no_network_and_leave_nothing(alone: dict[str, str]) -> None:
    """Everything but the model install works with sockets forbidden."""
    before = files(alone)
    assert run(alone, "understand", "--question", "saddle_numb", stdin="no not at all\n")
    assert run(alone, "assess", "-", stdin='{"age": 45, "findings": {"saddle_numb": "yes"}}')
    assert run(alone, "doctor", "--quiet")
    assert run(alone, "model", "verify")
    assert run(alone, "demo", "--patient", "chest_pain_swollen_leg")
    assert run(alone, "type", stdin="my back hurts\n")
    assert files(alone) == before


def test_the_tools_need_no_network_and_leave_nothing(alone: dict[str, str]) -> None:
    """Hearing, speaking, the sheet for clinicians, grammars, simulation, a measurement and the service's state."""
    work = Path(alone["HOME"]).parent / "work"
    shutil.copy(find_patient("cauda_equina").folder / "age.wav", work)
    before = files(alone)
    assert run(alone, "hear", "age.wav", "--question", "age")
    assert run(alone, "review")
    assert run(alone, "grammar", "parse", "no not at all", "--question", "saddle_numb")
    assert run(alone, "simulate", str(SCENARIOS), "--count", "1")
    assert run(alone, "bench", "triage-speed")
    if shutil.which("systemctl"):
        assert "not installed" in run(alone, "service", "status")
    assert files(alone) == before
    run(alone, "say", "Hello.", "-o", "hello.wav")
    assert files(alone) == before | {work / "hello.wav"}
