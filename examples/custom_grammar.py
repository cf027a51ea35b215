"""A grammar of one's own: the shipped ones plus a way of saying "yes" that only this household uses."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from voice_skill.resources import find
from voice_skill.understanding import Understander

OURS = """
language: en
intents:
  Answer:
    data:
      - sentences: ["by my whiskers"]
        metadata: {answer: yes}
"""


def main() -> None:
    """Copy the shipped grammars, add one file, and parse with both."""
    with tempfile.TemporaryDirectory() as folder:
        grammars = Path(folder) / "grammars"
        shutil.copytree(find("grammars"), grammars)
        (grammars / "en" / "answers" / "household.yaml").write_text(OURS, encoding="utf-8")
        for name, understander in (
            ("shipped", Understander.load(find("grammars"))),
            ("ours", Understander.load(grammars)),
        ):
            expects = understander.expectation("leg_weak")
            print(name, understander.parse("by my whiskers", expects).answer)


if __name__ == "__main__":
    main()
