"""criteria.toml: thresholds of the nine graded criteria; verdict.toml: the rule for the overall judgement."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from qa_scorer.rulepack.schema import PackFile, PackModel


class FamilyDetails(PackModel):
    """Row 1. `full_share`: share of the persons listed with relationship, birth and address."""

    full_share: float
    min_members: int


class Chronology(PackModel):
    """Row 3. Shares of rows at fault, kinds of source, largest silent gap as a share of the period."""

    full_faults: float
    partial_faults: float
    source_kinds: int
    max_gap: float
    min_coverage: float


class SeenAndViews(PackModel):
    """Row 4. Shares of the rows seen with condition or words, and rows with wishes, feelings or own words."""

    full_share: float
    full_voice: int
    partial_share: float
    partial_voice: int


class Counted(PackModel):
    """Rows 5 and 6. Number of aspects or parts present."""

    full: int
    partial: int


class Analysis(PackModel):
    """Row 7. Shares of terms of reference answered (partial counts half) and of paragraphs that only retell."""

    full_terms: float
    limited_terms: float
    full_retelling: float
    limited_retelling: float
    full_reasons: int
    min_judgements: int
    half: float = 0.5


class Lessons(PackModel):
    """Row 8. Numbers of passages needed."""

    specific: int
    underlying: int


class Recommendations(PackModel):
    """Row 9. Letters that make a recommendation SMART, and shares of such recommendations."""

    letters: int
    full_share: float
    partial_share: float


class Criterion(PackModel):
    """Wording of one row of the Standards grid."""

    key: str
    title: str
    section: str  # heading of the grid part that it stands in
    guidance: list[str]
    full: str
    partial: str
    limited: str


class Question(PackModel):
    """One of the questions under the grid."""

    key: str
    title: str
    guidance: list[str]


class Criteria(PackFile):
    """The Standards grid: its wording and every threshold."""

    FILE: ClassVar[str] = "criteria.toml"
    title: str
    criterion: list[Criterion]
    question: list[Question]
    family_details: FamilyDetails
    chronology: Chronology
    seen_and_views: SeenAndViews
    involvement_summary: Counted
    talks_through: Counted
    analysis: Analysis
    lessons: Lessons
    recommendations: Recommendations
    expected_change_share: float


class Verdict(PackFile):
    """When the overall judgement is inadequate."""

    FILE: ClassVar[str] = "verdict.toml"
    deciding: list[str] = Field(description="criteria of which one Limited is enough")
    limited_at_most: int
    needs_sign_off: bool
