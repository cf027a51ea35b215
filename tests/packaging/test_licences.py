"""What a plain installation brings, under which licences, and whether the list of them is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sbom

ROOT = Path(__file__).resolve().parents[2]
FREE_TO_COMBINE = re.compile(r"\b(Apache|MIT|MIT-0|BSD|0BSD|MPL|Zlib|PSF)\b", re.IGNORECASE)
DEPENDENCIES = sorted(sbom.brought_along("voice-skill").keys() - {"voice-skill"})


def listed() -> dict[str, str]:
    """Return package → licence from the table in THIRD_PARTY_LICENCES.md."""
    text = (ROOT / "THIRD_PARTY_LICENCES.md").read_text(encoding="utf-8").split("## Not packages")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return {row[0].strip(): row[1].strip() for row in rows[1:]}


def test_list_names_exactly_what_is_installed() -> None:
    """Nothing is installed unlisted, and nothing is listed that is no longer used."""
    assert sorted(listed()) == DEPENDENCIES


@pytest.mark.parametrize("package", [name for name in DEPENDENCIES if name not in sbom.UNSTATED])
def test_licence_may_be_combined_with_ours(package: str) -> None:
    """Each dependency's own metadata names a licence that Apache-2.0 software may build on."""
    (licence,) = sbom.component(package)["licenses"]
    stated = licence.get("expression") or licence["license"]["name"]
    assert FREE_TO_COMBINE.search(stated), stated
    assert "GPL" not in stated, stated


def test_bill_of_materials_is_complete() -> None:
    """The bill names every package once, with its version and licence, and the speech model."""
    components = sbom.bill("voice-skill")["components"]
    assert [each["name"] for each in components] == [*DEPENDENCIES, "vosk-model-small-en-us"]
    assert all(each["version"] and each["licenses"] for each in components)


def test_gpl_is_named() -> None:
    """The one part under the GPL is named as such, with what follows from it."""
    assert "GPL-3.0" in listed()["espeakng-loader"]
    assert "offer its source" in " ".join((ROOT / "THIRD_PARTY_LICENCES.md").read_text().split())
