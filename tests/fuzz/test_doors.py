"""Every door through which input comes, with inputs nobody would send: no crash, no hang, no growth.

`FUZZ_SECONDS` (for each door) and `FUZZ_SEED` widen the search; what is found is written beside the corpus, in
`tests/fuzz/found/`, to be made small, named after what it shows, and kept in `tests/fuzz/corpus/`.
"""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from doors import DOORS, Door
from mutate import inputs

CORPUS = Path(__file__).parent / "corpus"
FOUND = Path(__file__).parent / "found"
HANG_S = 60
"""Seconds that no single input may take, on a slow and busy machine; most take a millisecond."""
GROWTH_MB = 80.0
"""Growth of memory that no number of inputs explains: what is remembered of an input must have an end."""
WARM_UP = 50
"""Inputs after which memory is first weighed: modules, grammars and caches are loaded by then."""
SEED = int(os.environ.get("FUZZ_SEED", "1"))
QUICK_S = 0.7
LONG_S = float(os.environ.get("FUZZ_SECONDS", "15"))

CASES = [(door, path) for door in DOORS for path in sorted((CORPUS / door.name).iterdir())]


@pytest.mark.parametrize(("door", "path"), CASES, ids=lambda value: getattr(value, "name", None))
def test_the_corpus(door: Door, path: Path, tmp_path: Path) -> None:
    """What was kept, good inputs and everything that ever crashed, is taken or refused as the contract says."""
    with watchdog():
        door.feed(path.read_bytes(), tmp_path)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_mutated_inputs(door: Door, tmp_path: Path) -> None:
    """A first look, in every run of the tests."""
    fuzz(door, QUICK_S, SEED, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_mutated_inputs_for_longer(door: Door, tmp_path: Path) -> None:
    """The same from another seed for as long as is wanted."""
    fuzz(door, LONG_S, SEED + 1, tmp_path)


def fuzz(door: Door, seconds: float, seed: int, folder: Path) -> None:
    """Feed mutated inputs for so long, at least one."""
    seeds = [path.read_bytes() for path in sorted((CORPUS / door.name).iterdir())] + door.seeds()
    deadline, weighed = time.monotonic() + seconds, 0.0
    for count, data in enumerate(inputs(seeds, door.words, seed)):
        feed(door, data, folder)
        if count == WARM_UP:
            weighed = resident_mb()
        if time.monotonic() > deadline:
            break
    if weighed:
        assert resident_mb() - weighed < GROWTH_MB, f"{door.name}: memory grew over {count} inputs"


def feed(door: Door, data: bytes, folder: Path) -> None:
    """Feed one input; one that crashes is written down."""
    try:
        with watchdog():
            door.feed(data, folder)
    except BaseException as error:
        FOUND.mkdir(exist_ok=True)
        path = FOUND / f"{door.name}-{hashlib.sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        raise AssertionError(f"{path} crashes {door.name}: {type(error).__name__}: {error}") from error


@contextmanager
def watchdog() -> Iterator[None]:
    """Turn a hang into a failure, where the system has such an alarm."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def bark(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"no end after {HANG_S} s")

    before = signal.signal(signal.SIGALRM, bark)
    signal.alarm(HANG_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def resident_mb() -> float:
    """Resident memory of this process; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
