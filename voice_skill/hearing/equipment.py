"""What a turn of listening works with, and the numbers it goes by."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field

from voice_skill.events import Expectation
from voice_skill.hearing.competitors import QuestionGrammar
from voice_skill.hearing.early_end import EarlyEndSettings
from voice_skill.hearing.evidence import EvidenceSettings, Judgement
from voice_skill.hearing.patience import Patience
from voice_skill.hearing.voice_activity import VoiceActivity
from voice_skill.hearing.vosk_adapter import SpeechModel

Judge = Callable[[str, Expectation], Judgement]
"""Says what words amount to as an answer. Hearing knows no meaning, so whoever joins the rooms passes it in."""


@dataclass(frozen=True, slots=True)
class ListenerSettings:
    """How listening behaves. By measurement, see `docs/hearing.md`."""

    unknowns: int = 3
    """`[unk]` entries in the grammar: each makes foreign speech likelier to be refused."""
    favour: int = 10
    """How many times over one-word answers are counted in the grammar."""
    evidence: EvidenceSettings = field(default_factory=EvidenceSettings)
    """How much must speak for an answer."""
    pre_roll_s: float = 0.4
    """Sound kept from before speech was noticed: first consonants are soft."""
    tail_s: float = 0.3
    """Sound given to the recogniser after the last speech: what follows is the room's, not the person's."""
    noisy_room_db: float = 25.0
    """Where the voice stands out of the room by less than this, talk in the room may be what was heard."""
    early_end: EarlyEndSettings = field(default_factory=EarlyEndSettings)
    """When an answer ends the turn before its full time."""
    least_story_s: float = 0.5
    """Speech shorter than this that is no answer tells of nothing: a danger takes two words to say."""
    least_voiced_s: float = 0.10
    """Speech shorter than this that yields no words was a click or a cough: go on listening."""
    reopening_s: float = 0.5
    """How much of a recording after a decision may still belong to the answer: as long as a reply takes to begin."""
    recording_tail_s: float = 0.6
    """Silence added after a recording in which nobody has spoken, to be sure of it."""


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a turn works with."""

    model: SpeechModel
    grammar: QuestionGrammar
    stories: QuestionGrammar | None
    """Of the opening, for an utterance that makes no sense as an answer."""
    activity: VoiceActivity
    judge: Judge
    patience: Patience
    settings: ListenerSettings
    helper: Executor
    """Where the second reading is decoded."""
