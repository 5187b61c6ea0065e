"""Header fields from the front sheet and the case file; the period under review; dates in text."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_scorer.extract.date_text import find_dates, first_date, has_day
from qa_scorer.extract.front_sheet import initials
from qa_scorer.rulepack import Case

PROSE = "The team visited on 3 May 2012 and found the house cold. A referral was made to the council. " * 5
SHEET = [
    ["Name of Adult subject of SCR", "Gurdev Sandhu (referred to as Adult A)"],
    ["Date of birth", "09/02/28"],
    ["Date of death", "11 March 2013"],
    ["Ethnic origin", "Asian British"],
    ["Agency providing the report", "Marchfold Council"],
    ["IMR author", "Philippa Wain, Head of Practice"],
    ["Date submitted", "1 July 2013"],
    ["Contact person", "safeguarding@example.org"],
]


def test_fields_of_a_table(facts):
    sheet = facts("# Front sheet", SHEET, "# Analysis", PROSE).front_sheet
    assert sheet.agency.text == "Marchfold Council" and sheet.agency.evidence.quote == "Marchfold Council"
    assert sheet.author.text.startswith("Philippa Wain")
    assert sheet.birth_date == dt.date(1928, 2, 9)  # a birth date cannot lie ahead
    assert sheet.date_of_birth.text == "09/02/1928"
    assert sheet.death_date == dt.date(2013, 3, 11)
    assert sheet.ethnic_origin.text == "Asian British"
    assert sheet.contact_person.text == "safeguarding@example.org"
    assert sheet.date_received.text == "1 July 2013"
    assert sheet.adult_code == "Adult A" and sheet.initials.text == "GS"


def test_fields_of_lines(facts):
    sheet = facts(
        "# Front sheet",
        "Agency: Brackenhill Community Health",
        "Author: Bernadette Hollis, Community Matron",
        "About: Mrs KM (Kathleen Mulvaney), born 19.8.25",
        "# Analysis",
        PROSE,
    ).front_sheet
    assert sheet.agency.text == "Brackenhill Community Health"
    assert sheet.birth_date == dt.date(1925, 8, 19) and sheet.adult_code == "Mrs KM"


def test_a_label_is_not_taken_for_the_value_of_an_empty_one(facts):
    rows = [["Date of death", ""], ["Agency", "Acme"], ["Ethnic origin", ""], ["IMR author", "Ann Lee"]]
    sheet = facts("# Front sheet", rows, "# Analysis", PROSE).front_sheet
    assert sheet.date_of_death_or_incident.text is None and sheet.ethnic_origin.text is None


def test_the_case_file_wins(facts):
    case = Case.model_validate(
        {
            "agency": "From the case",
            "adult": {"name": "Dorothy Anne Penhale", "code": "Adult Z", "date_of_birth": dt.date(1931, 4, 12)},
            "imr": {"due": dt.date(2013, 6, 30), "received": dt.date(2013, 7, 2)},
        }
    )
    sheet = facts("# Front sheet", SHEET, "# Analysis", PROSE, case=case).front_sheet
    assert (sheet.agency.text, sheet.agency.source) == ("From the case", "case")
    assert (sheet.initials.text, sheet.adult_code) == ("DAP", "Adult Z")
    assert sheet.birth_date == dt.date(1931, 4, 12)
    assert sheet.within_timescale == "no" and sheet.date_received.text == "02/07/2013"


def test_timescale_is_unknown_without_dates(facts):
    assert facts("# Front sheet", SHEET, "# Analysis", PROSE).front_sheet.within_timescale == "unknown"


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        ([[["Period under review", "1 March 2008 to 30 April 2009"], ["Agency", "A"]]], (2008, 3, 1), (2009, 4, 30)),
        ([[["Review period", "01/01/12 - 31/03/13"], ["Agency", "A"]]], (2012, 1, 1), (2013, 3, 31)),
        (
            ["# Terms of Reference", "The review covers the period between March 2012 and June 2013."],
            (2012, 3, 1),
            (2013, 6, 30),
        ),
        (
            ["# Scope", "The scope of this review is from 1st June 2010 until 31st May 2011 inclusive."],
            (2010, 6, 1),
            (2011, 5, 31),
        ),
        (
            ["# Terms of Reference", "To analyse involvement over the period of review 1 June to 30 November 2011."],
            (2011, 6, 1),
            (2011, 11, 30),
        ),
    ],
)
def test_period(facts, lines, start, end):
    period = facts("# Front sheet", *lines, "# Analysis", PROSE).period
    assert (period.start, period.end, period.source) == (dt.date(*start), dt.date(*end), "document")


def test_no_period_is_made_of_other_dates(facts):
    f = facts("# Analysis", "She was in hospital from 3 May 2012 to 9 July 2012.", PROSE)
    assert f.period is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("on 3rd of May 2014", (2014, 5, 3)),
        ("31.12.2003", (2003, 12, 31)),
        ("2012-03-04", (2012, 3, 4)),
        ("1-Feb-12", (2012, 2, 1)),
        ("March 3, 2014", (2014, 3, 3)),
        ("12 / 5 / 13", (2013, 5, 12)),
    ],
)
def test_dates_as_people_write_them(text, date):
    assert first_date(text) == dt.date(*date)


@pytest.mark.parametrize("text", ["31/02/2012", "ratio 1/2/3/4", "version 10.30", "99/99/99", "in May", "3 visits"])
def test_what_is_no_date(text):
    assert first_date(text) is None


def test_a_day_without_a_year_names_a_day():
    assert has_day("GP 2 on 5 August") and not has_day("in August 2012")


@given(
    st.dates(dt.date(1950, 1, 1), dt.date(2039, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d", "%d.%m.%Y"]),
)
def test_every_date_is_read_back(date, form):
    found = find_dates(f"seen on {date.strftime(form)}, at home")
    assert len(found) == 1
    century = 100 if form == "%d/%m/%y" and not 1941 <= date.year <= 2040 else 0
    assert found[0].date is not None and abs(found[0].date.year - date.year) == century
    assert (found[0].date.month, found[0].date.day) == (date.month, date.day) or century


@given(st.text(max_size=200))
def test_any_text_is_survived(text):
    for d in find_dates(text):
        assert 0 <= d.start < d.end <= len(text)


def test_initials_leave_titles_out():
    assert initials("Mr Gurdev Singh Sandhu (Adult A)") == "GSS" and initials("Dr Anne-Marie Lee") == "AML"


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("Individual Management Review submitted by Brackenshire Constabulary", "Brackenshire Constabulary"),
        ("Oakmere Community Health Services", "Oakmere Community Health Services"),
        ("Brackenshire Safeguarding Adults Board", None),
        ("The Trust had three vacancies that summer.", None),
    ],
)
def test_the_agency_of_the_title_page(facts, line, agency):
    assert facts(line, "# Analysis", PROSE).front_sheet.agency.text == agency
