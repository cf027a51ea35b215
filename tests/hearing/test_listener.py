"""Listening for one turn: three different events, faults that are noticed, and answers through the real recogniser."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pytest

from voice_skill.events import AudioLost, Expectation, Heard, NoInput, Source
from voice_skill.hearing import Patience, SampleSource, SourceLostError, SpeechModel, VoskListener
from voice_skill.hearing.levels import to_pcm
from voice_skill.hearing.resample import Resampler
from voice_skill.ports import AudioBlock, ListenRequest
from voice_skill.testing import ScriptedSource

Sound = np.ndarray
Speaker = Callable[..., Sound]

PHRASES = (
    "yes", "yeah", "yes i do", "a bit", "only at night", "no", "nope", "no i don't", "not really", "not sure",
    "no not really", "yes only at night", "i don't know", "stop", "repeat", "say that again", "go back", "help", "wait",
)  # fmt: skip
DANGER = Expectation("saddle_numb", "yes_no", ("saddle_numb",), danger=True)
HARMLESS = Expectation("trend", "choice", ("trend",))

pytestmark = pytest.mark.model


def request(
    expects: Expectation = DANGER, *, second: bool = False, wait_s: float | None = None
) -> ListenRequest:
    """Listen for the phrases above."""
    return ListenRequest(expects, PHRASES, open_vocabulary=second, wait_s=wait_s)


def source(samples: Sound, rate: int = 16_000) -> SampleSource:
    """Play samples as a recording."""
    return SampleSource(to_pcm(samples), rate)


def blocks(samples: Sound, size: int = 1600) -> list[AudioBlock]:
    """Cut samples into blocks."""
    return [AudioBlock(to_pcm(samples[start : start + size])) for start in range(0, len(samples), size)]


def words(event: object) -> str:
    """Return what the grammar heard; fails when nothing was."""
    assert isinstance(event, Heard), event
    return event.readings[0].text


@pytest.mark.parametrize("text", ["yes", "no", "not sure", "say that again", "yes i do"])
def test_what_may_be_said_is_heard(listener: VoskListener, speak: Speaker, text: str) -> None:
    """Answers and commands come out of the question's grammar as they were said."""
    assert words(listener.listen(source(speak(text)), request())) == text


def test_the_second_reading_shares_no_grammar(listener: VoskListener, speak: Speaker) -> None:
    """With a second reading there are two, and the second may hold words that no phrase has."""
    event = listener.listen(source(speak("the weather is nice today")), request(second=True))
    assert isinstance(event, Heard)
    assert [reading.source for reading in event.readings[:2]] == [Source.GRAMMAR, Source.OPEN]
    known = {word for phrase in PHRASES for word in phrase.split()}
    assert set(event.readings[1].text.split()) - known
    assert "yes" not in event.readings[0].text.split()


STORIES = ("my left foot keeps dragging", "my right foot keeps catching", "i've wet myself", "yes")


def story_request() -> ListenRequest:
    """Listen for the phrases above, and for stories where they make no sense."""
    return ListenRequest(DANGER, PHRASES, open_vocabulary=True, stories=STORIES)


def test_what_is_no_answer_is_also_heard_as_a_story(listener: VoskListener, speak: Speaker) -> None:
    """The grammar of the opening adds a reading of its own, and says how well it fits."""
    event = listener.listen(source(speak("my left foot keeps dragging")), story_request())
    assert isinstance(event, Heard)
    story = event.readings[-1]
    assert (story.source, story.text) == (Source.STORY, "my left foot keeps dragging")
    assert story.fit is not None
    assert story.fit > 0
    other = listener.listen(source(speak("the train to london leaves at ten past nine")), story_request())
    assert isinstance(other, Heard)
    assert (other.readings[-1].fit or 0.0) < 0


def test_an_answer_is_not_heard_as_a_story(listener: VoskListener, speak: Speaker) -> None:
    """What makes sense as an answer needs no third reading."""
    event = listener.listen(source(speak("yes i do")), story_request())
    assert isinstance(event, Heard)
    assert Source.STORY not in {reading.source for reading in event.readings}


def test_silence_is_no_input_after_the_time_to_begin(listener: VoskListener) -> None:
    """Nobody spoke: said after the patience, or as soon as a recording is over."""
    quiet = np.random.default_rng(5).normal(0, 1e-4, 16_000 * 12).astype(np.float32)
    event = listener.listen(ScriptedSource(blocks(quiet)), request())
    assert isinstance(event, NoInput)
    assert event.waited_s == pytest.approx(listener.patience.begin_s, abs=0.15)
    event = listener.listen(ScriptedSource(blocks(quiet)), request(wait_s=3.0))
    assert isinstance(event, NoInput)
    assert event.waited_s == pytest.approx(3.0, abs=0.15)


@pytest.mark.parametrize("kind", ["zeros", "white", "hum", "offset", "taps"])
def test_sound_that_is_not_speech_is_never_an_answer(listener: VoskListener, kind: str) -> None:
    """Digital silence, noise, hum, an offset and knocking give no answer."""
    dice = np.random.default_rng(7)
    time = np.arange(16_000 * 4) / 16_000
    sound = {
        "zeros": np.zeros(len(time)),
        "white": dice.normal(0, 0.1, len(time)),
        "hum": 0.3 * np.sin(2 * np.pi * 50 * time) + 0.1 * np.sin(2 * np.pi * 150 * time),
        "offset": np.full(len(time), 0.4),
        "taps": np.where(dice.random(len(time)) < 0.0005, 0.9, 0.0),
    }[kind].astype(np.float32)
    event = listener.listen(source(sound), request(second=True))
    if isinstance(event, Heard):
        assert all(reading.text not in PHRASES for reading in event.readings)
    else:
        assert isinstance(event, NoInput)


@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000, 96_000])
def test_any_native_rate_is_understood(listener: VoskListener, speak: Speaker, rate: int) -> None:
    """From telephone quality to studio rates the same answer is heard."""
    assert (
        words(listener.listen(source(Resampler(16_000, rate)(speak("yes i do")), rate), request()))
        == "yes i do"
    )


@pytest.mark.parametrize("size", [80, 333, 16_000])
def test_blocks_of_any_length_give_the_same_words(listener: VoskListener, speak: Speaker, size: int) -> None:
    """A device that delivers very short or very long blocks changes nothing."""
    assert words(listener.listen(ScriptedSource(blocks(speak("yes i do"), size)), request())) == "yes i do"


@pytest.mark.parametrize(("gain", "hint"), [(1.0, None), (0.004, "too_quiet"), (30.0, "too_loud")])
def test_levels_that_hurt_are_remarked(
    listener: VoskListener, speak: Speaker, gain: float, hint: str | None
) -> None:
    """Very quiet and clipped speech is still listened to, and the event says what to tell the person."""
    event = listener.listen(source(np.clip(speak("yes i do") * gain, -1, 1)), request())
    assert isinstance(event, Heard)
    assert event.hint == hint


def test_a_complete_harmless_answer_is_taken_sooner_than_one_that_lowers(
    listener: VoskListener, speak: Speaker
) -> None:
    """The same word ends the turn early where it can do no harm, and waits on a danger question."""
    early = listener.listen(source(speak("no")), request(HARMLESS))
    late = listener.listen(source(speak("no")), request(DANGER))
    assert isinstance(early, Heard)
    assert isinstance(late, Heard)
    assert early.decided_s is not None
    assert early.speech_end_s is not None
    assert late.decided_s is not None
    assert late.speech_end_s is not None
    assert early.decided_s - early.speech_end_s < 0.45
    assert late.decided_s - late.speech_end_s >= listener.patience.complete_no_s


def test_a_pause_inside_an_answer_is_waited_for_and_learned(listener: VoskListener, speak: Speaker) -> None:
    """What follows a pause within the patience belongs to the answer, and the person's pauses stretch it."""
    pause = np.concatenate([speak("no", after_s=0.3), speak("not really", before_s=0.3)])
    event = listener.listen(source(pause), request())
    assert words(event) == "no not really"
    listener.patience = Patience(10.0, 0.25, complete_no_s=1.1, unfinished_s=0.5, story_s=0.5)
    listener.listen(source(pause), request())
    assert listener.patience.unfinished_s > 0.7


@pytest.mark.parametrize("second", [False, True])
def test_speech_that_resumes_before_the_reply_reopens_a_no(
    listener: VoskListener, speak: Speaker, *, second: bool
) -> None:
    """A *no* whose turn was over is still open until the reply: what follows a pause of over 1.1 s belongs to it."""
    resumed = np.concatenate([speak("no", after_s=0.5), speak("not really", before_s=0.4)])
    event = listener.listen(source(resumed), request(second=second))
    assert words(event) == "no not really"
    assert isinstance(event, Heard)
    assert event.decided_s is not None
    assert event.decided_s > 0.5 + 0.5 + 0.4 + listener.patience.complete_no_s


def test_speech_that_was_cut_off_is_not_reopened(listener: VoskListener, speak: Speaker) -> None:
    """A monologue that began with a *no* is over when it is cut off, however long it goes on."""
    listener.patience = Patience(10.0, 0.25, 1.1, 1.4, 1.8, longest_s=3.0)
    talk = np.tile(speak("not sure", before_s=0.1, after_s=0.1), 8)
    event = listener.listen(source(np.concatenate([speak("no", after_s=0.3), talk])), request())
    assert isinstance(event, Heard)
    assert not event.complete
    assert event.decided_s is not None
    assert event.decided_s < 4.0


def test_a_harmless_answer_is_not_reopened(listener: VoskListener, speak: Speaker) -> None:
    """Talk after an answer that can't lower urgency changes nothing: it was taken."""
    resumed = np.concatenate([speak("yes", after_s=0.3), speak("no", before_s=0.3)])
    assert words(listener.listen(source(resumed), request(HARMLESS))) == "yes"


def test_a_no_followed_by_silence_is_decided_when_it_was(listener: VoskListener, speak: Speaker) -> None:
    """Looking for more speech costs no time: the decision is as early as without, and keeps its words."""
    event = listener.listen(source(speak("no", after_s=4.0)), request(second=True))
    assert words(event) == "no"
    assert isinstance(event, Heard)
    assert event.decided_s is not None
    assert event.speech_end_s is not None
    assert event.decided_s - event.speech_end_s < listener.patience.complete_no_s + 0.15


def test_very_patient_waits_through_two_seconds(listener: VoskListener, speak: Speaker) -> None:
    """With the greatest patience a pause of 2 s inside an answer does not end it."""
    listener.patience = Patience.named("very_patient")
    event = listener.listen(
        source(np.concatenate([speak("yes", after_s=1.0), speak("only at night", before_s=1.0)])), request()
    )
    assert words(event) == "yes only at night"


def test_an_endless_monologue_is_cut_and_marked(listener: VoskListener, speak: Speaker) -> None:
    """Somebody who never stops is cut off at the longest utterance, and the event says it is incomplete."""
    listener.patience = Patience(10.0, 0.25, 1.1, 1.4, 1.8, longest_s=4.0)
    event = listener.listen(source(np.tile(speak("not sure", before_s=0.1, after_s=0.1), 12)), request())
    assert isinstance(event, Heard)
    assert not event.complete


def test_lost_sound_is_never_trusted(listener: VoskListener, speak: Speaker) -> None:
    """One dropped block anywhere in the turn makes the whole answer one to be asked again."""
    damaged = blocks(speak("no"))
    damaged[6] = AudioBlock(damaged[6].pcm, lost=True)
    event = listener.listen(ScriptedSource(damaged), request(HARMLESS))
    assert isinstance(event, AudioLost)
    assert event.recovered
    quiet = [AudioBlock(bytes(3200), lost=number == 3) for number in range(40)]
    assert isinstance(listener.listen(ScriptedSource(quiet), request(wait_s=2.0)), AudioLost)


@pytest.mark.parametrize(
    ("after", "recovered"), [([SourceLostError("gone")], False), ([AudioBlock(bytes(3200))] * 3, True)]
)
def test_a_microphone_that_stops_is_lost_audio(
    listener: VoskListener,
    speak: Speaker,
    after: Iterable[AudioBlock | Exception],
    recovered: bool,  # noqa: FBT001
) -> None:
    """Unplugged in mid-answer: one event, which says whether the microphone came back."""
    script = [*blocks(speak("no"))[:7], SourceLostError("the microphone stopped"), *after]
    event = listener.listen(ScriptedSource(script), request())
    assert event == AudioLost("the microphone stopped", recovered=recovered)


def test_listening_goes_on_after_faults(listener: VoskListener, speak: Speaker) -> None:
    """A listener that met lost audio and silence hears the next answer as if nothing had been."""
    listener.listen(ScriptedSource([SourceLostError("gone"), SourceLostError("gone")]), request())
    listener.listen(ScriptedSource([]), request())
    assert words(listener.listen(source(speak("yes")), request())) == "yes"


def test_more_time_is_more_time(model: SpeechModel) -> None:
    """Asking for more time moves the patience up, and back."""
    listener = VoskListener(model, Patience.named("normal"))
    listener.more_time()
    assert listener.patience == Patience.named("patient")
    listener.less_time()
    assert listener.patience == Patience.named("normal")
    listener.close()


def test_a_long_story_is_heard_whole_though_the_recognisers_rest_in_its_pauses(
    listener: VoskListener, speak: Speaker
) -> None:
    """What was said before and after a rest stands in one reading, in order."""
    said = [speak("my left foot keeps dragging"), speak("i've wet myself")]
    told = np.concatenate([said[0]] * 4 + [said[1]])
    opening = Expectation("opening", "open")
    event = listener.listen(
        source(told), ListenRequest(opening, STORIES, open_vocabulary=True, stories=STORIES)
    )
    assert isinstance(event, Heard)
    assert event.readings[0].text.split().count("dragging") == 4
    assert event.readings[0].text.endswith("i've wet myself")
