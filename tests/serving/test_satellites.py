"""The published satellite program, running for real on loopback, driven by the whole server."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from home import Home, make_environment, wait_for
from hostile import hostile_clients

from voice_skill.hearing import SpeechModel, load_model, model_store
from voice_skill.simulation.overhearing import transcript

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.timeout(420)]

LIMIT_S = 120.0
TRIES = 4
START = "start back check"
GREETING = ["Hello. I'm an automated guide for back and leg trouble, not a doctor."]
WARNING = ["Call 9 9 9 now. Ask for an ambulance."]


@pytest.fixture(scope="module")
def model() -> SpeechModel:
    """The recogniser that listens to the loudspeakers again."""
    return load_model(model_store.find())


@pytest.fixture(scope="module")
def satellite() -> Path:
    """Python of an environment that holds the satellite program."""
    try:
        return make_environment(Path(__file__).parents[2] / ".venv-satellite")
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"wyoming-satellite can't be installed here: {error}")


class Serving:
    """`voice-skill serve` in a process of its own."""

    def __init__(self, folder: Path, homes: list[Home]) -> None:
        self.log = folder / "serve.log"
        named = [word for home in homes for word in ("--satellite", home.address)]
        env = {**os.environ, "VOICE_SKILL_REGION": "gb", "VOICE_SKILL_RATE_WPM": "190"}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "voice_skill", "serve", "--listen", "127.0.0.1:0", *named],
                env=env,
                stderr=log,
            )

    def logged(self, words: str) -> bool:
        """Whether the log says this."""
        return words in self.log.read_text()

    def port(self) -> int:
        """Where clients connect."""
        wait_for(lambda: self.logged("listening on"), LIMIT_S, "it listens")
        return int(re.search(r"listening on .*, port (\d+)", self.log.read_text()).group(1))  # type: ignore[union-attr]

    def stop(self) -> int:
        """Ask it to stop, as a service manager does; returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(90)


@pytest.fixture
def rooms(tmp_path: Path, satellite: Path) -> Iterator[list[Home]]:
    """Two rooms."""
    homes = [Home(satellite, tmp_path, name) for name in ("kitchen", "bedroom")]
    yield homes
    for home in homes:
        home.switch_off()


@pytest.fixture
def serving(tmp_path: Path, rooms: list[Home]) -> Iterator[Serving]:
    """The server of both rooms."""
    server = Serving(tmp_path, rooms)
    yield server
    server.process.kill()
    server.process.wait()


def begin(home: Home, serving: Serving, model: SpeechModel) -> int:
    """Say the start phrase until a consultation greets; returns where its first question has ended."""
    begun = f"{home.name}: a consultation begins"
    here = home.wait_spoken(0, limit_s=LIMIT_S)
    for _ in range(TRIES):
        home.say(START)
        try:
            wait_for(lambda: serving.logged(begun), 15, begun)
        except TimeoutError:
            continue
        end = home.wait_spoken(here, limit_s=LIMIT_S, least_s=5)
        assert "automated guide" in transcript(model, home.heard(here), GREETING)
        return end
    pytest.fail(serving.log.read_text())


def test_two_rooms_hold_a_consultation_each(rooms: list[Home], serving: Serving, model: SpeechModel) -> None:
    """While hostile clients do what they can, an emergency in one room is warned of there, and not in the other."""
    kitchen, bedroom = rooms

    def emergency() -> str:
        here = begin(kitchen, serving, model)
        kitchen.say("I have chest pain and I can not breathe")
        warned = kitchen.wait_spoken(here, limit_s=LIMIT_S, least_s=3)
        kitchen.say("yes")
        kitchen.wait_spoken(warned, limit_s=LIMIT_S)
        return transcript(model, kitchen.heard(here), WARNING)

    def ordinary() -> str:
        here = begin(bedroom, serving, model)
        for words in ("my back hurts", "fifty two", "myself"):
            bedroom.say(words)
            bedroom.wait_spoken(bedroom.samples, limit_s=LIMIT_S)
        return transcript(model, bedroom.heard(here), WARNING)

    with ThreadPoolExecutor() as people, hostile_clients(serving.port()):
        warned, asked = people.submit(emergency), people.submit(ordinary)
        assert "call nine nine nine now" in warned.result()
        assert "nine nine nine" not in asked.result()
    assert serving.stop() == 0
    log = serving.log.read_text()
    assert "chest" not in log
    assert "something broke" not in log
    assert "connection closed" in log
    assert "bedroom: the consultation has ended: stopped" in log


def test_a_warning_that_the_satellite_missed_is_said_again(
    rooms: list[Home], serving: Serving, model: SpeechModel
) -> None:
    """A satellite that disappears in the middle of a warning hears it from the start once it is back."""
    kitchen, bedroom = rooms
    bedroom.switch_off()
    here = begin(kitchen, serving, model)
    kitchen.say("I have chest pain and I can not breathe")
    wait_for(lambda: kitchen.has_heard(here), LIMIT_S, "a reply")
    kitchen.switch_off()
    wait_for(lambda: serving.logged("kitchen: the satellite is gone"), 30, "the loss is noticed")
    back = kitchen.samples
    kitchen.switch_on()
    kitchen.wait_spoken(back, limit_s=LIMIT_S, least_s=3)
    assert "call nine nine nine now" in transcript(model, kitchen.heard(back), WARNING)
