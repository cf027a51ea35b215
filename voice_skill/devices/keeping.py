"""Keeps the summary of a consultation for a clinician or carer, once the person has said yes to it; deletes it again."""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from voice_skill import __version__, triage
from voice_skill.conversation.talk import Talk, spoken_value
from voice_skill.devices.private import calendar, check_ours, data_folder, leftovers, write_private
from voice_skill.errors import BadInputError

if TYPE_CHECKING:
    from voice_skill.handover import AnswerRecord, ConsultationRecord

SUFFIXES = (".txt", ".html", ".fhir.json")
"""A summary is kept as plain text, as a page, and as FHIR."""

_LOG = logging.getLogger(__name__)


def default_folder() -> Path:
    """Where summaries are kept, when they are: this user's data folder."""
    return data_folder("summaries")


class Keeper:
    """Keeps one consultation."""

    def __init__(
        self,
        talk: Talk,
        folder: Path | None = None,
        *,
        started: datetime | None = None,
        now: Callable[[], datetime] = calendar,
    ) -> None:
        """`started` is when the consultation began (None: now), `now` the calendar."""
        self._talk = talk
        self._folder = default_folder() if folder is None else folder
        self._started = (now() if started is None else started).astimezone()
        self._now = now

    def keep(self) -> bool:
        """Write the summary in each form; returns whether all of it is kept. What failed leaves nothing behind."""
        from voice_skill.handover import fhir_bundle, page, text  # noqa: PLC0415  rarely needed

        record = record_of(self._talk, self._started, self._now().astimezone())
        forms = (text(record), page(record), json.dumps(fhir_bundle(record), ensure_ascii=False, indent=1))
        written: list[Path] = []
        try:
            stem = self._free_stem()
            for suffix, content in zip(SUFFIXES, forms, strict=True):
                written.append(write_private(self._folder, f"{stem}{suffix}", content))
        except BadInputError as error:
            _LOG.error("voice-skill: %s", error)
            for path in written:
                path.unlink(missing_ok=True)
            return False
        return True

    def _free_stem(self) -> str:
        """A name no kept summary has: with a clock that starts in 1970 each time, every start has the same time."""
        stem = f"{self._started:%Y-%m-%d-%H%M%S}"
        numbered = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(2)))
        return next(
            each for each in numbered if not any((self._folder / f"{each}{end}").exists() for end in SUFFIXES)
        )


def delete_summaries(folder: Path | None = None) -> int:
    """Delete every kept summary, and what a process that was killed while writing left; returns how many files went.

    Raises:
        BadInputError: when the folder belongs to somebody else or others can write to it.
    """
    folder = default_folder() if folder is None else folder
    if not folder.is_dir():
        return 0
    check_ours(folder)
    kept = [path for path in folder.iterdir() if path.name.endswith(SUFFIXES)]
    kept += leftovers(folder)
    for path in kept:
        path.unlink(missing_ok=True)
    return len(kept)


def record_of(talk: Talk, started: datetime, ended: datetime) -> ConsultationRecord:
    """What was asked, said and decided, for the handover."""
    from voice_skill.handover import ConsultationRecord  # noqa: PLC0415

    memory, assessment = talk.memory, talk.assess()
    speaking_for = memory.findings.get("speaking_for")
    return ConsultationRecord(
        age=memory.age,
        speaking_for=speaking_for if isinstance(speaking_for, str) else None,
        story=tuple(memory.story),
        answers=tuple(_answers(talk)),
        not_asked=tuple("age" if key == "age" else talk.question(key).label for key in assessment.not_asked),
        assessment=assessment,
        started=started,
        ended=ended,
        software=f"voice-skill {__version__}",
        knowledge=_knowledge_version(),
        region=talk.region.name,
    )


def _answers(talk: Talk) -> list[AnswerRecord]:
    from voice_skill.handover import AnswerRecord  # noqa: PLC0415

    records = []
    for answer in talk.memory.answers:
        question = talk.question(answer.key)
        records.append(
            AnswerRecord(
                key=answer.key,
                label=question.label,
                asked=question.text,
                value=answer.value,
                spoken=spoken_value(question, answer.value),
                certainty=str(answer.certainty),
                replaced=None if answer.replaced is None else spoken_value(question, answer.replaced),
            )
        )
    return records


def _knowledge_version() -> str:
    """A fingerprint of the medical knowledge: equal content, equal fingerprint."""
    digest = hashlib.sha256()
    for path in sorted(triage.load_knowledge().folder.rglob("*.yaml")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
