"""chronology.toml: columns, faults and kinds of source of the chronology table."""

from __future__ import annotations

from typing import ClassVar

from qa_scorer.rulepack.schema import PackFile, Pattern


class ChronologyRules(PackFile):
    """`columns`: header patterns by role, tried in the order of the file; `source_kinds`: patterns by kind; `estimate`: a
    date cell that says it is one; `estimate_noted`: the Comments say so; `not_filled`: a cell that holds nothing;
    `cues`: what in a contact cell speaks for seen, condition and voice."""

    FILE: ClassVar[str] = "chronology.toml"
    required_columns: list[str]
    communication_modes: Pattern
    not_filled: Pattern
    unknown_time: Pattern
    estimate: Pattern
    estimate_noted: Pattern
    columns: dict[str, Pattern]
    source_kinds: dict[str, Pattern]
    cues: dict[str, Pattern]
