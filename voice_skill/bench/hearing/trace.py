"""What each reading heard in scenes of the tuning half, one JSON line each: for finding out why something was accepted.

The half that the report is about is never looked into, so nothing can be tuned on it by accident.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from voice_skill.bench.hearing.corpus import RATE, Recording, read_manifest
from voice_skill.bench.hearing.measure import QUESTION, Draw, Task, by_kind, is_long_noise, tuned_on
from voice_skill.bench.hearing.scenes import CONDITIONS, make_scene
from voice_skill.devices.ears import Ears, interpret
from voice_skill.events import Heard, Verdict
from voice_skill.hearing import SampleSource, load_model, model_store
from voice_skill.hearing.levels import to_pcm
from voice_skill.resources import find
from voice_skill.understanding import Understander

if TYPE_CHECKING:
    from voice_skill.hearing import SpeechModel
    from voice_skill.hearing.vosk_adapter import Hypothesis, Recogniser, WordList

SHOWN = 5
"""Hypotheses of each list that are written down."""


class Overheard:
    """A speech model that remembers what its recognisers heard last."""

    def __init__(self, model: SpeechModel) -> None:
        self._model = model
        self.lists: dict[str, tuple[Hypothesis, ...]] = {}
        """By `open` or `grammar`, the last list of each."""

    def knows(self, word: str) -> bool:
        """As the model."""
        return self._model.knows(word)

    def unknown_words(self, phrases: Iterable[str]) -> list[str]:
        """As the model."""
        return self._model.unknown_words(phrases)

    def word_list(self, phrases: Iterable[str]) -> WordList:
        """As the model."""
        return self._model.word_list(phrases)

    def recogniser(self, phrases: WordList | Iterable[str] | None = None, *, alternatives: int = 10) -> _Told:
        """Return a recogniser that tells what it heard."""
        recogniser = self._model.recogniser(phrases, alternatives=alternatives)
        return _Told(recogniser, self.lists, "open" if phrases is None else "grammar")


class _Told:
    """A recogniser that leaves a copy of its list behind."""

    def __init__(self, recogniser: Recogniser, lists: dict[str, tuple[Hypothesis, ...]], name: str) -> None:
        self._recogniser, self._lists, self._name = recogniser, lists, name

    def accept(self, pcm: bytes) -> None:
        """As the recogniser."""
        self._recogniser.accept(pcm)

    def rest(self) -> None:
        """As the recogniser."""
        self._recogniser.rest()

    def finish(self) -> tuple[Hypothesis, ...]:
        """As the recogniser."""
        heard = self._recogniser.finish()
        self._lists[self._name] = heard
        return heard


def tuning_tasks(folder: Path, draw: Draw) -> tuple[list[Task], list[Recording]]:
    """Return scenes of the speakers that may be tuned on, shuffled, and the noises that may.

    Raises:
        BadInputError: when the folder has no usable manifest.
    """
    recordings = read_manifest(folder)
    dice = random.Random(draw.seed)  # noqa: S311 - a sample, not a secret
    chosen = [
        Task(recording, condition, kind)
        for condition in CONDITIONS
        for kind, found in by_kind(recordings, held_out=False).items()
        for recording in dice.sample(found, min(draw.per_kind or len(found), len(found)))
    ]
    dice.shuffle(chosen)
    return chosen, [r for r in recordings if is_long_noise(r) and tuned_on(r)]


def trace(folder: Path, draw: Draw) -> Iterator[str]:
    """Hear scenes of the tuning half and yield a line about each.

    Raises:
        BadInputError: when the folder has no usable manifest.
        MissingPartError: when the speech model is not installed.
    """
    chosen, noises = tuning_tasks(folder, draw)
    model = Overheard(load_model(model_store.find()))
    understander = Understander.load(find("grammars"))
    ears = Ears(understander, lambda: model, "normal")  # type: ignore[arg-type,return-value] # has all that is used
    expects = understander.expectation(QUESTION)
    request = ears.request(expects)
    for task in chosen:
        scene = make_scene(task.recording, task.condition, noises, seed=1)
        model.lists.clear()
        ears.forget_person()
        event = ears.listen(SampleSource(to_pcm(scene.samples), RATE), request)
        line: dict[str, object] = {
            "scene": task.recording.name,
            "kind": task.kind,
            "condition": task.condition.name,
            "noise": scene.noise,
        }
        if isinstance(event, Heard):
            decision = interpret(understander, event, expects)
            meaning = decision.meaning
            line |= {
                "decision": decision.verdict,
                "why": decision.why,
                "answer": None if decision.verdict is Verdict.AGAIN else meaning.answer,
                "command": meaning.command,
                "findings": dict(meaning.findings),
                "readings": [[each.source, each.text, each.confidence, each.fit] for each in event.readings],
                "lists": {
                    name: [[each.text, round(each.score - heard[0].score, 1)] for each in heard[:SHOWN]]
                    for name, heard in model.lists.items()
                },
            }
        yield json.dumps(line)
