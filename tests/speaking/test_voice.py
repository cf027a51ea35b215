"""The voice: pace as heard, loudness, pauses, and falling back."""

from __future__ import annotations

import logging
import sys

import numpy as np
import pytest

from voice_skill.errors import MissingPartError
from voice_skill.ports import Clip
from voice_skill.speaking.clips import join, samples, silence
from voice_skill.speaking.piper_voice import PiperSynthesiser
from voice_skill.speaking.voice import Pyttsx3Voice, verify
from voice_skill.speaking.wording import heard_wpm, phrases, plausible_seconds, synthesiser_rate
from voice_skill.speaking.worker import RenderError, SpeechWorker
from voice_skill.triage import load_knowledge

QUESTIONS = (
    "Do you have new chest pain, or new trouble breathing, right now?",
    "Is there new pain, tingling or numbness going down both legs?",
    "Does your foot slap, drag or trip you as you walk?",
    "Have you ever had a stomach ulcer or stomach bleeding?",
    "Did this follow a bad accident or a big fall in recent weeks?",
    "Any new numbness around your genitals, bottom or inner thighs?",
)


class Silent:
    """A synthesiser that fails, or gives the clip it is told to."""

    ends_in_silence = False

    def __init__(self, clip: Clip | None = None) -> None:
        self.clip = clip
        self.asked = 0

    def start(self) -> None:
        """Fail like `render` does."""
        self.render("", voice="", rate=0)

    def render(self, text: str, *, voice: str, rate: int) -> Clip:
        """Return the clip, or fail."""
        self.asked += 1
        if self.clip is None:
            raise RenderError("broken")
        return self.clip

    def close(self) -> None:
        """Hold nothing."""


def speech(seconds: float) -> Clip:
    """Sound of a length that passes for speech of a few words."""
    return Clip((np.sin(np.arange(int(seconds * 22050)) / 20) * 9000).astype("<i2").tobytes(), 22050)


@pytest.mark.parametrize("wpm", [120, 150, 180])
def test_pace_is_what_is_heard(wpm: int) -> None:
    """Six of our questions, measured in the rendered sound, come within 10 % of the words a minute asked for."""
    voice = Pyttsx3Voice(rate_wpm=wpm)
    try:
        seconds = sum(voice.render(text).seconds for text in QUESTIONS)
    finally:
        voice.close()
    heard = sum(len(text.split()) for text in QUESTIONS) / seconds * 60
    assert abs(heard - wpm) < 0.1 * wpm


def test_slow_speech_takes_longer_in_words_and_more_in_pauses(voice: Pyttsx3Voice) -> None:
    """Slow is slower, and the pauses grow more than the words."""
    text = "Go to the emergency department now. Don't drive yourself."
    normal, slow = voice.render(text).seconds, voice.render(text, slow=True).seconds
    pause, long_pause = phrases(text)[0].pause_s, phrases(text, slow=True)[0].pause_s
    words, slow_words = normal - pause, slow - long_pause
    assert 1.05 < slow_words / words < 1.4
    assert long_pause / pause > slow_words / words


def test_there_is_a_pause_between_sentences_and_none_at_the_end(voice: Pyttsx3Voice) -> None:
    """Half of a two-sentence clip's middle is silent for at least the pause of a full stop."""
    clip = voice.render("Call for help now. Do not wait.")
    quiet = np.abs(samples(clip)) < 0.01
    runs = np.diff(np.flatnonzero(np.diff(quiet.astype(int))))
    assert runs.max(initial=0) / clip.rate > 0.35
    assert not quiet[-int(0.1 * clip.rate) :].all()


def test_slower_and_faster_louder_and_quieter_have_steps_and_limits() -> None:
    """Each step changes the sound; at the limit it says so; urgent words stay audible."""
    voice = Pyttsx3Voice()
    try:
        before = voice.render(QUESTIONS[0])
        fingerprint = voice.fingerprint
        assert voice.adjust("rate", "down")
        assert voice.rate_wpm == 130
        assert voice.fingerprint != fingerprint
        assert voice.render(QUESTIONS[0]).seconds > before.seconds * 1.1
        while voice.adjust("rate", "down"):
            pass
        assert voice.rate_wpm == 100
        assert not voice.adjust("volume", "up")
        while voice.adjust("volume", "down"):
            pass
        assert voice.volume == 25
        quiet = voice.render(QUESTIONS[0])
    finally:
        voice.close()
    loudest, softest = np.abs(samples(before)).max(), np.abs(samples(quiet)).max()
    assert 0.9 < loudest <= 1.0
    assert 0.2 < softest < 0.3


def test_a_setting_below_the_spoken_limit_is_kept() -> None:
    """A person whose settings are quieter than *quieter* goes is not made louder by it."""
    voice = Pyttsx3Voice(volume=10, synthesisers=[Silent()])
    assert not voice.adjust("volume", "down")
    assert voice.volume == 10
    assert voice.adjust("volume", "up")


def test_the_next_synthesiser_takes_over_and_stays() -> None:
    """A broken synthesiser is tried once, then the one that works is asked first."""
    broken, works = Silent(), Silent(speech(1.0))
    voice = Pyttsx3Voice(synthesisers=[broken, works])
    assert voice.render("call for help").seconds > 0.9
    voice.render("call for help")
    assert (broken.asked, works.asked) == (1, 2)


def test_without_the_extra_piper_steps_aside_for_espeak(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Piper is not installed, or is damaged, the next synthesiser speaks."""
    monkeypatch.setitem(sys.modules, "piper", None)
    works = Silent(speech(1.0))
    assert Pyttsx3Voice(synthesisers=[PiperSynthesiser(), works]).render("call for help").seconds > 0.9
    assert works.asked == 1


@pytest.mark.parametrize("clip", [Clip(b"", 22050), silence(1.0, 22050), speech(0.05), speech(30)])
def test_sound_that_cannot_be_the_words_counts_as_failure(clip: Clip) -> None:
    """Empty, silent, cut and endless clips are refused, so that the next synthesiser is asked."""
    voice = Pyttsx3Voice(synthesisers=[Silent(clip), Silent(speech(1.5))])
    assert voice.render("go to the emergency department").seconds == pytest.approx(1.5, abs=0.05)


class Script:
    """A synthesiser that gives one clip after another."""

    ends_in_silence = True

    def __init__(self, *clips: Clip) -> None:
        self.clips = list(clips)

    def start(self) -> None:
        """Nothing to start."""

    def render(self, text: str, *, voice: str, rate: int) -> Clip:
        """The next clip; the last one over and over."""
        return self.clips.pop(0) if len(self.clips) > 1 else self.clips[0]

    def close(self) -> None:
        """Hold nothing."""


WARNING = "Go to the emergency department now"


def ended(seconds: float) -> Clip:
    """Speech that ends as espeak's does."""
    return join([speech(seconds), silence(0.5, 22050)], 22050)


def test_a_line_that_breaks_off_is_rendered_again() -> None:
    """Of a plausible length, but with sound to its very end: the rest is missing."""
    voice = Pyttsx3Voice(synthesisers=[Script(speech(1.6), ended(2.4), ended(2.4))])
    assert voice.render(WARNING).seconds == pytest.approx(2.4, abs=0.07)


@pytest.mark.parametrize("first_s", [1.2, 4.8])
def test_a_line_at_the_wrong_pace_is_rendered_again(first_s: float) -> None:
    """A lost rate gives whole words of a plausible length, much too fast; only the pace tells."""
    voice = Pyttsx3Voice(synthesisers=[Script(ended(first_s), ended(2.4), ended(2.4))])
    assert verify(speech(first_s), WARNING)
    assert voice.render(WARNING).seconds == pytest.approx(2.4, abs=0.07)


def test_words_that_really_take_so_long_are_spoken() -> None:
    """What comes out alike twice is what these words sound like: nothing is lost to a rule of thumb."""
    voice = Pyttsx3Voice(synthesisers=[Script(ended(1.2))])
    assert Pyttsx3Voice(synthesisers=[Script(speech(1.2))]).render(WARNING).pcm
    assert voice.render(WARNING).seconds == pytest.approx(1.2, abs=0.07)


def test_what_must_be_heard_rightly_is_rendered_until_two_agree() -> None:
    """A warning cut by a fifth passes every rule of thumb, but not a second rendering."""
    clips = [ended(1.9), ended(2.4), ended(2.4)]
    assert Pyttsx3Voice(synthesisers=[Script(*clips)]).render(WARNING).seconds == pytest.approx(1.9, abs=0.07)
    sure = Pyttsx3Voice(synthesisers=[Script(*clips)]).render(WARNING, sure=True)
    assert sure.seconds == pytest.approx(2.4, abs=0.07)


def test_without_any_synthesiser_it_says_what_to_install(caplog: pytest.LogCaptureFixture) -> None:
    """The error names the remedy."""
    caplog.set_level(logging.CRITICAL)
    with pytest.raises(MissingPartError, match="espeak-ng"):
        Pyttsx3Voice(synthesisers=[Silent(), Silent()]).render("call for help")


def test_text_without_words_is_a_clip_of_nothing(voice: Pyttsx3Voice) -> None:
    """Nothing to say is no failure."""
    assert voice.render("").pcm == b""
    assert voice.render(" … ").pcm == b""


def test_rates_follow_the_measured_table_and_stop_at_its_ends() -> None:
    """More words a minute never come from a lower espeak rate."""
    rates = [synthesiser_rate(wpm) for wpm in range(60, 400, 5)]
    assert rates == sorted(rates)
    assert rates[0] == 80
    assert rates[-1] == 260


def test_plausible_lengths_enclose_real_ones(voice: Pyttsx3Voice) -> None:
    """Every question as rendered lies within its own bounds, and not within those of a text thrice as long."""
    for text in QUESTIONS:
        clip = voice.render(text)
        assert verify(clip, text)
        least, _ = plausible_seconds(" ".join([text] * 6))
        assert clip.seconds < least


@pytest.mark.parametrize("wpm", [110, 150, 200])
def test_hardly_any_real_phrase_is_doubted(wpm: int, caplog: pytest.LogCaptureFixture) -> None:
    """Our questions and instructions last as long as they should, at every pace; nothing is rendered over and over."""
    texts = [*QUESTIONS, *(question.text for question in load_knowledge().questions.values())]
    synthesiser = Counting()
    voice = Pyttsx3Voice(rate_wpm=wpm, synthesisers=[synthesiser])
    try:
        asked = sum(len(phrases(text)) for text in texts if voice.render(text).pcm)
    finally:
        voice.close()
    assert synthesiser.asked <= 1.05 * asked
    assert caplog.records == []


class Counting(SpeechWorker):
    """The real child process; counts what it is asked for."""

    asked = 0

    def render(self, text: str, *, voice: str, rate: int) -> Clip:
        """Count and render."""
        self.asked += 1
        return super().render(text, voice=voice, rate=rate)


@pytest.mark.parametrize("wpm", [100, 117, 150, 233, 310])
def test_the_way_back_from_a_rate_is_the_way_there(wpm: int) -> None:
    """A synthesiser of another kind gets the same pace."""
    assert heard_wpm(synthesiser_rate(wpm)) == pytest.approx(wpm, abs=1)
