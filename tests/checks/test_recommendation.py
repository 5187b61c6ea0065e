"""REC rules: a hit, a near miss and a clean case each."""

from __future__ import annotations

import pytest

from qa_scorer.checks.registry import run_one
from qa_scorer.rulepack import Case

CASE = Case(agency="Northmere Hospitals NHS Trust")
FINDING = "Nobody audited body maps of bruises on the ward, and the matron did not know. " * 3
GOOD = "The Matron will audit 20 body maps by 1 May 2014 so that no bruise is missed."


@pytest.fixture
def found(facts):
    def make(rule, *texts, previous=()):
        lines = [f"Recommendation {n}: {t}" for n, t in enumerate(texts, 1)]
        return run_one(facts("# Analysis", FINDING, "# Recommendations", *lines, case=CASE, previous=previous), rule)

    return make


@pytest.mark.parametrize(
    ("rule", "hit", "miss"),
    [
        ("REC001", "The Matron will update all procedures.", "The Matron will update the body map procedure for bruises."),
        ("REC002", "The Matron will draw body maps by 1 May 2014.", "The Matron will count body maps by 1 May 2014."),
        ("REC003", "All staff will audit 20 body maps.", "The council should audit 20 body maps."),
        ("REC004", "The Matron will audit 20 body maps as soon as possible.", "From 1 May 2014 the Matron will audit 20 body maps."),
        ("REC005", "No bruise should ever happen again on the ward.", "The Matron will draw each bruise on the ward by May 2014."),
        ("REC006", "The council should audit 20 body maps by 1 May 2014.", "The Council Liaison Nurse will audit 20 body maps."),
        ("REC007", "The Matron will audit 20 body maps.", "The Matron will audit 20 body maps with 95% complete."),
        ("REC010", "Staff should be reminded of body maps.", "The Matron will remind staff of body maps."),
        ("REC014", "The Matron will buy beds, recruit nurses, retrain doctors and redesign the ward.", "The Matron will buy beds and audit their use."),
        ("REC015", "The Bursar will repaint the greenhouse by May 2014.", "The Bursar will repaint the greenhouse by May 2014 (Finding 2)."),
        ("REC016", "The Matron should consider body maps.", "The Matron will draw body maps of bruises."),
        ("REC017", "The Matron will audit 20 body maps. " + "It is a long story. " * 30, "The Matron will audit 20 body maps. " * 4),
    ],
)  # fmt: skip
def test_one_recommendation(found, rule, hit, miss):
    hits = found(rule, hit)
    assert len(hits) == 1 and hits[0].quote.strip() == hit.strip() and "R1" in hits[0].message
    if rule != "REC010":  # a reminder with somebody to give it is still a reminder
        assert found(rule, miss) == []
    assert found(rule, GOOD) == []


def test_rec016_quotes_the_words(found):
    assert "'reminded'" in found("REC016", "Staff should be reminded of body maps.")[0].message


def test_rec008_repeated(found):
    earlier = (("review 2010", "Twenty body maps must be audited by the matron each year."),)
    hits = found("REC008", GOOD, previous=earlier)
    assert len(hits) == 1 and "review 2010" in hits[0].message and "Twenty body maps" in hits[0].suggestion
    assert found("REC008", "The Bursar will buy ten hoists.", previous=earlier) == [] and found("REC008", GOOD) == []


def test_rec009_twice(found):
    hits = found("REC009", GOOD, "By 1 May 2014 the Matron will audit 20 body maps so that no bruise is missed.")
    assert ["R1" in f.message and "R2" in f.message for f in hits] == [True]
    assert found("REC009", GOOD, "The Head of IT will link the two databases.") == []


def test_rec011_too_many(found):
    many = [f"The Matron will audit ward {n} by 1 May 2014." for n in range(1, 14)]
    assert len(found("REC011", *many)) == 1 and found("REC011", *many[:12]) == []


def test_rec012_none(facts, found):
    assert len(run_one(facts("# Analysis", FINDING, case=CASE), "REC012")) == 1 and found("REC012", GOOD) == []


def test_rec013_lessons_without_an_answer(facts):
    lessons = (
        "The lesson is that bruises were not drawn on body maps because no form was on the ward.",
        "The lesson is that the night telephone rang unanswered at weekends because the rota was not covered.",
    )
    hits = run_one(facts("# Lessons", *lessons, "# Recommendations", GOOD, case=CASE), "REC013")
    assert all("body maps" not in f.quote for f in hits)
