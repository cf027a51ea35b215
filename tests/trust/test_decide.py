"""The rule of trust: what may lower urgency needs two readings, what raises it needs one."""

from __future__ import annotations

from itertools import product

import pytest

from voice_skill.events import Command, Decision, Expectation, Meaning, Reading, Source, Strength, Verdict
from voice_skill.trust import decide, lowers

DANGER = Expectation("saddle_numb", "yes_no", keys=("saddle_numb",), danger=True)
MILD = Expectation("cough_worse", "yes_no", keys=("cough_worse",))
AGE = Expectation("age", "number", danger=True)
WEEKS = Expectation("pain_weeks", "number", keys=("pain_weeks",))
CONFIRM_NO = Expectation("saddle_numb", "confirm", keys=("saddle_numb",), danger=True, proposed="no")
CONFIRM_YES = Expectation("saddle_numb", "confirm", keys=("saddle_numb",), danger=True, proposed="yes")
NOTHING = Meaning()
GRAMMAR, OPEN, TYPED = (Reading("x", source) for source in (Source.GRAMMAR, Source.OPEN, Source.TYPED))


def answer(value: str | float | None, strength: Strength = Strength.PLAIN) -> Meaning:
    """A meaning that is only an answer."""
    return Meaning(answer=value, strength=strength)


def spoken(
    grammar: Meaning, open_vocabulary: Meaning, expects: Expectation, *, complete: bool = True
) -> Decision:
    """Decide on a grammar reading and an open one."""
    return decide([(GRAMMAR, grammar), (OPEN, open_vocabulary)], expects, complete=complete)


@pytest.mark.parametrize(
    ("grammar", "independent", "verdict", "value"),
    [
        ("yes", "yes", Verdict.TAKE, "yes"),
        ("yes", None, Verdict.CONFIRM, "yes"),
        (None, "yes", Verdict.CONFIRM, "yes"),
        ("no", "no", Verdict.TAKE, "no"),
        ("no", None, Verdict.CONFIRM, "no"),
        (None, "no", Verdict.CONFIRM, "no"),
        ("no", "yes", Verdict.CONFIRM, "yes"),
        ("yes", "no", Verdict.CONFIRM, "yes"),
        ("unsure", "no", Verdict.CONFIRM, "unsure"),
        ("unsure", "unsure", Verdict.TAKE, "unsure"),
        ("declined", None, Verdict.CONFIRM, "declined"),
        (None, None, Verdict.AGAIN, None),
    ],
)
def test_danger_answers(
    grammar: str | None, independent: str | None, verdict: Verdict, value: str | None
) -> None:
    """Every pairing of readings of a danger question has its row."""
    decision = spoken(answer(grammar), answer(independent), DANGER)
    assert (decision.verdict, decision.meaning.answer) == (verdict, value)


def test_no_pairing_with_a_yes_is_taken_as_anything_calmer() -> None:
    """Wherever one reading says yes, no other answer is taken."""
    for other in ("no", "unsure", "declined", None):
        for pair in ((answer("yes"), answer(other)), (answer(other), answer("yes"))):
            decision = spoken(*pair, DANGER)
            assert decision.verdict is not Verdict.TAKE
            assert decision.meaning.answer == "yes"


@pytest.mark.parametrize("strength", [Strength.SOFT, Strength.CORRECTED])
def test_a_soft_or_corrected_no_is_confirmed_even_when_typed(strength: Strength) -> None:
    """A "not really" at a danger question is read back."""
    meaning = answer("no", strength)
    decision = decide([(TYPED, meaning), (TYPED, meaning)], DANGER)
    assert decision.verdict is Verdict.CONFIRM
    assert decide([(TYPED, meaning), (TYPED, meaning)], MILD).verdict is Verdict.TAKE


def test_a_correction_towards_yes_is_taken() -> None:
    """To say "no wait, yes" is to say yes."""
    meaning = answer("yes", Strength.CORRECTED)
    assert decide([(TYPED, meaning), (TYPED, meaning)], DANGER).verdict is Verdict.TAKE


@pytest.mark.parametrize("value", ["no", "unsure", "declined"])
def test_a_calm_answer_in_passing_needs_both_readings(value: str) -> None:
    """Among words nobody can make sense of, in one reading only, it is somebody's talk; a *yes* is still read back."""
    passing = Meaning(answer=value, whole=False)
    for expects in (DANGER, MILD):
        assert spoken(passing, NOTHING, expects).verdict is Verdict.AGAIN
        assert spoken(NOTHING, passing, expects).verdict is Verdict.AGAIN
        assert spoken(passing, passing, expects).meaning.answer == value
        assert spoken(Meaning(answer="yes", whole=False), NOTHING, expects).verdict is Verdict.CONFIRM


def test_cut_off_speech_never_lowers() -> None:
    """A no that was cut off is asked again; a yes is still a yes."""
    assert spoken(answer("no"), answer("no"), DANGER, complete=False).verdict is Verdict.AGAIN
    assert spoken(answer("yes"), answer("yes"), DANGER, complete=False).verdict is Verdict.TAKE
    assert spoken(answer(45), answer(45), AGE, complete=False).verdict is Verdict.AGAIN


@pytest.mark.parametrize(
    ("expects", "reply", "other", "verdict"),
    [
        (CONFIRM_NO, "yes", "yes", Verdict.TAKE),
        (CONFIRM_NO, "yes", None, Verdict.AGAIN),
        (CONFIRM_NO, "no", None, Verdict.TAKE),
        (CONFIRM_NO, "yes", "no", Verdict.TAKE),
        (CONFIRM_YES, "yes", None, Verdict.TAKE),
        (CONFIRM_YES, "no", "no", Verdict.TAKE),
        (CONFIRM_YES, "no", None, Verdict.AGAIN),
    ],
)
def test_confirmations(expects: Expectation, reply: str, other: str | None, verdict: Verdict) -> None:
    """A reply that lowers urgency needs both readings; one that raises it needs one; none is confirmed in turn."""
    decision = spoken(answer(reply), answer(other), expects)
    assert decision.verdict is verdict
    if verdict is Verdict.TAKE and other is not None and other != reply:
        assert not lowers(decision.meaning.answer, expects)


def test_no_confirmation_is_ever_confirmed() -> None:
    """Whatever is said to a read-back, it is taken or asked again."""
    replies = ("yes", "no", "unsure", None)
    for grammar, independent, expects in product(replies, replies, (CONFIRM_NO, CONFIRM_YES)):
        assert spoken(answer(grammar), answer(independent), expects).verdict is not Verdict.CONFIRM


def test_values_need_agreement_where_rules_rest_on_them() -> None:
    """Two ages are read back; one reading of a harmless number is enough."""
    assert spoken(answer(45), answer(45), AGE).verdict is Verdict.TAKE
    assert spoken(answer(45), answer(95), AGE).verdict is Verdict.CONFIRM
    assert spoken(answer(45), NOTHING, AGE).verdict is Verdict.CONFIRM
    assert spoken(answer(3), NOTHING, WEEKS).verdict is Verdict.TAKE
    assert spoken(answer(3), answer(10), WEEKS).verdict is Verdict.CONFIRM


def test_a_lone_reading_never_agrees_with_itself() -> None:
    """What lowers urgency, a value that rules rest on and a denial are not taken from one reading; a yes is."""

    def alone(meaning: Meaning, expects: Expectation) -> Decision:
        return decide([(Reading("words", Source.OPEN), meaning)], expects)

    assert alone(answer("yes"), DANGER).verdict is Verdict.TAKE
    assert alone(answer("no"), DANGER).verdict is Verdict.CONFIRM
    assert alone(answer(45), AGE).verdict is Verdict.CONFIRM
    assert alone(answer(3), WEEKS).verdict is Verdict.TAKE
    assert alone(Meaning(findings={"saddle_numb": "no"}), MILD).meaning.findings == {}
    assert alone(Meaning(findings={"saddle_numb": "yes"}), MILD).meaning.findings == {"saddle_numb": "yes"}


def test_far_reaching_commands_need_two_readings() -> None:
    """A stop that only the grammar heard is confirmed; a repeat is not worth asking about."""
    stop, again = Meaning(command=Command.STOP), Meaning(command=Command.REPEAT)
    assert spoken(stop, stop, DANGER).verdict is Verdict.TAKE
    assert spoken(stop, NOTHING, DANGER).verdict is Verdict.CONFIRM
    assert spoken(again, NOTHING, DANGER).verdict is Verdict.TAKE
    assert spoken(stop, answer("yes"), DANGER).meaning.answer == "yes"


def test_a_danger_sign_only_the_grammar_heard_is_asked_about() -> None:
    """A forced fit is a hint; the same words in open vocabulary are a finding."""
    wet = Meaning(findings={"pee_leak": "yes"})
    forced = spoken(wet, NOTHING, MILD)
    assert forced.meaning.findings == {}
    assert forced.meaning.hints == {"pee_leak"}
    free = spoken(NOTHING, wet, MILD)
    assert free.verdict is Verdict.TAKE
    assert free.meaning.findings == {"pee_leak": "yes"}


def test_volunteered_denials_need_every_reading() -> None:
    """A denial in one reading is dropped; disputed, it becomes a question."""
    denied, stated = Meaning(findings={"tingle_leg": "no"}), Meaning(findings={"tingle_leg": "yes"})
    assert spoken(NOTHING, denied, MILD).meaning.findings == {}
    assert spoken(denied, denied, MILD).meaning.findings == {"tingle_leg": "no"}
    disputed = spoken(stated, denied, MILD).meaning
    assert disputed.findings == {}
    assert disputed.hints == {"tingle_leg"}


def test_places_that_the_readings_dispute_are_dropped() -> None:
    """Two different places are no place: where it is gets asked."""
    left = Meaning(findings={"numb_where": ({"site": "foot", "side": "left"},)})
    right = Meaning(findings={"numb_where": ({"site": "foot", "side": "right"},)})
    disputed = spoken(left, right, MILD).meaning
    assert disputed.findings == {}
    assert disputed.hints == frozenset()


STORY = Expectation("opening", "open")


def place(site: str, side: str) -> dict[str, str]:
    """A place."""
    return {"site": site, "side": side}


def told(fit: float | None, expects: Expectation = STORY, **findings: object) -> Meaning:
    """What is kept of findings that only the grammar heard, when it fits the sound so well."""
    grammar = Reading("x", Source.GRAMMAR, fit=fit)
    return decide([(grammar, Meaning(findings=findings)), (OPEN, NOTHING)], expects).meaning  # type: ignore[arg-type]


def test_a_story_that_only_the_grammar_heard_is_kept_where_nothing_was_forced() -> None:
    """What the grammar explains better than the whole vocabulary is believed; what it forces is not."""
    assert told(0.5, leg_pain_radiating="yes", twitch_weeks=3.0).findings == {
        "leg_pain_radiating": "yes",
        "twitch_weeks": 3.0,
    }
    for unfit in (told(-0.5, leg_pain_radiating="yes"), told(None, leg_pain_radiating="yes")):
        assert (unfit.findings, unfit.hints) == ({}, frozenset())


@pytest.mark.parametrize(
    ("key", "fit", "becomes"),
    [
        ("pee_leak", 9.0, "kept"),
        ("pee_leak", 2.0, "asked"),
        ("pee_leak", -9.0, "asked"),
        ("fever_unwell", 2.0, "kept"),
        ("fever_unwell", -2.0, "asked"),
    ],
)
def test_a_danger_sign_of_a_story_is_kept_or_asked_about(key: str, fit: float, becomes: str) -> None:
    """Immediate danger, cauda equina and weakness must fit unmistakably; what fits less well is asked about next."""
    meaning = told(fit, **{key: "yes"})
    assert (key in meaning.findings, key in meaning.hints) == (becomes == "kept", becomes == "asked")


@pytest.mark.parametrize(
    "finding",
    [{"tingle_leg": "no"}, {"saddle_numb": "no"}, {"twitch_type": "none"}, {"weak_onset": "months"}],
)
def test_what_a_story_denies_needs_every_reading_however_well_it_fits(finding: dict[str, str]) -> None:
    """Nothing that could make care less urgent comes of one reading of a story."""
    assert told(50.0, **finding).findings == {}


def test_a_denial_in_a_story_needs_every_reading() -> None:
    """Neither reading is enough by itself."""
    denied = Meaning(findings={"tingle_leg": "no"})
    assert spoken(denied, NOTHING, STORY).meaning.findings == {}
    assert spoken(NOTHING, denied, STORY).meaning.findings == {}


def test_of_two_lists_of_places_what_both_name_is_kept() -> None:
    """A side that one reading missed is kept; a place or side that they dispute is not."""
    one = Meaning(findings={"pain_where": (place("leg", "left"), place("back", "unknown"))})
    other = Meaning(findings={"pain_where": (place("leg", "unknown"), place("belly", "unknown"))})
    assert spoken(one, other, STORY).meaning.findings == {"pain_where": (place("leg", "left"),)}
    wrong = Meaning(findings={"pain_where": (place("leg", "right"),)})
    assert spoken(one, wrong, STORY).meaning.findings == {}


def test_a_denial_beside_a_danger_sign_is_read_back() -> None:
    """Of "oh no, I've wet myself" the no is only proposed, and the sign is kept."""
    meaning = Meaning(answer="no", findings={"pee_leak": "yes"})
    decision = decide([(TYPED, meaning), (TYPED, meaning)], DANGER)
    assert decision.verdict is Verdict.CONFIRM
    assert decision.meaning.findings == {"pee_leak": "yes"}
    harmless = Meaning(answer="no", findings={"tingle_leg": "yes"})
    assert decide([(TYPED, harmless), (TYPED, harmless)], DANGER).verdict is Verdict.TAKE


def test_a_disputed_stop_during_a_confirmation_is_asked_again() -> None:
    """A command that ends something, heard once while an answer is read back, neither ends it nor confirms it."""
    decision = spoken(Meaning(command=Command.STOP), NOTHING, CONFIRM_NO)
    assert (decision.verdict, decision.meaning.command) == (Verdict.AGAIN, None)


def test_no_answer_lowers_nothing() -> None:
    """What is no answer can't make care less urgent, at any kind of question."""
    assert not any(lowers(None, expects) for expects in (DANGER, MILD, AGE, CONFIRM_NO, CONFIRM_YES))


def reply(fit: float, meaning: Meaning, expects: Expectation) -> Decision:
    """Decide on a reply that made no sense but to the opening's grammar, which fits so well."""
    story = Reading("x", Source.STORY, fit=fit)
    return decide([(GRAMMAR, NOTHING), (OPEN, NOTHING), (story, meaning)], expects)


def test_a_danger_told_at_another_question_is_noticed() -> None:
    """Kept where the opening's grammar fits unmistakably, asked about where it does not, nothing where it was forced."""
    wet = Meaning(findings={"pee_leak": "yes"})
    assert reply(8.0, wet, WEEKS).meaning.findings == {"pee_leak": "yes"}
    assert reply(-2.0, wet, WEEKS).meaning.hints == {"pee_leak"}
    assert reply(-20.0, wet, WEEKS).meaning.hints == frozenset()


@pytest.mark.parametrize("value", ["no", "unsure", "declined"])
def test_the_grammar_of_the_opening_answers_nothing_calmer(value: str) -> None:
    """However well it fits, no danger is answered with anything but yes, and that is read back."""
    assert reply(50.0, answer(value), DANGER).verdict is Verdict.AGAIN
    assert reply(50.0, answer("no"), MILD).verdict is Verdict.AGAIN
    assert reply(50.0, answer("yes"), DANGER).verdict is Verdict.CONFIRM
    assert reply(-1.0, answer("yes"), DANGER).verdict is Verdict.AGAIN
    assert reply(50.0, answer("yes"), CONFIRM_YES).verdict is Verdict.AGAIN
    assert reply(50.0, answer(60), AGE).verdict is Verdict.AGAIN
    assert reply(50.0, answer(3), WEEKS).meaning.answer == 3


def test_a_third_reading_that_says_nothing_does_not_undo_an_agreement() -> None:
    """Two readings that agree are two readings that agree; but a denial in passing needs the third as well."""
    story = (Reading("x", Source.STORY, fit=3.0), NOTHING)
    both = [(GRAMMAR, answer("no")), (OPEN, answer("no"))]
    assert decide([*both, story], DANGER).verdict is Verdict.TAKE
    denied = Meaning(findings={"tingle_leg": "no"})
    assert decide([(GRAMMAR, denied), (OPEN, denied), story], MILD).meaning.findings == {}


def test_a_yes_beside_a_danger_sign_is_taken_as_it_is() -> None:
    """Only a denial beside a danger sign is read back: a yes raises urgency, and so does what was volunteered."""
    told = Meaning(answer="yes", findings={"pee_leak": "yes"})
    decision = decide([(TYPED, told), (TYPED, told)], DANGER)
    assert (decision.verdict, decision.meaning.answer) == (Verdict.TAKE, "yes")
    assert decision.meaning.findings == {"pee_leak": "yes"}


def test_an_age_beside_a_danger_sign_is_read_back() -> None:
    """The age can lower urgency as much as a denial can."""
    assert lowers(45, AGE) is True
    told = Meaning(answer=45, findings={"pee_leak": "yes"})
    assert decide([(TYPED, told), (TYPED, told)], AGE).verdict is Verdict.CONFIRM


def test_a_disputed_confirmation_keeps_no_answer() -> None:
    """What was not confirmed is asked again with nothing in hand; what was confirmed twice is in hand."""
    assert spoken(answer("yes"), NOTHING, CONFIRM_NO).meaning.answer is None
    assert spoken(answer("yes"), answer("yes"), CONFIRM_NO).meaning.answer == "yes"


@pytest.mark.parametrize("pair", [("no", "unsure"), ("unsure", "no"), ("declined", "unsure")])
def test_of_two_readings_the_worse_is_proposed_at_any_question(pair: tuple[str, str]) -> None:
    """Doubt is worse than a denial or a refusal, whichever reading had it."""
    decision = spoken(answer(pair[0]), answer(pair[1]), MILD)
    assert (decision.verdict, decision.meaning.answer) == (Verdict.CONFIRM, "unsure")


def test_a_place_that_one_reading_names_is_kept_from_it() -> None:
    """Where a single reading is all there is, its places are those that every reading names."""
    place = ({"site": "calf", "side": "left"},)
    decision = decide([(OPEN, Meaning(findings={"pain_where": place}))], Expectation("opening", "open"))
    assert decision.meaning.findings == {"pain_where": place}
