"""Sound to words: microphone or recording, end of turn, Vosk, the second reading, the model on disk.

What is named here is for the other rooms; anything else may move.
"""

from voice_skill.hearing import model_store
from voice_skill.hearing.equipment import Judge, ListenerSettings
from voice_skill.hearing.evidence import NOTHING, EvidenceSettings, Judgement, bare_answers
from voice_skill.hearing.listener import VoskListener, phrase_judge
from voice_skill.hearing.microphone import MicrophoneSource
from voice_skill.hearing.patience import Patience
from voice_skill.hearing.sources import SampleSource, SourceLostError, WavSource
from voice_skill.hearing.spotter import PhraseSpotter, Spotted, SpotterSettings
from voice_skill.hearing.turn import Completeness
from voice_skill.hearing.vosk_adapter import SpeechModel, load_model

__all__ = [
    "NOTHING",
    "Completeness",
    "EvidenceSettings",
    "Judge",
    "Judgement",
    "ListenerSettings",
    "MicrophoneSource",
    "Patience",
    "PhraseSpotter",
    "SampleSource",
    "SourceLostError",
    "SpeechModel",
    "Spotted",
    "SpotterSettings",
    "VoskListener",
    "WavSource",
    "bare_answers",
    "load_model",
    "model_store",
    "phrase_judge",
]
