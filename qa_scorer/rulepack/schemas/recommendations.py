"""recommendations.toml: how recommendations and their parts are recognised."""

from __future__ import annotations

from typing import ClassVar

from qa_scorer.rulepack.schema import PackFile, Pattern


class RecommendationRules(PackFile):
    """Patterns of labels, parts and cues; `columns`: roles of an action table; `strength`: kinds of action, first wins;
    similarities are of the sentence encoder (0 to 1). An earlier
    recommendation is repeated where similarity plus `repeat_lead` times its lead over the next one here reaches
    `repeat_similarity`; `repeat_usual` stands for the next one where there is none."""

    FILE: ClassVar[str] = "recommendations.toml"
    repeat_similarity: float
    repeat_lead: float
    repeat_usual: float
    trace_similarity: float
    duplicate_similarity: float
    too_many: int
    label: Pattern
    modal: Pattern
    introduction: Pattern
    done: Pattern
    vague: Pattern
    everyone: Pattern
    measure: Pattern
    outcome: Pattern
    absolute: Pattern
    others: Pattern
    team_words: list[str]
    columns: dict[str, Pattern]
    strength: dict[str, Pattern]
