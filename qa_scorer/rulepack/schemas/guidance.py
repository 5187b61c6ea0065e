"""guidance.toml: what each paragraph of the board's guidance asks, in short."""

from __future__ import annotations

from typing import ClassVar

from qa_scorer.rulepack.schema import PackFile


class Guidance(PackFile):
    """`paragraphs`: number (or the name of a template part) to a one-sentence statement in the project's own words."""

    FILE: ClassVar[str] = "guidance.toml"
    title: str
    paragraphs: dict[str, str]
