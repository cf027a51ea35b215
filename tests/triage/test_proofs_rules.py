"""Every rule has cases that make it fire and near misses, and no broken rule passes them."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from voice_skill.triage import assess, finding_keys, load_knowledge

YES_NO = [key.name for key in finding_keys().values() if key.kind == "yes_no"]


def test_every_rule_has_a_case_and_a_near_miss(rule_cases: ModuleType) -> None:
    """The cases name exactly the rules there are, each with findings that fire it and findings that nearly do."""
    cases = rule_cases.load_cases(YES_NO)
    rules = {rule.id for rule in load_knowledge().rules}
    assert {case.rule for case in cases if case.fires} == rules
    assert {case.rule for case in cases if not case.fires} == rules


def test_the_core_fires_as_the_cases_say(rule_cases: ModuleType) -> None:
    """Through the whole core, each rule fires for its cases and stays silent for its near misses."""

    def fired(case: Any) -> bool:
        return case.rule in assess(case.findings, age=case.age).rules

    cases = [case for case in rule_cases.load_cases(YES_NO) if not case.rule.startswith("RB")]
    assert len(cases) > 400
    assert not [case.text for case in cases if fired(case) is not case.fires]


def test_no_broken_rule_goes_unnoticed(mutants: ModuleType) -> None:
    """Deleting or negating any one condition of any rule makes a case fail, but for those listed with a reason."""
    report = mutants.run()
    assert len(report.mutants) > 1000
    assert not report.unexplained
    assert not report.stale
