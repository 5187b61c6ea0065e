"""manager.toml: the work on a whole case (merged chronology, action plan, timescales) and on many reports."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from qa_scorer.rulepack.schema import PackFile, PackModel, Pattern


class AgencyKind(PackModel):
    """A kind of agency. `name`: its agencies' names; `mention`: how other agencies write of it."""

    key: str
    name: Pattern
    mention: Pattern


class Names(PackModel):
    """Words of agencies' names that tell no agency from another."""

    common: Pattern


class Told(PackModel):
    """How a row says that another agency was told, or told. The patterns `sent`, `sent_direct`, `received` are searched
    in the words before the agency's mention (less those of `between`), `sent_passive`, `received_active` and
    `not_done_after` in the words after it. `*_days`: how long the other agency's record may be away."""

    between: Pattern
    sent: Pattern
    sent_direct: Pattern
    sent_passive: Pattern
    received: Pattern
    received_active: Pattern
    not_done: Pattern
    not_done_after: Pattern
    post: Pattern
    post_days: int
    message_days: int


class Align(PackModel):
    """When rows of two agencies are one event: least scores by distance in days, least lead over the second best.
    `minutes`: difference of time that is not worth a word; `gap_days`: silence of all agencies that is."""

    same_day: float
    near_days: int
    near: float
    far_days: int
    far: float
    undated: float
    margin: float
    minutes: int
    gap_days: int


class Opposite(PackModel):
    """Two outcomes that cannot both be true."""

    name: str
    one: Pattern
    other: Pattern


class Figures(PackModel):
    """Numbers that must agree: a `label` before or after a `number`, what was `then` done
    with as many, sums of money, and labels that mean the same."""

    before: Pattern
    after: Pattern
    money: Pattern
    same: dict[str, str]


class Conflict(PackModel):
    """Words that pull two recommendations on one subject in different directions."""

    one: Pattern
    other: Pattern


class Manager(PackFile):
    """Everything the business manager's pack needs beside the reports."""

    FILE: ClassVar[str] = "manager.toml"
    decision_months: int = Field(description="from referral to decision")
    review_months: int = Field(description="from decision to the finished review")
    repeat_similarity: float
    duplicate_similarity: float
    related_similarity: float
    agency: list[AgencyKind]
    names: Names
    told: Told
    align: Align
    modes: dict[str, Pattern]
    opposite: list[Opposite]
    roles: dict[str, dict[str, Pattern]]
    figures: Figures
    conflict: list[Conflict]
