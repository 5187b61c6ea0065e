"""Thresholds of the Standards grid, at and on both sides of each edge. Source: RUBRIC."""

from __future__ import annotations

import pytest

from qa_scorer.grid import levels
from qa_scorer.rulepack.schemas.criteria import Criteria


@pytest.fixture(scope="module")
def criteria(pack):
    return pack.get(Criteria)


@pytest.mark.parametrize(
    ("row", "values", "level"),
    [
        ("family_details", {"share": 0.8, "persons": 5}, "full"),
        ("family_details", {"share": 0.79, "persons": 5}, "partial"),
        ("family_details", {"share": 1.0, "persons": 1}, "partial"),
        ("chronology", {"share": 0.05, "lacks": 0, "coverage": 0.9}, "full"),
        ("chronology", {"share": 0.06, "lacks": 0, "coverage": 0.9}, "partial"),
        ("chronology", {"share": 0.0, "lacks": 1, "coverage": 0.9}, "partial"),
        ("chronology", {"share": 0.35, "lacks": 0, "coverage": 0.9}, "partial"),
        ("chronology", {"share": 0.36, "lacks": 0, "coverage": 0.9}, "limited"),
        ("chronology", {"share": 0.0, "lacks": 0, "coverage": 0.49}, "limited"),
        ("chronology", {"share": 0.0, "lacks": 0, "coverage": -1.0}, "full"),
        ("seen_and_views", {"share": 0.6, "voice": 2}, "full"),
        ("seen_and_views", {"share": 0.6, "voice": 1}, "partial"),
        ("seen_and_views", {"share": 0.2, "voice": 1}, "partial"),
        ("seen_and_views", {"share": 0.9, "voice": 0}, "limited"),
        ("seen_and_views", {"share": 0.19, "voice": 3}, "limited"),
        ("involvement_summary", {"aspects": 4}, "full"),
        ("involvement_summary", {"aspects": 2}, "partial"),
        ("involvement_summary", {"aspects": 1}, "limited"),
        ("talks_through", {"parts": 4, "told": 1}, "full"),
        ("talks_through", {"parts": 4, "told": 0}, "partial"),
        ("talks_through", {"parts": 1, "told": 1}, "limited"),
        ("analysis", {"answered": 0.8, "retelling": 0.25, "reasons": 4, "judged": 9, "lacks": 0}, "full"),
        ("analysis", {"answered": 0.8, "retelling": 0.26, "reasons": 4, "judged": 9, "lacks": 0}, "partial"),
        ("analysis", {"answered": 0.8, "retelling": 0.1, "reasons": 4, "judged": 9, "lacks": 1}, "partial"),
        ("analysis", {"answered": 0.39, "retelling": 0.1, "reasons": 4, "judged": 9, "lacks": 0}, "limited"),
        ("analysis", {"answered": 0.9, "retelling": 0.61, "reasons": 4, "judged": 9, "lacks": 0}, "limited"),
        ("analysis", {"answered": 0.9, "retelling": 0.0, "reasons": 0, "judged": 0, "lacks": 0}, "limited"),
        ("analysis", {"answered": -1.0, "retelling": 0.0, "reasons": 4, "judged": 9, "lacks": 0}, "partial"),
        ("recommendations", {"share": 0.8}, "full"),
        ("recommendations", {"share": 0.79}, "partial"),
        ("recommendations", {"share": 0.4}, "partial"),
        ("recommendations", {"share": 0.39}, "limited"),
    ],
)
def test_level(criteria, row, values, level):
    assert levels.LEVELS[row](values, criteria) == level


def test_a_report_without_headings_says_what_its_verdict_rests_on(facts):
    from qa_scorer.grid.ratings import answer_questions, judge, rate

    letter = facts(
        *["Dear colleague, the team visited on 3 May 2012 and found the house cold and the tenant unwell." * 2] * 12
    )
    verdict = judge(letter, rate(letter), answer_questions(letter))
    assert verdict.overall == "inadequate" and "hardly any headings" in verdict.reasons[0]


def test_a_passage_is_evidence_once(facts):
    from qa_scorer.grid.measures import _few

    one = facts("# Analysis", "The nurse rang twice.").evidence(1)
    assert _few([one, one], "note") == _few([one], "note")
