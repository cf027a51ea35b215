"""Answers to yes/no questions: how they are put, what they come with, and what is no answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from voice_skill.events import Command, Strength

if TYPE_CHECKING:
    from collections.abc import Callable

    from voice_skill.events import Meaning
    from voice_skill.understanding import Understander

    Hear = Callable[[str, str], Meaning]


@pytest.mark.parametrize(
    ("text", "answer", "strength"),
    [
        ("Yes.", "yes", "plain"),
        ("aye", "yes", "plain"),
        ("I'm afraid so", "yes", "plain"),
        ("um yes I do", "yes", "plain"),
        ("a bit", "yes", "qualified"),
        ("only when I cough", "yes", "qualified"),
        ("I think so", "yes", "qualified"),
        ("no", "no", "plain"),
        ("No, not at all.", "no", "plain"),
        ("none of those", "no", "plain"),
        ("I don’t", "no", "plain"),
        ("not really", "no", "soft"),
        ("not that I know of", "no", "soft"),
        ("I don't think so", "no", "soft"),
        ("maybe", "unsure", "plain"),
        ("hard to say", "unsure", "plain"),
        ("no, I can't remember", "unsure", "plain"),
        ("I'd rather not say", "declined", "plain"),
        ("no wait I mean yes", "yes", "plain"),
        ("yes, actually no", "no", "corrected"),
        ("not really, just a bit at night", "yes", "corrected"),
    ],
)
def test_answers(hear: Hear, text: str, answer: str, strength: str) -> None:
    """Common ways of answering mean what they say, and are marked by how they are put."""
    meaning = hear("saddle_numb", text)
    assert (meaning.answer, meaning.strength) == (answer, Strength(strength))
    assert meaning.whole


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("saddle_numb", "no it's numb"),
        ("saddle_numb", "no I can't feel it"),
        ("saddle_numb", "it's not normal"),
        ("saddle_numb", "not any more"),
        ("saddle_numb", "not always"),
        ("saddle_numb", "no my aardvark"),
        ("saddle_numb", "no numb down there"),
        ("saddle_numb", "no but a bit"),
        ("pee_difficulty", "no nothing comes out"),
        ("pee_difficulty", "no I can't"),
        ("pee_difficulty", "not without straining"),
        ("pee_difficulty", "it's not easy"),
        ("pee_leak", "no only when I cough"),
        ("both_legs_pain", "no both"),
        ("both_legs_pain", "no not just the one"),
        ("leg_weak", "not as strong as it was"),
        ("weak_worse", "it's not getting any better"),
        ("chest_pain_breathless", "no chest pain"),
        ("foot_drop", "no but it catches on the carpet"),
        ("cold_pale_leg", "they said no"),
        ("cancer_history", "not for ten years"),
    ],
)
def test_never_a_no(hear: Hear, question: str, text: str) -> None:
    """What denies only in part, takes itself back, or holds words not understood is never *no*."""
    assert hear(question, text).answer != "no"


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("foot_drop", "it does drag a bit", "yes"),
        ("foot_drop", "it slaps", "yes"),
        ("saddle_numb", "it's numb down there", "yes"),
        ("saddle_numb", "there's no numbness there", "no"),
        ("pee_difficulty", "I can't go", "yes"),
        ("pee_difficulty", "I can go fine", "no"),
        ("pee_difficulty", "I can't pee", "yes"),
        ("burning_pee", "it doesn't sting", "no"),
        ("leg_weak", "it's as strong as ever", "no"),
        ("both_legs_pain", "it's just the left leg", "no"),
        ("chest_pain_breathless", "no chest pain and no trouble breathing", "no"),
    ],
)
def test_own_words(hear: Hear, question: str, text: str, answer: str) -> None:
    """A question may be answered in its own words."""
    assert hear(question, text).answer == answer


def test_detail_is_kept(hear: Hear) -> None:
    """A place or a time beside a *yes* is a finding; what is told beside a *no* is too."""
    assert hear("tingle_leg", "yes in my left foot").findings["numb_where"] == (
        {"site": "foot", "side": "left"},
    )
    assert hear("leg_weak", "yes since yesterday").findings["weak_onset"] == "days"
    meaning = hear("pee_difficulty", "no but my calf twitches")
    assert meaning.answer == "no"
    assert meaning.findings["twitch_type"] == "flicker"


def test_emergency_in_passing(hear: Hear) -> None:
    """An emergency blurted out at another question is a finding."""
    assert hear("trend", "I've just wet myself").findings["pee_leak"] == "yes"
    assert hear("cough_worse", "my chest is killing me").findings["chest_pain_breathless"] == "yes"
    assert hear("pain_weeks", "I can't feel my bottom").findings["saddle_numb"] == "yes"


def test_red_flag_in_unparsed_words_is_a_hint(hear: Hear) -> None:
    """A red flag among words not understood is a reason to ask, and nothing more."""
    meaning = hear("trend", "zzz wet myself qqq frobnicate")
    assert "pee_leak" in meaning.hints
    assert meaning.empty


def test_combined_question(hear: Hear) -> None:
    """At a question about several things *no* denies all, one of them named is a *yes*, and one denied is no answer."""
    assert hear("danger_now", "none of those").answer == "no"
    assert hear("danger_now", "I feel faint").answer == "yes"
    assert hear("danger_now", "it's warm").answer is None


def test_confirmation(understander: Understander) -> None:
    """A read-back is confirmed by *yes* or by saying the same again, and not by saying how it really is."""
    expects = replace(
        understander.expectation("saddle_numb"), kind="confirm", question="saddle_numb", proposed="no"
    )
    assert understander.parse("yes that's right", expects).answer == "yes"
    assert understander.parse("no that's wrong", expects).answer == "no"
    assert understander.parse("it's numb", expects).answer == "no"
    assert understander.parse("there's no numbness", expects).answer == "yes"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("could you say that again please", Command.REPEAT),
        ("what do you mean", Command.MEANING),
        ("why do you ask", Command.WHY),
        ("slow down a bit", Command.SLOWER),
        ("hang on a minute", Command.WAIT),
        ("go back", Command.GO_BACK),
        ("how many more questions", Command.HOW_LONG),
        ("stop", Command.STOP),
        ("delete my answers", Command.DELETE),
        ("I need an ambulance", Command.CALL_HELP),
    ],
)
def test_commands(hear: Hear, text: str, command: Command) -> None:
    """Commands are understood at any question."""
    for question in ("saddle_numb", "pain_weeks", "opening"):
        assert hear(question, text).command == command


@pytest.mark.parametrize("text", ["know nothing like not", "know nothing", "no nothing like not"])
@pytest.mark.parametrize("question", ["pee_difficulty", "saddle_numb", "leg_weak", "sudden_severe_onset"])
def test_a_no_heard_as_know_is_no_yes(hear: Hear, question: str, text: str) -> None:
    """Nothing but denials, the first of them misheard, is asked again; what is said to be wrong stays a *yes*."""
    assert hear(question, text).answer is None
    assert hear("pee_difficulty", "know nothing comes out").answer == "yes"
    assert hear("pee_difficulty", "then nothing").answer == "yes"


@pytest.mark.parametrize(
    ("text", "answer", "command"),
    [
        ("I don't want to answer it", "declined", None),
        ("I do not wish to answer this", "declined", None),
        ("I don't want to answer", "declined", None),
        ("I don't want to answer any more", None, Command.STOP),
        ("I don't want to answer your questions", None, Command.STOP),
    ],
)
def test_refusing_one_answer_is_not_the_wish_to_stop(
    hear: Hear, text: str, answer: str | None, command: Command | None
) -> None:
    """A simulated patient who would not say one thing was stopped there, below the hospital he needed."""
    meaning = hear("pee_leak", text)
    assert (meaning.answer, meaning.command) == (answer, command)


def test_why_alone_is_a_command(hear: Hear) -> None:
    """Asks why, although the word begins a question about anything else too."""
    assert hear("sexual_change", "why").command is Command.WHY


@pytest.mark.parametrize(
    "text",
    ["I've had it since I was a lad", "one second fine next second gone", "I've had it since my operation"],
)
@pytest.mark.parametrize("question", ["weak_onset", "pain_weeks", "night_pain"])
def test_a_time_told_is_no_command(hear: Hear, question: str, text: str) -> None:
    """What would be a command alone ("I've had it", "one second") is none where more is told with it."""
    assert hear(question, text).command is None


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "\x00\x07\x1b[31m", "🙂🙂🙂", "[unk]", "[unk] yes [unk] the [unk]", "she said yes", "well it's",
        "the prime minister said today that taxes would rise", "una cerveza por favor", "hm hm hm", "bananas",
    ],
)  # fmt: skip
def test_nothing(hear: Hear, text: str) -> None:
    """What is no answer means nothing at all."""
    assert hear("saddle_numb", text).empty


def test_no_emergency_from_a_worry_or_a_relative(hear: Hear) -> None:
    """Fears, questions and other people's illnesses are no findings."""
    for text in (
        "I'm worried I might wet myself",
        "my dad had bowel cancer",
        "will I lose control of my bladder",
        "I can pee fine",
    ):
        findings = hear("opening", text).findings
        assert "yes" not in findings.values(), text


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("she's eight months old", 0),
        ("eighteen months", 1),
        ("six weeks old", 0),
        ("he's two and a half", 2),
        ("forty five for three months", 45),
        ("I'm forty five and it's been three months", 45),
    ],
)
def test_a_baby_is_months_old(understander: Understander, said: str, years: int) -> None:
    """Eight months are not eight years: back pain under six is looked at in hospital."""
    assert understander.parse(said, understander.expectation("age")).answer == years


@pytest.mark.parametrize(
    "said", ["no breathing's fine love", "no chest is fine", "no breathing is all right"]
)
def test_no_before_what_is_well_is_an_answer_and_read_back(understander: Understander, said: str) -> None:
    """It used to be a plain *yes*: no breathing, so to speak, was fine; and 999 followed."""
    meaning = understander.parse(said, understander.expectation("chest_pain_breathless"))
    assert (meaning.answer, meaning.strength) == ("no", Strength.SOFT)


@pytest.mark.parametrize(
    "said",
    ["no there's nothing up with my breathing or my chest", "no trouble with my breathing or my chest"],
)
def test_the_rest_of_what_nothing_is_wrong_with_is_no_yes(understander: Understander, said: str) -> None:
    """To name the chest is a *yes* by itself, and 999 followed; in such a list it is nothing, and asked again."""
    assert understander.parse(said, understander.expectation("chest_pain_breathless")).answer != "yes"
    assert understander.parse("my chest", understander.expectation("chest_pain_breathless")).answer == "yes"
