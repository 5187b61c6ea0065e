"""From measured values to Full, Partial or Limited, by the pack's thresholds: pure functions, used for rating and calibration.

Each takes the values of one criterion's measure (the same that the report shows under `values`) and the criteria file.
Source: RUBRIC, one function for each row of the Standards grid that has thresholds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from qa_scorer.rulepack.schemas.criteria import Criteria

FULL, PARTIAL, LIMITED = "full", "partial", "limited"
Values = Mapping[str, float]


def family_details(v: Values, c: Criteria) -> str:
    """`share` of the `persons` listed that are complete."""
    t = c.family_details
    return FULL if v["share"] >= t.full_share and v["persons"] >= t.min_members else PARTIAL


def chronology(v: Values, c: Criteria) -> str:
    """`share` of rows at fault, `lacks` (sources, columns, coverage), `coverage` of the period (-1: unknown)."""
    t = c.chronology
    if v["share"] > t.partial_faults or -0.5 < v["coverage"] < t.min_coverage:
        return LIMITED
    return FULL if v["share"] <= t.full_faults and not v["lacks"] else PARTIAL


def seen_and_views(v: Values, c: Criteria) -> str:
    """`share` of the rows seen that record condition or words, and rows with `voice`."""
    t = c.seen_and_views
    if v["share"] >= t.full_share and v["voice"] >= t.full_voice:
        return FULL
    return PARTIAL if v["share"] >= t.partial_share and v["voice"] >= t.partial_voice else LIMITED


def involvement_summary(v: Values, c: Criteria) -> str:
    """Number of `aspects` discussed."""
    t = c.involvement_summary
    return FULL if v["aspects"] >= t.full else PARTIAL if v["aspects"] >= t.partial else LIMITED


def talks_through(v: Values, c: Criteria) -> str:
    """Number of `parts`, and whether the process is `told`."""
    t = c.talks_through
    return FULL if v["parts"] >= t.full and v["told"] else PARTIAL if v["parts"] >= t.partial else LIMITED


def analysis(v: Values, c: Criteria) -> str:
    """`answered` share of terms (-1: no terms), `retelling` share, `reasons`, `judged`, `lacks`."""
    t = c.analysis
    known = v["answered"] > -0.5
    if (
        (known and v["answered"] < t.limited_terms)
        or v["retelling"] > t.limited_retelling
        or v["judged"] < t.min_judgements
    ):
        return LIMITED
    full = known and v["answered"] >= t.full_terms and v["retelling"] <= t.full_retelling and not v["lacks"]
    return FULL if full else PARTIAL


def recommendations(v: Values, c: Criteria) -> str:
    """`share` of recommendations that are SMART in enough letters and name who and by when."""
    t = c.recommendations
    return FULL if v["share"] >= t.full_share else PARTIAL if v["share"] >= t.partial_share else LIMITED


LEVELS: dict[str, Callable[[Values, Criteria], str]] = {
    "family_details": family_details,
    "chronology": chronology,
    "seen_and_views": seen_and_views,
    "involvement_summary": involvement_summary,
    "talks_through": talks_through,
    "analysis": analysis,
    "recommendations": recommendations,
}
