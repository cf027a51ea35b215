"""The files that the pages for Home Assistant, the Raspberry Pi and the container hand out: each is valid, and they fit together."""

from __future__ import annotations

import http.server
import json
import os
import re
import shutil
import subprocess
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from voice_skill.cli import main
from voice_skill.serving.satellite import Address
from voice_skill.settings import load_settings

ROOT = Path(__file__).parents[2]
FILES = ROOT / "examples" / "home-assistant"
PAGES = ("docs/home-assistant.md", "docs/install-raspberry-pi.md", "docs/settings.md")
CONTAINER = ROOT / "container" / "Containerfile"


def blocks(kind: str) -> list[Any]:
    """The code blocks of one kind on the pages."""
    return [
        pytest.param(block, id=f"{page}-{number}")
        for page in PAGES
        for number, block in enumerate(
            re.findall(
                rf"^```{kind}\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
            )
        )
    ]


def automation() -> dict[str, Any]:
    """The automation that reaches somebody."""
    content = yaml.safe_load((FILES / "emergency-contact.yaml").read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def test_the_automation_is_one() -> None:
    """A webhook that only the home's own network may call; every branch tells somebody."""
    content = automation()
    assert content.keys() == {"alias", "description", "mode", "triggers", "conditions", "actions"}
    (trigger,) = content["triggers"]
    assert (trigger["trigger"], trigger["allowed_methods"], trigger["local_only"]) == (
        "webhook",
        ["POST"],
        True,
    )
    (choice,) = content["actions"]
    for sequence in (choice["choose"][0]["sequence"], choice["default"]):
        (told,) = sequence
        assert told["action"].startswith("notify.")
        assert told["data"].keys() >= {"title", "message"}


class _Webhook(http.server.BaseHTTPRequestHandler):
    """Home Assistant's side of it."""

    called: ClassVar[list[tuple[str, dict[str, Any]]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.called.append((self.path, json.loads(body)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def home_assistant() -> Iterator[str]:
    """A server that takes the webhook; its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Webhook)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    _Webhook.called.clear()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_contact_command_calls_the_automation(home_assistant: str) -> None:
    """It calls the webhook of the automation beside it, and says which of the two it is: an emergency, or a rehearsal."""
    env = {**os.environ, "HOME_ASSISTANT": home_assistant}
    for rehearsal in ({}, {"VOICE_SKILL_REHEARSAL": "1"}):
        subprocess.run([FILES / "tell-home-assistant"], env={**env, **rehearsal}, check=True)
    path = f"/api/webhook/{automation()['triggers'][0]['webhook_id']}"
    assert _Webhook.called == [(path, {"rehearsal": False}), (path, {"rehearsal": True})]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_contact_command_reports_that_nobody_was_reached() -> None:
    """Where Home Assistant does not answer, the person is not told that somebody comes."""
    env = {**os.environ, "HOME_ASSISTANT": "http://127.0.0.1:9"}
    done = subprocess.run([FILES / "tell-home-assistant"], env=env, check=False, capture_output=True)
    assert done.returncode != 0


def _loads(text: str, folder: Path) -> None:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    for named in load_settings(path, {}).satellites:
        Address.parse(named)


def test_the_settings_are_taken(tmp_path: Path) -> None:
    """The example file holds settings that exist, with values that are allowed."""
    _loads((FILES / "settings.toml").read_text(encoding="utf-8"), tmp_path)


@pytest.mark.parametrize("block", blocks("toml"))
def test_the_settings_on_the_pages_are_taken(block: str, tmp_path: Path) -> None:
    """What people copy from a page works; alternatives to one setting are tried one by one."""
    for alternative in re.split(r"\n\n(?=# )", block):
        _loads(alternative, tmp_path)


@pytest.mark.parametrize("block", blocks("yaml"))
def test_the_yaml_on_the_pages_is_valid(block: str) -> None:
    """Each block is a mapping or a list."""
    assert isinstance(yaml.safe_load(block), dict | list)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_accepts_the_satellite(tmp_path: Path) -> None:
    """The unit of a satellite is right, once its program is there."""
    text = (FILES / "satellite.service").read_text(encoding="utf-8")
    file = tmp_path / "satellite.service"
    file.write_text(text.replace("%h/satellite/bin/python", "/bin/sh"), encoding="utf-8")
    (tmp_path / "run").mkdir(mode=0o700)
    env = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path / "run")}
    command = ["systemd-analyze", "--user", "verify", file]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_container_file_names_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Its commands are this version's, and what it installs exists: no container engine is needed to see that."""
    text = CONTAINER.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if re.match(r"[A-Z]+ ", line)]
    assert [line.split()[0] for line in lines] == [
        "FROM", "RUN", "COPY", "RUN", "USER", "ENV", "RUN", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD",
    ]  # fmt: skip
    command = json.loads(lines[-1].removeprefix("CMD "))
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    assert "--listen" in capsys.readouterr().out
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(re.findall(r"/src\[(\w+)\]", text)) <= extras.keys()
    assert "USER skill" in text
    for setting in re.findall(r"VOICE_SKILL_[A-Z]+", text):
        assert f"`{setting.removeprefix('VOICE_SKILL_').lower()}`" in (ROOT / "docs/settings.md").read_text()
