"""Families of sentences that look like denials and are none, crossed over every danger question: never even a proposed *no*."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from voice_skill.triage import load_knowledge, question

if TYPE_CHECKING:
    from voice_skill.understanding import Understander

# A *no* is the worse answer to "only sore muscles?", and "not before" answers "have you had this before?".
DANGER_QUESTIONS = sorted(
    key
    for key in load_knowledge().worded
    if question(key).kind == "yes_no"
    and question(key).group in {"A", "B", "C", "D", "E"}
    and key not in {"both_legs_sore", "previous_sciatica"}
)

FAMILIES = {
    "doubt that begins with no": [
        "no idea", "no idea love", "no clue", "no notion", "no way of knowing", "not a clue", "not sure", "not certain no",
        "no I don't know", "no I can't tell", "no I couldn't say", "no I'm not sure", "no hang on I'm not sure",
    ],
    "no that stresses": [
        "no joke it's bad", "no kidding", "no end of trouble", "no end of bother with it", "no doubt about it",
        "no denying it", "no question about it", "no two ways about it", "no lie it's terrible", "no mistake about it",
        "no wonder I'm worried", "there's no doubt", "no mistaking it", "no getting away from it", "no escaping it",
    ],
    "double negation": [
        "it's not nothing", "I can't say no", "I can't say I haven't", "I wouldn't say no to that", "not never",
        "it's not that I haven't", "I don't deny it", "I won't deny it", "I can't deny it", "not without trouble",
        "it isn't that it doesn't",
    ],
    "limited in time": [
        "not until today", "not before today", "not until this morning", "never until last week", "no not till yesterday",
        "it never did until now", "I didn't before this week", "not at first but now I do", "never before now",
        "it was fine until yesterday", "I was all right till the weekend", "it used to be fine",
    ],
    "limited in extent": [
        "no worse than yesterday", "no better", "no better than it was", "not all the time", "not always", "not every day",
        "not constantly", "not only that", "not just a bit", "not completely", "not entirely",
        "not quite gone", "never this bad before", "never anything like this before",
    ],
    "lack that is the bad news": [
        "hardly any feeling", "barely any feeling", "no feeling at all", "I no longer feel it", "I can no longer do it",
        "no control at all", "I've no control", "nothing at all comes out", "no strength in it", "no power left",
        "it won't work at all", "nothing works", "I can't feel a thing", "not a thing gets better",
    ],
    "corrected": [
        "no wait yes", "no sorry yes", "no I mean yes", "no actually yes", "no no yes I do", "no hold on yes",
        "no I tell a lie yes", "no yes", "not my left my right", "no not the left the right", "no the other one is",
        "no well yes", "no yes sorry yes I have", "no that's wrong yes I do", "no scratch that yes",
    ],
    "answered with more": [
        "no but it does", "no it's really bad", "no it's terrible", "no it hurts like hell", "no except when I walk",
        "no only sometimes", "no just a little", "no only at night", "no not much", "no unless I move", "no apart from today",
        "no it's just started", "no only when I cough", "no but a bit", "no mostly not", "not often", "not very often",
    ],
    "declined": [
        "no comment", "no I'd rather not say", "no I'm not answering that", "no that's private", "not telling you",
        "no I don't want to talk about that", "no next question",
    ],
}  # fmt: skip


MEANT = {("night_pain", "not all the time"), ("night_pain", "not constantly")}
"""What is asked there is whether the pain is constant."""


@pytest.mark.parametrize("family", FAMILIES)
def test_never_even_proposed(understander: Understander, family: str) -> None:
    """No sentence of the family is a *no* at any danger question."""
    taken = [
        (key, text)
        for key in DANGER_QUESTIONS
        for text in FAMILIES[family]
        if (key, text) not in MEANT
        if understander.parse(text, understander.expectation(key)).answer == "no"
    ]
    assert not taken
