"""The handover as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from voice_skill.handover.record import CLOCK_UNSET, LEVEL_TITLES, LIMITS, AnswerRecord, ConsultationRecord


def text(record: ConsultationRecord) -> str:
    """Return the handover as plain text a clinician can read in a minute."""
    return "\n".join(_lines(record)) + "\n"


def _lines(record: ConsultationRecord) -> Iterator[str]:
    assessment = record.assessment
    yield LEVEL_TITLES[assessment.level].upper()
    yield f"Consultation of {record.started:%Y-%m-%d %H:%M} to {record.ended:%H:%M}"
    if record.clock_unset:
        yield CLOCK_UNSET
    yield f"Age: {record.age if record.age is not None else 'not given'}"
    if record.speaking_for == "other":
        yield "Answered by somebody else on the person's behalf."
    if record.story:
        yield "In their own words (as heard): " + " / ".join(f'"{words}"' for words in record.story)
    yield from _section("Said yes to", record.having("yes"))
    yield from _section("Not sure", record.having("unsure"))
    yield from _section("Rather not say", record.having("declined"))
    yield from _section("Details", record.details, values=True)
    yield from _section("Said no to", record.having("no"))
    changed = [answer for answer in record.answers if answer.replaced]
    if changed:
        yield ""
        yield "Changed during the consultation"
        yield from (f"  {answer.label}: first {answer.replaced}, then {answer.spoken}" for answer in changed)
    if record.not_asked:
        yield ""
        yield "Not asked: " + "; ".join(record.not_asked)
    yield ""
    yield f"Level: {assessment.level}"
    for reason in assessment.reasons:
        yield f"  {reason.rule} ({', '.join(reason.sources)}; grade {reason.grade}): {reason.text}"
    yield ""
    yield "Advice given"
    yield from (f"  {line.text}" for line in assessment.advice)
    yield ""
    yield LIMITS
    yield f"{record.software}; knowledge {record.knowledge}; region {record.region or 'not set'}"


def _section(title: str, answers: tuple[AnswerRecord, ...], *, values: bool = False) -> Iterator[str]:
    if not answers:
        return
    yield ""
    yield title
    for answer in answers:
        shown = f"{answer.label}: {answer.spoken}" if values else answer.label
        yield f"  {shown} ({answer.certainty})"
