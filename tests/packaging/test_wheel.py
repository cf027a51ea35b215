"""The wheel and the source archive: all that is read is inside, they work away from the repository, and can be built again."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from voice_skill import __version__

ROOT = Path(__file__).resolve().parents[2]
EPOCH = "1780000000"
"""Any fixed time: builders put it in place of the time of building."""

pytestmark = pytest.mark.slow


def build(folder: Path, *, kind: str = "wheel", source: Path = ROOT) -> Path:
    """Build the wheel or the source archive of a checkout, without a network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, env={"SOURCE_DATE_EPOCH": EPOCH})
    (built,) = [path for path in folder.iterdir() if path.name.endswith((".whl", ".tar.gz"))]
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built once."""
    return build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source archive, built once."""
    return build(tmp_path_factory.mktemp("sdist"), kind="sdist")


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


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_building_twice_gives_the_same_bytes(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Anybody can check that what they were given was built from this source."""
    first: Path = request.getfixturevalue(kind)
    assert build(tmp_path, kind=kind).read_bytes() == first.read_bytes()


def test_wheel_can_be_built_from_the_source_archive(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    """The archive lacks nothing: unpacked away from the repository, it gives the very same wheel."""
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    assert build(tmp_path / "wheel", source=source).read_bytes() == wheel.read_bytes()


def test_source_archive_is_what_git_keeps(sdist: Path) -> None:
    """Everything under version control travels, and nothing that git was told to ignore."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a clone: there is nothing to compare with")
    with tarfile.open(sdist) as archive:
        inside = {name.split("/", 1)[1] for name in archive.getnames()} - {"PKG-INFO"}
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    kept = set(subprocess.check_output(listing, cwd=ROOT, text=True).splitlines())
    assert inside == kept - {".pre-commit-config.yaml"}


def test_version_is_the_changelogs_newest() -> None:
    """The version in the code, the one place that has it, is the newest that the changelog tells of."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d[^\]]*)\] - \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)
    assert released[0] == __version__


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
