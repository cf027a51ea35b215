"""How an unexpected fault is named in a log: what and where, never with values, which may be a person's words."""

from __future__ import annotations

import traceback
from pathlib import Path


def named(error: BaseException) -> str:
    """Return the kind of an error and the place in the program at which it arose."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
