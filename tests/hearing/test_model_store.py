"""The speech model is found, installed and verified, and a damaged one is never used."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from voice_skill.errors import MissingPartError
from voice_skill.hearing import model_download, model_files, model_store
from voice_skill.hearing.model_download import Archive, DownloadError


@pytest.fixture
def small_model(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Replace the published file list by two small files of known content."""
    content = {"am/final.mdl": b"acoustic" * 10, "graph/HCLr.fst": b"graph" * 10}
    import hashlib  # noqa: PLC0415

    files = {
        name: model_files.ModelFile(len(data), hashlib.sha256(data).hexdigest())
        for name, data in content.items()
    }
    monkeypatch.setattr(model_files, "MODEL_FILES", files)
    monkeypatch.setattr(model_store, "MODEL_FILES", files)
    return content


@pytest.fixture
def from_archives(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make the model come from these archives (or failures), in this order."""

    def serve(*sources: dict[str, bytes] | bytes | Exception) -> None:
        def attempts(folder: Path, _progress: object) -> list[tuple[str, Callable[[], Archive]]]:
            return [
                (f"place {number}", lambda s=source: fetch(s, folder))
                for number, source in enumerate(sources)
            ]

        def fetch(source: dict[str, bytes] | bytes | Exception, folder: Path) -> Archive:
            if isinstance(source, Exception):
                raise source
            path = folder / "archive.zip"
            if isinstance(source, bytes):
                path.write_bytes(source)
            else:
                with zipfile.ZipFile(path, "w") as archive:
                    for name, data in source.items():
                        archive.writestr("inside/" + name, data)
            return Archive(path, "inside/")

        monkeypatch.setattr(model_store, "attempts", attempts)

    return serve


def test_install_puts_verified_files_in_place(
    tmp_path: Path, small_model: dict[str, bytes], from_archives: Callable[..., None]
) -> None:
    """An install leaves exactly the listed files, verified, and nothing beside them."""
    from_archives({**small_model, "README": b"not ours"})
    folder = model_store.install(folder=tmp_path / "model")
    assert (folder / "am/final.mdl").read_bytes() == small_model["am/final.mdl"]
    assert model_files.quick_check(folder).ready
    assert not (folder / "README").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".install.lock", "model"]


@pytest.mark.parametrize("fault", ["cut", "changed", "gone"])
def test_a_damaged_model_is_noticed_and_replaced(
    tmp_path: Path, small_model: dict[str, bytes], from_archives: Callable[..., None], fault: str
) -> None:
    """A file that is cut short, altered or gone makes the model damaged, and `ensure` replaces it."""
    from_archives(small_model)
    folder = model_store.install(folder=tmp_path / "model")
    victim = folder / "graph/HCLr.fst"
    if fault == "cut":
        victim.write_bytes(small_model["graph/HCLr.fst"][:-1])
    elif fault == "changed":
        victim.write_bytes(b"x" + small_model["graph/HCLr.fst"][1:])
        os.utime(victim, (1, 1))
    else:
        victim.unlink()
    assert model_files.quick_check(folder).state == "damaged"
    model_store.ensure(folder=folder)
    assert victim.read_bytes() == small_model["graph/HCLr.fst"]


def test_the_full_check_sees_through_an_unchanged_time_stamp(
    tmp_path: Path, small_model: dict[str, bytes], from_archives: Callable[..., None]
) -> None:
    """Content that was swapped under the same size and time escapes the quick check but not the full one."""
    from_archives(small_model)
    folder = model_store.install(folder=tmp_path / "model")
    victim = folder / "graph/HCLr.fst"
    times = victim.stat()
    victim.write_bytes(b"x" + small_model["graph/HCLr.fst"][1:])
    os.utime(victim, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert model_files.full_check(folder).problems == (
        "graph/HCLr.fst has other content than the published file",
    )


def test_the_next_place_is_tried_when_one_fails(
    tmp_path: Path, small_model: dict[str, bytes], from_archives: Callable[..., None]
) -> None:
    """A place that is unreachable, serves rubbish, lacks files or serves altered ones is passed over."""
    altered = {**small_model, "am/final.mdl": b"ACOUSTIC" * 10}
    from_archives(
        DownloadError("no route"),
        b"this is not a zip file",
        {"am/final.mdl": b"only one"},
        altered,
        small_model,
    )
    assert model_files.full_check(model_store.install(folder=tmp_path / "model")).ready


def test_failure_everywhere_names_each_reason_and_keeps_the_old_model(
    tmp_path: Path, small_model: dict[str, bytes], from_archives: Callable[..., None]
) -> None:
    """When nothing can be fetched, the error says why for each place, and a model that works stays."""
    from_archives(small_model)
    folder = model_store.install(folder=tmp_path / "model")
    from_archives(DownloadError("no route to host"), {**small_model, "am/final.mdl": b"ACOUSTIC" * 10})
    with pytest.raises(MissingPartError, match=r"no route to host.*final\.mdl has other content"):
        model_store.install(folder=folder)
    assert model_files.quick_check(folder).ready


def test_what_an_interrupted_install_left_is_swept_away(
    tmp_path: Path, small_model: dict[str, bytes], from_archives: Callable[..., None]
) -> None:
    """Leftovers of a killed install are removed by the next one."""
    leftover = tmp_path / f".{model_files.MODEL_NAME}.partial-abc"
    leftover.mkdir()
    (leftover / "half").write_bytes(b"half a model")
    from_archives(small_model)
    model_store.install(folder=tmp_path / "model")
    assert not leftover.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="kills a process group")
def test_a_killed_install_leaves_no_model(tmp_path: Path) -> None:
    """A process killed while it fetches leaves no folder that could be taken for a model."""
    script = (
        "import sys, time, pathlib\n"
        "from voice_skill.hearing import model_store\n"
        "def attempts(folder, progress):\n"
        "    def fetch():\n"
        "        (folder / 'model.zip').write_bytes(b'PK half')\n"
        "        pathlib.Path(sys.argv[1], 'started').touch()\n"
        "        time.sleep(60)\n"
        "    return [('slow', fetch)]\n"
        "model_store.attempts = attempts\n"
        "model_store.install(folder=pathlib.Path(sys.argv[1], 'models', 'model'))\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)]) as process:
        while not (tmp_path / "started").exists():
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    assert model_files.quick_check(tmp_path / "models" / "model").state == "missing"


def test_another_model_folder_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`VOICE_SKILL_MODEL` names another folder, which must be able to take a phrase list."""
    monkeypatch.setenv(model_store.MODEL_VARIABLE, str(tmp_path))
    with pytest.raises(MissingPartError, match=r"am/final\.mdl is missing or empty"):
        model_store.find()
    for name in model_files.OWN_MODEL_NEEDS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert model_store.find() == tmp_path
    (tmp_path / "graph/HCLr.fst").unlink()
    with pytest.raises(MissingPartError, match=r"graph/HCLr\.fst"):
        model_store.find()


def test_missing_model_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no model is installed the error names the command that installs it."""
    monkeypatch.delenv(model_store.MODEL_VARIABLE, raising=False)
    monkeypatch.setattr(model_store, "default_folder", lambda: tmp_path / "nowhere")
    with pytest.raises(MissingPartError, match="voice-skill model"):
        model_store.find()


def test_indexes_come_from_the_environment_then_pip_then_the_default(tmp_path: Path) -> None:
    """Where pip was told to look comes first; the public index is always tried last."""
    config = tmp_path / "pip.conf"
    config.write_text("[global]\nindex-url = https://from-file.example/simple\n", encoding="utf-8")
    environment = {
        "PIP_INDEX_URL": "https://from-env.example/simple",
        "PIP_CONFIG_FILE": str(config),
        "HOME": "/none",
    }
    found = model_download.indexes(environment)
    assert found[0] == "https://from-env.example/simple"
    assert "https://from-file.example/simple" in found
    assert found[-1] == model_download.DEFAULT_INDEX


def test_a_package_index_is_read_without_pip(tmp_path: Path) -> None:
    """A simple index page, here on disk, leads to the wheel, which is fetched whole."""
    wheel = tmp_path / "files" / model_download.CARRIER_WHEEL
    wheel.parent.mkdir()
    wheel.write_bytes(b"wheel")
    page = tmp_path / "page.html"
    page.write_text(
        f'<a href="files/{wheel.name}#sha256=00">x</a> <a href="files/other.whl">y</a>', encoding="utf-8"
    )
    links = model_download._links(page.read_text(encoding="utf-8"))
    assert links == [f"files/{wheel.name}#sha256=00", "files/other.whl"]
    fetched = tmp_path / "fetched"
    seen: list[int] = []
    model_download._fetch(
        wheel.as_uri(), fetched, "downloading", lambda _what, done, _total: seen.append(done)
    )
    assert fetched.read_bytes() == b"wheel"
    assert seen == [5]


def test_an_index_page_in_json_is_read() -> None:
    """The newer JSON form of the simple index is understood too."""
    assert model_download._links('{"files": [{"url": "https://x.example/a.whl"}]}') == [
        "https://x.example/a.whl"
    ]
