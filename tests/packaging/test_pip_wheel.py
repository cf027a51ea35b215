"""Fetching pip where Python came without it: from a package index that is a folder on this disk."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pip_wheel
import pytest

OLD, NEW = b"the older pip", b"the newer pip"


def sha256(content: bytes) -> str:
    """Return the hash that an index puts after a link."""
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index page with an older and a newer release, and three that must not be chosen."""
    page = tmp_path / "simple" / "pip"
    page.mkdir(parents=True)
    (page / "pip-24.0-py3-none-any.whl").write_bytes(OLD)
    (page / "pip-25.10-py3-none-any.whl").write_bytes(NEW)
    (page / "page.html").write_text(f"""
        <a href="pip-24.0-py3-none-any.whl#sha256={sha256(OLD)}" data-requires-python="&gt;=3.7">older</a>
        <a href="pip-25.10-py3-none-any.whl#sha256={sha256(NEW)}" data-requires-python="&gt;=3.9">newer</a>
        <a href="pip-26.0-py3-none-any.whl" data-yanked="broken">withdrawn</a>
        <a href="pip-27.0-py3-none-any.whl" data-requires-python="&gt;=3.99">for a later Python</a>
        <a href="pip-28.0b1-py3-none-any.whl">not finished</a>""")
    monkeypatch.setenv("PIP_INDEX_URL", (tmp_path / "simple").as_uri())
    fetch = pip_wheel._fetch
    # A web server answers for a folder with its page; a file address has to name it.
    monkeypatch.setattr(
        pip_wheel, "_fetch", lambda url: fetch(url + "page.html" if url.endswith("/") else url)
    )
    return page


def test_newest_release_this_python_can_run(index: Path, tmp_path: Path) -> None:
    """Withdrawn, unfinished and too new releases are passed over, and 25.10 is newer than 24.0."""
    wheel = pip_wheel.download_pip(tmp_path)
    assert wheel.name == "pip-25.10-py3-none-any.whl"
    assert wheel.read_bytes() == NEW


def test_damaged_download_is_refused(index: Path, tmp_path: Path) -> None:
    """What arrives must be what the index announced, or nothing is kept."""
    (index / "pip-25.10-py3-none-any.whl").write_bytes(b"something else")
    with pytest.raises(pip_wheel.NoPipError, match="damaged"):
        pip_wheel.download_pip(tmp_path)
    assert not list(tmp_path.glob("*.whl"))


def test_unreachable_index_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the address, so that a wrong setting can be found."""
    monkeypatch.setenv("PIP_INDEX_URL", (tmp_path / "nowhere").as_uri())
    with pytest.raises(pip_wheel.NoPipError, match="nowhere/pip/"):
        pip_wheel.download_pip(tmp_path)


@pytest.mark.parametrize("place", [".pip/pip.conf", ".config/pip/pip.conf"])
def test_index_from_pips_own_settings(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pip's settings file names an index, set-up asks the same one."""
    for name in ("PIP_INDEX_URL", "PIP_CONFIG_FILE", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = tmp_path / place
    settings.parent.mkdir(parents=True)
    settings.write_text("[global]\nindex-url = https://index.example/simple\n")
    assert pip_wheel._setting("index-url", pip_wheel.PUBLIC_INDEX) == "https://index.example/simple"


def test_no_settings_means_the_public_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no settings at all, the public index is asked."""
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    assert pip_wheel._setting("index-url", pip_wheel.PUBLIC_INDEX) == pip_wheel.PUBLIC_INDEX


def test_link_without_requirement_or_hash() -> None:
    """A link that says neither is for every Python, and is taken as it comes."""
    html = '<a href="pip-1.0-py3-none-any.whl">x</a>'
    (wheel,) = pip_wheel._wheels("https://index.example/simple/pip/", html)
    assert wheel.version == (1, 0)
    assert wheel.sha256 == ""
