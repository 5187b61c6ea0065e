"""The chronology table: columns, rows, faults, coverage of the period. Source: 7.4, 9.2, chronology guidance."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.extract.dates import Found, find_dates
from qa_scorer.extract.sections import looks_like_chronology
from qa_scorer.rulepack.schemas.chronology import ChronologyRules

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts

ROLES = ("date", "time", "source", "contact", "internal", "external", "response", "comments")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the chronology. `row` counts from 1 over the chronology as a whole; `cells`: text by column role (date,
    time, source, contact, internal, external, response, comments, other); `blocks`: block of each of these cells;
    `faults`: codes of the rubric; `confidence`: of seen/condition/voice."""

    row: int
    date: dt.date | None
    end_date: dt.date | None
    seen: bool
    condition: bool
    voice: bool
    faults: tuple[str, ...]
    cells: dict[str, str]
    blocks: dict[str, int]
    source_kinds: tuple[str, ...] = ()
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Gap:
    """A silence between two rows, or between the period's edge and a row."""

    start: dt.date
    end: dt.date
    after_row: int | None
    share: float  # of the review period


@dataclass(frozen=True, slots=True)
class Chronology:
    """The chronology. `tables`: indexes of the tables it stands in (empty: none found). `coverage`: share of the review
    period between the first and last dated row inside it; None where the period is unknown. `unreadable`: the section is
    there but could not be read (a picture, a page without text)."""

    tables: tuple[int, ...]
    columns: dict[str, str]
    columns_missing: tuple[str, ...]
    rows: tuple[Row, ...]
    source_kinds: tuple[str, ...]
    coverage: float | None
    first_quarter: bool
    last_quarter: bool
    gaps: tuple[Gap, ...]
    unreadable: bool = False


_STRICT = re.compile(r"^\d{2}/\d{2}/\d{2}$")
_TIME = re.compile(r"^(?:[01]\d|2[0-3]):[0-5]\d$")
_BETWEEN = re.compile(r"^\s*(?:-|–|—|to|until|and|till|/)\s*$", re.IGNORECASE)
_SHORT_RANGE = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\s*(?:-|–|—|to)\s*\d{1,2}(?:st|nd|rd|th)?(?:[/.]\d|\s+[A-Za-z]{3,9})"
)


@dataclass(frozen=True, slots=True)
class _Raw:
    cells: dict[str, str]
    blocks: dict[str, int]


def _columns(head: list[str], rules: ChronologyRules) -> dict[int, str]:
    """Role by column, from the wording of the heading row; each role once."""
    out: dict[int, str] = {}
    taken: set[str] = set()
    for role, pattern in rules.columns.items():
        for c, text in enumerate(head):
            if c not in out and role not in taken and len(text) < 90 and pattern.search(text):
                out[c] = role
                taken.add(role)
    return out


def _read_tables(facts: Facts, rules: ChronologyRules) -> tuple[list[int], dict[str, str], list[_Raw]]:
    document = facts.document
    inside = {b.index for b in facts.sections.blocks("chronology")}
    used: list[int] = []
    roles: dict[int, str] = {}
    names: dict[str, str] = {}
    rows: list[_Raw] = []
    for table in document.tables:
        if table.parent is not None or not table.rows:
            continue
        first = next((c for r in table.rows for c in r if c is not None), None)
        like = looks_like_chronology(document, table.index)
        goes_on = (
            bool(used)
            and first in inside
            and max(map(len, table.rows)) == max(map(len, document.tables[used[-1]].rows))
        )
        here = first in inside and max(map(len, table.rows)) >= 4
        if not (like or goes_on or here):
            continue
        head_row = None
        for r, row in enumerate(table.rows[:4]):
            texts = [document.blocks[c].text.strip() if c is not None else "" for c in row]
            mapped = _columns(texts, rules)
            if "date" in mapped.values() and len(mapped) >= 3 and len(set(row)) >= 3:
                head_row, roles = r, mapped
                names = {role: texts[c] for c, role in mapped.items()}
                break
        if head_row is None and not (goes_on and roles):
            if not like:
                continue
            roles = dict(enumerate(ROLES)) if max(map(len, table.rows)) == 8 else {0: "date"}
            head_row = -1
        used.append(table.index)
        head_text = (
            [document.blocks[c].text if c is not None else "" for c in table.rows[head_row]]
            if head_row is not None and head_row >= 0
            else None
        )
        for r, row in enumerate(table.rows):
            if head_row is not None and r <= head_row:
                continue
            texts = [document.blocks[c].text.strip() if c is not None else "" for c in row]
            distinct = {c for c in row if c is not None}
            if (
                not any(texts)
                or (len(distinct) == 1 and len(row) > 2)
                or (head_text is not None and texts == [t.strip() for t in head_text])
            ):
                continue
            cells: dict[str, str] = {}
            blocks: dict[str, int] = {}
            for c, block in enumerate(row):
                role = roles.get(c, "other")
                if block is None or (role in blocks and role != "other"):
                    continue
                cells[role] = f"{cells[role]} {texts[c]}".strip() if role in cells else texts[c]
                blocks.setdefault(role, block)
            rows.append(_Raw(cells, blocks))
    return used, names, rows


def _date_faults(text: str, comments: str, rules: ChronologyRules, found: list[Found]) -> list[str]:
    """The one fault of the form of a date cell, by the rubric's order of precedence."""
    if rules.not_filled.match(text):
        return ["date_missing"]
    if (
        (len(found) >= 2 and _BETWEEN.match(text[found[0].end : found[1].start] or " "))
        or (len(found) >= 2)
        or (_SHORT_RANGE.search(text) and not _STRICT.match(text))
    ):
        return ["date_range"]
    if rules.estimate.search(text):
        return [] if rules.estimate_noted.search(comments) else ["date_estimate"]
    if not found:
        return ["date_format"] if text else ["date_missing"]
    if found[0].date is None:
        return ["date_invalid"]
    return [] if _STRICT.match(text) else ["date_format"]


def _faults(
    raw: _Raw,
    date: dt.date | None,
    found: list[Found],
    last: dt.date | None,
    facts: Facts,
    rules: ChronologyRules,
    present: set[str],
) -> tuple[str, ...]:
    cells = raw.cells
    out = _date_faults(cells.get("date", "").strip(), cells.get("comments", ""), rules, found)
    if date and last and date < last:
        out.append("date_order")
    if date and facts.period and not facts.period.start <= date <= facts.period.end:
        out.append("date_outside_period")
    time = cells.get("time", "").strip()
    if "time" in present and not rules.unknown_time.match(time) and not _TIME.match(time):
        out.append("time_format")
    if "source" in present and rules.not_filled.match(cells.get("source", "")):
        out.append("source_missing")
    filled = [cells.get(k, "") for k in ("internal", "external") if not rules.not_filled.match(cells.get(k, ""))]
    if any(not rules.communication_modes.search(x) for x in filled):
        out.append("communication_mode")
    contact = not rules.not_filled.match(cells.get("contact", ""))
    if "response" in present and (filled or contact) and not re.search(r"\w", cells.get("response", "")):
        out.append("row_empty_outcome")
    return tuple(out)


def flags_of(facts: Facts, rows: list[Mapping[str, str]]) -> list[tuple[bool, bool, bool, float]]:
    """For each row: was the adult seen, is condition recorded, are wishes or own words; and how sure."""
    from qa_scorer.classify.contacts import contact_flags

    return contact_flags(facts.models, facts.pack.get(ChronologyRules), rows)


def read_chronology(facts: Facts) -> Chronology:
    """The document's chronology; rows is empty where there is none."""
    rules = facts.pack.get(ChronologyRules)
    tables, names, raws = _read_tables(facts, rules)
    if not raws:
        here = facts.sections.get("chronology")
        pictured = any(s.start <= p.block < s.end for s in here for p in facts.document.pictures)
        unread = any(
            b.page in facts.document.unreadable_pages
            for s in here
            for b in facts.document.blocks[s.start : s.end]
            if b.page
        )
        return Chronology(
            (), {}, tuple(rules.required_columns), (), (), None, False, False, (), bool(here) and (pictured or unread)
        )
    present = set(names) or {r for raw in raws for r in raw.cells}
    near = facts.period.end.year if facts.period else 2012
    flags = flags_of(facts, [r.cells for r in raws])
    rows: list[Row] = []
    last: dt.date | None = None
    for n, (raw, flag) in enumerate(zip(raws, flags, strict=True), 1):
        found = find_dates(raw.cells.get("date", ""), near)
        date = next((f.date for f in found if f.date), None)
        end = found[1].date if len(found) > 1 else None
        kinds = tuple(k for k, p in rules.source_kinds.items() if p.search(raw.cells.get("source", "")))
        faults = _faults(raw, date, found, last, facts, rules, present)
        rows.append(
            Row(
                n,
                date,
                end,
                flag[0],
                flag[1],
                flag[2],
                faults,
                raw.cells,
                raw.blocks,
                _main_kinds(raw.cells.get("source", ""), kinds, rules),
                flag[3],
            )
        )
        if date:
            last = date
    kinds_all = tuple(k for k in rules.source_kinds if any(k in r.source_kinds for r in rows))
    missing = tuple(r for r in rules.required_columns if r not in present)
    coverage, first, final, gaps = _coverage(facts, rows)
    return Chronology(tuple(tables), names, missing, tuple(rows), kinds_all, coverage, first, final, gaps)


def _main_kinds(text: str, kinds: tuple[str, ...], rules: ChronologyRules) -> tuple[str, ...]:
    """The kind of each part of a source cell: 'file; interview' has two, 'incident log' one."""
    out: list[str] = []
    for part in re.split(r"[;,/&+]|\band\b", text):
        kind = next((k for k, p in rules.source_kinds.items() if p.search(part)), None)
        if kind and kind not in out:
            out.append(kind)
    return tuple(out) or kinds[:1]


def _coverage(facts: Facts, rows: list[Row]) -> tuple[float | None, bool, bool, tuple[Gap, ...]]:
    period = facts.period
    if period is None:
        return None, True, True, ()
    whole = max(1, (period.end - period.start).days)
    marks = sorted((r.date, r.row) for r in rows if r.date and period.start <= r.date <= period.end)
    if not marks:
        return 0.0, False, False, (Gap(period.start, period.end, None, 1.0),)
    ends = {r.row: r.end_date for r in rows if r.end_date}
    covered = (marks[-1][0] - marks[0][0]).days / whole
    first = (marks[0][0] - period.start).days <= 0.25 * whole
    final = (period.end - marks[-1][0]).days <= 0.25 * whole
    points: list[tuple[dt.date, int | None]] = [(period.start, None), *marks, (period.end, None)]
    gaps = []
    for (a, row), (b, _) in itertools.pairwise(points):
        start = max(a, ends.get(row or -1) or a)
        share = (b - start).days / whole
        if share > 0.15:
            gaps.append(Gap(start, b, row, share))
    return min(1.0, covered), first, final, tuple(gaps)
