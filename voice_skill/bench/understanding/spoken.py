"""The corpora spoken by synthetic voices, through the real hearing room."""

from __future__ import annotations

import random
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from platformdirs import user_cache_path

from voice_skill.bench.understanding import corpus, page
from voice_skill.bench.understanding.corpus import YES_NO_VALUES, Utterance
from voice_skill.bench.understanding.measure import expectation
from voice_skill.bench.understanding.scoring import Judged, judge, score
from voice_skill.bench.understanding.stored import StoredModel, speech
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


SHARES: dict[str, float] = {
    "story": 0.3,
    "answer": 0.25,
    "other answer": 0.1,
    "nothing": 0.15,
    "emergency": 0.1,
    "command": 0.1,
}
"""Of the utterances spoken, how many are of each group that the report has a figure for."""


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
    """Speak a sample of each half, recognise it, and return its part of the report.

    Raises:
        MissingPartError: the speech model, or every synthetic voice, is missing.
    """
    speakers = [speaker for speaker in SPEAKERS if which(speaker.name.split()[0])]
    if not speakers:
        raise MissingPartError(
            "there is no synthetic voice to speak the corpora", "Install espeak-ng or flite."
        )
    folder = args.store or user_cache_path("voice-skill") / "spoken-corpora"
    parts = Parts(load_settings())
    model = StoredModel(lambda: parts.speech_model, folder / "decoded")
    ears = Ears(understander, lambda: model, parts.settings.patience)
    blocks = [
        "## Spoken",
        (
            f"Voices, taking turns: {', '.join(speaker.name for speaker in speakers)}. No noise and no room: this shows "
            "what synthetic speech does to the words, not how people fare. Each figure has its own share of the sample."
        ),
    ]
    for half in [args.only] if args.only else ["dev", "heldout"]:
        columns: dict[str, list[Judged]] = {name: [] for name in _SYSTEMS}
        for number, utterance in enumerate(sample(corpus.load(args.corpora / half), args.sample)):
            expects = expectation(understander, utterance.question)
            if expects is None:
                continue
            speaker = speakers[number % len(speakers)]
            wav = speech(speaker, utterance.text, folder / "speech", lead_s=LEAD_S, tail_s=TAIL_S)
            for name, judged in _recognised(ears, ours, utterance, expects, wav).items():
                columns[name].append(judged)
        mine = columns[_SYSTEMS[0]]
        half_name = "Development half" if half == "dev" else "Held-out half"
        blocks.append(f"### {half_name}, spoken: {len(mine)} utterances")
        blocks.append(page.rows({name: score(judged) for name, judged in columns.items()}, spoken=True))
        if half == "dev":
            blocks.append(page.misheard([j for j in mine if not j.good]))
    return "\n\n".join(blocks)


_SYSTEMS = ("voice-skill", "open vocabulary and keywords", "phrase list")


def sample(utterances: list[Utterance], count: int) -> list[Utterance]:
    """Return a seeded sample, every group by its share; only what a voice can say in English."""
    speakable = [
        u for u in utterances if "[" not in u.text and u.text.isascii() and u.category != "nothing_foreign"
    ]
    random.Random(SEED).shuffle(speakable)  # noqa: S311  a sample, not a secret
    chosen = []
    for group, share in SHARES.items():
        chosen += [u for u in speakable if _group(u) == group][: round(share * count)]
    return chosen


def _group(utterance: Utterance) -> str:
    """The figure an utterance counts towards."""
    if utterance.category.startswith("emergency"):
        return "emergency"
    if utterance.means_nothing:
        return "nothing"
    if utterance.command != "-":
        return "command"
    if utterance.question == "opening":
        return "story"
    return (
        "answer"
        if YES_NO_VALUES & {utterance.answer, *utterance.answer.split("|")} or utterance.answer == "!no"
        else "other answer"
    )


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
