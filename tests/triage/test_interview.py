"""Which question comes next."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from voice_skill.triage import (
    Findings,
    FindingValue,
    Level,
    Question,
    assess,
    load_knowledge,
    next_question,
    question,
)

UNTOLD = {
    "wipe_feel",
    "flank_vomiting",
    "tight_after_injury",
    "recent_spine_procedure",
    "overdose",
    "self_harm",
}
"""What, of somebody in pain, only a story tells."""


def asked(
    findings: Findings,
    *,
    age: int | None = 40,
    answer: str = "no",
    split: Collection[str] = (),
    untold: bool = False,
) -> list[Question]:
    """Ask everything, answering every yes/no question the same way."""
    known, questions = dict(findings), []
    while step := next_question(known, age=age, split=split, untold=untold):
        questions.append(step)
        for key in step.keys:
            known[key] = {"yes_no": answer, "number": 1, "site": ()}.get(step.kind) or step.choices[-1].value
    return questions


def keys_asked(questions: Collection[Question]) -> set[str]:
    """What was asked about, by lists too."""
    return {key for question in questions for key in question.keys}


def test_danger_comes_first_and_top_down() -> None:
    """Groups A to E come in that order, before the pattern."""
    groups = [step.group for step in asked({"any_pain": "yes", "leg_pain_radiating": "yes"})]
    danger = [group for group in groups if group in "ABCDE"]
    assert danger == sorted(danger)
    assert groups.index("G") > groups.index("E")


def test_what_only_a_story_tells_is_asked_where_it_was_lost() -> None:
    """Nobody whose story was understood is asked about pills or self-harm; whoever's was not is."""
    pain: Findings = {"any_pain": "yes", "leg_pain_radiating": "no", "back_pain": "yes"}
    assert UNTOLD.isdisjoint(keys_asked(asked(pain)))
    assert keys_asked(asked(pain, untold=True)) >= UNTOLD


@pytest.mark.parametrize("doubt", ["fever_unwell", "sudden_severe_onset", "cancer_history"])
def test_what_only_a_story_tells_is_asked_though_the_same_day_is_certain(doubt: str) -> None:
    """Each of them means hospital, so a doubt elsewhere does not leave it out, nor does a long interview."""
    split = frozenset(step.ask for step in load_knowledge().plan.steps if len(step.keys) > 1)
    pain: Findings = {"any_pain": "yes", "leg_pain_radiating": "no", "back_pain": "yes", doubt: "unsure"}
    assert keys_asked(asked(pain, untold=True, split=split)) >= UNTOLD


@pytest.mark.parametrize("age", [12, 40, 60, 75])
def test_a_lost_story_makes_an_interview_longer_by_its_own_questions_only(age: int) -> None:
    """Nothing that would have been asked is left out for them."""
    pain: Findings = {"any_pain": "yes"}
    assert keys_asked(asked(pain, age=age, untold=True)) - UNTOLD >= keys_asked(asked(pain, age=age)) - UNTOLD


@pytest.mark.parametrize("key", sorted(UNTOLD - {"recent_spine_procedure", "wipe_feel"}))
def test_what_only_a_story_tells_means_hospital(key: str) -> None:
    """By itself; else it would not be worth a question."""
    assert assess({"any_pain": "yes", key: "yes"}, age=40).level.urgency >= Level.ED_NOW.urgency


@pytest.mark.parametrize(
    ("age", "told", "still"),
    [
        (4, {"major_trauma": "unsure"}, {"back_pain", "leg_pain_radiating", "tingle_leg"}),
        (12, {"calf_swollen": "unsure"}, {"leg_pain_radiating", "tingle_leg"}),
        (50, {"cancer_history": "yes"}, {"tingle_leg"}),
        (50, {"major_trauma": "unsure"}, {"tingle_leg"}),
        (65, {"belly_pulse": "yes"}, {"any_pain"}),
        (40, {"calf_swollen": "unsure"}, {"twitch_type"}),
        (40, {"night_pain": "yes", "twitch_type": "cramp"}, {"lockjaw", "dark_urine"}),
    ],
)
def test_a_long_interview_still_asks_what_would_mean_hospital(
    age: int, told: Findings, still: set[str]
) -> None:
    """The same day is certain, and every list was taken apart: what could make it worse is not left out for length."""
    split = frozenset(step.ask for step in load_knowledge().plan.steps if len(step.keys) > 1)
    assert still <= {step.key for step in asked(told, age=age, split=split)}


def test_labour_does_not_wait_for_questions_about_a_back() -> None:
    """Someone who said they are pregnant is asked for its warning signs right after immediate danger."""
    keys = [step.key for step in asked({"pregnant": "yes", "back_pain": "yes"})]
    assert keys.index("pregnancy_warning") < keys.index("saddle_numb")
    assert "pregnancy_warning" not in [step.key for step in asked({"back_pain": "yes"})]


def test_of_a_cramp_other_pain_is_asked() -> None:
    """A cramp hurts; what the level rests on is whether anything else does."""
    cramp = {step.key: step.text for step in asked({"twitch_type": "cramp"})}
    plain = {step.key: step.text for step in asked({"leg_weak": "yes"})}
    assert "cramps" in cramp["any_pain"]
    assert "cramps" not in plain["any_pain"]


def test_whether_it_is_a_first_attack_is_asked_however_long_it_takes() -> None:
    """At fifty and over the level rests on it; of a calf alone it does not."""
    split = frozenset(step.ask for step in load_knowledge().plan.steps if len(step.keys) > 1)
    back = asked({"back_pain": "yes"}, age=60, split=split)
    assert "previous_sciatica" in {step.key for step in back}
    calf = {"any_pain": "yes", "pain_where": ({"site": "calf", "side": "left"},)}
    assert "previous_sciatica" not in {step.key for step in asked(calf, age=60)}


def test_personal_questions_are_framed_and_single() -> None:
    """Each cauda equina question stands alone and carries the framing sentence."""
    personal = [step for step in asked({}) if step.group == "B"]
    assert len(personal) == 8
    assert all(len(step.keys) == 1 and "personal" in step.framing for step in personal)


def test_nothing_follows_an_ambulance() -> None:
    """At an emergency the questions stop."""
    assert next_question({"chest_pain_breathless": "yes"}, age=50) is None


def test_after_an_emergency_department_hit_only_what_could_make_it_an_ambulance() -> None:
    """After a settled hit of which nothing else is known: chest, blood thinners."""
    keys = [step.key for step in asked({"overdose": "yes"})]
    assert keys == ["chest_pain_breathless", "blood_thinner"]


@pytest.mark.parametrize(
    ("told", "also"),
    [
        ({"leg_weak": "yes", "weak_onset": "weeks", "weak_worse": "no"}, "breath_flat"),
        ({"cant_tiptoe": "unsure", "weak_onset": "weeks", "weak_worse": "no"}, "breath_flat"),
        ({"fever_unwell": "yes"}, "sepsis_signs"),
        ({"minor_fall": "yes"}, "cannot_get_up"),
        ({"twitch_type": "jerks"}, "spasm_danger"),
        ({"twitch_type": "cramp"}, "spasm_danger"),
        ({"leg_weak": "yes", "weak_onset": "years", "weak_worse": "no"}, None),
        ({"twitch_type": "flicker"}, None),
    ],
)
def test_what_was_told_can_still_make_a_hit_an_ambulance(told: Findings, also: str | None) -> None:
    """A hit that rests on something misheard does not hide the emergency that was really told of."""
    hit: Findings = {"bowel_change": "yes", "ces_recent_bowel_change": "yes"}
    keys = [step.key for step in asked({**told, **hit})]
    more = [key for key in keys if key not in {"chest_pain_breathless", "blood_thinner"}]
    assert more == ([also] if also else [])
    if also:
        worse: Findings = dict.fromkeys(question(also).keys, "yes")
        assert assess({**told, **hit, **worse}, age=40).level is Level.EMERGENCY_NOW


@pytest.mark.parametrize(
    ("findings", "key", "recorded"),
    [
        ({"saddle_numb": "yes"}, "ces_recent", "ces_recent_saddle_numb"),
        ({"pee_leak": "unsure"}, "ces_recent", "ces_recent_pee_leak"),
        ({"both_legs_pain": "yes"}, "both_legs_sore", "both_legs_sore"),
        ({"foot_drop": "yes"}, "weak_onset", "weak_onset"),
        ({"leg_weak": "yes", "weak_onset": "sudden"}, "any_pain", "any_pain"),
    ],
)
def test_what_could_still_excuse_a_hit_is_asked_before_the_instruction(
    findings: Findings, key: str, recorded: str
) -> None:
    """A question that may show the rule does not apply is marked to be asked first."""
    step = next_question(findings, age=40)
    assert step is not None
    assert (step.key, step.keys, step.holds) == (key, (recorded,), True)


def test_timing_is_asked_of_each_sign_and_the_most_urgent_answer_stands() -> None:
    """An old leak does not answer for a new bowel loss."""
    findings = {"pee_leak": "yes", "ces_recent_pee_leak": "no", "bowel_change": "yes"}
    step = next_question(findings, age=40)
    assert step is not None
    assert step.keys == ("ces_recent_bowel_change",)
    assert "pooing" in step.text
    assert "RD1" in assess({**findings, "ces_recent_bowel_change": "yes"}, age=40).rules
    assert "RD1" not in assess({**findings, "ces_recent_bowel_change": "no"}, age=40).rules


def test_a_bare_timing_answer_covers_every_sign() -> None:
    """One answer on timing without a sign stands for all signs present."""
    findings = {"pee_leak": "yes", "bowel_change": "yes", "ces_recent": "no"}
    assert {"RS12"} <= set(assess(findings, age=40).rules)
    assert "RD1" not in assess(findings, age=40).rules


def test_a_combined_question_is_split_on_request() -> None:
    """After anything but no, its items are asked one by one."""
    known = {"chest_pain_breathless": "no"}
    step = next_question(known, age=40)
    assert step is not None
    assert step.key == "danger_now"
    keys = []
    while (step := next_question(known, age=40, split={"danger_now"})) and len(keys) < 3:
        keys.append(step.key)
        known[step.key] = "no"
    assert keys == ["stroke_signs", "collapse_clammy", "cold_pale_leg"]


def until(key: str, *, split: Collection[str] = (), skip: Collection[str] = ()) -> tuple[Findings, Question]:
    """Answer *no* to everything until a question covers this key; returns what is known then, and the question."""
    known: dict[str, FindingValue] = {"any_pain": "yes", "leg_pain_radiating": "yes"}
    while step := next_question(known, age=40, split=split, skip=skip):
        if key in step.keys:
            return known, step
        for each in step.keys:
            known[each] = {"yes_no": "no", "number": 1, "site": ()}.get(step.kind) or step.choices[-1].value
    raise AssertionError(f"{key} is never asked")


@pytest.mark.parametrize(
    ("split", "skip", "asked"),
    [
        ((), (), "leg_weakness"),
        (("danger_now",), (), "leg_weakness"),
        (("danger_now", "general_health"), (), "leg_weak"),
        ((), ("chest_pain_breathless",), "leg_weak"),
    ],
)
def test_lists_end_where_they_were_not_answered(
    split: tuple[str, ...], skip: tuple[str, ...], asked: str
) -> None:
    """After two that had to be taken apart, or a silence, danger signs are asked one at a time."""
    assert until("leg_weak", split=split, skip=skip)[1].key == asked


def test_what_no_level_rests_on_is_still_asked_together() -> None:
    """Questions about medicines stay one list, however hesitant somebody is."""
    known, step = until("n1")
    assert step == next_question(known, age=40, skip=("sexual_change",))
    assert len(step.keys) > 1


def test_a_list_of_which_one_item_is_open_is_put_as_that_item() -> None:
    """What was told in passing leaves one thing to ask: its own words, not those of the list."""
    known, step = until("leg_weak")
    assert step.key == "leg_weakness"
    left = next_question({**known, "leg_weak": "no"}, age=40)
    assert left is not None
    assert (left.key, left.keys) == ("cant_tiptoe", ("cant_tiptoe",))


def test_a_list_with_something_told_is_taken_apart() -> None:
    """Where one item is already answered otherwise than *no*, the rest is asked one by one."""
    known, step = until("stroke_signs")
    assert len(step.keys) > 1
    left = next_question({**known, "stroke_signs": "unsure"}, age=40)
    assert left is not None
    assert left.keys == ("collapse_clammy",)


def test_an_ambulance_is_not_kept_waiting_by_anything_less_urgent() -> None:
    """With a settled emergency there is nothing to ask, whatever else would send somebody to hospital."""
    assert next_question({"overdose": "yes", "chest_pain_breathless": "yes"}, age=40) is None
    assert next_question({"saddle_numb": "yes", "chest_pain_breathless": "yes"}, age=40) is None


def test_silence_is_not_asked_again() -> None:
    """A key that met silence is passed over, and stays absent."""
    step = next_question({}, age=40, skip={"chest_pain_breathless"})
    assert step is not None
    assert "chest_pain_breathless" not in step.keys


def test_out_of_scope_asks_only_immediate_danger() -> None:
    """Another complaint: group A, then the advice line, never self-care."""
    questions = asked({"out_of_scope": "yes"})
    assert {step.group for step in questions} == {"A"}
    done = {key: "no" for step in questions for key in step.keys}
    assert assess({**done, "out_of_scope": "yes"}, age=40).rules[0] == "RS23"


@pytest.mark.parametrize(("age", "present"), [(40, True), (15, False), (70, False), (None, False)])
def test_medicine_questions_only_for_adults_of_known_age(age: int | None, present: bool) -> None:  # noqa: FBT001  a table of cases
    """Nobody under sixteen, of unknown age, or for whom the answer is settled is asked about medicines."""
    groups = {step.group for step in asked({"any_pain": "yes"}, age=age)}
    assert ("N" in groups) is present


def test_irrelevant_questions_are_skipped() -> None:
    """No twitch, no twitch questions; nobody over 55 is asked about pregnancy."""
    keys = {key for step in asked({"any_pain": "yes"}, age=60) for key in step.keys}
    assert (
        not {"twitch_weeks", "twitch_else", "pregnant", "pregnancy_warning", "walk_relief", "weak_onset"}
        & keys
    )


def test_third_person() -> None:
    """Questions change person for someone who asks for someone else."""
    assert "they" in question("chest_pain_breathless", findings={"speaking_for": "other"}).text
    assert "you" in question("chest_pain_breathless").text


def test_unknown_question() -> None:
    """A question that does not exist is a programming error."""
    with pytest.raises(KeyError):
        question("nonsense")


def test_a_plain_interview_completes_the_minimum() -> None:
    """When nothing is left to ask, nothing of the minimum set is missing."""
    keys = {key for step in asked({}) for key in step.keys}
    assert set(load_knowledge().plan.minimum) <= keys
