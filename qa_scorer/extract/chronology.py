"""The chronology table: columns, rows, faults, coverage of the period. Source: 7.4, 9.2, chronology guidance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import BlockKind
from qa_scorer.errors import ModelError
from qa_scorer.extract.chronology_prose import read_entries
from qa_scorer.extract.chronology_table import RawRow, ReadTables, read_tables
from qa_scorer.extract.contacts import ContactFlags, Contacts
from qa_scorer.extract.dates import CellDate, read_cell
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
    there but could not be read (a picture, a page without text). `prose`: it is told in dated paragraphs, without a table."""

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
    prose: bool = False


#: Faults that only a cell of the table can have.
_OF_CELLS = frozenset({"date_format", "time_format", "date_range", "date_estimate"})
_FORMS = {"empty": "date_missing", "unknown": "date_missing", "invalid": "date_invalid", "range": "date_range"}


def _filled(text: str, rules: ChronologyRules) -> bool:
    return not rules.not_filled.match(text)


def communication_mode(text: str, rules: ChronologyRules) -> bool:
    """True where a communication cell says phone, written or meeting, or a plain synonym."""
    return bool(rules.communication_modes.search(rules.no_mode.sub(" ", text)))


def _date_faults(date: CellDate, comments: str, rules: ChronologyRules) -> list[str]:
    """The faults of the form of a date cell."""
    if date.form in _FORMS:
        both = date.form == "invalid" and not date.strict
        return [_FORMS[date.form], "date_format"] if both else [_FORMS[date.form]]
    if date.form == "estimate":
        return [] if rules.estimate_noted.search(comments) else ["date_estimate"]
    return [] if date.form == "strict" else ["date_format"]


def _faults(
    cells: Mapping[str, str],
    date: CellDate,
    last: CellDate | None,
    facts: Facts,
    rules: ChronologyRules,
    present: set[str],
) -> tuple[str, ...]:
    """Every fault of a row, in the rubric's order."""
    out = _date_faults(date, cells.get("comments", ""), rules) if "date" in present else []
    if last and last.first and date.last and date.last < last.first:
        out.append("date_order")
    period = facts.period
    if period and date.first and date.last and (date.first > period.end or date.last < period.start):
        out.append("date_outside_period")
    time = " ".join(cells.get("time", "").split())
    if not rules.unknown_time.match(time) and not rules.time.match(time):
        out.append("time_format")
    if "source" in present and not _filled(cells.get("source", ""), rules):
        out.append("source_missing")
    told = [cells.get(k, "") for k in ("internal", "external") if _filled(cells.get(k, ""), rules)]
    if any(not communication_mode(x, rules) for x in told):
        out.append("communication_mode")
    contact = _filled(cells.get("contact", "") or cells.get("event", ""), rules)
    if "response" in present and (told or contact) and rules.outcome_empty.match(cells.get("response", "")):
        out.append("row_empty_outcome")
    return tuple(out)


def source_kinds(text: str, rules: ChronologyRules) -> tuple[str, ...]:
    """The kind of each source that a cell names: 'file; interview' has two, 'incident log' one."""
    if not _filled(text, rules):
        return ()
    out: dict[str, None] = {}
    for part in rules.source_parts.split(text):
        kind = next((k for k, p in rules.source_kinds.items() if p.search(part)), None)
        if kind:
            out[kind] = None
    return tuple(out)


def adult_names(facts: Facts) -> tuple[str, ...]:
    """Names and codes of the adult, from the case file and the front sheet."""
    adult, front = facts.case.adult, facts.front_sheet
    names = [adult.code, adult.name, *(adult.name or "").split(), front.adult_code, front.adult_name]
    return tuple(dict.fromkeys(n for n in names if n and len(n) > 1))


def _short(cells: Mapping[str, str], rules: ChronologyRules) -> dict[str, str]:
    """The cells, none longer than what is judged of one."""
    return {role: text[: rules.most_read] for role, text in cells.items()}


def _flags(facts: Facts, read: ReadTables, rules: ChronologyRules) -> list[ContactFlags]:
    """Seen, condition and voice of each row: by the rules, with the models' word where these are in doubt."""
    from qa_scorer.classify.contacts import chances

    contacts = Contacts(rules.contact, adult_names(facts))
    rows = [_short(r.cells, rules) for r in read.rows]
    flags = [contacts.flags(cells, narrative=read.narrative) for cells in rows]
    texts = [" ".join(cells.get("event" if read.narrative else "contact", "").split()) for cells in rows]
    try:
        second = chances(facts.models, rules.cues, {"condition": [contacts.plain(t) for t in texts], "voice": texts})
    except ModelError:  # the rules alone
        return flags
    both = zip(flags, second["condition"], second["voice"], strict=True)
    return [f.with_second(c, v, rules.doubt) for f, c, v in both]


def read_chronology(facts: Facts) -> Chronology:
    """The document's chronology; rows is empty where there is none."""
    rules = facts.pack.get(ChronologyRules)
    read = read_tables(facts, rules)
    prose = not read.rows
    if prose:
        read = read_entries(facts)
    if not read.rows:
        return _absent(facts, rules)
    present = set(read.columns)
    near = facts.period.end.year if facts.period else 2012
    flags_of_rows = _flags(facts, read, rules)
    rows: list[Row] = []
    last: CellDate | None = None
    for n, raw in enumerate(read.rows, 1):
        if last is not None and _new_part(facts, read.rows[n - 2], raw):
            last = None
        cells = _short(raw.cells, rules)
        date = read_cell(cells.get("date", ""), near, estimate=rules.estimate, unknown=rules.unknown_date)
        flags = flags_of_rows[n - 1]
        rows.append(
            Row(
                row=n,
                date=date.first,
                end_date=date.last if date.last != date.first else None,
                seen=flags.seen,
                condition=flags.condition,
                voice=flags.voice,
                faults=tuple(
                    f for f in _faults(cells, date, last, facts, rules, present) if not (prose and f in _OF_CELLS)
                ),
                cells=dict(raw.cells),
                blocks=dict(raw.blocks),
                source_kinds=source_kinds(cells.get("source", ""), rules),
                confidence=flags.confidence,
            )
        )
        if date.first:
            last = date
    kinds = {k for r in rows for k in r.source_kinds}
    missing = tuple(
        rules.columns[role].title
        for role in rules.required_columns
        if role not in present and not (role == "time" and any(r.cells.get("time") for r in rows))
    )
    coverage, first, final, gaps = _coverage(facts, rows, rules.least_gap)
    return Chronology(
        tables=tuple(read.tables),
        columns=read.columns,
        columns_missing=missing,
        rows=tuple(rows),
        source_kinds=tuple(k for k in rules.source_kinds if k in kinds),
        coverage=coverage,
        first_quarter=first,
        last_quarter=final,
        gaps=gaps,
        prose=prose,
    )


_MOST_TITLE_WORDS = 10  # of a line that heads a part of the chronology


def _new_part(facts: Facts, above: RawRow, row: RawRow) -> bool:
    """True where a row begins another table under a title of its own, as of another service: the order begins anew."""
    before, here = min(above.blocks.values(), default=0), min(row.blocks.values(), default=0)
    blocks = facts.document.blocks
    tables = [blocks[i].cell.table for i in (before, here) if blocks[i].cell is not None]  # type: ignore[union-attr]
    between = (b for b in blocks[before:here] if b.is_body and b.kind is not BlockKind.CELL)
    return len(set(tables)) > 1 and any(1 <= len(b.text.split()) <= _MOST_TITLE_WORDS for b in between)


def _absent(facts: Facts, rules: ChronologyRules) -> Chronology:
    here = facts.sections.get("chronology")
    pictured = any(s.start <= p.block < s.end for s in here for p in facts.document.pictures)
    unread = set(facts.document.unreadable_pages)
    pages = any(b.page in unread for s in here for b in facts.document.blocks[s.start : s.end] if b.page)
    titles = tuple(rules.columns[role].title for role in rules.required_columns)
    return Chronology((), {}, titles, (), (), None, False, False, (), bool(here) and (pictured or pages))


def _coverage(facts: Facts, rows: Sequence[Row], least: float) -> tuple[float | None, bool, bool, tuple[Gap, ...]]:
    """Share of the period between first and last entry, entries in its first and last quarter, and its silences."""
    period = facts.period
    if period is None:
        return None, True, True, ()
    whole = max(1, (period.end - period.start).days)
    marks = sorted(
        (max(r.date, period.start), min(r.end_date or r.date, period.end), r.row)
        for r in rows
        if r.date and r.date <= period.end and (r.end_date or r.date) >= period.start
    )
    if not marks:
        return 0.0, False, False, (Gap(period.start, period.end, None, 1.0),)
    final_day = max(m[1] for m in marks)
    covered = (final_day - marks[0][0]).days / whole
    first = (marks[0][0] - period.start).days <= 0.25 * whole
    final = (period.end - final_day).days <= 0.25 * whole
    gaps: list[Gap] = []
    reached, after = period.start, None
    for start, end, row in [*marks, (period.end, period.end, 0)]:
        share = (start - reached).days / whole
        if share > least:
            gaps.append(Gap(reached, start, after, share))
        if row and end >= reached:
            reached, after = end, row
    return min(1.0, covered), first, final, tuple(gaps)
