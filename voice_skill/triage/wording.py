"""Words said to the person, or about someone else: `{you have|they have}` in the data holds both."""

from __future__ import annotations

import re

_EITHER = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")


def said_to(text: str) -> str:
    """Return the wording for someone who speaks for themselves."""
    return _EITHER.sub(r"\1", text) if "|" in text else text


def said_about(text: str) -> str:
    """Return the wording for someone who speaks for someone else."""
    return _EITHER.sub(r"\2", text) if "|" in text else text
