"""Sections of the template that are missing, empty or thin. Source: 7.1, 8.1."""

from __future__ import annotations

from collections.abc import Iterator

from qa_scorer.checks.registry import Hit, check
from qa_scorer.document import Location
from qa_scorer.extract.facts import Facts
from qa_scorer.extract.sections import Section
from qa_scorer.rulepack.schemas.template import Template, TemplateSection


def _by_status(facts: Facts, status: str) -> Iterator[tuple[TemplateSection, Section | None]]:
    for spec in facts.pack.get(Template).section:
        if spec.listed and facts.sections.status(spec.key) == status:
            found = facts.sections.get(spec.key)
            yield spec, next((s for s in found if s.status == status), None)


def _fields(facts: Facts, spec: TemplateSection, section: Section | None) -> dict[str, str]:
    return {
        "title": spec.title,
        "heading": (section.heading or spec.title) if section else spec.title,
        "reason": section.reason if section else "",
        "hint": " ".join(facts.pack.guidance_paragraphs.get(g, "") for g in spec.guidance[-1:]),
    }


@check("SEC001")
def missing(facts: Facts) -> Iterator[Hit]:
    """A section of the template that the report does not have."""
    unread = bool(facts.document.unreadable_pages)
    unheaded = facts.sections.unheaded
    for spec, _ in _by_status(facts, "missing"):
        where = Location(section=spec.key, block=0, start=0, end=0)
        doubt = unread or unheaded
        yield Hit(where, "", _fields(facts, spec, None), confidence=0.5 if doubt else 0.9, unsure=doubt)


@check("SEC005")
def unheaded(facts: Facts) -> Iterator[Hit]:
    """A report of some length without headings that name sections."""
    if facts.sections.unheaded:
        yield Hit(Location(section="", block=0, start=0, end=0), confidence=0.9)


def _at_heading(facts: Facts, section: Section) -> tuple[Location, str]:
    if section.heading_block is None:
        return facts.locate(section.start, 0, 0), ""
    text = facts.document.blocks[section.heading_block].text
    return facts.locate(section.heading_block), text


@check("SEC002")
def empty(facts: Facts) -> Iterator[Hit]:
    """A section with a heading and nothing of its own under it."""
    for spec, section in _by_status(facts, "empty"):
        if section is not None:
            where, quote = _at_heading(facts, section)
            yield Hit(where, quote, _fields(facts, spec, section), confidence=0.9)


@check("SEC003")
def thin(facts: Facts) -> Iterator[Hit]:
    """A section with hardly any content."""
    for spec, section in _by_status(facts, "thin"):
        if section is not None:
            where, quote = _at_heading(facts, section)
            yield Hit(where, quote, _fields(facts, spec, section), confidence=0.8)


@check("SEC004")
def unsure(facts: Facts) -> Iterator[Hit]:
    """A section that was told by its content alone."""
    specs = {s.key: s for s in facts.pack.get(Template).section}
    for section in facts.sections.all:
        if section.key and section.heading_block is not None and section.confidence < 0.62:
            where, quote = _at_heading(facts, section)
            yield Hit(
                where,
                quote,
                _fields(facts, specs[section.key], section),
                confidence=round(section.confidence, 2),
                unsure=True,
            )
