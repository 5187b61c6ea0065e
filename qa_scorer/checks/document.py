"""What the file itself carries or hides: unread pages, hidden text, changes and comments left in, links, properties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_scorer.checks.registry import Hit, check
from qa_scorer.document import BlockKind, Location
from qa_scorer.extract.facts import Facts

#: Words of the readers' warnings, by rule. A warning that none of them knows is told as it is (DOC010).
_SAID = {
    "DOC002": re.compile(r"\bhidden\b|\bInvisible\b|\blook like Latin\b"),
    "DOC005": re.compile(r"\bmacros?\b"),
    "DOC006": re.compile(r"\boutside of itself\b"),
    "DOC008": re.compile(r"\bembedded files?\b"),
    "DOC009": re.compile(r"\bdamaged\b|\bmissing from the file\b|\bcould not be read\b|\bonly be read as plain text\b"),
}
_START = Location(section=None, block=0, start=0, end=0)


def _warned(facts: Facts, rule: str) -> Iterator[Hit]:
    for text in facts.document.warnings:
        if _SAID[rule].search(text) and not (rule == "DOC009" and _pages(facts, text)):
            yield Hit(_START, "", {"what": text.rstrip(".")}, 0.95)


def _pages(facts: Facts, text: str) -> bool:
    """True for a warning about unread pages, which DOC001 tells page by page."""
    return bool(facts.document.unreadable_pages) and bool(re.search(r"\bpages?\b.*could (?:not )?be read", text, re.I))


@check("DOC001")
def unreadable_page(facts: Facts) -> Iterator[Hit]:
    """A page that gives no text, such as a scan."""
    blocks = facts.document.blocks
    for page in facts.document.unreadable_pages[:20]:
        before = [b.index for b in blocks if b.page and b.page <= page]
        where = facts.locate(before[-1], 0, 0) if before else _START
        yield Hit(where, "", {"page": str(page)}, 0.95)


@check("DOC002")
def hidden_text(facts: Facts) -> Iterator[Hit]:
    """Text that a reader of the page does not see."""
    yield from _warned(facts, "DOC002")


@check("DOC003")
def tracked_changes(facts: Facts) -> Iterator[Hit]:
    """Changes that were tracked and neither accepted nor refused."""
    changed = [b for b in facts.document.blocks if b.revisions or b.kind is BlockKind.DELETED]
    if changed:
        inserted = sum(len(b.revisions) for b in changed)
        deleted = sum(b.kind is BlockKind.DELETED for b in changed)
        first = next((b for b in changed if b.revisions), changed[0])
        span = first.revisions[0] if first.revisions else None
        where = facts.locate(first.index, span.start if span else 0, span.end if span else None)
        fields = {"inserted": str(inserted), "deleted": str(deleted)}
        yield Hit(where, first.text[where.start : where.end], fields, 0.95)


@check("DOC004")
def comments_left(facts: Facts) -> Iterator[Hit]:
    """Reviewers' comments left in the file."""
    comments = [b for b in facts.document.blocks if b.kind is BlockKind.COMMENT]
    if comments:
        b = comments[0]
        yield Hit(facts.locate(b.index), b.text, {"count": str(len(comments))}, 0.95)


@check("DOC005")
def macros(facts: Facts) -> Iterator[Hit]:
    """Macros in the file."""
    yield from _warned(facts, "DOC005")


@check("DOC006")
def outside_content(facts: Facts) -> Iterator[Hit]:
    """Content that is fetched from elsewhere when the file is opened."""
    yield from _warned(facts, "DOC006")


@check("DOC007")
def properties(facts: Facts) -> Iterator[Hit]:
    """Names of people in the properties of the file."""
    for b in facts.document.blocks:
        person = re.search(r"\b(?:author|creator|manager|modified ?by|company)\b", b.style.replace("_", " "), re.I)
        generic = re.fullmatch(
            r"\W*(?:python-docx|microsoft.*|user|admin\w*|owner|author|libreoffice.*|word)?\W*", b.text, re.I
        )
        if b.kind is BlockKind.PROPERTY and person and not generic:
            yield Hit(facts.locate(b.index), b.text, {"property": b.style}, 0.9)


@check("DOC008")
def embedded_files(facts: Facts) -> Iterator[Hit]:
    """Files inside the file, whose content was not looked at."""
    yield from _warned(facts, "DOC008")


@check("DOC009")
def damaged(facts: Facts) -> Iterator[Hit]:
    """Parts of the file that could not be read."""
    yield from _warned(facts, "DOC009")


@check("DOC010")
def other_warning(facts: Facts) -> Iterator[Hit]:
    """Anything else that the reader of the file noticed."""
    for text in facts.document.warnings:
        if not any(p.search(text) for p in _SAID.values()):
            yield Hit(_START, "", {"what": text.rstrip(".")}, 0.8)
