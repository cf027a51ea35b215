"""Set-up on machines that lack something, and set-up that was interrupted."""

from __future__ import annotations

import subprocess
from pathlib import Path

import prepare
import pytest


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder."""
    monkeypatch.setattr(prepare, "VENV", tmp_path / "venv")
    monkeypatch.setattr(prepare, "PYTHON", tmp_path / "venv" / "bin" / "python")


def test_environment_without_the_venv_module(tmp_path: Path) -> None:
    """The environment made by hand is one to Python: it has its own prefix and sees no other packages."""
    prepare._make_environment_by_hand()
    show = "import sys, sysconfig; print(sys.prefix, sys.prefix != sys.base_prefix, sysconfig.get_path('purelib'))"
    prefix, isolated, packages = subprocess.check_output([prepare.PYTHON, "-c", show], text=True).split()
    assert (Path(prefix), isolated) == (tmp_path / "venv", "True")
    assert Path(packages).is_relative_to(tmp_path)


def test_finished_setup_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the stamp of this very checkout and Python, nothing is installed again."""
    monkeypatch.setattr(prepare, "_pip", lambda *_: pytest.fail("installed again"))
    prepare.VENV.mkdir()
    (prepare.VENV / "ready-for-run").write_text(prepare._fingerprint())
    prepare.install_packages("run")


@pytest.mark.parametrize("left_behind", ["no Python", "half the packages"])
def test_interrupted_setup_starts_over(left_behind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an interruption left behind is never built upon: the environment is made again from the start."""
    steps = []
    monkeypatch.setattr(prepare, "make_environment", lambda: steps.append("environment"))
    monkeypatch.setattr(prepare, "_pip", lambda *_: steps.append("packages"))
    prepare.VENV.mkdir()
    if left_behind == "half the packages":
        monkeypatch.setattr(prepare, "_works", lambda *_: True)
        (prepare.VENV / "unfinished").touch()
    prepare.install_packages("run")
    assert steps == ["environment", "packages"]
    assert {path.name for path in prepare.VENV.iterdir()} == {"ready-for-run"}


def test_failed_installation_leaves_no_stamp(monkeypatch: pytest.MonkeyPatch) -> None:
    """An old stamp does not survive an installation that failed half-way."""

    def fail(*_: str) -> None:
        raise prepare.SetupError("no network")

    monkeypatch.setattr(prepare, "make_environment", lambda: None)
    monkeypatch.setattr(prepare, "_pip", fail)
    prepare.VENV.mkdir()
    stamp = prepare.VENV / "ready-for-test"
    stamp.write_text("of another version")
    with pytest.raises(prepare.SetupError):
        prepare.install_packages("test")
    assert not stamp.exists()


def test_ordinary_user_is_told_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without root, the missing system packages are named in one command to copy, and set-up goes on."""
    monkeypatch.setattr(prepare.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(prepare.SystemPart, "present", lambda _: False)
    prepare.install_system_parts("run")
    assert "sudo apt-get install libportaudio2\n" in capsys.readouterr().out


def test_no_index_is_explained_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where neither pip nor the index is to be had, the person is told which package brings pip."""

    def unreachable(_: Path) -> Path:
        raise prepare.NoPipError("the package index could not be reached")

    monkeypatch.setattr(prepare, "_works", lambda *_: False)
    monkeypatch.setattr(prepare, "download_pip", unreachable)
    with pytest.raises(prepare.SetupError, match="apt-get install python3-venv"):
        prepare.make_environment()
