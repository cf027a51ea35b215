"""A consultation that broke off, as plain values that survive a power cut: taken out of one, put into the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_skill import triage
from voice_skill.conversation.memory import Answer, Certainty, Memory
from voice_skill.conversation.talk import Talk
from voice_skill.events import FindingValue

FORMAT = 1
"""Of the values; another number is not read. Raise it when the meaning of a value changes."""


def unfinished(talk: Talk) -> dict[str, object] | None:
    """What has been said so far, as JSON values; None when there is nothing worth going on with."""
    memory = talk.memory
    if not memory.answers and memory.age is None:
        return None
    return {
        "format": FORMAT,
        "region": talk.region.name,
        "answers": [
            {
                "key": each.key,
                "value": each.value,
                "certainty": str(each.certainty),
                "replaced": each.replaced,
            }
            for each in memory.answers
        ],
        "asked": [list(keys) for keys in memory.asked],
        "asked_as": dict(talk.asked_as),
        "skip": sorted(memory.skip),
        "split": sorted(memory.split),
        "checked": sorted(talk.checked),
        "hints": list(talk.hints),
        "story": list(memory.story),
        "story_done": talk.story_done,
        "story_lost": talk.story_lost,
        "age": memory.age,
        "age_asked": memory.age_asked,
        "age_of_other": memory.age_of_other,
        "questions_asked": talk.questions_asked,
    }


def take_up(talk: Talk, content: Mapping[str, Any]) -> bool:
    """Go on with what was said before; False, with nothing changed, when it can't be read.

    What had been announced or advised is left out, so that it is said again: nobody knows how much of it was heard.
    """
    try:
        memory = _memory(content)
        region = content["region"]
        place = talk.region if region is None else triage.region(region)
        asked_as = {str(key): str(question) for key, question in content["asked_as"].items()}
        for key in {*asked_as.values(), *(answer.key for answer in memory.answers)}:
            triage.question(key)
        hints, checked = _names(content["hints"]), set(_names(content["checked"]))
        told, lost = bool(content["story_done"]), bool(content["story_lost"])
        count = int(content["questions_asked"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    talk.memory, talk.asked_as, talk.hints, talk.checked = memory, asked_as, list(hints), checked
    talk.story_done, talk.story_lost, talk.questions_asked = told, lost, count
    talk.move_to(place)
    return True


def _memory(content: Mapping[str, Any]) -> Memory:
    if content["format"] != FORMAT:
        raise ValueError("another format")
    memory = Memory(
        skip=set(_names(content["skip"])),
        split=set(_names(content["split"])),
        story=list(_names(content["story"])),
        age=content["age"],
        age_asked=bool(content["age_asked"]),
        age_of_other=bool(content["age_of_other"]),
        asked=[_names(keys) for keys in content["asked"]],
    )
    for each in content["answers"]:
        key, value = str(each["key"]), _value(each["value"])
        if not memory.possible(key, value) or memory.get(key) is not None:
            raise ValueError("an answer that nobody can have given")
        replaced = None if each["replaced"] is None else _value(each["replaced"])
        memory.answers.append(Answer(key, value, Certainty(each["certainty"]), replaced))
    triage.assess(memory.findings, age=memory.age)  # whatever it holds must make sense together
    return memory


def _names(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise ValueError("not a list of names")
    return tuple(values)


def _value(value: Any) -> FindingValue:
    """A finding's value as JSON gives it back; places become tuples of plain mappings again."""
    if isinstance(value, list):
        return tuple({str(name): str(text) for name, text in place.items()} for place in value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise TypeError("not a finding's value")
    return value
