"""The summary for people: what was asked, said and advised, as text, as a page and as FHIR."""

from voice_skill.handover.chart import body_chart
from voice_skill.handover.fhir import fhir_bundle
from voice_skill.handover.page import page
from voice_skill.handover.record import CLOCK_UNSET, AnswerRecord, ConsultationRecord
from voice_skill.handover.text import text

__all__ = ["CLOCK_UNSET", "AnswerRecord", "ConsultationRecord", "body_chart", "fhir_bundle", "page", "text"]
