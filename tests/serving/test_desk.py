"""What is offered to clients, with the protocol's own client library, over loopback."""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

import pytest
from hostile import ATTACKS, attack, message
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.ping import Ping
from wyoming.tts import Synthesize

from voice_skill.errors import BadInputError, MissingPartError
from voice_skill.serving.limits import Limits
from voice_skill.serving.satellite import Address, host_and_port
from voice_skill.serving.server import Server
from voice_skill.settings import Settings
from voice_skill.speaking.espeak_program import EspeakProgram

pytestmark = [pytest.mark.model, pytest.mark.timeout(120)]

_Result = TypeVar("_Result")
LIMITS = Limits(connections=3, message_s=0.5, idle_s=20.0, talks=2)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server with no rooms, and tight limits."""
    serving = Server(Settings(region="gb"), ("127.0.0.1", 0), [], LIMITS)
    thread = threading.Thread(target=serving.run)
    thread.start()
    serving.ready.wait(30)
    yield serving
    serving.stop()
    thread.join(30)


def ask(server: Server, talk: Callable[[AsyncTcpClient], Awaitable[_Result]]) -> _Result:
    """Do something with a client of the protocol's own library."""

    async def run() -> _Result:
        async with AsyncTcpClient("127.0.0.1", server.port) as client:
            return await asyncio.wait_for(talk(client), 60)

    return asyncio.run(run())


async def exchange(client: AsyncTcpClient, event: Event) -> Event:
    """Send one message, and return the answer."""
    await client.write_event(event)
    answer = await client.read_event()
    assert answer is not None
    return answer


def test_it_describes_what_it_offers(server: Server) -> None:
    """Home Assistant finds a recogniser for every question, a voice and a conversation."""
    info = Info.from_event(ask(server, lambda client: exchange(client, Describe().event())))
    heard = {model.name for model in info.asr[0].models}
    assert {"opening", "saddle_numb"} <= heard
    assert info.tts[0].voices[0].languages == ["en"]
    assert info.handle[0].models[0].name == "consultation"


def _hear(words: str, question: str | None) -> Callable[[AsyncTcpClient], Awaitable[str]]:
    clip = EspeakProgram().render(words, voice="en-gb-x-rp+f2", rate=140)
    sound = {"rate": clip.rate, "width": 2, "channels": 1}

    async def talk(client: AsyncTcpClient) -> str:
        await client.write_event(Transcribe(name=question).event())
        await client.write_event(AudioStart(**sound).event())
        for place in range(0, len(clip.pcm), 4410):
            await client.write_event(AudioChunk(**sound, audio=clip.pcm[place : place + 4410]).event())
        return Transcript.from_event(await exchange(client, AudioStop().event())).text

    return talk


def test_it_hears_an_answer_with_the_grammar_of_its_question(server: Server) -> None:
    """A plain answer comes back as its words; talk that is none comes back as nothing."""
    assert ask(server, _hear("no, not at all", "saddle_numb")).startswith("no")
    assert ask(server, _hear("the weather will be nice on thursday", "saddle_numb")) == ""


def test_it_hears_a_story_with_the_open_vocabulary(server: Server) -> None:
    """Without the name of a question, what is said comes back as it was heard."""
    assert "left leg" in ask(server, _hear("I have had pain in my left leg since last week", None))


def test_an_unknown_question_is_refused(server: Server) -> None:
    """A recogniser that does not exist is an error message, and the connection goes on."""

    async def talk(client: AsyncTcpClient) -> tuple[str, str]:
        await client.write_event(Transcribe(name="horoscope").event())
        await client.write_event(AudioStart(16000, 2, 1).event())
        refused = await exchange(client, AudioStop().event())
        return refused.type, (await exchange(client, Ping("here").event())).type

    assert ask(server, talk) == ("error", "pong")


def test_it_speaks(server: Server) -> None:
    """A text comes back as sound of about its length."""

    async def talk(client: AsyncTcpClient) -> float:
        await client.write_event(Synthesize("Call 9 9 9 now.").event())
        seconds = 0.0
        while (event := await client.read_event()) is not None and event.type != "audio-stop":
            if event.type == "audio-chunk":
                seconds += AudioChunk.from_event(event).seconds
        return seconds

    assert 1.0 < ask(server, talk) < 4.0


def _told(text: str, name: str) -> Event:
    return Event("transcript", {"text": text, "context": {"conversation_id": name}})


def test_a_consultation_by_text_goes_on_over_connections(server: Server) -> None:
    """Home Assistant connects anew for each message; the conversation's id keeps them together."""
    said = ["my back hurts", "fifty two", "yes", "myself", "yes"]  # the age is read back
    replies = [
        ask(server, lambda client, text=text: exchange(client, _told(text, "one"))).data["text"]  # type: ignore[misc]
        for text in said
    ]
    assert "not a doctor" in replies[0]
    assert "How old are you?" in replies[0]
    assert replies[4].startswith("Call 9 9 9 now.")


def test_too_many_conversations_are_told_so(server: Server) -> None:
    """Beyond the limit a new conversation is not handled; who began it may be in danger, and hears the number."""
    replies = [
        ask(server, lambda client, n=number: exchange(client, _told("hello", f"many {n}")))  # type: ignore[misc]
        for number in range(LIMITS.talks + 1)
    ]
    assert replies[-1].type == "not-handled"
    assert "call 9 9 9 now" in replies[-1].data["text"]


@pytest.mark.parametrize("assault", ATTACKS)
def test_an_attack_ends_only_its_own_connection(
    server: Server, assault: Callable[[random.Random], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever a client sends, nothing breaks, and the next client is served."""
    for seed in range(5):
        attack(server.port, assault(random.Random(seed)), hold_s=0.1)
    assert (
        ask(server, lambda client: exchange(client, Ping("still there").event())).data["text"]
        == "still there"
    )
    assert "something broke" not in caplog.text


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (b"hello?\n", "another protocol"),
        (message("audio-chunk", {"rate": 16000, "width": 2, "channels": 1}, b"\0\0"), "without audio-start"),
        (message("audio-stop"), "without audio-start"),
        (
            message("audio-start", {"rate": 16000, "width": 2, "channels": 1})
            + message("audio-chunk", {"rate": 8000, "width": 2, "channels": 1}, b"\0\0"),
            "another format",
        ),
        (message("synthesize", {"text": "x" * 5000}), "more than 2000 characters"),
        (message("synthesize", {}), "without text"),
        (message("describe", data_length=10**9), "more than 65536 bytes"),
        (message("synthesize", {"text": "half"})[:-3], "half a message"),
    ],
)
def test_what_is_refused_is_told_why(
    server: Server, sent: bytes, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The client gets the reason, and the log one line of it."""
    back = attack(server.port, sent, hold_s=3.0)
    assert why in back.decode()
    assert sum(why in record.getMessage() for record in caplog.records) == 1


def test_one_connection_too_many_is_refused(server: Server) -> None:
    """Those that are open are served on; the next one is told why it is not."""

    async def crowd() -> tuple[str, str]:
        inside = [AsyncTcpClient("127.0.0.1", server.port) for _ in range(LIMITS.connections)]
        for client in inside:
            await client.connect()
            await exchange(client, Ping("in").event())
        async with AsyncTcpClient("127.0.0.1", server.port) as late:
            refused = await asyncio.wait_for(late.read_event(), 10)
        served = await exchange(inside[0], Ping("in").event())
        for client in inside:
            await client.disconnect()
        assert refused is not None
        return refused.data["text"], served.type

    text, served = asyncio.run(crowd())
    assert "connections" in text
    assert served == "pong"


def test_a_client_that_is_there_when_the_server_stops(caplog: pytest.LogCaptureFixture) -> None:
    """Its connection is closed, and the log has one line of it and no traceback."""
    caplog.set_level("INFO")
    serving = Server(Settings(region="gb"), ("127.0.0.1", 0), [], LIMITS)
    thread = threading.Thread(target=serving.run)
    thread.start()
    serving.ready.wait(30)

    async def stay() -> Event | None:
        async with AsyncTcpClient("127.0.0.1", serving.port) as client:
            await exchange(client, Ping("here").event())
            serving.stop()
            return await asyncio.wait_for(client.read_event(), 30)

    assert asyncio.run(stay()) is None
    thread.join(30)
    assert not thread.is_alive()
    assert [each.getMessage() for each in caplog.records if "because the server stops" in each.getMessage()]
    for record in caplog.records:
        assert not record.exc_info
        assert record.name != "asyncio" or record.levelname == "DEBUG"


def test_a_port_in_use_is_named(server: Server) -> None:
    """Two servers on one port: the second says which port, and what to do."""
    with pytest.raises(MissingPartError, match=f"port {server.port} of 127.0.0.1 is in use"):
        Server(Settings(), ("127.0.0.1", server.port), []).run()


def test_an_address_that_is_not_ours_is_named() -> None:
    """An address of another machine can't be listened on."""
    with pytest.raises(BadInputError, match="it is no address of this machine"):
        Server(Settings(), ("192.0.2.1", 0), []).run()


@pytest.mark.parametrize("text", ["nowhere", "host:", ":10800", "host:port", "host:99999", "host:-1"])
def test_an_address_must_be_one(text: str) -> None:
    """Half an address is refused, with an example."""
    with pytest.raises(BadInputError, match="HOST:PORT"):
        host_and_port(text, "--listen")


def test_a_satellite_is_named_by_its_room() -> None:
    """With a name or without one, with the scheme that the protocol's programs use or not."""
    assert Address.parse("kitchen=tcp://10.0.0.2:10700") == Address("kitchen", "10.0.0.2", 10700)
    assert Address.parse("10.0.0.2:10700").name == "10.0.0.2:10700"


def test_two_rooms_of_one_name_are_refused() -> None:
    """The log, and whoever reads it, could not tell them apart."""
    rooms = [Address.parse("a=127.0.0.1:1"), Address.parse("a=127.0.0.1:2")]
    with pytest.raises(BadInputError, match="two satellites are called a"):
        Server(Settings(), None, rooms)
