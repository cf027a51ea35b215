"""A sound system that went away and came back is found again, by a process that saw it go."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from voice_skill.devices.virtual import VirtualDevices
from voice_skill.ports import Clip

pytestmark = pytest.mark.sound_devices

LOOK = """
import sys
from voice_skill import sound_card
from voice_skill.errors import MissingPartError

sound_card.devices("output")
for line in sys.stdin:
    try:
        if line == "rescan\\n":
            sound_card.rescan()
        print(sound_card.find("output").name, flush=True)
    except MissingPartError as error:
        print("missing:", error.what, flush=True)
"""


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[VirtualDevices]:
    """A sound daemon of our own."""
    virtual = VirtualDevices(tmp_path)
    yield virtual
    virtual.close()


def test_a_list_made_while_it_was_down_is_made_anew(devices: VirtualDevices) -> None:
    """Looking for a lost microphone while the daemon is down must not cost the loudspeaker, and the warning, for good."""
    with subprocess.Popen(
        [sys.executable, "-c", LOOK],
        env=devices.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as looking:

        def ask(what: str) -> str:
            assert looking.stdin is not None
            assert looking.stdout is not None
            looking.stdin.write(what + "\n")
            looking.stdin.flush()
            return looking.stdout.readline()

        assert "missing" not in ask("look")
        devices.kill_daemon()
        assert "missing: there is no loudspeaker" in ask("rescan")
        devices.restart_daemon()
        assert "missing" not in ask("look")


def test_a_microphone_that_is_pulled_out_and_put_back_is_the_default_again(devices: VirtualDevices) -> None:
    """What the soak breaks, it mends: otherwise it would test something else afterwards."""
    devices.unplug_microphone()
    listed = subprocess.run(
        ["pactl", "list", "short", "sources"], env=devices.env, capture_output=True, check=True
    )
    assert b"microphone.monitor" not in listed.stdout
    devices.plug_in_microphone()
    asked = subprocess.run(["pactl", "get-default-source"], env=devices.env, capture_output=True, check=True)
    assert asked.stdout.strip() == b"microphone.monitor"
    before = devices.samples
    devices.speak(Clip(bytes(range(1, 251)) * 200, 22050))
    with pytest.raises(TimeoutError):
        devices.wait_loud(
            before, limit_s=1.0
        )  # what is said into the microphone does not come out of the loudspeaker
