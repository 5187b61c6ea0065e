"""terms.toml: how terms of reference are recognised, and the guidance's own prompts for the analysis."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from qa_scorer.rulepack.schema import PackFile, PackModel, Pattern


class Prompt(PackModel):
    """One of the guidance's questions for the analysis."""

    id: str
    text: str
    guidance: list[str]


class Terms(PackFile):
    """`question`: a sentence that asks; `not_a_term`: introductions and the period; `no_answer_sections`: where no answer is
    looked for; `passage_likelihood`: from which likelihood of answering a sentence is shown as evidence;
    `unsure_below`: confidence under which 'not answered' and 'answered in part' are no findings, but unsure; `report_pull`: how far
    (0 to 1) a report's mean lead of 'full' over 'none' (log odds) is brought to `usual_lead`, the labelled reviews' own."""

    FILE: ClassVar[str] = "terms.toml"
    question: Pattern
    not_a_term: list[Pattern]
    no_answer_sections: list[str]
    passage_likelihood: float
    most_passages: int
    unsure_below: float
    report_pull: float = Field(ge=0, le=1)
    usual_lead: float
    prompt: list[Prompt]
