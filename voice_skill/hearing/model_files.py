"""Which files the speech model consists of, and whether a folder holds them whole.

The list is that of `vosk-model-small-en-us-0.15` (Apache-2.0, Alpha Cephei). Two checks are offered: a quick one for
every start (sizes, and a stamp saying that these very files were hashed before) and a full one (SHA-256 of each file).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

MODEL_NAME = "vosk-model-small-en-us-0.15"
STAMP_NAME = ".verified.json"
"""Written beside the model's files once they were hashed: name → [bytes, modification time in ns]."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of the model."""

    size: int
    """Bytes."""
    sha256: str


MODEL_FILES: dict[str, ModelFile] = {
    "am/final.mdl": ModelFile(15962575, "75370a0137f9daf8f469dedd7daa4513ae7a621f03240c6e512e2b50b656a7b6"),
    "conf/mfcc.conf": ModelFile(131, "1e2228006d01d805ad1c267fee9f79709ca87ac51bd82b0e3f5c69ba543f0fc4"),
    "conf/model.conf": ModelFile(290, "8f14cb1eeb07c762c371db648c6be688d347236155ca0f64fb13b6567a8ce81f"),
    "graph/Gr.fst": ModelFile(24013795, "023c8b7e30704a9e37765c635c252e608a02f361235bf94abdcf2a5225d85b20"),
    "graph/HCLr.fst": ModelFile(22416994, "5caafba3081e1646545ac6bff0dd7a318e53dcbdc86f237909ce1d2ac1293d34"),
    "graph/disambig_tid.int": ModelFile(
        102, "9ad87cc166d0998f08f758f47a6223a120dfffcbee805c4849c3aa5e6bb3c0fc"
    ),
    "graph/phones/word_boundary.int": ModelFile(
        1761, "da199d9c991e0e84681ddbb34627b915b26302d50a8fdaa23c51e2bc3a50b5c3"
    ),
    "ivector/final.dubm": ModelFile(
        168048, "8c5d7dd69d2122313baaf19f61f35dd3fa18b70c62ac0687e311e1c46e6daca7"
    ),
    "ivector/final.ie": ModelFile(
        8288887, "3f37faf90c375b9e4740b569398b5829ed9cc07d19be6d441f72c3b71d7efcc6"
    ),
    "ivector/final.mat": ModelFile(44975, "ddd83586dc5f928cda8738b922c85ffe38fc789cb5f9151a712ca12f37265382"),
    "ivector/global_cmvn.stats": ModelFile(
        1080, "33be09afcc80059847a275c3d043b51f1ab954c7c2438ddbbf4745e8ba144ff9"
    ),
    "ivector/online_cmvn.conf": ModelFile(
        95, "a2f3571754b64297cb7efb2e7ca3df61995c5a45fcbb97188f90613552bb2dfe"
    ),
    "ivector/splice.conf": ModelFile(35, "9f0c5f7c82d18eaf25d8bce470efa9f7741f88411fe428774bc0a9bb69a24756"),
}

OWN_MODEL_NEEDS = ("am/final.mdl", "conf/model.conf", "graph/HCLr.fst", "graph/Gr.fst")
"""What a model of somebody's own choice must have: without `HCLr.fst` Vosk ignores every phrase list."""

State = Literal["ready", "missing", "damaged"]


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """What a model folder is worth."""

    path: Path
    state: State
    problems: tuple[str, ...] = ()
    """One clause per fault: `graph/Gr.fst is 10 bytes long instead of 24013795`."""

    @property
    def ready(self) -> bool:
        """Whether the model may be loaded."""
        return self.state == "ready"


def quick_check(folder: Path) -> ModelStatus:
    """Check sizes, and hash only what has changed since the files were last hashed. Milliseconds when nothing has."""
    status = _sizes(folder)
    if not status.ready:
        return status
    stamp = _read_stamp(folder)
    if stamp is not None and stamp == _facts(folder):
        return status
    return full_check(folder)


def full_check(folder: Path) -> ModelStatus:
    """Hash every file, and remember on success that these files were found whole. About 0.3 s."""
    status = _sizes(folder)
    if not status.ready:
        return status
    before = _facts(folder)
    wrong = tuple(
        f"{name} has other content than the published file"
        for name, expected in MODEL_FILES.items()
        if _sha256(folder / name) != expected.sha256
    )
    if wrong:
        return ModelStatus(folder, "damaged", wrong)
    _write_stamp(folder, before)
    return ModelStatus(folder, "ready")


def structure_check(folder: Path) -> ModelStatus:
    """Check a model of somebody's own choice: there is nothing to compare its content with."""
    if not folder.is_dir():
        return ModelStatus(folder, "missing", ("there is no such folder",))
    lacking = tuple(f"{name} is missing or empty" for name in OWN_MODEL_NEEDS if not _size(folder / name))
    return ModelStatus(folder, "damaged" if lacking else "ready", lacking)


def _sizes(folder: Path) -> ModelStatus:
    if not folder.is_dir():
        return ModelStatus(folder, "missing", ("there is no such folder",))
    problems = []
    for name, expected in MODEL_FILES.items():
        size = _size(folder / name)
        if size is None:
            problems.append(f"{name} is missing")
        elif size != expected.size:
            problems.append(f"{name} is {size} bytes long instead of {expected.size}")
    return ModelStatus(folder, "damaged" if problems else "ready", tuple(problems))


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()


def _facts(folder: Path) -> dict[str, list[int]]:
    facts = {}
    for name in MODEL_FILES:
        with contextlib.suppress(OSError):
            stat = (folder / name).stat()
            facts[name] = [stat.st_size, stat.st_mtime_ns]
    return facts


def _read_stamp(folder: Path) -> dict[str, list[int]] | None:
    try:
        stamp = json.loads((folder / STAMP_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return stamp if isinstance(stamp, dict) else None


def _write_stamp(folder: Path, facts: dict[str, list[int]]) -> None:
    # A read-only model folder simply gets hashed at every start.
    with contextlib.suppress(OSError):
        (folder / STAMP_NAME).write_text(json.dumps(facts), encoding="utf-8")
