"""What a plain installation brings, under which licences, and whether the list of them is true."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import sbom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).resolve().parents[2]
FREE_TO_COMBINE = re.compile(r"\b(Apache|MIT|MIT-0|BSD|0BSD|MPL|Zlib|PSF)\b", re.IGNORECASE)
EXTRAS = ["rooms"]
"""Those the developers' environment has, too. Piper it has not: it is large, and the GPL is to be chosen knowingly."""

DEPENDENCIES = sorted(sbom.brought_along("voice-skill", EXTRAS).keys() - {"voice-skill"})


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
    components = sbom.bill("voice-skill", EXTRAS)["components"]
    assert [each["name"] for each in components] == [*DEPENDENCIES, "vosk-model-small-en-us"]
    assert all(each["version"] and each["licenses"] for each in components)


@pytest.mark.parametrize("extras", [[], EXTRAS], ids=["plain", "rooms"])
def test_bill_of_materials_is_valid(extras: list[str]) -> None:
    """Tools that read bills can read ours: it keeps to the published schema, unknown fields and all."""
    bill = sbom.bill("voice-skill", extras)
    assert JsonStrictValidator(SchemaVersion.V1_5).validate_str(json.dumps(bill)) is None
    references = {
        bill["metadata"]["component"]["bom-ref"],
        *(each.get("bom-ref") for each in bill["components"]),
    }
    assert {ref for each in bill["dependencies"] for ref in (each["ref"], *each["dependsOn"])} <= references


def test_a_plain_installation_brings_no_extras() -> None:
    """Whoever installs the skill alone gets no network protocol and nothing under the GPL that Piper would bring."""
    plain = sbom.brought_along("voice-skill")
    assert "wyoming" not in plain
    assert "piper-tts" not in plain


@pytest.mark.parametrize("part", ["espeak-ng", "espeakng-loader", "Piper and its voice"])
def test_gpl_is_named(part: str) -> None:
    """The parts under the GPL are named as such."""
    rows = (ROOT / "THIRD_PARTY_LICENCES.md").read_text(encoding="utf-8").splitlines()
    (row,) = [line for line in rows if line.startswith((f"| {part} |", f"| {part} *"))]
    assert "GPL-3.0-or-later" in row.split("|")[2]


def test_what_follows_from_the_gpl_is_said() -> None:
    """Whoever hands on a device with everything on it is told what they must pass on with it."""
    text = " ".join((ROOT / "THIRD_PARTY_LICENCES.md").read_text(encoding="utf-8").split())
    assert "offer its source" in text


def test_every_extra_is_accounted_for() -> None:
    """No extra is added without its licences: it is checked here, or named in the table of what is no plain part."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(project["optional-dependencies"]) == {*EXTRAS, "piper"}
