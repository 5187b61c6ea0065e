"""Whole documents: what a change does to ratings and findings is read as a diff before it is accepted.

`make golden` writes the files again. A golden holds ratings, answers, section statuses and counts of findings by rule: the
things a user would notice; not confidences, which may move in the last digit.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from qa_scorer.pipeline import score
from qa_scorer.rulepack import load_case

HERE = Path(__file__).parent
GIVEN = HERE.parent / "corpus" / "given"
NAMES = sorted(p.name.removesuffix(".gold.json") for p in GIVEN.glob("*.gold.json"))


def summary(report) -> dict:
    return {
        "sections": {s["key"]: s["status"] for s in report["sections"]},
        "terms_of_reference": {t["id"]: t["status"] for t in report["terms_of_reference"]},
        "statements": dict(sorted(Counter(s["label"] for s in report["statements"]).items())),
        "findings": dict(sorted(Counter(f["rule"] for f in report["findings"]).items())),
        "recommendations": {
            r["id"]: "".join(k if v else "-" for k, v in r["smart"].items()) for r in report["recommendations"]
        },
        "chronology": {str(r["row"]): r["faults"] for r in report["chronology"]["rows"] if r["faults"]},
        "grid": {c["criterion"]: c["rating"] for c in report["grid"]},
        "questions": {k: v["answer"] for k, v in report["questions"].items()},
        "verdict": report["verdict"]["overall"],
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_golden(name, request):
    report = score(GIVEN / f"{name}.docx", case=load_case(GIVEN / f"{name}.case.toml"))
    found = summary(report)
    path = HERE / f"{name}.json"
    if request.config.getoption("--update-golden"):
        path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert found == json.loads(path.read_text(encoding="utf-8"))
