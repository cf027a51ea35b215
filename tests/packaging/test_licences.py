"""What a plain installation brings, under which licences, and whether the list of them is true."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
FREE_TO_COMBINE = re.compile(r"\b(Apache|MIT|MIT-0|BSD|0BSD|MPL|Zlib|PSF)\b", re.IGNORECASE)
SAYS_NOTHING = {"espeakng-loader"}
"""Packages whose metadata names no licence; the list explains them."""


def brought_along(name: str, extras: frozenset[str] = frozenset()) -> set[str]:
    """Return every package that installing one brings, itself included."""
    found = {canonicalize_name(name)}
    for line in metadata.requires(name) or ():
        requirement = Requirement(line)
        environments = [{"extra": extra} for extra in extras | {""}]
        if requirement.marker is None or any(requirement.marker.evaluate(each) for each in environments):
            found |= brought_along(requirement.name, frozenset(requirement.extras))
    return found


DEPENDENCIES = sorted(brought_along("voice-skill") - {"voice-skill"})


def listed() -> dict[str, str]:
    """Return package → licence from the table in THIRD_PARTY_LICENCES.md."""
    text = (ROOT / "THIRD_PARTY_LICENCES.md").read_text(encoding="utf-8").split("## Not packages")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return {row[0].strip(): row[1].strip() for row in rows[1:]}


def test_list_names_exactly_what_is_installed() -> None:
    """Nothing is installed unlisted, and nothing is listed that is no longer used."""
    assert sorted(listed()) == DEPENDENCIES


@pytest.mark.parametrize("package", [name for name in DEPENDENCIES if name not in SAYS_NOTHING])
def test_licence_may_be_combined_with_ours(package: str) -> None:
    """Each dependency's own metadata names a licence that Apache-2.0 software may build on."""
    data = metadata.metadata(package)
    stated = " ".join(
        [data.get("License-Expression", ""), data.get("License", "")[:200]]
        + [line for line in data.get_all("Classifier", []) if line.startswith("License")]
    )
    assert FREE_TO_COMBINE.search(stated), stated
    assert "GPL" not in stated, stated


def test_gpl_is_named() -> None:
    """The one part under the GPL is named as such, with what follows from it."""
    assert "GPL-3.0" in listed()["espeakng-loader"]
    assert "offer its source" in " ".join((ROOT / "THIRD_PARTY_LICENCES.md").read_text().split())
