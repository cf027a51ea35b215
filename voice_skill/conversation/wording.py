"""The conversation's own sentences, from `wording.yaml`, filled with the region's numbers and names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from voice_skill.triage import yaml_file

_FILE = Path(__file__).with_name("wording.yaml")


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentence id → its variants, in the order they are used."""

    variants: Mapping[str, tuple[str, ...]]
    fill: Callable[[str], str]
    """Puts the region's words and numbers in."""

    def __call__(self, name: str, turn: int = 0, **values: str) -> str:
        """Return the sentence for the `turn`-th time it is needed; values fill its braces."""
        variants = self.variants[name]
        text = variants[turn] if turn < len(variants) else variants[_alternate(turn, len(variants))]
        for key, value in values.items():
            text = text.replace("{" + key + "}", value)
        return self.fill(text)


def _alternate(turn: int, count: int) -> int:
    """Once all have been used, take turns between the last two: never the same twice in a row."""
    return count - 1 - (turn - count + 1) % min(2, count)


def load_wording(fill: Callable[[str], str], path: Path = _FILE) -> Wording:
    """Read the sentences. Raises `triage.KnowledgeError` for a file that can't be read."""
    content = yaml_file.read_yaml(path)
    return Wording({name: tuple(texts) for name, texts in content.items()}, fill)
