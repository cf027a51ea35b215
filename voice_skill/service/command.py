"""`voice-skill service install|status|uninstall`: the skill as a user unit of systemd. Says what it does."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from voice_skill.errors import BadInputError, MissingPartError
from voice_skill.service.units import FORMS, LOCAL, ROOMS, Form, unit
from voice_skill.settings import Settings, load_settings

LIMIT_S = 30.0
"""Seconds that systemd may take to answer."""


def run(argv: Sequence[str]) -> int:
    """Install, look at, or remove the service.

    Raises:
        BadInputError: when the settings are wrong, or the unit can't be written.
        MissingPartError: on a machine without systemd.
    """
    options = _options(argv)
    settings = load_settings()  # a mistake in them is better told now than to a log
    rooms, local = (_form(each, settings) for each in (ROOMS, LOCAL))
    form = rooms if options.rooms else local
    if options.words:
        form = form.with_words()
    if shutil.which("systemctl") is None:
        raise MissingPartError(
            "there is no systemd here",
            f"Let whatever starts programs here run: {' '.join((*_program(), *form.command))}",
        )
    if options.action == "install":
        return _install(form, start=not options.no_start)
    return _status((local, rooms)) if options.action == "status" else _uninstall()


def _form(form: Form, settings: Settings) -> Form:
    """The form as these settings need it: a command that reaches somebody is as confined as the service it runs in."""
    return form.with_network() if settings.contact_command else form


def unit_folder() -> Path:
    """Where a person's own units are."""
    from platformdirs import user_config_path  # noqa: PLC0415  only needed here

    return user_config_path("systemd") / "user"


def _install(form: Form, *, start: bool) -> int:
    _write(unit_folder() / form.unit, unit(form, _program(), _version()))
    if not _reachable():
        _tell("Your own systemd is not running here. When it is, run:")
        _tell(f"  systemctl --user daemon-reload && systemctl --user enable --now {form.unit}")
        return 0
    _systemctl("daemon-reload")
    if start:
        done = _systemctl("enable", "--now", form.unit) and _systemctl("restart", form.unit)
        _tell(
            "It runs, and starts with you."
            if done
            else f"It did not start: systemctl --user status {form.unit}"
        )
        if not done:
            return 3
    _tell_more(form)
    return 0


def _write(path: Path, text: str) -> None:
    """Write a unit, unless it is as it should be."""
    known = path.read_text() if path.is_file() else None
    if known == text:
        _tell(f"{path} is as it should be.")
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    except OSError as error:
        raise BadInputError(f"{path}: can't be written: {error.strerror or error}") from error
    _tell(f"{'Changed' if known is not None else 'Wrote'} {path}.")


def _tell_more(form: Form) -> None:
    """Say what it may do, where its log is, and what keeps it running."""
    if form.unit == LOCAL.unit:
        _tell(
            "It may open network connections, because your contact_command may need one."
            if form.families == ROOMS.families
            else "It can open no network connection. When you set contact_command, install it again."
        )
    told = (
        "what it does, and what is said"
        if form.logs_words
        else "what it does, without a word of what is said"
    )
    _tell(f"For {told}: journalctl --user -u {form.unit}")
    if not _lingers():
        _tell(
            "It ends when you log out. To let it run from power-on, without anybody logged in: loginctl enable-linger"
        )


def _status(forms: Sequence[Form]) -> int:
    for form in forms:
        path = unit_folder() / form.unit
        if not path.is_file():
            _tell(f"{form.unit}: not installed")
            continue
        ours = {unit(each, _program(), _version()) for each in (form, form.with_words())}
        right = path.read_text() in ours
        note = (
            ""
            if right
            else "; written by another version or for other settings, `voice-skill service install` renews it"
        )
        state = _asked("is-active", form.unit) if _reachable() else "your own systemd is not running"
        _tell(f"{form.unit}: {state} ({path}{note})")
    return 0


def _uninstall() -> int:
    found = False
    for form in FORMS:
        path = unit_folder() / form.unit
        if not path.is_file():
            continue
        found = True
        if _reachable():
            _systemctl("disable", "--now", form.unit)
        path.unlink()
        if _reachable():
            _systemctl("daemon-reload")
        _tell(f"Stopped it, and removed {path}.")
    _tell("Settings and kept summaries are still there." if found else "Nothing was installed.")
    return 0


def _program() -> tuple[str, ...]:
    """What starts the skill, by its whole path: a service has no virtual environment switched on."""
    return (sys.executable, "-m", "voice_skill")


def _version() -> int:
    found = re.search(r"systemd (\d+)", _output("systemctl", "--version"))
    return int(found[1]) if found else 0


def _reachable() -> bool:
    return _asked("is-system-running") not in {"", "offline", "unknown"}


def _lingers() -> bool:
    user = str(os.getuid())
    return "Linger=yes" in _output("loginctl", "show-user", user, "--property=Linger")


def _asked(*words: str) -> str:
    return _output("systemctl", "--user", *words).strip()


def _systemctl(*words: str) -> bool:
    try:
        command = ("systemctl", "--user", *words)
        return subprocess.run(command, timeout=LIMIT_S, check=False, capture_output=True).returncode == 0  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False


def _output(*command: str) -> str:
    try:
        return subprocess.run(  # noqa: S603  a fixed command
            command, timeout=LIMIT_S, check=False, capture_output=True, text=True
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="voice-skill service", description=__doc__)
    parser.add_argument("action", choices=("install", "status", "uninstall"))
    parser.add_argument(
        "--rooms", action="store_true", help="install `serve` instead of one microphone's standby"
    )
    parser.add_argument("--no-start", action="store_true", help="install only")
    parser.add_argument(
        "--words", action="store_true", help="log what is said, too: otherwise no word of it is logged"
    )
    return parser.parse_args(argv)
