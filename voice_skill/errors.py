"""The errors a person may meet, each with an exit status and something to do about it."""

from __future__ import annotations


class VoiceSkillError(Exception):
    """Base of every error that is reported as one line, without a traceback."""

    exit_status = 1


class BadInputError(VoiceSkillError):
    """A file, a line, an option or a setting that can't be used. Says which, and why."""

    exit_status = 2


class MissingPartError(VoiceSkillError):
    """Something the machine lacks (a microphone, the speech model, a library). Says what to do."""

    exit_status = 3

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}. {remedy}")
        self.what = what
        self.remedy = remedy
