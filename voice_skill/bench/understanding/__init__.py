"""How well people are understood: `voice-skill bench understanding`.

Scores the corpora through understanding and trust, beside a keyword search and a plain phrase list, as text and, with
`--spoken`, through synthetic voices and the real hearing room. What each figure means is stated in the report.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from voice_skill import resources
from voice_skill.bench.report import machine
from voice_skill.bench.understanding import corpus, outside, page, speed
from voice_skill.bench.understanding.measure import measure
from voice_skill.bench.understanding.scoring import Judged
from voice_skill.bench.understanding.systems import Keywords, Ours, PhraseList, System
from voice_skill.understanding import Understander

CORPORA = Path("tests/corpora")
"""Where the corpora are in a clone; they do not travel in the wheel."""

SAMPLE = 240
"""Utterances spoken by default: each by one voice, the voices taking turns."""


def run(argv: list[str]) -> int:
    """Measure as the options say; print the report, and write it where `--out` says.

    Raises:
        BadInputError: a corpus is missing or malformed.
        MissingPartError: no grammars, or for `--spoken` no speech model or synthetic voice.
    """
    args = _options(argv)
    understander = Understander.load(resources.find("grammars") / "en")
    ours = Ours(understander)
    sections = [page.heading(_command(argv), machine())]
    for part in ("dev", "heldout") if not args.only else (args.only,):
        utterances = corpus.load(args.corpora / part)
        judged = measure(ours, understander, utterances)
        rivals: dict[str, System] = {"keyword search": Keywords(), "phrase list": PhraseList()}
        others = {name: measure(rival, understander, utterances) for name, rival in rivals.items()}
        sections.append(page.text_section(part, judged, others))
        if part == "dev":
            sections += [speed.section(understander, utterances), page.confusions(judged)]
            _write_failures(args.failures, judged)
    if args.replies:
        sections.append(page.replies_section(outside.replies(args.replies, understander, ours)))
    if args.phrases:
        sections.append(page.phrases_section(outside.phrases(args.phrases, understander, ours)))
    if args.spoken:
        from voice_skill.bench.understanding import spoken  # noqa: PLC0415  text alone needs no hearing room

        sections.append(spoken.section(args, understander, ours))
    text = "\n\n".join(sections) + "\n"
    sys.stdout.write(text)
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)
        (args.out / "understanding.md").write_text(text, encoding="utf-8")
    return 0


def _options(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="voice-skill bench understanding", description=__doc__)
    parser.add_argument(
        "--corpora", type=Path, default=CORPORA, help="folder with dev/ and heldout/ (%(default)s)"
    )
    parser.add_argument(
        "--dev", dest="only", action="store_const", const="dev", help="the development half alone"
    )
    parser.add_argument(
        "--heldout", dest="only", action="store_const", const="heldout", help="the held-out half alone"
    )
    parser.add_argument("--replies", type=Path, help="TSV of patients' replies with their values")
    parser.add_argument("--phrases", type=Path, help="TSV of patients' phrases with coarse labels")
    parser.add_argument(
        "--spoken", action="store_true", help="also speak a sample and recognise it (minutes)"
    )
    parser.add_argument(
        "--sample", type=int, default=SAMPLE, help="utterances spoken of each half (%(default)s)"
    )
    parser.add_argument(
        "--store", type=Path, help="folder for rendered speech and what was decoded (the cache folder)"
    )
    parser.add_argument("--failures", type=Path, help="write what went wrong on the development half, as TSV")
    parser.add_argument(
        "--out", type=Path, help="folder to write understanding.md to, such as docs/benchmarks"
    )
    return parser.parse_args(argv)


def _command(argv: list[str]) -> str:
    """Return the command as it can be given again, with files reduced to their names."""
    words = [Path(word).name if "/" in word and not word.startswith("docs/") else word for word in argv]
    return " ".join(["voice-skill bench understanding", *words])


def _write_failures(path: Path | None, judged: list[Judged]) -> None:
    if path is not None:
        lines = ("\t".join(page.failure(j)) for j in judged if not j.good)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
