"""`bench standby`: how often standby starts by itself, and how often it starts when it is asked to.

False starts are counted over recordings (`--recordings`, a folder of WAV files, which is never copied) and over
synthetic talk: the skill's own sentences, everyday words and near misses of the phrase, in several voices, with pauses,
half of it with noise and half of that with a second talker. With none in `h` hours, the 95 % upper bound is 3/h an hour.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random

import numpy as np

from voice_skill.bench.report import Rate, machine, table
from voice_skill.errors import BadInputError
from voice_skill.hearing import PhraseSpotter, SampleSource, WavSource, load_model, model_store
from voice_skill.hearing.competitors import common_words
from voice_skill.hearing.resample import Resampler, Samples
from voice_skill.hearing.vosk_adapter import RATE
from voice_skill.settings import Settings
from voice_skill.speaking.espeak_program import EspeakProgram

FULL_SCALE = 32767.0
RULE_OF_THREE = 3.0
"""None in n: with 95 % confidence fewer than 3/n."""
VOICES = ("en-gb", "en-us+f3", "en-gb-scotland+m7", "en-us+m3", "en-gb-x-rp+f2", "en-us+f5")
PACES = (110, 130, 150, 170, 190)
"""espeak-ng's own words a minute, for the hits."""
ROOMS: tuple[float | None, ...] = (None, 20.0, 10.0)
"""Noise so many dB below the phrase; None: a quiet room."""
PAUSES_S = (0.3, 2.5)
"""Between two sentences of talk."""
CHUNK_S = 60.0
"""Talk is made and heard a minute at a time."""


@dataclass(slots=True)
class Count:
    """What came of some sound."""

    seconds: float = 0.0
    stretches: int = 0
    """Pieces short enough to be decoded."""
    starts: list[str] = field(default_factory=list)
    """Where it started by itself."""
    cpu_s: float = 0.0
    minutes: int = 0
    """Pieces of synthetic talk heard."""

    def add(
        self, spotter: PhraseSpotter, source: SampleSource | WavSource, seconds: float, name: str
    ) -> None:
        """Let the spotter hear some sound."""
        begun = time.process_time()
        for heard in spotter.heard(source):
            self.stretches += 1
            if heard.phrase:
                self.starts.append(name)
        self.cpu_s += time.process_time() - begun
        self.seconds += seconds

    def row(self, name: str) -> tuple[object, ...]:
        """A row of the report."""
        hours = self.seconds / 3600
        bound = f"below {RULE_OF_THREE / hours:.2f}" if hours and not self.starts else "–"
        work = f"{self.cpu_s / self.seconds:.3f}" if self.seconds else "–"
        return name, f"{hours:.2f}", self.stretches, len(self.starts), bound, work


def run(argv: Sequence[str]) -> int:
    """Measure and print a report."""
    options = _options(argv)
    spotter = PhraseSpotter(load_model(model_store.find()), [options.phrase])
    print(f"# Standby: {options.phrase!r}\n\n{machine()}, seed {options.seed}.\n")  # noqa: T201  a command
    counts = {
        "synthetic talk and mixes": _talk(
            spotter, options.phrase, options.hours, options.seed, options.progress
        )
    }
    if options.recordings is None:
        print("Recordings: skipped, no folder was named (`--recordings`).\n")  # noqa: T201
    elif not options.recordings.is_dir():
        print("Recordings: skipped, the folder is not there.\n")  # noqa: T201
    else:
        counts["recordings"] = _recordings(spotter, options.recordings)
    together = Count(
        sum(each.seconds for each in counts.values()),
        sum(each.stretches for each in counts.values()),
        [name for each in counts.values() for name in each.starts],
        sum(each.cpu_s for each in counts.values()),
    )
    head = ("sound", "hours", "pieces decoded", "false starts", "95 % bound, an hour", "work, of real time")
    rows = [each.row(name) for name, each in {**counts, "together": together}.items()]
    print(table(head, rows))  # noqa: T201
    for name in together.starts:
        print(f"- started at: {name}")  # noqa: T201
    print(f"\n{_hits(spotter, options.phrase, options.seed)}")  # noqa: T201
    return 0


def _talk(
    spotter: PhraseSpotter, phrase: str, hours: float, seed: int, progress: Path | None = None
) -> Count:
    """Let it hear hours of talk in which the phrase is never said; goes on where `progress` says it stopped."""
    count, program = _resumed(progress, phrase, seed), EspeakProgram()
    while count.seconds < hours * 3600:
        # each minute has a chance of its own, so that a run that goes on hears what one in one go would have heard
        random = Random(f"{seed} {count.minutes}")  # noqa: S311  variety, not secrecy
        sentences = _sentences(phrase, random)
        sound = _chatter(sentences, random, program)
        if random.random() < 0.5:
            if random.random() < 0.5:
                other = _chatter(sentences, random, program)
                sound = _mixed(sound, other, random.choice((3.0, 10.0)))
            sound = _mixed(sound, _noise(len(sound), random), random.choice((5.0, 15.0)))
        count.add(spotter, _source(sound), len(sound) / RATE, f"talk, seed {seed}, piece {count.minutes}")
        count.minutes += 1
        if progress is not None:
            progress.write_text(
                json.dumps({"phrase": phrase, "seed": seed, **asdict(count)}), encoding="utf-8"
            )
    return count


def _resumed(progress: Path | None, phrase: str, seed: int) -> Count:
    """What an earlier run came to. Raises `BadInputError` where that was another phrase or seed."""
    if progress is None or not progress.is_file():
        return Count()
    before = json.loads(progress.read_text(encoding="utf-8"))
    if (before.pop("phrase"), before.pop("seed")) != (phrase, seed):
        raise BadInputError(f"{progress}: is of another phrase or seed; name another file.")
    return Count(**before)


def _sentences(phrase: str, random: Random) -> Iterator[str]:
    """Yield talk without end: our own sentences, everyday words, and the phrase with a word wrong or missing."""
    from voice_skill.triage import load_knowledge, topics  # noqa: PLC0415

    ours = [question.text for question in load_knowledge().questions.values()]
    ours += [sentence for topic in topics() for sentence in topic.text.split(".") if sentence.strip()]
    words, common = phrase.split(), common_words()
    while True:
        kind = random.random()
        if kind < 0.4:
            yield random.choice(ours)
        elif kind < 0.7:
            yield " ".join(random.choices(common, k=random.randint(1, 9)))
        else:
            near = list(words)
            place = random.randrange(len(near))
            near[place : place + 1] = random.choices(common, k=random.randint(0, 1))
            yield " ".join(near) if near != words else random.choice(common)


def _chatter(sentences: Iterator[str], random: Random, program: EspeakProgram) -> Samples:
    parts, length, voice = [], 0, random.choice(VOICES)
    while length < CHUNK_S * RATE:
        clip = program.render(next(sentences), voice=voice, rate=random.randint(110, 190))
        speech = Resampler(clip.rate, RATE)(np.frombuffer(clip.pcm, "<i2").astype(np.float32) / FULL_SCALE)
        gap = np.zeros(round(random.uniform(*PAUSES_S) * RATE), np.float32)
        parts += [speech * random.uniform(0.1, 1.0), gap]
        length += len(speech) + len(gap)
    return np.concatenate(parts)


def _recordings(spotter: PhraseSpotter, folder: Path) -> Count:
    count = Count()
    for path in sorted(folder.rglob("*.wav")):
        source = WavSource(path)
        sound = np.concatenate(
            [np.frombuffer(block.pcm, "<i2") for block in source.blocks()] or [np.zeros(0, "<i2")]
        )
        around = np.zeros(source.rate, "<i2").tobytes()  # trimmed recordings: a second of room on each side
        heard = SampleSource(around + sound.tobytes() + around, source.rate)
        count.add(spotter, heard, source.seconds + 2, str(path.relative_to(folder)))
    return count


def _hits(spotter: PhraseSpotter, phrase: str, seed: int) -> str:
    """Say the phrase in every voice, pace and room, and report how often it starts, also at the second try."""
    random, program = Random(seed), EspeakProgram()  # noqa: S311
    rows = []
    for noise_db in ROOMS:
        first = 0
        for voice in VOICES:
            for pace in PACES:
                clip = program.render(phrase, voice=voice, rate=pace)
                speech = Resampler(clip.rate, RATE)(
                    np.frombuffer(clip.pcm, "<i2").astype(np.float32) / FULL_SCALE
                )
                room = np.zeros(2 * RATE, np.float32)
                sound = np.concatenate([room, speech, room])
                if noise_db is not None:
                    sound = _mixed(sound, _noise(len(sound), random), noise_db)
                first += spotter.wait(_source(sound)) == phrase
        name = "quiet" if noise_db is None else f"noise {noise_db:.0f} dB below"
        rows.append((name, Rate(first, len(VOICES) * len(PACES))))
    return table(("room", "starts at the first try (95 % interval)"), rows)


def _mixed(sound: Samples, other: Samples, below_db: float) -> Samples:
    """Put other sound so many dB below the loud parts of this one."""
    fitted = np.resize(other, len(sound))
    loud = np.sqrt(np.mean(sound[np.abs(sound) > 0.01] ** 2)) if np.any(np.abs(sound) > 0.01) else 0.1
    level = np.sqrt(np.mean(fitted**2)) or 1.0
    mixed: Samples = (sound + fitted * (loud / level) * 10 ** (-below_db / 20)).astype(np.float32)
    return mixed


def _noise(count: int, random: Random) -> Samples:
    """Low-pass noise, closer to a room than white noise."""
    white = np.random.default_rng(random.getrandbits(32)).standard_normal(count + 7)
    return np.convolve(white, np.ones(8) / 8, mode="valid").astype(np.float32)


def _source(sound: Samples) -> SampleSource:
    return SampleSource((np.clip(sound, -1, 1) * FULL_SCALE).astype("<i2").tobytes(), RATE)


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="voice-skill bench standby", description=__doc__)
    parser.add_argument(
        "--recordings", type=Path, help="folder of WAV files in which the phrase is never said"
    )
    parser.add_argument("--hours", type=float, default=1.0, help="hours of synthetic talk")
    parser.add_argument(
        "--progress", type=Path, help="file to keep count in: a run that was ended goes on there"
    )
    parser.add_argument("--phrase", default=Settings().start_phrase, help="the phrase that is waited for")
    parser.add_argument("--seed", type=int, default=0, help="chooses words, voices and noise")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
