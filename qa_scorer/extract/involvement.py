"""The four aspects of the summary of involvement: quality, supervision, recording, liaison. Source: Standards row 5."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Evidence

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts

ASPECTS = ("quality", "supervision", "recording", "liaison")


@dataclass(frozen=True, slots=True)
class Involvement:
    """Passages that discuss (not merely mention) each aspect; `confidence` by aspect, of the yes or no."""

    quality: tuple[Evidence, ...] = ()
    supervision: tuple[Evidence, ...] = ()
    recording: tuple[Evidence, ...] = ()
    liaison: tuple[Evidence, ...] = ()
    confidence: tuple[tuple[str, float], ...] = ()


def read_involvement(facts: Facts) -> Involvement:
    """Which aspects of the agency's work the report discusses, in any section but the context of other services."""
    raise NotImplementedError
