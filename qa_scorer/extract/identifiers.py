"""Direct and indirect identifiers other than names. Source: 8.6, RUBRIC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Location

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class Identifier:
    """`kind`: dob, nhs, nino, address, postcode, phone, email, vehicle, case_number, crime_number; indirect: ward, street,
    death, job, diagnosis. `direct`: names one person by itself. `permitted`: stands where it may. `certain`: False where
    the form alone does not decide (an NHS number with a wrong check digit)."""

    kind: str
    text: str
    location: Location
    direct: bool
    permitted: bool
    certain: bool
    confidence: float


def find_identifiers(facts: Facts) -> tuple[Identifier, ...]:
    """Every identifier in every part of the document, in reading order; no span overlaps another."""
    raise NotImplementedError
