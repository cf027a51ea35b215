"""The skill as a service manager runs it, over virtual sound devices that come up after it."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from voice_skill.devices.virtual import VirtualDevices
from voice_skill.hearing import model_store
from voice_skill.speaking.espeak_program import EspeakProgram

pytestmark = [pytest.mark.sound_devices, pytest.mark.model, pytest.mark.timeout(300)]

LIMIT_S = 60.0
VOICE, PACE = "en-gb-x-rp+f2", 130
TRIES = 4
SAID = "I have chest pain and I can not breathe"


class Told:
    """What the service manager is told, as it comes."""

    def __init__(self, path: Path) -> None:
        self.messages: list[str] = []
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._line.bind(str(path))
        self._line.settimeout(0.2)
        self._over = False
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def wait(self, message: str, *, since: int = 0) -> bool:
        """Whether this is told, sooner or later."""
        until = time.monotonic() + LIMIT_S
        while not any(message in told for told in self.messages[since:]):
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True

    def close(self) -> None:
        """Listen no longer."""
        self._over = True
        self._thread.join()
        self._line.close()

    def _listen(self) -> None:
        while not self._over:
            try:
                self.messages.append(self._line.recv(4096).decode())
            except TimeoutError:
                continue


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[VirtualDevices]:
    """A sound daemon of our own."""
    virtual = VirtualDevices(tmp_path)
    yield virtual
    virtual.close()


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    """A service manager."""
    made = Told(tmp_path / "notify")
    yield made
    made.close()


def test_a_service_waits_lives_and_ends_without_a_word_in_its_log(
    devices: VirtualDevices, told: Told, tmp_path: Path
) -> None:
    """It waits for the sound system, gives signs of life in a consultation, ends on SIGTERM, and logs no words."""
    devices.kill_daemon()
    env = {
        **devices.env,
        "VOICE_SKILL_MODEL": str(model_store.find()),
        "VOICE_SKILL_REGION": "gb",
        "VOICE_SKILL_RATE_WPM": "190",
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
        "WATCHDOG_USEC": "1500000",
    }
    log = tmp_path / "log"
    with log.open("wb") as file:
        skill = subprocess.Popen(
            [sys.executable, "-m", "voice_skill", "standby", "--service"], env=env, stdout=file, stderr=file
        )
    try:
        assert told.wait("STATUS=waiting for the sound system"), log.read_text()
        devices.restart_daemon()
        assert told.wait("STATUS=on standby"), log.read_text()
        here = devices.samples
        for _ in range(TRIES):
            devices.wait_quiet(1.5, limit_s=LIMIT_S, after=here)
            devices.speak(EspeakProgram().render("start back check", voice=VOICE, rate=PACE))
            here = devices.samples
            if any("in a consultation" in message for message in told.messages) or told.wait(
                "in a consultation"
            ):
                break
        began = len(told.messages)
        here = devices.samples
        devices.wait_quiet(2.0, limit_s=LIMIT_S, after=here)
        devices.speak(EspeakProgram().render(SAID, voice=VOICE, rate=PACE))
        assert told.wait("WATCHDOG=1", since=began)
        skill.terminate()
        assert told.wait("STOPPING=1")
        assert skill.wait(2 * LIMIT_S) == 0
    finally:
        skill.kill()
        skill.wait()
    logged = log.read_text()
    assert "a consultation begins" in logged
    for word in re.findall(r"[a-z]{4,}", SAID.lower()):
        assert word not in logged.lower()
    assert len(logged) < 2000, logged  # a few lines, not a transcript
