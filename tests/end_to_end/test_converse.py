"""The whole consultation over JSON lines, with the real conversation, grammars and triage core."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from voice_skill.devices.patients import find_patient

Line = dict[str, Any]


class Converse:
    """A running `voice-skill converse`."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "voice_skill", "converse", "--region", "gb"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder,
        )  # fmt: skip
        self.lines: list[Line] = []

    def until_ask(self) -> Line:
        """Read up to the next ask, or the end."""
        assert self._process.stdout is not None
        for raw in self._process.stdout:
            line: Line = json.loads(raw)
            self.lines.append(line)
            if line["type"] in {"ask", "end"}:
                return line
        raise AssertionError("the output ended without an end")

    def send(self, line: Any) -> None:
        """Send one line: an object, or text as it is."""
        assert self._process.stdin is not None
        self._process.stdin.write((line if isinstance(line, str) else json.dumps(line)) + "\n")
        self._process.stdin.flush()

    def close_input(self) -> None:
        """End the input."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def finish(self) -> int:
        """Wait for the end; returns the exit status."""
        assert self._process.stdout is not None
        self._process.stdout.close()
        return self._process.wait(20)

    def of_type(self, kind: str) -> list[Line]:
        """The lines of one type so far."""
        return [line for line in self.lines if line["type"] == kind]

    def stop(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None and not stream.closed:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue
        self._process.wait()


@pytest.fixture
def converse(tmp_path: Path) -> Iterator[Converse]:
    """A consultation over lines."""
    running = Converse(tmp_path)
    yield running
    running.stop()


def hold(converse: Converse, answer: Callable[[Line], Any]) -> Line:
    """Answer until the end; returns the last result."""
    for _ in range(150):
        ask = converse.until_ask()
        if ask["type"] == "end":
            return converse.of_type("result")[-1]
        converse.send(answer(ask))
    raise AssertionError("the consultation does not end")


def saying(**said: str) -> Callable[[Line], Line]:
    """A patient who says this to these questions, and *no* to all others."""

    def answer(ask: Line) -> Line:
        question = ask["question"]
        if ask["kind"] == "confirm":
            return {"text": "yes" if ask["proposed"] == said.get(question, "no") else "no"}
        if question in said:
            return {"text": said[question]}
        if ask["kind"] in {"yes_no", "choice"}:
            return {"text": "no" if ask["kind"] == "yes_no" else ask["options"][0]}
        return {"silence": True}

    return answer


def test_a_volunteered_emergency_is_acted_on_at_once(converse: Converse) -> None:
    """Nothing else is asked before the instruction, which is urgent and names the region's number."""
    converse.until_ask()
    converse.send({"text": "I can't breathe and my chest hurts"})
    ask = converse.until_ask()
    urgent = [line["text"] for line in converse.of_type("say") if line["urgent"]]
    assert converse.of_type("result")[-1]["level"] == "EMERGENCY_NOW"
    assert "999" in urgent[0].replace(" ", "")
    assert ask["question"] == "heard_warning"


def test_a_harmless_story_gets_self_care_advice(converse: Converse) -> None:
    """A person with nothing dangerous reaches a level below SAME_DAY, with advice and an end."""
    patient = saying(
        opening="my back hurts", age="forty five", speaking_for="myself", pain_weeks="one week", trend="better",
        pain_where="my lower back",
        twitch_type="none",
        triggers="no",
        topics="no thank you",
        advice="next",
    )  # fmt: skip
    result = hold(converse, patient)
    assert result["level"] in {"SELF_CARE", "LIKELY_BENIGN", "CLINICIAN_SOON"}
    assert converse.lines[-1] == {"type": "end", "reason": "done"}
    assert converse.finish() == 0


def test_the_end_of_input_gives_what_is_known_and_an_end(converse: Converse) -> None:
    """Cut off after two answers, no level below SAME_DAY is given, and the safety net is said."""
    converse.until_ask()
    converse.send({"text": "my calf keeps twitching"})
    converse.until_ask()
    converse.close_input()
    assert converse.until_ask() == {"type": "end", "reason": "stopped"}
    assert converse.of_type("result")[-1]["level"] == "INCOMPLETE"
    after = converse.lines[converse.lines.index(converse.of_type("result")[-1]) :]
    assert any(line["type"] == "say" for line in after)
    assert converse.finish() == 0


def test_silence_ends_without_any_reassurance(converse: Converse) -> None:
    """Nobody answers: the consultation ends by itself, never below SAME_DAY."""
    result = hold(converse, lambda ask: {"silence": True})
    assert result["level"] == "INCOMPLETE"
    assert converse.lines[-1]["type"] == "end"


def test_a_bad_line_costs_nothing_that_was_answered(converse: Converse) -> None:
    """The same question comes again, and what was said before still counts."""
    converse.until_ask()
    converse.send({"text": "my left calf keeps twitching"})
    ask = converse.until_ask()
    converse.send("this is not JSON")
    assert converse.until_ask() == ask
    assert converse.of_type("error")[0]["text"]
    converse.send({"wav": "nowhere.wav"})
    assert converse.until_ask() == ask
    assert "nowhere.wav" in converse.of_type("error")[1]["text"]
    converse.close_input()
    converse.until_ask()
    assert converse.of_type("result")[-1]["findings"]["twitch_where"] == [{"site": "calf", "side": "left"}]


@pytest.mark.model
def test_a_recording_is_an_answer_like_any_other(converse: Converse) -> None:
    """A WAV file beside text and silence, heard by the real recogniser."""
    converse.until_ask()
    converse.send({"text": "my back hurts"})
    assert converse.until_ask()["question"] == "age"
    converse.send({"wav": str(find_patient("cauda_equina").folder / "age.wav")})
    converse.until_ask()
    understood = converse.of_type("understood")[-1]
    assert (understood["question"], understood["answer"]) == ("age", 47)
