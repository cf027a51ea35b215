"""Answers are weighed by how far they lead among all the ways of hearing an utterance."""

from __future__ import annotations

from voice_skill.hearing.evidence import (
    NOTHING,
    EvidenceSettings,
    Judgement,
    Quote,
    reconcile,
    told,
    verbatim,
    weigh,
)
from voice_skill.hearing.turn import Completeness
from voice_skill.hearing.vosk_adapter import UNKNOWN, Hypothesis

SETTINGS = EvidenceSettings(proposed=-6.0, agreed=-2.0, absent=-8.0)
_SENSES = {"yes": "yes", "yeah": "yes", "no": "no", "yes i do": "yes", "two weeks": "2"}


def judge(text: str) -> Judgement:
    """Know a few answers."""
    return Judgement(Completeness.COMPLETE, _SENSES[text]) if text in _SENSES else NOTHING


def heard(**scores: float) -> tuple[Hypothesis, ...]:
    """Return a list of hypotheses; underscores are blanks."""
    return tuple(Hypothesis(text.replace("_", " "), score) for text, score in scores.items())


def texts(quotes: list[Quote]) -> list[str]:
    """Return what each recogniser is quoted with."""
    return [quote.text for quote in quotes]


def test_words_of_one_meaning_do_not_compete() -> None:
    """A yes that is also a yeah leads by the distance to the next other thing."""
    assert weigh(heard(yes=10.0, yeah=9.5, us=6.0), judge)["yes"].lead == 4.0


def test_a_homophone_is_read_as_the_answer_it_sounds_like() -> None:
    """*Know* alone is *no*, *to weeks* is *two weeks*; what is an answer as spelled stays."""
    assert weigh(heard(know=10.0, now=9.0), judge)["no"].text == "no"
    assert weigh(heard(to_weeks=3.0), judge)["2"].text == "two weeks"


def test_an_answer_both_have_is_quoted_from_both() -> None:
    """Near misses count: a no that trails by little in one and leads in the other was heard by both."""
    quotes = reconcile([heard(no=10.0, now=7.0), heard(now=8.0, no=7.0)], judge, SETTINGS)
    assert texts(quotes) == ["no", "no"]
    assert quotes[0].certainty > 0.5 > quotes[1].certainty


def test_a_narrow_lead_in_both_is_quoted_from_one() -> None:
    """What leads only by a hair in both is left to be confirmed."""
    quotes = reconcile([heard(yeah=10.0, no=9.7), heard(yeah=8.0, no=7.7)], judge, SETTINGS)
    assert texts(quotes) == ["yeah", UNKNOWN]


def test_an_answer_one_has_is_quoted_from_one() -> None:
    """Where the other recogniser hears something else, it is quoted with that."""
    assert texts(reconcile([heard(no=10.0, go=6.0), heard(law=8.0, no=4.0)], judge, SETTINGS)) == [
        "no",
        "law",
    ]


def test_an_answer_with_too_little_behind_it_is_quoted_from_none() -> None:
    """One recogniser alone, by a hair, is not enough for a single word."""
    assert texts(reconcile([heard(no=10.0, go=9.5), heard(go=8.0, door=7.0)], judge, SETTINGS)) == [
        UNKNOWN,
        "go",
    ]


def test_contradictions_show() -> None:
    """A recogniser that leads with another answer is quoted with it, so that trust can see the two disagree."""
    assert set(texts(reconcile([heard(yes=10.0, us=6.0), heard(no=9.0, now=3.0)], judge, SETTINGS))) == {
        "yes",
        "no",
    }


def test_a_single_recogniser_is_weighed_alone() -> None:
    """Without a second reading the same rule holds with one list."""
    assert texts(reconcile([heard(yes=10.0, us=9.0)], judge, SETTINGS)) == ["yes"]
    assert texts(reconcile([heard(us=10.0, yes=3.0)], judge, SETTINGS)) == ["us"]


def test_a_question_s_own_wordings_need_more_than_a_plain_answer() -> None:
    """What one recogniser hears well and the other not at all is passed on for *no*, not for a wording in a thousand."""
    known = {
        "no": Judgement(Completeness.COMPLETE, "no"),
        "lazy": Judgement(Completeness.COMPLETE, "yes", plain=False),
    }
    judge = lambda text: known.get(text, NOTHING)  # noqa: E731  a table
    settings = EvidenceSettings()
    assert texts(reconcile([heard(no=10.0, now=7.0), heard(law=10.0)], judge, settings)) == ["no", "law"]
    assert texts(reconcile([heard(lazy=10.0, later=7.0), heard(lisa=10.0)], judge, settings)) == [
        UNKNOWN,
        "lisa",
    ]
    both = [heard(lazy=10.0, later=7.0), heard(lazy=9.0, lisa=8.0)]
    assert texts(reconcile(both, judge, settings)) == ["lazy", "lazy"]


def test_in_a_noisy_room_another_wording_must_outweigh_all_else() -> None:
    """What talk in the room passes near is asked again; in quiet, and of a bare *no*, the same evidence is enough."""
    known = {
        "no": Judgement(Completeness.COMPLETE, "no"),
        "lazy": Judgement(Completeness.COMPLETE, "yes", plain=False),
    }
    judge = lambda text: known.get(text, NOTHING)  # noqa: E731  a table
    quiet, noisy = EvidenceSettings(), EvidenceSettings().in_noise()

    def passed_on(word: str, settings: EvidenceSettings) -> bool:
        lists = [heard(**{word: 10.0, "other": 9.5}), heard(other=10.0, **{word: 8.0})]
        return word in texts(reconcile(lists, judge, settings))

    assert passed_on("lazy", quiet)
    assert not passed_on("lazy", noisy)
    assert passed_on("no", noisy)


def test_in_a_long_reply_no_word_is_spelled_otherwise() -> None:
    """A "to" or a "know" among others is no answer by another spelling."""
    known = {"no i never do that": "no", "no": "no"}
    judge = lambda text: Judgement(Completeness.COMPLETE, known.get(text))  # noqa: E731  a table
    assert weigh(heard(know_i_never_do_that=10.0), judge) == {}
    assert "no" in weigh(heard(know=10.0), judge)


def test_silence_and_stories_are_quoted_as_heard() -> None:
    """An empty text is `[unk]`: somebody made a sound that was no words."""
    assert verbatim((Hypothesis("", 0.0),)).text == UNKNOWN
    assert verbatim(heard(my_back_hurts=5.0)).text == "my back hurts"
    assert texts(reconcile([(Hypothesis("", 0.0),)], judge, SETTINGS)) == [UNKNOWN]


def test_a_story_is_quoted_in_the_way_that_makes_most_sense() -> None:
    """Of the grammar's ways of hearing it, a word less without sense is worth a little likelihood; open vocabulary stays."""
    unread = {"my back hurts i'm": 1, "my back hurts": 0, "my back": 0}
    judge = lambda text: Judgement(Completeness.UNFINISHED, unread=unread.get(text, 0))  # noqa: E731  a table
    grammar = (
        Hypothesis("my back hurts i'm", 50.0),
        Hypothesis("my back hurts", 49.0),
        Hypothesis("my back", 40.0),
    )
    opened = (Hypothesis("my mark hurts i'm", 47.0), Hypothesis("my back hurts", 46.0))
    story = told([grammar, opened], judge, EvidenceSettings())
    assert [quote.text for quote in story.quotes] == ["my back hurts", "my mark hurts i'm"]
    assert story.fit == 2.0


def test_a_story_without_a_second_recogniser_fits_nothing_in_particular() -> None:
    """There is nothing to compare with; and silence is a story without words."""
    story = told([(Hypothesis("", 0.0),)], lambda _text: NOTHING, EvidenceSettings())
    assert (story.quotes[0].text, story.fit) == (UNKNOWN, None)
