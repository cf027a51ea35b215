"""What may be answered to each question: from triage's questions, and from the session's own."""

from __future__ import annotations

from voice_skill.events import Expectation, Option
from voice_skill.triage import question, topics

SESSION: dict[str, Expectation] = {
    expects.question: expects
    for expects in (
        Expectation("opening", "open"),
        Expectation("age", "number", danger=True),
        Expectation("severity", "number"),
        Expectation("command", "command"),
        Expectation("standby", "command"),
        Expectation("confirm", "confirm"),
        Expectation("heard_warning", "yes_no"),
        Expectation("keep", "yes_no"),
        Expectation("region", "choice"),
        Expectation("contact", "yes_no"),
        Expectation("check_nos", "yes_no", danger=True),
        Expectation("topics", "choice", options=tuple(Option(topic.id, topic.title) for topic in topics())),
    )
}
"""Questions of the consultation itself, which triage does not know."""


def expectation(key: str) -> Expectation:
    """Return the expectation of a finding key, a combined question, or a session question.

    Raises:
        KeyError: no such question.
    """
    if key in SESSION:
        return SESSION[key]
    asked = question(key)
    return Expectation(
        question=asked.key,
        kind=asked.kind,
        keys=asked.keys,
        options=tuple(Option(choice.value, choice.spoken) for choice in asked.choices),
        danger=asked.danger,
    )
