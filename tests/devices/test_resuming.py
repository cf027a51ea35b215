"""A consultation that breaks off can be gone on with, for a while, if that is set up; otherwise nothing is written."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voice_skill.devices.ears import typed
from voice_skill.devices.loop import drive
from voice_skill.devices.parts import Parts
from voice_skill.devices.resuming import CLOCK_BACK, KEPT, NAME, Unfinished
from voice_skill.events import Ask, Event, Finish, Say, SpeechFailed
from voice_skill.settings import Settings
from voice_skill.testing import ScriptedClock

CONTENT: dict[str, object] = {"format": 1, "age": 45}
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


class Calendar:
    """A calendar that is set by hand."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def calendar() -> Calendar:
    """Noon."""
    return Calendar()


@pytest.fixture
def unfinished(tmp_path: Path, calendar: Calendar) -> Unfinished:
    """Nothing kept yet."""
    return Unfinished(tmp_path / "resume", now=calendar)


def test_what_broke_off_comes_back_and_is_private(unfinished: Unfinished, tmp_path: Path) -> None:
    """One file of mode 0600 in a folder of mode 0700, whole, and nothing else beside it."""
    unfinished.remember(CONTENT)
    assert unfinished.recall() == CONTENT
    folder = tmp_path / "resume"
    assert [path.name for path in folder.iterdir()] == [NAME]
    assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE((folder / NAME).stat().st_mode)) == (
        0o700,
        0o600,
    )


@pytest.mark.parametrize(
    ("later", "comes_back"),
    [
        (KEPT, True),
        (KEPT + timedelta(seconds=1), False),
        (-CLOCK_BACK, True),
        (-CLOCK_BACK - timedelta(seconds=1), False),
    ],
)
def test_it_expires(
    unfinished: Unfinished, calendar: Calendar, tmp_path: Path, later: timedelta, *, comes_back: bool
) -> None:
    """Too old, or from a future that the clock denies: it is gone, from the disk, too."""
    unfinished.remember(CONTENT)
    calendar.time += later
    assert (unfinished.recall() == CONTENT) is comes_back
    assert (tmp_path / "resume" / NAME).exists() is comes_back


def test_an_end_leaves_nothing(unfinished: Unfinished, tmp_path: Path) -> None:
    """Nothing to go on with: nothing on the disk."""
    unfinished.remember(CONTENT)
    unfinished.remember(None)
    assert list((tmp_path / "resume").iterdir()) == []
    assert unfinished.recall() is None


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"kept_at": 5}', '{"kept_at": "x", "consultation": {}}', "[" * 9999]
)
def test_a_damaged_file_is_no_obstacle(unfinished: Unfinished, tmp_path: Path, content: str) -> None:
    """It is deleted, and the consultation starts anew."""
    unfinished.remember(CONTENT)
    (tmp_path / "resume" / NAME).write_text(content, encoding="utf-8")
    assert unfinished.recall() is None
    assert not (tmp_path / "resume" / NAME).exists()


def test_a_file_that_others_can_write_is_not_believed(unfinished: Unfinished, tmp_path: Path) -> None:
    """Somebody else could have put a *no* into it."""
    unfinished.remember(CONTENT)
    (tmp_path / "resume" / NAME).chmod(0o666)
    assert unfinished.recall() is None


def test_what_cannot_be_kept_takes_the_earlier_state_with_it(
    unfinished: Unfinished, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: an old state lacks the *yes* that came since, and would be gone on with as if it had not."""
    unfinished.remember(CONTENT)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    unfinished.remember({**CONTENT, "age": 46})
    assert list((tmp_path / "resume").iterdir()) == []


def test_a_process_killed_while_it_writes_leaves_a_whole_file(tmp_path: Path) -> None:
    """Either the state before or the one after, never a part; and deleting finds what the killed one left."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom voice_skill.devices.resuming import Unfinished\n"
        "kept = Unfinished(Path(sys.argv[1]))\nprint('go', flush=True)\nnumber = 0\n"
        "while True:\n    number += 1\n    kept.remember({'number': number, 'long': 'x' * 200_000})\n"
    )
    folder = tmp_path / "resume"
    for _ in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        with writer.stdout:
            writer.stdout.readline()
            while not (folder / NAME).exists():
                pass
            writer.kill()
            writer.wait()
        content = Unfinished(folder).recall()
        assert content is not None
        assert len(str(content["long"])) == 200_000
    Unfinished(folder).forget()
    assert list(folder.iterdir()) == []


class Patient:
    """Answers what it is told to, then pulls the plug."""

    real_time = False

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.said: list[str] = []
        self.clock = ScriptedClock()

    def now(self) -> float:
        return self.clock.now()

    def wait(self, seconds: float) -> None: ...

    def say(self, line: Say) -> SpeechFailed | None:
        self.said.append(line.text)
        return None

    def ask(self, question: Ask, *, within_s: float | None) -> Event:
        self.asked.append(question.expects.question)
        if not self.answers:
            raise PowerCut
        return typed(self.answers.pop(0))

    def show(self, action: object) -> None: ...

    def finish(self, finish: Finish) -> None: ...


class PowerCut(BaseException):
    """Nothing is run any more."""


def consult(settings: Settings, *answers: str) -> Patient:
    """One consultation, as a live one is put together."""
    parts, patient = Parts(settings), Patient(*answers)
    dialogue = parts.conversation(before=parts.broken_off(), may_prefer=True)
    with contextlib.suppress(PowerCut):
        drive(dialogue, patient, parts.outside(dialogue, dict))
    return patient


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


TOLD = ("my back hurts and the pain goes down my left leg", "forty five", "for myself")


def test_after_a_power_cut_it_goes_on_where_it_was(home: Path) -> None:
    """The next start offers it; after a yes, what was answered is not asked again."""
    settings = Settings(region="gb", keep=("resume",))
    before = consult(settings, *TOLD)
    after = consult(settings, "yes")
    assert after.asked[:2] == ["resume", before.asked[-1]]
    assert not {"opening", "age", "speaking_for"} & set(after.asked)


def test_without_a_yes_it_starts_anew_and_forgets(home: Path) -> None:
    """No means no: nothing of the earlier answers is left."""
    settings = Settings(region="gb", keep=("resume",))
    consult(settings, *TOLD)
    assert consult(settings, "no").asked[:2] == ["resume", "opening"]
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_unless_it_is_set_up_nothing_is_written(home: Path) -> None:
    """The default: a power cut loses the answers, and no file ever held them."""
    consult(Settings(region="gb"), *TOLD)
    assert [path for path in home.rglob("*") if path.is_file()] == []
    assert consult(Settings(region="gb"), "yes").asked[0] == "opening"


@pytest.mark.parametrize("last", ["delete my answers", "stop"])
def test_deleting_and_ending_remove_it_at_once(home: Path, last: str) -> None:
    """Nothing that was said is on the disk when the next question comes, or after the end."""
    settings = Settings(region="gb", keep=("resume",))
    consult(settings, *TOLD)
    assert [path.name for path in home.rglob("*") if path.is_file()] == [NAME]
    consult(settings, "yes", last)
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_what_is_kept_is_what_was_said(home: Path) -> None:
    """The file can be read by its owner: plain JSON."""
    consult(Settings(region="gb", keep=("resume",)), *TOLD)
    (path,) = (path for path in home.rglob("*") if path.is_file())
    assert json.loads(path.read_text(encoding="utf-8"))["consultation"]["age"] == 45


def test_a_fault_of_ours_leaves_it_for_the_next_start(home: Path) -> None:
    """A crash is what it is for: the closing lines are said, and the answers are still there."""
    settings = Settings(region="gb", keep=("resume",))

    class Breaks(Patient):
        def ask(self, question: Ask, *, within_s: float | None) -> Event:
            if not self.answers:
                raise RuntimeError("a driver broke")
            return super().ask(question, within_s=within_s)

    parts, patient = Parts(settings), Breaks(*TOLD)
    dialogue = parts.conversation()
    assert drive(dialogue, patient, parts.outside(dialogue, dict)) == Finish("fault")
    assert consult(settings, "yes").asked[0] == "resume"
