"""A room that answers: a simulated satellite with a person in it, who replies as soon as the microphone is open."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

import numpy as np
from wyoming.audio import AudioChunk
from wyoming.event import Event, async_write_event
from wyoming.pipeline import PipelineStage, RunPipeline

from voice_skill.devices.live import SETTLE_S
from voice_skill.ports import Clip
from voice_skill.serving.framing import read_event
from voice_skill.serving.limits import Limits
from voice_skill.serving.link import DELAY_S
from voice_skill.serving.sound import RATE
from voice_skill.speaking.clips import join
from voice_skill.speaking.earcons import earcon

STEP = 1024
"""Samples in one message, as the published satellite sends them."""
REACTS_S = (0.4, 1.2)
"""How long the person thinks before answering, once the microphone is open."""
ROOM_LEVEL = 12
"""Loudest sample of the room's own noise: a quiet bedroom."""
TOLD = ("my back hurts", "fifty two", "for myself")
"""What the first questions are answered with; all others with `DENIED`."""
DENIED = "no"
WORDS = (*TOLD, DENIED)
PATIENT_S = 120.0
"""A skill that sends nothing for so long is stuck."""


@dataclass(slots=True)
class Replies:
    """What one room saw."""

    waits_s: list[float] = field(default_factory=list)
    """From the last sample of each answer to the first message of what followed."""
    spoken_over: int = 0
    """Answers that the skill did not wait for."""

    def clear(self) -> None:
        """Begin to count."""
        self.waits_s.clear()
        self.spoken_over = 0


class Visitor:
    """One satellite, whose person has a back pain and nothing else."""

    def __init__(self, name: str, voice: Mapping[str, Clip], seed: int) -> None:
        """`voice` has each of `WORDS` as sound at the recogniser's rate."""
        self.name, self.replies = name, Replies()
        self._voice, self._random = voice, Random(f"{name} {seed}")  # noqa: S311  variety, not secrecy
        self._asked = 0
        self._saying = b""
        self._said_at: float | None = None
        self._clip, self._clip_rate = bytearray(), RATE
        noise = np.random.default_rng(seed).integers(-ROOM_LEVEL, ROOM_LEVEL + 1, RATE)
        self._noise = noise.astype("<i2").tobytes()
        self._server: asyncio.Server | None = None
        self._answers: set[asyncio.TimerHandle] = set()

    async def open(self) -> str:
        """Listen for the skill; returns the address, as `serve --satellite` wants it."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"{self.name}=127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        """Listen no longer."""
        for answer in self._answers:
            answer.cancel()
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        listening = asyncio.create_task(self._listen(writer))
        try:
            while (event := await read_event(reader, Limits(), idle_s=PATIENT_S)) is not None:
                await self._take(event, writer)
        except (asyncio.CancelledError, ConnectionError):
            """The measurement is over."""
        finally:
            listening.cancel()
            writer.close()

    async def _take(self, event: Event, writer: asyncio.StreamWriter) -> None:
        match event.type:
            case "run-satellite" | "transcript":  # it may begin, or is over: the person calls it at once
                self._asked, self._said_at = 0, None
                called = RunPipeline(PipelineStage.ASR, PipelineStage.TTS).event()
                await async_write_event(called, writer)
            case "audio-start":
                self._clip, self._clip_rate = bytearray(), int(event.data["rate"])
                self._hear_reply()
            case "audio-chunk":
                self._clip += event.payload or b""
            case "audio-stop":
                self._end_of_clip()
            case _:
                """Nothing else is for a loudspeaker."""

    def _hear_reply(self) -> None:
        if self._said_at is not None:
            self.replies.waits_s.append(time.monotonic() - self._said_at)
            self._said_at = None
        elif self._saying:
            self.replies.spoken_over += 1
            self._saying = b""

    def _end_of_clip(self) -> None:
        """Answer what ends with the tone that opens the microphone, when it has been played and the microphone is open."""
        tone = join([earcon("open_mic")], self._clip_rate).pcm
        if not self._clip.endswith(tone):
            return
        words = TOLD[self._asked] if self._asked < len(TOLD) else DENIED
        self._asked += 1
        # The end of a clip is sent up to half a second before it is heard.
        wait_s = 0.5 + DELAY_S + SETTLE_S + self._random.uniform(*REACTS_S)
        answer = asyncio.get_running_loop().call_later(wait_s, self._say, words)
        self._answers = {each for each in self._answers if each.when() > time.monotonic()} | {answer}

    def _say(self, words: str) -> None:
        self._saying = self._voice[words].pcm

    async def _listen(self, writer: asyncio.StreamWriter) -> None:
        """Send what the microphone hears, at its own pace."""
        due, place = time.monotonic(), 0
        with contextlib.suppress(ConnectionError):
            while True:
                block, self._saying = self._saying[: 2 * STEP], self._saying[2 * STEP :]
                if block and not self._saying:
                    self._said_at = time.monotonic()
                place = (place + 2 * STEP) % (len(self._noise) - 2 * STEP)
                block += self._noise[place : place + 2 * STEP - len(block)]
                chunk = AudioChunk(rate=RATE, width=2, channels=1, audio=block)
                await async_write_event(chunk.event(), writer)
                due += STEP / RATE
                await asyncio.sleep(max(0.0, due - time.monotonic()))
