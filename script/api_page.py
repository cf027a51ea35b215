"""Prints the API page: what each room offers by its public names. `.venv/bin/python script/api_page.py > docs/api.md`."""

from __future__ import annotations

import importlib
import inspect
import sys
from enum import Enum
from types import ModuleType
from typing import Protocol

ROOMS = (
    "voice_skill.triage",
    "voice_skill.understanding",
    "voice_skill.trust",
    "voice_skill.conversation",
    "voice_skill.hearing",
    "voice_skill.speaking.voice",
    "voice_skill.speaking.cache",
    "voice_skill.speaking.earcons",
    "voice_skill.speaking.player",
    "voice_skill.handover",
    "voice_skill.events",
    "voice_skill.ports",
    "voice_skill.errors",
    "voice_skill.testing",
)


def main() -> None:
    """Print the page."""
    print(
        "# API\n\nMade by `script/api_page.py` from the docstrings. What is not listed here may change without notice."
    )
    for room in ROOMS:
        module = importlib.import_module(room)
        print(f"\n## `{room}`\n\n{first_paragraph(module)}\n")
        for name in public_names(module):
            print(describe(name, getattr(module, name)))


def public_names(module: ModuleType) -> list[str]:
    """Return what a module offers: its `__all__`, or else the classes and functions of its own that it imports or defines."""
    if hasattr(module, "__all__"):
        return list(module.__all__)
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and str(getattr(value, "__module__", "")).startswith(module.__name__)
    ]


def describe(name: str, value: object) -> str:
    """Return the line of one public name, with the methods of a class below it."""
    lines = [f"- **`{name}{signature(value)}`** {first_paragraph(value)}".rstrip()]
    if inspect.isclass(value):
        own = [(each, member) for each, member in vars(value).items() if not each.startswith("_")]
        for each, member in own:
            function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
            if inspect.isfunction(function):
                lines.append(f"  - `{each}{signature(function)}` {first_paragraph(function)}".rstrip())
    return "\n".join(lines)


def first_paragraph(value: object) -> str:
    """Return the first paragraph of a docstring that is the value's own, on one line."""
    if not (inspect.ismodule(value) or inspect.isclass(value) or callable(value)):
        return ""
    text = inspect.cleandoc(getattr(value, "__doc__", None) or "")
    return (
        ""
        if text.startswith(f"{getattr(value, '__name__', '')}(")
        else " ".join(text.split("\n\n")[0].split())
    )


def signature(value: object) -> str:
    """Return the parameters of a function, or of making a class; empty where nobody calls it."""
    if not callable(value) or (inspect.isclass(value) and issubclass(value, (str, Enum, Protocol))):
        return ""
    try:
        text = str(inspect.signature(value)).replace("'", "")
    except ValueError:
        return ""
    return text.removesuffix(" -> None") if inspect.isclass(value) else text


if __name__ == "__main__":
    main()
    sys.stdout.flush()
