"""The values handed from room to room: immutable, without behaviour, and importing nothing of ours.

Events go into the conversation (`Heard`, `NoInput`, `AudioLost`, `TimerFired`), actions come out of it
(`Say`, `Ask`, `StartTimer`, `Finish` and the few below). `Expectation` says what an answer may be, and is all
that understanding, trust and hearing need to know about a question.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

FindingValue: TypeAlias = "str | int | float | tuple[Mapping[str, str], ...]"
"""`yes|no|unsure|declined`, a typed value, a number, or places as `{"site": …, "side": …}`."""

Findings: TypeAlias = "Mapping[str, FindingValue]"
"""Finding key → value. An absent key was not asked."""

Kind = Literal["yes_no", "choice", "number", "site", "open", "confirm", "command"]
"""What sort of answer a question takes (the `kind` of the JSON-lines contract)."""


class Command(StrEnum):
    """What a person may ask of the skill at any turn, in place of an answer."""

    REPEAT = "repeat"
    MEANING = "what_do_you_mean"
    WHY = "why"
    SLOWER = "slower"
    FASTER = "faster"
    LOUDER = "louder"
    QUIETER = "quieter"
    WAIT = "wait"
    MORE_TIME = "more_time"
    GO_BACK = "go_back"
    CHANGE_ANSWER = "change_answer"
    SKIP = "skip"
    HELP = "help"
    HOW_LONG = "how_long"
    START_AGAIN = "start_again"
    STOP = "stop"
    SUMMARY = "summary"
    DELETE = "delete"
    NEXT = "next"
    CONTINUE = "continue"
    CALL_HELP = "call_help"
    TEST_CONTACT = "test_contact"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a closed question."""

    value: str
    """The finding value it stands for."""
    spoken: str
    """How it may be said."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the answer to a question may be. The grammar, the parser and the trust rules are chosen by it."""

    question: str
    """A finding key, the id of a question that covers several keys, or `opening`, `age`, `command`, …"""
    kind: Kind
    keys: tuple[str, ...] = ()
    """The finding keys a plain *no* answers; one for most questions, none for session questions."""
    options: tuple[Option, ...] = ()
    """For `choice` and `command`: what may be said."""
    danger: bool = False
    """True where a wrong *no* could lower urgency: groups A to E and every minimum-set key."""
    proposed: FindingValue | None = None
    """For `confirm`: the answer that is being read back."""
    of_other: bool = False
    """The answers are given for somebody else, who is spoken of as *he* or *she*."""


class Source(StrEnum):
    """Where a reading comes from."""

    GRAMMAR = "grammar"
    STORY = "story"
    """The opening's grammar, listened to at another question when an utterance made no sense there."""
    OPEN = "open"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Reading:
    """One recogniser's words for one utterance."""

    text: str
    """Lower-case words; `[unk]` where the grammar refused a stretch of speech."""
    source: Source
    confidence: float | None = None
    """0 to 1 where the recogniser gives one. Never enough to trust a reading by itself."""
    fit: float | None = None
    """Of what the opening's grammar heard: by how much it explains the sound better than the whole vocabulary does,
    log-likelihood. Above nought, the speech was not forced into the grammar. None: not compared."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody spoke. Whether it means anything is for understanding to say."""

    readings: tuple[Reading, ...]
    """The question's grammar first; then whatever shares no constraint with it."""
    speech_end_s: float | None = None
    """Seconds from the opening of the microphone to the end of speech."""
    decided_s: float | None = None
    """Seconds from the opening of the microphone to the end of the turn."""
    hint: Literal["too_quiet", "too_loud"] | None = None
    """What the level of the sound suggests saying to the person, when the words were not understood."""
    complete: bool = True
    """False when speech was cut (the utterance limit was reached): nothing that lowers urgency may come of it."""


@dataclass(frozen=True, slots=True)
class NoInput:
    """Nobody spoke within the time given."""

    waited_s: float = 0.0


@dataclass(frozen=True, slots=True)
class AudioLost:
    """Sound went missing while listening: what was heard can't be trusted, and is asked again."""

    reason: str
    """One plain clause for the person or the log: `the microphone was unplugged`."""
    recovered: bool = True
    """False when there is no microphone to listen with any more."""


@dataclass(frozen=True, slots=True)
class TimerFired:
    """A timer started with `StartTimer` ran out."""

    name: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The input ended or the device is shutting down: counts as *stop*."""

    reason: Literal["end_of_input", "signal", "fault"] = "end_of_input"


@dataclass(frozen=True, slots=True)
class SpeechFailed:
    """What was to be said could not be made audible; the text was shown if there is a screen."""

    text: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class ContactDone:
    """The emergency contact command has ended."""

    reached: bool
    """Whether it reported success."""


@dataclass(frozen=True, slots=True)
class SummaryKept:
    """The summary has been kept, or could not be."""

    kept: bool


@dataclass(frozen=True, slots=True)
class PreferencesKept:
    """How this person wants to be spoken to has been kept, or could not be."""

    kept: bool


@dataclass(frozen=True, slots=True)
class NotDeleted:
    """What was kept could not be deleted, so the actions after `DeleteKept` have not been done."""


@dataclass(frozen=True, slots=True)
class Interrupted:
    """Where echo is cancelled: the person said *stop*, *wait* or *repeat* while something was being spoken."""

    command: Command
    unsaid: tuple[Say, ...]
    """The line that was broken off and those that were to follow it; none where it was the question itself."""


Event: TypeAlias = (
    "Heard | NoInput | AudioLost | TimerFired | Stopped | SpeechFailed | ContactDone | SummaryKept | PreferencesKept"
    " | NotDeleted | Interrupted"
)


class Strength(StrEnum):
    """How an answer was put. `trust` decides what each is worth."""

    PLAIN = "plain"
    QUALIFIED = "qualified"
    """"a bit", "only when I cough": a *yes*."""
    SOFT = "soft"
    """"not really", "not that I know of": a *no* that a danger question confirms."""
    CORRECTED = "corrected"
    """"no wait, I mean yes": the answer corrected to."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one reading of an utterance means as an answer to one question; all empty: nothing."""

    answer: FindingValue | None = None
    """To the question asked: `yes|no|unsure|declined`, a typed value, or None."""
    strength: Strength = Strength.PLAIN
    command: Command | None = None
    findings: Findings = field(default_factory=dict)
    """Other keys that were stated in passing."""
    hints: frozenset[str] = frozenset()
    """Red-flag keys that unparsed words point to: reason to ask, never a finding."""
    whole: bool = True
    """True when every word was understood (fillers aside)."""

    @property
    def empty(self) -> bool:
        """Whether nothing at all was understood."""
        return self.answer is None and self.command is None and not self.findings


class Verdict(StrEnum):
    """What may be done with an utterance."""

    TAKE = "take"
    CONFIRM = "confirm"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Decision:
    """The readings of one utterance, reconciled."""

    verdict: Verdict
    meaning: Meaning
    """With CONFIRM, `meaning.answer` is the proposal to read back; with AGAIN it may hold findings or hints."""
    why: str
    """The rule of trust that decided, by name, for the log and the tests."""


@dataclass(frozen=True, slots=True)
class Say:
    """Speak, and show, one chunk: a sentence or two."""

    text: str
    urgent: bool = False
    """Played to its end, never dropped, and shown prominently."""
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Speak a question, open the microphone, and come back with one event."""

    text: str
    expects: Expectation
    attempt: int = 1
    """2 and more for a re-ask."""
    wait_s: float | None = None
    """Seconds to wait for speech to begin; None: as the person's patience setting says."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What was made of the last utterance: for captions, logs and the line protocol."""

    question: str
    answer: FindingValue | None
    command: Command | None
    findings: Findings
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Wake the conversation after a while with `TimerFired(name)`, unless something is heard first."""

    name: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Adjust:
    """Change how the device speaks or listens, from here on."""

    what: Literal["rate", "volume", "patience"]
    direction: Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Result:
    """The decision, once it is reached: shown, written to the line protocol, kept for the handover."""

    level: str
    rules: tuple[str, ...]
    reasons: tuple[str, ...]
    findings: Findings


@dataclass(frozen=True, slots=True)
class Finish:
    """The consultation is over."""

    reason: Literal["done", "stopped", "no_answer", "fault"]


@dataclass(frozen=True, slots=True)
class CallContact:
    """Run the emergency contact command, and come back with `ContactDone`. Ends a list of actions, as `Ask` does."""

    rehearsal: bool = False
    """True for a test asked for by voice: the command is told that nobody is in danger."""


@dataclass(frozen=True, slots=True)
class KeepSummary:
    """Keep the summary for a clinician or carer, and come back with `SummaryKept`. Ends a list of actions."""


@dataclass(frozen=True, slots=True)
class KeepPreferences:
    """Keep pace, loudness and patience as they are now, and come back with `PreferencesKept`. Ends a list of actions."""

    region: str | None = None
    """Name of the region that was chosen by voice; None: none was."""


@dataclass(frozen=True, slots=True)
class DeleteKept:
    """Delete every summary that was kept on this device; where that fails, `NotDeleted` comes at once."""


Action: TypeAlias = (
    "Say | Ask | Understood | StartTimer | Adjust | Result | CallContact | KeepSummary | KeepPreferences | DeleteKept"
    " | Finish"
)
