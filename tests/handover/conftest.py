"""A consultation to hand over, held with the real conversation and grammars."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from voice_skill import resources
from voice_skill.conversation import Conversation
from voice_skill.devices.ears import typed
from voice_skill.devices.keeping import record_of
from voice_skill.events import Ask
from voice_skill.handover import ConsultationRecord
from voice_skill.understanding import Understander

SAID = {
    "opening": "the left calf twitches and I have pain <down> my left leg for two weeks",
    "age": "forty five",
    "speaking_for": "myself",
    "tingle_leg": "yes",
    "sexual_change": "I'd rather not say",
}


@pytest.fixture(scope="session")
def record() -> ConsultationRecord:
    """A consultation with answers of every sort, one of them taken back, cut short before its end."""
    conversation = Conversation(Understander.load(resources.find("grammars") / "en"), region="uk")
    last = conversation.start()[-1]
    script = [*SAID.values()]
    for _ in range(60):
        if not isinstance(last, Ask) or not script:
            break
        last = conversation.handle(typed(SAID.get(last.expects.question, "no")))[-1]
        if isinstance(last, Ask) and last.expects.question == "check_nos":
            break
    conversation.talk.memory.correct("tingle_leg", "no")
    conversation.talk.memory.correct("tingle_leg", "yes")
    conversation.talk.memory.volunteer("numb_where", ({"site": "sole", "side": "left"},))
    return record_of(
        conversation.talk, datetime(2026, 11, 22, 3, 0, tzinfo=UTC), datetime(2026, 11, 22, 3, 5, tzinfo=UTC)
    )
