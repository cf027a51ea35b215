"""Recorded patients: a folder each, with recordings and `patient.yaml`, which says what is said to which question.

```yaml
title: Six weeks of sciatica with a twitching calf
level: CLINICIAN_SOON
says:                  # question, or one of its keys → recording; a list: the first time, the second …
  opening: opening.wav
  age: age.wav
  leg_pain_radiating: yes.wav
otherwise: no.wav      # to any other yes/no question
agree: yes.wav         # to a read-back of what was meant
disagree: no.wav       # to a read-back of anything else
```
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from voice_skill import resources
from voice_skill.errors import BadInputError
from voice_skill.events import Ask

_FILE = "patient.yaml"
_KEYS = frozenset({"title", "level", "says", "otherwise", "agree", "disagree"})


@dataclass(slots=True)
class RecordedPatient:
    """One recorded patient."""

    folder: Path
    title: str
    level: str
    """The level the consultation should end at."""
    says: Mapping[str, tuple[str, ...]]
    """Question or key → recordings, in the order they are used; the last one from then on."""
    otherwise: str | None = None
    agree: str | None = None
    disagree: str | None = None
    _asked: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self.folder.name

    def answer(self, question: Ask) -> Path | None:
        """The recording of what the patient says to a question; None for silence."""
        expects = question.expects
        if expects.kind == "confirm":
            return self._path(self._read_back(expects.question, expects.proposed))
        for key in (expects.question, *expects.keys):
            if key in self.says:
                turn = self._asked.get(expects.question, 0)
                self._asked[expects.question] = turn + 1
                recordings = self.says[key]
                return self._path(recordings[min(turn, len(recordings) - 1)])
        return self._path(self.otherwise) if expects.kind == "yes_no" else None

    def _read_back(self, key: str, proposed: object) -> str | None:
        """Agree with what was meant: a recording's name says whether it is a *yes* or a *no*."""
        meant = Path(self.says.get(key, (self.otherwise or "",))[-1]).stem
        return (
            self.disagree
            if proposed in ("yes", "no") and meant in {"yes", "no"} and proposed != meant
            else self.agree
        )

    def _path(self, recording: str | None) -> Path | None:
        return self.folder / recording if recording else None


def patient_names() -> tuple[str, ...]:
    """The recorded patients there are. Raises `MissingPartError` where they are not installed."""
    return tuple(sorted(path.parent.name for path in resources.find("patients").glob(f"*/{_FILE}")))


def find_patient(name: str | None) -> RecordedPatient:
    """Return a recorded patient, or the first one for None.

    Raises:
        BadInputError: when there is none of that name, or its file has a mistake.
        MissingPartError: where the recorded patients are not installed.
    """
    names = patient_names()
    if not names or (name is not None and name not in names):
        raise BadInputError(f"no recorded patient is called {name!r}; there are {', '.join(names) or 'none'}")
    return _read(resources.find("patients") / (name or names[0]) / _FILE)


def _read(path: Path) -> RecordedPatient:
    try:
        content: Any = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  text only
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInputError(f"{path}: can't be read: {' '.join(str(error).split())}") from None
    if (
        not isinstance(content, dict)
        or not content.keys() <= _KEYS
        or not isinstance(content.get("says"), dict)
    ):
        raise BadInputError(f"{path}: must have {', '.join(sorted(_KEYS))}, and nothing else")
    says = {
        key: tuple(said) if isinstance(said, list) else (str(said),)
        for key, said in content.pop("says").items()
    }
    patient = RecordedPatient(
        path.parent, content.pop("title", ""), content.pop("level", ""), says, **content
    )
    for recording in {each for said in says.values() for each in said} | set(content.values()):
        if not (path.parent / recording).is_file():
            raise BadInputError(f"{path}: there is no recording {recording!r} beside it")
    return patient
