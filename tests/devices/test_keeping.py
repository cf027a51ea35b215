"""What is kept is private, whole, and gone when it is deleted."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voice_skill import triage
from voice_skill.conversation.talk import Talk
from voice_skill.conversation.wording import load_wording
from voice_skill.devices.keeping import Keeper, delete_summaries
from voice_skill.devices.private import write_private
from voice_skill.errors import BadInputError
from voice_skill.handover import CLOCK_UNSET


@pytest.fixture
def talk() -> Talk:
    """A consultation in which one thing was said."""
    region = triage.region(None)
    talk = Talk(load_wording(region.fill), region)
    talk.memory.story.append("my calf twitches")
    return talk


def test_a_kept_summary_is_private(talk: Talk, tmp_path: Path) -> None:
    """The folder is 0700 and each of the three files 0600."""
    folder = tmp_path / "kept"
    assert Keeper(talk, folder).keep()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = sorted(folder.iterdir())
    assert [path.suffix for path in files] == [".json", ".html", ".txt"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert "my calf twitches" in files[2].read_text(encoding="utf-8")


def test_deleting_leaves_nothing(talk: Talk, tmp_path: Path) -> None:
    """Every kept file goes."""
    assert Keeper(talk, tmp_path / "kept").keep()
    assert delete_summaries(tmp_path / "kept") == 3
    assert list((tmp_path / "kept").iterdir()) == []
    assert delete_summaries(tmp_path / "never_made") == 0


def test_nothing_is_kept_where_others_can_write(talk: Talk, tmp_path: Path) -> None:
    """A world-writable folder is refused, and no part of a summary stays behind."""
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    assert not Keeper(talk, folder).keep()
    assert list(folder.iterdir()) == []


def test_a_linked_folder_is_refused(tmp_path: Path) -> None:
    """A link could lead anywhere."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(BadInputError, match="belongs to somebody else"):
        write_private(tmp_path / "link", "x.txt", "words")


def test_a_folder_that_cannot_be_made_is_one_clear_line(talk: Talk, tmp_path: Path) -> None:
    """A file in the way, or a full disk, keeps nothing and does not stop the consultation."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert not Keeper(talk, tmp_path / "file" / "kept").keep()


def test_a_folder_inside_an_open_one_is_refused(talk: Talk, tmp_path: Path) -> None:
    """Who may write to the folder around it could put another in its place."""
    (tmp_path / "around").mkdir()
    (tmp_path / "around").chmod(0o777)
    assert not Keeper(talk, tmp_path / "around" / "kept").keep()


def test_somebody_elses_folder_is_refused(
    talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The reason is one clear line, and names the folder."""
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o700)
    owner = os.geteuid()
    monkeypatch.setattr("voice_skill.devices.private.os.geteuid", lambda: owner + 1)
    assert not Keeper(talk, folder).keep()
    assert caplog.messages == [f"voice-skill: {folder}: belongs to somebody else; nothing is kept there"]


def test_a_full_disk_keeps_nothing_and_costs_nothing(talk: Talk, tmp_path: Path) -> None:
    """No part of a summary stays, what was answered is still there, and it works once there is room."""
    resource = pytest.importorskip("resource", reason="limits on file size are Unix's")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))  # the text fits, the page does not
    try:
        kept = Keeper(talk, tmp_path / "kept").keep()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not kept
    assert list((tmp_path / "kept").iterdir()) == []
    assert talk.memory.story == ["my calf twitches"]
    assert Keeper(talk, tmp_path / "kept").keep()


def test_a_clock_in_1970_overwrites_nothing_and_is_named(talk: Talk, tmp_path: Path) -> None:
    """Each start of such a computer has the same time: both summaries stay, and say that their dates are wrong."""

    def never_set() -> datetime:
        return datetime(1970, 1, 1, 0, 0, 9, tzinfo=UTC)

    for _ in range(2):
        assert Keeper(talk, tmp_path / "kept", now=never_set).keep()
    texts = [path.read_text(encoding="utf-8") for path in (tmp_path / "kept").glob("*.txt")]
    assert len(texts) == 2
    assert all(CLOCK_UNSET in text for text in texts)


def test_what_a_killed_process_was_writing_is_deleted_too(talk: Talk, tmp_path: Path) -> None:
    """Power fails between writing and naming: "delete my answers" still leaves nothing."""
    writing = (
        "import os, sys; from pathlib import Path; from voice_skill.devices import private;"
        "private.os.fsync = lambda _: os.kill(os.getpid(), 9);"
        "private.write_private(Path(sys.argv[1]), 'x.txt', 'words')"
    )
    killed = subprocess.run([sys.executable, "-c", writing, str(tmp_path / "kept")], check=False)
    assert killed.returncode == -9
    assert len(list((tmp_path / "kept").iterdir())) == 1
    assert delete_summaries(tmp_path / "kept") == 1
    assert list((tmp_path / "kept").iterdir()) == []
