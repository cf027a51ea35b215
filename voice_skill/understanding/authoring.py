"""`voice-skill grammar`: for whoever edits the grammars — are they sound, what do they stand for, what do they understand."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from voice_skill import resources
from voice_skill.errors import BadInputError
from voice_skill.events import Expectation
from voice_skill.understanding.clauses import CONTENT
from voice_skill.understanding.understander import Understander


def run(arguments: Sequence[str]) -> int:
    """Run one of `validate`, `sample`, `parse`; returns the exit status.

    Raises:
        GrammarError: the grammars can't be used.
        BadInputError: no such question.
    """
    args = _parser().parse_args(arguments)
    folder = args.folder or resources.find("grammars")
    understander = Understander.load(folder)
    if args.action == "validate":
        return _validate(understander, folder)
    if args.action == "sample":
        return _sample(understander, args.question, args.count)
    return _parse(understander, args.question, args.text, explain=args.explain)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="voice-skill grammar", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, help="the grammars (default: those that came with the software)"
    )
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("validate", help="read every file and say what is wrong, with file and line")
    sample = actions.add_parser("sample", help="print phrases the recogniser listens for at a question")
    sample.add_argument("--question", default="saddle_numb", metavar="KEY")
    sample.add_argument(
        "--count", type=int, default=20, metavar="N", help="how many, spread over the list (20)"
    )
    parse = actions.add_parser("parse", help="print what an utterance means at a question")
    parse.add_argument("text")
    parse.add_argument("--question", default="opening", metavar="KEY")
    parse.add_argument("--explain", action="store_true", help="also print which templates matched")
    return parser


def _validate(understander: Understander, folder: Path) -> int:
    files = len(list(folder.rglob("*.yaml")))
    templates, words = len(understander.templates), len(understander.words())
    sys.stdout.write(f"{files} files, {templates} templates, {words} words to listen for: no fault found\n")
    return 0


def _sample(understander: Understander, question: str, count: int) -> int:
    phrases = understander.phrases(_expectation(understander, question))
    step = max(1, len(phrases) // max(1, count))
    for phrase in phrases[::step][:count]:
        sys.stdout.write(f"{phrase}\n")
    return 0


def _parse(understander: Understander, question: str, text: str, *, explain: bool) -> int:
    expects = _expectation(understander, question)
    meaning = understander.parse(text, expects)
    shown = {
        "text": text,
        "answer": meaning.answer,
        "strength": meaning.strength,
        "command": meaning.command,
        "findings": dict(meaning.findings),
        "hints": sorted(meaning.hints),
        "whole": meaning.whole,
    }
    sys.stdout.write(json.dumps(shown) + "\n")
    if explain:
        for line in _explained(understander, question, text):
            sys.stdout.write(f"{line}\n")
    return 0


def _explained(understander: Understander, question: str, text: str) -> list[str]:
    """Return one line for each phrase that was found, clause by clause."""
    words, clauses = understander.clauses(text, _expectation(understander, question))
    lines: list[str] = []
    for number, clause in enumerate(clauses, 1):
        for phrase in clause.phrases:
            kinds = sorted(
                {sense.kind for sense in phrase.senses}, key=lambda kind: (kind not in CONTENT, kind)
            )
            lines.append(
                f"{number}  {' '.join(words.words[phrase.start : phrase.end])}  [{', '.join(kinds)}]"
            )
        lines.extend(f"{number}  {words.words[gap]}  [not understood]" for gap in clause.gaps)
    return lines


def _expectation(understander: Understander, question: str) -> Expectation:
    try:
        return understander.expectation(question)
    except KeyError as error:
        raise BadInputError(f"there is no question {question!r}") from error
