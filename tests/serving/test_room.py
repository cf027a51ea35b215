"""One room's screen, which nobody has."""

from __future__ import annotations

from voice_skill.serving.room import _Screen


def test_nothing_that_is_said_is_kept() -> None:
    """What is written to a room's screen is in no memory afterwards."""
    screen = _Screen(None)
    assert screen.write("my chest hurts\n") == 15
    assert screen.getvalue() == ""


def test_where_it_is_wanted_each_line_is_shown_whole() -> None:
    """In pieces as the captions write it, a line is one line of the log."""
    shown: list[str] = []
    screen = _Screen(shown.append)
    for part in ("?  How ", "old are you?\n  > fifty", " two\n"):
        screen.write(part)
    assert shown == ["?  How old are you?", "  > fifty two"]
