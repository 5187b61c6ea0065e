"""TOR and REW rules; coverage and retelling are given, so no model is needed."""

from __future__ import annotations

from qa_scorer.checks.registry import run_one
from qa_scorer.classify.retelling import Retelling
from qa_scorer.extract.terms_of_reference import TermCoverage

LINES = ("# Terms of reference", "- Did staff act on the signs of neglect?", "# Analysis", "SW1 visited on 3 May 2012.")


def test_tor001_and_tor002_stand_at_the_printed_term(facts):
    for status, rule, other in (("none", "TOR001", "TOR002"), ("partial", "TOR002", "TOR001")):
        found = facts(*LINES)
        found.__dict__["terms"] = (TermCoverage("T1", LINES[1][2:], status, 0.8, reasons=("Hardly judged.",)),)
        assert [f.quote for f in run_one(found, rule)] == [LINES[1][2:]]
        assert run_one(found, other) == []
        assert not run_one(found, rule)[0].unsure
        found.__dict__["terms"] = (TermCoverage("T1", LINES[1][2:], status, 0.45, reasons=("Hardly judged.",)),)
        assert run_one(found, rule)[0].unsure


def test_a_full_answer_is_no_finding(facts):
    found = facts(*LINES)
    found.__dict__["terms"] = (TermCoverage("T1", LINES[1][2:], "full", 0.8),)
    assert run_one(found, "TOR001") == run_one(found, "TOR002") == run_one(found, "TOR003") == []


def test_tor003_only_without_any_term(facts):
    assert len(run_one(facts("# Analysis", LINES[3]), "TOR003")) == 1


def test_rew001_quotes_the_paragraph_and_shows_its_source(facts):
    found = facts(*LINES)
    row = found.evidence(1)
    found.__dict__["retellings"] = (Retelling(3, True, 0.9, found.evidence(3), row),)
    (hit,) = run_one(found, "REW001")
    assert hit.quote == LINES[3] and hit.extra["retold"] == row.to_json() and "3 May 2012" in hit.suggestion
    found.__dict__["retellings"] = (Retelling(3, False, 0.9, found.evidence(3)),)
    assert run_one(found, "REW001") == []
