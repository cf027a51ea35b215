"""Stories: several findings, places and times, and what negation covers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from voice_skill.events import Meaning
    from voice_skill.understanding import Understander

    Hear = Callable[[str, str], Meaning]


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        (
            "My lower back hurts and it shoots down my left leg. It's been about six weeks.",
            {"any_pain": "yes", "back_pain": "yes", "leg_pain_radiating": "yes", "pain_weeks": 6},
        ),
        ("no numbness or tingling, but the calf twitches", {"tingle_leg": "no", "twitch_type": "flicker"}),
        ("my left foot is numb but not my right", {"tingle_leg": "yes", "numb_where": [("foot", "left")]}),
        ("my calf keeps twitching", {"twitch_type": "flicker", "twitch_where": [("calf", "unknown")]}),
        (
            "the pain shoots down my left leg and my calf keeps twitching",
            {"pain_where": [("leg", "left")], "twitch_where": [("calf", "unknown")]},
        ),
        (
            "it goes down my leg and my foot is numb",
            {"pain_where": [("leg", "unknown")], "numb_where": [("foot", "unknown")]},
        ),
        ("I've never had cancer", {"cancer_history": "no"}),
        ("I can pee fine", {"pee_difficulty": "no"}),
        ("I can't pee", {"pee_difficulty": "yes"}),
        ("my foot keeps catching on the carpet", {"foot_drop": "yes"}),
        ("my foot's gone to sleep", {"tingle_leg": "yes"}),
        ("it shoots down both my legs", {"leg_pain_radiating": "yes", "both_legs_pain": "yes"}),
        ("the pain goes down both legs", {"leg_pain_radiating": "yes", "both_legs_pain": "yes"}),
        ("a tearing pain came on in my back and belly", {"back_pain": "yes", "belly_pain": "yes"}),
        ("when I walk to the shops my calves ache", {"walk_pain": "yes", "both_legs_pain": "yes"}),
        ("why can't I feel my bottom", {"saddle_numb": "yes"}),
        ("why can't I pee", {"pee_difficulty": "yes"}),
        ("why am I leaking pee", {"pee_leak": "yes"}),
        ("I've no pain at all", {"any_pain": "no"}),
        (
            "my left leg is weak and now the other one's gone too",
            {"leg_weak": "yes", "both_legs_weak": "yes"},
        ),
        (
            "pins and needles in my feet, both of them, and my fingers too",
            {"hand_tingle": "yes", "both_legs_pain": "yes"},
        ),
        ("I have a twitch. It's in my left calf.", {"twitch_where": [("calf", "left")]}),
        ("the pain goes from my back down to my knee", {"back_pain": "yes", "leg_pain_radiating": "yes"}),
        ("please help me, my legs, they've gone, I can't stand up", {"both_legs_weak": "yes"}),
        ("my back hurts and I've lost control of my bladder", {"back_pain": "yes", "pee_leak": "yes"}),
    ],
)
def test_stated(hear: Hear, text: str, findings: dict[str, Any]) -> None:
    """What a story states becomes findings."""
    found = hear("opening", text).findings
    for key, value in findings.items():
        told = found.get(key)
        if isinstance(value, list):
            assert isinstance(told, tuple)
            assert [(place["site"], place["side"]) for place in told] == value
        else:
            assert told == value, key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("no chest pain", "chest_pain_breathless"),
        ("no numbness", "tingle_leg"),
        ("no pain in my left leg", "any_pain"),
        ("no frobnication no pain", "any_pain"),
        ("no numbness or tingling except my big toe", "tingle_leg"),
        ("I'm worried it might be cancer", "cancer_history"),
        ("my mother never had cancer", "cancer_history"),
        ("it isn't that I have no pain", "any_pain"),
    ],
)
def test_not_denied(hear: Hear, text: str, key: str) -> None:
    """A denial that does not cover all of a key, or may not be this person's, is no *no*."""
    assert hear("opening", text).findings.get(key) != "no"


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("pain_weeks", "about a fortnight", 2),
        ("pain_weeks", "six or seven weeks", 7),
        ("pain_weeks", "3 weeks", 3),
        ("pain_weeks", "two months", 9),
        ("pain_weeks", "three days", 0.4),
        ("twitch_weeks", "a year", 52),
        ("cramp_minutes", "about ten minutes", 10),
        ("age", "I'm forty-five", 45),
        ("age", "72", 72),
        ("severity", "10/10", 10),
        ("weak_onset", "since last Tuesday", "days"),
        ("weak_onset", "it came on suddenly", "sudden"),
        ("weak_onset", "a few months ago", "months"),
        ("trend", "about the same", "same"),
        ("twitch_type", "the second one", "cramp"),
        ("walk_relief", "sitting down", "sitting"),
        ("speaking_for", "it's for my wife", "other"),
    ],
)
def test_typed_answers(hear: Hear, question: str, text: str, answer: object) -> None:
    """Numbers, times and choices are understood in the question's unit."""
    assert hear(question, text).answer == answer


def test_places(hear: Hear) -> None:
    """Places are read with their sides; a correction replaces them."""
    assert hear("pain_where", "in my lower back and my left calf").answer == (
        {"site": "back", "side": "unknown"},
        {"site": "calf", "side": "left"},
    )
    assert hear("twitch_where", "it's not the right knee it's the left knee").answer == (
        {"site": "knee", "side": "left"},
    )


@pytest.mark.parametrize(
    ("said", "never"),
    [
        ("no, no weakness, just a weird feeling", "leg_weak"),
        ("I didn't really have any increased back pain after the accident", "back_pain"),
        ("they say there was no accident", "pee_leak"),
        ("suppose my leg gave way on the stairs", "leg_weak"),
        ("the leaflet says I might leak when I cough", "pee_leak"),
        ("I can't wee in front of people", "pee_difficulty"),
        ("is chest pain a bad sign", "chest_pain_breathless"),
        ("my foot can lift up fine", "foot_drop"),
        ("my knee does not buckle", "leg_weak"),
    ],
)
def test_what_is_denied_guessed_or_asked_is_not_found(
    understander: Understander, said: str, never: str
) -> None:
    """A denial, a guess, a question or an idiom never becomes a finding that is so."""
    assert understander.parse(said, understander.expectation("opening")).findings.get(never) != "yes"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("trend", "things can only get better"),
        ("pregnant", "she's expecting the plumber"),
        ("burning_pee", "the house is on fire"),
        ("overdose", "pass me those tablets would you dear"),
        ("twitch_else", "his eye was twitching like mad the liar"),
        ("pee_leak", "yes with milk thanks"),
    ],
)
def test_talk_of_the_room_is_no_answer(understander: Understander, key: str, said: str) -> None:
    """Things, sayings, requests and other people's doings answer nothing, even with a yes among them."""
    meaning = understander.parse(said, understander.expectation(key))
    assert meaning.answer is None
    assert not meaning.findings


def test_answers_of_others_count_when_one_speaks_for_them(understander: Understander) -> None:
    """Of somebody else, *she* is who is asked about."""
    asked = understander.expectation("pregnant")
    assert understander.parse("she's pregnant", asked).answer is None
    assert understander.parse("she's pregnant", replace(asked, of_other=True)).answer == "yes"
    peeing = understander.expectation("pee_difficulty")
    assert understander.parse("he can pee fine", peeing).answer is None
    assert understander.parse("he can pee fine", replace(peeing, of_other=True)).answer == "no"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("he's hobbling around", "yes"),
        ("she won't put any weight on it", "yes"),
        ("he refuses to walk", "yes"),
        ("no she can't walk at all", "yes"),
        ("I have to carry her", "yes"),
        ("no he walks normally", "no"),
        ("no no limp", "no"),
        ("no he's running about like normal", "no"),
    ],
)
def test_a_parent_says_whether_a_child_limps(understander: Understander, said: str, answer: str) -> None:
    """A limp is asked about only in children, mostly of somebody who speaks for them."""
    asked = replace(understander.expectation("limp"), of_other=True)
    assert understander.parse(said, asked).answer == answer


def test_words_in_passing_do_not_hide_what_is_so(understander: Understander) -> None:
    """Adverbs may stand inside a phrase that states something, and a denial of it is then none."""
    expects = understander.expectation("opening")
    assert (
        understander.parse("my foot just completely suddenly dropped", expects).findings["foot_drop"] == "yes"
    )
    assert (
        "foot_drop" not in understander.parse("my foot has not really completely dropped", expects).findings
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("I had chest pain once about ten years ago and it was nothing", "chest_pain_breathless"),
        ("I had a stroke in nineteen ninety", "stroke_signs"),
        ("I was in a wheelchair when I broke my hip years ago", "mobility_limited"),
        ("he went to the doctor with his back last year", "back_pain"),
        ("my husband had that and he couldn't pee", "pee_difficulty"),
        ("is a twitching eye dangerous", "twitch_type"),
        ("what if my foot goes numb", "tingle_leg"),
        ("my breathing's been bad for years", "any_pain"),
        ("I can't feel two of my toes", "both_legs_pain"),
        ("both my legs have gone numb", "both_legs_weak"),
        ("my back's never hurt like it", "back_pain"),
        ("it was in the right leg and it's gone to the left now", "both_legs_pain"),
        ("my toes have gone dead", "foot_sores"),
    ],
)
def test_not_found(hear: Hear, text: str, key: str) -> None:
    """What is past, asked, supposed, another person's, or another thing gives no finding."""
    assert key not in hear("opening", text).findings


def test_him_or_her_at_a_question_is_asked_about(understander: Understander) -> None:
    """A danger sign of somebody nobody is known to speak for is a reason to ask, and a finding once they are."""
    asked = understander.expectation("pain_weeks")
    meaning = understander.parse("he can't breathe", asked)
    assert meaning.hints == {"chest_pain_breathless"}
    assert not meaning.findings
    spoken_for = understander.parse("he can't breathe", replace(asked, of_other=True))
    assert spoken_for.findings["chest_pain_breathless"] == "yes"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("I'm always breathless, it's no different", "no"),
        ("I've had that for years with my COPD, it's no worse than normal", "no"),
        ("I'm always breathless", "yes"),
        ("I'm always breathless but it's worse today", "yes"),
        ("yes I've been breathless for years, it's no different", "!no"),
        ("I've had chest pain for years it's no different", "!no"),
        ("I'm always breathless, it's no different, and my chest hurts", "!no"),
    ],
)
def test_breathlessness_as_ever(understander: Understander, text: str, answer: str) -> None:
    """Long-standing breathlessness that is said to be as it was is a *no* to be read back; anything beside it is none."""
    meaning = understander.parse(text, understander.expectation("chest_pain_breathless"))
    if answer.startswith("!"):
        assert meaning.answer != "no"
    else:
        assert meaning.answer == answer
    if answer == "no":
        assert meaning.strength == "soft"


@pytest.mark.parametrize("where", ["first", "last", "middle"])
def test_danger_in_very_long_talk_is_noticed(understander: Understander, where: str) -> None:
    """Talk too long to be an answer is still searched for danger, and nothing in it is a *no*."""
    talk = (
        "well I went to the shops and then my sister rang and no nothing is wrong with my waterworks. " * 20
    )
    said = "I can't feel my bottom. "
    text = {"first": said + talk * 2, "last": talk * 2 + said, "middle": talk + said + talk}[where]
    meaning = understander.parse(text, understander.expectation("pee_difficulty"))
    assert "saddle_numb" in meaning.hints | meaning.findings.keys()
    assert meaning.answer is None
    assert "no" not in meaning.findings.values()
    assert not meaning.whole


def test_where_another_person_hurts_answers_nothing(understander: Understander) -> None:
    """A place of hers, where nobody speaks for her, is no place of the one who is asked."""
    assert understander.parse("in her left leg", understander.expectation("pain_where")).answer is None


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("my bottom aches when I sit in the car", "major_trauma"),
        ("I went to the surgery about my back", "dvt_risk"),
        ("I took a trip to Spain and my back started hurting", "minor_fall"),
        ("I fell asleep in the chair and woke with a stiff back", "minor_fall"),
        ("I'm normally fit and well but my back hurts", "fit_palpitations"),
        ("I keep fit and my calf twitches", "fit_palpitations"),
        ("I've a faint tingling in my toes", "collapse_clammy"),
        ("I've got a collapsed disc and my back aches", "collapse_clammy"),
        ("the chair collapsed and I hurt my back", "collapse_clammy"),
        ("I get muscle contractions in my calf", "pregnancy_warning"),
        ("I'm expecting a call from the doctor about my back", "pregnant"),
        ("I was gasping with the pain in my back", "chest_pain_breathless"),
        ("I was dancing at a wedding and my back went", "twitch_type"),
        ("I was wet through from the rain and my back seized up", "pee_leak"),
        ("it's the same leg as before", "trend"),
        ("it's a steady ache in my hip", "trend"),
        ("cramp in my calves three times a week", "twitch_weeks"),
        ("I've a cold and every time I sneeze my back kills me", "out_of_scope"),
    ],
)
def test_a_danger_word_in_harmless_company_is_none(hear: Hear, text: str, key: str) -> None:
    """What company a word keeps decides whether it is a danger."""
    assert key not in hear("opening", text).findings


def test_an_ambulance_that_came_is_not_called(hear: Hear) -> None:
    """Only asking for help calls it."""
    assert hear("opening", "the ambulance came last week for my back").command is None


@pytest.mark.parametrize(
    "text",
    [
        "hang on I dropped my phone",
        "just a moment there's someone at the door",
        "wait there while I turn this off",
    ],
)
def test_wait_may_say_why(hear: Hear, text: str) -> None:
    """Why one should wait may be anything that states nothing."""
    assert hear("tingle_leg", text).command == "wait"


@pytest.mark.parametrize(
    "text", ["hang on I've wet myself", "hold on I can't feel my bum", "let me see no it doesn't"]
)
def test_more_than_wait_is_not_only_wait(hear: Hear, text: str) -> None:
    """What states or answers something is no mere command."""
    meaning = hear("cough_worse", text)
    assert meaning.command is None
    assert meaning.answer or meaning.findings


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("cold_pale_leg", "your hands are freezing"),
        ("pee_leak", "it's one of those things where"),
        ("tingle_leg", "can you get numb down there from sitting"),
        ("pee_leak", "we lost power last night"),
    ],
)
def test_talk_of_the_room_answers_nothing(hear: Hear, key: str, text: str) -> None:
    """What is said to or of others, asked, or broken off is no answer and no finding."""
    meaning = hear(key, text)
    assert meaning.answer is None
    assert not meaning.findings


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("I fell off a wall, about eight feet, and my back hurts", "both_legs_pain"),
        ("I've been carrying boxes up and down and my back hurts", "trend"),
        ("the same shin burns", "trend"),
        ("it aches in the night", "pain_weeks"),
        ("my back hurts. Yesterday was a nine.", "pain_weeks"),
        ("I had a heart attack in April, and now my calf hurts", "chest_pain_breathless"),
        ("I had a stroke last year and my back is sore", "stroke_signs"),
        ("I had numbness in my shin last year but it went", "tingle_leg"),
        ("nothing comes, only a few drops", "pee_leak"),
        ("my back was terrible in the summer but that's all cleared up", "back_pain"),
    ],
)
def test_measures_dates_and_old_illness_are_no_findings(hear: Hear, text: str, key: str) -> None:
    """Feet that measure, days that are told of themselves, "up and down" the stairs, and an illness that was."""
    assert key not in hear("opening", text).findings


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("I've had chest pain since last week", "chest_pain_breathless"),
        ("I had chest pain this morning", "chest_pain_breathless"),
        ("my two feet are numb", "both_legs_pain"),
        ("my bottom was numb yesterday but that's all cleared up", "saddle_numb"),
        ("my back was bad last week and it's still bad now", "back_pain"),
        ("I'm worried because my foot keeps dragging", "foot_drop"),
        ("I put my back out shovelling", "back_pain"),
    ],
)
def test_what_is_so_now_is_still_found(hear: Hear, text: str, key: str) -> None:
    """What those rules must not take with them."""
    assert hear("opening", text).findings.get(key) == "yes"


def test_a_fall_of_a_relative_makes_them_the_patient(hear: Hear) -> None:
    """A complaint told of another person is theirs, whatever it is."""
    assert hear("opening", "my mum slipped on the ice on Friday").findings["speaking_for"] == "other"
    assert "speaking_for" not in hear("opening", "my mum had breast cancer").findings


@pytest.mark.parametrize(
    "text",
    [
        "no it's gone dead",
        "no it's all gone numb",
        "no they've gone dead",
        "no that's gone numb",
        "no it's gone now numb",
        "no it stopped working",
        "no the pain has gone numb",
    ],
)
def test_what_has_gone_dead_is_not_over(hear: Hear, text: str) -> None:
    """What has gone is over with; "it's gone dead" is what was asked."""
    assert hear("saddle_numb", text).answer != "no"
