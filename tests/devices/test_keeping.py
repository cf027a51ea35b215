"""What is kept is private, whole, and gone when it is deleted."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from voice_skill import triage
from voice_skill.conversation.talk import Talk
from voice_skill.conversation.wording import load_wording
from voice_skill.devices.keeping import Keeper, delete_summaries
from voice_skill.devices.private import write_private
from voice_skill.errors import BadInputError


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
