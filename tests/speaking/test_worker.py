"""The child process: real renders, and what happens when it crashes, hangs, or lacks espeak-ng."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from voice_skill.speaking.espeak_program import EspeakProgram
from voice_skill.speaking.voice import BRITISH, verify
from voice_skill.speaking.worker import RenderError, SpeechWorker

LINE = "Do you have new chest pain?"

# A child that behaves until it is told otherwise; what it does with a line is the line itself.
CHILD = """
import json, os, sys, time
print('{"ready": true}', flush=True)
for line in sys.stdin:
    text = json.loads(line)["text"]
    if text == "crash": os.kill(os.getpid(), 11)
    if text == "hang": time.sleep(60)
    if text == "babble": print("Segmentation fault, probably", flush=True); continue
    if text == "crash once" and not os.path.exists(sys.argv[1]):
        open(sys.argv[1], "w").close(); os.kill(os.getpid(), 11)
    sys.stdout.write(json.dumps({"bytes": 4, "rate": 22050}) + chr(10) + "abcd"); sys.stdout.flush()
"""


@pytest.fixture
def child(tmp_path: Path):  # noqa: ANN201  a worker that is closed after the test
    """A worker whose child misbehaves on request."""
    worker = SpeechWorker(command=(sys.executable, "-c", CHILD, str(tmp_path / "flag")), render_limit_s=0.5)
    yield worker
    worker.close()


@pytest.fixture(params=[False, True], ids=["system espeak-ng", "packaged espeak-ng"])
def worker(request: pytest.FixtureRequest):  # noqa: ANN201  a worker that is closed after the test
    """The real child, on either library."""
    worker = SpeechWorker(packaged=request.param)
    yield worker
    worker.close()


def test_every_line_gets_its_own_sound_however_fast_lines_and_rates_change(worker: SpeechWorker) -> None:
    """Renders that follow each other closely are neither empty nor the sound of the line before."""
    lines = {
        "Yes.": set(),
        LINE: set(),
        "Go to the emergency department now, and do not drive yourself.": set(),
    }
    for turn in range(40):
        for line, lengths in lines.items():
            lengths.add(round(worker.render(line, voice=BRITISH, rate=120 + 10 * (turn % 2)).seconds, 1))
    longest = [max(lengths) for lengths in lines.values()]
    shortest = [min(lengths) for lengths in lines.values()]
    assert longest[0] < shortest[1] < longest[1] < shortest[2]
    assert worker.starts == 1


def test_the_packaged_library_is_used_where_the_system_has_none() -> None:
    """With the system's library hidden, pyttsx3 speaks through the packaged one."""
    program = (
        "import ctypes, sys\n"
        "from voice_skill.speaking import pyttsx3_worker as worker\n"
        "worker.SYSTEM_LIBRARIES = ('libespeak-ng.so.hidden',)\n"
        "worker.provide_espeak(packaged=False)\n"
        "sound, rate = worker.Synthesiser().render('no chest pain', 'gmw/en', 120)\n"
        "used = {line.split()[-1] for line in open('/proc/self/maps') if 'libespeak-ng' in line}\n"
        "sys.stderr.write(repr((len(sound) > rate, used)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )
    enough, used = eval(done.stderr)  # noqa: S307  written above
    assert enough
    assert len(used) == 1
    assert "espeakng_loader" in used.pop()


@pytest.mark.parametrize("packaged", [False, True])
def test_a_rate_has_reached_espeak_before_the_first_line_is_begun(packaged: bool) -> None:  # noqa: FBT001
    """pyttsx3 cancels what espeak is still at when it begins a line: a rate set only then is lost now and then."""
    program = (
        "import sys\n"
        "from voice_skill.speaking import pyttsx3_worker as worker\n"
        f"worker.provide_espeak(packaged={packaged})\n"
        "synthesiser = worker.Synthesiser()\n"
        "begun = synthesiser._espeak_rate()\n"
        "synthesiser._set('rate', 123)\n"
        "sys.stderr.write(f'{begun} {synthesiser._espeak_rate()}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )
    begun, reached = done.stderr.split()
    assert begun in {"175", "200"}  # espeak's own, or already pyttsx3's: another thread sets it
    assert reached == "123"


def test_a_crash_is_survived_by_starting_again(child: SpeechWorker) -> None:
    """A child that dies on a line is replaced, and the line rendered."""
    assert child.render("crash once", voice="", rate=1).pcm == b"abcd"
    assert child.starts == 2


@pytest.mark.parametrize("fault", ["crash", "hang", "babble"])
def test_a_line_that_always_fails_is_given_up_and_the_next_one_works(child: SpeechWorker, fault: str) -> None:
    """A crash, a hang and nonsense end in an error for that line only."""
    with pytest.raises(RenderError):
        child.render(fault, voice="", rate=1)
    assert child.render("fine", voice="", rate=1).pcm == b"abcd"


def test_the_real_child_killed_from_outside_is_replaced(worker: SpeechWorker) -> None:
    """Killing the process between lines costs a restart, not a line."""
    assert worker.render(LINE, voice=BRITISH, rate=120).seconds > 1
    assert worker._process is not None
    os.kill(worker._process.pid, signal.SIGKILL)
    assert worker.render(LINE, voice=BRITISH, rate=120).seconds > 1
    assert worker.starts == 2


def test_a_child_that_cannot_start_is_an_error_that_says_why() -> None:
    """A missing program or library is reported, not waited for."""
    with pytest.raises(RenderError, match="does not start"):
        SpeechWorker(command=("/nonexistent/python",)).start()
    lacking = "import json; print(json.dumps({'error': 'OSError: no espeak'}))"
    with pytest.raises(RenderError, match="no espeak"):
        SpeechWorker(command=(sys.executable, "-c", lacking)).start()


def test_an_unknown_voice_is_an_error_and_later_lines_still_work(worker: SpeechWorker) -> None:
    """What pyttsx3 swallows by default is reported."""
    with pytest.raises(RenderError, match="voice"):
        worker.render(LINE, voice="no/such", rate=120)
    assert verify(worker.render(LINE, voice=BRITISH, rate=120), LINE)


def test_nothing_that_is_said_reaches_a_disk_or_standard_output(tmp_path: Path) -> None:
    """Speech is rendered in memory, and pyttsx3's own prints stay out of the replies."""
    request = json.dumps({"text": LINE, "voice": BRITISH, "rate": 120}).encode() + b"\n"
    done = subprocess.run(
        [sys.executable, "-m", "voice_skill.speaking.pyttsx3_worker"],
        input=request, capture_output=True, check=True, timeout=30, env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    ready, reply, sound = done.stdout.split(b"\n", 2)
    assert json.loads(ready) == {"ready": True}
    assert json.loads(reply)["bytes"] == len(sound)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_the_program_speaks_when_pyttsx3_does_not() -> None:
    """`espeak-ng` run by itself gives a plausible clip."""
    assert verify(EspeakProgram().render(LINE, voice=BRITISH, rate=120), LINE)


def test_a_missing_or_silent_program_is_an_error() -> None:
    """Neither a program that is not there nor one that writes nothing passes for speech."""
    with pytest.raises(RenderError):
        EspeakProgram("no-such-program").render(LINE, voice=BRITISH, rate=120)
    with pytest.raises(RenderError):
        EspeakProgram("true").render(LINE, voice=BRITISH, rate=120)
