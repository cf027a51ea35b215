"""The handover as FHIR R4B: a QuestionnaireResponse with the answers and a RiskAssessment with the level.

No patient resource: the skill does not know who the person is. The resources travel in one collection bundle.
Structure follows the published R4B definitions of QuestionnaireResponse, RiskAssessment and Bundle.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from voice_skill.handover.record import CLOCK_UNSET, LIMITS, AnswerRecord, ConsultationRecord

_SYSTEM = "urn:voice-skill:triage-level"
_QUESTIONNAIRE = "urn:voice-skill:questionnaire"


def fhir_bundle(record: ConsultationRecord) -> dict[str, Any]:
    """Return a Bundle as plain JSON values."""
    answers_id, risk_id = f"urn:uuid:{uuid.uuid4()}", f"urn:uuid:{uuid.uuid4()}"
    response, risk = _response(record), _risk(record, answers_id)
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": _time(record),
        "entry": [
            {"fullUrl": answers_id, "resource": response},
            {"fullUrl": risk_id, "resource": risk},
        ],
    }


def _response(record: ConsultationRecord) -> dict[str, Any]:
    items: list[dict[str, Any]] = []
    if record.age is not None:
        items.append({"linkId": "age", "text": "Age in years", "answer": [{"valueInteger": record.age}]})
    if record.story:
        answers = [{"valueString": words} for words in record.story]
        items.append({"linkId": "opening", "text": "In their own words", "answer": answers})
    items += [_item(answer) for answer in record.answers]
    items += [  # an item without an answer: it was not asked
        {"linkId": key, "text": label}
        for key, label in zip(record.assessment.not_asked, record.not_asked, strict=True)
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": _QUESTIONNAIRE,
        "status": "completed" if not record.not_asked else "in-progress",
        "authored": _time(record),
        "item": items,
    }


def _item(answer: AnswerRecord) -> dict[str, Any]:
    value = answer.value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        content: list[dict[str, Any]] = [{"valueString": answer.spoken}]
        if isinstance(value, str):
            content = [{"valueCoding": {"system": _QUESTIONNAIRE, "code": value, "display": answer.spoken}}]
    else:
        content = [{"valueDecimal": value}]
    about = [("certainty", "How it came to be believed", answer.certainty)]
    if answer.replaced:
        about.append(("replaced", "What was answered first, and taken back", answer.replaced))
    content[0]["item"] = [
        {"linkId": f"{answer.key}.{part}", "text": title, "answer": [{"valueString": words}]}
        for part, title, words in about
    ]
    return {"linkId": answer.key, "text": answer.asked, "answer": content}


def _risk(record: ConsultationRecord, answers_id: str) -> dict[str, Any]:
    assessment = record.assessment
    notes = [
        {"text": f"{reason.rule}: {reason.text} ({', '.join(reason.sources)})"}
        for reason in assessment.reasons
    ]
    clock = [{"text": CLOCK_UNSET}] if record.clock_unset else []
    return {
        "resourceType": "RiskAssessment",
        "status": "preliminary",
        "subject": {
            "display": "the person who spoke" if record.speaking_for != "other" else "the person spoken for"
        },
        "occurrencePeriod": {"start": _written(record.started), "end": _time(record)},
        "basis": [{"reference": answers_id}],
        "prediction": [
            {
                "qualitativeRisk": {"coding": [{"system": _SYSTEM, "code": str(assessment.level)}]},
                "rationale": "; ".join(assessment.rules) or "no rule fired",
            }
        ],
        "mitigation": assessment.spoken,
        "note": [
            *notes,
            *clock,
            {"text": LIMITS},
            {"text": f"{record.software}; knowledge {record.knowledge}"},
        ],
    }


def _time(record: ConsultationRecord) -> str:
    return _written(record.ended)


def _written(moment: datetime) -> str:
    return moment.astimezone().isoformat(timespec="seconds")
