"""Where the data that travels with the software is, from a clone or from an installed wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from voice_skill.errors import MissingPartError

Resource = Literal["grammars", "knowledge", "patients"]

_PACKAGE = Path(__file__).resolve().parent
_PLACES: dict[Resource, tuple[Path, ...]] = {
    "grammars": (_PACKAGE / "_data" / "grammars", _PACKAGE.parent / "grammars"),
    "knowledge": (_PACKAGE / "triage" / "knowledge",),
    "patients": (_PACKAGE / "_data" / "patients", _PACKAGE.parent / "audio_fixtures" / "patients"),
}


def find(resource: Resource) -> Path:
    """Return the folder of a resource.

    Raises:
        MissingPartError: when the installation lacks it.
    """
    for place in _PLACES[resource]:
        if place.is_dir():
            return place
    raise MissingPartError(f"the {resource} of voice-skill are missing", "Install voice-skill again.")
