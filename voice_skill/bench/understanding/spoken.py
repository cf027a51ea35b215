"""The corpora spoken by synthetic voices, through the real hearing room."""

from __future__ import annotations

import random
import subprocess
import tempfile
import wave
from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from voice_skill.bench.understanding import corpus, page
from voice_skill.bench.understanding.corpus import Utterance
from voice_skill.bench.understanding.measure import expectation
from voice_skill.bench.understanding.scoring import Judged, judge, score
from voice_skill.bench.understanding.systems import Keywords, Ours, PhraseList, phrase_list
from voice_skill.devices.ears import Ears
from voice_skill.devices.parts import Parts
from voice_skill.errors import MissingPartError
from voice_skill.events import Expectation, Heard, Reading, Source
from voice_skill.hearing import WavSource
from voice_skill.ports import ListenRequest
from voice_skill.settings import load_settings
from voice_skill.understanding import Understander

SEED = 11
"""Of the sample, so that two runs speak the same sentences with the same voices."""

LEAD_S, TAIL_S = 0.4, 2.6
"""Silence before and after the speech: time to settle, and enough for the longest end of turn."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A synthetic voice."""

    name: str
    command: Callable[[str, Path], list[str]]


def _espeak(voice: str) -> Speaker:
    return Speaker(
        f"espeak-ng {voice}",
        lambda text, to: ["espeak-ng", "-v", voice, "-s", "150", "-w", str(to), "--", text],
    )


def _flite(voice: str) -> Speaker:
    return Speaker(f"flite {voice}", lambda text, to: ["flite", "-voice", voice, "-t", text, "-o", str(to)])


SPEAKERS = (
    _espeak("en-gb"),
    _flite("slt"),
    _espeak("en-us+f2"),
    _flite("rms"),
    _espeak("en-gb-scotland+m3"),
    _flite("awb"),
)


def section(args: Namespace, understander: Understander, ours: Ours) -> str:
    """Speak a sample of the corpora, recognise it, and return its part of the report.

    Raises:
        MissingPartError: the speech model, or every synthetic voice, is missing.
    """
    speakers = [speaker for speaker in SPEAKERS if which(speaker.name.split()[0])]
    if not speakers:
        raise MissingPartError(
            "there is no synthetic voice to speak the corpora", "Install espeak-ng or flite."
        )
    halves = [args.only] if args.only else ["dev", "heldout"]
    half_of = {u: half for half in halves for u in corpus.load(args.corpora / half)}
    chosen = sample(list(half_of), args.sample)
    ears = Parts(load_settings()).ears
    columns: dict[str, list[Judged]] = {name: [] for name in _SYSTEMS}
    with tempfile.TemporaryDirectory() as folder:
        for number, utterance in enumerate(chosen):
            expects = expectation(understander, utterance.question)
            if expects is None:
                continue
            wav = render(speakers[number % len(speakers)], utterance.text, Path(folder) / f"{number}.wav")
            for name, judged in _recognised(ears, ours, utterance, expects, wav).items():
                columns[name].append(judged)
            wav.unlink()
    mine = columns[_SYSTEMS[0]]
    blocks = [
        f"## Spoken: {len(mine)} utterances ({' and '.join(halves)})",
        (
            f"Voices, taking turns: {', '.join(speaker.name for speaker in speakers)}. No noise and no room: this shows "
            "what synthetic speech does to the words, not how people fare."
        ),
        page.rows({name: score(judged) for name, judged in columns.items()}, spoken=True),
        page.misheard([j for j in mine if not j.good and half_of[j.utterance] == "dev"]),
    ]
    return "\n\n".join(blocks)


_SYSTEMS = ("voice-skill", "open vocabulary and keywords", "phrase list")


def sample(utterances: list[Utterance], count: int) -> list[Utterance]:
    """Return a seeded sample, every category in proportion; only what a voice can say in English."""
    speakable = [
        u for u in utterances if "[" not in u.text and u.text.isascii() and u.category != "nothing_foreign"
    ]
    random.Random(SEED).shuffle(speakable)  # noqa: S311  a sample, not a secret
    sizes = Counter(u.category for u in speakable)
    seen: Counter[str] = Counter()
    depth: dict[Utterance, float] = {}
    for utterance in speakable:
        depth[utterance] = (seen[utterance.category] + 0.5) / sizes[utterance.category]
        seen[utterance.category] += 1
    return sorted(speakable, key=lambda u: depth[u])[:count]


def render(speaker: Speaker, text: str, to: Path) -> Path:
    """Speak a text to a WAV file, with silence around it."""
    subprocess.run(speaker.command(text, to), check=True, capture_output=True, timeout=30)  # noqa: S603  our own command lines
    with wave.open(str(to), "rb") as spoken:
        shape, pcm = spoken.getparams(), spoken.readframes(spoken.getnframes())
    with wave.open(str(to), "wb") as padded:
        padded.setparams(shape)
        frame = b"\0" * (shape.sampwidth * shape.nchannels)
        padded.writeframes(
            frame * int(LEAD_S * shape.framerate) + pcm + frame * int(TAIL_S * shape.framerate)
        )
    return to


def _recognised(
    ears: Ears, ours: Ours, utterance: Utterance, expects: Expectation, wav: Path
) -> dict[str, Judged]:
    """Return what each system makes of one recording."""
    yes_no = expects.kind == "yes_no"
    event = ears.hear(wav, expects).event
    heard = event if isinstance(event, Heard) else Heard((Reading("", Source.OPEN),))
    free = next((r.text for r in heard.readings if r.source is Source.OPEN), "")
    source = WavSource(wav)
    try:
        listed = ears.listener.listen(source, ListenRequest(expects, phrase_list(), open_vocabulary=False))
    finally:
        source.close()
    phrase = listed.readings[0].text if isinstance(listed, Heard) and listed.readings else ""
    made = (
        ours.understand_heard(heard, expects),
        Keywords().understand(free, expects),
        PhraseList().understand(phrase, expects),
    )
    return {
        name: judge(utterance, outcome, yes_no=yes_no) for name, outcome in zip(_SYSTEMS, made, strict=True)
    }
