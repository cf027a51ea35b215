"""Scripted stand-ins for the edges of the skill, for its own tests and for others who build on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from voice_skill.events import Action, Event, Finish
from voice_skill.ports import AudioBlock, Clip


class ScriptedDialogue:
    """A conversation whose every turn is written down beforehand."""

    def __init__(self, turns: Iterable[list[Action]]) -> None:
        self._turns = list(turns)
        self.events: list[Event] = []
        """What the device sent back, in order."""

    def start(self) -> list[Action]:
        """Return the first turn."""
        return self._next()

    def handle(self, event: Event) -> list[Action]:
        """Keep the event and return the next turn; `Finish` once the script has run out."""
        self.events.append(event)
        return self._next()

    def _next(self) -> list[Action]:
        return self._turns.pop(0) if self._turns else [Finish("done")]


class ScriptedClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> float:
        """Seconds slept so far."""
        return sum(self.slept)

    def sleep(self, seconds: float) -> None:
        """Pass the time at once."""
        self.slept.append(seconds)


class CountingPlayer:
    """A loudspeaker that keeps what it was given; it may be told to fail."""

    def __init__(self, *, fails: int = 0) -> None:
        self.played: list[Clip] = []
        self.stops = 0
        self._fails = fails

    def play(self, clip: Clip) -> bool:
        """Keep the clip and return True, or fail as often as was asked."""
        if self._fails > 0:
            self._fails -= 1
            return False
        self.played.append(clip)
        return True

    def stop(self) -> None:
        """Count the stops."""
        self.stops += 1


class DoneRendering:
    """Lines that have all been rendered."""

    failed: tuple[str, ...] = ()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Nothing to wait for."""
        return True


class SpellingVoice:
    """A voice whose clips are the bytes of the words: fast, silent, and readable in a test."""

    def __init__(self) -> None:
        self.rendered: list[str] = []
        self.adjusted: list[tuple[str, str]] = []
        self.manner = {"rate_wpm": 150, "volume": 100}

    def render(self, text: str, *, slow: bool = False) -> Clip:
        """Return the text as the samples of a clip."""
        self.rendered.append(text)
        pcm = text.encode()
        return Clip(pcm + b" " * (len(pcm) % 2), 22050)

    def adjust(self, what: str, direction: str) -> bool:
        """Keep what was asked for."""
        self.adjusted.append((what, direction))
        return True

    def prerender(self, texts: Iterable[str], *, slow: bool = False) -> DoneRendering:
        """Spell ahead."""
        for text in texts:
            self.render(text, slow=slow)
        return DoneRendering()


class ScriptedSource:
    """A microphone that delivers what is written down: blocks, and the faults between them.

    Each item is a block, or an exception that is raised in its place. Calling `blocks` again goes on after it, as a
    microphone does that was plugged in again. When the script has run out the sound ends, as a recording's does.
    """

    def __init__(self, items: Iterable[AudioBlock | Exception], rate: int = 16_000) -> None:
        self._items = iter(items)
        self._rate = rate
        self.opened = 0
        """How often sound was asked for."""
        self.closed = False

    @property
    def rate(self) -> int:
        """Samples per second."""
        return self._rate

    def blocks(self) -> Iterator[AudioBlock]:
        """Yield what comes next in the script, raising the exceptions in it."""
        self.opened += 1
        for item in self._items:
            if isinstance(item, Exception):
                raise item
            yield item

    def waiting(self, seconds: float) -> Iterator[AudioBlock]:
        """Yield about so much of the script, up to the next fault, which stays where it is."""
        while seconds > 0:
            item = next(self._items, None)
            if not isinstance(item, AudioBlock):
                self._items = self._items if item is None else chain([item], self._items)
                return
            seconds -= len(item.pcm) / 2 / self._rate
            yield item

    def close(self) -> None:
        """Remember that the device was released."""
        self.closed = True
