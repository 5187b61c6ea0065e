"""Faults of the chronology, row by row, and of the whole. Source: 7.4, 9.2, chronology guidance."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_scorer.checks.registry import CheckFunction, Hit, check
from qa_scorer.document import Location
from qa_scorer.extract.chronology import Row, communication_mode
from qa_scorer.extract.facts import Facts
from qa_scorer.rulepack.schemas.chronology import ChronologyRules
from qa_scorer.rulepack.schemas.criteria import Criteria

#: Rule, fault code and the column that is quoted.
_ROW_FAULTS = (
    ("CHR001", "date_missing", "date"),
    ("CHR002", "date_format", "date"),
    ("CHR003", "date_invalid", "date"),
    ("CHR004", "date_range", "date"),
    ("CHR005", "date_estimate", "date"),
    ("CHR006", "date_order", "date"),
    ("CHR007", "date_outside_period", "date"),
    ("CHR008", "time_format", "time"),
    ("CHR009", "source_missing", "source"),
    ("CHR010", "communication_mode", "external"),
    ("CHR011", "row_empty_outcome", "response"),
)


def _fixed(row: Row, fault: str) -> str:
    """The cell as it should be, where that can be told; else the form."""
    if fault.startswith("date"):
        exact = row.date is not None and (row.end_date is None or fault == "date_range")
        return f"{row.date:%d/%m/%y}" if exact else "DD/MM/YY"
    text = row.cells.get("time", "")
    m = re.search(r"(\d{1,2})[.:h ]?(\d{2})?\s*(am|pm|a\.m\.|p\.m\.)?", text, re.IGNORECASE)
    if not m:
        return "HH:MM"
    hour, minute = int(m[1]), int(m[2] or 0)
    half = (m[3] or "").lower().replace(".", "")
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else "HH:MM"


def _places(facts: Facts, row: Row, fault: str, column: str) -> list[int]:
    """The blocks of the cells at fault; of the row's first cell where the cell itself is not there."""
    keys = [column]
    if fault == "communication_mode":
        rules = facts.pack.get(ChronologyRules)
        keys = [
            k
            for k in ("internal", "external")
            if not rules.not_filled.match(row.cells.get(k, "")) and not communication_mode(row.cells[k], rules)
        ]
    found = [row.blocks[k] for k in keys if k in row.blocks]
    return found or [row.blocks.get("date", next(iter(row.blocks.values())))]


def _row_check(fault: str, column: str) -> CheckFunction:
    def hits(facts: Facts) -> Iterator[Hit]:
        period = f"{facts.period.start:%d/%m/%y} to {facts.period.end:%d/%m/%y}" if facts.period else ""
        for row in facts.chronology.rows:
            if fault not in row.faults:
                continue
            for block in _places(facts, row, fault, column):
                quote = facts.document.blocks[block].text
                yield Hit(
                    facts.locate(block),
                    quote,
                    {"row": str(row.row), "fixed": _fixed(row, fault), "period": period},
                    confidence=0.95,
                    extra={"row": row.row},
                )

    hits.__doc__ = f"Rows with the fault {fault}."
    return hits


for _rule, _fault, _name in _ROW_FAULTS:
    check(_rule)(_row_check(_fault, _name))


def _whole(facts: Facts) -> tuple[Location, str]:
    """The chronology's heading, or the start of its table."""
    for section in facts.sections.get("chronology"):
        if section.heading_block is not None:
            return facts.locate(section.heading_block), facts.document.blocks[section.heading_block].text
    rows = facts.chronology.rows
    return (
        (facts.locate(next(iter(rows[0].blocks.values())), 0, 0), "") if rows else (Location("chronology", 0, 0, 0), "")
    )


@check("CHR012")
def missing(facts: Facts) -> Iterator[Hit]:
    """No table that is the chronology."""
    if not facts.chronology.rows and not facts.chronology.unreadable:
        where, quote = _whole(facts)
        yield Hit(where, quote, {}, confidence=0.9)


@check("CHR019")
def told_in_paragraphs(facts: Facts) -> Iterator[Hit]:
    """A chronology in dated paragraphs, without the board's table."""
    if facts.chronology.prose:
        where, quote = _whole(facts)
        yield Hit(where, quote, {"count": str(len(facts.chronology.rows))}, confidence=0.85)


@check("CHR013")
def column_missing(facts: Facts) -> Iterator[Hit]:
    """A column of the board's table that is not there."""
    if facts.chronology.rows and not facts.chronology.prose:
        where, quote = _whole(facts)
        for name in facts.chronology.columns_missing:
            yield Hit(where, quote, {"column": name}, confidence=0.8)


@check("CHR014")
def silent_gap(facts: Facts) -> Iterator[Hit]:
    """A long part of the review period without an entry."""
    limit = facts.pack.get(Criteria).chronology.max_gap
    for gap in facts.chronology.gaps:
        if gap.share > limit:
            row = next((r for r in facts.chronology.rows if r.row == gap.after_row), None)
            block = row.blocks.get("date") if row else None
            where, quote = (
                (facts.locate(block), facts.document.blocks[block].text) if block is not None else _whole(facts)
            )
            yield Hit(
                where,
                quote,
                {"start": f"{gap.start:%d/%m/%y}", "end": f"{gap.end:%d/%m/%y}", "share": f"{100 * gap.share:.0f}%"},
                confidence=0.85,
            )


@check("CHR015")
def seen_without_condition(facts: Facts) -> Iterator[Hit]:
    """A row in which the adult was seen, without condition or words."""
    for row in facts.chronology.rows:
        if row.seen and not row.condition and not row.voice:
            block = row.blocks.get("contact", next(iter(row.blocks.values())))
            yield Hit(
                facts.locate(block), facts.document.blocks[block].text, {"row": str(row.row)}, confidence=row.confidence
            )


@check("CHR016")
def one_kind_of_source(facts: Facts) -> Iterator[Hit]:
    """Entries from one kind of source only."""
    ch = facts.chronology
    if ch.rows and len(ch.source_kinds) < facts.pack.get(Criteria).chronology.source_kinds:
        where, quote = _whole(facts)
        yield Hit(where, quote, {"kinds": ", ".join(ch.source_kinds) or "none named"}, confidence=0.75)


@check("CHR017")
def never_seen_or_heard(facts: Facts) -> Iterator[Hit]:
    """No row in which the adult was seen, or none with wishes, feelings or own words."""
    rows = facts.chronology.rows
    if not rows:
        return
    sure = sum(r.confidence for r in rows) / len(rows)
    for there, what in ((any(r.seen for r in rows), "was seen"), (any(r.voice for r in rows), "is heard")):
        if not there:
            where, quote = _whole(facts)
            yield Hit(where, quote, {"what": what}, confidence=round(sure, 2))


@check("CHR018")
def period_not_covered(facts: Facts) -> Iterator[Hit]:
    """No entry in the first or the last quarter of the review period."""
    ch = facts.chronology
    if not ch.rows or ch.coverage is None or facts.period is None:
        return
    for there, part, edge in (
        (ch.first_quarter, "first", facts.period.start),
        (ch.last_quarter, "last", facts.period.end),
    ):
        if not there:
            where, quote = _whole(facts)
            yield Hit(where, quote, {"part": part, "edge": f"{edge:%d/%m/%y}"}, confidence=0.9)
