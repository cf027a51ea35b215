"""Grammar files that can't be used, and long or strange input: a clear error or no meaning, never a hang."""

from __future__ import annotations

import os
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from voice_skill.understanding import GrammarError, Understander
from voice_skill.understanding.compiled import Compiled, compile_folder
from voice_skill.understanding.graphs import NODE_LIMIT
from voice_skill.understanding.kept import VERSIONS_KEPT

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
language: en
intents:
  Answer:
    data:
      - sentences: ["yes [I do]", "(yeah|aye)"]
        metadata: {answer: yes}
"""


def written(folder: Path, text: str) -> Path:
    """A grammar folder that holds one file."""
    (folder / "one.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("language: en\nintents: [", "one.yaml:3: is not readable YAML"),
        ("language: fr\n", "must be a mapping with `language: en`"),
        ("language: en\nwords: []\n", "unknown key `words`"),
        (GOOD.replace("(yeah|aye)", "<yes_word>"), "one.yaml:5: rule <yes_word> is not defined"),
        (GOOD.replace("(yeah|aye)", "in {place}"), "one.yaml:5: list {place} is not defined"),
        (GOOD.replace("(yeah|aye)", "(yeah|aye"), "one.yaml:5: template can't be parsed"),
        (GOOD.replace("(yeah|aye)", "[yeah]"), "one.yaml:5: template may stand for no words at all"),
        (GOOD.replace("answer: yes", "answer: perhaps"), "`answer: perhaps` is not known"),
        (GOOD.replace("Answer:", "Reply:"), "unknown intent Reply"),
        (GOOD + "        requires_context: {question: tea}\n", "unknown question `tea`"),
        (GOOD + "lists:\n  side: {values: []}\n", "list {side} has no values"),
        (
            GOOD + 'expansion_rules:\n  a: "x <b>"\n  b: "y <a>"\n',
            "rules refer to each other in a circle: <a> → <b> → <a>",
        ),
        (
            GOOD.replace("Answer:", "Finding:").replace("answer: yes", "finding: sore_nose"),
            "unknown finding `sore_nose`",
        ),
        (
            GOOD.replace("Answer:", "Finding:").replace("answer: yes", "finding: trend, value: sideways"),
            "`trend` has no value `sideways`",
        ),
    ],
)
def test_faults_are_named(tmp_path: Path, text: str, problem: str) -> None:
    """Each fault is reported with its file, its line where it is known, and what is wrong."""
    with pytest.raises(GrammarError) as caught:
        Understander.load(written(tmp_path, text))
    assert problem in str(caught.value)


def test_explosion_is_named(tmp_path: Path) -> None:
    """Rules that multiply each other are stopped at a limit that is named, with the template at fault."""
    rules = ["expansion_rules:", '  r0: "(a|b|c|d|e)"']
    rules += [f'  r{n}: "(<r{n - 1}> <r{n - 1}>|<r{n - 1}> x <r{n - 1}> x <r{n - 1}>)"' for n in range(1, 9)]
    text = GOOD.replace("(yeah|aye)", "<r8>") + "\n".join(rules) + "\n"
    with pytest.raises(GrammarError, match=f"NODE_LIMIT = {NODE_LIMIT}"):
        Understander.load(written(tmp_path, text))


def test_empty_folder(tmp_path: Path) -> None:
    """A folder without grammars is an error, not an understander that understands nothing."""
    with pytest.raises(GrammarError, match="holds no grammar files"):
        Understander.load(tmp_path)


def test_compiled_grammars_are_kept(tmp_path: Path) -> None:
    """With a cache folder the second load takes what the first compiled; an edited or damaged one is compiled anew."""
    (tmp_path / "grammars").mkdir()
    folder, cache = written(tmp_path / "grammars", GOOD), tmp_path / "cache"
    first = Understander.load(folder, cache=cache)
    (kept,) = cache.glob("grammar-*.json")
    second = Understander.load(folder, cache=cache)
    expects = first.expectation("saddle_numb")
    assert first.parse("aye", expects) == second.parse("aye", expects)
    assert second.parse("aye", expects).answer == "yes"
    kept.write_text("{", encoding="utf-8")
    assert Understander.load(folder, cache=cache).parse("aye", expects).answer == "yes"
    written(folder, GOOD.replace("aye", "ja"))
    assert Understander.load(folder, cache=cache).parse("ja", expects).answer == "yes"


def test_grammars_are_compiled_in_a_process_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compiling takes memory that is never given back; where no process can be started, or nothing be kept, it must."""
    (tmp_path / "grammars").mkdir()
    folder, here = written(tmp_path / "grammars", GOOD), []

    def noted(folder: Path) -> Compiled:
        here.append(folder)
        return compile_folder(folder)

    monkeypatch.setattr("voice_skill.understanding.kept.compile_folder", noted)
    Understander.load(folder, cache=tmp_path / "cache")
    assert not here
    monkeypatch.setattr("sys.executable", str(tmp_path / "no python"))
    Understander.load(folder, cache=tmp_path / "other")
    assert here == [folder]


def test_the_versions_used_last_are_kept(tmp_path: Path) -> None:
    """Checkouts that share a cache keep each other's grammars, up to a few; the one unused for longest goes first."""
    (tmp_path / "grammars").mkdir()
    cache, kept = tmp_path / "cache", []

    def load(word: str) -> None:
        Understander.load(written(tmp_path / "grammars", GOOD.replace("aye", word)), cache=cache)

    for number, word in enumerate(("ja", "oui", "si")):
        load(word)
        (new,) = set(cache.glob("grammar-*.json")) - set(kept)
        os.utime(new, (number, number))
        kept.append(new)
    load("ja")
    load("hai")
    left = set(cache.glob("grammar-*.json"))
    assert len(left) == VERSIONS_KEPT
    assert set(kept) - left == {kept[1]}


@pytest.mark.parametrize("text", ["yes " * 10_000, "a" * 100_000, "no, " * 700, "my leg hurts and " * 100])
def test_long_input_ends(understander: Understander, text: str) -> None:
    """Very long input is read to its end or refused; it is never a *no*."""
    assert understander.parse(text, understander.expectation("saddle_numb")).answer != "no"


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\x00\x01\x1b[2J", "\u200b\ufeff", "😀🦵🔥", "....!!!???", "'s", "\n\n\n"],
)
@pytest.mark.parametrize("key", ["saddle_numb", "opening", "pain_weeks", "pain_where", "trend", "command"])
def test_what_is_no_speech_means_nothing(understander: Understander, text: str, key: str) -> None:
    """Emptiness, control characters and emoji are no answer, no command and no finding."""
    meaning = understander.parse(text, understander.expectation(key))
    assert meaning.answer is None
    assert meaning.command is None
    assert not meaning.findings


def test_a_typed_word_that_is_read_as_another_is_refused(tmp_path: Path) -> None:
    """The word *nae* among the typed words took "no" out of every recogniser."""
    folder = written(tmp_path, GOOD.replace("language: en\n", 'language: en\ntyped_words: ["nae"]\n', 1))
    with pytest.raises(GrammarError, match="is read as no"):
        Understander.load(folder)


@pytest.mark.parametrize("key", ["saddle_numb", "pee_difficulty", "leg_weak", "any_pain"])
@pytest.mark.parametrize("answer", ["yes", "no", "yeah", "nope", "not sure", "i do", "i don't"])
def test_the_recogniser_can_hear_the_answers_everything_rests_on(
    understander: Understander, key: str, answer: str
) -> None:
    """It makes a bigram model of the list: every pair of neighbours, with the silence around, must be in it."""
    phrases = understander.phrases(understander.expectation(key))
    known = {pair for phrase in phrases for pair in pairwise(("", *phrase.split(), ""))}
    assert set(pairwise(("", *answer.split(), ""))) <= known
