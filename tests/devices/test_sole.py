"""Two skills never listen at once; what is left of one that died stands in nobody's way."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from voice_skill.devices.sole import sole_listener
from voice_skill.errors import MissingPartError

HOLD = (
    "import sys, time; from pathlib import Path; from voice_skill.devices.sole import sole_listener\n"
    "with sole_listener(Path(sys.argv[1])):\n    print('listening', flush=True)\n    time.sleep(300)"
)


def test_the_second_is_told_who_listens(tmp_path: Path) -> None:
    """One clear line with the other's process; once that is killed, whoever comes next may listen."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "listening\n"
        with (
            pytest.raises(MissingPartError, match=rf"already \(process {other.pid}\)"),
            sole_listener(tmp_path),
        ):
            pass
        other.kill()
        other.wait()
    with sole_listener(tmp_path):
        assert stat.S_IMODE((tmp_path / "listening.lock").stat().st_mode) == 0o600


def test_one_after_the_other_is_no_conflict(tmp_path: Path) -> None:
    """The mark is given back at the end."""
    for _ in range(2):
        with sole_listener(tmp_path / "made"):
            pass
    assert stat.S_IMODE((tmp_path / "made").stat().st_mode) == 0o700


def test_without_a_folder_for_the_mark_it_goes_on(tmp_path: Path) -> None:
    """Nobody is left without help because of a mark: a file in the way, or a folder anybody can write to."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    for folder in (tmp_path / "file", tmp_path / "open"):
        with sole_listener(folder), sole_listener(folder):
            pass
    assert list((tmp_path / "open").iterdir()) == []
