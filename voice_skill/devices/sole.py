"""One consultation at a time: two that hear each other's voice would take it for answers."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from voice_skill.devices.private import PRIVATE_FILE, PRIVATE_FOLDER, check_ours
from voice_skill.errors import BadInputError, MissingPartError

NAME = "listening.lock"


def runtime_folder() -> Path:
    """Where the mark is put: this user's folder for what ends with the session, or where there is none, the cache's."""
    from platformdirs import user_cache_path  # noqa: PLC0415  only live consultations need it

    session = os.environ.get("XDG_RUNTIME_DIR")
    return Path(session) / "voice-skill" if session else user_cache_path("voice-skill")


@contextlib.contextmanager
def sole_listener(folder: Path | None = None) -> Iterator[None]:
    """Be the only one of this user's that listens, while the block runs.

    The sound system lets any number of programs open one microphone, so they have to agree among themselves. The
    mark is a lock of the operating system: it goes when its process does, however that ends. Where none can be made,
    there is nothing to agree by, and the consultation goes on.

    Raises:
        MissingPartError: when another one listens. It is only shown: spoken, the other would hear it as an answer.
    """
    handle = _open(runtime_folder() if folder is None else folder)
    if handle is None:
        yield
        return
    try:
        if not _lock(handle):
            raise MissingPartError(
                f"another voice-skill is listening to this microphone already (process {_owner(handle)})",
                "Talk to that one, or end it first; `voice-skill type` works beside it.",
            )
        os.ftruncate(handle, 0)
        with contextlib.suppress(OSError):  # a full disk: the lock counts, not what is in it
            os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)


def _open(folder: Path) -> int | None:
    with contextlib.suppress(OSError, BadInputError):
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        check_ours(folder)
        return os.open(folder / NAME, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), PRIVATE_FILE)
    return None


def _lock(handle: int) -> bool:
    """Take the lock; False when somebody else has it."""
    try:
        import fcntl  # noqa: PLC0415  Unix's
    except ImportError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _owner(handle: int) -> str:
    return os.pread(handle, 20, 0).decode("ascii", errors="replace") or "unknown"
