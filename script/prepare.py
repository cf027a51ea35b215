"""Prepares this checkout: virtual environment, packages, system libraries, speech model.

Runs on any Python 3.11 or newer with nothing installed, so it uses the standard library only. Called by
`script/setup`; when nothing is left to do it takes about a second.
"""

from __future__ import annotations

import ctypes.util
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pip_wheel import NoPipError, download_pip

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PURPOSES = ("run", "test", "full")
"""Each includes the ones before it."""


class SetupError(Exception):
    """Set-up cannot go on; the text says what to do."""


@dataclass(frozen=True, slots=True)
class SystemPart:
    """Something that only the system's own packages can bring."""

    package: str
    """The Debian package."""
    purpose: str
    """The first of `PURPOSES` that needs it."""
    without: str
    """What does not work without it."""
    library: str = ""
    program: str = ""

    def present(self) -> bool:
        """Whether this machine has it."""
        if self.program:
            return shutil.which(self.program) is not None
        return ctypes.util.find_library(self.library) is not None or _loadable(self.library)


SOUND_TESTS = "the tests on virtual sound devices"
SYSTEM_PARTS = (
    SystemPart("libportaudio2", "run", "the microphone and the loudspeaker", library="portaudio"),
    SystemPart("pulseaudio", "test", SOUND_TESTS, program="pulseaudio"),
    SystemPart("pulseaudio-utils", "test", SOUND_TESTS, program="pactl"),
    SystemPart("libasound2-plugins", "test", SOUND_TESTS, library="asound_module_pcm_pulse"),
    SystemPart("espeak-ng", "test", "the tests with a system-wide voice", program="espeak-ng"),
    SystemPart("chromium", "full", "the test in a browser", program="chromium"),
    SystemPart("systemd", "full", "the check of the service's units", program="systemd-analyze"),
)


def main(purpose: str) -> None:
    """Do whatever is still to be done for this purpose."""
    install_system_parts(purpose)
    with Path(__file__).open() as lock:  # two set-ups of one checkout at once would spoil each other's work
        fcntl.flock(lock, fcntl.LOCK_EX)
        install_packages(purpose)
    voice_skill = VENV / "bin" / "voice-skill"
    if not _works(voice_skill, "model", "verify"):
        subprocess.run([voice_skill, "model", "install"], check=True)


def install_system_parts(purpose: str) -> None:
    """Install missing system packages as root; otherwise say which command would."""
    wanted = PURPOSES[: PURPOSES.index(purpose) + 1]
    missing = [part for part in SYSTEM_PARTS if part.purpose in wanted and not part.present()]
    if not missing:
        return
    packages = [part.package for part in missing]
    lost = " and ".join(dict.fromkeys(part.without for part in missing))
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing system packages: {' '.join(packages)}")
        if _apt_get("update") and _apt_get("install", "--no-install-recommends", *packages):
            return
        say(f"That did not work; going on without {lost}.")
        return
    say(f"For {lost}, run: sudo apt-get install {' '.join(packages)}")
    say("Going on with everything that needs no sound device.")


def install_packages(purpose: str) -> None:
    """Make the virtual environment and install the packages, unless that is done already."""
    stamp = VENV / ("ready-for-run" if purpose == "run" else "ready-for-test")
    wanted = _fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    # The stamp goes first and comes back last, and what an interrupted installation left behind is never built upon.
    stamp.unlink(missing_ok=True)
    unfinished = VENV / "unfinished"
    if unfinished.exists() or not _works(PYTHON, "-c", "import pip"):
        make_environment()
    unfinished.touch()
    say(f"Installing packages into {VENV.name} (about 300 MB on disk, once)")
    constraints = ROOT / "script" / "constraints.txt"
    _pip(
        "install", "--constraint", str(constraints), "--editable", str(ROOT), *_development_packages(purpose)
    )
    unfinished.unlink()
    stamp.write_text(wanted)


def make_environment() -> None:
    """Make an empty virtual environment with pip, also where Python came without `venv` or `ensurepip`."""
    say(f"Making a virtual environment in {VENV.name}")
    if VENV.exists():
        shutil.rmtree(VENV)
    if not _works(sys.executable, "-m", "venv", "--without-pip", VENV):
        _make_environment_by_hand()
    if _works(PYTHON, "-m", "ensurepip", "--default-pip"):
        return
    say("This Python has no pip of its own: fetching it from the package index")
    try:
        wheel = download_pip(VENV)
    except NoPipError as error:
        raise SetupError(f"{error}. On Debian or Ubuntu, run: sudo apt-get install python3-venv") from error
    # A pip wheel can be run without being installed: Python imports straight from the archive.
    subprocess.run([PYTHON, wheel / "pip", "install", "--quiet", "--no-input", wheel], check=True)
    wheel.unlink()


def _make_environment_by_hand() -> None:
    """Lay out what `venv` would: a link to Python and the file by which it knows its home."""
    shutil.rmtree(VENV, ignore_errors=True)
    PYTHON.parent.mkdir(parents=True)
    PYTHON.symlink_to(sys.executable)
    home = Path(sys.executable).resolve().parent
    (VENV / "pyvenv.cfg").write_text(f"home = {home}\ninclude-system-site-packages = false\n")


def _development_packages(purpose: str) -> list[str]:
    """Return the requirements of the `dev` group: older versions of pip cannot read dependency groups."""
    if purpose == "run":
        return []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return list(project["dependency-groups"]["dev"])


def _pip(*arguments: str) -> None:
    """Run pip, showing what it fetches."""
    command = [str(PYTHON), "-m", "pip", "--no-input", "--disable-pip-version-check", *arguments]
    lines: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            if line.lstrip().startswith(("Downloading", "Installing collected")):
                say(f"  {line.strip()[:100]}")
    if pip.returncode:
        raise SetupError(f"{''.join(lines[-20:])}Installing the packages failed; run the same command again")


def _apt_get(*arguments: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "--quiet", "--quiet", "--yes", *arguments]
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False
    )
    return done.returncode == 0


def _fingerprint() -> str:
    """Return what the installed packages depend on, as one hash."""
    digest = hashlib.sha256(f"{sys.version} {ROOT}".encode())
    for name in ("pyproject.toml", "script/constraints.txt", "script/prepare.py"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _works(*command: str | Path) -> bool:
    """Whether a command runs and succeeds."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _loadable(library: str) -> bool:
    """Whether an ALSA plugin is where Debian puts it; plugins are not on the linker's path."""
    return any(Path("/usr/lib").glob(f"*/alsa-lib/lib{library}.so"))


def say(text: str) -> None:
    """Show progress at once, also when the output goes to a file."""
    print(text, flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in PURPOSES:
        sys.exit("Usage: script/setup [run|test|full]")
    try:
        main(sys.argv[1])
    except SetupError as problem:
        sys.exit(f"Set-up stopped: {problem}")
    except subprocess.CalledProcessError as failure:
        sys.exit(failure.returncode)
    except KeyboardInterrupt:
        sys.exit("Set-up was interrupted; run the same command again to go on.")
