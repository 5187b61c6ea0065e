"""template.toml: the board's sections, the wordings they go by, and the template's own text."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from qa_scorer.rulepack.schema import PackFile, PackModel, Pattern


class TemplateSection(PackModel):
    """One section of the template.

    `exact` patterns must match the whole heading (number and case removed), `aliases` a part of it. `content` patterns
    speak for the section where its heading does not. `min_words`: fewer is thin. `names_allowed`: a zone in which names
    may stand in full. `listed`: part of the report's list of sections. `subsection`: may stand under another heading.
    """

    key: str
    title: str
    guidance: list[str]
    exact: list[Pattern] = Field(default_factory=list)
    aliases: list[Pattern] = Field(default_factory=list)
    content: list[Pattern] = Field(default_factory=list)
    content_per_100: float = 0.0
    min_words: int = 0
    min_items: int = 0
    names_allowed: bool = False
    listed: bool = True
    subsection: bool = True


class Gap(PackModel):
    """What a section under a heading that says nothing must have to stand for a missing one.

    `words`: least words of its prose (of its cells too where `cells`); `content`: least share of the content score;
    `after`: one of these sections comes before it; `not_after`: none of these does.
    """

    key: str
    words: int = Field(ge=0)
    content: float = Field(ge=0, le=1)
    after: list[str] = Field(default_factory=list)
    not_after: list[str] = Field(default_factory=list)
    cells: bool = False


class Template(PackFile):
    """The template. `gap`: how a missing section is told by content and place alone; `prompts`: lines of guidance printed in
    it; `placeholders`: patterns of text that says nothing; `pointers`: of text that only points elsewhere; `asks`: how a term
    of reference begins that is no question; `*_labels`: what heads the rows or columns of a table of that section."""

    FILE: ClassVar[str] = "template.toml"
    section: list[TemplateSection]
    gap: list[Gap] = Field(default_factory=list)
    prompts: list[str]
    placeholders: list[Pattern]
    pointers: list[Pattern]
    front_sheet_labels: list[Pattern]
    family_labels: list[Pattern]
    glossary_labels: list[Pattern]
    action_labels: list[Pattern]
    asks: Pattern
    prompt_similarity: float = 0.86
    heading_max_words: int = 14
    unheaded_words: int = 300
