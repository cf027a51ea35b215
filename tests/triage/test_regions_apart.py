"""No words of one region are ever spoken in another: a wrong number costs minutes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest

from tests.triage.region_names import PLAIN, leaks, own, plainly
from tests.triage.test_proofs_speech import SCENARIOS, texts_in
from voice_skill.conversation import Conversation
from voice_skill.conversation.wording import load_wording
from voice_skill.devices.keeping import record_of
from voice_skill.events import Heard, NoInput, Reading, Source
from voice_skill.handover import page, text
from voice_skill.handover.record import LEVEL_TITLES
from voice_skill.resources import find
from voice_skill.triage import Region, assess, finding_keys, load_knowledge, region, regions
from voice_skill.understanding import Understander

WHEN = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
CONSULTATIONS = (
    ["i can't feel my bottom", "no", "yes"],
    ["my back hurts", "forty", "myself", *["no"] * 30],
    ["my back hurts", "forty", "my mother", *["no"] * 30],
    [],
)
"""An emergency, an ordinary one, one for somebody else, and one that meets only silence."""


def heard(words: str) -> Heard:
    """Return words as two readings that agree."""
    return Heard((Reading(words, Source.TYPED), Reading(words, Source.TYPED)))


@pytest.fixture(scope="module")
def parser() -> Understander:
    """The grammars, read once."""
    return Understander.load(find("grammars") / "en")


def advice(_: Understander, place: str) -> Iterator[str]:
    """Yield level, reasons and advice of every scenario."""
    keys = finding_keys().values()
    for scenario in SCENARIOS:
        yield assess(scenario.findings(keys), age=scenario.age, region=place).spoken


def reasons(_: Understander, place: str) -> Iterator[str]:
    """Yield every reason and every line of advice, whether or not a scenario brings it."""
    knowledge = load_knowledge()
    book = knowledge.advice
    for either in (*knowledge.rules, knowledge.incomplete, *book.lines, *book.watch.values()):
        yield region(place).fill(either.to.text)
        yield region(place).fill(either.about.text, other=True)


def questions(_: Understander, __: str) -> Iterator[str]:
    """Yield every wording of every question: plainer, explained, why it is asked, its choices; no region fills them."""
    for worded in load_knowledge().worded.values():
        yield worded.both_legs
        yield worded.with_cramp
        for put in (worded.to, worded.about):
            yield from texts_in(replace(put, sources=(), keys=()))


def topics(_: Understander, place: str) -> Iterator[str]:
    """Yield every answer to a person's own question."""
    for topic in load_knowledge().topics:
        yield region(place).fill(f"{topic.title}. {topic.text}")


def wordings(_: Understander, place: str) -> Iterator[str]:
    """Yield every variant of every sentence of the conversation."""
    wording = load_wording(region(place).fill)
    for name, variants in wording.variants.items():
        yield from (wording(name, turn) for turn in range(len(variants)))


def consultations(parser: Understander, place: str) -> Iterator[str]:
    """Yield what is said in whole consultations."""
    for answers in CONSULTATIONS:
        yield from held(parser, place, answers)[1]


def handovers(parser: Understander, place: str) -> Iterator[str]:
    """Yield page and plain text of whole consultations, without what is cited, dated or named for clinicians."""
    for answers in CONSULTATIONS[:3]:
        conversation, _ = held(parser, place, answers)
        record = record_of(conversation.talk, WHEN, WHEN)
        cited = tuple(replace(reason, sources=()) for reason in record.assessment.reasons)
        record = replace(
            record, assessment=replace(record.assessment, reasons=cited), software="", knowledge=""
        )
        shown = unescape(re.sub(r"(?s)<style>.*?</style>|<[^>]*>", " ", page(record)))
        same_everywhere = (*LEVEL_TITLES.values(), f"{WHEN:%Y-%m-%d}", f"{WHEN:%H:%M}")
        pattern = re.compile("|".join(map(re.escape, same_everywhere)), re.IGNORECASE)
        yield from (pattern.sub(" ", summary) for summary in (shown, text(record)))


CHANNELS: dict[str, Callable[[Understander, str], Iterator[str]]] = {
    each.__name__: each for each in (advice, reasons, questions, topics, wordings, consultations, handovers)
}


def held(parser: Understander, place: str, answers: list[str]) -> tuple[Conversation, list[str]]:
    """Hold a consultation; return it and what was said in it."""
    conversation = Conversation(parser, region=place)
    actions, said = conversation.start(), []
    for turn in range(60):
        said += [words for action in actions if (words := getattr(action, "text", ""))]
        if not hasattr(actions[-1], "expects"):
            break
        actions = conversation.handle(heard(answers[turn]) if turn < len(answers) else NoInput())
    return conversation, said


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("place", regions())
def test_no_region_speaks_the_words_of_another(parser: Understander, place: str, channel: str) -> None:
    """Whatever is said or handed over holds no number, service or name of another region."""
    found = {words: here for words in CHANNELS[channel](parser, place) if (here := leaks(words, place))}
    assert not found, "\n".join(map(str, found.values()))


def test_questions_leave_nothing_to_the_region(parser: Understander) -> None:
    """A question is spoken as it is written: a name in braces would be read out as braces."""
    assert not [words for words in questions(parser, "uk") if "{" in words]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("uk", "Go to the emergency room."),
        ("uk", "Call 9 1 1 now."),
        ("uk", "Call 911 now."),
        ("uk", "Call nine-one-one now."),
        ("uk", "Ask a physical therapist."),
        ("uk", "Call labor and delivery."),
        ("uk", "Call your doctor's after-hours line."),
        ("uk", "Go to the emergency department."),
        ("us", "Go to A&E."),
        ("us", "Go to A and E."),
        ("us", "Go to accident and emergency."),
        ("us", "See your GP."),
        ("us", "Some GPs can help."),
        ("us", "See your G.P."),
        ("us", "Call triple nine."),
        ("us", "Call N H S 1 1 1."),
        ("ie", "Call 999."),
        ("au", "Call Samaritans."),
        ("nz", "Call triple zero."),
        ("nz", "Call double one two."),
        ("nz", "Tell the DVLA."),
        ("neutral", "See a physio."),
        ("neutral", "Call 1 1 2."),
        ("neutral", "Go to the emergency room."),
    ],
)
def test_a_name_in_any_form_is_found(place: str, said: str) -> None:
    """Written, spelled, or said in words: capitals and digits are not what makes a name."""
    assert leaks(said, place)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("uk", "Speak to your GP today. One calf is swollen. Call NHS 1 1 1, or 9 9 9."),
        ("us", "Go to the emergency room. Two legs, or one? Ask a physical therapist."),
        ("nz", "Call 1 1 1. Ask your midwife or maternity unit."),
        ("neutral", "Go to the hospital emergency department, or ask your doctor or a pharmacist."),
    ],
)
def test_what_is_a_regions_own_is_no_leak(place: str, said: str) -> None:
    """Its own names and numbers, plain words, and numbers that begin a sentence are left alone."""
    assert not leaks(said, place)


@pytest.mark.parametrize("place", regions())
def test_each_value_of_each_other_region_is_found(place: str) -> None:
    """Every word of every region is told from this one's, wherever the two differ and it is no plain English."""
    for other in regions():
        for values in (region(other).words, region(other).words_about):
            for word, value in values.items():
                if plainly(value) not in own(place) and value not in PLAIN:
                    assert leaks(f"Please: {value}", place), (other, word, value)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_leak_planted_in_any_channel_is_found(
    parser: Understander, channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above can fail: another region's words in what is said come out of every channel and are noticed."""
    planted = "Then go to the emergency room."
    plant(monkeypatch, planted)
    assert any("emergency room" in leaks(words, "uk") for words in CHANNELS[channel](parser, "uk"))


def plant(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """Add words to whatever a region fills in, and to every question."""
    fill, knowledge = Region.fill, load_knowledge()
    monkeypatch.setattr(Region, "fill", lambda *text, **how: f"{fill(*text, **how)} {words}")
    for name, worded in knowledge.worded.items():
        leaking = replace(worded, to=replace(worded.to, explain=f"{worded.to.explain} {words}"))
        monkeypatch.setitem(knowledge.worded, name, leaking)
