"""Who says what next: a pure state machine, events in and actions out."""

from voice_skill.conversation.conversation import Conversation
from voice_skill.conversation.talk import Contact

__all__ = ["Contact", "Conversation"]
