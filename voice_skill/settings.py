"""What a person may set, read once from one TOML file and the environment, and passed in by the devices.

Every value has a default that is safe on a fresh machine; nothing is kept on disk unless `keep` says so.
"""

from __future__ import annotations

import os
import re
import shlex
import stat
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from voice_skill.errors import BadInputError

ENV_PREFIX = "VOICE_SKILL_"
KEEPABLE = ("summary", "resume", "preferences")
"""What may be kept on disk at all: the summary for a clinician or carer, a consultation that may break off, and how this
person wants to be spoken to."""

PHRASE_WORDS = (2, 6)
"""A start phrase is of so many words: a single one is said by chance, and nobody remembers more."""

PATIENCE = ("brisk", "normal", "patient", "very_patient")
"""How long silences may be, in words: the seconds behind them belong to `hearing`."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Each field names its unit, and why it can be set."""

    region: str | None = None
    """Region name, such as `gb`: emergency number, advice line and words. None: neutral, never a guess."""
    rate_wpm: int = 150
    """Speech rate, words a minute as heard: 150 suits older and aphasic listeners (docs/settings.md)."""
    volume: int = 100
    """Loudness of speech, percent of full scale: homes and hearing differ."""
    patience: str = "normal"
    """`brisk`, `normal`, `patient` or `very_patient`: how long to wait for, and within, an answer."""
    microphone: str | None = None
    """Part of a device name: numbers change from boot to boot. None: the system's default."""
    loudspeaker: str | None = None
    """Part of a device name. None: the system's default."""
    start_phrase: str = "start back check"
    """What is said to start a consultation from standby. Each word must be in the speech model's vocabulary."""
    switch_s: int = 0
    """Seconds for which each choice is offered to somebody who uses a single switch. 0: none is; one press is *yes*."""
    contact_command: tuple[str, ...] = ()
    """Program and arguments that reach someone; run without a shell. Empty: none is offered."""
    contact_preauthorised: bool = False
    """Whether it runs by itself when an `EMERGENCY_NOW` warning gets no reply. Off: only after a spoken yes."""
    keep: tuple[str, ...] = ()
    """What is kept on disk, of `KEEPABLE`. Empty: nothing."""
    listen: str = "127.0.0.1:10800"
    """HOST:PORT at which `serve` offers its services; `none`: nowhere. Loopback, because whoever connects may talk."""
    satellites: tuple[str, ...] = ()
    """NAME=HOST:PORT of each satellite that `serve` connects to: one room each."""
    model: Path | None = None
    """Folder of another speech model. None: the one `voice-skill model` installs."""


def settings_path(env: Mapping[str, str] | None = None) -> Path:
    """Return where the settings file is looked for: `VOICE_SKILL_SETTINGS`, or the platform's config folder."""
    from platformdirs import user_config_path  # noqa: PLC0415  only this function needs it

    named = (os.environ if env is None else env).get(f"{ENV_PREFIX}SETTINGS")
    return Path(named).expanduser() if named else user_config_path("voice-skill") / "settings.toml"


def load_settings(path: Path | None = None, env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings file, then let the environment override single values.

    Raises:
        BadInputError: naming the file or variable, the key, and what is allowed.
    """
    env = os.environ if env is None else env
    path = settings_path(env) if path is None else path
    values: dict[str, Any] = {}
    for key, raw in _read_file(path, required=f"{ENV_PREFIX}SETTINGS" in env).items():
        if key not in _CHECKS:
            raise BadInputError(f"{path}: no setting is called {key!r}; there are {', '.join(_CHECKS)}.")
        values[key] = _checked(f"{path}: {key}", raw, _CHECKS[key])
    for key, check in _CHECKS.items():
        variable = ENV_PREFIX + key.upper()
        if variable in env:
            values[key] = _checked(variable, _from_text(variable, env[variable], key), check)
    return Settings(**values)


class _Refused(Exception):  # noqa: N818  private: becomes a BadInputError that names the place
    """A value that is not allowed; the message says what is."""


def _checked(place: str, raw: Any, check: Callable[[Any], Any]) -> Any:
    try:
        return check(raw)
    except _Refused as refused:
        raise BadInputError(f"{place} is {raw!r}, but must be {refused}.") from None


def _read_file(path: Path, *, required: bool) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            _refuse_unsafe(path, os.fstat(file.fileno()))
            return tomllib.load(file)
    except FileNotFoundError:
        if required:
            raise BadInputError(
                f"{path}: VOICE_SKILL_SETTINGS names this file, but it is not there."
            ) from None
        return {}
    except ValueError as error:  # also what is not UTF-8, and numbers with thousands of digits
        raise BadInputError(f"{path}: not valid TOML: {_first_line(error)}.") from None
    except RecursionError:
        raise BadInputError(f"{path}: not valid TOML: too deeply nested.") from None
    except OSError as error:
        raise BadInputError(f"{path}: can't be read: {error.strerror or error}.") from None


def _refuse_unsafe(path: Path, info: os.stat_result) -> None:
    """Refuse settings that others can write: they can name a program to run."""
    if not hasattr(os, "geteuid"):
        return
    if info.st_uid != os.geteuid():
        raise BadInputError(
            f"{path}: belongs to somebody else; it must belong to you. Nothing in it was used."
        )
    folder = path.parent.stat()
    if folder.st_uid not in {os.geteuid(), 0}:
        raise BadInputError(
            f"{path.parent}: the settings folder belongs to somebody else; it must belong to you."
        )
    if info.st_mode & stat.S_IWOTH:
        raise BadInputError(f"{path}: anyone may write to it. Run: chmod 600 {shlex.quote(str(path))}")
    if folder.st_mode & stat.S_IWOTH and not folder.st_mode & stat.S_ISVTX:
        raise BadInputError(
            f"{path.parent}: anyone may write to it. Run: chmod 700 {shlex.quote(str(path.parent))}"
        )


def _from_text(variable: str, text: str, key: str) -> Any:
    """Turn an environment variable into what the file would have held."""
    kind = _KINDS[key]
    if kind == "whole number" and re.fullmatch(r"[+-]?\d+", text.strip()):
        return int(text)
    if kind == "switch" and text.strip().lower() in {"true", "false", "1", "0", "yes", "no"}:
        return text.strip().lower() in {"true", "1", "yes"}
    if kind == "words":
        try:
            return shlex.split(text)
        except ValueError as error:
            raise BadInputError(f"{variable}: {error}; quote the arguments as for a shell.") from None
    return text


def _text(raw: Any) -> str | None:
    if not isinstance(raw, str):
        raise _Refused("text")
    return raw.strip() or None


def _region(raw: Any) -> str | None:
    name = _text(raw)
    if name is None:
        return None
    from voice_skill.triage import regions  # noqa: PLC0415  read only where a region is set

    names = tuple(regions())
    if name.lower() not in names:
        raise _Refused(f"one of {', '.join(names)}")
    return name.lower()


def _within(lowest: int, highest: int, unit: str) -> Callable[[Any], int]:
    def check(raw: Any) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int) or not lowest <= raw <= highest:
            raise _Refused(f"a whole number of {unit} from {lowest} to {highest}")
        return raw

    return check


def _switch(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise _Refused("true or false")
    return raw


def _phrase(raw: Any) -> str:
    words = raw.lower().split() if isinstance(raw, str) else []
    fewest, most = PHRASE_WORDS
    if not fewest <= len(words) <= most or not all(re.fullmatch(r"[a-z']+", word) for word in words):
        raise _Refused(f"{fewest} to {most} words of plain letters")
    return " ".join(words)


def _patience(raw: Any) -> str:
    if raw not in PATIENCE:
        raise _Refused(f"one of {', '.join(PATIENCE)}")
    return str(raw)


def _command(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(word, str) and "\0" not in word for word in raw):
        raise _Refused('a list of a program and its arguments, such as ["notify-carer", "--now"]')
    if raw and not raw[0]:
        raise _Refused("a list that begins with the name of a program")
    return tuple(raw)


def _keep(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(item in KEEPABLE for item in raw):
        raise _Refused(f"a list of any of {', '.join(KEEPABLE)}")
    return tuple(dict.fromkeys(raw))


def _address(raw: Any) -> str:
    place = raw.strip() if isinstance(raw, str) else ""
    if place != "none" and not re.fullmatch(r"(tcp://)?\S+:\d{1,5}", place):
        raise _Refused("HOST:PORT, such as 127.0.0.1:10800, or none")
    return place


def _addresses(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(
        isinstance(each, str) and re.fullmatch(r"[^=]+=\S+:\d{1,5}", each) for each in raw
    ):
        raise _Refused('a list of NAME=HOST:PORT, such as ["kitchen=192.168.1.20:10700"]')
    return tuple(raw)


def _folder(raw: Any) -> Path | None:
    name = _text(raw)
    if name and "\0" in name:
        raise _Refused("the name of a folder")
    try:
        return Path(name).expanduser() if name else None
    except RuntimeError:  # ~somebody
        raise _Refused("a folder of somebody who is on this machine") from None


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "region": _region,
    "rate_wpm": _within(80, 260, "words a minute"),
    "volume": _within(5, 100, "percent"),
    "patience": _patience,
    "microphone": _text,
    "loudspeaker": _text,
    "start_phrase": _phrase,
    "switch_s": _within(0, 15, "seconds"),
    "contact_command": _command,
    "contact_preauthorised": _switch,
    "keep": _keep,
    "listen": _address,
    "satellites": _addresses,
    "model": _folder,
}
_KINDS = {field.name: "text" for field in fields(Settings)} | {
    "rate_wpm": "whole number",
    "volume": "whole number",
    "switch_s": "whole number",
    "contact_command": "words",
    "keep": "words",
    "satellites": "words",
    "contact_preauthorised": "switch",
}
