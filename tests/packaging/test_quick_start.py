"""The page for the person at home: short, plain, and true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from reading_age import reading_age, syllables_of

from voice_skill.devices.keeping import default_folder
from voice_skill.hearing import model_store
from voice_skill.resources import find
from voice_skill.settings import Settings, load_settings, settings_path
from voice_skill.triage import regions
from voice_skill.understanding import Understander

PAGE = Path(__file__).resolve().parents[2] / "docs" / "quick-start.md"
TEXT = PAGE.read_text(encoding="utf-8")
OLDEST_YEARS = 11
"""Years: a page for everybody is written for readers of eleven."""
LONGEST_WORDS = 900
"""Words: two sides of paper in large print, or one in ordinary print."""


@pytest.fixture(scope="module")
def understander() -> Understander:
    """The grammars, read once."""
    return Understander.load(find("grammars") / "en")


def settings_shown(tmp_path: Path) -> Settings:
    """Return the settings that the page's own lines make."""
    file = tmp_path / "settings.toml"
    file.write_text("\n".join(re.findall(r"^ {4}(\w+ = .+)$", TEXT, re.MULTILINE)), encoding="utf-8")
    return load_settings(file, {})


def test_a_child_of_eleven_can_read_it() -> None:
    """The page is as plain as it is meant to be."""
    assert reading_age(TEXT) <= OLDEST_YEARS


def test_the_measure_tells_plain_from_hard() -> None:
    """The measure does not call everything plain."""
    hard = "Contraindications notwithstanding, symptomatic individuals necessitate immediate multidisciplinary assessment."
    assert reading_age("The cat sat on the mat. It was a warm day.") < 8
    assert reading_age(hard) > 18
    counted = {"helped": 1, "wanted": 2, "table": 2, "emergency": 4, "voice": 1, "changes": 2, "the": 1}
    assert {word: syllables_of(word) for word in counted} == counted


def test_it_fits_on_a_page() -> None:
    """Nobody in pain reads a manual."""
    assert len(TEXT.split()) <= LONGEST_WORDS


@pytest.mark.parametrize("said", re.findall(r'^\| ("[^|]+?) +\|', TEXT, re.MULTILINE))
def test_what_it_tells_people_to_say_is_understood(said: str, understander: Understander) -> None:
    """Each phrase of its table does something at a question."""
    expects = understander.expectation("foot_drop")
    for phrase in re.findall(r'"([^"]+)"', said):
        meaning = understander.parse(phrase, expects)
        assert meaning.command or meaning.answer == "declined", phrase


def test_its_settings_can_be_used(tmp_path: Path) -> None:
    """What it tells people to write into the settings file is accepted, and every region it names is one."""
    shown = settings_shown(tmp_path)
    assert shown.region in regions()
    assert shown.contact_command
    sentence = re.search(r"That is for the United Kingdom\..*?`nz`", TEXT, re.DOTALL)
    assert sentence
    assert set(re.findall(r"`(\w\w)`", sentence[0])) == {"ie", "us", "au", "nz"}
    assert {"ie", "us", "au", "nz"} <= set(regions())


def test_deleting_everything_names_every_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folders it says to delete are those that settings, summaries and the model are kept in."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "VOICE_SKILL_SETTINGS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    named = [Path(each).expanduser() for each in re.findall(r"~/[\w./-]+", TEXT)]
    for kept in (settings_path({}), default_folder(), model_store.status(None).path):
        assert any(kept.is_relative_to(folder) for folder in named), kept
