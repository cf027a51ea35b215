"""Dialogue scripts as text: what the person says, what the skill must ask, say and decide.

Script lines: `U: words` the person speaks (`<silence>`, `<lost>`, `<unplugged>`, `<end>` are events); `ASK key` the
question now on the table; `SAYS words` heard since the person last spoke; `NEVER words` not heard since then;
`LEVEL x` the last result; `RULE id` among its rules; `END reason`; `NO key…` answers *no* for as long as one of these
keys is asked; `NOS` answers *no* to every yes/no question until something else is asked.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_skill import resources
from voice_skill.conversation import Conversation
from voice_skill.events import (
    Action,
    Ask,
    AudioLost,
    Event,
    Finish,
    Heard,
    NoInput,
    Reading,
    Result,
    Say,
    Source,
    Stopped,
)
from voice_skill.understanding import Understander

SCRIPTS = sorted((Path(__file__).parent / "dialogues").glob("*.txt"))


@pytest.fixture(scope="session")
def understander() -> Understander:
    """The real grammars."""
    return Understander.load(resources.find("grammars") / "en")


def event_for(words: str) -> Event:
    """What the device would send for one line of the person."""
    match words:
        case "<silence>":
            return NoInput(10.0)
        case "<lost>":
            return AudioLost("sound was dropped")
        case "<unplugged>":
            return AudioLost("the microphone was unplugged", recovered=False)
        case "<end>":
            return Stopped()
    reading = Reading(words, Source.TYPED)
    return Heard((reading, reading))


class Script:
    """Plays one script against the real conversation."""

    def __init__(self, understander: Understander) -> None:
        self.conversation = Conversation(understander, region="uk")
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
        self.turn = self.conversation.handle(event_for(words))
        self.everything += self.turn
        asks = [action for action in self.turn if isinstance(action, (Ask, Finish))]
        assert asks == [self.turn[-1]], "a turn ends with one Ask or Finish"

    def line(self, verb: str, rest: str) -> None:
        match verb:
            case "U:":
                self.say(rest)
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
                last = self.turn[-1]
                assert last == Finish(rest)  # type: ignore[arg-type]
            case "NOS":
                self.nos()
            case _:
                raise AssertionError(f"unknown verb {verb}")

    def nos(self) -> None:
        for _ in range(60):
            last = self.turn[-1]
            if (
                not isinstance(last, Ask)
                or last.expects.kind != "yes_no"
                or last.expects.question == "heard_warning"
            ):
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
