"""Which passages a report itself gives to a term of reference: 'ToR 3', 'Question 3: ...', '1.3', 'TOR c.' over or before them.

Source: 9.1; the guidance asks that every term be answered, and many authors set out their analysis by its numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qa_scorer.document.labels import TERM_WORDS

if TYPE_CHECKING:
    from qa_scorer.extract.answers import Passages
    from qa_scorer.extract.facts import Facts
    from qa_scorer.extract.terms_of_reference import StatedTerm

_MARK = r"(\d{1,2}(?:\.\d{1,2})?|[a-z]|[ivx]{1,5})(?![\w'’])"
_NAMED = re.compile(
    r"^\W{0,3}(?:(?:re|response|answers?|reply|findings?|analysis|under|on|to)\W+){0,2}"
    rf"(?:(?:{TERM_WORDS}|terms? of reference|q|(?:key )?lines of enquiry|issue|point)\W{{0,3}}(?:no\.?\s?|number )?|t)"
    + _MARK,
    re.IGNORECASE,
)
_BARE = re.compile(r"^\W?" + _MARK + r"[.):]?\s", re.IGNORECASE)
_PRINTED = re.compile(r"^\W*(?:(?:T(?:o)?R|T|Q|Question|Term|KLOE)\W{0,2})?" + _MARK, re.IGNORECASE)
_FEWEST = 2  # terms with passages of their own, before labels are believed


def _labels(facts: Facts, terms: Sequence[StatedTerm]) -> dict[str, int]:
    """Each label that a term goes by, and the term's place: its number, and what is printed before it."""
    out: dict[str, int] = {}
    apart = len(terms) == len({b for t in terms for b in t.blocks})
    for n, term in enumerate(terms if apart else ()):
        for index in term.blocks:
            block = facts.document.blocks[index]
            m = _PRINTED.match(block.number or block.text)
            if m and (block.number or re.match(r"[.):\s]", block.text[m.end() : m.end() + 1])):
                out.setdefault(m[1].lower(), n)
    for n in range(len(terms)):
        out.setdefault(str(n + 1), n)
    return out


def _label_of(text: str, labels: dict[str, int], *, bare: bool) -> int | None:
    m = _NAMED.match(text)
    if m is None and bare:
        m = _BARE.match(text)
        if m and m[1].isdigit():
            return None  # any list of findings is counted 1, 2, 3
    return labels.get(m[1].lower()) if m else None


def own_passages(facts: Facts, terms: Sequence[StatedTerm], passages: Passages) -> Any:
    """An array, a row a term and a column a passage: 1 where the report gives it to the term, -1 where to another, else 0."""
    import numpy as np

    out = np.zeros((len(terms), len(passages)))
    if not terms or not len(passages):
        return out
    labels = _labels(facts, terms)
    wanted = frozenset(passages.blocks.tolist())
    for bare in (False, True):
        owner = _owners(facts, labels, wanted, bare=bare)
        if len(set(owner.values())) >= min(_FEWEST, len(terms)):
            break
    else:
        return out
    for column, block in enumerate(passages.blocks.tolist()):
        if block in owner:
            out[:, column] = -1.0
            out[owner[block], column] = 1.0
    return out


def _owners(facts: Facts, labels: dict[str, int], wanted: frozenset[int], *, bare: bool) -> dict[int, int]:
    """The term to which each wanted block belongs, where a label says so."""
    sections = facts.sections
    levels = {h.block: h.level for h in sections.headings}
    out: dict[int, int] = {}
    current: int | None = None
    depth = 99  # of the heading that carries the label; 99 where a paragraph does
    section = None
    for block in facts.document.body():
        here = sections.of(block.index)
        if here is not section:
            section, current = here, None
        level = levels.get(block.index)
        named = _label_of(f"{block.number} {block.text}".strip(), labels, bare=bare)
        if named is None and block.number:
            named = _label_of(block.text, labels, bare=bare)
        if level is not None:
            if named is not None:
                current, depth = named, level
            elif level <= depth:
                current = None
        elif named is not None and (not bare or block.index in wanted):
            current, depth = named, 99
        if current is not None and block.index in wanted:
            out[block.index] = current
    return out
