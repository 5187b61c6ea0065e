"""statements.toml: what marks an opinion, and what is never one."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from qa_scorer.rulepack.schema import PackFile, PackModel, Pattern


class Retells(PackModel):
    """When a paragraph only retells: its likelihood is at least `likely`, and no sentence in it is an opinion with a likelihood of
    `judged` or more."""

    likely: float = Field(ge=0, le=1)
    judged: float = Field(ge=0, le=1)


class Statements(PackFile):
    """`agency_owner`: the agency owns the opinion; `owner_heading`: a heading that says whose view stands under it;
    `owner_words`: words without one of which an opinion that nothing marks is not taken for marked; `attributed`: words that
    give a sentence to somebody else; `never_opinion`: text that is no statement of the author's at all (template lines,
    signatures); `retelling`: when a paragraph only retells."""

    FILE: ClassVar[str] = "statements.toml"
    agency_owner: Pattern
    owner_heading: Pattern
    owner_words: Pattern
    attributed: Pattern
    never_opinion: list[Pattern]
    retelling: Retells
