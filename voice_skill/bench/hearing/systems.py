"""The systems that are compared: this skill's hearing, and the plainer ways of using the same tools."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from voice_skill.bench.hearing.corpus import RATE
from voice_skill.devices.ears import Ears, interpret
from voice_skill.events import Expectation, Heard, Verdict
from voice_skill.hearing import SampleSource, SpeechModel, load_model
from voice_skill.hearing.levels import to_pcm
from voice_skill.hearing.resample import Samples
from voice_skill.hearing.vosk_adapter import UNKNOWN, Recogniser
from voice_skill.understanding import Understander

STEP = RATE // 10
"""Samples given to the baselines at a time: 0.1 s, as from a microphone."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one system made of one scene."""

    answer: str | None
    """`yes`, `no`, another answer or command as text, or None."""
    taken: bool
    """Whether it was taken without a confirmation."""
    decided_s: float | None
    """When the turn was over, seconds into the scene."""
    worked_s: float
    """Processor seconds spent."""


class System(Protocol):
    """One way of hearing an answer."""

    def hear(self, samples: Samples) -> Outcome:
        """Hear one scene at 16 kHz."""
        ...


class OurHearing:
    """The skill's own listener, understanding and trust, exactly as the devices join them."""

    def __init__(
        self,
        model: SpeechModel,
        understander: Understander,
        expects: Expectation,
        *,
        second: bool,
        patience: str,
    ) -> None:
        """Get ready; without a `second` reading there is no third one by the opening's grammar either."""
        self._understander, self._expects = understander, expects
        self._ears = Ears(understander, lambda: model, patience)
        request = self._ears.request(expects)
        self._request = request if second else replace(request, open_vocabulary=False, stories=())

    def hear(self, samples: Samples) -> Outcome:
        """Listen, parse and decide."""
        self._ears.forget_person()  # what was learned from one scene is nothing to the next
        begun = time.process_time()
        event = self._ears.listen(SampleSource(to_pcm(samples), RATE), self._request)
        if not isinstance(event, Heard):
            return Outcome(None, taken=False, decided_s=None, worked_s=time.process_time() - begun)
        decision = interpret(self._understander, event, self._expects)
        worked = time.process_time() - begun
        if decision.verdict is Verdict.AGAIN:
            return Outcome(None, taken=False, decided_s=event.decided_s, worked_s=worked)
        meaning = decision.meaning
        said = meaning.answer if meaning.answer is not None else meaning.command
        answer = None if said is None and not meaning.findings else str(said or "finding")
        return Outcome(answer, decision.verdict is Verdict.TAKE, event.decided_s, worked)


class PlainVosk:
    """Vosk as published, with its own endpoint: a phrase list as it is, with one `[unk]`, or no phrase list."""

    def __init__(
        self, model: SpeechModel, phrases: tuple[str, ...] | None, read: Callable[[str], str | None]
    ) -> None:
        self._model, self._phrases, self._read = model, phrases, read

    def hear(self, samples: Samples) -> Outcome:
        """Decode until Vosk ends the utterance or the sound ends."""
        begun = time.process_time()
        recogniser = self._model.recogniser(self._phrases, alternatives=1)
        heard_s = _feed(recogniser, samples)
        text = recogniser.finish()[0].text
        answer = self._read(text)
        return Outcome(answer, answer is not None, heard_s, time.process_time() - begun)


class PocketSphinxHearing:
    """PocketSphinx with a JSGF grammar of the one-word answers; it has no end of turn of its own here.

    With the whole phrase list it needs minutes for a second of sound: a JSGF grammar is searched phrase by phrase.
    """

    def __init__(self, phrases: tuple[str, ...], read: Callable[[str], str | None]) -> None:
        """Load its packaged English model. Raises `ImportError` where the package is not installed."""
        import pocketsphinx  # noqa: PLC0415 - only this comparison needs it

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "answers.gram"
            lexicon = pocketsphinx.Decoder(lm=None, loglevel="FATAL")
            known = [p for p in phrases if " " not in p and read(p) and lexicon.lookup_word(p)]
            path.write_text(
                "#JSGF V1.0;\ngrammar answers;\npublic <answer> = " + " | ".join(known) + " ;\n",
                encoding="utf-8",
            )
            self._decoder: Any = pocketsphinx.Decoder(lm=None, jsgf=str(path), loglevel="FATAL")
        self._read = read

    def hear(self, samples: Samples) -> Outcome:
        """Decode the whole scene."""
        begun = time.process_time()
        self._decoder.start_utt()
        self._decoder.process_raw(to_pcm(samples), full_utt=True)
        self._decoder.end_utt()
        hypothesis = self._decoder.hyp()
        answer = self._read(hypothesis.hypstr) if hypothesis else None
        return Outcome(answer, answer is not None, None, time.process_time() - begun)


def keyword_answer(text: str) -> str | None:
    """Find the last yes or no anywhere in the words: what a skill does that does not parse."""
    found = [_KEYWORDS[word] for word in text.split() if word in _KEYWORDS]
    return found[-1] if found else None


_KEYWORDS = {"yes": "yes", "yeah": "yes", "yep": "yes", "no": "no", "nope": "no", "nah": "no"}


def parsed_answer(understander: Understander, expects: Expectation) -> Callable[[str], str | None]:
    """Return a reader that takes whole answers and commands, as the skill's own parser finds them."""

    def read(text: str) -> str | None:
        meaning = understander.parse(text, expects)
        said = meaning.answer if meaning.answer is not None else meaning.command
        return str(said) if said is not None and meaning.whole else None

    return read


def all_systems(folder: Path, question: str, understander: Understander) -> Iterator[tuple[str, System]]:
    """Yield every system by name. PocketSphinx is left out where it is not installed."""
    expects = understander.expectation(question)
    phrases = understander.phrases(expects)
    read = parsed_answer(understander, expects)
    ours, published = load_model(folder), SpeechModel(folder, None)
    yield "two readings", OurHearing(ours, understander, expects, second=True, patience="normal")
    yield "grammar alone", OurHearing(ours, understander, expects, second=False, patience="normal")
    yield "phrase list", PlainVosk(published, phrases, read)
    yield "phrase list, one [unk]", PlainVosk(published, (*phrases, UNKNOWN), read)
    yield "open vocabulary, keyword", PlainVosk(published, None, keyword_answer)
    try:
        yield "PocketSphinx, one-word JSGF", PocketSphinxHearing(phrases, read)
    except ImportError:
        return


def _feed(recogniser: Recogniser, samples: Samples) -> float:
    """Give sound until the recogniser's own endpoint after words; return how much of it was heard, seconds."""
    for start in range(0, len(samples), STEP):
        recogniser.accept(to_pcm(samples[start : start + STEP]))
        if recogniser.ended:
            return (start + STEP) / RATE
    return len(samples) / RATE
