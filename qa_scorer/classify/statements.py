"""Each sentence as fact, marked or unmarked opinion, or third-party information. Source: 9.5, 9.8."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.extract.sentences import Sentence

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts

LABELS = ("fact", "opinion_marked", "opinion_unmarked", "third_party")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with its label. `marked_by`: the words that mark the opinion, and `mark_place` where they stand
    ('sentence', 'sentence before', 'heading', 'lead-in'); `scores`: calibrated probability by label."""

    sentence: Sentence
    label: str
    confidence: float
    marked_by: str = ""
    mark_place: str = ""
    scores: tuple[tuple[str, float], ...] = ()


def classify(facts: Facts) -> tuple[Statement, ...]:
    """Every sentence of running text with its label and a calibrated confidence, in reading order."""
    raise NotImplementedError
