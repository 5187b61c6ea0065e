"""Does the report talk the reader through its making? Source: 9.4, 6.4, 8.3, methodology template a) to d)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Evidence

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class Methodology:
    """Evidence for each part, empty where absent. `interviews`: interviews mentioned; `interviews_dated`: with dates;
    `unavailable`: information not available, `unavailable_reasons`: with reasons; `staff`: by name (or code) and job title;
    `told`: the process is told in the text; `signed_records`: interview records signed (6.4)."""

    documents: tuple[Evidence, ...] = ()
    interviews: tuple[Evidence, ...] = ()
    interviews_dated: tuple[Evidence, ...] = ()
    unavailable: tuple[Evidence, ...] = ()
    unavailable_reasons: tuple[Evidence, ...] = ()
    staff: tuple[Evidence, ...] = ()
    told: tuple[Evidence, ...] = ()
    signed_records: tuple[Evidence, ...] = ()
    confidence: float = 0.8


def read_methodology(facts: Facts) -> Methodology:
    """What the report says of how it was made, wherever it stands."""
    raise NotImplementedError
