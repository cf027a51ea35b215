"""Every public name is documented, and the page of them can be made."""

from __future__ import annotations

import importlib
import inspect

import api_page
import pytest


@pytest.mark.parametrize("room", api_page.ROOMS)
def test_every_public_name_is_documented(room: str) -> None:
    """Each function and class that a room offers says what it is for."""
    module = importlib.import_module(room)
    offered = {name: getattr(module, name) for name in api_page.public_names(module)}
    assert offered
    told = (inspect.isclass, inspect.isfunction)
    undocumented = [
        name
        for name, value in offered.items()
        if any(kind(value) for kind in told) and not api_page.first_paragraph(value)
    ]
    assert undocumented == []


def test_page_names_the_triage_core(capsys: pytest.CaptureFixture[str]) -> None:
    """The page holds the two functions that other front ends build on."""
    api_page.main()
    page = capsys.readouterr().out
    assert "**`assess(" in page
    assert "**`next_question(" in page
