"""Dates as people write them in reports of 1990 to 2030: what kind, which days, and how sure. Source: chronology guidance.

`find_dates` finds every date in running text; `read_cell` reads what stands in a date column, where the form counts.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

_MONTHS = {name.lower(): n for n in range(1, 13) for name in (calendar.month_name[n], calendar.month_abbr[n])} | {
    "sept": 9
}
_MONTH = r"(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th)\b)?"
_YEAR = r"(?:(?:19|20)\d{2}|['’]?\d{2})"
_NUMERIC = re.compile(r"(?<![\d/.])(\d{1,2})\s?([/.\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/]|[.:]\d)")
_ISO = re.compile(r"(?<![\d/.-])((?:19|20)\d{2})([-/])(\d{1,2})\2(\d{1,2})(?![\d/])")
_WORDS = re.compile(
    rf"(?<![\d.:])(\d{{1,2}}){_ORDINAL}[\s.-]{{0,2}}(?:day\s+of\s+|of\s+)?({_MONTH})\.?(?:[\s,./-]{{1,3}}({_YEAR})(?![\d:%]|\s?(?:per ?cent|hrs?|am|pm)\b))?",
    re.IGNORECASE,
)
_AMERICAN = re.compile(
    rf"\b({_MONTH})\.?\s+(\d{{1,2}}){_ORDINAL}(?:,?\s+((?:19|20)\d{{2}}))?(?![\d/:%])", re.IGNORECASE
)
_MONTH_YEAR = re.compile(
    rf"\b({_MONTH})\.?[\s,/-]{{1,3}}({_YEAR})(?![\d/:%]|\s?(?:per ?cent|hrs?|am|pm)\b)", re.IGNORECASE
)
_MONTH_DIGITS = re.compile(r"(?<![\d/.-])(0?[1-9]|1[0-2])/((?:19|20)\d{2})(?![\d/])")
_MONTH_ONLY = re.compile(
    rf"\b(?:by|in|from|end(?: of)?|until|before|during|early|mid|late|since|for|due)[\s-]+(?:the\s+)?(?:end\s+of\s+|beginning\s+of\s+|middle\s+of\s+|early[\s-]|mid[\s-]|late[\s-])?({_MONTH})",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"\b(?:q\s?([1-4])|([1-4])(?:st|nd|rd|th)\s+quarter|quarter\s+(one|two|three|four|[1-4])|(first|second|third|fourth|last|final)\s+quarter)\b"
    r"(?:\s*(?:of\s+)?(?:the\s+)?(?:financial year\s+|fy\s?)?,?\s*((?:19|20)\d{2})(?:\s?[/–-]\s?(\d{2,4}))?)?",
    re.IGNORECASE,
)
_FINANCIAL = re.compile(
    r"\b(?:end of (?:the )?)?(?:financial year|fy|year)\s*((?:19|20)\d{2})\s?[/–-]\s?(\d{2,4})\b|\b((?:19|20)\d{2})\s?/\s?(\d{2})\s+(?:financial year|fy)\b",
    re.IGNORECASE,
)
_SEASON = re.compile(
    r"\b(spring|summer|autumn|winter|easter|christmas)(?:\s+(?:of\s+)?((?:19|20)\d{2}))", re.IGNORECASE
)
_YEAR_ALONE = re.compile(r"(?<![\d/.,:£-])((?:19[89]|20[0-3])\d)(?![\d/.:%-]\d|\d)")
_WORD_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": 4,
    "final": 4,
}
_SEASONS = {
    "winter": (1, 3),
    "spring": (3, 5),
    "easter": (3, 4),
    "summer": (6, 8),
    "autumn": (9, 11),
    "christmas": (12, 12),
}


class DateKind(StrEnum):
    """What kind of date the words give."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    INVALID = "invalid"  # a day that does not exist


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: span, kind, the first day and, where it means more than one day, the last.

    `date` is None for a day that does not exist and where the year is not given (`year_given` is then False).
    """

    start: int
    end: int
    kind: DateKind
    date: dt.date | None
    end_date: dt.date | None = None
    year_given: bool = True


def year_of(text: str, near: int = 2012) -> int:
    """The year that two or four digits mean; two digits mean the year nearest to `near`, at most 20 years after it."""
    digits = text.strip("'’")
    year = int(digits)
    if len(digits) > 2:
        return year
    year += near // 100 * 100
    while year > near + 20:
        year -= 100
    while year < near - 79:
        year += 100
    return year


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _months(year: int, first: int, last: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def _month_number(name: str) -> int:
    return _MONTHS[name.lower()]


def _of_day(m: re.Match[str], year: str | None, month: int, day: str, near: int) -> Found:
    if year is None:
        ok = 1 <= int(day) <= 31 and 1 <= month <= 12 and _day(2000, month, int(day)) is not None
        return Found(m.start(), m.end(), DateKind.DAY if ok else DateKind.INVALID, None, None, False)
    date = _day(year_of(year, near), month, int(day))
    return Found(m.start(), m.end(), DateKind.DAY if date else DateKind.INVALID, date)


def find_dates(text: str, near: int = 2012) -> list[Found]:
    """All dates of the text, left to right, none overlapping; `near` decides the century of two-digit years."""
    found: list[Found] = []

    def add(f: Found | None) -> None:
        if f is not None and all(f.end <= o.start or f.start >= o.end for o in found):
            found.append(f)

    for m in _ISO.finditer(text):
        add(_of_day(m, m[1], int(m[3]), m[4], near))
    for m in _NUMERIC.finditer(text):
        add(_of_day(m, m[4], int(m[3]), m[1], near))
    for m in _WORDS.finditer(text):
        add(_of_day(m, m[3], _month_number(m[2]), m[1], near))
    for m in _AMERICAN.finditer(text):
        add(_of_day(m, m[3], _month_number(m[1]), m[2], near))
    for m in _MONTH_YEAR.finditer(text):
        n = _month_number(m[1])
        add(Found(m.start(), m.end(), DateKind.MONTH, *_months(year_of(m[2], near), n, n)))
    for m in _MONTH_DIGITS.finditer(text):
        add(Found(m.start(), m.end(), DateKind.MONTH, *_months(int(m[2]), int(m[1]), int(m[1]))))
    for m in _QUARTER.finditer(text):
        add(_quarter(m))
    for m in _FINANCIAL.finditer(text):
        year = int(m[1] or m[3])
        add(Found(m.start(), m.end(), DateKind.QUARTER, dt.date(year, 4, 1), dt.date(year + 1, 3, 31)))
    for m in _SEASON.finditer(text):
        first, last = _SEASONS[m[1].lower()]
        add(Found(m.start(), m.end(), DateKind.SEASON, *_months(int(m[2]), first, last)))
    for m in _MONTH_ONLY.finditer(text):
        if m.group(1)[0].isupper():
            add(Found(m.start(1), m.end(1), DateKind.MONTH, None, None, False))
    for m in _YEAR_ALONE.finditer(text):
        add(Found(m.start(), m.end(), DateKind.YEAR, *_months_of_year(int(m[1]))))
    found.sort(key=lambda f: f.start)
    return found


def _months_of_year(year: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _quarter(m: re.Match[str]) -> Found | None:
    number = m[1] or m[2] or m[3] or m[4]
    n = int(number) if number.isdigit() else _WORD_NUMBERS[number.lower()]
    if m[5] is None:
        return None if m[4] else Found(m.start(), m.end(), DateKind.QUARTER, None, None, False)
    year = int(m[5])
    if m[6]:  # a financial year, from April
        first = 3 * n + 1
        year, first = (year, first) if first <= 12 else (year + 1, first - 12)
    else:
        first = 3 * n - 2
    return Found(m.start(), m.end(), DateKind.QUARTER, *_months(year, first, first + 2))


# -- the date column of a chronology -------------------------------------------------------------------------------

STRICT = re.compile(r"\d{2}/\d{2}/\d{2}")
_BETWEEN = re.compile(r"\s*(?:-|–|—|to|until|and|till|through|/|&|,|;|\n)\s*(?:the\s+)?", re.IGNORECASE)
_SHORT_RANGE = re.compile(
    rf"(?<![\d/.])(\d{{1,2}}){_ORDINAL}(?:[/.]\d{{1,2}})?\s*(?:-|–|—|to|&|and|until|/)\s*\d{{1,2}}{_ORDINAL}\s*(?:[/.-]\s?\d{{1,2}}\s?[/.-]\s?\d{{2,4}}|(?:of\s+)?{_MONTH})",
    re.IGNORECASE,
)
_MONTH_RANGE = re.compile(
    rf"\b{_MONTH}\.?(?:\s+{_YEAR})?\s*(?:-|–|—|to|and|until|/|&)\s*{_MONTH}\.?(?:\s+{_YEAR})?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class CellDate:
    """What a date column says: `form` is empty, unknown, strict, other, invalid, range, estimate or unreadable.

    `first` and `last`: the days that it can mean (equal for one day); None where it cannot be read. `four_digits`,
    `strict`: of the written form, whatever `form` is.
    """

    form: str
    first: dt.date | None
    last: dt.date | None
    strict: bool = False


def read_cell(text: str, near: int, *, estimate: re.Pattern[str], unknown: re.Pattern[str]) -> CellDate:
    """The date of a cell of the date column; `estimate` and `unknown` are the pack's words for such dates."""
    bare = " ".join(text.split()).strip(" .;,*†‡")
    if not bare:
        return CellDate("empty", None, None)
    found = find_dates(bare, near)
    strict = bool(STRICT.fullmatch(bare))
    real = [f for f in found if f.date]
    if unknown.fullmatch(bare) and not real:
        return CellDate("unknown", None, None)
    first = real[0].date if real else None
    last = (real[0].end_date or first) if real else None
    if strict:
        ok = bool(found) and found[0].kind is DateKind.DAY
        return CellDate("strict" if ok else "invalid", first, last, True)
    if _is_range(bare, found):
        ends = [d for f in real for d in (f.date, f.end_date) if d]
        opened = _range_start(bare, found)
        return CellDate("range", min([*ends, opened]) if ends and opened else first, max(ends) if ends else last)
    if estimate.search(bare):
        return CellDate("estimate", first, last)
    if any(f.kind is DateKind.INVALID for f in found) and not real:
        return CellDate("invalid", None, None)
    if not found:
        return CellDate("unreadable", None, None)
    return CellDate("other", first, last)


def _is_range(text: str, found: list[Found]) -> bool:
    if _SHORT_RANGE.search(text) or _MONTH_RANGE.search(text):
        return True
    days = [f for f in found if f.kind is not DateKind.YEAR]
    return len(days) >= 2 and bool(_BETWEEN.match(text, days[0].end) or days[0].kind == days[1].kind)


def _range_start(text: str, found: list[Found]) -> dt.date | None:
    """The first day of a range such as '12-15/03/12' or 'May - June 2012'."""
    m = _MONTH_RANGE.search(text)
    if m and len(found) == 1 and found[0].date and found[0].kind is DateKind.MONTH:
        name = re.match(_MONTH, m.group(0), re.IGNORECASE)
        n = _month_number(name.group(0)) if name else found[0].date.month
        return dt.date(found[0].date.year - (n > found[0].date.month), n, 1)
    m = _SHORT_RANGE.search(text)
    real = [f for f in found if f.date and f.kind is DateKind.DAY]
    if m is None or not real or real[0].date is None:
        return None
    end = real[0].date
    start = _day(end.year, end.month, int(m[1])) if int(m[1]) <= 31 else None
    return start if start and start <= end else None
