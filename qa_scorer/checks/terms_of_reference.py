"""Terms of reference that the report does not answer. Source: 7.2, 9.1."""

from __future__ import annotations

from collections.abc import Iterator

from qa_scorer.checks.registry import Hit, check
from qa_scorer.document import Location
from qa_scorer.extract.facts import Facts
from qa_scorer.rulepack.schemas.terms import Terms


def _place(facts: Facts, key: str) -> tuple[Location, str]:
    """Where the document prints the term, else the head of its terms-of-reference section or analysis."""
    for t in facts.stated_terms:
        if t.id == key and t.blocks:
            where = facts.locate(t.blocks[0])
            return where, facts.document.blocks[t.blocks[0]].text
    for section in (*facts.sections.get("terms_of_reference"), *facts.sections.get("analysis")):
        block = section.heading_block if section.heading_block is not None else section.start
        return facts.locate(block, 0, 0), ""
    return Location("terms_of_reference", 0, 0, 0), ""


def _hits(facts: Facts, status: str) -> Iterator[Hit]:
    least = facts.pack.get(Terms).unsure_below
    for t in facts.terms:
        if t.status == status:
            where, quote = _place(facts, t.id)
            fields = {"id": t.id, "term": t.text, "reason": " ".join(t.reasons)}
            found = {"evidence": [e.to_json() for e in t.evidence]}
            yield Hit(where, quote, fields, confidence=t.confidence, extra=found, unsure=t.confidence < least)


@check("TOR001")
def not_answered(facts: Facts) -> Iterator[Hit]:
    """A term that nothing in the report answers."""
    yield from _hits(facts, "none")


@check("TOR002")
def answered_in_part(facts: Facts) -> Iterator[Hit]:
    """A term of which a part is answered, or which is touched without a view."""
    yield from _hits(facts, "partial")


@check("TOR003")
def none_found(facts: Facts) -> Iterator[Hit]:
    """No terms of reference anywhere."""
    if not facts.stated_terms:
        yield Hit(Location("terms_of_reference", 0, 0, 0), "", {}, confidence=0.8)
