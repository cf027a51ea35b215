"""The skill as the soak runs it: real live consultations, telling on standard output what happens in them.

Orders come on standard input, one JSON object a line: `{"patient": SCENARIO FILE, "seed": N}` holds a consultation,
`{"clock": SECONDS SINCE 1970}` sets its calendar (null: right again); the end of input ends the program. Nothing of the skill is
replaced: it is overheard where a question is listened to, and its calendar can be moved.
"""

from __future__ import annotations

import io
import json
import queue
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TextIO

from voice_skill.conversation import Conversation
from voice_skill.conversation.conversation import Parser
from voice_skill.devices.ears import Ears
from voice_skill.devices.live import run_live
from voice_skill.devices.parts import Parts
from voice_skill.errors import VoiceSkillError
from voice_skill.events import Ask, Event
from voice_skill.ports import AudioSource, ListenRequest
from voice_skill.settings import Settings, load_settings
from voice_skill.simulation.patient import Patient
from voice_skill.simulation.scenario import load_scenario


class Teller:
    """Writes one JSON object a line, whole, from whichever thread."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._lock = threading.Lock()

    def __call__(self, kind: str, **values: Any) -> None:
        """Tell that something of this kind happened."""
        with self._lock:
            self._out.write(json.dumps({"type": kind, **values}) + "\n")
            self._out.flush()


class Screen(io.StringIO):
    """The terminal: every line shown is told."""

    def __init__(self, tell: Teller) -> None:
        super().__init__()
        self._tell = tell
        self._line = ""

    def write(self, text: str) -> int:
        """Tell each line once it is whole."""
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            self._tell("shown", line=line)
        return len(text)


class WatchedEars(Ears):
    """The real ears, which tell when they begin to listen, and what the patient says to that question."""

    parts: WatchedParts
    _asked: Ask | None = None

    def prepare(self, question: Ask, within_s: float | None = None) -> ListenRequest:
        """As `Ears.prepare`; remembers the question."""
        self._asked = question
        return super().prepare(question, within_s)

    def listen(self, source: AudioSource, request: ListenRequest) -> Event:
        """As `Ears.listen`."""
        asked = self._asked
        if asked is not None and self.parts.patient is not None:
            reply = "yes" if asked.expects.question == "keep" else self.parts.patient.reply(asked)
            self.parts.tell("listening", question=asked.expects.question, reply=reply)
        event = super().listen(source, request)
        self.parts.tell("heard", event=type(event).__name__)
        return event


class WatchedParts(Parts):
    """The real parts, with ears that tell, and a calendar that can be set wrong."""

    def __init__(self, settings: Settings, tell: Teller) -> None:
        super().__init__(settings)
        self.tell = tell
        self.dialogue: Conversation | None = None
        self.patient: Patient | None = None
        self.wrong_by = timedelta()

    @cached_property
    def ears(self) -> WatchedEars:
        """As `Parts.ears`."""
        ears = WatchedEars(self.understander, lambda: self.speech_model, self.settings.patience)
        ears.parts = self
        return ears

    def conversation(
        self,
        parser: Parser | None = None,
        *,
        ask_region: bool = False,
        before: Mapping[str, object] | None = None,
        may_prefer: bool = False,
    ) -> Conversation:
        """As `Parts.conversation`; remembers the newest."""
        self.dialogue = super().conversation(
            parser, ask_region=ask_region, before=before, may_prefer=may_prefer
        )
        return self.dialogue

    def now(self) -> datetime:
        """As `Parts.now`, wrong by what was ordered."""
        return super().now() + self.wrong_by


def main() -> int:
    """Hold the consultations that are ordered."""
    tell = Teller(sys.stdout)
    parts = WatchedParts(load_settings(), tell)
    wanted: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
    threading.Thread(target=_read_orders, args=(parts, wanted), daemon=True).start()
    tell("ready")
    while (order := wanted.get()) is not None:
        parts.patient = Patient(load_scenario(Path(order["patient"])), order["seed"])
        try:
            finish = run_live(parts, Screen(tell))
        except VoiceSkillError as error:
            tell("refused", text=str(error))
            continue
        tell("end", reason=finish.reason, **_outcome(parts))
    return 0


def _read_orders(parts: WatchedParts, wanted: queue.SimpleQueue[dict[str, Any] | None]) -> None:
    for line in sys.stdin:
        order = json.loads(line)
        if "clock" in order:
            target = datetime.fromtimestamp(order["clock"], UTC) if order["clock"] is not None else None
            parts.wrong_by = timedelta() if target is None else target - datetime.now(UTC)
        else:
            wanted.put(order)
    wanted.put(None)


def _outcome(parts: WatchedParts) -> dict[str, Any]:
    """The level that the answers came to, and the instructions that go with it."""
    if parts.dialogue is None:
        return {}
    talk = parts.dialogue.talk
    assessment = talk.assess_cut_off()
    return {
        "level": str(assessment.level),
        "delivered": None if talk.delivered is None else str(talk.delivered),
        "instructions": [line.text for line in assessment.advice if line.kind == "instruction"],
        "answers": len(talk.memory.answers),
    }


if __name__ == "__main__":
    sys.exit(main())
