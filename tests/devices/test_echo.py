"""Interruption is only allowed where the echo canceller is positively seen; everything unclear means no."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from voice_skill.devices import echo

PID = 4711
PULSE = {"driver": "module-echo-cancel.c", "owner_module": 3, "properties": {"device.class": "filter"}}
PIPEWIRE = {
    "driver": "PipeWire",
    "owner_module": 4294967295,
    "properties": {"node.link-group": "echo-cancel-812-25"},
}
PLAIN = {"driver": "module-null-sink.c", "owner_module": 1, "properties": {"device.class": "sound"}}


class SoundSystem:
    """What a sound system lists: one microphone and one loudspeaker, and who uses them."""

    def __init__(self, source: dict[str, Any], sink: dict[str, Any]) -> None:
        self.lists: dict[str, list[dict[str, Any]]] = {
            "sources": [{"index": 0, **PLAIN}, {"index": 7, **source}],
            "sinks": [{"index": 0, **PLAIN}, {"index": 9, **sink}],
            "clients": [],
            "source-outputs": [stream(source=7), stream(source=0, pid=1)],
            "sink-inputs": [stream(sink=9), stream(sink=0, pid=1)],
        }

    def __call__(self, kind: str) -> list[dict[str, Any]]:
        return self.lists[kind]


def stream(*, pid: int = PID, **end: int) -> dict[str, Any]:
    """A stream of a process."""
    return {**end, "properties": {"application.process.id": str(pid)}}


@pytest.mark.parametrize("device", [PULSE, PIPEWIRE])
def test_a_canceller_between_our_microphone_and_our_loudspeaker_counts(device: dict[str, Any]) -> None:
    """PulseAudio's module, and PipeWire's; what other programs use is their affair."""
    assert echo.cancelled(SoundSystem(device, device), PID)


def by_client(system: SoundSystem) -> SoundSystem:
    """The same as PipeWire 1.4 lists it: the process stands in the client alone. As seen there, with ALSA's plugin."""
    pids = {PID: 117, 1: 33}
    system.lists["clients"] = [
        {"index": client, "properties": {"application.process.id": str(pid)}} for pid, client in pids.items()
    ]
    for kind in ("source-outputs", "sink-inputs"):
        system.lists[kind] = [
            {
                **each,
                "client": pids[int(each["properties"]["application.process.id"])],
                "properties": {"application.name": "PipeWire ALSA [python3]"},
            }
            for each in system.lists[kind]
        ]
    return system


def test_a_stream_belongs_to_the_process_of_its_client() -> None:
    """The canceller's own streams belong to no client; another's stream elsewhere spoils nothing, ours does."""
    system = by_client(SoundSystem(PIPEWIRE, PIPEWIRE))
    system.lists["source-outputs"].append(
        {"source": 0, "client": None, "properties": {"node.name": "echo-cancel-capture"}}
    )
    assert echo.cancelled(system, PID)
    system.lists["source-outputs"].append({"source": 0, "client": 117, "properties": {}})
    assert not echo.cancelled(system, PID)


@pytest.mark.parametrize(
    ("source", "sink"),
    [
        (PULSE, PLAIN),
        (PLAIN, PULSE),
        (PLAIN, PLAIN),
        (PULSE, {**PULSE, "owner_module": 4}),
        (PIPEWIRE, {**PIPEWIRE, "properties": {"node.link-group": "echo-cancel-812-26"}}),
        ({**PULSE, "properties": {"device.class": "monitor"}}, PULSE),
        ({**PIPEWIRE, "properties": {"node.link-group": "loopback-1"}},) * 2,
    ],
)
def test_half_a_canceller_is_none(source: dict[str, Any], sink: dict[str, Any]) -> None:
    """Only one of the two, two different ones, the canceller's own monitor, another filter."""
    assert not echo.cancelled(SoundSystem(source, sink), PID)


@pytest.mark.parametrize("kind", ["source-outputs", "sink-inputs"])
def test_one_stream_of_ours_elsewhere_spoils_it(kind: str) -> None:
    """A second loudspeaker without the canceller could be the one that is heard."""
    system = SoundSystem(PULSE, PULSE)
    system.lists[kind].append(stream(source=0, sink=0))
    assert not echo.cancelled(system, PID)


@pytest.mark.parametrize("kind", ["source-outputs", "sink-inputs"])
def test_who_does_not_record_and_play_is_not_sure(kind: str) -> None:
    """Without a stream nobody knows where the sound goes."""
    system = SoundSystem(PULSE, PULSE)
    system.lists[kind] = []
    assert not echo.cancelled(system, PID)


def test_what_cannot_be_read_means_no() -> None:
    """Missing fields, a program that fails, an answer that is no JSON."""

    def fails(kind: str) -> list[dict[str, Any]]:
        raise subprocess.TimeoutExpired("pactl", 2)

    assert not echo.cancelled(lambda kind: [{"nothing": "known"}], PID)
    assert not echo.cancelled(fails, PID)


@pytest.mark.parametrize("script", ["exit 1", "echo no json", "echo '{}'"])
def test_a_pactl_that_fails_means_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """As does one that is not installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not echo.cancelled()
    program = tmp_path / "pactl"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    assert not echo.cancelled()
