"""Dates as people write them: what kind, which days; the date column of a chronology."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_scorer.extract.dates import DateKind, find_dates, read_cell, year_of

ESTIMATE = re.compile(r"approx|about|\bc\.?\s?(?=\d)|early|w/c", re.IGNORECASE)
UNKNOWN = re.compile(r"(?:date )?(?:unknown|not known)", re.IGNORECASE)
DATES = st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31))


def cell(text: str):
    return read_cell(text, 2012, estimate=ESTIMATE, unknown=UNKNOWN)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("04/03/08", "2008-03-04"),
        ("6/4/2011", "2011-04-06"),
        ("10.01.13", "2013-01-10"),
        ("27-12-14", "2014-12-27"),
        ("3rd June 2013", "2013-06-03"),
        ("the 3rd of June 2013", "2013-06-03"),
        ("June 3, 2013", "2013-06-03"),
        ("3 Sept 2013", "2013-09-03"),
        ("2011-03-04", "2011-03-04"),
        ("8 March '09", "2009-03-08"),
        ("1/2/99", "1999-02-01"),
    ],
)
def test_a_day_however_written(text, date):
    found = find_dates(f"seen on {text}, at home")
    assert [(f.kind, str(f.date)) for f in found] == [(DateKind.DAY, date)]


@pytest.mark.parametrize(
    ("text", "kind", "first", "last"),
    [
        ("by the end of February 2020", DateKind.MONTH, "2020-02-01", "2020-02-29"),
        ("Q3 2011", DateKind.QUARTER, "2011-07-01", "2011-09-30"),
        ("the third quarter of 2012/13", DateKind.QUARTER, "2012-10-01", "2012-12-31"),
        ("Q4 2012/13", DateKind.QUARTER, "2013-01-01", "2013-03-31"),
        ("summer 2011", DateKind.SEASON, "2011-06-01", "2011-08-31"),
        ("03/2011", DateKind.MONTH, "2011-03-01", "2011-03-31"),
        ("in 2012", DateKind.YEAR, "2012-01-01", "2012-12-31"),
    ],
)
def test_longer_than_a_day(text, kind, first, last):
    (found,) = find_dates(text)
    assert (found.kind, str(found.date), str(found.end_date)) == (kind, first, last)


@pytest.mark.parametrize("text", ["31/02/11", "31 June 2013", "00/01/11", "13/25/10"])
def test_a_day_that_does_not_exist_is_invalid(text):
    assert [f.kind for f in find_dates(text)] == [DateKind.INVALID]


@pytest.mark.parametrize("text", ["10:15", "may be 3 or 4", "BP 120/80", "02920 18 0000", "24 hours", "1.5 kg"])
def test_no_date(text):
    assert find_dates(text) == []


def test_without_a_year_the_date_stays_open():
    (found,) = find_dates("by 31 October")
    assert found.kind is DateKind.DAY and found.date is None and not found.year_given


@given(
    DATES,
    st.sampled_from(["%d/%m/%y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d", "%B %d, %Y"]),
)
def test_every_form_gives_the_date_back(date, form):
    near = date.year
    assert [f.date for f in find_dates(date.strftime(form), near)] == [date]


@given(DATES)
def test_only_the_strict_form_is_strict(date):
    assert cell(date.strftime("%d/%m/%y")).form == "strict"
    assert cell(date.strftime("%d/%m/%Y")).form == "other"


@given(DATES, st.integers(1, 400), st.sampled_from([" - ", "-", " to ", "–", " until "]))
def test_a_range_has_both_ends(start, days, between):
    end = start + dt.timedelta(days)
    found = read_cell(f"{start:%d/%m/%Y}{between}{end:%d/%m/%Y}", start.year, estimate=ESTIMATE, unknown=UNKNOWN)
    assert (found.form, found.first, found.last) == ("range", start, end)


@given(st.text(max_size=60))
def test_any_text_can_be_read(text):
    for f in find_dates(text):
        assert 0 <= f.start < f.end <= len(text)
        assert f.end_date is None or (f.date is not None and f.date <= f.end_date)
    assert cell(text).form


@given(st.integers(1990, 2030))
def test_two_digits_mean_the_near_century(year):
    assert year_of(f"{year % 100:02d}", near=year) == year


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", "empty"),
        ("unknown", "unknown"),
        ("31/02/11", "invalid"),
        ("31/02/2011", "invalid"),
        ("12-15/03/12", "range"),
        ("14 - 16 May 2012", "range"),
        ("May - June 2012", "range"),
        ("3/4 June 2010", "range"),
        ("c. 10/08/15", "estimate"),
        ("18/12/10 (approx.)", "estimate"),
        ("early March 2012", "estimate"),
        ("w/c 14/02/13", "estimate"),
        ("June 2010", "other"),
        ("4/3/08", "other"),
        ("04/03/08 10:15", "other"),
        ("Tuesday", "unreadable"),
        ("04/03/08*", "strict"),
    ],
)
def test_forms_of_the_date_column(text, form):
    assert cell(text).form == form


def test_short_ranges_keep_their_first_day():
    assert str(cell("12-15/03/12").first) == "2012-03-12"
    assert str(cell("May - June 2012").first) == "2012-05-01"
