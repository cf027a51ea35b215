"""What the server offers to whoever connects: its recogniser with the grammars, its voice, its conversation."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import queue
import secrets
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from wyoming.asr import Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event, async_write_event
from wyoming.handle import Handled, NotHandled
from wyoming.ping import Pong

from voice_skill.devices.faults import named
from voice_skill.errors import VoiceSkillError
from voice_skill.serving.framing import Pace, ProtocolError, read_event
from voice_skill.serving.limits import Limits
from voice_skill.serving.offer import Offer
from voice_skill.serving.sound import RATE, Incoming

CHUNK_S = 0.1
"""Length of the sound messages of a spoken text."""
NICE = 10
"""How much further back the work for clients stands than that of the rooms: a person who waits for a reply comes first."""

_Result = TypeVar("_Result")
_LOG = logging.getLogger(__name__)


class Desk:
    """Where clients are served, each by itself; slow work is done on threads of their own, one request at a time."""

    def __init__(self, offer: Offer, limits: Limits) -> None:
        self._offer, self._limits = offer, limits
        self._open = 0
        self._clients = 0
        self._hearing = ThreadPoolExecutor(1, "offered-hearing", _stand_back)
        self._speaking = ThreadPoolExecutor(1, "offered-voice", _stand_back)
        self._talking = ThreadPoolExecutor(2, "offered-talk", _stand_back)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client until it leaves or breaks a limit: one line in the log, and nobody else notices."""
        self._clients += 1
        self._open += 1
        peer = writer.get_extra_info("peername")
        name = f"client {self._clients} from {peer[0] if peer else 'nowhere'}"
        try:
            self._admit()
            await _Client(self, reader, writer).serve()
        except (ProtocolError, OSError, TimeoutError) as error:
            reason = str(error) or type(error).__name__
            _LOG.warning("%s: %s; connection closed", name, reason)
            with contextlib.suppress(OSError, TimeoutError):
                await self.send(writer, Error(f"voice-skill: your program {reason}").event())
        except asyncio.CancelledError:
            _LOG.info("%s: connection closed, because the server stops", name)
        except Exception as error:  # noqa: BLE001  one client's fault must not end the server
            _LOG.error("%s: something broke: %s", name, named(error))
        finally:
            self._open -= 1
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _admit(self) -> None:
        if self._open > self._limits.connections:
            raise ProtocolError(f"is one more than {self._limits.connections} connections")

    async def send(self, writer: asyncio.StreamWriter, event: Event) -> None:
        """Send within the limit. Raises `OSError` or `TimeoutError`."""
        await asyncio.wait_for(async_write_event(event, writer), self._limits.send_s)

    async def recognise(self, pcm: bytes, question: str | None) -> str:
        """Return what was heard. Raises `VoiceSkillError`."""
        return await _on(self._hearing, lambda: self._offer.recognise(pcm, RATE, question))

    async def speak(self, text: str) -> tuple[bytes, int]:
        """Return speech as 16-bit mono samples, and their rate. Raises `VoiceSkillError`."""
        clip = await _on(self._speaking, lambda: self._offer.speak(text))
        return clip.pcm, clip.rate

    async def talk(self, name: str, text: str) -> str | None:
        """Return the reply in one conversation; None where there are too many."""
        return await _on(self._talking, lambda: self._offer.talks.reply(name, text))

    @property
    def info(self) -> Event:
        """The description that `describe` asks for."""
        return self._offer.info

    @property
    def busy(self) -> str:
        """What somebody is told with whom no conversation can begin: they may be in danger."""
        return self._offer.busy

    @property
    def limits(self) -> Limits:
        """What a client may do."""
        return self._limits

    def close(self) -> None:
        """Let go of the threads."""
        for pool in (self._hearing, self._speaking, self._talking):
            pool.shutdown(cancel_futures=True)
        self._offer.close()


def _stand_back() -> None:
    """Let the rooms go first with the processor, where each thread has a place of its own (Linux)."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


async def _on(pool: ThreadPoolExecutor, work: Callable[[], _Result]) -> _Result:
    return await asyncio.get_running_loop().run_in_executor(pool, work)


class _Client:
    """One connection: requests one after the other."""

    def __init__(self, desk: Desk, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._desk, self._reader, self._writer = desk, reader, writer
        self._question: str | None = None
        self._sound: bytearray | None = None
        self._incoming = Incoming()

    async def serve(self) -> None:
        """Answer until the client leaves. Raises `ProtocolError`, `OSError` or `TimeoutError`."""
        limits, loop = self._desk.limits, asyncio.get_running_loop()
        pace = Pace(limits, loop.time())
        while (event := await read_event(self._reader, limits, idle_s=limits.idle_s)) is not None:
            try:
                await self._answer(event)
            except VoiceSkillError as error:
                await self._send(Error(str(error)).event())
            await asyncio.sleep(pace.wait_s(loop.time(), event))

    async def _answer(self, event: Event) -> None:
        data = event.data
        match event.type:
            case "describe":
                await self._send(self._desk.info)
            case "ping":
                await self._send(Pong(text=_text(data, 200) if data.get("text") else None).event())
            case "transcribe":
                self._question = _text(data, 100, "name") if data.get("name") else None
            case "audio-start":
                self._incoming, self._sound = Incoming(), bytearray()
                self._incoming.announce(data)
            case "audio-chunk":
                self._hear(event)
            case "audio-stop":
                await self._recognise()
            case "synthesize":
                await self._speak(_text(data, self._desk.limits.text_characters))
            case "transcript":
                await self._talk(_text(data, self._desk.limits.text_characters), data.get("context"))
            case _:
                """What a newer program says besides is not for us."""

    def _hear(self, event: Event) -> None:
        if self._sound is None:
            raise ProtocolError("sent sound without audio-start before it")
        self._sound += self._incoming.take(event.data, event.payload)
        if len(self._sound) > 2 * RATE * self._desk.limits.utterance_s:
            raise ProtocolError(f"sent more than {self._desk.limits.utterance_s:.0f} s of sound")

    async def _recognise(self) -> None:
        if self._sound is None:
            raise ProtocolError("sent audio-stop without audio-start before it")
        sound, self._sound = bytes(self._sound), None
        await self._send(Transcript(await self._desk.recognise(sound, self._question)).event())

    async def _speak(self, text: str) -> None:
        pcm, rate = await self._desk.speak(text)
        sound = {"rate": rate, "width": 2, "channels": 1}
        step = 2 * round(rate * CHUNK_S)
        await self._send(AudioStart(**sound).event())
        for place in range(0, len(pcm), step):
            await self._send(AudioChunk(**sound, audio=pcm[place : place + step]).event())
        await self._send(AudioStop().event())

    async def _talk(self, text: str, context: Any) -> None:
        named = context.get("conversation_id") if isinstance(context, dict) else None
        # A conversation that its peer does not name gets a name that nobody else can guess.
        name = named[:100] if isinstance(named, str) and named else secrets.token_hex(16)
        try:
            reply = await self._desk.talk(name, text)
        except queue.Empty:
            reply = None
        if reply is None:
            await self._send(NotHandled(self._desk.busy).event())
        else:
            await self._send(Handled(reply, context={"conversation_id": name}).event())

    async def _send(self, event: Event) -> None:
        await self._desk.send(self._writer, event)


def _text(data: dict[str, Any], most: int, key: str = "text") -> str:
    text = data.get(key)
    if not isinstance(text, str):
        raise ProtocolError(f"sent a request without {key}")
    if len(text) > most:
        raise ProtocolError(f"sent a {key} of more than {most} characters")
    return text
