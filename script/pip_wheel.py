"""Fetches pip's own wheel from the package index, for a Python that came without pip. Standard library only.

The index is the one pip itself would use: its environment variable, then its settings files, then the public one.
"""

from __future__ import annotations

import configparser
import hashlib
import os
import re
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

PUBLIC_INDEX = "https://pypi.org/simple"
TIMEOUT_S = 60
_WHEEL = re.compile(r"/pip-(?P<version>\d+(?:\.\d+)*)-py3-none-any\.whl$")
_MINIMUM_PYTHON = re.compile(r">=\s*3\.(\d+)")


class NoPipError(Exception):
    """No pip could be fetched; the text says why."""


class Wheel(NamedTuple):
    """One release of pip on the index."""

    version: tuple[int, ...]
    url: str
    sha256: str
    """Empty where the index gives none."""


def download_pip(folder: Path) -> Path:
    """Download the newest pip this Python can run into a folder, and return the wheel.

    Raises:
        NoPipError: when the index cannot be reached, offers none, or sends something else than it announced.
    """
    page = f"{_setting('index-url', PUBLIC_INDEX).rstrip('/')}/pip/"
    try:
        wheels = _wheels(page, _fetch(page).decode())
        if not wheels:
            raise NoPipError(f"{page} offers no pip for this Python")
        wheel = max(wheels)
        content = _fetch(wheel.url)
    except (OSError, urllib.error.URLError) as error:
        raise NoPipError(f"the package index could not be reached ({page}: {error})") from error
    if wheel.sha256 and hashlib.sha256(content).hexdigest() != wheel.sha256:
        raise NoPipError(f"{wheel.url} is damaged")
    path = folder / Path(urllib.parse.urlsplit(wheel.url).path).name
    path.write_bytes(content)
    return path


class _Links(HTMLParser):
    """Collects the links of an index page that are not withdrawn, with the Python each asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep one link."""
        values = dict(attrs)
        if tag == "a" and "data-yanked" not in values:
            self.found.append((values.get("href") or "", values.get("data-requires-python") or ""))


def _wheels(page: str, html: str) -> list[Wheel]:
    links = _Links()
    links.feed(html)
    wheels = []
    for link, requires in links.found:
        url, fragment = urllib.parse.urldefrag(urllib.parse.urljoin(page, link))
        minimum = _MINIMUM_PYTHON.search(requires)
        name = _WHEEL.search(url)
        if name and not (minimum and sys.version_info < (3, int(minimum[1]))):
            version = tuple(int(part) for part in name["version"].split("."))
            wheels.append(Wheel(version, url, fragment.removeprefix("sha256=")))
    return wheels


def _fetch(url: str) -> bytes:
    context = ssl.create_default_context(cafile=_setting("cert", "") or None)
    # The index is the developer's own choice, and may well be a folder on a disk.
    with urllib.request.urlopen(url, timeout=TIMEOUT_S, context=context) as answer:  # noqa: S310
        content: bytes = answer.read()
    return content


def _setting(name: str, default: str) -> str:
    """Return one of pip's settings, looked up where pip looks."""
    from_environment = os.environ.get(f"PIP_{name.upper().replace('-', '_')}")
    if from_environment:
        return from_environment
    home = Path.home()
    config_home = Path(os.environ.get("XDG_CONFIG_HOME", home / ".config"))
    config_folders = os.environ.get("XDG_CONFIG_DIRS", "/etc/xdg").split(":")
    files = [
        *(Path(folder) / "pip" / "pip.conf" for folder in reversed(config_folders)),
        Path("/etc/pip.conf"),
    ]
    files += [home / ".pip" / "pip.conf", config_home / "pip" / "pip.conf"]
    if chosen := os.environ.get("PIP_CONFIG_FILE"):
        files = [] if chosen == os.devnull else [*files, Path(chosen)]
    settings = configparser.RawConfigParser()
    settings.read(files)
    for section in ("install", "global"):
        if settings.has_option(section, name):
            return settings.get(section, name).strip()
    return default
