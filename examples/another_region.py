"""A second region: a copy of the knowledge with one more place in it, and the advice as it is said there."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from voice_skill.resources import find
from voice_skill.triage import assess, load_knowledge

RURITANIA = """
  ruritania:
    spoken: Ruritania
    askable: yes
    emergency_number: 1 2 3
    emergency_department: the castle infirmary
    doctor: your village doctor
    advice_line: the Ruritanian health line
    advice_call: call the Ruritanian health line on 4 5 6
    pharmacist: an apothecary
    maternity: the midwife on duty
    crisis_line: the listening line on 7 8 9
    poison_line: the poison line on 4 5 7
    cancer_line: your cancer nurse
    physio: a physiotherapist
    driving: "Don't drive if you can't feel or move the foot well."
    sources: [J]
"""


def main() -> None:
    """Add the region, load the copy, and give the same findings to both places."""
    with tempfile.TemporaryDirectory() as folder:
        knowledge = Path(folder) / "knowledge"
        shutil.copytree(find("knowledge"), knowledge)
        with (knowledge / "regions.yaml").open("a", encoding="utf-8") as regions:
            regions.write(RURITANIA)
        ours = load_knowledge(knowledge).regions["ruritania"]
    findings = {"foot_drop": "yes", "weak_onset": "days"}
    for place in ("uk", ours):
        print(assess(findings, age=52, region=place).advice[0].text)


if __name__ == "__main__":
    main()
