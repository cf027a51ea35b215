"""The measurement of many rooms: what its simulated people do, and what it makes of their waits."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.satellite import RunSatellite

from voice_skill.bench.processes import resident_mb, worked_s
from voice_skill.bench.rooms import visitor as visiting
from voice_skill.bench.rooms.command import _options
from voice_skill.bench.rooms.measure import Measured
from voice_skill.bench.rooms.report import carried, further_mb, page, picture
from voice_skill.bench.rooms.visitor import WORDS, Visitor
from voice_skill.cli import main
from voice_skill.ports import Clip
from voice_skill.serving.sound import RATE
from voice_skill.speaking.clips import join, silence
from voice_skill.speaking.earcons import earcon

ONE = Measured(1, 60.0, (1.0, 1.2, 1.1), 0, 6.0, 300.0, 0.5)
FEW = replace(ONE, rooms=4, waits_s=(1.2, 1.3, 1.3), worked_s=24.0, resident_mb=360.0)
MANY = replace(ONE, rooms=8, waits_s=(2.0, 2.0, 4.0), worked_s=48.0, resident_mb=440.0)


def test_it_carries_what_stays_within_a_fifth() -> None:
    """The first number that is slow ends it; a later one that is quick by chance does not count."""
    assert carried([ONE, FEW, MANY]) == 4
    assert carried([ONE, MANY, replace(FEW, rooms=9)]) == 1


def test_a_number_without_replies_carries_nothing() -> None:
    """No reply at all is no quick reply."""
    assert carried([ONE, replace(MANY, waits_s=())]) == 1


def test_each_further_room_costs_the_slope() -> None:
    """Twenty megabytes a room; with one measurement nothing can be said."""
    assert further_mb([ONE, FEW, MANY]) == pytest.approx(20.0, rel=0.05)
    assert further_mb([ONE]) is None


def test_the_page_says_what_was_measured_and_its_picture_is_one() -> None:
    """Rooms, share of a core, memory and load; the SVG is well-formed."""
    said = page([ONE, FEW, MANY], "voice-skill bench rooms", "rooms.svg")
    for part in ("up to 4 at once", "10.0% of one core", "about 10 of them", "20 MB", "load", "rooms.svg"):
        assert part in said
    assert ET.fromstring(picture([ONE, FEW, MANY])).tag.endswith("svg")  # noqa: S314  our own output


def test_a_busy_machine_measures_no_rooms() -> None:
    """Waits under other work's load are not called the skill's; its processor time still is."""
    said = page([ONE, replace(FEW, load=50.0)], "voice-skill bench rooms", "rooms.svg")
    assert "The machine was busy" in said
    assert "at once without" not in said
    assert "10.0% of one core" in said


def test_work_and_memory_of_a_process_and_its_children_are_counted() -> None:
    """What a child does is the skill's, too."""
    before = worked_s(os.getpid())
    child = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        while worked_s(os.getpid()) - before < 0.3:
            assert child.poll() is None
        assert resident_mb(os.getpid()) > resident_mb(child.pid) > 1
    finally:
        child.kill()
        child.wait()


@pytest.mark.parametrize("rooms", ["none", "0", "1,1000", "1,,2"])
def test_a_number_of_rooms_must_be_one(rooms: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What makes no sense is refused."""
    with pytest.raises(SystemExit):
        _options(["--rooms", rooms])
    assert "--rooms" in capsys.readouterr().err


def test_a_core_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    """One line, with those that are."""
    assert main(["bench", "rooms", "--core", "999"]) == 2
    assert "--core: there are only" in capsys.readouterr().err


def test_a_visitor_answers_an_open_microphone_and_times_the_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    """Called, it waits for the tone that opens the microphone, speaks, and counts until the reply."""
    monkeypatch.setattr(visiting, "REACTS_S", (0.0, 0.0))
    loud = Clip(np.full(RATE // 10, 9000, "<i2").tobytes(), RATE)
    question = join([silence(0.1, RATE), earcon("open_mic")], RATE)

    async def meet() -> tuple[str, Visitor]:
        visitor = Visitor("room 1", dict.fromkeys(WORDS, loud), 1)
        _, _, port = (await visitor.open()).rpartition(":")
        async with AsyncTcpClient("127.0.0.1", int(port)) as skill:
            await skill.write_event(RunSatellite().event())
            called = ""
            while not called:
                event = await skill.read_event()
                assert event is not None
                called = str(event.data["start_stage"]) if event.type == "run-pipeline" else ""
            for pcm in (silence(0.1, RATE).pcm, question.pcm):  # a line that asks nothing, then a question
                await skill.write_event(AudioStart(RATE, 2, 1).event())
                await skill.write_event(AudioChunk(RATE, 2, 1, pcm).event())
                await skill.write_event(AudioStop().event())
            spoken = 0
            while spoken < len(loud.pcm):
                event = await skill.read_event()
                assert event is not None
                spoken += 2 * int((np.frombuffer(event.payload or b"", "<i2") > 8000).sum())
            await asyncio.sleep(0.2)
            await skill.write_event(AudioStart(RATE, 2, 1).event())
            for _ in range(500):
                if visitor.replies.waits_s:
                    break
                await asyncio.sleep(0.01)
        visitor.close()
        return called, visitor

    called, visitor = asyncio.run(asyncio.wait_for(meet(), 60))
    assert called == "asr"
    assert len(visitor.replies.waits_s) == 1
    assert visitor.replies.waits_s[0] >= 0.1
    assert visitor.replies.spoken_over == 0
