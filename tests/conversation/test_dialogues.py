"""Dialogue scripts as text: what the person says, what the skill must ask, say and decide.

Script lines: `U: words` the person speaks (`<silence>`, `<lost>` and the other keys of `EVENTS` are events; `words | words`
are what two readings made of it); `ASK key` the question now on the table; `KIND kind` of it; `SAYS words` heard since
the person last spoke; `NEVER words` not heard since then; `DOES action` the turn ended with that action; `LEVEL x` the
last result; `RULE id` among its rules; `END reason`; `NOS` answers *no* to every yes/no question until something else is
asked; `UNTIL key` the same until that is asked; `KNOWN key value` and `UNKNOWN key` what stands; `TIMES n words` says
the same n times; `WITH name` starts anew with something set up; `RESUME` breaks off and starts anew from what was kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from voice_skill import resources
from voice_skill.conversation import Contact, Conversation
from voice_skill.events import (
    Action,
    Ask,
    AudioLost,
    CallContact,
    ContactDone,
    Event,
    Finish,
    Heard,
    KeepPreferences,
    KeepSummary,
    NoInput,
    NotDeleted,
    PreferencesKept,
    Reading,
    Result,
    Say,
    Source,
    SpeechFailed,
    Stopped,
    SummaryKept,
    TimerFired,
)
from voice_skill.understanding import Understander

SCRIPTS = sorted((Path(__file__).parent / "dialogues").glob("*.txt"))


EVENTS: dict[str, Event] = {
    "<silence>": NoInput(10.0),
    "<lost>": AudioLost("sound was dropped"),
    "<unplugged>": AudioLost("the microphone was unplugged", recovered=False),
    "<end>": Stopped(),
    "<signal>": Stopped("signal"),
    "<fault>": Stopped("fault"),
    "<timer>": TimerFired("any"),
    "<not heard>": SpeechFailed("a line"),
    "<reached>": ContactDone(reached=True),
    "<not reached>": ContactDone(reached=False),
    "<kept>": SummaryKept(kept=True),
    "<not kept>": SummaryKept(kept=False),
    "<preferred>": PreferencesKept(kept=True),
    "<not preferred>": PreferencesKept(kept=False),
    "<not deleted>": NotDeleted(),
    "<cut off> no": Heard((Reading("no", Source.TYPED), Reading("no", Source.TYPED)), complete=False),
}
"""What may come from a device besides words."""
SET_UP: dict[str, dict[str, Any]] = {
    "contact": {"contact": Contact.ASK_FIRST},
    "preauthorised": {"contact": Contact.PREAUTHORISED},
    "keep": {"may_keep": True},
    "prefer": {"may_prefer": True},
    "no region": {"region": None, "ask_region": True},
}
"""What `WITH` sets up."""
PLAIN = {"twitch_type": "none", "trend": "better", "pain_weeks": "two weeks"}
"""What `UNTIL` answers where *no* is no answer."""
ENDS = (Ask, Finish, CallContact, KeepSummary, KeepPreferences)


@pytest.fixture(scope="session")
def understander() -> Understander:
    """The real grammars."""
    return Understander.load(resources.find("grammars") / "en")


def event_for(words: str) -> Event:
    """What the device would send for one line of the person."""
    if words in EVENTS:
        return EVENTS[words]
    if "|" in words:
        heard, open_words = (part.strip() for part in words.split("|"))
        return Heard((Reading(heard, Source.GRAMMAR), Reading(open_words, Source.OPEN)))
    reading = Reading(words, Source.TYPED)
    return Heard((reading, reading))


class Script:
    """Plays one script against the real conversation."""

    def __init__(self, understander: Understander) -> None:
        self.understander = understander
        self.options: dict[str, Any] = {"region": "uk"}
        self.begin()

    def begin(self, before: Mapping[str, object] | None = None) -> None:
        self.conversation = Conversation(self.understander, **self.options, before=before)
        self.turn = self.conversation.start()
        self.everything: list[Action] = list(self.turn)

    @property
    def ask(self) -> Ask:
        last = self.turn[-1]
        assert isinstance(last, Ask), f"expected a question, not {last}"
        return last

    @property
    def heard(self) -> str:
        return " ".join(action.text for action in self.turn if isinstance(action, (Say, Ask)))

    @property
    def result(self) -> Result:
        results = [action for action in self.everything if isinstance(action, Result)]
        assert results, "no result yet"
        return results[-1]

    def say(self, words: str) -> None:
        before = self.turn[-1]
        self.turn = self.conversation.handle(event_for(words))
        self.everything += self.turn
        assert [action for action in self.turn if isinstance(action, ENDS)] == [self.turn[-1]], (
            "one end of a turn"
        )
        last = self.turn[-1]
        if isinstance(before, Ask) and isinstance(last, Ask) and last.attempt > 1 and words == "<silence>":
            assert last.text != before.text, "never the same sentence twice in a row"

    def line(self, verb: str, rest: str) -> None:
        if verb in {"U:", "NOS", "UNTIL", "TIMES", "WITH", "RESUME"}:
            self.do(verb, rest)
        else:
            self.check(verb, rest)

    def do(self, verb: str, rest: str) -> None:
        match verb:
            case "U:":
                self.say(rest)
            case "NOS":
                self.nos()
            case "UNTIL":
                self.nos(until=rest)
            case "TIMES":
                count, words = rest.split(" ", 1)
                for _ in range(int(count)):
                    self.say(words)
            case "WITH":
                self.options |= SET_UP[rest]
                self.begin()
            case "RESUME":
                self.begin(before=json.loads(json.dumps(self.conversation.unfinished)))

    def check(self, verb: str, rest: str) -> None:
        key, _, value = rest.partition(" ")
        findings = self.conversation.talk.memory.findings
        match verb:
            case "ASK":
                assert self.ask.expects.question == rest
            case "KIND":
                assert self.ask.expects.kind == rest
            case "SAYS":
                assert rest.lower() in self.heard.lower()
            case "NEVER":
                assert rest.lower() not in self.heard.lower()
            case "LEVEL":
                assert self.result.level == rest
            case "RULE":
                assert rest in self.result.rules
            case "END":
                assert self.turn[-1] == Finish(rest)  # type: ignore[arg-type]
            case "DOES":
                assert type(self.turn[-1]).__name__ == rest
            case "KNOWN":
                assert str(findings.get(key)) == value
            case "UNKNOWN":
                assert rest not in findings
            case _:
                raise AssertionError(f"unknown verb {verb}")

    def nos(self, until: str = "") -> None:
        for _ in range(60):
            last = self.turn[-1]
            if isinstance(last, Ask) and last.expects.question == until:
                return
            if until and isinstance(last, Ask) and last.expects.question in PLAIN:
                self.say(PLAIN[last.expects.question])
                continue
            if (
                not isinstance(last, Ask)
                or last.expects.kind != "yes_no"
                or last.expects.question == "heard_warning"
            ):
                assert not until, f"{until} was never asked"
                return
            self.say("no")
        raise AssertionError("the questions never end")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_dialogue(path: Path, understander: Understander) -> None:
    """The dialogue goes as its script says."""
    script = Script(understander)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        verb, _, rest = line.partition(" ")
        try:
            script.line(verb, rest.strip())
        except AssertionError as error:
            pytest.fail(
                f"{path.name}:{number}: {line}\n{error}\nheard: {script.heard}\nlast: {script.turn[-1]}"
            )
