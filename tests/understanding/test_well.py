"""Saying that all is well: it needs the thing that was asked about, all of it, now, and nothing set against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.understanding.conftest import Hear

WELL = [
    ("back_lump", "my back's the same shape as it's always been"),
    ("fit_palpitations", "my heart's steady as a rock"),
    ("foot_drop", "my walking hasn't changed"),
    ("lockjaw", "mouth opens the way it should"),
    ("pee_difficulty", "waterworks are working as they should"),
    ("pee_difficulty", "I pee as easily as ever"),
    ("cold_pale_leg", "they're the same colour as each other"),
    ("stroke_signs", "speech is as clear as it's ever been"),
    ("walk_pain", "it's no worse when I walk"),
    ("leg_weak", "no weakness that I can tell"),
    ("wasting", "I can't see any difference between them"),
]


@pytest.mark.parametrize(("question", "text"), WELL)
def test_all_is_well(hear: Hear, question: str, text: str) -> None:
    """What was asked about, by any of its names, is said to be well: a *no*."""
    assert hear(question, text).answer == "no"


NOT_WELL = [
    ("saddle_numb", "the numbness is just as it always was"),
    ("saddle_numb", "it's as numb as ever"),
    ("saddle_numb", "the feeling isn't as good as it was"),
    ("saddle_numb", "my bottom isn't right"),
    ("saddle_numb", "my bottom is fine but the front is numb"),
    ("saddle_numb", "the seat doesn't feel like it should"),
    ("saddle_numb", "I can feel the seat on one side just fine"),
    ("saddle_numb", "my bottom has been perfectly dead"),
    ("saddle_numb", "my bum's nice and numb"),
    ("saddle_numb", "it doesn't bother me that it's numb"),
    ("saddle_numb", "the numbness doesn't bother me"),
    ("saddle_numb", "feels the way it always does when it's numb"),
    ("saddle_numb", "my skin feels as if it's perfectly normal cotton wool"),
    ("pee_difficulty", "the flow isn't as strong as it was"),
    ("pee_difficulty", "my stream is not what it should be"),
    ("pee_difficulty", "waterworks are not working as they should"),
    ("pee_difficulty", "my bladder's as bad as ever"),
    ("pee_difficulty", "peeing is as hard as ever"),
    ("pee_difficulty", "I pee fine once it gets going"),
    ("pee_difficulty", "the flow's fine when it comes"),
    ("pee_difficulty", "I pee perfectly well if I push"),
    ("pee_difficulty", "hasn't changed, still can't go"),
    ("pee_difficulty", "water passes just fine with the catheter"),
    ("pee_difficulty", "the pee just about comes normally"),
    ("pee_difficulty", "peeing is only normal sometimes"),
    ("pee_leak", "the leaking is just the same"),
    ("pee_leak", "the leaks don't bother me"),
    ("pee_leak", "leaking as usual"),
    ("pee_leak", "the bed's as wet as ever"),
    ("pee_leak", "I'm perfectly dry with the pads on"),
    ("pee_leak", "I'd be fine if I didn't cough"),
    ("pee_leak", "my pants are dry until I stand up"),
    ("leg_weak", "my leg isn't as strong as it was"),
    ("leg_weak", "it's nearly as strong as ever"),
    ("leg_weak", "my left leg is as strong as ever"),
    ("leg_weak", "the weakness hasn't changed"),
    ("leg_weak", "the leg's just as weak as it always was"),
    ("leg_weak", "my other leg is perfectly strong"),
    ("leg_weak", "the right leg is fine"),
    ("leg_weak", "leg's not behaving itself"),
    ("foot_drop", "my foot isn't doing its job"),
    ("foot_drop", "the foot doesn't lift like it should"),
    ("foot_drop", "my right foot is fine"),
    ("foot_drop", "my walk isn't as steady as it was"),
    ("foot_drop", "foot drags the same as ever"),
    ("cold_pale_leg", "my foot isn't as warm as the other one"),
    ("cold_pale_leg", "the foot is the same colour as snow"),
    ("cold_pale_leg", "it's not the same colour as the other one"),
    ("cold_pale_leg", "my foot used to be as warm as the other"),
    ("cold_pale_leg", "the left foot is as warm as ever"),
    ("chest_pain_breathless", "my breathing isn't as easy as it should be"),
    ("chest_pain_breathless", "my breathing is different and the chest is fine"),
    ("chest_pain_breathless", "my chest is all right but the breathing's bad"),
    ("chest_pain_breathless", "the chest is fine it's my breathing"),
    ("chest_pain_breathless", "breathing is as bad as it always is"),
    ("chest_pain_breathless", "my heart's fine, it's the lungs that are bad"),
    ("stroke_signs", "my face is fine it's my arm"),
    ("stroke_signs", "my speech is as clear as mud"),
    ("stroke_signs", "my arm's just not right"),
    ("speech_swallow", "my swallowing isn't as good as it was"),
    ("speech_swallow", "talking's fine, swallowing less so"),
    ("speech_swallow", "drinks go down just fine if I tip my head"),
    ("calf_swollen", "the swelling hasn't changed"),
    ("calf_swollen", "my calf is nice and warm"),
    ("hand_weak", "my grip isn't as good as it was"),
    ("hand_weak", "my grip's as bad as ever"),
    ("hand_weak", "my grip is half as strong as it was"),
    ("hand_weak", "my left hand is perfectly strong"),
    ("weight_loss", "my clothes are not the same size"),
    ("weight_loss", "I'm perfectly happy to have lost two stone"),
    ("both_legs_weak", "they're not as steady as they should be"),
    ("both_legs_weak", "my legs are just about fine"),
    ("fit_palpitations", "my heart isn't behaving itself"),
    ("fit_palpitations", "heart's all over the place just as it always was"),
    ("overdose", "never more than eight at a time"),
    ("overdose", "the dose is fine, I doubled it"),
    ("overdose", "it's within the normal amount plus a couple"),
    ("breath_flat", "my breathing isn't the same lying down"),
    ("breath_flat", "I breathe just fine sitting up"),
    ("breath_flat", "I breathe perfectly well with four pillows"),
    ("bowel_change", "my bowels are not behaving themselves"),
    ("bowel_change", "my bowels are as loose as ever"),
    ("bowel_change", "the treatment finished"),
    ("cancer_history", "the treatment finished"),
    ("cancer_history", "it's not come back"),
    ("cancer_history", "it hasn't come back"),
    ("cancer_history", "all clear now"),
    ("cancer_history", "the scans have been clear since"),
    ("saddle_numb", "it's coming back"),
    ("saddle_numb", "the feeling's coming back"),
    ("saddle_numb", "it's all working wrong"),
    ("saddle_numb", "yes but it's normal for me"),
    ("lockjaw", "my jaw opens as it should on one side"),
    ("lockjaw", "my jaw won't open like it should"),
    ("blood_thinner", "just the same ones I've always been on"),
    ("medicines_new", "it's the same as before except the new water tablet"),
    ("dvt_risk", "just the usual flight home"),
    ("night_pain", "it's just the same at night"),
    ("night_pain", "nights are as bad as ever"),
]


@pytest.mark.parametrize(("question", "text"), NOT_WELL)
def test_words_of_well_being_that_are_no_no(hear: Hear, question: str, text: str) -> None:
    """Denied, of one side, of something else, of the complaint itself, or with a condition: never a *no*."""
    assert hear(question, text).answer != "no"


UNCHECKED = [
    ("wasting", "I haven't compared them"),
    ("weight_loss", "I haven't weighed myself"),
    ("fever_unwell", "I've not taken my temperature"),
]


@pytest.mark.parametrize(("question", "text"), UNCHECKED)
def test_not_to_have_looked_is_not_to_know(hear: Hear, question: str, text: str) -> None:
    """Who has not looked is unsure."""
    assert hear(question, text).answer == "unsure"
