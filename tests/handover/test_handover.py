"""The summary for people: complete, escaped, and valid FHIR."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from voice_skill.handover import ConsultationRecord, body_chart, fhir_bundle, page, text


def test_the_text_names_everything_a_clinician_needs(record: ConsultationRecord) -> None:
    """Age, story, answers by kind, level, rules, advice, limits and versions are there."""
    shown = text(record)
    for part in (
        "Age: 45",
        "In their own words",
        "Said yes to",
        "Rather not say",
        "Said no to",
        "Advice given",
    ):
        assert part in shown
    assert str(record.assessment.level) in shown
    assert "Not a diagnosis" in shown
    assert "voice-skill" in shown
    for reason in record.assessment.reasons:
        assert reason.rule in shown


def test_an_answer_that_was_changed_shows_both(record: ConsultationRecord) -> None:
    """What was taken back stands beside what replaced it."""
    assert "first no, then yes" in text(record)
    assert "first no, then yes" in page(record)


def test_what_was_not_asked_is_named(record: ConsultationRecord) -> None:
    """Every key that was not asked is named on page and text."""
    assert record.not_asked
    for label in record.not_asked:
        assert label in text(record)


def test_the_page_asks_nothing_of_any_network(record: ConsultationRecord) -> None:
    """No address, script, style sheet or picture from elsewhere."""
    html = page(record).replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|<script|<link|@import|url\(|<img", html)


def test_the_page_is_well_formed_and_escapes_what_was_said(record: ConsultationRecord) -> None:
    """Tags are balanced, and words with angle brackets stay words."""

    class Balance(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in {"meta", "circle", "rect", "path"}:
                self.open.append(tag)

        def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            """A closed tag balances itself."""

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    balance = Balance()
    balance.feed(page(record))
    assert balance.open == []
    assert "&lt;down&gt;" in page(record)


def test_the_chart_marks_the_named_places(record: ConsultationRecord) -> None:
    """Each named place is described in words and drawn on the right side of the figure."""
    chart = ET.fromstring(body_chart(record))  # noqa: S314  our own output
    described = chart.findtext("{http://www.w3.org/2000/svg}desc") or ""
    assert "left calf" in described
    assert "left sole" in described
    squares = [float(each.get("x", "0")) + 6 for each in chart.iter("{http://www.w3.org/2000/svg}rect")]
    assert any(x < 270 for x in squares), "from behind, the person's left is on the reader's left"


def test_the_export_is_valid_fhir(record: ConsultationRecord) -> None:
    """The published R4B definitions accept the bundle and what it holds."""
    bundle_type = pytest.importorskip(
        "fhir.resources.R4B.bundle", reason="fhir.resources is not installed"
    ).Bundle
    bundle = bundle_type.model_validate(json.loads(json.dumps(fhir_bundle(record))))
    kinds = [entry.resource.__class__.__name__ for entry in bundle.entry]
    assert kinds == ["QuestionnaireResponse", "RiskAssessment"]
    response = bundle.entry[0].resource
    assert response.status == "in-progress"
    assert {item.linkId for item in response.item} >= {"age", "opening", "tingle_leg", "pain_weeks"}
    assert bundle.entry[1].resource.prediction[0].qualitativeRisk.coding[0].code == str(
        record.assessment.level
    )


def test_the_export_says_how_sure_what_was_changed_and_what_was_not_asked(record: ConsultationRecord) -> None:
    """The same as on the page: nothing that a clinician would weigh is lost on the way."""
    response, risk = (entry["resource"] for entry in fhir_bundle(record)["entry"])
    items = {item["linkId"]: item for item in response["item"]}
    about = {
        part["linkId"]: part["answer"][0]["valueString"] for part in items["tingle_leg"]["answer"][0]["item"]
    }
    assert about == {"tingle_leg.certainty": "confirmed", "tingle_leg.replaced": "no"}
    open_items = {link: item["text"] for link, item in items.items() if "answer" not in item}
    assert list(open_items.values()) == list(record.not_asked)
    assert risk["occurrencePeriod"]["start"] < risk["occurrencePeriod"]["end"]
    assert {reason.rule for reason in record.assessment.reasons} <= {
        note["text"].partition(":")[0] for note in risk["note"]
    }
