"""What must never become a *no*: every question, many ways of denying, and something beside them that forbids it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from voice_skill.events import Reading, Source, Strength, Verdict
from voice_skill.trust import decide

if TYPE_CHECKING:
    from tests.understanding.conftest import Hear
    from voice_skill.understanding import Understander

QUESTIONS = [
    "saddle_numb",
    "pee_leak",
    "leg_weak",
    "cold_pale_leg",
    "foot_drop",
    "collapse_clammy",
    "fever_unwell",
]
DENIALS = [
    "no",
    "not at all",
    "no never",
    "not really",
    "nothing like that",
    "no it's fine",
    "no I don't",
    "all good",
]
DANGERS = [
    "I've just wet myself", "my chest is killing me", "I can't feel my bottom", "my face has dropped on one side",
    "I can't breathe", "both my legs have gone weak", "my foot just hangs there", "I don't want to be alive",
]  # fmt: skip
JOINTS = [
    "{no} {danger}",
    "{danger} {no}",
    "{no} but {danger}",
    "{no}, {danger}",
    "{danger}. {no}",
    "{no} and {danger}",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_danger_beside_a_no(understander: Understander, question: str) -> None:
    """A danger sign said before or after any denial: the denial is not taken, whatever joins the two."""
    expects = understander.expectation(question)
    taken = []
    for denial, danger, joint in product(DENIALS, DANGERS, JOINTS):
        text = joint.format(no=denial, danger=danger)
        reading = Reading(text, Source.TYPED)
        decision = decide([(reading, understander.parse(text, expects))] * 2, expects)
        if decision.verdict is Verdict.TAKE and decision.meaning.answer == "no":
            taken.append(text)
    assert not taken


LIMITED = [
    ("saddle_numb", "I've never felt so numb"),
    ("leg_weak", "it's never been this weak"),
    ("saddle_numb", "not numb until today"),
    ("saddle_numb", "it wasn't numb yesterday"),
    ("saddle_numb", "there's no end to the numbness"),
    ("leg_weak", "I can't explain the weakness"),
    ("saddle_numb", "it's not completely numb"),
    ("saddle_numb", "it isn't numb all the time"),
    ("saddle_numb", "it was all right last week"),
    ("leg_weak", "it never used to be weak"),
    ("saddle_numb", "I wouldn't say numb more tingly"),
    ("pee_leak", "nothing but leaks"),
    ("pee_leak", "no not until today"),
    ("foot_drop", "I have to swing my leg round so the toes don't catch"),
    ("pee_difficulty", "not impossible"),
    ("blood_thinner", "not warfarin the other one"),
    ("pee_difficulty", "no nothing comes out"),
    ("weak_unassessed", "no doctor has ever seen it"),
    ("chest_pain_breathless", "no air"),
    ("weight_loss", "no I haven't been trying"),
    ("weak_worse", "no stronger"),
    ("severity_stops_life", "no way I can walk"),
    ("night_pain", "no position is comfortable"),
    ("activities_stopped", "no golf no gardening no nothing"),
    ("speech_swallow", "no food goes down easily"),
    ("pee_difficulty", "nothing at all"),
    ("pee_difficulty", "not a drop"),
    ("fever_unwell", "no I'm roasting"),
    ("weak_worse", "no it isn't improving"),
    ("cold_pale_leg", "no it won't warm up"),
    ("saddle_numb", "oh no it's all gone wrong, it was fine"),
    ("weight_loss", "no well all my skirts are loose"),
    ("sudden_severe_onset", "no, one second I was grand and the next I was on the floor"),
    ("collapse_clammy", "no I nearly passed out getting up"),
    ("collapse_clammy", "no I feel really dizzy and sick"),
    ("dvt_risk", "no I had a clot in my lung a few years back"),
    ("cant_tiptoe", "no I can only manage it on the one side"),
    ("bowel_change", "no I've had an accident in my pants"),
    ("leg_weak", "no except when I walk"),
    ("saddle_numb", "not numb, dead"),
    ("both_legs_weak", "not weak, dead"),
    ("pee_difficulty", "not hard, impossible"),
    ("pee_leak", "no more than a dribble"),
    ("ces_recent", "no more than two weeks"),
    ("ces_recent", "no about ten days"),
    ("pee_difficulty", "I haven't been"),
    ("pee_difficulty", "no wee since breakfast"),
    ("pee_leak", "no I didn't feel it"),
    ("bowel_change", "I didn't feel it come"),
    ("both_legs_weak", "only one at a time"),
    ("chest_pain_breathless", "no it stopped ten minutes ago"),
    ("foot_drop", "no I just trip a lot"),
    ("check_nos", "no well the numbness"),
]


@pytest.mark.parametrize(("question", "text"), LIMITED)
def test_a_denial_that_is_none(hear: Hear, question: str, text: str) -> None:
    """A denial limited in time, degree or extent, or whose lack is the bad news, is not even proposed as a *no*."""
    assert hear(question, text).answer != "no"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("infection_risk", "my immune system is grand"),
        ("foot_drop", "it clears the ground no bother"),
        ("chest_pain_breathless", "no my breathing's bonny thank god"),
    ],
)
def test_own_words_are_only_proposed(hear: Hear, question: str, text: str) -> None:
    """Words that say all is well are read back, not taken, when the question was answered in them alone."""
    meaning = hear(question, text)
    assert meaning.answer == "no"
    assert meaning.strength is Strength.SOFT


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("cold_pale_leg", "it's cold in here put the heating on"),
        ("rash", "that was a bit of a rash decision"),
        ("saddle_numb", "no love put it over there"),
        ("saddle_numb", "oh no the pan's boiling over"),
        ("minor_fall", "no he fell off his horse"),
    ],
)
def test_talk_of_other_things(hear: Hear, question: str, text: str) -> None:
    """Household talk with a question's word in it, or with a "no", answers nothing."""
    assert hear(question, text).answer is None


@pytest.mark.parametrize(
    "text", ["yes they're sore but they tingle as well", "it's more than sore muscles I'm afraid"]
)
def test_a_yes_that_lowers_is_said_without_reserve(hear: Hear, text: str) -> None:
    """Sore muscles make the advice less urgent, so a *yes* with something set against it is none."""
    assert hear("both_legs_sore", text).answer != "yes"
    assert hear("both_legs_sore", "yes just sore muscles").answer == "yes"


FEELING = ["saddle_numb", "wipe_feel", "pee_feeling_lost", "tingle_leg", "sexual_change"]
CONTROL = ["pee_leak", "bowel_change", "pee_difficulty"]
STRENGTH = ["leg_weak", "both_legs_weak", "foot_drop", "cant_tiptoe", "hand_weak"]
LOST = [
    "{} has gone", "{} is gone", "{} has left me", "{} has gone away", "{} has stopped", "{} stopped working",
    "{} has packed up", "{} has packed in", "{} isn't there any more", "{} has disappeared", "I've lost {}",
    "{} isn't what it was", "{} used to be fine", "{} won't work",
]  # fmt: skip
WHAT = {
    "feeling": (FEELING, ["the feeling", "my feeling", "the sensation", "the urge", "my urge"]),
    "control": (CONTROL, ["my control", "the control", "my bladder", "the flow", "the feeling"]),
    "strength": (STRENGTH, ["the strength", "my strength", "the power", "my leg", "my grip", "my foot"]),
}


@pytest.mark.parametrize("kind", WHAT)
def test_what_is_lost_is_not_denied(hear: Hear, kind: str) -> None:
    """A feeling, an urge, a control or a strength that "has gone", "has stopped" or "has packed up" is bad news."""
    questions, things = WHAT[kind]
    said = [(question, way.format(thing)) for question, thing, way in product(questions, things, LOST)]
    assert [(question, text) for question, text in said if hear(question, text).answer == "no"] == []


HALF_SAID = [
    ("both_legs_pain", "mainly the left leg"),
    ("both_legs_pain", "it's mostly in the left one"),
    ("both_legs_pain", "the other leg is just the same"),
    ("both_legs_weak", "the other one is no different"),
    ("both_legs_pain", "one leg at a time"),
    ("both_legs_weak", "no pain in my other leg"),
    ("both_legs_weak", "I can still walk"),
    ("leg_weak", "I can walk"),
    ("leg_weak", "any weakness"),
    ("leg_weak", "sore and weak"),
    ("leg_weak", "sore but it's weak"),
    ("bowel_change", "my bladder is fine"),
    ("ces_recent", "since my operation"),
    ("chest_pain_breathless", "breathing fine and my chest tightness"),
    ("chest_pain_breathless", "no chest pain and short of breath"),
    ("cannot_get_up", "I'm still in bed"),
    ("overdose", "I took the packet"),
    ("overdose", "I had the packet"),
    ("overdose", "only took four at a time"),
    ("self_harm", "I'm just tired of it all"),
    ("self_harm", "I've got too much"),
    ("sepsis_signs", "my head is clear and I'm shivering"),
    ("sepsis_signs", "head is fine and breathing fast"),
    ("collapse_clammy", "not faint and clammy"),
    ("weight_loss", "my weight hasn't been steady"),
    ("weight_loss", "my weight is changed"),
    ("steroid_bone", "no steroids and osteoporosis"),
    ("pregnant", "I'm not sterilised"),
    ("pregnant", "I'm thirty"),
    ("pregnant", "I'm not past the menopause"),
    ("tingle_leg", "I can feel it"),
    ("tingle_leg", "I don't feel anything"),
    ("saddle_numb", "I can feel it"),
    ("saddle_numb", "I haven't felt anything"),
    ("saddle_numb", "no that's normal for me now"),
    ("pee_leak", "it's normal for me these days"),
    ("saddle_numb", "I haven't not got it"),
    ("pee_difficulty", "he can pee fine"),
    ("leg_weak", "no, hers is as strong as ever, he says"),
    ("weak_worse", "it's been better"),
    ("weak_worse", "it's been stronger"),
    ("cant_tiptoe", "I can just manage it"),
    ("cant_tiptoe", "no chance"),
    ("cancer_history", "not a bad cancer"),
    ("saddle_numb", "not numb as such"),
    ("pee_leak", "no holding it"),
    ("pee_difficulty", "no stream to speak of"),
    ("stroke_signs", "no smile on that side"),
    ("saddle_numb", "it isn't numb all over"),
    ("calf_swollen", "not badly swollen"),
    ("pee_leak", "I haven't leaked a lot"),
    ("leg_weak", "it isn't much weaker"),
    ("both_legs_pain", "one's as sore as the other"),
    ("both_legs_pain", "one hurts more than the other"),
    ("both_legs_pain", "one is worse than the other"),
    ("both_legs_weak", "one is as strong as the other"),
    ("leg_weak", "it's strong enough"),
    ("foot_drop", "walking's fine with the brace"),
    ("pee_difficulty", "peeing's okay with the tablets"),
    ("sudden_severe_onset", "no it built up in a minute"),
    ("foot_drop", "it does as usual"),
    ("leg_weak", "it does as always"),
    ("pee_difficulty", "I go all the time"),
    ("pee_difficulty", "never stop peeing"),
    ("leg_weak", "the other leg is fine"),
    ("foot_drop", "the other foot is fine"),
    ("calf_swollen", "the other one is fine"),
    ("cold_pale_leg", "my other leg is warm"),
    ("cold_pale_leg", "the other leg is fine"),
    ("chest_pain_breathless", "my breathing is fine and chest trouble"),
    ("sexual_change", "it's functioning differently"),
    ("medicines_new", "I take tablets"),
    ("triggers", "more than usual"),
    ("cancer_history", "there's been cancer"),
]


@pytest.mark.parametrize(("question", "text"), HALF_SAID)
def test_the_wrong_half_of_a_denial(hear: Hear, question: str, text: str) -> None:
    """Words close to a denial that say the opposite, only a part of it, or something vaguer, are no *no*."""
    assert hear(question, text).answer != "no"


@pytest.mark.parametrize(
    "text", ["my bladder is fine", "my waterworks are fine", "no trouble with my bladder"]
)
def test_all_is_well_answers_no_danger_before_it_is_asked(understander: Understander, text: str) -> None:
    """A vague "my bladder is fine" at another question leaves the questions about the bladder to be asked."""
    for question in ("opening", "pain_weeks", "saddle_numb", "leg_weak"):
        meaning = understander.parse(text, understander.expectation(question))
        assert "no" not in meaning.findings.values()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("calf_swollen", "not swollen, normal"),
        ("calf_swollen", "it's not hot swollen or red"),
        ("pee_leak", "no more than usual"),
        ("pee_leak", "no, never leaked"),
        ("overdose", "no more than six a day"),
        ("saddle_numb", "no I can feel it fine"),
        ("saddle_numb", "no I don't feel any different"),
    ],
)
def test_a_denial_that_is_one(hear: Hear, question: str, text: str) -> None:
    """What looks like a limited denial but leaves nothing over stays a *no*."""
    assert hear(question, text).answer == "no"


@pytest.mark.parametrize("opening", ["it's gone", "that's gone", "it's all gone"])
@pytest.mark.parametrize("state", ["dead", "numb"])
def test_what_has_gone_numb_is_not_over(understander: Understander, opening: str, state: str) -> None:
    """Before a state "gone" says what it became, not that it is over, whatever denies before it."""
    meaning = understander.parse(f"no {opening} {state}", understander.expectation("saddle_numb"))
    assert meaning.answer != "no"


@pytest.mark.parametrize("word", ["no", "nae"])
@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("saddle_numb", "it's {} right"),
        ("saddle_numb", "it's {} the same"),
        ("leg_weak", "it's {} as strong"),
        ("foot_drop", "it'll {} lift"),
        ("foot_drop", "I've {} lift in it"),
        ("saddle_numb", "I'm {} sure"),
    ],
)
def test_a_scots_not_is_no_denial(hear: Hear, question: str, text: str, word: str) -> None:
    """Before what no "no" can stand with, it is *not*: "it's no right" would else be good news."""
    assert hear(question, text.format(word)).answer != "no"


@pytest.mark.parametrize("question", ["saddle_numb", "wipe_feel", "pee_feeling_lost"])
def test_nothing_there_may_be_no_feeling(hear: Hear, question: str) -> None:
    """Where feeling is asked for, "there's nothing there" is not taken for *all is well*."""
    assert hear(question, "there's nothing there").answer != "no"
