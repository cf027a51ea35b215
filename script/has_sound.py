"""Exits with 0 where a consultation can be live: there is a microphone and a loudspeaker. Otherwise says why not."""

from __future__ import annotations

import sys

from voice_skill.errors import MissingPartError
from voice_skill.sound_card import find

try:
    find("input")
    find("output")
except MissingPartError as missing:
    print(f"No live consultation here, {missing.what}: playing a recorded patient instead.")
    sys.exit(1)
