"""The review sheet holds everything a clinician has to sign."""

from __future__ import annotations

import shutil
from html import escape
from pathlib import Path

import pytest

from voice_skill.triage import load_knowledge
from voice_skill.triage.knowledge_base import FOLDER
from voice_skill.triage.review import review_html, review_markdown, run


def test_every_rule_question_and_advice_text_is_on_the_sheet() -> None:
    """Nothing the skill decides by or says is missing, in either form."""
    knowledge = load_knowledge()
    texts = [rule.to.text for rule in knowledge.rules] + [
        question.text for question in knowledge.questions.values()
    ]
    texts += [line.to.text for line in (*knowledge.advice.lines, *knowledge.advice.watch.values())]
    texts += [topic.text for topic in knowledge.topics] + list(knowledge.sources)
    markdown, page = review_markdown(), review_html()
    assert not [text for text in texts if text not in markdown]
    assert not [text for text in texts if escape(text) not in page]


def test_changes_since_a_release_are_listed(tmp_path: Path) -> None:
    """Compared with an earlier folder, exactly the changed statement is shown, before and after."""
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "rules.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("What is getting worse should be looked at soon.", "It gets worse."), encoding="utf-8"
    )
    sheet = review_markdown(tmp_path)
    changes = sheet[sheet.index("What changed") : sheet.index("## Questions")]
    assert [line.split(" | ")[1] for line in changes.splitlines() if line.startswith("| rules")] == ["RC5"]
    assert "It gets worse." in changes


def test_advice_is_listed_with_all_it_depends_on() -> None:
    """The rule that brings a line, its condition, or both: a clinician sees when it is said."""
    lines = {row.split(" | ")[0].removeprefix("| "): row for row in review_markdown().splitlines()}
    assert "rule RE12" in lines["call_self_harm"]
    assert "fact: child" in lines["book_child"]
    assert "rule" not in lines["heat"].partition("tingle_leg: no")[0]
    assert "| watch | all | rules RE12 |" in lines["crisis_line"]
    assert "| watch | ED_NOW | rules RD11 |" in lines["poison_line"]


def test_the_command_writes_a_file(tmp_path: Path) -> None:
    """The suffix decides the form."""
    page = tmp_path / "sheet.html"
    assert run(["-o", str(page)]) == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_an_unusable_folder_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without knowledge ends with status 2 and one line that says why."""
    with pytest.raises(SystemExit) as ended:
        run(["--since", str(tmp_path)])
    assert ended.value.code == 2
    assert "can't be read" in capsys.readouterr().err


def test_the_sheet_goes_to_standard_output_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a file the sheet is printed: as text, or as a page where that is asked for."""
    assert run([]) == 0
    assert capsys.readouterr().out == review_markdown()
    assert run(["--html"]) == 0
    assert capsys.readouterr().out == review_html()
