"""How a consultation ends: the warning that must be heard, the advice in blocks, and stopping early."""

from __future__ import annotations

from dataclasses import dataclass

from voice_skill.conversation.steps import Outcome, SessionStep
from voice_skill.conversation.talk import Actions, Contact, Talk
from voice_skill.events import CallContact, Decision, Expectation, Finish, Option, Result, Say
from voice_skill.triage import URGENT, Assessment, Findings, Level, deciding

SOON_REPEATS = 6
"""Repeats of an unacknowledged warning, each after `SOON_S` seconds."""
SOON_S = 20.0
LATE_REPEATS = 10
"""Further repeats, each after `LATE_S` seconds; then it stays on the screen."""
LATE_S = 60.0
ADVICE_PAUSE_S = 5.0
"""Seconds to say *repeat* between two blocks of advice before it goes on by itself."""

TIMING = "ces_recent_"
"""Before the name of a cauda equina sign: the answer whether it is new, which goes without saying beside the sign."""
MOST_NAMED = 3
"""Answers named as the reason of a warning; more would bury it."""

_BLOCKS = (
    frozenset({"instruction", "reason", "not_asked", "watch", "pattern"}),
    frozenset({"self_care", "medicine"}),
    frozenset({"safety_net", "follow_up", "disclaimer"}),
)


def result(assessment: Assessment, talk: Talk) -> Result:
    """The decision as an action."""
    return Result(
        str(assessment.level),
        assessment.rules,
        tuple(reason.text for reason in assessment.reasons),
        _published(talk.memory.findings),
    )


def _published(findings: Findings) -> Findings:
    """The findings with `ces_recent`, the most urgent of the answers about when each sign began."""
    timings = [value for key, value in findings.items() if key.startswith(TIMING)]
    if not timings:
        return findings
    return {
        **findings,
        "ces_recent": next((value for value in ("yes", "unsure") if value in timings), timings[0]),
    }


def because(assessment: Assessment, talk: Talk) -> Actions:
    """The answers the level rests on, read back: after the instruction, never before it."""
    findings = talk.memory.findings
    keys = [key for key in deciding(assessment, findings) if not key.startswith(TIMING)]
    for value in ("yes", "unsure"):
        labels = "; ".join([talk.question(key).label for key in keys if findings[key] == value][:MOST_NAMED])
        if labels and labels != talk.read_back:
            talk.read_back = labels
            return [talk.say(f"because_{value}", labels=labels)]
        if labels:
            break  # just said
    return []


def announce(assessment: Assessment, talk: Talk) -> Actions:
    """The instruction of an urgent level, the moment it is reached."""
    talk.announced = assessment.level
    return [
        Say(line.text, urgent=True, slow=True) for line in assessment.advice if line.kind == "instruction"
    ]


@dataclass(slots=True)
class WarningStep(SessionStep):
    """Asks whether the warning was heard; says it again until it is acknowledged or stopped."""

    most_silences = SOON_REPEATS + LATE_REPEATS
    most_misses = SOON_REPEATS + LATE_REPEATS
    counts_silence = False

    @classmethod
    def new(cls) -> WarningStep:
        """The step after an urgent warning."""
        return cls(Expectation("heard_warning", "yes_no"), wait_s=SOON_S)

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """*Yes* ends it; *no* says it again."""
        if decision.meaning.answer == "yes":
            talk.warning_heard = True
            return Outcome()
        return self.missed(talk)

    def propose(self, talk: Talk, decision: Decision) -> Outcome:
        """A doubtful acknowledgement is none."""
        return self.missed(talk)

    def retry(self, talk: Talk, lead: Actions) -> Outcome:
        """No acknowledgement: say it again."""
        return self.repeat(talk)

    def skip(self, talk: Talk) -> Outcome:
        """A warning can't be skipped, only acknowledged or stopped."""
        return self.missed(talk)

    def repeat(self, talk: Talk) -> Outcome:
        """Say the warning once more, and ask again."""
        assessment = talk.assess()
        if self.silences + self.misses >= SOON_REPEATS:
            self.wait_s = LATE_S
            if _may_message_unasked(assessment, talk):
                talk.contact_offered = True
                return Outcome([*announce(assessment, talk), talk.say("contact_trying"), CallContact()])
        return Outcome(announce(assessment, talk), again=True)

    def silent(self, talk: Talk) -> Outcome:
        """It stays on the screen; a contact who may be messaged unasked has been."""
        return Outcome([Finish("no_answer")])


def _may_message_unasked(assessment: Assessment, talk: Talk) -> bool:
    """Only for an ambulance, only if the settings say so, and only once."""
    preauthorised = talk.contact is Contact.PREAUTHORISED and not talk.contact_offered
    return preauthorised and assessment.level is Level.EMERGENCY_NOW


def warning(assessment: Assessment, talk: Talk) -> Actions:
    """The whole urgent advice: the instruction first, the answers it rests on, then why; and the instruction again."""
    first = announce(assessment, talk)
    rest: Actions = [
        Say(line.text, urgent=line.kind in {"watch", "not_asked"})
        for line in assessment.advice
        if line.kind != "instruction"
    ]
    talk.delivered = assessment.level
    note = because(assessment, talk) or [talk.say("because_note")]
    return [result(assessment, talk), *first, *note, *rest, *first]


@dataclass(slots=True)
class AdviceStep(SessionStep):
    """A pause between two blocks of advice; silence goes on."""

    most_silences = 1
    most_misses = 1
    counts_silence = False

    @classmethod
    def new(cls, *, last: bool) -> AdviceStep:
        """The pause before the next block."""
        choices = (Option("next", "next"), Option("repeat", "repeat"), Option("stop", "stop"))
        return cls(
            Expectation("advice", "command", options=choices),
            wording_name="advice_last" if last else "advice_next",
            wait_s=ADVICE_PAUSE_S,
        )

    def accept(self, talk: Talk, decision: Decision) -> Outcome:
        """Go on."""
        return Outcome()

    def silent(self, talk: Talk) -> Outcome:
        """Go on."""
        return Outcome()


def advice(assessment: Assessment, talk: Talk) -> tuple[Actions, AdviceStep | None]:
    """The next blocks of advice, up to the next pause."""
    actions: Actions = []
    if talk.advice_block == 0:
        talk.delivered = assessment.level
        actions.append(result(assessment, talk))
    while talk.advice_block < len(_BLOCKS):
        kinds = _BLOCKS[talk.advice_block]
        lines = [line for line in assessment.advice if line.kind in kinds]
        talk.advice_block += 1
        actions += [Say(line.text, urgent=line.kind == "instruction") for line in lines]
        following = [
            line for line in assessment.advice if talk.advice_block < len(_BLOCKS) and line.kind in _BLOCKS[1]
        ]
        if talk.advice_block < len(_BLOCKS) and following and lines:
            return actions, AdviceStep.new(last=talk.advice_block == len(_BLOCKS) - 1)
    return actions, None


def block_again(assessment: Assessment, talk: Talk) -> Actions:
    """The block of advice that was last spoken."""
    kinds = _BLOCKS[max(talk.advice_block - 1, 0)]
    return [Say(line.text) for line in assessment.advice if line.kind in kinds]


def unheard_warning(talk: Talk) -> Actions:
    """The instruction of a warning that nobody has acknowledged yet: what ends us may have cut it off."""
    assessment = talk.assess_cut_off()
    if talk.warning_heard or talk.delivered != assessment.level or assessment.level not in URGENT:
        return []
    return announce(assessment, talk)


def cut_short(talk: Talk, reason: str) -> Actions:
    """End early, but never without what matters: the instruction, what was not asked, the safety net."""
    assessment = talk.assess_cut_off()
    kinds = {"instruction", "not_asked", "safety_net", "disclaimer"}
    if talk.delivered == assessment.level and talk.advice_block not in range(1, len(_BLOCKS)):
        return []
    actions: Actions = [] if talk.delivered == assessment.level else [result(assessment, talk)]
    urgent = assessment.level in URGENT
    if talk.delivered == assessment.level:
        kinds = {"safety_net"}
    actions += [
        Say(
            line.text,
            urgent=urgent and line.kind == "instruction",
            slow=urgent and line.kind == "instruction",
        )
        for line in assessment.advice
        if line.kind in kinds
    ]
    talk.delivered = assessment.level
    if reason != "stopped":
        actions.append(talk.say("reach_person"))
    return actions


def give_up(talk: Talk) -> Outcome:
    """Nobody answers: say what matters and how to reach a person, then end."""
    return Outcome([talk.say("gave_up"), *cut_short(talk, "no_answer"), Finish("no_answer")])
