"""The table "What is kept" of the README: every row has a test that shows it, and no row is without one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from voice_skill.conversation import Conversation
from voice_skill.devices.ears import typed
from voice_skill.devices.parts import Parts
from voice_skill.hearing import model_store
from voice_skill.settings import Settings

ROOT = Path(__file__).resolve().parents[2]

SHOWN_BY = {
    "your voice": "tests/end_to_end/test_private.py::test_the_other_local_commands_need_no_network_and_leave_nothing",
    "your answers": "tests/end_to_end/test_what_is_kept.py::test_your_answers_end_when_you_say_so",
    "a summary for a clinician or carer": "tests/devices/test_keeping.py::test_deleting_leaves_nothing",
    "how far a consultation has come, for going on after a crash or a power cut": (
        "tests/devices/test_resuming.py::test_deleting_and_ending_remove_it_at_once"
    ),
    "how you like to be spoken to: pace, loudness, patience, country": (
        "tests/devices/test_preferences.py::test_only_a_spoken_yes_keeps_them"
    ),
    "the grammars made ready, which hold nothing of yours": (
        "tests/end_to_end/test_what_is_kept.py::test_what_is_made_ready_holds_nothing_of_yours"
    ),
    "the speech model, which holds nothing of yours": (
        "tests/end_to_end/test_what_is_kept.py::test_the_model_is_as_published_after_it_was_used"
    ),
    "a mark that somebody is being listened to, which holds a process number": (
        "tests/devices/test_sole.py::test_the_second_is_told_who_listens"
    ),
}
"""Row → the test that shows where it is, how long, and that deleting it works."""
SAID = "my left calf twitches when I eat tangerines"


def test_every_row_of_the_table_is_shown_by_a_test() -> None:
    """The README promises nothing here that is not tried, and these tests exist."""
    section = (
        (ROOT / "README.md").read_text(encoding="utf-8").partition("## What is kept")[2].partition("## ")[0]
    )
    rows = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")][1:]
    assert rows == list(SHOWN_BY)
    for place in SHOWN_BY.values():
        file, _, name = place.partition("::")
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def test_your_answers_end_when_you_say_so() -> None:
    """After "delete my answers" nothing that was said is in the memory of the conversation."""
    conversation = Conversation(Parts(Settings()).understander)
    conversation.start()
    conversation.handle(typed(SAID))
    conversation.handle(typed("forty five"))
    assert conversation.talk.memory.story
    conversation.handle(typed("delete my answers"))
    memory = conversation.talk.memory
    assert (memory.story, list(memory.answers), memory.age) == ([], [], None)


def test_what_is_made_ready_holds_nothing_of_yours(tmp_path: Path) -> None:
    """No file of a whole home folder holds a word of what was said, and without the cache folder it works as before."""
    env = {**os.environ, "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    env = {name: value for name, value in env.items() if not name.startswith("XDG_")}
    said = json.dumps({"text": SAID}).encode() + b"\n"
    command = [sys.executable, "-m", "voice_skill", "converse"]

    def converse() -> bytes:
        return subprocess.run(command, env=env, input=said, capture_output=True, check=True).stdout

    first = converse()
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert made, "the compiled grammars are kept"
    assert [path for path in made if b"tangerine" in path.read_bytes()] == []
    folders = {path.relative_to(tmp_path).parts[:-1] for path in made}
    assert {re.sub(r"\W", "", parts[-1]) for parts in folders} == {"grammars"}
    shutil.rmtree(tmp_path / folders.pop()[0])
    assert converse() == first


@pytest.mark.model
def test_the_model_is_as_published_after_it_was_used() -> None:
    """Byte by byte: using it has written nothing into it."""
    assert model_store.status(model_store.find(), thorough=True).ready
