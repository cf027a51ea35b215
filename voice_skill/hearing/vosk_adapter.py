"""The one module that knows Vosk: a typed, safe face for a library that aborts the process when mishandled.

What is handled here, each found in Vosk 0.3.45: an empty or badly encoded phrase list crashes the constructor, unknown
words are dropped from phrases with no more than a log line, static-graph models ignore the phrase list, changing the
grammar in mid-utterance aborts the process (so: one recogniser per question), its own endpointer can't be set through
the API (so: a view of the model with our own configuration), and `Model(lang=…)` goes to the network (never used).
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voice_skill.errors import MissingPartError, VoiceSkillError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RATE = 16_000
"""Samples per second of everything that is given to the recogniser."""
UNKNOWN = "[unk]"
"""Vosk's name for speech that fits no phrase."""


class RecognitionError(VoiceSkillError):
    """The recogniser refused the sound it was given."""


@dataclass(frozen=True, slots=True)
class DecoderSettings:
    """How the model is decoded. Values by measurement, see `docs/hearing.md`."""

    beam: float = 11.0
    """Search width. The model's own 10 prunes short words in noise."""
    lattice_beam: float = 6.0
    """How far behind the best an alternative may be, in log-likelihood. The model's own 2 leaves n-best lists empty."""
    own_endpoint_s: float = 3600.0
    """Silence after which Vosk ends an utterance by itself, seconds: never, the end of turn is ours."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One way of hearing an utterance."""

    text: str
    """Lower-case words; empty for silence."""
    score: float
    """Log-likelihood, natural logarithm: only differences within one list mean anything."""


@dataclass(frozen=True, slots=True)
class WordList:
    """What a recogniser is limited to, checked and in Vosk's notation: checking thousands of phrases takes 50 ms."""

    notation: str


class SpeechModel:
    """A loaded speech model. May be shared by recognisers in several threads."""

    def __init__(self, folder: Path, decoder: DecoderSettings | None) -> None:
        """Load a model (about a second, 160 MB); with `decoder` None as it was published.

        Raises:
            MissingPartError: when Vosk or the model can't be loaded.
        """
        self.folder = folder
        vosk = _vosk()
        with _view(folder, decoder) as view:
            try:
                self._model: Any = vosk.Model(model_path=str(view))
            except Exception as error:  # Vosk raises bare Exception
                raise MissingPartError(
                    f"the speech model in {folder} could not be loaded",
                    "Run `voice-skill model` to check it.",
                ) from error

    def knows(self, word: str) -> bool:
        """Whether a word is in the model's vocabulary."""
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def unknown_words(self, phrases: Iterable[str]) -> list[str]:
        """Return the words of these phrases that the model can't hear, sorted."""
        words = {word for phrase in phrases for word in phrase.split()} - {UNKNOWN}
        return sorted(word for word in words if not self.knows(word))

    def word_list(self, phrases: Iterable[str]) -> WordList:
        """Check phrases once for many recognisers.

        Raises:
            ValueError: when no phrase is left once those with unknown words are taken out.
        """
        return WordList(json.dumps(self._usable(phrases)))

    def recogniser(
        self, phrases: WordList | Iterable[str] | None = None, *, alternatives: int = 10
    ) -> Recogniser:
        """Make a recogniser for one utterance, limited to phrases or (None) with the whole vocabulary.

        Raises:
            ValueError: when no phrase is left once those with unknown words are taken out.
        """
        vosk = _vosk()
        if phrases is None:
            handle = vosk.KaldiRecognizer(self._model, float(RATE))
        else:
            words = phrases if isinstance(phrases, WordList) else self.word_list(phrases)
            handle = vosk.KaldiRecognizer(self._model, float(RATE), words.notation)
        handle.SetMaxAlternatives(alternatives)
        return Recogniser(handle)

    def _usable(self, phrases: Iterable[str]) -> list[str]:
        """Leave out phrases Vosk would silently shorten, and refuse the empty list it would crash on."""
        usable = []
        seen_answer = False
        for phrase in phrases:
            words = phrase.split()
            if not words or not all(word == UNKNOWN or self.knows(word) for word in words):
                continue
            usable.append(" ".join(words))
            seen_answer = seen_answer or words != [UNKNOWN]
        if not seen_answer:
            raise ValueError("a grammar needs at least one phrase of words the model knows")
        return usable


class Recogniser:
    """Listens to one utterance. Belongs to one thread; `finish` ends it."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self._segments: list[tuple[Hypothesis, ...]] = []

    def accept(self, pcm: bytes) -> None:
        """Take 16-bit mono sound at `RATE`.

        Raises:
            RecognitionError: when Vosk can't process it.
        """
        if not pcm:
            return
        try:
            ended = self._handle.AcceptWaveform(pcm)
        except Exception as error:  # Vosk raises bare Exception
            raise RecognitionError("the recogniser could not process the sound") from error
        if ended:  # only where the model's own endpointer could not be switched off
            self._keep(self._handle.Result())

    @property
    def ended(self) -> bool:
        """Whether Vosk's own endpointer has ended a stretch of words: only with a model as published."""
        return bool(self._segments)

    def partial(self) -> str:
        """Return the words so far, which later sound may change."""
        said = [segment[0].text for segment in self._segments]
        said.append(str(json.loads(self._handle.PartialResult()).get("partial", "")))
        return " ".join(text for text in said if text)

    def rest(self) -> None:
        """End a stretch of words at a pause, and listen on: what a long utterance takes of memory is given back."""
        self._keep(self._handle.FinalResult())

    def finish(self) -> tuple[Hypothesis, ...]:
        """End the utterance and return the ways of hearing it, best first, never none."""
        self._keep(self._handle.FinalResult())
        self._handle = None
        return _joined(self._segments)

    def _keep(self, result: str) -> None:
        found = tuple(
            Hypothesis(" ".join(entry["text"].split()), float(entry["confidence"]))
            for entry in json.loads(result).get("alternatives", [])
        )
        if any(hypothesis.text for hypothesis in found):
            self._segments.append(found)


def _joined(segments: list[tuple[Hypothesis, ...]]) -> tuple[Hypothesis, ...]:
    """Join the pieces of an utterance that Vosk split: the best of all, then one alternative at a time."""
    if not segments:
        return (Hypothesis("", 0.0),)
    if len(segments) == 1:
        return segments[0]
    best = [segment[0] for segment in segments]
    total = sum(hypothesis.score for hypothesis in best)
    joined = [Hypothesis(" ".join(hypothesis.text for hypothesis in best if hypothesis.text), total)]
    for place, segment in enumerate(segments):
        for other in segment[1:]:
            texts = [
                other.text if place == index else hypothesis.text for index, hypothesis in enumerate(best)
            ]
            joined.append(Hypothesis(" ".join(filter(None, texts)), total - best[place].score + other.score))
    return tuple(sorted(joined, key=lambda hypothesis: -hypothesis.score))


def load_model(folder: Path, decoder: DecoderSettings | None = None) -> SpeechModel:
    """Load the speech model in a folder that `model_store.find` returned.

    Raises:
        MissingPartError: when Vosk or the model can't be loaded.
    """
    return SpeechModel(folder, decoder or DecoderSettings())


def give_back_memory() -> None:
    """Hand what freed lattices took back to the system: glibc would keep it, scattered, and take more the next time.

    Takes 3 to 5 ms; after short answers it gives back 40 MB, after long turns a hundred.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):  # no glibc: nothing to do
        ctypes.CDLL(None).malloc_trim(0)


def _vosk() -> Any:
    """Import Vosk when it is first needed: it takes a quarter of a second and may be missing."""
    try:
        import vosk  # noqa: PLC0415
    except (ImportError, OSError) as error:
        raise MissingPartError(
            f"the speech recogniser Vosk can't be loaded ({error})",
            "Install voice-skill again, or run `script/run`.",
        ) from error
    vosk.SetLogLevel(-1)
    return vosk


@contextlib.contextmanager
def _view(folder: Path, decoder: DecoderSettings | None) -> Iterator[Path]:
    """Show Vosk the model with our own configuration: links to its files, and a `model.conf` of ours.

    Where links can't be made (Windows without the right to) the model is used as published.
    """
    if decoder is None:
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="voice-skill-model-") as scratch:
        view = Path(scratch)
        try:
            conf = (folder / "conf" / "model.conf").read_text(encoding="utf-8")
            for part in folder.iterdir():
                if part.name != "conf":
                    (view / part.name).symlink_to(part.resolve())
            (view / "conf").mkdir()
            for part in (folder / "conf").iterdir():
                if part.name != "model.conf":
                    (view / "conf" / part.name).symlink_to(part.resolve())
            (view / "conf" / "model.conf").write_text(_configured(conf, decoder), encoding="utf-8")
        except OSError:
            yield folder
            return
        yield view


def _configured(conf: str, decoder: DecoderSettings) -> str:
    """Replace the options of ours in a `model.conf`, and add those it lacks."""
    wanted = {
        "beam": decoder.beam,
        "lattice-beam": decoder.lattice_beam,
        **{f"endpoint.rule{number}.min-trailing-silence": decoder.own_endpoint_s for number in range(1, 5)},
        "endpoint.rule5.min-utterance-length": decoder.own_endpoint_s,
    }
    kept = [line for line in conf.splitlines() if _option(line) not in wanted]
    return "\n".join(kept + [f"--{name}={value}" for name, value in wanted.items()]) + "\n"


def _option(line: str) -> str | None:
    match = re.match(r"--([^=\s]+)=", line.strip())
    return match.group(1) if match else None
