"""Recommendations: where they stand, and the SMART letters of each. Source: 7.6, 12.1, 12.2."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Evidence, Location

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class RecommendationSpan:
    """Where a recommendation stands. `cells`: for one in a table, role ('action', 'who', 'when', 'outcome', 'review',
    'other') and block of each cell of its row; `start`/`end`: span of the first block, for one in prose."""

    id: str
    text: str
    blocks: tuple[int, ...]
    start: int
    end: int
    cells: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A SMART letter: met or not, why, and how sure."""

    met: bool
    reason: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Repeat:
    """The earlier recommendation that this one repeats. `similarity` 0 to 1."""

    source: str
    text: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommendation with its letters S, M, A, R, T and its parts as the author wrote them (None where absent).

    `strength`: 'system change', 'procedure', 'training', 'reminder' or 'other'; `output_only`: it states a product but no
    effect; `traced_to`: the finding or lesson that it answers; `duplicates`: id of an earlier one in this report that says
    the same; `suggestion`: a rewording in the author's own terms, blanks left to fill.
    """

    id: str
    text: str
    location: Location
    smart: dict[str, Letter]
    who: str | None
    when: str | None
    outcome: str | None
    review: str | None = None
    repeats: Repeat | None = None
    strength: str = "other"
    output_only: bool = False
    traced_to: Evidence | None = None
    duplicates: str | None = None
    suggestion: str = ""

    @property
    def letters_met(self) -> int:
        """How many of the five letters are met."""
        return sum(x.met for x in self.smart.values())


def locate_recommendations(facts: Facts) -> tuple[RecommendationSpan, ...]:
    """Every recommendation of the document, bundled ones kept as the author numbered them, in reading order."""
    raise NotImplementedError


def find_recommendations(facts: Facts) -> tuple[Recommendation, ...]:
    """Every recommendation with its SMART letters, in reading order."""
    raise NotImplementedError
