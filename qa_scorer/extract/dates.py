"""Dates as people write them in reports: 31/12/03, 3 June 2013, 6/4/2011, June 2010, 'end of October'; ranges."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_MONTHS = {name.lower(): n for n in range(1, 13) for name in (calendar.month_name[n], calendar.month_abbr[n])} | {
    "sept": 9
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4}|\d{2})(?![\d/])")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_WORDS = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\.?,?\s+(\d{{4}}|\d{{2}})(?!\d)", re.IGNORECASE
)
_AMERICAN = re.compile(rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"\b({_MONTH})\.?,?\s+(\d{{4}})(?!\d)", re.IGNORECASE)
_NO_YEAR = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\b(?!\.?,?\s+\d{{2}})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: its span, the date (None where the day does not exist), and how exact it is (day or month)."""

    start: int
    end: int
    date: dt.date | None
    exact: str = "day"


def year_of(text: str, near: int = 2012) -> int:
    """The year of two or four digits; a two-digit year is the one nearest to `near`, at most 20 years after it."""
    year = int(text)
    if len(text) > 2:
        return year
    year += near // 100 * 100
    while year > near + 20:
        year -= 100
    while year < near - 80:
        year += 100
    return year


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def find_dates(text: str, near: int = 2012) -> list[Found]:
    """All dates of the text, left to right, none overlapping."""
    found: list[Found] = []

    def free(a: int, b: int) -> bool:
        return all(b <= f.start or a >= f.end for f in found)

    for m in _ISO.finditer(text):
        found.append(Found(m.start(), m.end(), _date(int(m[1]), int(m[2]), int(m[3]))))
    for m in _NUMERIC.finditer(text):
        if free(*m.span()):
            found.append(Found(m.start(), m.end(), _date(year_of(m[3], near), int(m[2]), int(m[1]))))
    for m in _WORDS.finditer(text):
        if free(*m.span()):
            found.append(Found(m.start(), m.end(), _date(year_of(m[3], near), _MONTHS[m[2].lower()], int(m[1]))))
    for m in _AMERICAN.finditer(text):
        if free(*m.span()):
            found.append(Found(m.start(), m.end(), _date(int(m[3]), _MONTHS[m[1].lower()], int(m[2]))))
    for m in _MONTH_YEAR.finditer(text):
        if free(*m.span()):
            found.append(Found(m.start(), m.end(), _date(int(m[2]), _MONTHS[m[1].lower()], 1), "month"))
    found.sort(key=lambda f: f.start)
    return found


def days_without_year(text: str) -> list[tuple[int, int]]:
    """Spans of dates that give day and month only."""
    return [m.span() for m in _NO_YEAR.finditer(text)]
