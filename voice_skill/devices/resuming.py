"""Keeps a consultation that may break off, against crashes and power cuts, until it has ended or is too old to go on with."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from voice_skill.devices.private import calendar, check_ours, data_folder, leftovers, write_private
from voice_skill.errors import BadInputError

NAME = "unfinished.json"
KEPT = timedelta(hours=2)
"""How long it can be gone on with: after that, symptoms may have changed, and everything is asked again."""
CLOCK_BACK = timedelta(hours=1)
"""How much earlier than the file the clock may be: small computers without a clock of their own set theirs back to the
last full hour when their power comes back."""

_LOG = logging.getLogger(__name__)


def default_folder() -> Path:
    """Where it is kept, when it is: this user's data folder."""
    return data_folder("resume")


class Unfinished:
    """The one consultation that may be gone on with."""

    def __init__(self, folder: Path | None = None, *, now: Callable[[], datetime] = calendar) -> None:
        self._folder = default_folder() if folder is None else folder
        self._now = now

    def remember(self, content: Mapping[str, object] | None) -> None:
        """Keep how far it has come (None: there is nothing to go on with, and what was kept goes).

        What can't be kept is worse than nothing: an earlier state lacks the last answers. So that goes, too.
        """
        if content is None:
            self._forget_quietly()
            return
        kept = json.dumps({"kept_at": self._now().isoformat(), "consultation": content}, ensure_ascii=False)
        try:
            write_private(self._folder, NAME, kept)
        except BadInputError as error:
            _LOG.error("voice-skill: %s", error)
            self._forget_quietly()

    def recall(self) -> Mapping[str, object] | None:
        """What broke off not long ago, once; None when nothing did, or it can't be trusted or read."""
        try:
            check_ours(self._folder)
            check_ours(self._folder / NAME)
            kept = json.loads((self._folder / NAME).read_text(encoding="utf-8"))
            age = self._now() - datetime.fromisoformat(kept["kept_at"])
            content = kept["consultation"]
            fresh = -CLOCK_BACK <= age <= KEPT and isinstance(content, dict)
        except FileNotFoundError:
            return None
        except (BadInputError, OSError, ValueError, TypeError, KeyError, RecursionError):
            fresh = False
        if not fresh:
            self._forget_quietly()
            return None
        return dict(content)

    def forget(self) -> int:
        """Delete it; returns how many files went. Raises `OSError` when that fails."""
        if not self._folder.is_dir():
            return 0
        gone = [path for path in (self._folder / NAME, *leftovers(self._folder)) if path.exists()]
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)

    def _forget_quietly(self) -> None:
        try:
            self.forget()
        except OSError as error:
            _LOG.error("voice-skill: %s can't be deleted: %s", self._folder / NAME, error)
