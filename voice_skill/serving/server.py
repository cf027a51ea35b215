"""`voice-skill serve`: all rooms and all clients of one machine, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import signal
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from voice_skill.devices.manager import Manager
from voice_skill.devices.parts import Parts
from voice_skill.devices.standby import check_phrase
from voice_skill.errors import BadInputError, MissingPartError
from voice_skill.serving.desk import Desk
from voice_skill.serving.limits import Limits
from voice_skill.serving.link import Link
from voice_skill.serving.offer import Offer
from voice_skill.serving.room import Room
from voice_skill.serving.satellite import Address, attend

if TYPE_CHECKING:
    from voice_skill.settings import Settings

CLOSING_S = 75.0
"""Seconds that rooms have to say their closing lines when the server stops: up to 45 at the usual pace. A service manager
waits for 90."""

BEAT_S = 10.0
"""How often the service manager may be told that the network's side is alive."""

_LOG = logging.getLogger(__name__)


class Server:
    """The rooms and the desk, on one loaded model."""

    def __init__(
        self,
        settings: Settings,
        listen: tuple[str, int] | None,
        satellites: Sequence[Address],
        limits: Limits | None = None,
        *,
        words: bool = False,
    ) -> None:
        """`listen` is where clients connect; None where nothing is offered. `words`: what is said in a room is logged.

        Raises:
            BadInputError: when two rooms have one name, or the model can't hear the start phrase.
            MissingPartError: when the speech model is not installed.
        """
        names = [address.name for address in satellites]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise BadInputError(
                f"two satellites are called {', '.join(sorted(twice))}; give each room its own name."
            )
        self._listen = listen
        self._limits = limits or Limits()
        self._parts = Parts(settings)
        model = self._parts.speech_model
        check_phrase(model, settings.start_phrase)
        self._parts.understander.phrases(
            self._parts.understander.expectation("opening")
        )  # read once, for all rooms
        self._rooms = [
            (address, link, Room(address.name, link, settings, model, words=words))
            for address, link in ((each, Link()) for each in satellites)
        ]
        self.port = 0
        """Where it listens, once it does."""
        self.ready = threading.Event()
        self._stop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self) -> None:
        """Serve until `stop` or a signal. Raises `MissingPartError` or `BadInputError` when it can't listen there."""
        asyncio.run(self._run())

    def stop(self) -> None:
        """Let every room say its closing lines, then end; from any thread."""
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._loop.add_signal_handler(number, self._stop.set)
        async with contextlib.AsyncExitStack() as stack:
            if self._listen is not None:
                await self._open_desk(stack, *self._listen)
            threads = [
                threading.Thread(target=room.run, name=address.name, daemon=True)
                for address, _, room in self._rooms
            ]
            for thread in threads:
                thread.start()
            attending = [
                asyncio.create_task(attend(address, link, self._limits)) for address, link, _ in self._rooms
            ]
            self.ready.set()
            manager = stack.enter_context(contextlib.closing(Manager()))
            manager.ready(f"{len(threads)} rooms")
            while not self._stop.is_set():
                manager.beat()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), BEAT_S)
            manager.stopping()
            _LOG.info("stopping")
            for _, link, _ in self._rooms:
                link.interrupt()
            await asyncio.to_thread(_join, threads)
            for task in attending:
                task.cancel()
            await asyncio.gather(*attending, return_exceptions=True)

    async def _open_desk(self, stack: contextlib.AsyncExitStack, host: str, port: int) -> None:
        desk = Desk(Offer(self._parts, self._limits), self._limits)
        stack.callback(desk.close)
        try:
            server = await asyncio.start_server(desk.serve, host, port, limit=self._limits.header_bytes)
        except OSError as error:
            raise _cannot_listen(host, port, error) from None
        self.port = server.sockets[0].getsockname()[1]
        stack.callback(server.close)
        _LOG.info("listening on %s, port %d", host, self.port)


def _join(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.join(CLOSING_S)


def _cannot_listen(host: str, port: int, error: OSError) -> Exception:
    if error.errno == errno.EADDRINUSE:
        return MissingPartError(
            f"port {port} of {host} is in use",
            "Stop what uses it, or choose another with --listen HOST:PORT.",
        )
    reason = (
        "it is no address of this machine"
        if error.errno == errno.EADDRNOTAVAIL
        else error.strerror or str(error)
    )
    return BadInputError(f"can't listen on {host}, port {port}: {reason}.")
