"""The advice: what is said at each level, and what never is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from voice_skill.triage import (
    Level,
    assess,
    deciding,
    load_knowledge,
    region,
    regions,
    urgent_instructions,
)
from voice_skill.triage.advice import advice_for
from voice_skill.triage.assessment import environment
from voice_skill.triage.knowledge_base import FOLDER

WORDS_IN_EIGHT_SECONDS = 20
"""At 150 words a minute."""

OUT_OF_PLACE = re.compile(
    r"9 9 9|1 1 1|9 1 1|0 0 0|1 1 2|a&e|\bgp\b|nhs|dvla|healthline|samaritans", re.IGNORECASE
)


def well(**findings: Any) -> dict[str, Any]:
    """Return findings of someone who said no to everything, apart from what is given."""
    knowledge = load_knowledge()
    keys = {
        key: "no"
        for step in knowledge.plan.steps
        for key in step.keys
        if knowledge.keys[key].kind == "yes_no"
    }
    asked = {key: value for key, value in keys.items() if not key.startswith(("ces_recent", "weak_"))}
    return {**asked, "twitch_type": "none", **findings}


SCIATICA = {"any_pain": "yes", "leg_pain_radiating": "yes", "pain_weeks": 2, "trend": "better"}
CASES = {
    Level.EMERGENCY_NOW: {"cold_pale_leg": "yes"},
    Level.ED_NOW: {"saddle_numb": "yes"},
    Level.SAME_DAY: {"fever_unwell": "yes", "sepsis_signs": "no", "infection_risk": "no"},
    Level.CLINICIAN_SOON: {**SCIATICA, "trend": "worse"},
    Level.SELF_CARE: SCIATICA,
    Level.LIKELY_BENIGN: {"twitch_type": "flicker", "twitch_weeks": 1, "any_pain": "no"},
}


def place(site: str) -> dict[str, str]:
    """Return a place on the left."""
    return {"site": site, "side": "left"}


def kinds(findings: dict[str, Any], *, age: int | None = 40) -> list[str]:
    """Return the kinds of the lines of advice."""
    return [line.kind for line in assess(findings, age=age).advice]


def ids(findings: dict[str, Any], *, age: int | None = 40) -> set[str]:
    """Return the ids of the lines of advice."""
    return {line.id for line in assess(findings, age=age).advice}


@pytest.mark.parametrize("level", CASES)
@pytest.mark.parametrize("place", [None, "uk", "us", "ie", "au", "nz"])
def test_the_instruction_comes_first_and_is_short(level: Level, place: str | None) -> None:
    """Every level says what to do within eight seconds, why next, and the disclaimer last."""
    assessment = assess(well(**CASES[level]), age=40, region=place)
    assert assessment.level is level
    first, second, last = assessment.advice[0], assessment.advice[1], assessment.advice[-1]
    assert (first.kind, second.kind, last.kind) == ("instruction", "reason", "disclaimer")
    assert len(first.text.split()) <= WORDS_IN_EIGHT_SECONDS + 4 * ("healthdirect" in first.text)
    assert "{" not in assessment.spoken
    assert "|" not in assessment.spoken


@pytest.mark.parametrize(
    "level", [Level.SAME_DAY, Level.CLINICIAN_SOON, Level.SELF_CARE, Level.LIKELY_BENIGN]
)
def test_the_safety_net_is_spoken(level: Level) -> None:
    """Everyone who is not sent to hospital now hears what would change that."""
    assert "safety_net" in kinds(well(**CASES[level]))


def test_incomplete_names_what_was_not_asked() -> None:
    """A shortened interview says what is missing and gives the safety net."""
    findings = well(**SCIATICA)
    del findings["cancer_history"]
    assessment = assess(findings, age=40)
    assert assessment.level is Level.INCOMPLETE
    assert assessment.not_asked[0] == "cancer_history"
    assert "ever having had cancer" in assessment.spoken
    assert {"not_asked", "safety_net"} <= {line.kind for line in assessment.advice}


def test_what_was_found_is_kept_beside_what_was_not_asked() -> None:
    """A reason for an appointment does not vanish because the interview is incomplete."""
    findings = well(**{**SCIATICA, "trend": "worse"})
    del findings["cancer_history"]
    assert assess(findings, age=40).rules == ("RI1", "RC5")


def test_of_what_stays_open_four_are_named_and_the_rest_counted() -> None:
    """A listener keeps no more; a fifth is *one more*."""
    findings = well(**SCIATICA)
    for key in ("cancer_history", "calf_swollen", "foot_drop", "leg_weak"):
        del findings[key]
    assert " more" not in assess(findings, age=40).spoken
    assert "; and 1 more." in assess(findings, age=None).spoken


def test_what_was_not_asked_is_what_would_have_been() -> None:
    """The minimum set first, then the standard one; not what only follows from an answer, nor what is mere context."""
    absent = assess({}, age=40).not_asked
    assert absent[0] == "chest_pain_breathless"
    assert "tingle_leg" in absent
    assert not {"triggers", "weak_onset", "ces_recent_pee_leak", "n1"} & set(absent)


def test_what_a_level_rests_on_is_named() -> None:
    """The *yes* and the doubt behind the highest level; not what was denied, nor what a lower rule rests on."""
    findings = well(saddle_numb="yes", any_pain="yes", pain_weeks=8, trend="worse", pee_leak="unsure")
    assert set(deciding(assess(findings, age=40), findings)) == {"saddle_numb", "pee_leak"}
    cut_off = assess(well(**SCIATICA), age=40, finished=False)
    assert deciding(cut_off, well(**SCIATICA)) == ()


def test_the_neutral_region_leaks_no_place() -> None:
    """Without a region no number and no local name is spoken, in any line, question or topic."""
    neutral = region(None)
    knowledge = load_knowledge()
    texts = [candidate.to.text for candidate in (*knowledge.advice.lines, *knowledge.advice.watch.values())]
    texts += [topic.text for topic in knowledge.topics] + [
        question.text for question in knowledge.questions.values()
    ]
    for text in texts:
        assert not OUT_OF_PLACE.search(neutral.fill(text)), text


@pytest.mark.parametrize("place_name", regions())
@pytest.mark.parametrize("speaking_for", ["self", "other"])
@pytest.mark.parametrize(
    ("age", "sign"),
    [
        (40, "chest_pain_breathless"),
        (40, "self_harm"),
        (40, "saddle_numb"),
        (30, "pregnancy_warning"),
        (8, "saddle_numb"),
    ],
)
def test_every_urgent_instruction_is_known_ahead(
    place_name: str, speaking_for: str, age: int, sign: str
) -> None:
    """What a warning says is among what is rendered before it is needed: of a child, a pregnancy, somebody else."""
    assessment = assess({sign: "yes", "speaking_for": speaking_for}, age=age, region=place_name)
    said = [line.text for line in assessment.advice if line.kind == "instruction"]
    assert said
    assert set(said) <= set(urgent_instructions(place_name))


def test_every_urgent_instruction_differs() -> None:
    """Five in two persons, of which one is the same in both."""
    assert len(urgent_instructions("uk")) == len(set(urgent_instructions("uk"))) == 9


def test_numbers_are_spoken_digit_by_digit() -> None:
    """No region has a number that a voice could read as hundreds; New Zealand's 1 1 1 is the ambulance."""
    for name in regions():
        assert not re.search(r"\d{4,}", " ".join(region(name).words.values()))
    assert region("uk").words["emergency_number"] == "9 9 9"
    assert region("nz").words["emergency_number"] == "1 1 1"
    assert region("gb").words == region("uk").words


@pytest.mark.parametrize(
    ("age", "answers", "spoken"),
    [
        (40, {}, {"ask_pharmacist"}),
        (40, {"n1": "yes"}, {"no_ibuprofen"}),
        (40, {"n4": "unsure"}, {"no_ibuprofen"}),
        (70, {"previous_sciatica": "yes"}, {"no_ibuprofen"}),
        (15, {}, set()),
        (None, {}, set()),
    ],
)
def test_medicine_only_for_adults_after_the_exclusions(
    age: int | None, answers: dict[str, str], spoken: set[str]
) -> None:
    """Nothing on medicines under sixteen or without an age; one yes or doubt forbids ibuprofen-type tablets."""
    assert ids(well(**SCIATICA, **answers), age=age) & {"ask_pharmacist", "no_ibuprofen"} == spoken


def test_no_medicine_talk_before_the_exclusions() -> None:
    """While an exclusion question is open, medicines are not mentioned."""
    findings = well(**SCIATICA)
    del findings["n7"]
    assert "medicine" not in kinds(findings)


def test_a_line_about_medicines_waits_for_every_exclusion(tmp_path: Path) -> None:
    """Even a line that names no condition of its own is held back while one question is open."""
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "advice.yaml"
    text = re.sub(r"(id: ask_pharmacist.*?) when: \{.*?\},", r"\1", file.read_text(encoding="utf-8"), count=1)
    file.write_text(text, encoding="utf-8")
    findings = well(**SCIATICA)

    def said(findings: dict[str, Any]) -> list[str]:
        lines = advice_for(
            load_knowledge(tmp_path),
            environment(findings, 40),
            Level.SELF_CARE,
            [],
            age=40,
            region=region(),
            lacking=(),
        )
        return [line.id for line in lines]

    assert "ask_pharmacist" in said(findings)
    del findings["n7"]
    assert "ask_pharmacist" not in said(findings)


def test_heat_is_not_for_numb_skin() -> None:
    """Heat is offered only where nothing is numb; otherwise it is warned against."""
    assert "heat" in ids(well(**SCIATICA))
    numb = ids(well(**SCIATICA, tingle_leg="yes"))
    assert "heat" not in numb
    assert "no_heat_on_numb_skin" in numb


def test_twitch_lines_only_with_a_twitch() -> None:
    """What concerns twitching is said only to people who twitch."""
    twitch = {"twitch_care", "safety_net_twitch"}
    assert not ids(well(**SCIATICA)) & twitch
    assert twitch <= ids(well(**SCIATICA, twitch_type="flicker", twitch_weeks=1))


def test_a_warning_fits_what_is_there_already() -> None:
    """Nobody is told to watch for what they came with: a twitch of five weeks, an old numbness, a foot that drags."""
    twitching = {"twitch_type": "flicker", "twitch_where": ({"site": "calf", "side": "left"},)}
    short, long = (
        {line.id for line in assess(well(**twitching, twitch_weeks=weeks), age=40).advice} for weeks in (1, 5)
    )
    assert "safety_net_twitch" in short
    assert "safety_net_twitch_old" not in short
    assert "safety_net_twitch_old" in long
    assert "safety_net_twitch" not in long
    old = assess(well(saddle_numb="yes", ces_recent_saddle_numb="no"), age=40)
    assert old.level is Level.SAME_DAY
    assert "ces_old_watch" in {line.id for line in old.advice}
    drop = assess(well(foot_drop="yes", weak_onset="months", weak_worse="no"), age=40)
    assert any("drags more" in line.text for line in drop.advice)


def test_root_wording_is_a_likelihood_and_never_above_an_appointment() -> None:
    """The nerve root is named as a likelihood at low levels, and not at all when something is urgent."""
    calf = {"pain_where": ({"site": "calf", "side": "left"},)}
    assert "S 1" in assess(well(**SCIATICA, **calf), age=40).spoken
    assert "S 1" not in assess(well(**SCIATICA, **calf, fever_unwell="yes"), age=40).spoken


@pytest.mark.parametrize(
    ("told", "named"),
    [({"leg_pain_radiating": "yes"}, True), ({"tingle_leg": "yes"}, True), ({"back_pain": "yes"}, False)],
)
def test_a_root_is_named_for_pain_or_tingling_down_a_leg(told: dict[str, str], *, named: bool) -> None:
    """Either of them will do; a sore calf by itself says nothing of a nerve."""
    sore = well(any_pain="yes", pain_weeks=2, trend="better", pain_where=(place("calf"),), **told)
    assert ("S 1" in assess(sore, age=40).spoken) is named


@pytest.mark.parametrize(
    ("sites", "named"), [(("calf", "knee"), ""), (("calf", "knee", "heel"), "S 1"), (("knee",), "L 4")]
)
def test_the_root_that_most_places_point_to_is_named(sites: tuple[str, ...], named: str) -> None:
    """Where two roots are named equally often there is nothing to say."""
    spoken = assess(well(**SCIATICA, pain_where=tuple(place(site) for site in sites)), age=40).spoken
    assert ("nerve root" in spoken) is bool(named)
    assert named in spoken


def test_the_sooner_appointment_is_named() -> None:
    """Where one reason asks for weeks and another for days, the days are said."""
    long = {**SCIATICA, "pain_weeks": 8}
    assert "2 weeks" in assess(well(**{**long, "trend": "same"}), age=40).advice[0].text
    worse = assess(well(**{**long, "trend": "worse"}), age=40)
    assert {"RC4", "RC5"} <= set(worse.rules)
    assert "3 working days" in worse.advice[0].text


def test_self_test_is_offered_sitting_and_only_in_doubt() -> None:
    """The seated check is offered where the strength of a leg is unsure."""
    assert "self_test" in ids(well(**SCIATICA, leg_weak="unsure"))
    assert "self_test" not in ids(well(**SCIATICA))


def test_someone_else_is_spoken_about() -> None:
    """Advice for someone else does not tell the caller not to drive themselves."""
    assert "let them drive" in assess(well(saddle_numb="yes", speaking_for="other"), age=70).spoken


def test_nobody_tells_a_child_not_to_drive() -> None:
    """A child is told to be taken there, and whoever asks for one is not told to keep it from the wheel."""
    limping = {"limp": "yes", "any_pain": "yes"}
    assert "grown-up" in assess(limping, age=9).advice[0].text
    for findings in (limping, {**limping, "speaking_for": "other"}):
        assert "driv" not in assess(findings, age=9).spoken
    assert "Don't drive yourself" in assess({"saddle_numb": "yes"}, age=None).spoken


def test_out_of_scope_does_not_name_what_was_never_to_be_asked() -> None:
    """Somebody with a headache does not hear of questions about the bladder; an open danger question is named."""
    danger = {key: "no" for step in load_knowledge().plan.out_of_scope for key in step.keys}
    assert "not_asked" not in kinds({"out_of_scope": "yes", **danger})
    del danger["stroke_signs"]
    assert "not_asked" in kinds({"out_of_scope": "yes", **danger})


def test_reasons_carry_rule_source_and_grade() -> None:
    """Every reason names its rule, its sources and the weakest grade among them."""
    reason = assess({"foot_drop": "yes"}, age=40).reasons[0]
    assert (reason.rule, reason.grade) == ("RD4", "J")
    assert "KOGL" in reason.sources


def test_someone_sent_to_hospital_hears_only_why() -> None:
    """A reason for an appointment stays among the reasons, and is not read out beside an urgent one."""
    assessment = assess(well(saddle_numb="yes", any_pain="yes", pain_weeks=8, trend="worse"), age=40)
    assert {"RD1", "RC4", "RC5"} <= set(assessment.rules)
    assert [line.id for line in assessment.advice if line.kind == "reason"] == ["RD1"]


def test_an_interview_cut_off_is_incomplete() -> None:
    """Nothing below SAME_DAY is said before the interview has ended; what is more urgent stays what it is."""
    assert assess(well(**SCIATICA), age=40).level is Level.SELF_CARE
    assert assess(well(**SCIATICA), age=40, finished=False).level is Level.INCOMPLETE
    assert assess(well(**CASES[Level.ED_NOW]), age=40, finished=False).level is Level.ED_NOW


@pytest.mark.parametrize("place", regions())
def test_someone_elses_doctor_is_theirs(place: str) -> None:
    """Who speaks for someone else is told of that person's doctor and driving, and what they themselves said."""
    told = well(
        **{**SCIATICA, "tingle_leg": "yes", "trend": "worse", "blood_thinner": "yes"}, speaking_for="other"
    )
    spoken = assess(told, age=70, region=place).spoken
    assert "your doctor" not in spoken
    assert "your GP" not in spoken
    assert "They shouldn't drive if they can't feel" in spoken
    assert "From what you told me" in spoken
