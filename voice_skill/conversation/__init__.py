"""Who says what next: a pure state machine, events in and actions out."""

from voice_skill.conversation.conversation import Conversation

__all__ = ["Conversation"]
