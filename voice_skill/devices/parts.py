"""The rooms put together for one person's settings; each part is made when it is first needed."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from voice_skill import resources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from voice_skill.conversation import Conversation
    from voice_skill.conversation.conversation import Parser
    from voice_skill.devices.ears import Ears
    from voice_skill.devices.loop import Outside
    from voice_skill.hearing import SpeechModel
    from voice_skill.settings import Settings
    from voice_skill.understanding import Understander


class Parts:
    """What the devices are made of. Imports wait too, so that a command loads only what it uses."""

    def __init__(self, settings: Settings) -> None:
        self.settings = self._chosen = settings

    @cached_property
    def understander(self) -> Understander:
        """The grammars. Raises `GrammarError`, or `MissingPartError` where they are not installed."""
        return _understander(resources.find("grammars") / "en")

    @cached_property
    def speech_model(self) -> SpeechModel:
        """The recogniser's model. Raises `MissingPartError` where it is not installed or is damaged."""
        from voice_skill.hearing import load_model, model_store  # noqa: PLC0415

        return load_model(model_store.find(self.settings.model))

    @cached_property
    def ears(self) -> Ears:
        """The recogniser. Raises `MissingPartError` where the model is not installed, once it is used."""
        from voice_skill.devices.ears import Ears  # noqa: PLC0415

        return Ears(self.understander, lambda: self.speech_model, self.settings.patience)

    def renew(self) -> None:
        """Take up what was asked to be kept since: pace, loudness, patience and region, for whoever comes next."""
        from voice_skill.devices.preferences import with_preferences  # noqa: PLC0415  only live consultations

        self.settings = with_preferences(self._chosen)

    def conversation(
        self,
        parser: Parser | None = None,
        *,
        ask_region: bool = False,
        before: Mapping[str, object] | None = None,
        may_prefer: bool = False,
    ) -> Conversation:
        """Return a new consultation. `parser` stands in for the grammars while these are still being read.

        `before`: how far an earlier one had come that broke off; `may_prefer`: its manner can be changed and kept.
        """
        from voice_skill.conversation import Contact, Conversation  # noqa: PLC0415

        settings = self.settings
        contact = Contact.NONE
        if settings.contact_command:
            contact = Contact.PREAUTHORISED if settings.contact_preauthorised else Contact.ASK_FIRST
        return Conversation(
            parser or self.understander,
            region=settings.region,
            ask_region=ask_region,
            contact=contact,
            may_keep="summary" in settings.keep,
            may_prefer=may_prefer and "preferences" in settings.keep,
            before=before,
        )

    def broken_off(self) -> Mapping[str, object] | None:
        """How far the consultation before this one had come, if it broke off not long ago and the settings keep that."""
        if "resume" not in self.settings.keep:
            return None
        from voice_skill.devices.resuming import Unfinished  # noqa: PLC0415  only where it is set up

        return Unfinished(now=self.now).recall()

    def now(self) -> datetime:
        """The calendar's time, for the summary; the conversation itself only uses a clock that can't be set."""
        return datetime.now(UTC)

    def warnings(self) -> tuple[str, ...]:
        """Every instruction of the two urgent levels, as it will be spoken: to be rendered before it is needed."""
        from voice_skill.triage import urgent_instructions  # noqa: PLC0415

        return urgent_instructions(self.settings.region)

    def outside(
        self, conversation: Conversation, manner: Callable[[], Mapping[str, object]] | None = None
    ) -> Outside:
        """What a consultation may do besides talking, as the settings say.

        `manner`: pace, loudness and patience as they are now; where it is given, a break can be survived, too.
        """
        from voice_skill.devices.contact import reach  # noqa: PLC0415
        from voice_skill.devices.loop import Outside  # noqa: PLC0415
        from voice_skill.devices.resuming import Unfinished  # noqa: PLC0415

        def keep() -> bool:
            from voice_skill.devices.keeping import Keeper  # noqa: PLC0415  only once somebody says yes

            return Keeper(conversation.talk, started=started, now=self.now).keep()

        def delete() -> int:
            from voice_skill.devices.keeping import delete_summaries  # noqa: PLC0415  rarely needed

            return unfinished.forget() + delete_summaries()

        def prefer(region: str | None) -> bool:
            from voice_skill.devices.preferences import keep_preferences  # noqa: PLC0415  only after a yes

            return manner is not None and keep_preferences(self.settings, {**manner(), "region": region})

        def remember() -> None:
            if manner is not None and "resume" in self.settings.keep:
                unfinished.remember(conversation.unfinished)

        unfinished = Unfinished(now=self.now)
        started = self.now()
        command = self.settings.contact_command
        return Outside(lambda rehearsal: reach(command, rehearsal=rehearsal), keep, delete, prefer, remember)


@cache
def _understander(folder: Path) -> Understander:
    """The grammars of a folder, read once: they hold no state. What is compiled from them is kept for a faster start."""
    from platformdirs import user_cache_path  # noqa: PLC0415

    from voice_skill.understanding import Understander  # noqa: PLC0415

    return Understander.load(folder, cache=user_cache_path("voice-skill") / "grammars")
