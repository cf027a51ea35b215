"""How old somebody must be to read a page with ease: the Flesch-Kincaid grade, plus the five years before school.

`.venv/bin/python script/reading_age.py docs/quick-start.md`. What is read are paragraphs and lists: headings, tables, code
and the addresses of links are left out. Syllables are counted by their vowels, which is right for nine words of ten.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

YEARS_BEFORE_SCHOOL = 5
"""Years: a grade is a school year, and the first begins at about six."""

_CODE = re.compile(r"^```.*?^```|^ {4}.*$|`[^`]*`", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_VOWELS = re.compile(r"[aeiouy]+")


def reading_age(markdown: str) -> float:
    """Return the age, in years, at which a page is read with ease."""
    sentences = [words for sentence in _sentences(markdown) if (words := re.findall(r"[a-z']+", sentence))]
    words = [word for sentence in sentences for word in sentence]
    syllables = sum(syllables_of(word) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return grade + YEARS_BEFORE_SCHOOL


def _sentences(markdown: str) -> list[str]:
    """Split a page into sentences, in small letters."""
    text = _LINK.sub(r"\1", _CODE.sub("thing", markdown)).lower().replace("*", "")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(("#", "|"))]
    # A new paragraph or item is a new sentence.
    text = re.sub(r"\n(?=\s*([->]|\d+\.|$))", ". ", "\n".join(lines))
    return re.split(r"[.!?]+(?=[\s\"']|$)", text.replace("\n", " "))


def syllables_of(word: str) -> int:
    """Count the syllables of an English word: its groups of vowels, less a silent e."""
    word = word.strip("'")
    count = len(_VOWELS.findall(word))
    if re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouyscxzgh]es$", word):
        count -= 1
    return max(count, 1)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(f"{reading_age(Path(name).read_text(encoding='utf-8')):5.1f} years  {name}")
