"""The recogniser, the voice and the conversation as requests: sound to words, words to sound, words to a reply."""

from __future__ import annotations

import contextlib
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wyoming.event import Event
from wyoming.info import (
    AsrModel,
    AsrProgram,
    Attribution,
    HandleModel,
    HandleProgram,
    Info,
    TtsProgram,
    TtsVoice,
)

from voice_skill import __version__
from voice_skill.devices.ears import Ears, interpret
from voice_skill.errors import BadInputError
from voice_skill.events import Heard, Source, Verdict
from voice_skill.hearing import SampleSource
from voice_skill.serving.limits import Limits
from voice_skill.serving.texts import Talks
from voice_skill.speaking.cache import CachedVoice
from voice_skill.speaking.voice import Pyttsx3Voice
from voice_skill.triage import load_knowledge, region

if TYPE_CHECKING:
    from voice_skill.conversation import Conversation
    from voice_skill.devices.parts import Parts
    from voice_skill.ports import Clip

OPENING = "opening"
"""The recogniser's default: a story in one's own words, heard with the open vocabulary."""
LANGUAGE = "en"
BUSY = "If this feels like an emergency, call {emergency_number} now. I can't talk to anybody else just now. Please try again in a minute."


class Offer:
    """What is offered, made of the skill's own parts. Each method is called by one thread at a time."""

    def __init__(self, parts: Parts, limits: Limits) -> None:
        self._parts = parts
        self._closing = contextlib.ExitStack()
        self.talks = Talks(self._begin, parts.settings.start_phrase, limits)

    def recognise(self, pcm: bytes, rate: int, question: str | None) -> str:
        """Return the words of an utterance, or nothing: what two readings do not agree on is not passed on.

        Raises:
            BadInputError: when there is no such question.
            MissingPartError: when the speech model is not installed.
        """
        try:
            expects = self._parts.understander.expectation(question or OPENING)
        except KeyError:
            raise BadInputError(f"there is no recogniser for {question!r}; ask for the info.") from None
        ears = self._ears
        ears.forget_person()
        event = ears.listen(SampleSource(pcm, rate), ears.request(expects))
        if not isinstance(event, Heard):
            return ""
        if expects.kind == "open":
            return next((each.text for each in event.readings if each.source is Source.OPEN), "")
        if interpret(self._parts.understander, event, expects).verdict is not Verdict.TAKE:
            return ""
        return event.readings[0].text

    def speak(self, text: str) -> Clip:
        """Render a text. Raises `MissingPartError` when no synthesiser works."""
        return self._voice.render(text)

    @property
    def info(self) -> Event:
        """The description that `describe` asks for."""
        by: dict[str, Any] = {
            "attribution": Attribution("voice-skill", ""),
            "installed": True,
            "version": __version__,
        }
        heard = [OPENING, *sorted(load_knowledge().worded)]
        return Info(
            asr=[
                AsrProgram(
                    name="voice-skill",
                    description="Vosk with the grammar of a question",
                    models=[
                        AsrModel(name=name, description=None, languages=[LANGUAGE], **by) for name in heard
                    ],
                    **by,
                )
            ],
            tts=[
                TtsProgram(
                    name="voice-skill",
                    description="The voice of the skill",
                    voices=[TtsVoice(name="default", description=None, languages=[LANGUAGE], **by)],
                    **by,
                )
            ],
            handle=[
                HandleProgram(
                    name="voice-skill",
                    description="A consultation about back and leg pain and twitching legs",
                    models=[HandleModel(name="consultation", description=None, languages=[LANGUAGE], **by)],
                    **by,
                )
            ],
        ).event()

    @property
    def busy(self) -> str:
        """What is said where there are too many conversations, with the region's number."""
        return region(self._parts.settings.region).fill(BUSY)

    def close(self) -> None:
        """Let go of the voice, and of those who still talk."""
        self.talks.end()
        self._closing.close()

    def _begin(self) -> Conversation:
        from voice_skill.conversation import Conversation  # noqa: PLC0415

        return Conversation(self._parts.understander, region=self._parts.settings.region)

    @cached_property
    def _ears(self) -> Ears:
        return self._parts.ears

    @cached_property
    def _voice(self) -> CachedVoice:
        settings = self._parts.settings
        source = Pyttsx3Voice(rate_wpm=settings.rate_wpm, volume=settings.volume)
        voice = CachedVoice(source)
        self._closing.callback(source.close)
        self._closing.callback(voice.close)
        return voice
