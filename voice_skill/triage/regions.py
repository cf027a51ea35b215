"""What differs by place: numbers, names of services, driving rules. Never guessed: the neutral region names none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from voice_skill.triage.wording import said_about, said_to
from voice_skill.triage.yaml_file import Block

NEUTRAL = "neutral"
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Region:
    """The words and numbers of one place."""

    name: str
    """Short name as in the settings; `neutral` when none is set."""
    spoken: str
    """How the region is said aloud when it is asked for."""
    askable: bool
    words: Mapping[str, str]
    """Placeholder → words; numbers are written so that they are read digit by digit."""
    words_about: Mapping[str, str]
    """The same where somebody asks for someone else: "their doctor"."""
    sources: tuple[str, ...] = ()

    def fill(self, text: str, *, other: bool = False) -> str:
        """Put this region's words in, about someone else if `other`; placeholders that are not its own stay."""
        if "{" not in text:
            return text
        words = self.words_about if other else self.words
        return _PLACEHOLDER.sub(lambda match: words.get(match[1], match[0]), text)


def read_regions(content: Block) -> dict[str, Region]:
    """Read the regions; raises `KnowledgeError` when one lacks words that another has."""
    content.only("review_by", "words", "regions")
    names = content.texts("words")
    regions: dict[str, Region] = {}
    table = content.block("regions")
    for name in table:
        entry = table.block(name)
        if "same_as" in entry:
            entry.only("same_as")
            like = regions.get(entry.text("same_as"))
            if like is None:
                raise entry.error(f"there is no region {entry.text('same_as')!r} above", "same_as")
            regions[name] = replace(like, name=name, askable=False)
            continue
        entry.only("spoken", "askable", "sources", *names)
        words = {word: entry.text(word) for word in names}
        regions[name] = Region(
            name,
            entry.text("spoken"),
            askable=entry.flag("askable"),
            words={word: said_to(text) for word, text in words.items()},
            words_about={word: said_about(text) for word, text in words.items()},
            sources=entry.texts("sources"),
        )
    if NEUTRAL not in regions:
        raise table.error(f"the region {NEUTRAL!r} is missing")
    return regions


def unknown_placeholders(text: str, region: Region, also: frozenset[str] = frozenset()) -> list[str]:
    """Return the placeholders that no region fills."""
    return [name for name in _PLACEHOLDER.findall(text) if name not in region.words and name not in also]
