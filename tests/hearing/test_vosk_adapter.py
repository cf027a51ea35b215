"""The recogniser behind its adapter does not fall into the holes of the library under it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from voice_skill.errors import MissingPartError
from voice_skill.hearing import SpeechModel, load_model
from voice_skill.hearing.levels import to_pcm
from voice_skill.hearing.vosk_adapter import UNKNOWN, DecoderSettings, Hypothesis, _configured, _joined

Speaker = Callable[..., np.ndarray]
pytestmark = pytest.mark.model


def test_words_outside_the_vocabulary_are_named(model: SpeechModel) -> None:
    """The check that Vosk leaves to a log line is made before."""
    assert model.knows("numb")
    assert model.unknown_words(["fasciculation in my leg", "perineum", UNKNOWN]) == [
        "fasciculation",
        "perineum",
    ]


def test_a_phrase_with_an_unknown_word_is_left_out_whole(model: SpeechModel, speak: Speaker) -> None:
    """A phrase Vosk would shorten to other words is not listened for at all."""
    recogniser = model.recogniser(["no fasciculation", "yes"])
    recogniser.accept(to_pcm(speak("no")))
    assert "no" not in recogniser.finish()[0].text.split()


@pytest.mark.parametrize("phrases", [[], [""], [UNKNOWN], ["fasciculation"]])
def test_an_empty_grammar_is_refused_instead_of_crashing(model: SpeechModel, phrases: list[str]) -> None:
    """Vosk would take the process with it."""
    with pytest.raises(ValueError, match="at least one phrase"):
        model.recogniser(phrases)


def test_hypotheses_are_ranked(model: SpeechModel, speak: Speaker) -> None:
    """Several ways of hearing come back, best first."""
    recogniser = model.recogniser()
    recogniser.accept(to_pcm(speak("my left leg hurts at night")))
    found = recogniser.finish()
    assert found[0].text.startswith("my left leg")
    assert [hypothesis.score for hypothesis in found] == sorted((h.score for h in found), reverse=True)
    assert len(found) > 1


def test_silence_gives_one_empty_hypothesis(model: SpeechModel) -> None:
    """Nothing said is an empty text, never an empty list."""
    recogniser = model.recogniser(["yes", "no"])
    recogniser.accept(bytes(32_000))
    assert recogniser.finish()[0].text == ""
    assert model.recogniser(["yes"]).finish()[0].text == ""


def test_a_long_pause_does_not_split_the_utterance(model: SpeechModel, speak: Speaker) -> None:
    """Vosk's own endpoint, half a second after a word, is switched off."""
    sound = np.concatenate([speak("yes", before_s=0.3, after_s=2.0), speak("only at night", before_s=0.0)])
    recogniser = model.recogniser(["yes", "no", "at night", "yes only at night"])
    for start in range(0, len(sound), 1600):
        recogniser.accept(to_pcm(sound[start : start + 1600]))
    assert recogniser.finish()[0].text == "yes only at night"


def test_pieces_of_a_split_utterance_are_joined() -> None:
    """Where the endpoint could not be switched off, the pieces make one list: best of all first."""
    pieces = [
        (Hypothesis("yes", 9.0), Hypothesis("yet", 6.0)),
        (Hypothesis("at night", 5.0), Hypothesis("a knight", 4.0)),
    ]
    assert _joined(pieces) == (
        Hypothesis("yes at night", 14.0),
        Hypothesis("yes a knight", 13.0),
        Hypothesis("yet at night", 11.0),
    )


def test_our_configuration_replaces_the_models() -> None:
    """Options of ours win over the model's, the others stay."""
    text = _configured("--beam=10.0\n--min-active=200\n", DecoderSettings(beam=12.0))
    assert "--beam=10.0" not in text
    assert "--beam=12.0" in text
    assert "--min-active=200" in text


def test_a_folder_that_is_no_model_is_named(tmp_path: Path) -> None:
    """Loading rubbish ends in one clear error."""
    with pytest.raises(MissingPartError, match="could not be loaded"):
        load_model(tmp_path)
