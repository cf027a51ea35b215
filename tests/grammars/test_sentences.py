"""Every template of the grammars is exercised by a sentence, and every sentence means what its file says."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from voice_skill import resources
from voice_skill.triage import load_knowledge, yaml_file
from voice_skill.understanding import Understander
from voice_skill.understanding.words import normalise

HERE = Path(__file__).parent
GRAMMARS = resources.find("grammars")
FIRST = "back_pain"
FILES = sorted(path.relative_to(GRAMMARS) for path in GRAMMARS.rglob("*.yaml"))


@cache
def understander() -> Understander:
    """The grammars as they are shipped."""
    return Understander.load(GRAMMARS)


def read_entries(file: Path) -> list[dict[str, Any]]:
    """The entries of the mirrored test file."""
    return list(yaml_file.read_yaml(HERE / file)["tests"])


def entries() -> list[Any]:
    """Every entry of every test file that says what its sentences mean."""
    return [
        pytest.param(entry, id=f"{file.with_suffix('')}-{number}")
        for file in FILES
        for number, entry in enumerate(read_entries(file))
        if "question" in entry
    ]


def matched(sentence: str) -> set[int]:
    """The numbers of all templates that match some stretch of a sentence."""
    it = understander()
    words = normalise(sentence, it._skip)
    automaton = it._automaton
    walk = automaton.walk(words)
    return {
        number
        for start in range(len(words.words))
        for root in (automaton._root, automaton._signs)
        for _, _, number in walk.from_state(root, start)
    }


@pytest.mark.parametrize("file", FILES, ids=str)
def test_every_template_is_exercised(file: Path) -> None:
    """Each template of a grammar file is matched by a sentence of the test file of the same name."""
    numbers: dict[int, str] = {
        number: template.place
        for number, template in enumerate(understander().templates)
        if template.place.split(":")[0] == str(file) and template.block.intent not in {"Spoken", "Story"}
    }
    seen: set[int] = set()
    for entry in read_entries(file):
        for sentence in entry["sentences"]:
            seen |= matched(sentence)
    assert not [place for number, place in numbers.items() if number not in seen]


@pytest.mark.parametrize("entry", entries())
def test_sentences_mean_what_their_file_says(entry: dict[str, Any]) -> None:
    """At its question, a sentence gives the answer, the command or the findings its entry says."""
    it = understander()
    for sentence in entry["sentences"]:
        meaning = it.parse(sentence, it.expectation(entry["question"]))
        if "answer" in entry:
            assert str(meaning.answer or "nothing") == str(entry["answer"]), sentence
        if "command" in entry:
            assert meaning.command == entry["command"], sentence
        for key, value in entry.get("findings", {}).items():
            assert meaning.findings.get(key) == value, sentence


@pytest.mark.parametrize("key", sorted(load_knowledge().worded))
def test_no_sentence_has_two_answers(key: str) -> None:
    """No wording that the recogniser is offered is, as a whole, two different answers to one question."""
    it = understander()
    two: dict[str, set[str]] = {}
    # What every question has in common is looked at with the first one only.
    common = set() if key == FIRST else set(it.phrases(it.expectation(FIRST)))
    for phrase in set(it.phrases(it.expectation(key))) - common:
        words = normalise(phrase, it._skip)
        found = it._automaton.phrases(words, frozenset({key}))
        longest = found[0][0] if found and found[0] else None
        if longest is None or longest.end < len(words.words):
            continue
        for kind, field in (
            ("Answer", "answer"),
            ("Choice", "answer"),
            ("Here", "here"),
            ("Command", "command"),
        ):
            told = {str(sense.block.meaning[field]) for sense in longest.senses if sense.kind == kind}
            if len(told) > 1:
                two[phrase] = told
    assert not two


@pytest.mark.model
def test_every_word_is_in_the_vocabulary() -> None:
    """The speech model knows every word that is offered to it: others would be dropped from their phrase silently."""
    from voice_skill.hearing import load_model, model_store  # noqa: PLC0415  needs the speech engine

    model = load_model(model_store.find())
    assert model.unknown_words(sorted(understander().words())) == []
