"""The systemd user units, as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

WORDS = "--words"
"""What lets a command log what is said."""
NO_STEPS_BEFORE = 254
"""Version of systemd from which the wait between restarts can grow; before, it is always the same."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to run in the background."""

    unit: str
    purpose: str
    command: tuple[str, ...]
    families: str
    """Kinds of sockets it may open: without the internet's, nothing can leave the machine."""
    memory_mb: int
    """Limit: about twice what was measured (docs/benchmarks)."""

    @property
    def logs_words(self) -> bool:
        """Whether what is said goes to the log."""
        return WORDS in self.command

    def with_network(self) -> Form:
        """The same, with the internet's sockets: what reaches somebody in an emergency runs inside the service."""
        return replace(self, families=ROOMS.families)

    def with_words(self) -> Form:
        """The same, with what is said in its log."""
        return replace(self, command=(*self.command, WORDS))


LOCAL = Form(
    "voice-skill.service",
    "Offline voice triage, started by a spoken phrase",
    ("standby", "--service"),
    "AF_UNIX",
    900,
)
ROOMS = Form(
    "voice-skill-rooms.service",
    "Offline voice triage in many rooms, over the Wyoming protocol",
    ("serve",),
    "AF_UNIX AF_INET AF_INET6",
    2000,
)
FORMS = (LOCAL, ROOMS)

_UNIT = """\
# Written by `voice-skill service install`; `voice-skill service uninstall` removes it.
[Unit]
Description={purpose}
# Started together with the sound system, and waiting for it by itself: none of these need exist.
After=pipewire.service pipewire-pulse.service pulseaudio.service
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
ExecStart={command}
Restart=on-failure
RestartSec=2
{steps}# A sign of life at least every 3 minutes, and only while it makes progress.
WatchdogSec=180
TimeoutStartSec=120
# The closing lines of a consultation that is going on are said to their end.
TimeoutStopSec=90
Environment=PYTHONUNBUFFERED=1 TMPDIR=%t/{runtime}
# Temporary files of its own, gone with it, which nobody else can read.
RuntimeDirectory={runtime}
RuntimeDirectoryMode=0700
UMask=0077
MemoryMax={memory_mb}M
TasksMax=256
NoNewPrivileges=yes
LockPersonality=yes
RestrictAddressFamilies={families}
RestrictNamespaces=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service

[Install]
WantedBy=default.target
"""
_STEPS = """\
# Each failure waits longer than the one before, up to a minute.
RestartSteps=6
RestartMaxDelaySec=60
"""


def unit(form: Form, program: Sequence[str], systemd: int) -> str:
    """Return a unit's text; `program` starts the skill, `systemd` is the version it is for."""
    return _UNIT.format(
        purpose=form.purpose,
        command=" ".join(_quoted(word) for word in (*program, *form.command)),
        steps=_STEPS if systemd >= NO_STEPS_BEFORE else "",
        # Not the folder where those who listen agree who does (`devices.sole`): this one is removed at each stop.
        runtime=f"{form.unit.removesuffix('.service')}-temporary",
        memory_mb=form.memory_mb,
        families=form.families,
    )


def _quoted(word: str) -> str:
    """A word as systemd reads it: `%` and `$` are its own, and so are spaces, quotes and backslashes."""
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{word}"' if any(letter.isspace() or letter in "\"'\\" for letter in word) else word
