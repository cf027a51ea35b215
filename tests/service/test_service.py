"""The skill as a background service: its units, the command that installs them, and the real thing under a manager."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from voice_skill.cli import main
from voice_skill.devices.sole import runtime_folder
from voice_skill.service.units import FORMS, LOCAL, ROOMS, Form, unit

verifier = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of our own, where no systemd of ours runs."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    return tmp_path / "systemd" / "user"


@pytest.fixture
def systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A `systemctl` that notes what it is asked; returns its notes."""
    notes = tmp_path / "notes"
    program = tmp_path / "bin" / "systemctl"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\necho "$@" >> {notes}\n'
        'case "$*" in --version) echo "systemd 252 (252)";; *is-system-running) echo running;; *is-active*) echo active;; esac\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return notes


@verifier
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.unit)
@pytest.mark.parametrize("systemd", [252, 257])
def test_systemd_accepts_the_units(form: Form, systemd: int, tmp_path: Path) -> None:
    """`systemd-analyze verify` finds nothing wrong, whatever the path to the program looks like."""
    if systemd > int(subprocess.check_output(["systemd-analyze", "--version"], text=True).split()[1]):
        pytest.skip("this systemd does not know the newer unit's settings")
    program = tmp_path / "a folder 100% full"
    program.symlink_to(sys.executable)
    file = tmp_path / form.unit
    file.write_text(unit(form, (str(program), "-m", "voice_skill"), systemd))
    (tmp_path / "run").mkdir(mode=0o700)
    done = subprocess.run(
        ["systemd-analyze", "--user", "verify", file],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path / "run")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_only_the_rooms_may_use_a_network() -> None:
    """The local form can open no socket of the internet; waits grow where systemd can do that."""
    program = ("python3", "-m", "voice_skill")
    assert "RestrictAddressFamilies=AF_UNIX\n" in unit(LOCAL, program, 257)
    assert "AF_INET" in unit(ROOMS, program, 257)
    assert "RestartSteps" in unit(LOCAL, program, 257)
    assert "RestartSteps" not in unit(LOCAL, program, 252)


def test_what_is_removed_with_the_service_is_not_where_listeners_agree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A service that fails because somebody else listens must not take that one's mark away with its temporary files."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/1")
    mark = runtime_folder().name
    for form in FORMS:
        assert f"RuntimeDirectory={mark}\n" not in unit(form, ("python3",), 257)


def test_install_says_what_to_do_where_systemd_does_not_run(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The unit is written, and the command that starts it is named."""
    if shutil.which("systemctl") is None:
        pytest.skip("no systemctl here")
    assert main(["service", "install"]) == 0
    said = capsys.readouterr().out
    assert str(home / "voice-skill.service") in said
    assert "systemctl --user daemon-reload && systemctl --user enable --now voice-skill.service" in said
    assert f"{sys.executable} -m voice_skill standby --service" in (home / "voice-skill.service").read_text()


def test_install_starts_it_and_again_changes_nothing(
    home: Path, systemctl: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Installed twice it is installed once; it is enabled, and started with what is newest."""
    assert main(["service", "install"]) == 0
    assert "It runs" in capsys.readouterr().out
    assert main(["service", "install"]) == 0
    assert "is as it should be" in capsys.readouterr().out
    asked = systemctl.read_text()
    assert "--user daemon-reload" in asked
    assert "--user enable --now voice-skill.service" in asked


def test_status_and_uninstall(home: Path, systemctl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each form is told of; a unit of another version is named; nothing is left."""
    main(["service", "install", "--rooms"])
    capsys.readouterr()
    assert main(["service", "status"]) == 0
    said = capsys.readouterr().out
    assert "voice-skill.service: not installed" in said
    assert "voice-skill-rooms.service: active" in said
    (home / ROOMS.unit).write_text("[Unit]\n")
    main(["service", "status"])
    assert "written by another version" in capsys.readouterr().out
    assert main(["service", "uninstall"]) == 0
    assert "--user disable --now voice-skill-rooms.service" in systemctl.read_text()
    assert not list(home.iterdir())
    assert main(["service", "uninstall"]) == 0
    assert "Nothing was installed." in capsys.readouterr().out


@pytest.mark.parametrize("form", [[], ["--rooms"]], ids=["local", "rooms"])
def test_words_are_logged_only_where_that_is_wanted(
    form: list[str], home: Path, systemctl: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is asked for by name, said by the installation, and known again as one of ours."""
    main(["service", "install", *form])
    (unit_file,) = home.glob("*.service")
    assert "--words" not in unit_file.read_text()
    assert "without a word of what is said" in capsys.readouterr().out
    main(["service", "install", "--words", *form])
    assert " --words\n" in unit_file.read_text()
    assert "and what is said" in capsys.readouterr().out
    main(["service", "status"])
    assert "another version" not in capsys.readouterr().out


def test_a_contact_command_can_reach_the_network(
    home: Path, systemctl: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It runs inside the service: without one set nothing can leave, with one it may; a change afterwards is noticed."""
    main(["service", "install"])
    assert "It can open no network connection." in capsys.readouterr().out
    assert "RestrictAddressFamilies=AF_UNIX\n" in (home / LOCAL.unit).read_text()
    monkeypatch.setenv("VOICE_SKILL_CONTACT_COMMAND", "curl http://homeassistant.local/")
    main(["service", "status"])
    assert "for other settings" in capsys.readouterr().out
    main(["service", "install"])
    assert "because your contact_command may need one" in capsys.readouterr().out
    assert "AF_INET" in (home / LOCAL.unit).read_text()


def test_without_systemd(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A machine without systemd is told what to run instead."""
    monkeypatch.setenv("PATH", "/nowhere")
    assert main(["service", "install"]) == 3
    assert "standby --service" in capsys.readouterr().err


def test_a_mistake_in_the_settings_is_told_at_once(
    home: Path, systemctl: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not to a log that nobody reads."""
    monkeypatch.setenv("VOICE_SKILL_REGION", "atlantis")
    assert main(["service", "install"]) == 2
    assert "VOICE_SKILL_REGION" in capsys.readouterr().err
    assert not home.exists()


def test_a_folder_that_can_not_be_written(
    home: Path, systemctl: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The place is named."""
    home.parent.write_text("a file where a folder should be")
    assert main(["service", "install"]) == 2
    assert "can't be written" in capsys.readouterr().err


def test_a_bad_action_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """One clear line about bad usage."""
    with pytest.raises(SystemExit) as ended:
        main(["service", "reinstall"])
    assert ended.value.code == 2
