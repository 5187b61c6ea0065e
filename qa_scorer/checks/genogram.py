"""Genogram and family details: missing, undated, unnamed, drawn against the conventions. Source: 7.3, genogram guidance."""

from __future__ import annotations

from collections.abc import Iterator

from qa_scorer.checks.registry import Hit, check
from qa_scorer.document import Evidence, Location
from qa_scorer.extract.facts import Facts


def _place(facts: Facts, key: str, evidence: tuple[Evidence, ...] = ()) -> tuple[Location, str]:
    """Where to point: the heading of the section, else the evidence, else the start of the document."""
    for section in facts.sections.get(key):
        if section.heading_block is not None:
            return facts.locate(section.heading_block), facts.document.blocks[section.heading_block].text
    if evidence:
        return evidence[0].location, evidence[0].quote
    return Location(section=key, block=0, start=0, end=0), ""


@check("GEN001")
def missing(facts: Facts) -> Iterator[Hit]:
    """No genogram, network or list; a heading or 'see attached' is none."""
    g = facts.genogram
    if g.kind != "none":
        return
    where, quote = _place(facts, "genogram", g.evidence)
    promised = [e.quote for e in g.evidence if len(e.quote.split()) <= 20]
    what = f"only '{promised[0]}' stands there" if promised else "nothing stands in its place"
    outside = g.family_setting is False
    yield Hit(where, quote, {"what": what}, g.confidence, "warning" if outside else None)


@check("GEN002")
def no_dates(facts: Facts) -> Iterator[Hit]:
    """A drawing in which no dates of birth or ages can be read, nor in its key or caption."""
    g = facts.genogram
    if g.kind == "drawing" and g.dates is False:
        where, quote = _place(facts, "genogram", g.evidence)
        yield Hit(where, quote, {"how": g.read_by}, g.confidence, unsure=g.read_by == "ocr")


@check("GEN003")
def no_names(facts: Facts) -> Iterator[Hit]:
    """A drawing in which no names or codes can be read, nor in its key or caption."""
    g = facts.genogram
    if g.kind == "drawing" and g.names is False:
        where, quote = _place(facts, "genogram", g.evidence)
        yield Hit(where, quote, {}, g.confidence, unsure=g.read_by == "ocr")


@check("GEN004")
def only_words(facts: Facts) -> Iterator[Hit]:
    """A family tree in words where the setting was the family."""
    g = facts.genogram
    if g.kind in ("text", "network") and g.family_setting is not False and not (g.network and g.reason):
        where, quote = _place(facts, "genogram", g.evidence)
        yield Hit(where, quote, {}, g.confidence, unsure=g.family_setting is None)


@check("GEN005")
def no_reason(facts: Facts) -> Iterator[Hit]:
    """A network list outside a family setting, with no word why it stands in place of a genogram."""
    g = facts.genogram
    if g.kind in ("text", "network") and g.family_setting is False and not g.reason:
        where, quote = _place(facts, "genogram", g.evidence)
        yield Hit(where, quote, {}, g.confidence)


@check("GEN006")
def not_read(facts: Facts) -> Iterator[Hit]:
    """A picture in the genogram's place whose text could not be read."""
    g = facts.genogram
    if g.kind == "unreadable" or (g.kind == "drawing" and (g.dates is None or g.names is None)):
        where, quote = _place(facts, "genogram", g.evidence)
        yield Hit(where, quote, {}, 0.5, unsure=True)


@check("GEN007")
def convention(facts: Facts) -> Iterator[Hit]:
    """A drawing made of shapes that misses one of the guidance's conventions."""
    g = facts.genogram
    for c in g.conventions:
        if c.met is False:
            where, quote = _place(facts, "genogram", g.evidence)
            yield Hit(where, quote, {"convention": c.note}, 0.6, unsure=True)


@check("GEN008")
def no_family_list(facts: Facts) -> Iterator[Hit]:
    """No list of the adult, family and significant others."""
    if not facts.family.listed and not facts.family.unreadable:
        where, quote = _place(facts, "family_details")
        yield Hit(where, quote, {}, facts.family.confidence)


@check("GEN009")
def incomplete_member(facts: Facts) -> Iterator[Hit]:
    """A person listed without relationship, date of birth or age, or address."""
    for m in facts.family.members:
        fields = (("relationship", m.relationship), ("date of birth or age", m.birth), ("address", m.address))
        gone = [name for name, given in fields if not given]
        if gone:
            yield Hit(m.evidence.location, m.evidence.quote, {"missing": " and ".join(gone)}, facts.family.confidence)
