"""Speech rendered ahead and remembered, also when the synthesiser has gone."""

from __future__ import annotations

import logging
import stat
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from voice_skill.errors import MissingPartError
from voice_skill.ports import Clip
from voice_skill.speaking.cache import CachedVoice
from voice_skill.speaking.voice import Pyttsx3Voice, verify
from voice_skill.speaking.wording import plausible_seconds

WARNING = "Call for an ambulance now."
OTHER = "About three more questions."


class Counting:
    """A voice that counts, sounds different at each pace, and can lose its synthesiser."""

    def __init__(self) -> None:
        self.rendered: list[str] = []
        self.sure: list[bool] = []
        self.pace = 0
        self.broken = False

    @property
    def fingerprint(self) -> str:
        """The pace."""
        return str(self.pace)

    def render(self, text: str, *, slow: bool = False, sure: bool = False) -> Clip:
        """A tone of a length that suits the text."""
        if self.broken:
            raise MissingPartError("no synthesiser", "Install one.")
        self.rendered.append(text)
        self.sure.append(sure)
        seconds = sum(plausible_seconds(text)) / (3 if slow else 4) + self.pace / 10
        return Clip((np.sin(np.arange(int(seconds * 8000)) / 5) * 9000).astype("<i2").tobytes(), 8000)

    def adjust(self, what: Literal["rate", "volume"], direction: Literal["up", "down"]) -> bool:
        """Change the pace, up to three."""
        self.pace += 1
        return self.pace < 3


@pytest.fixture
def source() -> Counting:
    """A voice to be cached."""
    return Counting()


@pytest.fixture
def cached(source: Counting):  # noqa: ANN201  a cache that is closed after the test
    """A cache in memory only."""
    cached = CachedVoice(source)
    yield cached
    cached.close()


def test_the_same_words_are_rendered_once(source: Counting, cached: CachedVoice) -> None:
    """By content: the pace of the line counts, when it is said does not."""
    assert cached.render(WARNING) is cached.render(WARNING)
    assert cached.render(WARNING, slow=True).seconds > cached.render(WARNING).seconds
    assert source.rendered == [WARNING, WARNING]


def test_lines_are_rendered_ahead_in_the_background(source: Counting, cached: CachedVoice) -> None:
    """What was rendered ahead is there when it is needed."""
    work = cached.prerender([WARNING, OTHER, WARNING])
    assert work.wait(10)
    assert work.failed == ()
    cached.render(WARNING)
    assert source.rendered == [WARNING, OTHER]


def test_lines_that_cannot_be_rendered_ahead_are_named(source: Counting, cached: CachedVoice) -> None:
    """A warning that would be silent is known before it is needed."""
    source.broken = True
    work = cached.prerender([WARNING])
    assert work.wait(10)
    assert work.failed == (WARNING,)


def test_a_warning_rendered_ahead_outlives_the_synthesiser(source: Counting, cached: CachedVoice) -> None:
    """When rendering fails, the remembered words are used even at another pace; unknown words are an error."""
    cached.prerender([WARNING]).wait(10)
    first = cached.render(WARNING)
    source.broken = True
    source.pace = 2
    assert cached.render(WARNING) is first
    with pytest.raises(MissingPartError):
        cached.render(OTHER)


def test_a_change_of_pace_renders_fixed_lines_again(source: Counting, cached: CachedVoice) -> None:
    """After *slower*, the warning is ready at the new pace."""
    cached.prerender([WARNING]).wait(10)
    assert cached.adjust("rate", "down")
    cached.close()
    assert source.rendered == [WARNING, WARNING]
    seconds = cached.render(WARNING).seconds
    assert source.rendered == [WARNING, WARNING]
    assert seconds == source.render(WARNING).seconds


def test_what_is_not_fixed_is_forgotten_when_there_is_no_room(source: Counting) -> None:
    """The limit holds for passing lines; fixed ones stay."""
    cached = CachedVoice(source, limit_bytes=1)
    cached.prerender([WARNING]).wait(10)
    cached.render(OTHER)
    cached.render("Left calf.")
    cached.render(WARNING)
    cached.render(OTHER)
    cached.close()
    assert source.rendered.count(WARNING) == 1
    assert source.rendered.count(OTHER) == 2


def test_nothing_is_kept_on_disk_unless_a_folder_is_given(
    source: Counting, cached: CachedVoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Privacy by default."""
    monkeypatch.chdir(tmp_path)
    cached.prerender([WARNING]).wait(10)
    cached.render(OTHER)
    assert source.rendered == [WARNING, OTHER]
    assert list(tmp_path.rglob("*")) == []


def test_a_folder_keeps_fixed_lines_only_and_a_new_start_uses_them(source: Counting, tmp_path: Path) -> None:
    """What may hold a person's answers never reaches the disk; a damaged file is rendered again."""
    with_folder = CachedVoice(source, folder=tmp_path / "speech")
    with_folder.prerender([WARNING]).wait(10)
    with_folder.render("You said yes to numbness.")
    with_folder.close()
    (kept,) = (tmp_path / "speech").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) & 0o077 == 0

    again = CachedVoice(Counting(), folder=tmp_path / "speech")
    source_again = again._voice
    again.prerender([WARNING]).wait(10)
    again.close()
    assert source_again.rendered == []

    kept.write_bytes(kept.read_bytes()[:50])
    damaged = CachedVoice(Counting(), folder=tmp_path / "speech")
    damaged.prerender([WARNING]).wait(10)
    damaged.close()
    assert damaged._voice.rendered == [WARNING]
    assert verify(damaged.render(WARNING), WARNING)


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(
    source: Counting, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A full or read-only disk does not stop speech."""
    (tmp_path / "file").write_text("in the way")
    cached = CachedVoice(source, folder=tmp_path / "file" / "speech")
    with caplog.at_level(logging.WARNING):
        assert cached.prerender([WARNING]).wait(10)
    assert "keeping speech" in caplog.text
    assert verify(cached.render(WARNING), WARNING)
    cached.close()


def test_real_warnings_are_ready_before_they_are_needed(voice: Pyttsx3Voice) -> None:
    """With the real voice, what was rendered ahead is the speech of the words."""
    cached = CachedVoice(voice)
    assert cached.prerender([WARNING, OTHER], slow=True).wait(60)
    assert verify(cached.render(WARNING, slow=True), WARNING)
    cached.close()


def test_only_what_is_rendered_ahead_is_rendered_until_it_is_sure() -> None:
    """A warning has the time for a second rendering; an answer that somebody waits for has not."""
    voice = Counting()
    cached = CachedVoice(voice)
    assert cached.prerender([WARNING]).wait(10)
    cached.render(OTHER)
    cached.close()
    assert voice.sure == [True, False]
