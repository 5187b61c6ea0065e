"""The timescales of a review: decision within a month of referral, IMRs by their due date, review within six months.

Source: 1.1, process chart of the toolkit.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa_scorer.report import Report
from qa_scorer.rulepack import Pack, load_pack
from qa_scorer.rulepack.schemas.manager import Manager

STATES = ("in time", "late", "not yet due", "overdue", "not known")


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its limit. `state`: one of `STATES`; `days`: late by, where late or overdue; `agency`: for an IMR."""

    name: str
    start: dt.date | None
    due: dt.date | None
    done: dt.date | None
    state: str
    days: int
    agency: str | None = None


def add_months(date: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of that month."""
    index = date.year * 12 + date.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def step(
    name: str,
    start: dt.date | None,
    due: dt.date | None,
    done: dt.date | None,
    today: dt.date | None,
    agency: str | None = None,
) -> Step:
    """A step, judged by its dates; without `today`, what is not done is not known to be late."""
    state, days = "not known", 0
    if due is not None and done is not None:
        days = max(0, (done - due).days)
        state = "late" if days else "in time"
    elif due is not None and today is not None:
        days = max(0, (today - due).days)
        state = "overdue" if days else "not yet due"
    return Step(name, start, due, done, state, days, agency)


def _date(case: dict[str, Any], key: str) -> dt.date | None:
    value = case.get(key)
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else None


def case_steps(case: dict[str, Any], rules: Manager, today: dt.date | None) -> list[Step]:
    """The steps of the review itself, of the dates `referred`, `decided`, `completed`."""
    referred, decided, completed = (_date(case, k) for k in ("referred", "decided", "completed"))
    first = add_months(referred, rules.decision_months) if referred else None
    last = add_months(decided, rules.review_months) if decided else None
    return [
        step("Decision whether to review", referred, first, decided, today),
        step("Review finished", decided, last, completed, today),
    ]


def timescales(reports: Sequence[Report], pack: Pack | None = None, today: dt.date | None = None) -> list[Step]:
    """The steps of a case in order: decision, each agency's IMR, the finished review."""
    rules = (pack or load_pack()).get(Manager)
    merged: dict[str, Any] = {}
    for report in reports:
        for key, value in (report.get("case") or {}).items():
            merged.setdefault(key, value) if value else None
    decision, review = case_steps(merged, rules, today)
    imrs = []
    for report in reports:
        case = report.get("case") or {}
        name = report["agency_information"].get("name_of_agency") or report.name
        imrs.append(step("IMR", _date(case, "requested"), _date(case, "due"), _date(case, "received"), today, name))
    return [decision, *imrs, review]
