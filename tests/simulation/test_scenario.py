"""Scenario files are read whole or refused with file, line and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice_skill.errors import BadInputError
from voice_skill.simulation.scenario import load_scenario, load_scenarios
from voice_skill.triage.yaml_file import KnowledgeError

GOOD = """\
id: patient
title: A patient
group: demo
sources: [NHS-SCI]
age: null
speaking_for: other
story: ""
story_findings: {pain_where: [{site: calf, side: left}]}
answers: {rash: yes, fever_unwell: silence, pain_weeks: 2}
default: no
expect: {level: SAME_DAY, rules: [RS8], not_rules: []}
why: Because.
"""


def write(folder: Path, text: str, name: str = "patient.yaml") -> Path:
    """Write one scenario file."""
    path = folder / name
    path.write_text(text)
    return path


def test_truth_of_every_kind(tmp_path: Path) -> None:
    """Words stay words, silence is None, defaults fill in, and places can't be changed."""
    scenario = load_scenario(write(tmp_path, GOOD))
    assert scenario.age is None
    assert scenario.truth("rash", yes_no=True) == "yes"
    assert scenario.truth("leg_weak", yes_no=True) == "no"
    assert scenario.truth("fever_unwell", yes_no=True) is None
    assert scenario.truth("trend", yes_no=False) is None
    assert scenario.truth("twitch_type", yes_no=False) == "none"
    assert scenario.truth("speaking_for", yes_no=False) == "other"
    assert scenario.story_findings["pain_where"] == ({"site": "calf", "side": "left"},)


@pytest.mark.parametrize(("old", "new", "complaint"), [
    ("why: Because.", "", "line 1: 'why' is missing"),
    ("group: demo", "group: demo\nmood: low", "line 4: unknown key 'mood'"),
    ("id: patient", "id: other", "line 1: the id must be patient"),
    ("level: SAME_DAY", "level: TOMORROW", "line 11: there is no level 'TOMORROW'"),
    ("{rash: yes,", "{rash: yes, pain_where: silence,", "line 9: already told in the story: pain_where"),
])  # fmt: skip
def test_faults_are_named_where_they_are(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    """A field too many, too few or wrong is refused with the line it is on."""
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(KnowledgeError, match=complaint):
        load_scenario(path)


def test_a_folder_needs_scenarios_of_different_names(tmp_path: Path) -> None:
    """An empty folder and a name used twice are refused."""
    with pytest.raises(BadInputError, match="no scenario files"):
        load_scenarios(tmp_path)
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, GOOD)
    with pytest.raises(BadInputError, match="same name"):
        load_scenarios(tmp_path)
