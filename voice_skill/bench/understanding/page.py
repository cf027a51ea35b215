"""The report, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from voice_skill.bench.report import table
from voice_skill.bench.understanding.outside import PhraseScores, ReplyScores
from voice_skill.bench.understanding.scoring import Judged, Scores, by_category, score

_FIGURES = {
    "answers to yes/no questions understood right": ("answers", "≥ 97 %", "≥ 94 %"),
    "… of these, taken without asking back": ("outright", "", ""),
    "… understood as another answer (the rest are asked again)": ("misread", "", ""),
    "a *yes*, *unsure* or refusal taken as *no*": ("wrong_no_taken", "0", "0"),
    "… or read back as *no* for confirmation": ("wrong_no_proposed", "", ""),
    "other answers (numbers, choices, places, age)": ("typed", "", ""),
    "findings in opening stories: precision": ("precision", "≥ 97 %", "≥ 94 %"),
    "findings in opening stories: recall": ("recall", "≥ 85 %", "≥ 75 %"),
    "… of those found, places exactly right": ("places", "", ""),
    "a finding's polarity flipped": ("flips", "0", "0"),
    "speech that means nothing, accepted": ("nothing", "≤ 0.5 %", "≤ 1 %"),
    "hard negatives, accepted": ("negatives", "", ""),
    "volunteered emergencies caught": ("emergencies", "≥ 98 %", "≥ 95 %"),
    "commands": ("commands", "≥ 98 %", "≥ 95 %"),
}
"""Row → the figure it shows, and its target as text and as speech."""

_DEFINITIONS = """\
The held-out half was not used for tuning wording, but is not untouched: see `tests/corpora/README.md`.
Rates carry 95 % Wilson score intervals. An utterance is scored by what `voice-skill understand` would print for it.

- **Answers right**: the answer, taken or read back for confirmation, is the one the corpus gives. Typed and chosen
  values must be equal, numbers within a tenth, places as sets of site and side.
- **Taken as *no***: of all answers to yes/no questions whose meaning is not *no*, those that came out as *no* and were
  taken. Those read back (“you said no, is that right?”) are counted apart.
- **Precision and recall of findings**: over opening stories; a finding counts when key and value are right. Places count
  leniently (a site in common or next to it, no side contradicted); *places exactly right* is the strict figure.
- **Polarity flipped**: a finding stated as *yes* found as *no*, or the reverse, in any utterance.
- **Nothing, accepted**: television, other people talking, half sentences, foreign words, noises and stray words from
  which an answer, a command or a finding was taken or proposed. Hard negatives are sentences about backs, legs and
  bladders that state nothing about the person: other people, the past, sayings, questions, fears.
- **Emergency caught**: the danger sign is among the findings, or hinted at so that it is asked next.
- **Keyword search** takes the first answer word anywhere in the text and a finding for each keyword. **Phrase list** takes a
  text only when the whole of it is one of a few dozen phrases. Both are in
  `voice_skill/bench/understanding/plain_approaches.yaml`."""


def heading(command: str, machine: str) -> str:
    """Return the head of the report."""
    today = datetime.now(tz=UTC).date().isoformat()
    return f"# Understanding: what it gets right\n\nMade by `{command}` on {today} ({machine}).\n\n{_DEFINITIONS}"


def rows(columns: Mapping[str, Scores], *, spoken: bool = False) -> str:
    """Return the table of figures, one column for each system."""
    lines = [
        [name, speech if spoken else text, *(getattr(scores, figure) for scores in columns.values())]
        for name, (figure, text, speech) in _FIGURES.items()
    ]
    return table(["", "target, spoken" if spoken else "target, text", *columns], lines)


def text_section(part: str, judged: list[Judged], others: Mapping[str, list[Judged]]) -> str:
    """Return the figures of one half of the corpora, and what share of each category was entirely right."""
    scores = {"voice-skill": score(judged), **{name: score(other) for name, other in others.items()}}
    columns = [by_category(judged), *(by_category(other) for other in others.values())]
    categories = table(
        ["category, entirely right", *scores],
        ([name, *(column[name] for column in columns)] for name in columns[0]),
    )
    name = {"dev": "Development half", "heldout": "Held-out half"}.get(part, part)
    return f"## {name}, as text: {len(judged)} utterances\n\n{rows(scores)}\n\n{categories}"


SHOWN_PER_CATEGORY = 12
"""Confusions printed for each category; the rest are counted."""


def confusions(judged: list[Judged]) -> str:
    """Return what went wrong on the development half, by wording."""
    blocks = ["## What remains confused, by wording (development half)"]
    wrong: dict[str, list[Judged]] = {}
    for j in judged:
        if not j.good:
            wrong.setdefault(j.utterance.category, []).append(j)
    for category, failures in sorted(wrong.items(), key=lambda item: -len(item[1])):
        lines = [[cell.replace("`", "") for cell in failure(j)[1:]] for j in failures[:SHOWN_PER_CATEGORY]]
        more = len(failures) - len(lines)
        title = f"### {category}: {len(failures)}" + (f", of which {more} more like these" if more else "")
        blocks += [title, table(["question", "said", "expected", "understood"], lines)]
    return "\n\n".join(blocks)


SHOWN_MISHEARD = 40
"""Misheard utterances printed."""


def misheard(wrong: list[Judged]) -> str:
    """Return what went wrong when it was spoken, with the words of each reading."""
    lines = [
        [j.utterance.question, j.utterance.text, j.outcome.text.replace("`", ""), failure(j)[-1]]
        for j in wrong[:SHOWN_MISHEARD]
    ]
    title = f"### Misunderstood when spoken (development half): {len(wrong)}"
    return title + "\n\n" + table(["question", "said", "recognised", "understood"], lines)


def failure(j: Judged) -> list[str]:
    """Return one failure as cells: category, question, text, expected, understood."""
    u, o = j.utterance, j.outcome
    expected = [
        part
        for part in (
            f"answer {u.answer}" if not j.answer_right else "",
            f"command {u.command}" if not j.command_right else "",
        )
        if part
    ]
    expected += [f"{key}={u.required[key]}" for key in j.missed]
    understood = [f"{o.decision}"]
    understood += [f"answer {o.answer}"] if not j.answer_right or u.means_nothing else []
    understood += [f"command {o.command}"] if not j.command_right else []
    understood += [f"{key}={o.findings[key]}" for key in j.missed if key in o.findings]
    understood += [f"invented {item}" for item in j.invented]
    return [u.category, u.question, u.text, "; ".join(expected) or "nothing more", "; ".join(understood)]


def replies_section(scores: ReplyScores) -> str:
    """Return the figures on patients' replies."""
    lines = [
        ["yes/no replies understood right", scores.yes_no],
        ["a *yes* or *unsure* taken as *no*", scores.wrong_no_taken],
        ["… or read back as *no*", scores.wrong_no_proposed],
        ["durations", scores.durations],
        ["sides", scores.sides],
        ["nought to ten", scores.severity],
    ]
    return (
        "## Replies real patients gave\n\nKey-to-label mapping: `understanding-mapping.md`. Each reply is read without its question, "
        "so words about anything else (a cough, a tablet) are out of place here.\n\n"
        + table(["", "voice-skill"], lines)
    )


def phrases_section(scores: PhraseScores) -> str:
    """Return the figures on patients' phrases."""
    lines = [[label, rate] for label, rate in scores.recall.items()]
    return (
        "## Phrases of real patients (coarse labels)\n\nKey-to-label mapping: `understanding-mapping.md`.\n\n"
        + table(["label found", "voice-skill"], lines)
        + "\n\n"
        + table(
            ["", "voice-skill"],
            [
                ["findings that some label supports", scores.precision],
                ["labels contradicted (polarity flipped)", scores.flips],
                ["sentences with no label, something found", scores.nothing],
            ],
        )
    )
