"""Paragraphs of the analysis that only retell the chronology or the summary of facts. Source: 9.6."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Evidence

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class Retelling:
    """A paragraph of the analysis. `retells`: it only retells; `source`: the row or paragraph that it retells."""

    block: int
    retells: bool
    confidence: float
    evidence: Evidence
    source: Evidence | None = None


def find_retellings(facts: Facts) -> tuple[Retelling, ...]:
    """One entry for each paragraph of the analysis (headings and placeholders left out), in reading order."""
    raise NotImplementedError
