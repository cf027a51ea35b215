"""The hearing benchmark's page tells apart what disturbed, and what was taken from what was only read back."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from voice_skill.bench.hearing.corpus import Recording
from voice_skill.bench.hearing.measure import Draw, Measured, noise_kind, tasks
from voice_skill.bench.hearing.report import write_report
from voice_skill.bench.hearing.scenes import Condition, make_scene
from voice_skill.bench.hearing.systems import Outcome
from voice_skill.bench.hearing.trace import tuning_tasks


def heard(kind: str, answer: str | None, *, taken: bool, noise: str) -> Measured:
    """Return what the skill made of one scene."""
    outcome = Outcome(answer, taken, 2.0, 0.1)
    return Measured("two readings", kind, "5 dB" if noise else "clean", outcome, 1.5, 4.0, noise)


def test_the_page_has_a_row_for_each_kind_of_noise(tmp_path: Path) -> None:
    """A *no* lost in talk shows at the talk; a clean scene is in no row of it."""
    scenes = [
        heard("no", None, taken=False, noise="babble 4talkers"),
        heard("no", "no", taken=True, noise="running tap"),
        heard("no", "no", taken=True, noise=""),
    ]
    page = write_report(scenes, Draw(1), 3, tmp_path, 60.0).read_text(encoding="utf-8")
    rows = page.split("## By kind of noise")[1].split("##")[0].splitlines()
    cells = {row.split(" | ")[0].strip("| "): row.split(" | ")[2] for row in rows if "/1" in row}
    assert set(cells) == {"babble 4talkers", "running tap"}
    assert cells["babble 4talkers"].endswith("0/1")
    assert cells["running tap"].endswith("1/1")


def test_other_speech_read_back_is_told_from_other_speech_taken(tmp_path: Path) -> None:
    """Both count as accepted; only one of them without a confirmation."""
    scenes = [
        heard("other", "yes", taken=True, noise="running tap"),
        heard("other", "yes", taken=False, noise="running tap"),
        heard("other", None, taken=False, noise="running tap"),
    ]
    page = write_report(scenes, Draw(1), 3, tmp_path, 60.0).read_text(encoding="utf-8")
    overall = page.split("## All conditions together")[1].split("##")[0]
    row = next(row for row in overall.splitlines() if row.startswith("| two readings"))
    accepted, unasked = row.strip("| ").split(" | ")[-2:]
    assert accepted.endswith("2/3")
    assert unasked.endswith("1/3")


def test_a_scene_says_what_was_mixed_in(tmp_path: Path) -> None:
    """By name, where there is noise; the kind is the name without its number."""
    for name in ("word.wav", "running_tap_2.wav"):
        with wave.open(str(tmp_path / name), "wb") as stream:
            stream.setparams((1, 2, 16_000, 0, "NONE", ""))
            sound = np.random.default_rng(3).normal(0, 3000, 16_000).astype("<i2")
            stream.writeframes(sound.tobytes())
    word, tap = (
        Recording(tmp_path / name, name, "yes", "", kind)
        for name, kind in (("word.wav", "word"), ("running_tap_2.wav", "noise"))
    )
    mixed = make_scene(word, Condition("5 dB", 5), [tap], seed=1)
    assert mixed.noise == "running_tap_2.wav"
    assert noise_kind(mixed.noise) == "running tap"
    assert make_scene(word, Condition("clean"), [tap], seed=1).noise is None


def test_only_the_tuning_half_is_looked_into(tmp_path: Path) -> None:
    """Nothing that the report is about turns up in a trace, neither voices nor noises."""
    rows = [f"words/yes_{number}.wav\tyes\tspeaker {number}\tword" for number in range(20)]
    rows += ["noise/kitchen_0.wav\t\t\tnoise", "noise/running_tap_0.wav\t\t\tnoise"]
    manifest = "\n".join(["path\ttranscript\tspeaker\tkind", *rows])
    (tmp_path / "manifest.tsv").write_text(f"{manifest}\n", encoding="utf-8")
    chosen, noises = tuning_tasks(tmp_path, Draw(None))
    voices = {task.recording.name for task in chosen}
    reported = {task.recording.name for task in tasks(tmp_path, Draw(None))[0]}
    assert voices
    assert voices.isdisjoint(reported)
    assert len(voices | reported) == 20
    assert [noise.name for noise in noises] == ["noise/kitchen_0.wav"]
