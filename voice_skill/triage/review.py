"""The review sheet: every question, rule, advice text and source, laid out for a clinician to read and sign."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from voice_skill.triage.knowledge_base import Knowledge, load_knowledge
from voice_skill.triage.wording import said_to
from voice_skill.triage.yaml_file import Block, Items, KnowledgeError

TITLE = "Review sheet: what the skill asks, decides and says"
LIMITS = (
    "Desk research; not reviewed by a clinician yet. Not a certified medical device. Sign only what you have read; "
    "mark a line with what is wrong and what it should be."
)


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the sheet."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(knowledge: Knowledge, earlier: Knowledge | None = None) -> tuple[Section, ...]:
    """Return the whole sheet as tables; `earlier` is what was released last."""
    return (
        Section(
            "What changed since the last release",
            ("where", "id", "change"),
            tuple(_changes(knowledge, earlier)),
        ),
        Section(
            "Questions",
            ("id", "key", "asked as", "plainer", "explained", "why", "sources"),
            tuple(_questions(knowledge)),
        ),
        Section(
            "Several things in one question",
            ("id", "keys", "asked as", "plainer"),
            tuple(_combined(knowledge)),
        ),
        Section("Order and minimum set", ("question", "set", "only when"), tuple(_plan(knowledge))),
        Section("Shared conditions", ("name", "holds when"), tuple(_facts(knowledge))),
        Section(
            "Rules",
            ("id", "level", "when", "reason as spoken", "sources", "grade", "may be silenced by"),
            tuple(_rules(knowledge)),
        ),
        Section("Advice", ("id", "kind", "levels", "when", "text", "sources"), tuple(_advice(knowledge))),
        Section("Answers to questions", ("id", "title", "text", "sources"), tuple(_topics(knowledge))),
        Section("Numbers and names by region", ("region", "word", "spoken as"), tuple(_regions(knowledge))),
        Section(
            "Where sources disagree",
            ("topic", "positions", "choice", "rules", "sources"),
            tuple(_disagreements(knowledge)),
        ),
        Section("Special groups", ("who", "what differs", "rules", "sources"), tuple(_groups(knowledge))),
        Section("Never said", ("pattern", "why"), tuple(_never(knowledge))),
        Section("Sources", ("code", "what", "where", "grade"), tuple(_sources(knowledge))),
        Section("Review dates", ("file", "review by"), tuple(_dates(knowledge))),
        Section("Signature", ("name", "role", "date", "signature"), (("", "", "", ""),)),
    )


def review_markdown(earlier: Path | None = None) -> str:
    """Return the sheet as Markdown. Raises `KnowledgeError` for an unusable folder."""
    lines = [f"# {TITLE}", "", LIMITS]
    for section in sections(load_knowledge(), _earlier(earlier)):
        lines += ["", f"## {section.title}", "", _row(section.columns), _row(["---"] * len(section.columns))]
        lines += [_row(row) for row in section.rows]
    return "\n".join(lines) + "\n"


def review_html(earlier: Path | None = None) -> str:
    """Return the sheet as one HTML page. Raises `KnowledgeError` for an unusable folder."""
    parts = []
    for section in sections(load_knowledge(), _earlier(earlier)):
        head = "".join(f'<th scope="col">{escape(column)}</th>' for column in section.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in section.rows
        )
        parts.append(
            f"<h2>{escape(section.title)}</h2><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )
    style = "body{font:1rem/1.5 sans-serif;margin:2rem}table{border-collapse:collapse}td,th{border:1px solid;padding:.3rem;text-align:left;vertical-align:top}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(TITLE)}</title>'
        f"<style>{style}</style></head><body><h1>{escape(TITLE)}</h1><p>{escape(LIMITS)}</p>{''.join(parts)}</body></html>\n"
    )


def run(arguments: Sequence[str]) -> int:
    """Print the sheet, or write it to a file; the suffix `.html` makes it a page."""
    parser = argparse.ArgumentParser(prog="voice-skill review", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, help="file to write: .html for a page, else Markdown")
    parser.add_argument("--html", action="store_true", help="a page on standard output")
    parser.add_argument(
        "--since",
        type=Path,
        metavar="FOLDER",
        help="knowledge folder of the last release, for the table of changes",
    )
    args = parser.parse_args(arguments)
    page = args.html or (args.output is not None and args.output.suffix == ".html")
    try:
        text = review_html(args.since) if page else review_markdown(args.since)
        if args.output is None:
            sys.stdout.write(text)
        else:
            args.output.write_text(text, encoding="utf-8")
    except (KnowledgeError, OSError) as fault:
        parser.error(str(fault))
    return 0


def _earlier(folder: Path | None) -> Knowledge | None:
    return None if folder is None else load_knowledge(folder)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _words(value: Any) -> str:
    """Return a piece of YAML as a clinician may read it."""
    if isinstance(value, Block):
        return "; ".join(f"{key}: {_words(item)}" for key, item in value.items())
    if isinstance(value, Items):
        return "[" + " / ".join(_words(item) for item in value) + "]"
    return str(value)


def _statements(knowledge: Knowledge) -> Mapping[tuple[str, str], str]:
    """Return every reviewed statement by file and id."""
    files = knowledge.files
    found = {("rules", entry.text("id")): _words(entry) for entry in files["rules"].blocks("rules")}
    found |= {("advice", entry.text("id")): _words(entry) for entry in files["advice"].blocks("lines")}
    found |= {("topics", entry.text("id")): _words(entry) for entry in files["topics"].blocks("topics")}
    for name, table in (
        ("questions", "questions"),
        ("questions", "combined"),
        ("advice", "watch"),
        ("facts", "facts"),
        ("regions", "regions"),
    ):
        block = files[name].block(table)
        found |= {(name, key): _words(block[key]) for key in block}
    return found


def _changes(knowledge: Knowledge, earlier: Knowledge | None) -> Iterator[tuple[str, ...]]:
    if earlier is None:
        yield "everything", "", "there is no earlier release to compare with: all of it is new"
        return
    new, old = _statements(knowledge), _statements(earlier)
    for file, name in sorted(new.keys() | old.keys()):
        before, after = old.get((file, name)), new.get((file, name))
        if before != after:
            yield (
                file,
                name,
                "added"
                if before is None
                else "removed"
                if after is None
                else f"was: {before} — now: {after}",
            )


def _questions(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for name, worded in knowledge.worded.items():
        if worded.id:
            asked = worded.to
            yield (
                worded.id,
                name,
                asked.text,
                asked.plainer,
                asked.explain,
                asked.why,
                ", ".join(asked.sources),
            )


def _combined(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for name, question in knowledge.questions.items():
        if len(question.keys) > 1:
            yield name, ", ".join(question.keys), question.text, question.plainer


def _plan(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for entry in knowledge.files["interview"].blocks("plan"):
        yield entry.text("ask"), entry.text("set", ""), _words(entry.get("when", "always"))
    for entry in knowledge.files["interview"].blocks("minimum_when"):
        yield entry.text("key"), "also minimum", _words(entry["when"])


def _facts(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    table = knowledge.files["facts"].block("facts")
    for name in table:
        yield name, _words(table[name])


def _rules(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    conditions = {
        entry.text("id"): _words(entry["when"]) for entry in knowledge.files["rules"].blocks("rules")
    }
    for rule in (*knowledge.rules, knowledge.incomplete):
        level = f"{rule.level} ({rule.within})" if rule.within else str(rule.level)
        silenced = "; ".join(f"{key}: {why}" for key, why in rule.lowers.items())
        when = conditions.get(rule.id, "the minimum set or the age is not complete")
        yield rule.id, level, when, rule.to.text, ", ".join(rule.to.sources), rule.to.grade, silenced


def _advice(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for entry in knowledge.files["advice"].blocks("lines"):
        levels = ", ".join(entry.texts("levels")) or "all"
        rule = f"rule {entry.text('rule')}" if "rule" in entry else ""
        when = "; ".join(each for each in (rule, _words(entry.get("when", ""))) if each)
        yield (
            entry.text("id"),
            entry.text("kind"),
            levels,
            when,
            said_to(entry.text("text")),
            ", ".join(entry.texts("sources")),
        )
    watch = knowledge.files["advice"].block("watch")
    for name in watch:
        entry = watch.block(name)
        rules = ", ".join(rule.id for rule in knowledge.rules if name in rule.watch)
        yield (
            name,
            "watch",
            ", ".join(entry.texts("levels")) or "all",
            f"rules {rules}",
            said_to(entry.text("text")),
            ", ".join(entry.texts("sources")),
        )


def _topics(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for topic in knowledge.topics:
        yield topic.id, topic.title, topic.text, ", ".join(topic.sources)


def _regions(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for region in knowledge.regions.values():
        for word, spoken in region.words.items():
            yield region.name, word, spoken


def _disagreements(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for entry in knowledge.files["disagreements"].blocks("disagreements"):
        rules = ", ".join(entry.texts("rules"))
        yield (
            entry.text("topic"),
            " — ".join(entry.texts("positions")),
            entry.text("choice"),
            rules,
            ", ".join(entry.texts("sources")),
        )


def _groups(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for entry in knowledge.files["groups"].blocks("groups"):
        yield (
            entry.text("who"),
            entry.text("differs"),
            ", ".join(entry.texts("rules")),
            ", ".join(entry.texts("sources")),
        )


def _never(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for pattern, why in knowledge.never_say:
        yield pattern.pattern, why


def _sources(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for source in knowledge.sources.values():
        yield source.code, source.what, source.where, source.grade


def _dates(knowledge: Knowledge) -> Iterator[tuple[str, ...]]:
    for name, file in knowledge.files.items():
        if "review_by" in file:
            yield name, file.text("review_by")
