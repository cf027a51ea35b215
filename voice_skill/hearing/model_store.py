"""The speech model on disk: found, installed, verified; damaged or half-copied copies are replaced, never used.

An install happens in a folder of its own beside the final place, every file is hashed there, and only then is it
renamed: a process that is killed at any moment leaves either a whole model or none.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_cache_dir

from voice_skill.errors import MissingPartError
from voice_skill.hearing.model_download import Archive, DownloadError, Progress, attempts
from voice_skill.hearing.model_files import (
    MODEL_FILES,
    MODEL_NAME,
    ModelStatus,
    full_check,
    quick_check,
    structure_check,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

MODEL_VARIABLE = "VOICE_SKILL_MODEL"
"""Environment variable that names another model folder."""
REMEDY = "Run `voice-skill model` to install it."

_PARTIAL = f".{MODEL_NAME}.partial-"
_DAMAGED = f".{MODEL_NAME}.damaged-"
_LOCK = ".install.lock"


def default_folder() -> Path:
    """Return where the model is installed: in this user's cache folder."""
    return Path(user_cache_dir("voice-skill", appauthor=False)) / "models" / MODEL_NAME


def chosen_folder(chosen: str | Path | None = None) -> Path | None:
    """Return the model folder somebody chose, by argument or by `VOICE_SKILL_MODEL`; None: the installed one."""
    named = chosen or os.environ.get(MODEL_VARIABLE)
    return Path(named).expanduser() if named else None


def status(chosen: str | Path | None = None, *, thorough: bool = False) -> ModelStatus:
    """Say where the model is and whether it is whole; `thorough` hashes every file."""
    own = chosen_folder(chosen)
    if own is not None:
        return structure_check(own)
    return full_check(default_folder()) if thorough else quick_check(default_folder())


def find(chosen: str | Path | None = None) -> Path:
    """Return the folder of a usable model, in milliseconds when it was verified before.

    Raises:
        MissingPartError: when there is none, or it is damaged.
    """
    found = status(chosen)
    if found.ready:
        return found.path
    if chosen_folder(chosen) is not None:
        raise MissingPartError(
            f"the speech model folder {found.path} can't be used: {found.problems[0]}",
            f"Correct {MODEL_VARIABLE}, or unset it to use the standard model.",
        )
    if found.state == "missing":
        raise MissingPartError("the speech model is not installed", REMEDY)
    raise MissingPartError(f"the speech model in {found.path} is damaged ({found.problems[0]})", REMEDY)


def ensure(progress: Progress | None = None, folder: Path | None = None) -> Path:
    """Return the folder of the standard model, installing or replacing it first where needed.

    Raises:
        MissingPartError: when it could not be fetched from anywhere.
    """
    target = folder or default_folder()
    if quick_check(target).ready:
        return target
    return install(progress, target)


def install(progress: Progress | None = None, folder: Path | None = None) -> Path:
    """Fetch, verify and put in place the standard model, replacing whatever is there.

    Raises:
        MissingPartError: when it could not be fetched, or what came was not the published model.
    """
    target = folder or default_folder()
    tell = progress or _say_nothing
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target.parent):
            if folder is None and quick_check(target).ready:
                return target  # another process has just installed it
            _sweep(target.parent)
            with tempfile.TemporaryDirectory(prefix=_PARTIAL, dir=target.parent) as scratch:
                _fetch_into(Path(scratch), target, tell)
    except OSError as error:
        raise MissingPartError(
            f"the speech model can't be written to {target.parent}: {error.strerror or error}",
            "Make room or give write access there, and run `voice-skill model` again.",
        ) from error
    return target


def _fetch_into(scratch: Path, target: Path, progress: Progress) -> None:
    failures = []
    for place, fetch in attempts(scratch, progress):
        try:
            unpacked = _unpack(fetch(), scratch / MODEL_NAME)
        except DownloadError as error:
            failures.append(f"{place}: {error}")
            continue
        progress("verifying the speech model", 0, None)
        checked = full_check(unpacked)
        if checked.ready:
            _put_in_place(unpacked, target)
            return
        failures.append(f"{place}: {checked.problems[0]}")
    raise MissingPartError(
        "the speech model could not be fetched (" + "; ".join(failures) + ")",
        "Check the network connection and run `voice-skill model` again.",
    )


def _unpack(archive: Archive, folder: Path) -> Path:
    """Take the model's files, and only those, out of an archive."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with zipfile.ZipFile(archive.path) as opened:
            for name in MODEL_FILES:
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with opened.open(archive.prefix + name) as source, path.open("wb") as sink:
                    shutil.copyfileobj(source, sink, 1 << 20)
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise DownloadError(f"the archive is damaged or lacks the model: {error}") from error
    return folder


def _put_in_place(unpacked: Path, target: Path) -> None:
    """Swap the verified folder in; the old one is moved aside first because a full folder can't be overwritten."""
    for path in unpacked.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    aside = Path(tempfile.mkdtemp(prefix=_DAMAGED, dir=target.parent))
    if target.exists():
        target.replace(aside / "old")
    unpacked.chmod(0o755)
    unpacked.replace(target)
    shutil.rmtree(aside, ignore_errors=True)


def _sweep(models: Path) -> None:
    """Remove what an interrupted install has left. Called with the lock held."""
    for prefix in (_PARTIAL, _DAMAGED):
        for leftover in models.glob(f"{prefix}*"):
            shutil.rmtree(leftover, ignore_errors=True)


@contextlib.contextmanager
def _alone(models: Path) -> Iterator[None]:
    """Hold a lock, so that two installs at once don't sweep each other away; the system frees it on any death."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows, where the second install fails to rename instead
    except ImportError:
        yield
        return
    with (models / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say_nothing(_doing: str, _done: int, _total: int | None) -> None:
    """Report no progress."""
