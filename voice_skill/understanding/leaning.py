"""What an answer leans to when some of its words are not known: a *yes*, or a *no* that is only proposed.

A *yes* costs little. A *no* from here is always soft, so that it is read back before it counts, and there is none
where anything in the utterance says that something is wrong, is limited, or is set against something else.
"""

from __future__ import annotations

from collections.abc import Sequence

from voice_skill.events import Strength
from voice_skill.understanding.automaton import Phrase
from voice_skill.understanding.clauses import FINITE, SUBJECTS, Clause, denying, says_well, sense_of
from voice_skill.understanding.coverage import PARTS, STRICT
from voice_skill.understanding.said import Answer
from voice_skill.understanding.stating import Mood, Statement
from voice_skill.understanding.symptoms import Tally
from voice_skill.understanding.vocabulary import Turning, stem
from voice_skill.understanding.words import Words

UNKNOWN_BESIDE_YES = 5
"""Words not known beside what says *yes*; with more, it may be somebody else talking."""
UNKNOWN_BESIDE_NO = 3
"""Words not known beside what says *no*."""
TOLD_IN_FULL = 3
"""Words of oneself that say something by themselves, whatever follows."""
LONGEST = 18
"""Words; longer answers that are not understood are asked again."""
SHORT = 6
"""Words; a shorter answer in a question's own words need not say whom it is about ("peeing's normal")."""
ABOUT_ONESELF = frozenset(
    {"i", "my", "me", "mine", "it", "they", "that", "there", "this", "these", "them", "both"}
)
LACKING = frozenset(
    {"activities_stopped", "weak_unassessed", "night_pain", "severity_stops_life", "mobility_limited"}
)
"""Questions about what can't be done or has not been had: to deny everything there is bad news."""
MINE = frozenset({"i", "my", "me"})
ITS = frozenset({"it", "they", "there", "both"})
"""Words that are of oneself when no more than one word beside them is not known."""
OTHERS = frozenset({"he", "she", "his", "her", "him", "we", "our", "us", "you", "your", "who"})
"""Words of other people: such talk is answered by nobody."""
REFUSING = frozenset({"no", "nope", "nah", "naw"})
ONE_SIDE = frozenset({"left", "right", "one", "other"})
"""Words of one leg or hand: that it is well says nothing of the other."""
SET_AGAINST = frozenset(
    {
        "actually",
        "still",
        "only",
        "just",
        "yet",
        "anymore",
        "ago",
        "if",
        "when",
        "sometimes",
        "once",
        "enough",
        "was",
        "were",
        "almost",
        "nearly",
        "hardly",
        "barely",
        "far",
        "half",
        "plus",
        "extra",
        "couple",
        "unless",
        "except",
        "until",
        "since",
    }
)
"""Words after which a *no* may not be meant of now, or of everything, unless they are part of saying that all is well."""


def leaning(
    words: Words,
    clauses: Sequence[Clause],
    statements: Sequence[Statement],
    total: Tally,
    asked: str,
    turning: Turning,
    *,
    combined: bool = False,
) -> Answer | None:
    """Return what an answer leans to that was not understood to its last word.

    `combined`: it asks for several keys at once, of which what is said may be about one.
    """
    said = {stem(word) for word in words.words}
    known = turning.own & said
    phrases = [phrase for clause in clauses for phrase in clause.phrases]
    of_it = bool(known or turning.topic & said or any(map(_of_the_question, phrases))) and not combined
    brief = of_it and len(words.words) <= SHORT
    if len(words.words) > LONGEST or not (brief or ABOUT_ONESELF.union(REFUSING) & set(words.words)):
        return None
    if OTHERS & set(words.words) or any(c.asks or c.has("Block", "Command", "Correction") for c in clauses):
        return None
    unknown = sum(len(_unknown(clause)) for clause in clauses)
    if _ends_unsure(words, clauses) or _wonders(clauses, statements, total, asked):
        return Answer("unsure")
    if unknown <= UNKNOWN_BESIDE_YES and _says_yes(words, statements, clauses, asked):
        return Answer("yes", Strength.QUALIFIED)
    if unknown <= UNKNOWN_BESIDE_NO and _may_be_no(words, clauses, statements, total, asked):
        refuses = words.words[0] in REFUSING and not (phrases and sense_of(phrases[0], "Well"))
        well = any(_all_well(words, clause) for clause in clauses)
        open_ended = any(_left_open(words, clause, asked, refuses=refuses) for clause in clauses)
        if well and not open_ended and (of_it if not refuses else _goes_on(words, phrases)):
            return Answer("no", Strength.SOFT)
        if known and not combined and asked not in LACKING and _all_denied(words, clauses, phrases):
            return Answer("no", Strength.SOFT)
    return None


def _all_well(words: Words, clause: Clause) -> bool:
    """Whether a clause says that all is well, and neither denies that nor says it of one side alone."""
    for position, phrase in enumerate(clause.phrases):
        if not _says_well(phrase) or _mere_opening(words, phrase):
            continue
        before = clause.phrases[:position]
        if _compares(words, clause, phrase):
            continue
        denied = any(sense_of(earlier, "Negator") and not _refuses(words, earlier) for earlier in before)
        return not denied and not ONE_SIDE & _beside_well(words, [clause])
    return False


def _left_open(words: Words, clause: Clause, asked: str, *, refuses: bool) -> bool:
    """Whether a clause speaks of something without saying that it is well, or denying ("… it's the arm that's gone")."""
    if _all_well(words, clause) or (clause.phrases and _denies(clause.phrases[0])):
        return False
    return (asked in PARTS and clause.has("Place", "Topic", "Usual")) or (
        bool(_unknown(clause)) and not refuses
    )


def _unknown(clause: Clause) -> list[int]:
    """Return the positions of the words that are not known, not even as what the question is about."""
    named = {
        at for phrase in clause.phrases if sense_of(phrase, "Topic") for at in range(phrase.start, phrase.end)
    }
    return [gap for gap in clause.gaps if gap not in named]


def _of_the_question(phrase: Phrase) -> bool:
    """Whether a phrase names what the question is about."""
    return sense_of(phrase, "Topic") is not None


def _compares(words: Words, clause: Clause, phrase: Phrase) -> bool:
    """Whether it is a comparison with what is not known ("as clear as mud", "as loose as ever")."""
    like = words.words[phrase.end : phrase.end + 1] == ("as",) and words.words[phrase.start - 1] == "as"
    return like or (words.words[phrase.start] == "as" and phrase.start - 1 in _unknown(clause))


def _refuses(words: Words, phrase: Phrase) -> bool:
    """Whether a phrase is the "no" that opens an answer."""
    return phrase.start == 0 and words.words[0] in REFUSING


def _mere_opening(words: Words, phrase: Phrase) -> bool:
    """Whether a "well" only opens what is said ("no well, …")."""
    alone = words.words[phrase.start : phrase.end] == ("well",)
    return alone and (phrase.start == 0 or words.words[phrase.start - 1] in REFUSING)


def _goes_on(words: Words, phrases: Sequence[Phrase]) -> bool:
    """Whether what follows a "no" is not what it denies ("no, it's grand", not "no food goes down")."""
    after = phrases[1] if len(phrases) > 1 and phrases[1].start == 1 else None
    return words.words[1:2] == ("the",) or (
        after is not None
        and sense_of(after, "Subject", "Place", "Filler", "Well", "Here", "Negator") is not None
    )


def soothed(words: Words, statement: Statement, clause: Clause) -> bool:
    """Whether what a question asks about is named only to say that it is well ("my lips are normal").

    The circumstance it asks about may also be named after that ("it's no worse when I walk").
    """
    if statement.meaning.get("here") != "yes":
        return False
    if any(p.start == statement.at and sense_of(p, "Qualifier") for p in clause.phrases):
        return any(_says_well(phrase) for phrase in clause.phrases if phrase.start != statement.at)
    opened = statement.at == 0 and words.words[0] == "no"
    said = words.words[statement.at + opened : statement.end]
    apart = any(words.words[phrase.start : phrase.end] == ("and",) for phrase in clause.phrases)
    if apart or said[:1] in SENTENCES or not FINITE.isdisjoint(said) or denying(said):
        return False  # "my jaw won't open like it should", "my breathing is different and the chest is fine"
    return any(
        phrase.start >= statement.end and _says_well(phrase) and not _same(words, phrase)
        for phrase in clause.phrases
    )


SENTENCES = {(word,) for word in SUBJECTS}


SAMENESS = frozenset({"same", "usual", "ever", "always", "before", "unchanged"})
"""Words that only say that something is as it was."""
ALIKE = frozenset({"both", "each", "other", "either"})
"""Beside them they say that two are alike, which is well."""


def _same(words: Words, phrase: Phrase) -> bool:
    """Whether a phrase only says that something is as it was."""
    well = sense_of(phrase, "Well")
    if well is not None:
        return well.block.meaning.get("well") == "same"
    said = words.words[phrase.start : phrase.end]
    return not SAMENESS.isdisjoint(said) and ALIKE.isdisjoint(said)


def _says_well(phrase: Phrase) -> bool:
    here = sense_of(phrase, "Here")
    return sense_of(phrase, "Well") is not None or (here is not None and here.block.meaning["here"] == "no")


def _ends_unsure(words: Words, clauses: Sequence[Clause]) -> bool:
    """Whether the last thing said is that one does not know ("it might be indigestion, I don't know")."""
    last = clauses[-1].phrases[-1] if clauses[-1].phrases else None
    return last is not None and last.end == len(words.words) and _is_unsure(last)


def _wonders(clauses: Sequence[Clause], statements: Sequence[Statement], total: Tally, asked: str) -> bool:
    """Whether a clause of its own says that one does not know, and nothing says that it is so."""
    if asked in total.values or asked in total.hints or any(s.mood is Mood.SO for s in statements):
        return False
    return any(
        clause.whole
        and any(_is_unsure(phrase) for phrase in clause.phrases)
        and all(_is_unsure(phrase) or not sense_of(phrase, "Answer", "Negator") for phrase in clause.phrases)
        for clause in clauses
    )


def _is_unsure(phrase: Phrase) -> bool:
    """Whether a phrase of more than one word says that one does not know."""
    answer = sense_of(phrase, "Answer")
    return answer is not None and answer.block.meaning["answer"] == "unsure" and phrase.end - phrase.start > 1


def _of_oneself(words: Words, statement: Statement, clause: Clause, unknown: int) -> bool:
    """Whether a statement is made of oneself, unbroken from its subject on, and not of a thing that follows it."""
    subjects = MINE | ITS if unknown <= 1 else MINE
    before = [phrase for phrase in clause.phrases if phrase.end <= statement.at]
    begins = max((gap + 1 for gap in clause.gaps if gap < statement.at), default=0)
    run = [phrase for phrase in before if phrase.start >= begins]
    said = set(words.words[run[0].start if run else statement.at : statement.end])
    # What follows and is not known may be what it is said of ("I missed the bus"), unless enough was said before.
    enough = unknown <= UNKNOWN_BESIDE_NO and statement.end - statement.at >= TOLD_IN_FULL
    return (statement.end not in clause.gaps or enough) and not said.isdisjoint(subjects)


def _says_yes(words: Words, statements: Sequence[Statement], clauses: Sequence[Clause], asked: str) -> bool:
    """Whether the question's own words say *yes* of oneself, in a clause that denies nothing."""
    unknown = sum(len(clause.gaps) for clause in clauses)
    return any(
        statement.mood is Mood.SO
        and _of_oneself(words, statement, clauses[statement.clause], unknown)
        and (statement.meaning.get("here") == "yes" or statement.meaning.get("finding") == asked)
        and statement.meaning.get("value", "yes") == "yes"
        and not clauses[statement.clause].has("Negator", "Turn", "Well")
        for statement in statements
    )


def _may_be_no(
    words: Words, clauses: Sequence[Clause], statements: Sequence[Statement], total: Tally, asked: str
) -> bool:
    """Whether nothing in the utterance speaks against a *no*."""
    if (
        words.exclaims
        or asked in total.values
        or total.hints
        or total.doubted
        or SET_AGAINST & _beside_well(words, clauses)
    ):
        return False
    if asked in PARTS.keys() | STRICT and asked in total.denied:
        return False  # "no chest pain" leaves the breathing
    if any(clause.has("Contrast", "Turn", "Qualifier", "Onset") for clause in clauses):
        return False
    if any(_affirms(words, phrase) for clause in clauses for phrase in clause.phrases):
        return False
    return not any(
        statement.mood is not Mood.NOT_SO and not says_well(statement.meaning) for statement in statements
    )


def _beside_well(words: Words, clauses: Sequence[Clause]) -> set[str]:
    """Return the words that are no part of saying that all is well ("*just* fine", "as it ever *was*")."""
    praised = {
        at
        for clause in clauses
        for phrase in clause.phrases
        if sense_of(phrase, "Well")
        for at in range(phrase.start, phrase.end)
    }
    return {word for at, word in enumerate(words.words) if at not in praised}


def _affirms(words: Words, phrase: Phrase) -> bool:
    """Whether a phrase is an answer other than *no*, and does not only begin a sentence ("*they are* the same")."""
    answer = sense_of(phrase, "Answer")
    if answer is None or answer.block.meaning["answer"] == "no":
        return False
    return answer.block.meaning.get("echo") != "yes" or phrase.end == len(words.words)


def _denies(phrase: Phrase) -> bool:
    answer = sense_of(phrase, "Answer")
    return sense_of(phrase, "Negator") is not None or (
        answer is not None and answer.block.meaning["answer"] == "no"
    )


def _all_denied(words: Words, clauses: Sequence[Clause], phrases: Sequence[Phrase]) -> bool:
    """Whether every clause denies, from its first word, nothing whose lack would be bad news."""
    if any(sense_of(phrase, "Lack", "Well") for phrase in phrases):
        return False
    return (
        all(clause.phrases and _denies(clause.phrases[0]) for clause in clauses) and words.words[0] != "not"
    )
