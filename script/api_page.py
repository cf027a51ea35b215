"""Writes the API page, `docs/api.md`: what each room offers by its public names, from the docstrings.

`.venv/bin/python script/api_page.py` writes it; with `--check` it only says whether the page is out of date.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from enum import Enum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Protocol, get_origin

PAGE = Path(__file__).resolve().parent.parent / "docs" / "api.md"

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
    "voice_skill.settings",
    "voice_skill.resources",
    "voice_skill.errors",
    "voice_skill.testing",
)


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` compare it: 1 when it is out of date."""
    text = page()
    if arguments != ["--check"]:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") == text:
        return 0
    print("docs/api.md is out of date. Run: .venv/bin/python script/api_page.py", file=sys.stderr)
    return 1


def page() -> str:
    """Return the whole page."""
    parts = [
        "# API\n\nMade by `script/api_page.py` from the docstrings. What is not listed here may change without notice."
    ]
    for room in ROOMS:
        module = importlib.import_module(room)
        parts.append(f"\n## `{room}`\n\n{first_paragraph(module)}\n")
        parts += [describe(module, name) for name in public_names(module)]
    return "\n".join(parts) + "\n"


def public_names(module: ModuleType) -> list[str]:
    """Return what a module offers: its `__all__`, or else what it defines itself and says something about."""
    if hasattr(module, "__all__"):
        return list(module.__all__)
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_")
        and (name in constants(module) or str(getattr(value, "__module__", "")).startswith(module.__name__))
    ]


def describe(module: ModuleType, name: str) -> str:
    """Return the line of one public name, with the methods of a class below it."""
    value = getattr(module, name)
    lines = [f"- **`{name}{signature(value)}`** {explained(module, name)}".rstrip()]
    if inspect.isclass(value):
        own = [(each, member) for each, member in vars(value).items() if not each.startswith("_")]
        for each, member in own:
            function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
            if inspect.isfunction(function):
                lines.append(f"  - `{each}{signature(function)}` {first_paragraph(function)}".rstrip())
    return "\n".join(lines)


def explained(module: ModuleType, name: str) -> str:
    """Return what a public name is said to be: by its own docstring, or by the text below a constant or an alias."""
    value = getattr(module, name)
    if inspect.ismodule(value) or inspect.isclass(value) or inspect.isfunction(inspect.unwrap(value)):
        return first_paragraph(value)
    if name in constants(module):
        return constants(module)[name]
    home = constants(module, imported=True).get(name)
    return explained(importlib.import_module(home), name) if home else ""


@cache
def constants(module: ModuleType, *, imported: bool = False) -> dict[str, str]:
    """Return the constants of a module, each with the text below it; or the names it imports, each with its module."""
    body = ast.parse(inspect.getsource(module)).body
    if imported:
        froms = (node for node in body if isinstance(node, ast.ImportFrom))
        return {alias.name: node.module or "" for node in froms for alias in node.names}
    found = {}
    for node, below in zip(body, [*body[1:], ast.Pass()], strict=True):
        match node, below:
            case (
                ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                found[name] = " ".join(text.split("\n\n")[0].split())
    return found


def first_paragraph(value: object) -> str:
    """Return the first paragraph of a docstring that is the value's own, on one line."""
    text = inspect.cleandoc(getattr(value, "__doc__", None) or "")
    generated = text.startswith(f"{getattr(value, '__name__', '')}(")
    return "" if generated else " ".join(text.split("\n\n")[0].split())


def signature(value: object) -> str:
    """Return the parameters of a function, or of making a class; empty where nobody calls it."""
    if (
        not callable(value)
        or get_origin(value) is not None
        or not (inspect.isclass(value) or inspect.isfunction(inspect.unwrap(value)))
    ):
        return ""  # an alias is called by nobody, though newer Pythons give it a signature
    if inspect.isclass(value) and issubclass(value, (str, Enum, Protocol)):
        return ""
    try:
        text = str(inspect.signature(value)).replace("'", "")
    except ValueError:
        return ""
    return text.removesuffix(" -> None") if inspect.isclass(value) else text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
