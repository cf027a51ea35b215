"""What a consultation needs of a machine: each part tried for real, with what to do when it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voice_skill.devices.mouth import WARNINGS_LIMIT_S, Mouth
from voice_skill.devices.parts import Parts
from voice_skill.errors import MissingPartError

if TYPE_CHECKING:
    from voice_skill.settings import Settings

TRIAL = "This is a test of the voice."
_REINSTALL = "Install voice-skill again."


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, and how it is."""

    part: str
    ok: bool
    text: str
    remedy: str = ""
    essential: bool = True
    """Whether even a consultation over recordings or lines is impossible without it."""


def checks(settings: Settings, *, speak: bool = True) -> Iterator[Finding]:
    """Try every part in turn. `speak` says the region's emergency number aloud where that is possible."""
    parts = Parts(settings)
    yield _checked("model", lambda: _model(settings))
    yield _checked("grammar", lambda: _grammar(parts))
    yield _checked("start phrase", lambda: _start_phrase(parts), essential=False)
    yield _checked("voice", lambda: _voice(settings))
    yield _checked("microphone", lambda: _device("input", settings.microphone), essential=False)
    loudspeaker = _checked("loudspeaker", lambda: _device("output", settings.loudspeaker), essential=False)
    yield loudspeaker
    yield _region(settings, aloud=speak and loudspeaker.ok)


def _checked(part: str, check: Callable[[], str], *, essential: bool = True) -> Finding:
    try:
        return Finding(part, ok=True, text=check(), essential=essential)
    except MissingPartError as error:
        return Finding(part, ok=False, text=f"{error.what}.", remedy=error.remedy, essential=essential)
    except Exception as error:  # noqa: BLE001  a doctor names whatever is wrong and goes on to the next part
        fault = f"{type(error).__name__}: {error}"
        return Finding(part, ok=False, text=" ".join(fault.split()), remedy=_REINSTALL, essential=essential)


def _model(settings: Settings) -> str:
    from voice_skill.hearing import model_store  # noqa: PLC0415  each part is loaded when it is tried

    status = model_store.status(settings.model, thorough=True)
    if not status.ready:
        problem = status.problems[0] if status.problems else "not installed"
        raise MissingPartError(f"{status.path}: {problem}", model_store.REMEDY)
    return f"{status.path}: every file is as published"


def _grammar(parts: Parts) -> str:
    listener_model = parts.speech_model
    unknown = listener_model.unknown_words(parts.understander.words())
    if unknown:
        counted = "1 word" if len(unknown) == 1 else f"{len(unknown)} words"
        raise MissingPartError(
            f"the model can't hear {counted} of the grammars: {', '.join(unknown[:10])}",
            "Say these differently in grammars/en, or use another model.",
        )
    return f"all {len(parts.understander.words())} words are in the model's vocabulary"


def _start_phrase(parts: Parts) -> str:
    phrase = parts.settings.start_phrase
    unknown = parts.speech_model.unknown_words([phrase])
    if unknown:
        raise MissingPartError(
            f"the model can't hear {', '.join(unknown)} of {phrase!r}",
            "Set start_phrase in the settings to everyday words.",
        )
    return f"standby starts at {phrase!r}"


def _voice(settings: Settings) -> str:
    from voice_skill.speaking.player import NullPlayer  # noqa: PLC0415

    warnings = Parts(settings).warnings()
    with Mouth.of(settings, NullPlayer()) as mouth:
        seconds = mouth.rehearse(TRIAL)
        rendering = mouth.prepare(warnings, slow=True)
        if not rendering.wait(WARNINGS_LIMIT_S) or rendering.failed:
            raise MissingPartError(
                "an urgent warning can't be rendered", "Install a voice with `sudo apt install espeak-ng`."
            )
    return (
        f"speech is rendered ({seconds:.1f} s for {len(TRIAL.split())} words, and {len(warnings)} warnings)"
    )


def _device(direction: str, name: str | None) -> str:
    from voice_skill import sound_card  # noqa: PLC0415

    device = sound_card.find("input" if direction == "input" else "output", name)
    return f"{device.name} ({device.host}, {device.rate} Hz)"


def _region(settings: Settings, *, aloud: bool) -> Finding:
    from voice_skill import triage  # noqa: PLC0415

    text = triage.region(settings.region).fill("The emergency number is: {emergency_number}.")
    if aloud:
        with Mouth.through_sound_card(settings) as mouth:
            mouth.speak(text)
    if settings.region is None:
        return Finding(
            "region",
            ok=False,
            text=text,
            remedy=f"Set region in the settings to one of {', '.join(triage.regions())}; until then it is asked by voice.",
            essential=False,
        )
    return Finding("region", ok=True, text=f"{settings.region}. {text}")
