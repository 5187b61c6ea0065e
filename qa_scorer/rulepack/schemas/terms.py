"""terms.toml: how terms of reference are recognised, and the guidance's own prompts for the analysis."""

from __future__ import annotations

from typing import ClassVar

from qa_scorer.rulepack.schema import PackFile, PackModel, Pattern


class Prompt(PackModel):
    """One of the guidance's questions for the analysis."""

    id: str
    text: str
    guidance: list[str]


class Terms(PackFile):
    """`question`: a sentence that asks; `not_a_term`: introductions and the period; `no_answer_sections`: where no answer is
    looked for; `passage_likelihood`: from which likelihood of answering a sentence is shown as evidence;
    `unsure_below`: confidence under which 'not answered' and 'answered in part' are no findings, but unsure."""

    FILE: ClassVar[str] = "terms.toml"
    question: Pattern
    not_a_term: list[Pattern]
    no_answer_sections: list[str]
    passage_likelihood: float
    most_passages: int
    unsure_below: float
    prompt: list[Prompt]
