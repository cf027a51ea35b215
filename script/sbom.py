"""Prints a software bill of materials (CycloneDX 1.5, JSON): the skill, what installing it brings, and the model.

Run with the project's own Python, so that it sees what is installed: `.venv/bin/python script/sbom.py > sbom.cdx.json`.
Extras that were installed, too, are named behind it: `script/sbom.py rooms`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from importlib import metadata
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

SPEECH_MODEL = {
    "type": "machine-learning-model",
    "name": "vosk-model-small-en-us",
    "version": "0.15",
    "licenses": [{"license": {"id": "Apache-2.0"}}],
}

UNSTATED = {"espeakng-loader": "MIT AND GPL-3.0-or-later"}
"""Licences of packages whose metadata names none: see THIRD_PARTY_LICENCES.md."""


def brought_along(name: str, extras: Collection[str] = ()) -> dict[str, set[str]]:
    """Return every package that installing one with some extras brings, itself included, each with what it needs."""
    needs: dict[str, set[str]] = {}
    waiting: list[str] = [canonicalize_name(name)]
    while waiting:
        package = waiting.pop()
        if package in needs:
            continue
        requirements = [Requirement(line) for line in metadata.requires(package) or ()]
        needs[package] = {
            canonicalize_name(each.name)
            for each in requirements
            if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in ("", *extras))
        }
        extras = ()  # they are the skill's own; what it needs comes plain
        waiting.extend(needs[package])
    return needs


def component(package: str) -> dict[str, Any]:
    """Describe one installed package."""
    version = metadata.version(package)
    described: dict[str, Any] = {
        "type": "library",
        "bom-ref": package,
        "name": package,
        "version": version,
        "purl": f"pkg:pypi/{package}@{version}",
    }
    if expression := _field(package, "License-Expression") or UNSTATED.get(package):
        described["licenses"] = [{"expression": expression}]
    else:
        described["licenses"] = [{"license": {"name": named_licence(package)}}]
    return described


def named_licence(package: str) -> str:
    """Return the licence that a package's metadata names in free text: in its field, or in its classifiers."""
    named = _field(package, "License")
    if named and named != "UNKNOWN":
        return named.splitlines()[0]
    classifiers = metadata.metadata(package).get_all("Classifier") or []
    return "; ".join(line.split(" :: ")[-1] for line in classifiers if line.startswith("License"))


def _field(package: str, name: str) -> str:
    """Return a field of the metadata, empty where it is missing."""
    return next(iter(metadata.metadata(package).get_all(name) or []), "")


def bill(name: str, extras: Collection[str] = ()) -> dict[str, Any]:
    """Return the whole document."""
    needs = brought_along(name, extras)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {**component(name), "type": "application"}},
        "components": [*(component(package) for package in sorted(needs.keys() - {name})), SPEECH_MODEL],
        "dependencies": [
            {"ref": package, "dependsOn": sorted(wanted)} for package, wanted in sorted(needs.items())
        ],
    }


if __name__ == "__main__":
    json.dump(bill("voice-skill", sys.argv[1:]), sys.stdout, indent=2)
    print()
