"""Every public name is documented, and the page of them is up to date."""

from __future__ import annotations

import importlib
from pathlib import Path

import api_page
import pytest


@pytest.mark.parametrize("room", api_page.ROOMS)
def test_every_public_name_is_documented(room: str) -> None:
    """Each function, class, constant and alias that a room offers says what it is for."""
    module = importlib.import_module(room)
    names = api_page.public_names(module)
    assert names
    assert [name for name in names if not api_page.explained(module, name)] == []


def test_page_is_up_to_date() -> None:
    """What `docs/api.md` says is what the code says today."""
    assert api_page.PAGE.read_text(encoding="utf-8") == api_page.page(), (
        "run: .venv/bin/python script/api_page.py"
    )


def test_page_out_of_date_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page that differs is reported with the command that writes it, and is left as it is."""
    old = tmp_path / "api.md"
    old.write_text("# API\n", encoding="utf-8")
    monkeypatch.setattr(api_page, "PAGE", old)
    assert api_page.main(["--check"]) == 1
    assert "script/api_page.py" in capsys.readouterr().err
    assert old.read_text(encoding="utf-8") == "# API\n"


def test_page_names_the_triage_core() -> None:
    """The page holds the two functions that other front ends build on."""
    page = api_page.page()
    assert "**`assess(" in page
    assert "**`next_question(" in page
