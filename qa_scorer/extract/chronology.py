"""The chronology table: columns, rows, faults, coverage of the period. Source: 7.4, 9.2, chronology guidance."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


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


def read_chronology(facts: Facts) -> Chronology:
    """The document's chronology; rows is empty where there is none."""
    raise NotImplementedError
