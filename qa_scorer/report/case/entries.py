"""The rows of all chronologies of a case, in one order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa_scorer.report import Report
from qa_scorer.report.case.agencies import Agency
from qa_scorer.rulepack.schemas.manager import Manager

COLUMNS = ("contact", "internal", "external", "response", "comments")
_TIME = re.compile(r"\b(?P<h>[01]?\d|2[0-4])\s?[:.h]\s?(?P<m>[0-5]\d)\s*(?P<half>[ap]\.?\s?m\b)?", re.IGNORECASE)
_BARE = re.compile(r"\b(?P<h>[01]?\d|2[0-4])(?P<m>[0-5]\d)\s*(?:hrs?|hours)?\b|\b(?P<h2>1[0-2]|[1-9])\s*(?P<half>[ap]\.?\s?m)\b", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of an agency's chronology. `sort_date`: its date, or that of the row before where it has none; `minutes`: of
    the day; `vague`: the date is an estimate, a range or given by words."""

    index: int
    agency: int
    row: int
    date: dt.date | None
    end_date: dt.date | None
    sort_date: dt.date
    minutes: int | None
    vague: bool
    cells: dict[str, str]
    modes: frozenset[str]

    @property
    def text(self) -> str:
        """What happened, without comments."""
        return ". ".join(self.cells[c].strip(" .") for c in COLUMNS[:4] if self.cells.get(c, "").strip())

    @property
    def outward(self) -> str:
        """The cells in which other agencies are told or tell."""
        return ". ".join(
            self.cells[c].strip(" .") for c in ("contact", "external", "response") if self.cells.get(c, "").strip()
        )

    def shown_time(self) -> str:
        """The time as the row has it."""
        return self.cells.get("time", "").strip()


def minutes_of(text: str) -> int | None:
    """Minutes since midnight of a time cell that holds one time."""
    match = _TIME.search(text) or _BARE.search(text)
    if match is None:
        return None
    groups = match.groupdict()
    hour = int(groups.get("h") or groups.get("h2") or 0)
    minute = int(groups.get("m") or 0)
    half = (groups.get("half") or "").lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    if half.startswith("a") and hour == 12:
        hour = 0
    return hour * 60 + minute if hour < 24 else None


def entries_of(reports: Sequence[Report], agencies: Sequence[Agency], rules: Manager) -> list[Entry]:
    """The rows of all agencies by date, then time, then agency and row. Rows without a date keep their place."""
    found: list[Entry] = []
    for agency, report in zip(agencies, reports, strict=True):
        last = _start(report)
        for row in report["chronology"]["rows"]:
            cells = {k: str(v or "") for k, v in (row.get("cells") or {}).items()}
            date = dt.date.fromisoformat(row["date"]) if row.get("date") else None
            end = dt.date.fromisoformat(row["end_date"]) if row.get("end_date") else None
            last = date or last
            text = " ".join(cells.get(c, "") for c in COLUMNS[:4])
            found.append(
                Entry(
                    index=0,
                    agency=agency.index,
                    row=row["row"],
                    date=date,
                    end_date=end,
                    sort_date=last,
                    minutes=minutes_of(cells.get("time", "")),
                    vague=end is not None or bool({"date_estimate", "date_range"} & set(row.get("faults") or [])),
                    cells=cells,
                    modes=frozenset(k for k, p in rules.modes.items() if p.search(text)),
                )
            )
    found.sort(key=lambda e: (e.sort_date, -1 if e.minutes is None else e.minutes, e.agency, e.row))
    return [
        Entry(n, e.agency, e.row, e.date, e.end_date, e.sort_date, e.minutes, e.vague, e.cells, e.modes)
        for n, e in enumerate(found)
    ]


def _start(report: Report) -> dt.date:
    """Where rows before the first dated one belong."""
    dates = sorted(r["date"] for r in report["chronology"]["rows"] if r.get("date"))
    start = (report.get("case") or {}).get("period_from") or (dates[0] if dates else None)
    return dt.date.fromisoformat(start) if start else dt.date.min
