"""What simulated people do besides answering, and what is made of many of them."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

from voice_skill.errors import BadInputError
from voice_skill.events import Ask, Event, Expectation, Finish, Heard, NoInput, Reading, Result, Source
from voice_skill.hearing import SampleSource
from voice_skill.ports import Clip, ListenRequest
from voice_skill.simulation.command import Outcome, acceptable, run, summary
from voice_skill.simulation.habits import ASKS_BACK, CHATS, Habits, words_of
from voice_skill.simulation.play import Played, Turn
from voice_skill.simulation.scenario import load_scenarios
from voice_skill.simulation.spoken import LEAD_S, TAIL_S, Listening, Speaker
from voice_skill.triage import Level

SCENARIOS = load_scenarios(Path(__file__).parents[1] / "scenarios")
RATE = 16000
SPEECH_S = 0.5
QUESTION = Ask("Is it numb?", Expectation("saddle_numb", "yes_no"))


def test_what_is_said_instead_of_an_answer() -> None:
    """Each habit has its words, and silence has none."""
    random = Random(1)  # noqa: S311  variety
    assert words_of("none", "no not at all", random) == "no not at all"
    assert words_of("hesitates", "no", random) == "um, no"
    assert words_of("silent", "no", random) is None
    assert words_of("asks_back", "no", random) in ASKS_BACK
    assert words_of("chats", "no", random) in CHATS
    assert words_of("corrects", "yes a bit", random) == "no, no wait, I mean yes"
    assert words_of("corrects", "forty five", random) == "forty five"


@pytest.mark.parametrize(
    "habit", ["hesitates", "silent", "late", "asks_back", "corrects", "chats", "interrupts"]
)
def test_a_share_of_one_is_always(habit: str) -> None:
    """A habit with the share 1 is what happens; without any, nothing does."""
    assert Habits(**{habit: 1.0}).choose(Random(2)) == habit  # noqa: S311
    assert Habits().choose(Random(2)) == "none"  # noqa: S311


class Tone:
    """Renders every text as half a second of the same level."""

    def render(self, text: str, *, voice: str, rate: int) -> Clip:
        """A constant sound."""
        return Clip(np.full(round(RATE * SPEECH_S), 8000, np.int16).tobytes(), RATE)


class Counting:
    """Ears that count what they were given to hear, and keep it."""

    def __init__(self) -> None:
        self.sounds: list[bytes] = []

    def request(self, expects: Expectation, wait_s: float | None) -> ListenRequest:
        """As for any question."""
        return ListenRequest(expects, (), open_vocabulary=True, wait_s=wait_s)

    def listen(self, source: SampleSource, request: ListenRequest) -> Event:
        """Keep the sound; nothing is understood."""
        self.sounds.append(b"".join(block.pcm for block in source.blocks()))
        return Heard(())


@pytest.fixture
def ears() -> Counting:
    """No recogniser."""
    return Counting()


def seconds(pcm: bytes) -> float:
    """Length of a sound."""
    return len(pcm) / 2 / RATE


def test_the_same_words_at_the_same_question_are_heard_once(ears: Counting) -> None:
    """Many patients of one voice cost little more than one."""
    listening = Listening(ears, Speaker(), Tone())  # type: ignore[arg-type]
    for words in ("no", "no", "yes"):
        listening.reply(words, QUESTION, first=True)
    assert len(ears.sounds) == 2
    assert seconds(ears.sounds[0]) == pytest.approx(LEAD_S + SPEECH_S + TAIL_S, abs=0.1)


def test_what_one_process_heard_another_need_not_hear_again(ears: Counting) -> None:
    """Consultations share what came of a sound; another voice or other words are another sound."""
    heard: dict[tuple[str, ...], Event] = {}
    for words in ("no", "no", "nope"):
        Listening(ears, Speaker(), Tone(), heard=heard).reply(words, QUESTION, first=True)  # type: ignore[arg-type]
    assert len(ears.sounds) == len(heard) == 2


@pytest.mark.parametrize(
    ("habit", "length_s"),
    [("silent", 0.0), ("late", 6.0 + SPEECH_S + TAIL_S), ("interrupts", SPEECH_S / 2 + TAIL_S)],
)
def test_when_a_person_speaks(ears: Counting, habit: str, length_s: float) -> None:
    """Not at all, late, or before the microphone opens; a question put again is simply answered."""
    listening = Listening(ears, Speaker(habits=Habits(**{habit: 1.0})), Tone())  # type: ignore[arg-type]
    listening.reply("no", QUESTION, first=True)
    assert seconds(ears.sounds[0]) == pytest.approx(length_s, abs=0.1)
    listening.reply("no", Ask("Numb?", QUESTION.expects, attempt=2), first=False)
    assert seconds(ears.sounds[1]) == pytest.approx(LEAD_S + SPEECH_S + TAIL_S, abs=0.1)


def test_a_room_echoes_and_hums(ears: Counting) -> None:
    """After the speech there is an echo that fades, and noise that does not."""

    def after(speaker: Speaker, from_s: float) -> float:
        Listening(ears, speaker, Tone()).reply("no", QUESTION, first=True)  # type: ignore[arg-type]
        samples = np.frombuffer(ears.sounds[-1], "<i2").astype(float)
        begin = round((LEAD_S + SPEECH_S + from_s) * RATE)
        return float(np.std(samples[begin : begin + RATE // 10]))

    assert after(Speaker(), 0.05) == 0.0
    assert after(Speaker(reverb_s=0.3), 0.05) > after(Speaker(reverb_s=0.3), 0.5)
    assert after(Speaker(snr_db=20.0), 1.0) == pytest.approx(800, rel=0.2)


def test_a_line_shows_where_something_was_lost() -> None:
    """What was meant beside what each reading made of it; silence and lost sound by their names."""
    heard = Heard((Reading("know", Source.GRAMMAR), Reading("no", Source.OPEN)))
    assert (
        str(Turn("saddle_numb", "yes_no", "no", heard))
        == "saddle_numb (yes_no): no -> grammar: know | open: no"
    )
    assert str(Turn("age", "number", None, NoInput(10.0))) == "age (number): - -> NoInput"


def test_only_scenarios_there_are_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    """One by its name, typed; a name there is none of is an error."""
    folder, calm = str(Path(__file__).parents[1] / "scenarios"), outcome("").scenario.id
    assert run([folder, "--only", calm, "--every"]) == 0
    assert capsys.readouterr().out.startswith(
        f"{calm} (typed): SELF_CARE, expected SELF_CARE\n1 consultations"
    )
    with pytest.raises(BadInputError, match="nobody"):
        run([folder, "--only", "nobody"])


def test_a_lost_story_leaves_the_level_where_questions_find_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Pills that only the story told of are asked about, and mean hospital all the same."""
    told = next(each for each in SCENARIOS if each.story_findings.get("overdose") == "yes")
    folder = str(Path(__file__).parents[1] / "scenarios")
    assert run([folder, "--only", told.id, "--story-lost", "--every"]) == 0
    assert capsys.readouterr().out.startswith(f"{told.id} (typed): ED_NOW")


def outcome(level: str, *, finished: bool = True) -> Outcome:
    """A patient who ought to look after themselves, and ended at this level."""
    calm = next(each for each in SCENARIOS if each.expect.level is Level.SELF_CARE)
    results = [Result(level, (), (), {})] if level else []
    return Outcome(calm, "typed", Played(results=results, finish=Finish("done") if finished else None))


def test_none_may_end_less_urgent_and_few_more_urgent() -> None:
    """One in twenty may be sent to hospital for a mishearing; nobody home."""
    right = [outcome("SELF_CARE")] * 39
    assert acceptable([*right, outcome("ED_NOW")])
    assert not acceptable([*right, *[outcome("ED_NOW")] * 4])
    assert not acceptable([*right, outcome("LIKELY_BENIGN")])
    assert not acceptable([*right, outcome("")])
    assert not acceptable([*right, outcome("SELF_CARE", finished=False)])
    assert acceptable([*right, *[outcome("ED_NOW")] * 4], more_urgent=0.1)
    assert not acceptable([*right, outcome("LIKELY_BENIGN")], more_urgent=1.0)
    assert "1 more urgent, 1 less urgent, 1 without a level" in summary(
        [outcome("ED_NOW"), outcome("LIKELY_BENIGN"), outcome("")]
    )
