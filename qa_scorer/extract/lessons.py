"""Lessons and the reasons for failure; evaluation in the analysis. Source: 11.1, 9.7, 9.9, 9.10, Standards rows 7 and 8."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Evidence

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class Lessons:
    """From the lessons section (and lessons drawn elsewhere). `specific`: lessons about this case; `generic`: truisms;
    `explicit` and `underlying`: passages that give explicit and underlying reasons (workload, supervision, training,
    culture, systems); `good_practice`; `implications` for ways of working."""

    specific: tuple[Evidence, ...] = ()
    generic: tuple[Evidence, ...] = ()
    explicit: tuple[Evidence, ...] = ()
    underlying: tuple[Evidence, ...] = ()
    good_practice: tuple[Evidence, ...] = ()
    implications: tuple[Evidence, ...] = ()
    confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the analysis does beside retelling: `reasons`: decisions or omissions evaluated with reasons why; `judgements`:
    without; `alternatives`, `turning_points`, `good_practice`, `not_done`: decisions not made, actions not taken."""

    reasons: tuple[Evidence, ...] = ()
    judgements: tuple[Evidence, ...] = ()
    alternatives: tuple[Evidence, ...] = ()
    turning_points: tuple[Evidence, ...] = ()
    good_practice: tuple[Evidence, ...] = ()
    not_done: tuple[Evidence, ...] = ()
    why_density: float = 0.0  # share of the analysis' sentences that explain, weigh or judge with a reason
    confidence: float = 0.8


def read_lessons(facts: Facts) -> Lessons:
    """Lessons of the report and the reasons that it gives for them."""
    raise NotImplementedError


def read_evaluation(facts: Facts) -> Evaluation:
    """The evaluative content of the analysis section."""
    raise NotImplementedError
