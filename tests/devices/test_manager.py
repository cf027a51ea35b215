"""What a service manager is told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from voice_skill.devices.manager import BeatingPlayer, BeatingSource, Manager
from voice_skill.hearing import SampleSource
from voice_skill.ports import Clip


class Listening:
    """A service manager's socket."""

    def __init__(self, path: Path) -> None:
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.line.bind(str(path))
        self.env = {"NOTIFY_SOCKET": str(path)}

    def told(self, wait_s: float = 5.0) -> str:
        """The next message; empty when none comes."""
        self.line.settimeout(wait_s)
        try:
            return self.line.recv(4096).decode()
        except TimeoutError:
            return ""


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[Listening]:
    """A socket as systemd makes it."""
    made = Listening(tmp_path / "notify")
    yield made
    made.line.close()


class Player:
    """A loudspeaker that plays everything at once."""

    def play(self, clip: Clip) -> bool:
        return True

    def stop(self) -> None:
        """Nothing plays."""


def test_it_tells_what_it_does(listening: Listening) -> None:
    """Ready, a new status, and stopping, each as sd_notify has it."""
    manager = Manager(listening.env)
    manager.ready("on standby")
    manager.status("in a consultation")
    manager.stopping()
    assert [listening.told() for _ in range(3)] == [
        "READY=1\nSTATUS=on standby",
        "STATUS=in a consultation",
        "STOPPING=1",
    ]
    assert listening.told(0.1) == ""  # nobody watches, so there is no sign of life


def test_signs_of_life_come_only_with_progress(listening: Listening) -> None:
    """Each block heard and clip played is progress; without any, the manager hears nothing, and starts it anew."""
    now = [0.0]
    manager = Manager({**listening.env, "WATCHDOG_USEC": "300000"}, stuck_s=10, clock=lambda: now[0])
    assert listening.told() == "WATCHDOG=1"
    now[0] = 11.0
    while listening.told(0.5):
        """What was sent before the clock moved on."""
    assert listening.told(0.5) == ""
    for progress in (
        lambda: next(BeatingSource(SampleSource(b"\0\0" * 1600, 16000), manager).blocks()),
        lambda: BeatingPlayer(Player(), manager).play(Clip(b"\0\0", 16000)),
    ):
        now[0] += 11.0
        while listening.told(0.5):
            """Still from before."""
        progress()
        assert listening.told() == "WATCHDOG=1"
    manager.close()


def test_an_abstract_socket_is_reached() -> None:
    """An @ before the name stands for the null byte."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind("\0voice-skill-test")
        line.settimeout(5)
        Manager({"NOTIFY_SOCKET": "@voice-skill-test"}).stopping()
        assert line.recv(100) == b"STOPPING=1"


@pytest.mark.parametrize("env", [{}, {"NOTIFY_SOCKET": "/nowhere/at/all", "WATCHDOG_USEC": "often"}])
def test_without_a_manager_nothing_happens(env: dict[str, str]) -> None:
    """By hand, or under a manager that has gone, the skill runs as it does."""
    manager = Manager(env)
    manager.ready("on standby")
    manager.stopping()
    manager.close()
    assert manager._address == env.get("NOTIFY_SOCKET", "")


def test_the_wrapped_devices_are_the_devices() -> None:
    """What is heard and played is the same, watched or not."""
    manager = Manager({})
    source = BeatingSource(SampleSource(b"\1\0" * 4800, 16000), manager)
    assert source.rate == 16000
    assert len(list(source.waiting(0.1))) == 1
    assert len(list(source.blocks())) == 2
    source.close()
    assert list(source.blocks()) == []
    BeatingPlayer(Player(), manager).stop()
