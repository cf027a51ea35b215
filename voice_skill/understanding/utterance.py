"""One utterance on its way to a meaning: answer, command, findings and hints."""

from __future__ import annotations

from voice_skill.events import Command, Expectation, FindingValue, Meaning, Strength
from voice_skill.understanding import answers, typed
from voice_skill.understanding.against_no import AgainstNo
from voice_skill.understanding.body import BODY
from voice_skill.understanding.clauses import CONTENT, Clause, sense_of
from voice_skill.understanding.commanding import ANSWERING, commanded, only_commands
from voice_skill.understanding.coverage import DANGER
from voice_skill.understanding.durations import lone_span
from voice_skill.understanding.findings import add_detail, tally
from voice_skill.understanding.history import AS_EVER_KEYS, as_it_was, inverted
from voice_skill.understanding.lasting import A_DAY, lasts
from voice_skill.understanding.leaning import leaning, soothed
from voice_skill.understanding.people import MINE, OF_OTHERS, THIRD, names_kin
from voice_skill.understanding.room_talk import (
    WHO_IT_IS_ABOUT,
    aside,
    of_a_thing,
    of_the_room,
    spoken_to_another,
    told_of_another,
)
from voice_skill.understanding.said import Answer, detail
from voice_skill.understanding.scope import KEY, outside
from voice_skill.understanding.statements import read, turned
from voice_skill.understanding.stating import Mood, Statement
from voice_skill.understanding.symptoms import Tally, symptom_so
from voice_skill.understanding.vocabulary import Turning
from voice_skill.understanding.words import Words

WORDS_STANDING_CLEAR = 3
"""Words; fewer understood in a row beside words that are not, are chance."""


AT_THE_SADDLE = frozenset({"saddle_numb", "wipe_feel"})
OUR_WORDS = frozenset(
    {
        "side",
        "flank",
        "kidney",
        "kidneys",
        "back",
        "spine",
        "leg",
        "legs",
        "calf",
        "buttock",
        "thigh",
        "sciatica",
    }
)
"""What a complaint of ours is of, or a kidney stone: where one is named, it is no complaint about something else."""
SADDLE = ({"site": "saddle", "side": "unknown"},)


FALLEN = frozenset(
    {"fell", "fall", "fallen", "floor", "ground", "slipped", "tripped", "down", "stuck", "now", "suddenly"}
)
"""Words with which somebody who cannot get up has fallen, or could before."""
LEADS_TO_A_THING = frozenset(
    {
        "the",
        "a",
        "an",
        "some",
        "any",
        "that",
        "those",
        "these",
        "your",
        "our",
        "his",
        "her",
        "to",
        "of",
        "for",
    }
)
"""Words between what is stated and the thing it is stated of."""
NOTHING_TURNS = Turning()
ONLY_SO_FAR = frozenset(
    ("only", word)
    for word in ("by", "when", "if", "because", "with", "on", "in", "after", "through", "just", "until")
)
"""What limits that all is well ("I can tell I'm full, *only by* the pain")."""
BREAKS_OFF = frozenset(
    {"the", "a", "an", "my", "your", "our", "their", "and", "or", "but", "because", "if", "where", "than"}
)
"""Words that nobody ends with: what they lead to was not heard, or never said."""


def _told_to_another(words: Words, clause: Clause) -> bool:
    """Whether a clause speaks of or to other people."""
    said = (words.words[at] for phrase in clause.phrases for at in range(phrase.start, phrase.end))
    return not OF_OTHERS.isdisjoint(said)


class Utterance:
    """One utterance on its way to a meaning."""

    def __init__(
        self,
        words: Words,
        clauses: list[Clause],
        expects: Expectation,
        turning: Turning = NOTHING_TURNS,
    ) -> None:
        self.words = words
        self.clauses = clauses
        self.expects = expects
        self._turning = turning
        self.statements = [s for s in read(words, clauses) if not soothed(words, s, clauses[s.clause])]
        self.asked = (
            expects.keys[0] if expects.kind == "confirm" and len(expects.keys) == 1 else expects.question
        )
        self.of_the_room = expects.kind != "open" and any(of_the_room(clause) for clause in clauses)
        self.told_of_another = told_of_another(words, expects)
        self.whole = all(clause.whole for clause in clauses)
        # Asked of a danger, he or she may be the patient: only where words are not known is it talk of the room.
        named = any(s.meaning.get("finding") == self.asked or "here" in s.meaning for s in self.statements)
        shown = not BODY.isdisjoint(words.words) or any(clause.has("Finding", "Answer") for clause in clauses)
        patient = expects.question in DANGER and (self.whole or named) and shown
        self.of_another = self.told_of_another and not patient
        # A relative who is named is not the patient as long as nobody is spoken for: what they have is asked about.
        kin = self.told_of_another and names_kin(words.words)
        self.of_another = self.of_another or spoken_to_another(words, expects) or kin

    def meaning(self) -> Meaning:
        """Return what the utterance means; all empty when it means nothing."""
        command = commanded(self.clauses)
        if self.expects.kind == "number" and typed.number(self.clauses, self.expects.question) is not None:
            command = None  # "a minute" is a length of time here
        if self.expects.kind == "choice" and self._chosen(Tally()) is not None:
            command = None  # "I need to sit" says what helps
        if self.expects.kind == "confirm" and command is Command.CHANGE_ANSWER:
            command = None  # "that's not what I said" is the answer to a read-back
        if command is not None and only_commands(self.words, self.clauses, self.expects):
            return Meaning(command=command)
        total = self._tally()
        answer, strength = self._answer(total, command)
        if self._breaks_off() and total.values.get(self.asked) != "yes":
            answer, strength = None, Strength.PLAIN
        if self._not_to_us(answer) or (answer == "no" and self._gone_on()):
            answer, strength = None, Strength.PLAIN
        if answer == "yes" and self.expects.kind == "yes_no":
            add_detail(self.expects.question, *detail(self.clauses), total)
        findings = total.findings()
        findings.pop(self.asked, None)
        findings.pop("twitch", None)
        self._scope(findings, total.hints)
        if self.asked in AT_THE_SADDLE and findings.get("numb_where") == SADDLE:
            # The question says where; only another place is news.
            del findings["numb_where"]
        hints = frozenset(self._hints(total)) | self._as_always_sitting(findings)
        if self.told_of_another:
            hints |= {key for key, value in findings.items() if value == "yes" and key in DANGER}
            findings = {}
        if command is not Command.CALL_HELP or not self.whole:
            command = None
        return Meaning(answer, strength, command, findings, hints, self.whole)

    def _gone_on(self) -> bool:
        """Whether what seems over goes on in the same clause ("it's gone now | numb", "it stopped | working"): no plain *no*."""
        for clause in self.clauses:
            for phrase in clause.phrases:
                block = sense_of(phrase, "Block")
                if block is None or block.block.meaning["block"] != "past":
                    continue
                after = [
                    p
                    for p in clause.phrases
                    if p.start >= phrase.end and not sense_of(p, "Filler", "Duration", "And")
                ]
                if after or phrase.end in clause.gaps:
                    return True
        return False

    def _not_to_us(self, answer: FindingValue | None) -> bool:
        """Whether what looks like an answer is said to, or of, somebody or something else in the room."""
        addressed = not ANSWERING.isdisjoint(self.words.words[:1])
        if self.of_the_room and not (addressed and not MINE.isdisjoint(self.words.words)):
            return True
        theirs = self.of_another and answer not in ("unsure", "declined")  # "you'd have to ask her"
        # That somebody else is well lowers nothing: it may be talk of the room.
        theirs = theirs or (self.told_of_another and answer == "no")
        if (theirs or (answer == "yes" and self._asks_back())) and not addressed:
            return True
        thing = (
            self.expects.kind == "yes_no" and answer in ("yes", "no") and of_a_thing(self.words, self.clauses)
        )
        stated = any(s.meaning.get("finding") == self.asked for s in self.statements)
        return (thing and not stated) or aside(self.words, self.clauses, self.expects)

    def _as_always_sitting(self, findings: dict[str, FindingValue]) -> frozenset[str]:
        """Take "I can't stand up" of somebody who says they use a wheelchair as no fall: their legs are asked about."""
        sits = findings.get("mobility_limited") == "yes" or self.asked == "mobility_limited"
        if not sits or "cannot_get_up" not in findings or not FALLEN.isdisjoint(self.words.words):
            return frozenset()
        del findings["cannot_get_up"]
        return frozenset({"both_legs_weak"})

    def _breaks_off(self) -> bool:
        """Whether what is said ends where something must follow ("it's one of those things where"), and begins with no yes."""
        said = self.words.words
        return (
            self.expects.kind == "yes_no"
            and not BREAKS_OFF.isdisjoint(said[-1:])
            and said[0] not in ANSWERING - {"no"}
        )

    def _asks_back(self) -> bool:
        """Whether what is said is put as a question ("can you get numb from sitting?"), so that it answers none."""
        return any(inverted(self.words, clause) for clause in self.clauses[:1])

    def _scope(self, findings: dict[str, FindingValue], hinted: set[str]) -> None:
        """Say of a story, and of nothing else, whether it is none of ours."""
        ours = bool(hinted & DANGER) or not OUR_WORDS.isdisjoint(self.words.words)
        if self.expects.question == "opening" and not ours and outside(self.clauses, findings):
            findings[KEY] = "yes"
        else:
            findings.pop(KEY, None)

    def _tally(self) -> Tally:
        usable = [s for s in self.statements if self._usable(s)]
        total = tally(usable, self.asked, combined=len(self.expects.keys) > 1)
        for index, clause in enumerate(self.clauses):
            if clause.whole and not clause.has(*CONTENT, "Block"):
                for phrase in clause.phrases:
                    sense = sense_of(phrase, "Duration")
                    timeless = self.words.words[phrase.start : phrase.end] == ("always",)
                    span = typed.span(phrase) if sense and not timeless else None
                    if span and (span.days < A_DAY or lasts(self.words, clause, phrase, span)):
                        lone_span(total, span, [s for s in usable if abs(s.clause - index) == 1])
        spoken_of_oneself = self.expects.of_other or THIRD.isdisjoint(self.words.words)
        if self.expects.question == "opening" and self.whole and not self.statements and spoken_of_oneself:
            self._complaint(total)
        return total

    def _complaint(self, total: Tally) -> None:
        """Take a back that is named, and nothing else said of it ("it's my back"), as what hurts."""
        if any(clause.has("Negator", "Block", "Contrast", "Command") for clause in self.clauses):
            return
        named = detail(self.clauses)[0]
        if any(place.site == "back" for place in named):
            symptom_so("pain", named, total)

    def _usable(self, statement: Statement) -> bool:
        """A denial needs its clause and its neighbours whole; what is so needs its clause whole."""
        clause = statement.clause
        beside = self.clauses[max(0, clause - 1) : clause + 2]
        if turned(statement, beside) or self._only_partly_well(statement) or self._theirs(statement):
            return False
        if statement.mood is Mood.NOT_SO:
            # "I have no pain when I sit, only when I walk": told at the start, that is no absence of pain.
            at_times = self.expects.question == "opening" and self.clauses[clause].has("Qualifier")
            return not at_times and all(c.whole for c in beside)
        return self.clauses[clause].whole or self._clean(statement)

    def _theirs(self, statement: Statement) -> bool:
        """Whether a statement names him or her, where nobody speaks for them (an opening about them is turned round)."""
        said = self.words.words[statement.at : statement.end]
        ours = self.expects.of_other or self.expects.question in WHO_IT_IS_ABOUT
        asked = "here" in statement.meaning or statement.meaning.get("finding") == self.asked
        clause = self.clauses[statement.clause]
        whose = self.words.words[clause.phrases[0].start]
        return not (ours or asked) and (not THIRD.isdisjoint(said) or whose in {"we", "our"})

    def _only_partly_well(self, statement: Statement) -> bool:
        """Whether all is well only so far ("I can only manage it on one side")."""
        clause = self.clauses[statement.clause]
        if statement.meaning.get("here") != "no":
            return False
        after = self.clauses[statement.clause + 1 : statement.clause + 2]
        if any(c.contrast == "except" and self._opening_words(c) in ONLY_SO_FAR for c in after):
            return True
        return clause.contrast == "except" and self._opening_words(clause)[0] == "only"

    def _opening_words(self, clause: Clause) -> tuple[str, ...]:
        """Return the first two words of a clause."""
        at = clause.phrases[0].start
        return self.words.words[at : at + 2]

    def _clean(self, statement: Statement) -> bool:
        """Whether a statement stands clear of the words that were not understood, so that they can't take it back.

        Its subject and everything up to it must be understood without a break, and nothing in the clause may deny,
        doubt or hand it to somebody else.
        """
        clause = self.clauses[statement.clause]
        opening = self.expects.question == "opening"
        cut_off = statement.end in clause.gaps and not (opening and self._goes_on(statement))
        if clause.has("Block", "Negator") or cut_off or "here" in statement.meaning:
            return False
        if not opening and (
            clause.foreign or _told_to_another(self.words, clause) or self._of_a_thing(statement)
        ):
            return False
        if opening and statement.meaning.get("symptom") == "pain" and self._taken_for_granted(statement):
            return True
        before = [gap for gap in clause.gaps if gap < statement.at]
        begins = max(before, default=-1) + 1
        run = [phrase for phrase in clause.phrases if begins <= phrase.start < statement.at]
        opened = any(sense_of(phrase, "Subject", "Place") for phrase in run)
        return (not before or opened or statement.sentence) and statement.end - begins >= WORDS_STANDING_CLEAR

    def _goes_on(self, statement: Statement) -> bool:
        """Whether the word not known after a statement tells what was done ("I threw my back out *shovelling* snow")."""
        return self.words.words[statement.end].endswith("ing")

    def _taken_for_granted(self, statement: Statement) -> bool:
        """Whether a clause begins with "the pain" or "my pain": whatever follows, there is one."""
        first = self.words.words[statement.at]
        return (
            first in {"the", "my", "this"} and statement.at == self.clauses[statement.clause].phrases[0].start
        )

    def _of_a_thing(self, statement: Statement) -> bool:
        """Whether what is stated is of a thing that is not known ("she's expecting the plumber")."""
        at = statement.end
        while at < len(self.words.words) and self.words.words[at] in LEADS_TO_A_THING:
            at += 1
        clause = self.clauses[statement.clause]
        broken = any(gap < statement.at for gap in clause.gaps) and self.words.words[statement.at] in {
            "it",
            "that",
        }
        return broken or (at > statement.end and at in clause.gaps)

    def _hints(self, total: Tally) -> set[str]:
        hints = set(total.hints)
        for statement in self.statements:
            key = statement.meaning.get("finding")
            if key and not self._usable(statement) and statement.mood is Mood.SO:
                hints.add(str(key))
        return hints - set(total.values) - {KEY}

    def _chosen(self, total: Tally) -> FindingValue | None:
        return typed.choice(self.clauses, total, self.expects, self.words.words)

    def _yes_or_no(self, total: Tally, command: Command | None) -> Answer | None:
        if any(total.values.get(key) == "yes" for key in self.expects.keys):
            total.values[self.expects.question] = "yes"
        found = answers.yes_no(self.words, self.clauses, total, self.expects.question)
        if found is None and command is None:
            found = leaning(
                self.words,
                self.clauses,
                self.statements,
                total,
                self.asked,
                self._turning,
                combined=len(self.expects.keys) > 1,
            )
        if found is not None and found.value == "no":
            against = AgainstNo(
                self.words, self.clauses, self.statements, self.expects, self.asked, self._turning.own
            )
            found = None if against.speaks(total) else found
        if self.asked in AS_EVER_KEYS and as_it_was(self.words, self.clauses):
            found = Answer("no", Strength.SOFT)
        return found

    def _answer(self, total: Tally, command: Command | None) -> tuple[FindingValue | None, Strength]:
        kind = self.expects.kind
        if kind == "confirm":
            confirmed = answers.confirmation(
                self.words, self.clauses, total, self.asked, self.expects.proposed
            )
            return (confirmed.value, confirmed.strength) if confirmed else (None, Strength.PLAIN)
        if kind == "yes_no":
            found = self._yes_or_no(total, command)
            return (found.value, found.strength) if found else (None, Strength.PLAIN)
        value: FindingValue | None = None
        if kind == "number":
            value = typed.number(self.clauses, self.expects.question)
        elif kind == "site":
            value = typed.where(self.clauses)
        elif kind in {"choice", "command"}:
            value = self._chosen(total)
            if value is None and self.expects.question == "weak_onset":
                value = typed.onset(self.clauses)
        if value is None and kind not in {"open", "command"}:
            general = answers.yes_no(self.words, self.clauses, Tally(), self.expects.question)
            refusals = (
                {"unsure", "declined", "no"} if self.expects.question == "topics" else {"unsure", "declined"}
            )
            if general and general.value in refusals:
                value = general.value
        return value, Strength.PLAIN
