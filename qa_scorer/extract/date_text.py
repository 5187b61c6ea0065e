"""Dates in running text, as people write them: where they stand, how exact they are, and which day they mean.

Kept small on purpose: it finds dates for front sheets, sign-offs and interviews. The chronology has its own, stricter rules.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = r"(?P<{0}>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_NUMERIC = r"(?<![\d/.])(?P<d1>\d{1,2})\s?[/.\-]\s?(?P<m1>\d{1,2})\s?[/.\-]\s?(?P<y1>\d{4}|\d{2})(?![\d/])"
_ISO = r"(?<!\d)(?P<y2>(?:19|20)\d{2})-(?P<m2>\d{2})-(?P<d2>\d{2})(?!\d)"
_WORDS = (
    r"(?<![\d/.])(?P<d3>\d{1,2})\s?(?:st|nd|rd|th)?\s+(?:day of\s+|of\s+)?"
    + _MONTH.format("m3")
    + r"(?:,?\s+(?P<y3>\d{4}|['’]\d{2}))?"
)
_DASHED = r"(?<![\d/.])(?P<d6>\d{1,2})-" + _MONTH.format("m6") + r"-(?P<y6>\d{4}|\d{2})"
_AMERICAN = _MONTH.format("m4") + r"\s+(?P<d4>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y4>\d{4})"
_MONTH_YEAR = _MONTH.format("m5") + r",?\s+(?P<y5>(?:19|20)\d{2})\b"
_DATE = re.compile(
    "|".join(rf"(?:{p})" for p in (_ISO, _NUMERIC, _DASHED, _WORDS, _AMERICAN, _MONTH_YEAR)), re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text. `date` is None where the year is missing or the day does not exist.

    `exact`: 'day' with a year, 'day_only' without one, 'month'.
    """

    start: int
    end: int
    date: dt.date | None
    exact: str

    @property
    def names_a_day(self) -> bool:
        """True where a day is named, with or without its year."""
        return self.exact in ("day", "day_only")


def _year(text: str) -> int:
    digits = text.strip("'’")
    if len(digits) == 4:
        return int(digits)
    short = int(digits)
    return 2000 + short if short <= 40 else 1900 + short


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """Every date of the text, left to right; two-digit years up to 40 are of this century."""
    out: list[FoundDate] = []
    for m in _DATE.finditer(text):
        g = m.groupdict()
        which = next((k for k in "123465" if g[f"m{k}"]), None)
        if which is None:
            continue
        month_text = g[f"m{which}"]
        month = int(month_text) if month_text.isdigit() else _MONTHS[month_text.lower()]
        if which == "5":
            out.append(FoundDate(m.start(), m.end(), _day(_year(g["y5"]), month, 1), "month"))
            continue
        year = g[f"y{which}"]
        day = int(g[f"d{which}"])
        if not 1 <= day <= 31 or not 1 <= month <= 12:
            continue
        if year is None:
            out.append(FoundDate(m.start(), m.end(), None, "day_only"))
        else:
            out.append(FoundDate(m.start(), m.end(), _day(_year(year), month, day), "day"))
    return tuple(out)


def first_date(text: str) -> dt.date | None:
    """The first full date of the text."""
    return next((d.date for d in find_dates(text) if d.exact == "day" and d.date), None)


def has_day(text: str) -> bool:
    """True where the text names at least one day."""
    return any(d.names_a_day for d in find_dates(text))


def end_of(date: FoundDate) -> dt.date | None:
    """The last day that the date can mean: the month's last day where only the month is given."""
    if date.date is None or date.exact != "month":
        return date.date
    return date.date.replace(day=calendar.monthrange(date.date.year, date.date.month)[1])
