"""The fields of the grid's header, from the front sheet and the case file; the period under review."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Evidence

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts, Period


@dataclass(frozen=True, slots=True)
class Field:
    """A header field: its text, where it comes from ('document', 'case') and the passage; text None where unknown."""

    text: str | None
    source: str = ""
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class FrontSheet:
    """The ten fields of the grid's header, and what else the front sheet gives."""

    agency: Field
    date_received: Field
    author: Field
    signed_off_by: Field
    within_timescale: str  # yes, no, unknown
    initials: Field
    date_of_birth: Field
    ethnic_origin: Field
    date_of_death_or_incident: Field
    contact_person: Field
    adult_name: str | None
    adult_code: str | None
    birth_date: dt.date | None
    death_date: dt.date | None


def read_front_sheet(facts: Facts) -> FrontSheet:
    """The header fields; the case file wins over the document."""
    raise NotImplementedError


def find_period(facts: Facts) -> Period | None:
    """The period under review, from the case file, else from the terms of reference, scope or front sheet."""
    raise NotImplementedError
