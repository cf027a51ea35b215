"""The wheel: everything the skill reads is inside, it works away from the repository, and it can be built again."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EPOCH = "1780000000"
"""Any fixed time: builders put it in place of the time of building."""

pytestmark = pytest.mark.slow


def build(folder: Path) -> Path:
    """Build the wheel of this checkout, without a network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env={"SOURCE_DATE_EPOCH": EPOCH})
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built once."""
    return build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`voice-skill` installed from the wheel into an environment that cannot see the repository."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*pip, str(wheel)], check=True)
    # The dependencies are borrowed from this environment: fetching them again would test the network, not the wheel.
    packages = next(home.glob("lib/python*/site-packages"))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin" / "voice-skill"


def names(wheel: Path) -> set[str]:
    """Return the files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize(
    ("source", "inside"),
    [
        ("grammars", "voice_skill/_data/grammars"),
        ("audio_fixtures/patients", "voice_skill/_data/patients"),
        ("voice_skill/triage/knowledge", "voice_skill/triage/knowledge"),
    ],
)
def test_data_travels_inside(wheel: Path, source: str, inside: str) -> None:
    """Every grammar, rule and recorded patient of the repository is in the wheel."""
    expected = {
        f"{inside}/{path.relative_to(ROOT / source)}"
        for path in (ROOT / source).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert expected
    assert expected <= names(wheel)


def test_licences_travel_inside(wheel: Path) -> None:
    """Whoever gets the wheel gets the licence and the list of the others'."""
    licences = {Path(name).name for name in names(wheel) if "/licenses/" in name}
    assert licences == {"LICENSE", "THIRD_PARTY_LICENCES.md"}


def test_nothing_else_travels(wheel: Path) -> None:
    """Tests, scripts, recordings for tests and caches stay at home."""
    tops = {name.split("/")[0] for name in names(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"voice_skill"}
    assert not {name for name in names(wheel) if "__pycache__" in name}


def test_building_twice_gives_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    """Anybody can check that a wheel was built from this source."""
    assert build(tmp_path).read_bytes() == wheel.read_bytes()


def test_triage_works_from_the_wheel(command: Path, tmp_path: Path) -> None:
    """The installed command finds its rules: lost control of the bladder means the emergency department."""
    case = json.dumps({"age": 45, "findings": {"pee_leak": "yes", "ces_recent": "yes"}})
    done = subprocess.run(
        [command, "assess", "-"], input=case, text=True, capture_output=True, cwd=tmp_path, check=True
    )
    assert json.loads(done.stdout)["level"] == "ED_NOW"


def test_understanding_works_from_the_wheel(command: Path, tmp_path: Path) -> None:
    """The installed command finds its grammars."""
    asked = [command, "understand", "--question", "saddle_numb"]
    done = subprocess.run(asked, input="yes\n", text=True, capture_output=True, cwd=tmp_path, check=True)
    assert json.loads(done.stdout)["answer"] == "yes"


@pytest.mark.parametrize("resource", ["grammars", "knowledge", "patients"])
def test_resources_are_found_in_the_wheel(command: Path, resource: str, tmp_path: Path) -> None:
    """What is found is the installed copy, not the repository's."""
    code = f"from voice_skill.resources import find; print(find({resource!r}))"
    found = subprocess.check_output([command.parent / "python", "-c", code], text=True, cwd=tmp_path)
    assert Path(found.strip()).is_relative_to(command.parent.parent)
