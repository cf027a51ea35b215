"""Which step comes next: story, age, danger first, the pattern, read-backs, advice, questions."""

from __future__ import annotations

from voice_skill.conversation import closing
from voice_skill.conversation.beginning import RegionStep
from voice_skill.conversation.checks import next_check
from voice_skill.conversation.memory import Certainty
from voice_skill.conversation.offers import ContactStep, KeepStep, PreferencesStep, TopicsStep
from voice_skill.conversation.opening import AgeStep, StoryStep
from voice_skill.conversation.questions import QuestionStep
from voice_skill.conversation.steps import Step
from voice_skill.conversation.talk import Actions, Contact, Talk
from voice_skill.events import Expectation, Finish, Say
from voice_skill.triage import URGENT, Assessment, Level, Question

PROGRESS_EVERY = 10
"""Questions between two words on how many are left; more often would be chatter."""

PROGRESS_LEAST = 3
"""Questions left below which nothing is said: they are asked sooner than announced."""

_STORY = Expectation("opening", "open")
_AGE = Expectation("age", "number", danger=True)


_MEDICINES = "N"
"""Group of the questions about medicines: no level rests on them, so they follow the first words of advice."""
_DATED = frozenset({"weak_onset", "weak_worse", "weak_within_hours"})
_WEAKNESS = ("foot_drop", "leg_weak", "cant_tiptoe", "both_legs_weak")
"""Signs of weakness, and the questions that only date them."""


def next_step(talk: Talk) -> tuple[Actions, Step | None]:
    """What to say and what to ask next; no step when the actions end the consultation."""
    assessment = talk.assess_so_far()
    if (first := _before_questions(talk, assessment)) is not None:
        return [], first
    if talk.announced in URGENT and assessment.level not in URGENT:
        talk.announced = None
        actions, step = next_step(talk)
        return [talk.say("less_urgent"), *actions], step
    pending = talk.next_question()
    if pending is not None and pending.holds:
        lead = _urgent_lead(talk, assessment) if _was_volunteered(pending, talk) else []
        if pending.minimum and talk.announced is None:
            lead = [*lead, *_framing(pending, talk)]
        return lead, QuestionStep.of(pending)
    if assessment.level is not Level.EMERGENCY_NOW:
        step = _hint(talk) or _dating(talk) or _about_the_person(talk, assessment)
        if step is not None:
            return _urgent_lead(talk, assessment), step
        if pending is not None and not (pending.group == _MEDICINES and talk.advice_block == 0):
            lead = _urgent_lead(talk, assessment) + _framing(pending, talk)
            return lead + _progress(talk, assessment), QuestionStep.of(pending)
        if assessment.level.urgency < Level.SAME_DAY.urgency:
            if talk.complaint_unknown():
                # Told, not understood, and none of what this skill knows: as for any complaint out of its scope.
                talk.memory.answer("out_of_scope", "yes", Certainty.NOT_UNDERSTOOD)
                return next_step(talk)
            if check := next_check(talk):
                return [], check
    return _close(talk, talk.assess())


def _before_questions(talk: Talk, assessment: Assessment) -> Step | None:
    """The country, where nobody has said it yet; then the story, unless that has pointed to a danger already."""
    if talk.ask_region:
        talk.ask_region = False
        return RegionStep.new()
    if talk.story_done or assessment.level in URGENT:
        return None
    pointed = talk.story_pointed
    return (
        _dating(talk)
        or _hint(talk, danger=True)
        or StoryStep(_STORY, wording_name="story", asked=pointed, misses=pointed)
    )


def _dating(talk: Talk) -> Step | None:
    """When a weakness began, as soon as there is one: what it means hangs on that, and somebody may fall silent."""
    weak = any((sign := talk.memory.get(key)) and sign.value == "yes" for key in _WEAKNESS)
    if not weak or talk.memory.get("weak_onset") is not None or "weak_onset" in talk.memory.skip:
        return None
    return QuestionStep.of(talk.question("weak_onset"))


def _was_volunteered(timing: Question, talk: Talk) -> bool:
    """Whether the sign whose timing is asked was told, not asked for: then the instruction comes before the question.

    A sign that was asked for is dated first, or the person would be sent to hospital and called back in one breath.
    """
    key = timing.keys[0]
    about = (
        (key.removeprefix(closing.TIMING),)
        if key.startswith(closing.TIMING)
        else _WEAKNESS
        if key in _DATED
        else ()
    )
    signs = [sign for each in about if (sign := talk.memory.get(each)) and sign.value == "yes"]
    return any(sign.certainty is Certainty.VOLUNTEERED for sign in signs)


def _framing(question: Question, talk: Talk) -> Actions:
    """What is said once before the first question of a set."""
    if not question.framing or question.framing in talk.framed:
        return []
    talk.framed.add(question.framing)
    return [Say(question.framing)]


def _hint(talk: Talk, *, danger: bool = False) -> Step | None:
    """What something unclear pointed to is asked before anything else; with `danger`, only a danger sign."""
    for key in list(talk.hints):
        question = talk.question(key)
        if danger and not question.danger:
            continue
        talk.hints.remove(key)
        if talk.memory.get(key) is None and key not in talk.memory.skip:
            return QuestionStep.of(question)
    return None


def _about_the_person(talk: Talk, assessment: Assessment) -> Step | None:
    """Age and who it is about; not once an emergency has been volunteered."""
    if assessment.level in URGENT:
        return None
    memory = talk.memory
    other = memory.findings.get("speaking_for") == "other"
    if not memory.age_asked or (other and not memory.age_of_other):
        return AgeStep(_AGE, wording_name="age_other" if other else "age")
    if memory.get("speaking_for") is None and "speaking_for" not in memory.skip:
        return QuestionStep.of(talk.question("speaking_for"))
    return None


def _urgent_lead(talk: Talk, assessment: Assessment) -> Actions:
    """The instruction at once when an urgent level is reached while there is still something to ask."""
    if assessment.level not in URGENT or talk.announced is assessment.level:
        return []
    read_back = closing.because(assessment, talk)
    return [*closing.announce(assessment, talk), *read_back, talk.say("interrupt_urgent")]


def _progress(talk: Talk, assessment: Assessment) -> Actions:
    if assessment.level in URGENT or talk.questions_asked == 0 or talk.questions_asked % PROGRESS_EVERY:
        return []
    remaining = talk.remaining()
    return [talk.say("progress", count=str(remaining))] if remaining >= PROGRESS_LEAST else []


def _close(talk: Talk, assessment: Assessment) -> tuple[Actions, Step | None]:
    if talk.delivered is not None and talk.delivered is not assessment.level:
        talk.advice_block, talk.warning_heard = 0, False
    if assessment.level in URGENT:
        if not talk.warning_heard:
            return closing.warning(assessment, talk), closing.WarningStep.new()
        if talk.contact is not Contact.NONE and not talk.contact_offered:
            talk.contact_offered = True
            return [], ContactStep.new()
        return _leave(talk)
    actions, pause = closing.advice(assessment, talk)
    if pause is not None or not talk.topics_done:
        return actions, pause or TopicsStep.new()
    leaving, step = _leave(talk)
    return actions + leaving, step


def _leave(talk: Talk) -> tuple[Actions, Step | None]:
    """Offer to keep a summary, and how this person is spoken to, where that is set up; then end."""
    if talk.may_keep and not talk.keep_offered:
        talk.keep_offered = True
        return [], KeepStep.new()
    if talk.may_prefer and talk.adjusted and not talk.prefer_offered and talk.delivered not in URGENT:
        talk.prefer_offered = True
        return [], PreferencesStep.new(talk)
    last = "farewell_urgent" if talk.delivered in URGENT else "farewell"
    return [talk.say(last), Finish("done")], None
