"""Template text, other templates' words and places not filled in. Source: 7.1, 9.14."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_scorer.checks.registry import Hit, check
from qa_scorer.document import BlockKind
from qa_scorer.extract.facts import Facts

_DOTS = re.compile(r"[.…_]{6,}|…{2,}|(?:\. ){5,}")
_PAGE = re.compile(r"[.…_ ]{5,}\s*\d{1,3}\s*$")  # a line of a table of contents
_BRACKET = re.compile(
    r"\[\s*(?:insert|enter|add|name|date|tbc|tba|xx+|to be)\b[^\]]{0,60}\]|<\s*(?:insert|enter|name|date)\b[^>]{0,60}>"
    r"|\bxx/xx/xx(?:xx)?\b|\bx{4,}\b|(?<=[:\s])(?:tbc|tba|to be confirmed)\.?$|^(?:tbc|tba)$",
    re.IGNORECASE,
)
_CHILD = re.compile(
    r"\bthe child(?:'s|’s)?(?![\w-])(?! protection)|\bthe young person(?:'s|’s)?\b|\bLSCB\b", re.IGNORECASE
)
#: A child of whom the report speaks: 'the child' near by is that child.
_REAL_CHILD = re.compile(
    r"\b(?:son|daughter|baby|infant|toddler|boy|girl|pupil|niece|nephew|grand(?:child|son|daughter)|sibling)s?\b"
    r"|\bchild (?:[A-Z]\b|\d|of\b|aged|born)|\b(?:a|her|his|their|one|two|three|four) (?:young )?child(?:ren)?\b",
    re.IGNORECASE,
)


@check("PLC001")
def template_text(facts: Facts) -> Iterator[Hit]:
    """The board's own guidance text, left in a section."""
    for b in facts.document.body():
        if facts.sections.is_placeholder(b.index) and len(b.text.split()) >= 4 and not _DOTS.search(b.text):
            yield Hit(facts.locate(b.index), b.text, {}, confidence=0.9)


@check("PLC002")
def wrong_template(facts: Facts) -> Iterator[Hit]:
    """'The child' in a review about an adult whose report names no child."""
    body = [b for b in facts.document.body() if b.text.strip()]
    for n, b in enumerate(body):
        near = " ".join(x.text for x in body[max(0, n - 2) : n + 1])
        for m in _CHILD.finditer(b.text):
            if m.group(0).upper() == "LSCB" or not _REAL_CHILD.search(near):
                yield Hit(facts.locate(b.index, m.start(), m.end()), m.group(0), {"phrase": m.group(0)}, confidence=0.7)


@check("PLC003")
def not_filled_in(facts: Facts) -> Iterator[Hit]:
    """Dotted lines, bracketed prompts and rows of X."""
    for b in facts.document.body():
        if b.kind is BlockKind.TOC or _PAGE.search(b.text):
            continue
        m = _BRACKET.search(b.text) or _DOTS.search(b.text)
        if m:
            yield Hit(facts.locate(b.index, m.start(), m.end()), m.group(0), {}, confidence=0.85)
