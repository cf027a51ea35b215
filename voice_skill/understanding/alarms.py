"""Danger words inside speech that was not understood → what to ask about. Never a finding, so it may be generous."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from voice_skill.understanding.automaton import Phrase
from voice_skill.understanding.words import Words

REACH = 12
"""Words; signs further apart belong to different things."""

ALARMS: Mapping[str, tuple[frozenset[str], ...]] = {
    key: tuple(frozenset(signs.split()) for signs in ways)
    for key, ways in {
        "saddle_numb": ("saddle numb", "saddle estranged", "lower_half numb"),
        "wipe_feel": ("wipe altered",),
        "pee_difficulty": ("bladder cannot",),
        "pee_feeling_lost": ("bladder numb", "bladder cannot_tell"),
        "pee_leak": ("bladder leaking", "wet_self", "saddle uncontrolled", "out_of_me"),
        "bowel_change": ("bowel leaking", "bowel numb", "bowel cannot_tell", "soiled_self", "saddle uncontrolled", "out_of_me"),
        "sexual_change": ("sex numb", "sex cannot"),
        "both_legs_pain": ("both_legs numb", "the_other pain", "the_other numb"),
        "both_legs_weak": ("both_legs weak", "the_other weak", "lower_half weak", "lower_half cannot"),
        "leg_weak": ("leg weak",),
        "foot_drop": ("foot drops",),
        "chest_pain_breathless": ("chest ache", "chest cry", "my_chest", "breath cannot", "breath sudden", "breath cry",
                                  "mouth blue", "breath ache", "breath races", "left_arm ache", "coughs_blood"),
        "stroke_signs": ("face droops", "speech garbled", "speech sudden cannot", "arm sudden weak", "arm sudden numb",
                         "stroke", "sight"),
        "collapse_clammy": ("faint", "ashen sweating"),
        "sudden_severe_onset": ("sudden severe pain", "struck"),
        "belly_pulse": ("belly pulses",),
        "cold_pale_leg": ("foot pale", "leg pale"),
        "major_trauma": ("crashed height", "wreck"),
        "cannot_get_up": ("floor stuck", "fallen stranded"),
        "sepsis_signs": ("septic",),
        "fever_unwell": ("fever",),
        "overdose": ("took medicine many", "medicine overdoing", "took overdoing", "overdose"),
        "self_harm": ("despair", "medicine intends many", "medicine hoarded"),
        "pregnancy_warning": ("labour begun", "expecting bleeding"),
        "lockjaw": ("jaw locked",),
        "fit_palpitations": ("chest races", "fit"),
        "dark_urine": ("bladder dark",),
        "calf_swollen": ("calf swollen",),
        "tight_after_injury": ("hard_swollen injured",),
        "speech_swallow": ("swallow cannot",),
        "serotonin_signs": ("jerking sweating",),
    }.items()
}  # fmt: skip
"""Finding key → the groups of signs (grammars/en/emergencies/signs.yaml) that point to it, each enough by itself."""


ABOUT: Mapping[str, tuple[str, ...]] = {
    "pregnant": ("expecting",), "pregnancy_warning": ("expecting",), "n5": ("expecting",), "constipation": ("bowel",),
    "bowel_change": ("bowel",), "burning_pee": ("bladder",), "pee_difficulty": ("bladder",), "pee_leak": ("bladder",),
    "pee_feeling_lost": ("bladder",), "dark_urine": ("bladder",), "wipe_feel": ("wipe",), "leg_pain_radiating": ("pain",),
    "any_pain": ("pain",), "back_pain": ("pain",), "previous_sciatica": ("pain",), "pain_where": ("pain",),
    "tingle_leg": ("numb",), "numb_where": ("numb",), "leg_weak": ("weak",), "weak_onset": ("weak",), "weak_worse": ("weak",),
    "medicines_new": ("took",), "overdose": ("medicine", "took"), "speech_swallow": ("speech",),
}  # fmt: skip
"""Question → the signs that an answer to it need not name, because they were just spoken of."""


def alarms(words: Words, signs: Iterable[Phrase], asked: str = "") -> frozenset[str]:
    """Return the danger signs that the words of an utterance point to, as said at a question."""
    at: dict[str, list[int]] = {sign: list(range(len(words.words))) for sign in ABOUT.get(asked, ())}
    for phrase in signs:
        for sense in phrase.senses:
            at.setdefault(str(sense.block.meaning["sign"]), []).append(phrase.start)
    breaks = sorted(words.hard)
    return frozenset(
        key
        for key, ways in ALARMS.items()
        if any(way <= at.keys() and _together([at[sign] for sign in way], breaks) for way in ways)
    )


def _together(places: list[list[int]], breaks: list[int]) -> bool:
    """Whether one of each stands within reach of the others, in one sentence."""
    for first in places[0]:
        chosen = [min(others, key=lambda at: abs(at - first)) for others in places]
        low, high = min(chosen), max(chosen)
        if high - low <= REACH and not any(low < at <= high for at in breaks):
            return True
    return False
