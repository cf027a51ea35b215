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
        ("rules", "when: {stroke_signs: yes}", "when: {age: more than 120}", "can never be"),
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
        ("regions", "same_as: uk", "same_as: britain", "there is no region 'britain' above"),
        ("regions", "  neutral:\n", "  nowhere:\n", "the region 'neutral' is missing"),
        ("rules", "when: {stroke_signs: yes}", "when: {}", "the condition is empty"),
        ("rules", "when: {stroke_signs: yes}", "when: {unless: [{back_pain: yes}]}", "an exception to"),
        ("rules", "when: {stroke_signs: yes}", "when: {older: stroke_signs}", "is no cauda equina key"),
        ("rules", "when: {stroke_signs: yes}", "when: {any: stroke_signs}", "a list of conditions"),
        ("rules", "when: {stroke_signs: yes}", "when: {all: [stroke_signs]}", "is no condition"),
        ("rules", "when: {stroke_signs: yes}", "when: {age: about 60}", "age is a number"),
        ("rules", "when: {stroke_signs: yes}", "when: {pain_where: one of tail}", "there is no site 'tail'"),
        (
            "rules",
            "when: {stroke_signs: yes}",
            "when: {age: below 6, all: [{age: more than 6}]}",
            "can never fire",
        ),
        ("rules", "level: EMERGENCY_NOW", "level: PANIC", "there is no level 'PANIC'"),
        ("rules", "lowers: {any_pain:", "lowers: {no_pain:", "unknown finding key 'no_pain'"),
        (
            "sources",
            'confirmed by a clinician", where: "clinical reference §2.4 and §2.5", grade: J',
            'x", where: "", grade: Z',
            "the grade must be one of",
        ),
        (
            "facts",
            "baseline: {weak_onset: years,",
            "baseline: {weak_onset: years, all: [{weak_onset: days}],",
            "can never hold",
        ),
        ("advice", "SELF_CARE: 1,", "SELF_LOVE: 1,", "there is no level 'SELF_LOVE'"),
        ("advice", "levels: [ED_NOW]", "levels: [ED_SOON]", "there is no level 'ED_SOON'"),
        (
            "advice",
            "kind: disclaimer",
            "kind: disclaimer, when: {age: below 6, all: [{age: at least 60}]}",
            "can never be spoken",
        ),
        (
            "interview",
            "minimum: [chest_pain_breathless,",
            "minimum: [chest_pain,",
            "no question for the minimum key",
        ),
        (
            "questions",
            "  ces_recent:\n    id: B10",
            "  ces_lately:\n    id: B10",
            "unknown finding key 'ces_lately'",
        ),
        ("questions", "  danger_now:\n", "  stroke_signs:\n", "is there twice"),
        ("questions", "    choices:\n", "    choices:\n      later: later\n", "the choices must be"),
        (
            "questions",
            'plainer: "Is it new or worse within two weeks?"',
            'plainer: "Did that start, or get worse, in the last two weeks?"',
            "the same sentence",
        ),
        (
            "rules",
            "when: {stroke_signs: yes}",
            "when: {cramp_minutes: doubt, all: [{cramp_minutes: unknown}], any: [{age: below 6, all: [{age: at least 60}]}]}",
            "can never fire",
        ),
        ("never_say", "nothing to worry", "nothing (to worry", "no regular expression"),
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


def test_the_minimum_set_is_marked_on_its_questions() -> None:
    """Whoever asks a question of the minimum set can tell, and no other question says so."""
    knowledge = load_knowledge()
    single = {name: question for name, question in knowledge.questions.items() if len(question.keys) == 1}
    marked = {name for name, question in single.items() if question.minimum}
    assert marked == {*knowledge.plan.minimum, *(key for key, _ in knowledge.plan.minimum_when)}


def test_where_a_wrong_no_is_dangerous_is_marked() -> None:
    """Every danger sign and the whole minimum set; not a place, nor who it is about, nor the pattern of a pain."""
    questions = load_knowledge().questions
    harmless = {name for name, question in questions.items() if not question.danger}
    assert {"speaking_for", "pain_where", "numb_where", "twitch_where", "trend", "triggers", "n1"} <= harmless
    assert not {name for name in harmless if questions[name].group in "ABCE" or questions[name].minimum}
    assert {name for name in harmless if questions[name].group == "D"} == {"speaking_for"}


def test_every_level_is_reachable() -> None:
    """There is a rule for every level but the incomplete one."""
    assert {rule.level for rule in load_knowledge().rules} == set(Level) - {Level.INCOMPLETE}


def test_the_timing_question_can_not_be_missing(tmp_path: Path) -> None:
    """Every cauda equina sign is asked for its timing by one wording, so that wording must be there."""
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "questions.yaml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    start = lines.index("  ces_recent:\n")
    end = next(number for number in range(start + 1, len(lines)) if re.match(r"  \w+:\n", lines[number]))
    file.write_text("".join(lines[:start] + lines[end:]), encoding="utf-8")
    with pytest.raises(KnowledgeError, match="'ces_recent' is missing"):
        load_knowledge(tmp_path)
