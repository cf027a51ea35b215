"""The little that may be kept on disk: written privately and atomically, or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from voice_skill import __version__, triage
from voice_skill.conversation.talk import Talk, spoken_value
from voice_skill.errors import BadInputError, VoiceSkillError

if TYPE_CHECKING:
    from voice_skill.handover import AnswerRecord, ConsultationRecord

FOLDER_MODE, FILE_MODE = 0o700, 0o600
"""Nobody but their owner reads what was said."""


class PrivateStore:
    """A folder that only its owner can read (`ports.Store`)."""

    def __init__(self, folder: Path | None = None) -> None:
        """The data folder of this user, unless another is given; it is made when something is kept."""
        self.folder = default_folder() if folder is None else folder

    def write(self, name: str, text: str) -> Path:
        """Keep a text and return where: whole or not at all.

        Raises:
            BadInputError: when the folder belongs to somebody else or anyone may write to it.
            VoiceSkillError: when it can't be written, as on a full disk.
        """
        try:
            self.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            _refuse_unsafe(self.folder)
            handle, scratch = tempfile.mkstemp(dir=self.folder, prefix=".part-")  # made with mode 0600
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
                path = self.folder / name
                Path(scratch).replace(path)
            except BaseException:
                with contextlib.suppress(OSError):
                    Path(scratch).unlink()
                raise
        except OSError as error:
            raise VoiceSkillError(f"{self.folder}: can't be written: {error.strerror or error}") from error
        return path


def default_folder() -> Path:
    """Where summaries are kept, when they are."""
    from platformdirs import user_data_path  # noqa: PLC0415  only when something is kept

    return user_data_path("voice-skill") / "summaries"


def _refuse_unsafe(folder: Path) -> None:
    info = folder.stat()
    if not hasattr(os, "geteuid"):
        return
    if info.st_uid != os.geteuid():
        raise BadInputError(f"{folder}: belongs to somebody else; nothing was kept")
    if info.st_mode & stat.S_IWOTH:
        raise BadInputError(f"{folder}: anyone may write to it; nothing was kept. Run: chmod 700 {folder}")


def keep_summary(store: PrivateStore, talk: Talk, started: datetime, ended: datetime) -> tuple[Path, ...]:
    """Keep the summary as text, as a page and as FHIR; returns the files. Raises as `PrivateStore.write`."""
    from voice_skill.handover import fhir_bundle, page, text  # noqa: PLC0415  rarely needed

    record = consultation_record(talk, started, ended)
    name = f"{started:%Y-%m-%d-%H%M%S}"
    return (
        store.write(f"{name}.txt", text(record)),
        store.write(f"{name}.html", page(record)),
        store.write(f"{name}.fhir.json", json.dumps(fhir_bundle(record), ensure_ascii=False, indent=1)),
    )


def consultation_record(talk: Talk, started: datetime, ended: datetime) -> ConsultationRecord:
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
