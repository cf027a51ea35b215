"""How a person wants to be spoken to, kept for the next time once they have said yes to that."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from voice_skill.devices.private import check_ours, data_folder, write_private
from voice_skill.errors import BadInputError
from voice_skill.settings import ENV_PREFIX, Settings, load_settings

NAME = "preferences.toml"
PREFERABLE = ("rate_wpm", "volume", "patience", "region")
"""Settings that may be changed by voice and kept."""

_LOG = logging.getLogger(__name__)


def default_folder() -> Path:
    """Where they are kept, when they are: this user's data folder."""
    return data_folder("preferences")


def with_preferences(
    settings: Settings, folder: Path | None = None, env: Mapping[str, str] | None = None
) -> Settings:
    """Return the settings with what was kept; what the environment sets for this once stays."""
    if "preferences" not in settings.keep:
        return settings
    env = os.environ if env is None else env
    kept = _kept(default_folder() if folder is None else folder)
    return replace(
        settings, **{name: value for name, value in kept.items() if ENV_PREFIX + name.upper() not in env}
    )


def keep_preferences(settings: Settings, now: Mapping[str, object], folder: Path | None = None) -> bool:
    """Keep what differs from the settings, beside what was kept before; returns whether it is kept."""
    folder = default_folder() if folder is None else folder
    changed = {name: now[name] for name in PREFERABLE if now.get(name) not in {None, getattr(settings, name)}}
    lines = [f"{name} = {json.dumps(value)}" for name, value in {**_kept(folder), **changed}.items()]
    try:
        write_private(folder, NAME, "\n".join([*lines, ""]))
    except BadInputError as error:
        _LOG.error("voice-skill: %s", error)
        return False
    return True


def _kept(folder: Path) -> dict[str, Any]:
    """What was kept; nothing where that can't be trusted or read: nobody is kept waiting by a damaged preference."""
    path = folder / NAME
    try:
        check_ours(folder)
        check_ours(path)
        kept = load_settings(path, env={})
    except FileNotFoundError:
        return {}
    except (BadInputError, OSError) as error:
        _LOG.warning("voice-skill: preferences are left out: %s", error)
        return {}
    usual = Settings()
    return {name: getattr(kept, name) for name in PREFERABLE if getattr(kept, name) != getattr(usual, name)}
