"""One settings object, from one file and the environment."""

from __future__ import annotations

import os
import re
from dataclasses import fields
from pathlib import Path

import pytest

from voice_skill.errors import BadInputError
from voice_skill.settings import Settings, load_settings, settings_path

DOCS = Path(__file__).parent.parent / "docs" / "settings.md"


def written(folder: Path, text: str | bytes) -> Path:
    """A settings file with this content."""
    path = folder / "settings.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(0o600)
    return path


def test_a_fresh_machine_has_defaults_that_keep_nothing(tmp_path: Path) -> None:
    """Without a file nothing is kept, nobody is called, and no region is guessed."""
    settings = load_settings(tmp_path / "settings.toml", env={})
    assert settings == Settings()
    assert (settings.keep, settings.contact_preauthorised, settings.contact_command, settings.region) == (
        (),
        False,
        (),
        None,
    )
    assert settings.contact_preauthorised is False


def test_every_value_can_be_set_in_the_file(tmp_path: Path) -> None:
    """Each key of the file arrives with its type."""
    path = written(
        tmp_path,
        """
        region = "gb"
        rate_wpm = 130
        volume = 80
        patience = "patient"
        microphone = "USB"
        loudspeaker = "HDMI"
        start_phrase = "Hello  back helper"
        switch_s = 3
        contact_command = ["tell", "my sister"]
        contact_preauthorised = true
        keep = ["summary"]
        listen = "192.168.1.2:10800"
        satellites = ["kitchen=192.168.1.20:10700"]
        model = "/models/other"
        """,
    )
    settings = load_settings(path, env={})
    assert settings == Settings(
        region="gb",
        rate_wpm=130,
        volume=80,
        patience="patient",
        microphone="USB",
        loudspeaker="HDMI",
        start_phrase="hello back helper",
        switch_s=3,
        contact_command=("tell", "my sister"),
        contact_preauthorised=True,
        keep=("summary",),
        listen="192.168.1.2:10800",
        satellites=("kitchen=192.168.1.20:10700",),
        model=Path("/models/other"),
    )
    assert all(getattr(settings, field.name) != field.default for field in fields(Settings))


def test_the_environment_overrides_single_values(tmp_path: Path) -> None:
    """Variables win over the file, and leave the rest of it alone."""
    path = written(tmp_path, 'rate_wpm = 130\npatience = "patient"\n')
    env = {
        "VOICE_SKILL_RATE_WPM": "170",
        "VOICE_SKILL_CONTACT_COMMAND": "tell 'my sister'",
        "VOICE_SKILL_CONTACT_PREAUTHORISED": "true",
        "VOICE_SKILL_KEEP": "summary",
    }
    settings = load_settings(path, env=env)
    assert settings.rate_wpm == 170
    assert settings.patience == "patient"
    assert settings.contact_command == ("tell", "my sister")
    assert settings.keep == ("summary",)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("rate = 150", ["rate", "rate_wpm"]),
        ("rate_wpm = 20", ["rate_wpm", "20", "80 to 260"]),
        ("rate_wpm = true", ["rate_wpm", "whole number"]),
        ("rate_wpm = 150.5", ["rate_wpm", "whole number"]),
        ('volume = "loud"', ["volume", "'loud'", "5 to 100"]),
        ('patience = "endless"', ["patience", "'endless'", "brisk", "very_patient"]),
        ("patience = []", ["patience", "brisk"]),
        ('region = "atlantis"', ["region", "'atlantis'", "gb"]),
        ("microphone = 3", ["microphone", "text"]),
        ('contact_command = "call me"', ["contact_command", "list"]),
        ("contact_command = [1]", ["contact_command", "list"]),
        ('contact_command = [""]', ["contact_command", "program"]),
        ('keep = ["audio"]', ["keep", "summary"]),
        ("contact_preauthorised = 1", ["contact_preauthorised", "true or false"]),
        ('start_phrase = "start"', ["start_phrase", "2 to 6 words"]),
        ('start_phrase = "start now!"', ["start_phrase", "plain letters"]),
        ("rate_wpm 150", ["TOML", "line 1"]),
        (b"region = '\xff'", ["TOML"]),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str | bytes, named: list[str]) -> None:
    """The message gives the file, the key, and what is allowed, in one line."""
    path = written(tmp_path, text)
    with pytest.raises(BadInputError) as refused:
        load_settings(path, env={})
    message = str(refused.value)
    assert message.startswith(str(path))
    assert [each for each in named if each not in message] == []
    assert "\n" not in message


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("VOICE_SKILL_VOLUME", "loud", "5 to 100"),
        ("VOICE_SKILL_CONTACT_PREAUTHORISED", "maybe", "true or false"),
        ("VOICE_SKILL_CONTACT_COMMAND", "tell 'her", "quote"),
        ("VOICE_SKILL_KEEP", "everything", "summary"),
    ],
)
def test_a_mistake_in_the_environment_is_named(
    tmp_path: Path, variable: str, value: str, allowed: str
) -> None:
    """The message gives the variable and what is allowed."""
    with pytest.raises(BadInputError, match=f"^{variable}.*{allowed}"):
        load_settings(tmp_path / "settings.toml", env={variable: value})


def test_a_file_that_is_asked_for_must_be_there(tmp_path: Path) -> None:
    """A misspelt `VOICE_SKILL_SETTINGS` is not silently ignored."""
    env = {"VOICE_SKILL_SETTINGS": str(tmp_path / "nowhere.toml")}
    assert settings_path(env) == tmp_path / "nowhere.toml"
    with pytest.raises(BadInputError, match=r"nowhere\.toml"):
        load_settings(env=env)


@pytest.mark.parametrize("mode", [0o602, 0o666, 0o777])
def test_a_file_that_anyone_may_write_is_refused(tmp_path: Path, mode: int) -> None:
    """It can name a program to run, so nobody else may write to it."""
    path = written(tmp_path, "rate_wpm = 130")
    path.chmod(mode)
    with pytest.raises(BadInputError, match=r"anyone may write.*chmod 600"):
        load_settings(path, env={})


def test_a_folder_that_anyone_may_write_is_refused(tmp_path: Path) -> None:
    """Whoever may replace the file may as well write to it."""
    path = written(tmp_path, "rate_wpm = 130")
    tmp_path.chmod(0o777)
    with pytest.raises(BadInputError, match=r"anyone may write.*chmod 700"):
        load_settings(path, env={})


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_somebody_elses_file_is_refused(tmp_path: Path) -> None:
    """Settings of another user are never used."""
    path = written(tmp_path, "rate_wpm = 130")
    os.chown(path, 65534, 65534)
    with pytest.raises(BadInputError, match="somebody else"):
        load_settings(path, env={})


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    """Anything that can't be read is one clear line."""
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(BadInputError, match=r"settings\.toml: can't be read"):
        load_settings(tmp_path / "settings.toml", env={})


def test_the_documentation_lists_every_setting_with_its_default() -> None:
    """No setting is undocumented, and none that is documented is gone."""
    rows = re.findall(r"^\| `(\w+)` \|", DOCS.read_text(), flags=re.MULTILINE)
    assert rows == [field.name for field in fields(Settings)]
