"""Private files: where and when, written whole or not at all, readable by nobody else."""

from __future__ import annotations

import os
import stat
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from voice_skill.errors import BadInputError

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
_PREFIX, _SUFFIX = ".voice-skill-", ".part"
"""Of the name of a file that is being written."""


def calendar() -> datetime:
    """Return the calendar's time, which what is kept is dated by; it may be wrong, and be set."""
    return datetime.now(UTC)


def data_folder(name: str) -> Path:
    """Return where this user's files of one kind are kept, when they are."""
    from platformdirs import user_data_path  # noqa: PLC0415  only when something is kept

    return user_data_path("voice-skill") / name


def write_private(folder: Path, name: str, text: str) -> Path:
    """Write a file that only its owner can read, atomically, and return where it is.

    Raises:
        BadInputError: when the folder belongs to somebody else, others can write to it, or it can't be written.
    """
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        check_ours(folder)
        _check_parent(folder.parent)
        folder.chmod(PRIVATE_FOLDER)
        return _write(folder, name, text)
    except OSError as error:
        raise BadInputError(f"{folder}: can't keep a file there: {error.strerror or error}") from error


def _write(folder: Path, name: str, text: str) -> Path:
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=_PREFIX, suffix=_SUFFIX)  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(PRIVATE_FILE)
        return Path(temporary).replace(folder / name)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def leftovers(folder: Path) -> list[Path]:
    """What `write_private` left in a folder when its process was killed: private, too, but not whole."""
    return list(folder.glob(f"{_PREFIX}*{_SUFFIX}"))


def check_ours(path: Path) -> None:
    """Refuse a path that somebody else owns or may write to. Raises `BadInputError`; `OSError` where it is missing."""
    about = path.lstat()
    if stat.S_ISLNK(about.st_mode) or about.st_uid != os.geteuid():
        raise BadInputError(f"{path}: belongs to somebody else; nothing is kept there")
    if about.st_mode & stat.S_IWOTH:
        raise BadInputError(f"{path}: anybody can write to it; nothing is kept there")


def _check_parent(parent: Path) -> None:
    """Refuse a folder that others could put another in place of."""
    about = parent.stat()
    if about.st_uid not in {os.geteuid(), 0}:
        raise BadInputError(f"{parent}: belongs to somebody else; nothing is kept in it")
    if about.st_mode & stat.S_IWOTH and not about.st_mode & stat.S_ISVTX:
        raise BadInputError(f"{parent}: anybody can write to it; nothing is kept in it")
