"""The handover as one printable page: HTML with everything inside, asking nothing of any network."""

from __future__ import annotations

from html import escape

from voice_skill.handover.chart import body_chart
from voice_skill.handover.record import CLOCK_UNSET, LEVEL_TITLES, LIMITS, AnswerRecord, ConsultationRecord
from voice_skill.triage import URGENT, Assessment

_STYLE = """
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1rem;background:#fff;color:#1b1b1b;font:16px/1.4 system-ui,sans-serif}
h1{font-size:1.4rem;margin:0 0 .3rem;padding:.6rem .8rem;border-left:.5rem solid #5f6368;background:#f3f3f3}
h1.urgent{border-color:#8c1d18;background:#fbe9e7;color:#410e0b}
h2{font-size:1rem;margin:.9rem 0 .2rem}
h2 span{font-weight:normal}
ul,ol{margin:0;padding-left:1.2rem}
p{margin:.3rem 0}
.facts{display:flex;flex-wrap:wrap;gap:0 2rem}
.beside{display:flex;flex-wrap:wrap;gap:0 1.5rem}
.beside>div{flex:3 1 18rem}
.beside>.chart{flex:2 1 15rem;padding-top:.9rem}
.many{columns:15rem;column-gap:1.5rem}
.many li{break-inside:avoid;padding-right:.5rem}
.how{color:#444}
svg{width:100%;max-width:20rem;height:auto}
footer{margin-top:1rem;border-top:1px solid #5f6368;font-size:.85em;color:#333}
@media print{body{max-width:none;padding:0;font-size:10.5px;line-height:1.3}h1{font-size:15px;padding:.3rem .6rem}
h2{font-size:11px;margin:.4rem 0 0;break-after:avoid}.many{columns:3}svg{max-width:14rem}.beside>.chart{padding:0}
footer{margin-top:.4rem}@page{size:A4;margin:11mm}}
"""
HEARD = "heard"
"""How most of a list of denials came to be believed: said once above it, so that what differs stands out."""


def page(record: ConsultationRecord) -> str:
    """Return a complete HTML page; everything the person said is escaped."""
    assessment = record.assessment
    title = LEVEL_TITLES[assessment.level]
    urgent = ' class="urgent"' if assessment.level in URGENT else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Handover: {title}</title><style>{_STYLE}</style></head><body><main>"
        f"<h1{urgent}>{title}</h1>"
        + _facts(record)
        + _why(assessment)
        + _story(record)
        + '<div class="beside"><div>'
        + _list("Said yes to", record.having("yes"))
        + _list("Not sure", record.having("unsure"))
        + _list("Rather not say", record.having("declined"))
        + _list("Details", record.details, values=True)
        + _changed(record)
        + f'</div><div class="chart">{body_chart(record)}</div></div>'
        + _denied(record.having("no"))
        + _names("Not asked", record.not_asked, kind='ul class="many"')
        + _names("Advice given", tuple(line.text for line in assessment.advice), kind="ol")
        + f"</main><footer><p>{LIMITS}</p><p>{escape(record.software)}; knowledge {escape(record.knowledge)}; "
        f"region {escape(record.region or 'not set')}</p></footer></body></html>\n"
    )


def _facts(record: ConsultationRecord) -> str:
    facts = [
        f"Age: {record.age if record.age is not None else 'not given'}",
        f"{record.started:%Y-%m-%d %H:%M} to {record.ended:%H:%M}",
        *([CLOCK_UNSET] if record.clock_unset else []),
        *(["Answered on the person's behalf"] if record.speaking_for == "other" else []),
    ]
    return f'<div class="facts">{"".join(f"<p>{escape(fact)}</p>" for fact in facts)}</div>'


def _why(assessment: Assessment) -> str:
    reasons = "".join(
        f"<li><strong>{escape(reason.rule)}</strong> {escape(reason.text)} "
        f'<span class="how">({escape(", ".join(reason.sources))}; grade {escape(reason.grade)})</span></li>'
        for reason in assessment.reasons
    )
    level = escape(str(assessment.level))
    return f"<h2>Why <span>({level})</span></h2><ul>{reasons or '<li>No rule fired.</li>'}</ul>"


def _story(record: ConsultationRecord) -> str:
    story = "".join(f"<p>“{escape(words)}”</p>" for words in record.story)
    return f"<h2>In their own words, as heard</h2>{story}" if story else ""


def _changed(record: ConsultationRecord) -> str:
    items = "".join(
        f"<li>{escape(answer.label)}: first {escape(answer.replaced)}, then {escape(answer.spoken)}</li>"
        for answer in record.answers
        if answer.replaced
    )
    return f"<h2>Changed during the consultation</h2><ul>{items}</ul>" if items else ""


def _list(title: str, answers: tuple[AnswerRecord, ...], *, values: bool = False) -> str:
    items = "".join(
        f"<li>{escape(answer.label)}{': ' + escape(answer.spoken) if values else ''} "
        f'<span class="how">({escape(answer.certainty)})</span></li>'
        for answer in answers
    )
    return f"<h2>{title}</h2><ul>{items}</ul>" if items else ""


def _denied(answers: tuple[AnswerRecord, ...]) -> str:
    items = "".join(
        f"<li>{escape(answer.label)}"
        + ("" if answer.certainty == HEARD else f' <span class="how">({escape(answer.certainty)})</span>')
        + "</li>"
        for answer in answers
    )
    title = f"<h2>Said no to <span>({HEARD}, where nothing else is said)</span></h2>"
    return f'{title}<ul class="many">{items}</ul>' if items else ""


def _names(title: str, names: tuple[str, ...], *, kind: str) -> str:
    """A list of plain names; `kind` is its tag, with a class or without."""
    items = "".join(f"<li>{escape(name)}</li>" for name in names)
    return f"<h2>{title}</h2><{kind}>{items}</{kind.partition(' ')[0]}>" if items else ""
