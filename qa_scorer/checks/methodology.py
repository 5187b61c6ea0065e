"""How the report says it was made: the four parts, the telling, signed records, independence. Source: 9.4, 6.4, 8.3, 1.2."""

from __future__ import annotations

from collections.abc import Iterator

from qa_scorer.checks.registry import Hit, check
from qa_scorer.document import Evidence, Location
from qa_scorer.extract.facts import Facts


def _written(facts: Facts) -> bool:
    """True where there is a methodology to look in; where it is missing or empty, the section rules say so."""
    return facts.sections.status("methodology") in ("present", "thin")


def _heading(facts: Facts) -> tuple[Location, str]:
    for section in facts.sections.get("methodology"):
        if section.heading_block is not None:
            return facts.locate(section.heading_block), facts.document.blocks[section.heading_block].text
    return Location(section="methodology", block=0, start=0, end=0), ""


def _absent(facts: Facts, found: tuple[Evidence, ...]) -> Iterator[Hit]:
    if _written(facts) and not found:
        where, quote = _heading(facts)
        yield Hit(where, quote, {}, facts.methodology.confidence, unsure=bool(facts.document.unreadable_pages))


@check("MET001")
def no_documents(facts: Facts) -> Iterator[Hit]:
    """No documents named as seen."""
    yield from _absent(facts, facts.methodology.documents)


@check("MET002")
def no_interviews(facts: Facts) -> Iterator[Hit]:
    """No interviews mentioned."""
    yield from _absent(facts, facts.methodology.interviews)


@check("MET003")
def undated_interviews(facts: Facts) -> Iterator[Hit]:
    """Interviews mentioned without their dates."""
    m = facts.methodology
    if m.interviews and not m.interviews_dated:
        yield Hit(m.interviews[0].location, m.interviews[0].quote, {}, m.confidence)


@check("MET004")
def nothing_on_missing_information(facts: Facts) -> Iterator[Hit]:
    """No word on information that was not available or not considered."""
    yield from _absent(facts, facts.methodology.unavailable)


@check("MET005")
def missing_without_reason(facts: Facts) -> Iterator[Hit]:
    """Information not available is named, and no reason is given for any of it."""
    m = facts.methodology
    if m.unavailable and not m.unavailable_reasons:
        yield Hit(m.unavailable[0].location, m.unavailable[0].quote, {}, m.confidence)


@check("MET006")
def no_staff_list(facts: Facts) -> Iterator[Hit]:
    """No list of the staff involved by name and job title."""
    yield from _absent(facts, facts.methodology.staff)


@check("MET007")
def unsigned_records(facts: Facts) -> Iterator[Hit]:
    """Interviews were held; nothing says that both sides signed the record."""
    m = facts.methodology
    if m.interviews and not m.signed_records:
        yield Hit(m.interviews[0].location, m.interviews[0].quote, {}, 0.7)


@check("MET008")
def independence_not_stated(facts: Facts) -> Iterator[Hit]:
    """No sentence says that the author had no part in the case and manages none of it."""
    if _written(facts) and not facts.sign_off.independence:
        where, quote = _heading(facts)
        yield Hit(where, quote, {}, 0.75)


@check("MET009")
def process_not_told(facts: Facts) -> Iterator[Hit]:
    """Lists of sources and interviews, and no sentences on how the report came about."""
    yield from _absent(facts, facts.methodology.told)
