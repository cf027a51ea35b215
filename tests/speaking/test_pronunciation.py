"""What is written is said properly: recognised again from the rendered speech, among rivals it could be taken for."""

from __future__ import annotations

import re

import pytest
import yaml

from voice_skill.speaking import wording
from voice_skill.speaking.voice import Pyttsx3Voice
from voice_skill.speaking.wording import as_said

RIVALS = [
    "go to", "see your", "call", "that goes with the", "an", "tell the", "in the", "the", "now", "can help", "nerve",
    "a and e", "a and d", "a nee", "any", "and a", "gp", "g p", "gps", "jeep", "jeeps", "nhs", "n h s", "e r", "err",
    "air", "emergency department", "e d", "head", "m r i", "mri", "murray", "d v l a", "uk", "u k", "us", "u s", "bus",
    "l four", "l five", "s one", "s two", "as one", "el",
    "nine nine nine", "nine hundred and ninety nine", "one one one", "one hundred and eleven", "one one two",
    "one hundred and twelve", "nine one one", "nine hundred and eleven", "zero zero zero", "one one six one two three",
    "one hundred and sixteen", "wait", "twenty minutes", "two zero minutes", "if you are", "sixty five", "six five",
    "or over", "thirteen eleven fourteen", "[unk]", "[unk]",
]  # fmt: skip
RENDERS = 3
"""espeak's sound varies a little from one rendering to the next; most of them must be understood."""
HEARD = {
    "Go to A&E now.": "a and (e|d) now",  # a letter's name by itself: Vosk's guess between e and d is open
    "See your GP.": "your (gp|g p)",
    "See the GPs.": "gps?",
    "The NHS can help.": "(nhs|n h s) can help",
    "Go to the ER now.": "e r now",
    "Go to the ED now.": "emergency department now",
    "An MRI.": "(m r i|mri)",
    "Tell the DVLA.": "d v l a",
    "In the UK.": "(uk|u k)",
    "In the US.": "u s",
    "That goes with the L4 nerve.": "l four",
    "That goes with the L5 nerve.": "l five",
    "That goes with the S1 nerve.": "s one",
    "That goes with the S2 nerve.": "s two",
    "Call 999 now.": "call nine nine nine now",
    "Call 111 now.": "call one one one now",
    "Call 112 now.": "call one one two now",
    "Call 1 1 2 now.": "call one one two now",
    "Call 911 now.": "call nine one one now",
    "Call 000 now.": "call zero zero zero now",
    "Call 116 123 now.": "call one one six one two three now",
    "Call 13 11 14 now.": "call thirteen eleven fourteen now",
    "Wait 20 minutes.": "wait twenty minutes",
    "If you are 65 or over.": "if you are sixty five or over",
}


@pytest.mark.model
@pytest.mark.parametrize("text", HEARD)
def test_it_is_heard_as_it_is_meant(text: str, voice: Pyttsx3Voice, recognise) -> None:  # noqa: ANN001
    """Vosk, given what else it could be, hears what a person should; the words around it don't matter."""
    heard = [recognise(voice.render(text), RIVALS) for _ in range(RENDERS)]
    understood = [words for words in heard if re.search(rf"\b{HEARD[text]}\b", words)]
    assert len(understood) > RENDERS / 2, heard


@pytest.mark.model
def test_an_emergency_number_is_understood_when_said_slowly(voice: Pyttsx3Voice, recognise) -> None:  # noqa: ANN001
    """Slow speech keeps the digits apart and in order."""
    assert recognise(voice.render("Call 999 now.", slow=True), RIVALS) == "call nine nine nine now"


def test_every_entry_of_the_list_is_tested() -> None:
    """A word added to the list without a recognition test fails here."""
    listed = yaml.safe_load((wording._FOLDER / "pronunciation.yaml").read_text(encoding="utf-8"))["words"]
    tested = " ".join(HEARD)
    assert {entry for entry in listed if entry not in tested} == {"A & E"}
    assert as_said("Go to A & E now.") == as_said("Go to A&E now.")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Tell US, not us.", "Tell U S, not us."),
        ("The user's MRIs and GENERAL", "The user's MRIs and GENERAL"),
        ("in 12 months", "in 12 months"),
        ("Ring 0800 11 11", "Ring zero eight zero zero 11 11"),
        ("S1, S10 and XS1", "S 1, S10 and XS1"),
    ],
)
def test_only_whole_words_and_long_numbers_are_replaced(written: str, said: str) -> None:
    """Capital letters inside other words, and short numbers, stay."""
    assert as_said(written) == said
