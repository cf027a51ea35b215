"""The emergency contact command: run directly, for a limited time, with nothing of its output kept."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from voice_skill.devices.contact import reach


def program(code: str) -> tuple[str, ...]:
    """A command that runs this."""
    return (sys.executable, "-c", code)


def test_success_and_failure_are_told_apart() -> None:
    """The exit status decides."""
    assert reach(program("pass"), rehearsal=False)
    assert not reach(program("raise SystemExit(3)"), rehearsal=False)


@pytest.mark.parametrize("command", [(), ("no-such-program-anywhere",), ("/",), ("tell\0her",)])
def test_a_command_that_cannot_run_has_failed(command: tuple[str, ...]) -> None:
    """Missing or impossible commands are a failure, never a crash."""
    assert not reach(command, rehearsal=False)


def test_arguments_reach_the_program_untouched_by_any_shell(tmp_path: Path) -> None:
    """Quotes, semicolons and dollars are only characters."""
    written = tmp_path / "written"
    odd = "a b; touch x $HOME 'q'"
    assert reach(
        (*program(f"import sys; open({str(written)!r}, 'w').write(sys.argv[1])"), odd), rehearsal=False
    )
    assert written.read_text() == odd


def test_a_rehearsal_is_told_apart(tmp_path: Path) -> None:
    """The command can see that nobody is in danger."""
    code = "import os, sys; sys.exit(os.environ.get('VOICE_SKILL_REHEARSAL') != '1')"
    assert reach(program(code), rehearsal=True)
    assert not reach(program(code), rehearsal=False)


def test_a_command_that_prints_a_megabyte_does_no_harm(capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing it prints reaches the person or fills a pipe."""
    assert reach(program("print('x' * 1_000_000, flush=True)"), rehearsal=False)
    assert capfd.readouterr() == ("", "")


def test_a_command_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    """A stuck helper must neither hold up the person nor stay behind."""
    alive = tmp_path / "alive"
    child = f"import time; time.sleep(1.5); open({str(alive)!r}, 'w').close()"
    code = (
        f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    )
    assert not reach(program(code), rehearsal=False, limit_s=0.7)
    time.sleep(1.5)
    assert not alive.exists()
