"""How somebody wants to be spoken to is kept after a spoken yes, and only where the settings allow it."""

from __future__ import annotations

import logging
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from voice_skill.devices.ears import typed
from voice_skill.devices.loop import drive
from voice_skill.devices.parts import Parts
from voice_skill.devices.preferences import NAME, keep_preferences, with_preferences
from voice_skill.events import Ask, Event, Finish, Say, SpeechFailed
from voice_skill.hearing import Patience
from voice_skill.hearing.patience import PRESETS
from voice_skill.settings import Settings

SETTINGS = Settings(keep=("preferences",))


def test_what_was_changed_comes_back_and_is_private(tmp_path: Path) -> None:
    """Only what differs from the settings: a later change of these still counts."""
    now = {"rate_wpm": 130, "volume": 100, "patience": "patient", "region": None}
    assert keep_preferences(SETTINGS, now, tmp_path / "kept")
    back = with_preferences(SETTINGS, tmp_path / "kept", env={})
    assert back == replace(SETTINGS, rate_wpm=130, patience="patient")
    assert "volume" not in (tmp_path / "kept" / NAME).read_text(encoding="utf-8")
    assert stat.S_IMODE((tmp_path / "kept" / NAME).stat().st_mode) == 0o600


def test_a_second_yes_adds_to_the_first(tmp_path: Path) -> None:
    """The region of last week stays when the pace is changed today."""
    assert keep_preferences(SETTINGS, {"region": "gb"}, tmp_path / "kept")
    settings = with_preferences(SETTINGS, tmp_path / "kept", env={})
    assert keep_preferences(settings, {"rate_wpm": 130, "region": None}, tmp_path / "kept")
    assert with_preferences(SETTINGS, tmp_path / "kept", env={}) == replace(
        SETTINGS, region="gb", rate_wpm=130
    )


def test_what_the_environment_sets_for_once_stays(tmp_path: Path) -> None:
    """A helper who tries another pace gets it."""
    assert keep_preferences(SETTINGS, {"rate_wpm": 130}, tmp_path / "kept")
    once = replace(SETTINGS, rate_wpm=170)
    assert with_preferences(once, tmp_path / "kept", env={"VOICE_SKILL_RATE_WPM": "170"}) == once


def test_where_it_is_not_set_up_nothing_is_taken_up(tmp_path: Path) -> None:
    """Taken out of the settings, what was kept no longer counts."""
    assert keep_preferences(SETTINGS, {"rate_wpm": 130}, tmp_path / "kept")
    assert with_preferences(Settings(), tmp_path / "kept", env={}) == Settings()


@pytest.mark.parametrize("text", ["rate_wpm = 9000\n", "rate_wpm =", 'nothing_of_ours = "x"\n', "\0"])
def test_a_damaged_file_keeps_nobody_waiting(
    tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It is left out, with a line in the log, and the skill starts as before."""
    assert keep_preferences(SETTINGS, {"rate_wpm": 130}, tmp_path / "kept")
    (tmp_path / "kept" / NAME).write_text(text, encoding="utf-8")
    assert with_preferences(SETTINGS, tmp_path / "kept", env={}) == SETTINGS
    assert "preferences are left out" in caplog.text


def test_what_cannot_be_kept_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A full disk: no error, but a no."""
    (tmp_path / "kept").symlink_to("/dev/full")
    assert not keep_preferences(SETTINGS, {"rate_wpm": 130}, tmp_path / "kept")
    assert [record.levelno for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("name", PRESETS)
def test_patience_is_kept_by_the_name_of_its_setting(name: str) -> None:
    """A learned pause does not make a person's setting another one."""
    assert Patience.named(name).nearest == name
    assert Patience.named("normal").learned(1.2).nearest == "normal"
    assert Patience.named("normal").more().nearest == "patient"


class Person:
    """Says "slower" at the first question, then whatever it is told to; else no."""

    real_time = False

    def __init__(self, *answers: str, at_the_offer: str) -> None:
        self.answers, self.at_the_offer = list(answers), at_the_offer
        self.said: list[str] = []
        self.offered = False

    def now(self) -> float:
        return 0.0

    def wait(self, seconds: float) -> None: ...

    def say(self, line: Say) -> SpeechFailed | None:
        self.said.append(line.text)
        return None

    def ask(self, question: Ask, *, within_s: float | None) -> Event:
        if question.expects.question == "preferences":
            self.offered = True
            return typed(self.at_the_offer)
        return typed(self.answers.pop(0) if self.answers else "no")

    def show(self, action: object) -> None: ...

    def finish(self, finish: Finish) -> None: ...


@pytest.mark.parametrize(("answer", "kept"), [("yes", True), ("no", False)])
def test_only_a_spoken_yes_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, *, kept: bool
) -> None:
    """The whole way: changed by voice, offered at the end, kept or not, there at the next start."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    person = Person("slower", "my left calf twitches", "forty five", "for myself", at_the_offer=answer)
    parts = Parts(replace(SETTINGS, region="gb"))
    dialogue = parts.conversation(may_prefer=True)
    drive(dialogue, person, parts.outside(dialogue, lambda: {"rate_wpm": 130}))
    assert person.offered
    parts.renew()
    assert (parts.settings.rate_wpm == 130) is kept
    assert any(tmp_path.rglob(NAME)) is kept
