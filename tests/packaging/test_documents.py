"""The documents tell the truth about files, scripts and commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from voice_skill.cli import build_parser

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
CODE = re.compile(r"(?s:```.*?```)|`[^`\n]+`|^ {4}\S.*$", re.MULTILINE)


def name_of(document: Path) -> str:
    """Return how a test of this document is called."""
    return str(document.relative_to(ROOT))


def code_in(document: Path) -> str:
    """Return everything a document shows as code."""
    return "\n".join(CODE.findall(document.read_text(encoding="utf-8")))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(document: Path) -> None:
    """Every link to a file of the project names one that is there."""
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (document.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_scripts_exist(document: Path) -> None:
    """Every script that a document tells people to run is there and can be run."""
    named = set(re.findall(r"(?<![\w/])(script/[\w-]+(?:\.\w+)?)(?![\w*])", code_in(document)))
    assert {name for name in named if not (ROOT / name).is_file()} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_commands_exist(document: Path) -> None:
    """Every `voice-skill` command that a document names is one."""
    named = set(re.findall(r"(?<!name )\bvoice-skill ([a-z]+)\b", code_in(document)))
    (commands,) = [action.choices for action in build_parser()._actions if isinstance(action.choices, dict)]
    assert named - set(commands) == set()
