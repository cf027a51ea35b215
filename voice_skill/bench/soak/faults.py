"""What is broken on purpose, and how it is mended again."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass

from voice_skill.bench.soak.running import Running
from voice_skill.devices.virtual import VirtualDevices

IN_1970 = 12 * 3600
"""Seconds since 1970 of a computer that never learned the time."""
IN_2038 = 2**31 + 3600
"""And of one that is an hour past what 32 bits hold."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that breaks during a consultation, and is mended before the next."""

    name: str
    breaks: Callable[[VirtualDevices, Running], None]
    mends: Callable[[VirtualDevices, Running], None]
    ends_process: bool = False
    """Whether it ends the process: then a new one must take over."""


def _nothing(devices: VirtualDevices, skill: Running) -> None:
    """Leave all as it is."""


def _signal_voice(number: signal.Signals) -> Callable[[VirtualDevices, Running], None]:
    def send(devices: VirtualDevices, skill: Running) -> None:
        for pid in skill.children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    return send


def _signal_skill(number: signal.Signals) -> Callable[[VirtualDevices, Running], None]:
    return lambda devices, skill: skill.signal(number)


def _fill_disk(devices: VirtualDevices, skill: Running) -> None:
    """Let no file grow: to the skill that is a full disk, and nobody else notices."""
    with contextlib.suppress(ProcessLookupError):
        _, hard = resource.prlimit(skill.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(skill.process.pid, resource.RLIMIT_FSIZE, (0, hard))


def _empty_disk(devices: VirtualDevices, skill: Running) -> None:
    with contextlib.suppress(ProcessLookupError):
        _, hard = resource.prlimit(skill.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(skill.process.pid, resource.RLIMIT_FSIZE, (hard, hard))


def _set_clock(to: float | None) -> Callable[[VirtualDevices, Running], None]:
    return lambda devices, skill: skill.order(clock=to)


NOTHING = Fault("nothing broken", _nothing, _nothing)
FAULTS = (
    Fault("microphone unplugged and back", lambda d, _: d.unplug_microphone(), lambda d, _: d.plug_in_microphone()),
    Fault("sound daemon killed and restarted", lambda d, _: d.kill_daemon(), lambda d, _: d.restart_daemon()),
    Fault("voice process killed", _signal_voice(signal.SIGKILL), _nothing),
    Fault("SIGTERM", _signal_skill(signal.SIGTERM), _nothing, ends_process=True),
    Fault("disk full", _fill_disk, _empty_disk),
    Fault("voice process hung", _signal_voice(signal.SIGSTOP), _nothing),
    Fault("clock back to 1970", _set_clock(IN_1970), _set_clock(None)),
    Fault("SIGKILL", _signal_skill(signal.SIGKILL), _nothing, ends_process=True),
    Fault("clock ahead to 2038", _set_clock(IN_2038), _set_clock(None)),
    NOTHING,
)  # fmt: skip
"""Each is met before any is met again. Those that end the process get one of their own."""
