"""The rooms put together for one person's settings; each part is made when it is first needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from voice_skill import resources

if TYPE_CHECKING:
    from voice_skill.conversation import Conversation
    from voice_skill.devices.ears import Ears
    from voice_skill.settings import Settings
    from voice_skill.understanding import Understander


class Parts:
    """What the devices are made of. Imports wait too, so that a command loads only what it uses."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def understander(self) -> Understander:
        """The grammars. Raises `GrammarError`, or `MissingPartError` where they are not installed."""
        from voice_skill.understanding import Understander  # noqa: PLC0415

        return Understander.load(resources.find("grammars") / "en")

    @cached_property
    def ears(self) -> Ears:
        """The recogniser. Raises `MissingPartError` where the model is not installed, once it is used."""
        from voice_skill.devices.ears import Ears  # noqa: PLC0415

        return Ears(self.understander, self.settings)

    def conversation(self, *, ask_region: bool = False) -> Conversation:
        """Return a new consultation."""
        from voice_skill.conversation import Conversation  # noqa: PLC0415

        return Conversation(self.understander, region=self.settings.region, ask_region=ask_region)
