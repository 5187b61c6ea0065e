"""Everything the checks and measures may ask about a document, by name, each computed once on first use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from qa_scorer.document import Document, Evidence, Location
from qa_scorer.rulepack import Case, Pack

if TYPE_CHECKING:
    from qa_scorer.classify.load import Models
    from qa_scorer.classify.retelling import Retelling
    from qa_scorer.classify.statements import Statement
    from qa_scorer.extract.answers import Passages
    from qa_scorer.extract.chronology import Chronology
    from qa_scorer.extract.family import Family
    from qa_scorer.extract.front_sheet import FrontSheet
    from qa_scorer.extract.genogram import Genogram
    from qa_scorer.extract.glossary import Glossary
    from qa_scorer.extract.identifiers import Identifier
    from qa_scorer.extract.involvement import Involvement
    from qa_scorer.extract.lessons import Evaluation, Lessons
    from qa_scorer.extract.methodology import Methodology
    from qa_scorer.extract.people import Mention
    from qa_scorer.extract.recommendations import Recommendation, RecommendationSpan
    from qa_scorer.extract.sections import SectionMap
    from qa_scorer.extract.sentences import Sentence
    from qa_scorer.extract.sign_off import SignOff
    from qa_scorer.extract.terms_of_reference import StatedTerm, TermCoverage


@dataclass(frozen=True, slots=True)
class Period:
    """The period under review. `source`: 'case' or 'document'."""

    start: dt.date
    end: dt.date
    source: str


class Facts:
    """The facts of one document under one rule pack and case file."""

    def __init__(
        self,
        document: Document,
        pack: Pack,
        case: Case | None = None,
        models: Models | None = None,
        previous: Sequence[tuple[str, str]] = (),
    ) -> None:
        """`previous`: source and text of recommendations of earlier reviews, beside those in the case file."""
        self.document = document
        self.pack = pack
        self.case = case or Case()
        self.case_given = case is not None
        self._models = models
        self._previous = tuple(previous)

    # -- helpers -------------------------------------------------------------------------------------------------

    def locate(self, block: int, start: int = 0, end: int | None = None) -> Location:
        """The location of a span of a block (the whole block by default)."""
        b = self.document.blocks[block]
        section = self.sections.of(block)
        return Location(
            section=section.key if section else None,
            block=block,
            start=start,
            end=len(b.text) if end is None else end,
            page=b.page,
            table=b.cell,
        )

    def evidence(self, block: int, start: int = 0, end: int | None = None, note: str = "") -> Evidence:
        """The quote of a span of a block, with its location."""
        where = self.locate(block, start, end)
        return Evidence(self.document.blocks[block].text[where.start : where.end], where, note)

    @cached_property
    def models(self) -> Models:
        """The trained models, loaded on first use."""
        if self._models is not None:
            return self._models
        from qa_scorer.classify.load import load_models

        return load_models()

    @cached_property
    def previous_recommendations(self) -> tuple[tuple[str, str], ...]:
        """Source and text of each recommendation of the agency's earlier reviews."""
        return tuple((p.source, p.text) for p in self.case.previous_recommendations) + self._previous

    # -- structure -----------------------------------------------------------------------------------------------

    @cached_property
    def sections(self) -> SectionMap:
        """The document's sections, matched to the board's template."""
        from qa_scorer.extract.sections import find_sections

        return find_sections(self.document, self.pack)

    @cached_property
    def front_sheet(self) -> FrontSheet:
        """The fields of the front sheet and the case file that the grid's header wants."""
        from qa_scorer.extract.front_sheet import read_front_sheet

        return read_front_sheet(self)

    @cached_property
    def period(self) -> Period | None:
        """The period under review, from the case file or else from the document."""
        from qa_scorer.extract.front_sheet import find_period

        return find_period(self)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Sentences of running text (paragraphs and list items), in reading order."""
        from qa_scorer.extract.sentences import running_sentences

        return running_sentences(self)

    @cached_property
    def passages(self) -> Passages:
        """The sentences in which answers to the terms of reference are looked for."""
        from qa_scorer.extract.answers import Passages

        return Passages(self)

    @cached_property
    def stated_terms(self) -> tuple[StatedTerm, ...]:
        """The terms of reference with their ids, from the case file or else from the document, and where printed."""
        from qa_scorer.extract.terms_of_reference import stated_terms

        return stated_terms(self)

    @cached_property
    def recommendation_spans(self) -> tuple[RecommendationSpan, ...]:
        """Where each recommendation stands, before it is judged."""
        from qa_scorer.extract.recommendations import locate_recommendations

        return locate_recommendations(self)

    @cached_property
    def not_running_text(self) -> frozenset[int]:
        """Blocks that hold a term of reference or a recommendation, and so are no running text."""
        terms = {b for t in self.stated_terms for b in t.blocks}
        return frozenset(terms | {b for r in self.recommendation_spans for b in r.blocks})

    @cached_property
    def terms(self) -> tuple[TermCoverage, ...]:
        """Each term of reference with the passages that answer it and whether they do."""
        from qa_scorer.extract.terms_of_reference import cover_terms

        return cover_terms(self)

    @cached_property
    def prompts(self) -> tuple[TermCoverage, ...]:
        """The guidance's own prompts for the analysis, covered as the terms of reference are."""
        from qa_scorer.extract.terms_of_reference import cover_prompts

        return cover_prompts(self)

    # -- statements ----------------------------------------------------------------------------------------------

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Each sentence of running text as fact, marked or unmarked opinion, or third-party information."""
        from qa_scorer.classify.statements import classify

        return classify(self)

    @cached_property
    def retellings(self) -> tuple[Retelling, ...]:
        """Each paragraph of the analysis, and whether it only retells the chronology or the summary of facts."""
        from qa_scorer.classify.retelling import find_retellings

        return find_retellings(self)

    # -- people --------------------------------------------------------------------------------------------------

    @cached_property
    def people(self) -> tuple[Mention, ...]:
        """Every mention of a person by name, permitted or not, with its certainty."""
        from qa_scorer.extract.people import find_people

        return find_people(self)

    @cached_property
    def identifiers(self) -> tuple[Identifier, ...]:
        """Every other direct or indirect identifier, permitted or not."""
        from qa_scorer.extract.identifiers import find_identifiers

        return find_identifiers(self)

    @cached_property
    def glossary(self) -> Glossary:
        """Codes and abbreviations, where they are defined and where they are used."""
        from qa_scorer.extract.glossary import read_glossary

        return read_glossary(self)

    # -- evidence for the grid -----------------------------------------------------------------------------------

    @cached_property
    def chronology(self) -> Chronology:
        """The chronology's rows with their faults."""
        from qa_scorer.extract.chronology import read_chronology

        return read_chronology(self)

    @cached_property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """Every recommendation with its SMART letters."""
        from qa_scorer.extract.recommendations import find_recommendations

        return find_recommendations(self)

    @cached_property
    def family(self) -> Family:
        """Persons listed with relationship, date of birth and address."""
        from qa_scorer.extract.family import read_family

        return read_family(self)

    @cached_property
    def genogram(self) -> Genogram:
        """The genogram or network."""
        from qa_scorer.extract.genogram import read_genogram

        return read_genogram(self)

    @cached_property
    def methodology(self) -> Methodology:
        """Documents seen, interviews, information not available, staff involved, process told."""
        from qa_scorer.extract.methodology import read_methodology

        return read_methodology(self)

    @cached_property
    def involvement(self) -> Involvement:
        """Which of quality, supervision, recording and liaison the report discusses."""
        from qa_scorer.extract.involvement import read_involvement

        return read_involvement(self)

    @cached_property
    def lessons(self) -> Lessons:
        """Lessons with explicit and underlying reasons."""
        from qa_scorer.extract.lessons import read_lessons

        return read_lessons(self)

    @cached_property
    def evaluation(self) -> Evaluation:
        """What the analysis does beside retelling: reasons, alternatives, turning points, good practice."""
        from qa_scorer.extract.lessons import read_evaluation

        return read_evaluation(self)

    @cached_property
    def sign_off(self) -> SignOff:
        """Who signed, at what level, when; the author's independence; the evaluation statement."""
        from qa_scorer.extract.sign_off import read_sign_off

        return read_sign_off(self)
