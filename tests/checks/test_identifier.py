"""IDN rules: a hit, a near miss and a clean case each."""

from __future__ import annotations

import pytest

from qa_scorer.checks.registry import run_one

HITS = {
    "IDN001": ("She was born on 4 May 1922.", "She fell on 4 May 2010."),
    "IDN002": ("Her NHS number is 943 476 5919.", "The log number is 943 476."),
    "IDN003": ("Her number is AB123456C.", "Her number is ZZ123456Z."),
    "IDN004": ("She lived at 22 Macaulay Close.", "The 22 Macaulay Close surgery wrote."),
    "IDN005": ("It was sent to PE38 4QT.", "It was sent to PE38."),
    "IDN006": ("Ring 07700 900562.", "Ring 0800 1111."),
    "IDN007": ("Write to a.b@example.org.", "Write at 10 p.m. @ home."),
    "IDN008": ("His car was AB12 CDE.", "His car was a Ford."),
}
APART = {
    "IDN020": ("Crime number 22/3456/11 was given.", "Crime was not recorded."),
    "IDN021": ("She was moved to Nelson Ward.", "She was moved to the ward."),
    "IDN022": ("He was found in Trelissick Road.", "He was found in the road."),
    "IDN023": ("She died on 9 March 2011 at the Queen Camilla Hospital.", "She died in the spring at home."),
    "IDN024": (
        "She was the only matron at the home from June 2009 to May 2010, when she was the sole matron in 2010.",
        "There was a matron.",
    ),
    "IDN025": ("He had Huntington's disease.", "He had dementia."),
}


@pytest.mark.parametrize("rule", sorted(HITS))
def test_direct(facts, rule: str) -> None:
    hit, miss = HITS[rule]
    found = run_one(facts("# Analysis", hit), rule)
    assert [(f.unsure, f.severity) for f in found] == [(False, "error")]
    assert found[0].quote in hit
    assert run_one(facts("# Analysis", miss), rule) == []


@pytest.mark.parametrize("rule", sorted(APART))
def test_indirect_is_listed_apart(facts, rule: str) -> None:
    hit, miss = APART[rule]
    found = run_one(facts("# Analysis", hit), rule)
    assert found
    assert all(f.unsure and f.severity == "info" for f in found)
    assert run_one(facts("# Analysis", miss), rule) == []


def test_permitted_place_is_no_finding(facts) -> None:
    f = facts("# Front sheet", [["Name of adult", "Adult A"], ["Date of birth", "12/04/1931"], ["Agency", "The Trust"]])
    assert run_one(f, "IDN001") == []


def test_indirect_counts_once(facts) -> None:
    f = facts("# Analysis", "From Nelson Ward to home.", "Back to Nelson Ward.")
    assert len(run_one(f, "IDN021")) == 1
