"""CHR rules: a hit, a near miss and a clean case each."""

from __future__ import annotations

import datetime as dt

import pytest

from qa_scorer.checks.registry import run_one
from qa_scorer.rulepack import Case
from qa_scorer.rulepack.case import Review

CASE = Case(review=Review(period_from=dt.date(2012, 1, 1), period_to=dt.date(2012, 12, 31)))
HEAD = [
    "Date",
    "Time",
    "Source of Information",
    "Contact with individual",
    "Communication - within agency",
    "Communication - external to agency",
    "Response or Outcome",
    "Comments",
]
FIRST = ["03/01/12", "10:00", "Case file", "Home visit. Thin. She said 'no'.", "", "", "Plan made", ""]
MIDDLE = ["01/05/12", "10:00", "Interview SW1", "", "", "", "Plan made", ""]
LAST = ["01/12/12", "09:30", "Duty log", "", "", "Letter to GP", "Sent", ""]


@pytest.fixture
def found(facts):
    def make(rule, *rows, head=HEAD, case=CASE):
        return run_one(facts("# Chronology", [head, *rows], case=case), rule)

    return make


def row(**cells):
    keys = ("date", "time", "source", "contact", "internal", "external", "response", "comments")
    usual = dict(zip(keys, MIDDLE, strict=True)) | {"source": "Case file"}
    return [{**usual, **cells}[k] for k in keys]


@pytest.mark.parametrize(
    ("rule", "hit", "miss", "quote", "fix"),
    [
        ("CHR001", {"date": ""}, {"date": "02/05/12"}, "", "best estimate"),
        ("CHR002", {"date": "02/05/2012"}, {"date": "02/05/12"}, "02/05/2012", "Write it as 02/05/12."),
        ("CHR002", {"date": "May 2012"}, {"date": "c. 02/05/12"}, "May 2012", "Write it as DD/MM/YY."),
        ("CHR003", {"date": "31/06/12"}, {"date": "30/06/12"}, "31/06/12", "correct the date"),
        ("CHR004", {"date": "02/05/12 - 04/05/12"}, {"date": "02-05-12"}, "02/05/12 - 04/05/12", "Put 02/05/12 into"),
        (
            "CHR005",
            {"date": "c. 02/05/12"},
            {"date": "c. 02/05/12", "comments": "Date estimated"},
            "c. 02/05/12",
            "date estimated",
        ),
        ("CHR006", {"date": "02/01/12"}, {"date": "03/01/12"}, "02/01/12", "Move the row"),
        ("CHR007", {"date": "01/01/13"}, {"date": "31/12/12"}, "01/01/13", "background"),
        ("CHR008", {"time": "2.15pm"}, {"time": "unknown"}, "2.15pm", "Write it as 14:15."),
        ("CHR009", {"source": ""}, {"source": "Log"}, "", "record, log or interview"),
        ("CHR010", {"external": "GP told"}, {"external": "GP told by phone"}, "GP told", "Phone:"),
        (
            "CHR011",
            {"response": "", "external": "Call"},
            {"response": "None", "external": "Call"},
            "",
            "what came of it",
        ),
        ("CHR015", {"contact": "Seen"}, {"contact": "Seen, pale"}, "Seen", "how the adult looked"),
    ],
)
def test_faults_of_a_row(found, rule, hit, miss, quote, fix):
    hits = found(rule, FIRST, row(**hit), LAST)
    assert [f.quote for f in hits] == [quote] and "Row 2" in hits[0].message and fix in hits[0].suggestion
    assert found(rule, FIRST, row(**miss), LAST) == []
    assert found(rule, FIRST, MIDDLE, LAST) == []


def test_chr010_quotes_each_cell_at_fault(found):
    hits = found("CHR010", FIRST, row(internal="TM told", external="GP told"), LAST)
    assert [f.quote for f in hits] == ["TM told", "GP told"]


def test_chr012_no_table(facts):
    assert len(run_one(facts("# Chronology", "The chronology is attached.", case=CASE), "CHR012")) == 1


def test_chr012_not_where_there_is_one(found):
    assert found("CHR012", FIRST, LAST) == []


def test_chr013_names_the_board_s_column(found):
    hits = found("CHR013", FIRST[:7], LAST[:7], head=HEAD[:7])
    assert ["'Comments'" in f.message for f in hits] == [True]
    assert found("CHR013", FIRST, LAST, head=[*HEAD[:3], "Family Contact", *HEAD[4:]]) == []


def test_chr014_a_long_silence(found):
    hits = found("CHR014", FIRST, LAST)
    assert len(hits) == 1 and "03/01/12 to 01/12/12" in hits[0].message
    assert found("CHR014", FIRST, MIDDLE, row(date="15/08/12"), LAST) == []


def test_chr016_one_kind_of_source(found):
    assert len(found("CHR016", FIRST, row(source="Another file"))) == 1
    assert found("CHR016", FIRST, MIDDLE, LAST) == []


def test_chr017_nobody_saw_or_heard_the_adult(found):
    hits = found("CHR017", row(contact="No access"), LAST)
    assert len(hits) == 2 and found("CHR017", FIRST, LAST) == []
    assert ["is heard" in f.message for f in found("CHR017", row(contact="Seen, pale"), LAST)] == [True]


def test_chr018_edges_of_the_period(found):
    assert ["last quarter" in f.message for f in found("CHR018", FIRST, MIDDLE)] == [True]
    assert found("CHR018", FIRST, LAST) == [] and found("CHR018", FIRST, MIDDLE, case=Case()) == []


def test_chr019_paragraphs_for_a_table(facts):
    lines = [f"{n} May 2012, 10:00 - She was visited and was cold. Source: log." for n in (1, 3, 5, 8)]
    told = facts("# Analysis", "She fell.", "# Chronology", *lines)
    assert ["4 dated" in f.message for f in run_one(told, "CHR019")] == [True]
    assert run_one(told, "CHR012") == [] and run_one(told, "CHR013") == []
    few = facts("# Analysis", "She fell.", "# Chronology", *lines[:3])
    assert run_one(few, "CHR019") == [] and len(run_one(few, "CHR012")) == 1
