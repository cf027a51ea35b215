"""The knowledge as a whole: what is refused at load, with where and why."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from voice_skill.triage import KnowledgeError, Level, load_knowledge, topics
from voice_skill.triage.knowledge_base import FOLDER
from voice_skill.triage.wording import said_about, said_to

PRONOUNS = re.compile(r"\b(you|your|yours|yourself)\b", re.IGNORECASE)


def changed(folder: Path, name: str, old: str, new: str) -> int:
    """Change one passage in a copy of the knowledge; return the line of the change."""
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    file = folder / f"{name}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("name", "old", "new", "what"),
    [
        ("rules", "- id: RE2\n", "- id: RE1\n", "two rules have the id 'RE1'"),
        (
            "rules",
            "when: {stroke_signs: yes}",
            "when: {stroke_sings: yes}",
            "unknown finding key 'stroke_sings'",
        ),
        ("rules", "when: {stroke_signs: yes}", "when: {stroke_signs: perhaps}", "is never 'perhaps'"),
        ("rules", "when: {stroke_signs: yes}", "when: {fact: nonsense}", "there is no fact 'nonsense'"),
        (
            "rules",
            "when: {stroke_signs: yes}",
            "when: {age: below 6, all: [{age: at least 60}]}",
            "can never fire",
        ),
        (
            "rules",
            "when: {stroke_signs: yes}",
            "when: {stroke_signs: yes, all: [{stroke_signs: no}]}",
            "can never fire",
        ),
        ("rules", "when: {stroke_signs: yes}", "when: {age: at least 200}", "can never be"),
        ("rules", "when: {stroke_signs: yes}", "wenn: {stroke_signs: yes}", "unknown key 'wenn'"),
        ("rules", "sources: [NG127, GBS]", "sources: [NG128]", "there is no source 'NG128'"),
        ("rules", "sources: [NG127, GBS]", "sources: []", "needs a source"),
        ("rules", "watch: [crisis_line]", "watch: [crisis_lime]", "there is no advice line 'crisis_lime'"),
        ("rules", "within: 3 working days", "within: ", "'within' belongs to CLINICIAN_SOON"),
        ("disagreements", "rules: [RD1]", "rules: [RD99]", "there is no rule 'RD99'"),
        ("advice", "kind: disclaimer", "kind: joke", "the kind must be one of"),
        ("advice", "id: go_ed,", "id: book,", "two advice lines have the id 'book'"),
        ("advice", "Ask for an ambulance", "There is nothing to worry about", "never to be said"),
        ("advice", "Ask for an ambulance", "Ask {nobody}", "nothing fills {nobody}"),
        ("topics", "id: why_twitch", "id: what_is_sciatica", "two topics have the id"),
        ("interview", "{ask: danger_now,", "{ask: danger_later,", "there is no question 'danger_later'"),
        ("interview", "danger_now, set: minimum", "danger_now, set: maximum", "the set must be one of"),
        (
            "questions",
            "keys: [leg_weak, cant_tiptoe]",
            "keys: [leg_weak, cant]",
            "there is no question 'cant'",
        ),
        (
            "questions",
            "keys: [leg_weak, cant_tiptoe]",
            "keys: [saddle_numb, pee_leak]",
            "asked one at a time",
        ),
        ("findings", "[pain_where, numb_where", "[pain_where, any_pain", "listed twice"),
        ("regions", "    physio: a physio\n", "", "'physio' is missing"),
    ],
)
def test_a_fault_is_refused_with_where_and_why(
    tmp_path: Path, name: str, old: str, new: str, what: str
) -> None:
    """Every dangling id, unknown key, doubled id and dead rule is named with its file, its line and the reason."""
    line = changed(tmp_path, name, old, new)
    with pytest.raises(KnowledgeError) as fault:
        load_knowledge(tmp_path)
    assert fault.value.file.name == f"{name}.yaml"
    assert what in fault.value.what
    assert abs(fault.value.line - line) <= 20


def test_both_wordings_are_complete() -> None:
    """What is said about someone else never addresses them, save for services called theirs by name."""
    for name, worded in load_knowledge().worded.items():
        if name != "speaking_for":
            for text in (worded.about.text, worded.about.plainer):
                assert "|" not in text
                assert not PRONOUNS.search(text.removeprefix("You said")), (name, text)
    for rule in load_knowledge().rules:
        assert not PRONOUNS.search(rule.about.text), rule.id


def test_wordings_differ_by_person() -> None:
    """One text holds both persons."""
    assert said_to("{Do you|Do they} hurt?") == "Do you hurt?"
    assert said_about("{Do you|Do they} hurt?") == "Do they hurt?"


def test_single_questions_are_short_enough_to_hold_in_mind() -> None:
    """No single question is longer than eighteen words, and no two registers are the same sentence."""
    for name, question in load_knowledge().questions.items():
        registers = {question.text, question.plainer, question.explain, question.why}
        assert len(registers) == 4, name
        if len(question.keys) == 1:
            assert len(question.text.split()) <= 18, name


def test_there_are_enough_topics_of_two_breaths() -> None:
    """At least twelve topics, none longer than fifty words."""
    assert len(topics()) >= 12
    assert all(len(topic.text.split()) <= 50 for topic in topics())


def test_every_statement_has_a_review_date() -> None:
    """Every file that makes medical statements says by when it has to be read again."""
    undated = {name for name, file in load_knowledge().files.items() if "review_by" not in file}
    assert undated == {"findings", "facts"}


def test_every_level_is_reachable() -> None:
    """There is a rule for every level but the incomplete one."""
    assert {rule.level for rule in load_knowledge().rules} == set(Level) - {Level.INCOMPLETE}
