"""The terms of reference, and the passages that answer each. Source: 7.2, 9.1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Evidence

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class StatedTerm:
    """A term of reference: id (T1, T2, ...), text, and the blocks where the document prints it (may be none)."""

    id: str
    text: str
    blocks: tuple[int, ...] = ()
    source: str = "document"  # or 'case'


@dataclass(frozen=True, slots=True)
class TermCoverage:
    """A term with its status (full, partial, none), the passages that answer it, and reasons for the status.

    `by_section`: number of answering passages by template section, for the coverage matrix.
    """

    id: str
    text: str
    status: str
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[str, ...] = ()
    by_section: tuple[tuple[str, int], ...] = ()


def stated_terms(facts: Facts) -> tuple[StatedTerm, ...]:
    """The terms of reference: those of the case file (found again in the document where printed), else the document's."""
    raise NotImplementedError


def cover_terms(facts: Facts) -> tuple[TermCoverage, ...]:
    """How far each stated term is answered, in the order stated."""
    raise NotImplementedError


def cover_prompts(facts: Facts) -> tuple[TermCoverage, ...]:
    """How far each of the guidance's own prompts for the analysis is answered (10.1 and the template's list)."""
    raise NotImplementedError
