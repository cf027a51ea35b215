"""The doors through which input comes, each as a function that takes bytes and must never raise anything unplanned.

A door may refuse its input with the error that its contract names; whatever else comes out of it is a crash.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from wyoming.event import Event as WyomingEvent

from voice_skill import resources, triage
from voice_skill.cli import main
from voice_skill.conversation import Conversation
from voice_skill.devices.lines import run_lines
from voice_skill.devices.parts import Parts
from voice_skill.errors import BadInputError
from voice_skill.events import Ask, Event, NoInput
from voice_skill.hearing import WavSource
from voice_skill.ports import Clip
from voice_skill.serving.desk import Desk
from voice_skill.serving.framing import ProtocolError
from voice_skill.serving.limits import Limits
from voice_skill.serving.link import Link
from voice_skill.serving.satellite import _listen
from voice_skill.settings import Settings, load_settings
from voice_skill.understanding import Understander

LONGEST_S = 30.0
"""A recording of so many seconds is read; a longer one only as far: it would be no other code."""
ONE_OF_EACH = (
    "opening",
    "saddle_numb",
    "age",
    "pain_where",
    "weak_onset",
    "pain_weeks",
    "any_pain",
    "twitch_type",
)

Feed = Callable[[bytes, Path], None]


@dataclass(frozen=True)
class Door:
    """One door."""

    name: str
    feed: Feed
    """Takes an input, and a folder to work in."""
    seeds: Callable[[], list[bytes]]
    """Good inputs to begin from, besides the corpus."""
    words: tuple[bytes, ...] = ()
    """What is likely to matter when it is put somewhere."""


def wav(data: bytes, folder: Path) -> None:
    """A recording: read to its end, block by block."""
    path = folder / "input.wav"
    path.write_bytes(data)
    try:
        source = WavSource(path)
        for number, block in enumerate(source.blocks()):
            assert len(block.pcm) % 2 == 0
            if number > LONGEST_S * 10:
                break
    except BadInputError as error:
        assert "\n" not in str(error)


def lines(data: bytes, folder: Path) -> None:
    """A whole consultation over JSON lines: it ends properly, in JSON, and nothing breaks inside."""

    def hear(path: Path, question: Ask) -> Event:
        WavSource(folder / path)
        return NoInput()

    broken: list[str] = []
    watch = logging.Handler()
    watch.emit = lambda record: broken.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("voice_skill.devices.loop")
    log.addHandler(watch)
    out = io.StringIO()
    try:
        finish = run_lines(Conversation(understander(), region="uk"), io.BytesIO(data), out, hear)
    finally:
        log.removeHandler(watch)
    assert not broken, broken
    assert finish.reason != "fault"
    said = [json.loads(line) for line in out.getvalue().splitlines()]
    assert said[-1] == {"type": "end", "reason": finish.reason}


def settings(data: bytes, folder: Path) -> None:
    """A settings file."""
    path = folder / "settings.toml"
    path.write_bytes(data)
    path.chmod(0o600)
    try:
        load_settings(path, {})
    except BadInputError as error:
        assert str(path) in str(error)


def knowledge(data: bytes, folder: Path) -> None:
    """One file of the medical knowledge: the first line says which, as `# rules.yaml`."""
    whole = folder / "knowledge"
    if not whole.is_dir():
        shutil.copytree(resources.find("knowledge"), whole)
    name = data.partition(b"\n")[0].decode(errors="replace").removeprefix("# ").strip()
    known = {path.name for path in whole.glob("*.yaml")}
    path = whole / (name if name in known else "rules.yaml")
    before = path.read_bytes()
    path.write_bytes(data)
    try:
        triage.load_knowledge(whole)
    except triage.KnowledgeError as error:
        assert ", line " in str(error)
    finally:
        path.write_bytes(before)
        _forget_knowledge()


def _forget_knowledge() -> None:
    from voice_skill.triage import knowledge_base  # noqa: PLC0415

    knowledge_base._load.cache_clear()


def grammar(data: bytes, folder: Path) -> None:
    """One grammar file in a folder of its own: read and compiled."""
    grammars = folder / "grammars"
    grammars.mkdir(exist_ok=True)
    (grammars / "input.yaml").write_bytes(data)
    try:
        Understander.load(grammars)
    except BadInputError as error:
        assert "input.yaml" in str(error) or str(grammars) in str(error) or "<" in str(error), str(error)


def assess(data: bytes, folder: Path) -> None:
    """Findings for the triage core: assessed, or one clear line."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data))),
        patch.dict("os.environ", {"VOICE_SKILL_SETTINGS": str(_no_settings(folder))}),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        status = main(["assess", "-"])
    if status == 0:
        assert json.loads(out.getvalue())["level"]
    else:
        assert status == 2, err.getvalue()
        assert err.getvalue().count("\n") == 1
        assert "unexpected" not in err.getvalue(), err.getvalue()


def _no_settings(folder: Path) -> Path:
    path = folder / "settings.toml"
    path.touch(mode=0o600)
    return path


def text(data: bytes, folder: Path) -> None:
    """Something said, as an answer to every kind of question: whatever it is, a *no* is never made of noise."""
    from voice_skill.devices.ears import interpret, typed  # noqa: PLC0415

    said = data.decode("utf-8", errors="replace")
    for key in ONE_OF_EACH:
        interpret(understander(), typed(said), understander().expectation(key))


class _Peer:
    """The other end of a connection, which takes whatever is sent."""

    def get_extra_info(self, name: str) -> None:
        """Nothing is known of it."""

    def writelines(self, parts: object) -> None:
        """Take a message."""

    def write(self, part: bytes) -> None:
        """Take a message."""

    def close(self) -> None:
        """Go."""

    async def drain(self) -> None:
        """Nothing waits."""

    async def wait_closed(self) -> None:
        """Nothing waits."""


class _Offer:
    """What is offered to a client, without the work behind it."""

    info = WyomingEvent("info")
    talks = SimpleNamespace(reply=lambda name, text: text)

    def recognise(self, pcm: bytes, rate: int, question: str | None) -> str:
        if question is not None:
            _refuse(question)
        return ""

    def speak(self, text: str) -> Clip:
        return Clip(b"\0\0" * len(text), 16000)

    def close(self) -> None:
        """Nothing is held."""


def _refuse(question: str) -> None:
    raise BadInputError(f"there is no recogniser for {question!r}")


QUICK = Limits(events_per_s=1e9, bytes_per_s=1e12)
"""What is read slowly is no other code."""


def client(data: bytes, folder: Path) -> None:
    """A client of the server for many rooms, over the Wyoming protocol: served, or closed with one line."""
    broken: list[str] = []
    watch = logging.Handler()
    watch.emit = lambda record: broken.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("voice_skill.serving.desk")
    log.addHandler(watch)

    async def serve() -> None:
        desk = Desk(_Offer(), QUICK)  # type: ignore[arg-type]
        await desk.serve(_sent(data), _Peer())  # type: ignore[arg-type]
        desk.close()

    try:
        asyncio.run(serve())
    finally:
        log.removeHandler(watch)
    assert len(broken) <= 1
    assert not any("something broke" in line or "\n" in line for line in broken), broken


def satellite(data: bytes, folder: Path) -> None:
    """A satellite of a room: its sound is passed on, or the connection ends with the reason."""

    async def listen() -> None:
        link = Link()
        link.connected(SimpleNamespace(send=lambda event: True))
        try:
            await _listen(_sent(data), link, QUICK)
        except ProtocolError as error:
            assert "\n" not in str(error)
        assert all(len(block.pcm) % 2 == 0 for block in link.waiting(30.0))

    asyncio.run(listen())


def _sent(data: bytes) -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=QUICK.header_bytes)
    reader.feed_data(data)
    reader.feed_eof()
    return reader


@cache
def understander() -> Understander:
    """The real grammars."""
    return Parts(Settings()).understander


def _yaml_files() -> Iterator[bytes]:
    for path in sorted(resources.find("knowledge").glob("*.yaml")):
        yield f"# {path.name}\n".encode() + path.read_bytes()


def _grammar_files() -> list[bytes]:
    """The small ones: each is compiled by itself."""
    return [
        data
        for path in sorted((resources.find("grammars") / "en").rglob("*.yaml"))
        if len(data := path.read_bytes()) < 6_000
    ]


_YAML = (b"&a [*a]", b"&a", b"*a", b"<<: ", b"!!python/object:os.system", b"- ", b": ", b"{", b"[", b"null", b"1e999",
         b"9" * 5000, b"[" * 2000, b"'", b"|\n", b"\t", b"yes", b"\xef\xbb\xbf")  # fmt: skip
_JSON = (b"NaN", b"1e999", b"-1", b"null", b'"\\ud800"', b"[" * 5000, b"{", b"}", b'"age"', b'"yes"', b"9" * 5000,
         b"true", b'{"site": "calf", "side": "left"}', b'"text"', b'"wav"', b'"silence"', b"\x00", b"\n")  # fmt: skip
_WIRE = (b'"data_length": ', b'"payload_length": ', b'"type": ', b'"rate": ', b'"audio-start"', b'"audio-chunk"', b'"audio-stop"',
         b'"synthesize"', b'"transcribe"', b'"transcript"', b'"describe"', b'"run-pipeline"', b'"detection"', b"-1", b"999999999",
         b"true", b"null", b"[" * 5000, b"\n", b"{}", b"\x00", b"\xff\xfe")  # fmt: skip
_SAID = (b"no ", b"not ", b"yes ", b"my left leg ", b"can't ", b"two weeks ", b"\xe2\x80\x99", b"and ", b"9" * 5000,
         b"but ", b"\x00", b"\xed\xa0\x80", b"stop", b"\xe2\x80\xae")  # fmt: skip

DOORS = (
    Door("wav", wav, list, (b"RIFF", b"RF64", b"WAVE", b"fmt ", b"data", b"\xff\xff\xff\xff", b"\x00\x00\x00\x00",
         b"\xfe\xff", b"\x00\x00\xf8\x7f", b"\xff\xff\xff\xff\xff\xff\xef\x7f", b"\x03\x00")),
    Door("lines", lines, list, _JSON),
    Door("settings", settings, list, (b"=", b"[", b"]", b'"', b"'''", b"\n", b"\\u0000", b"9" * 5000, b"nan", b"-1",
         b"keep", b"region", b"[" * 3000, b"{", b"1979-05-27")),
    Door("knowledge", knowledge, lambda: list(_yaml_files()), _YAML),
    Door("grammar", grammar, _grammar_files, (*_YAML, b"(a|b)", b"[a]", b"<rule>", b"{list}", b"(", b"|", b"<a>")),
    Door("assess", assess, list, _JSON),
    Door("text", text, list, _SAID),
    Door("client", client, list, _WIRE),
    Door("satellite", satellite, list, _WIRE),
)  # fmt: skip
