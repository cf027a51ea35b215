"""Compiled grammars on disk, so that a start need not parse the templates again.

The file is keyed by the content of the grammars, so an edited grammar is compiled anew. It holds nothing but the
grammars: never a word anybody said.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from voice_skill.understanding.compiled import Compiled, as_data, compile_folder, unpacked

COMPILING_LIMIT_S = 60.0
"""Seconds that compiling may take in a process of its own; it takes three, and more on a small computer."""
_UNREADABLE = (OSError, ValueError, KeyError, IndexError, TypeError, OverflowError)
"""What comes of a kept file that is missing or damaged."""
VERSIONS_KEPT = 3
"""Compiled grammars in a cache: checkouts that share a home would else delete each other's, a few megabytes each."""


def load_folder(folder: Path, cache: Path | None) -> Compiled:
    """Compile a folder, or take what an earlier start compiled. Raises `GrammarError`."""
    return compile_folder(folder) if cache is None else _kept(folder, cache)


def _kept(folder: Path, cache: Path) -> Compiled:
    """Return what an earlier start kept, or compile and keep it."""
    kept = cache / f"grammar-{_fingerprint(folder)}.json"
    try:
        compiled = _read(kept)
    except _UNREADABLE:
        # Missing, or damaged: both are mended by compiling.
        return _kept_aside(folder, kept) or compile_and_keep(folder, kept)
    with suppress(OSError):  # the cache may be another's, or read-only
        kept.touch()  # what is used is kept longest
    return compiled


def compile_and_keep(folder: Path, kept: Path) -> Compiled:
    """Compile the grammars of a folder into a file of the cache. Raises `GrammarError`."""
    compiled = compile_folder(folder)
    _keep(kept, json.dumps(as_data(compiled), separators=(",", ":")))
    return compiled


def _kept_aside(folder: Path, kept: Path) -> Compiled | None:
    """Compile in a process of its own, and take what it kept; None where that can't be done.

    Compiling needs 120 MB for three seconds. A process that has done it never gives them all back.
    """
    code = f"from pathlib import Path; from {__name__} import compile_and_keep as work; import sys; "
    code += "work(*map(Path, sys.argv[1:]))"
    command = [sys.executable, "-c", code, str(folder), str(kept)]
    with suppress(subprocess.SubprocessError, *_UNREADABLE):
        kept.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(kept.parent, os.W_OK):
            return None
        subprocess.run(  # noqa: S603  our own code
            command, check=True, timeout=COMPILING_LIMIT_S, capture_output=True, stdin=subprocess.DEVNULL
        )
        return _read(kept)
    return None


def _read(kept: Path) -> Compiled:
    return unpacked(json.loads(kept.read_text(encoding="utf-8")))


def _fingerprint(folder: Path) -> str:
    """Of the grammars and of the code that compiles them: a change to either compiles anew."""
    digest = hashlib.sha256()
    code = Path(__file__).parent
    for path in (*sorted(folder.rglob("*.yaml")), *sorted(code.glob("*.py"))):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:24]


def _keep(path: Path, text: str) -> None:
    """Write atomically; a cache that can't be written is done without."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".grammar-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
        for old in sorted(path.parent.glob("grammar-*.json"), key=_used)[:-VERSIONS_KEPT]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def _used(path: Path) -> int:
    """When it was last used, nanoseconds; 0 where another process has just deleted it."""
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0
