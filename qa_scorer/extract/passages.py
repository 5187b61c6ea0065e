"""Sentences of any part of the report with their place and what stands above them, for the readers of evidence.

`running_sentences` serves the classification of statements and leaves tables out; the readers of evidence need more:
list items with the paragraph that opens the list, and optionally table cells, in any section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import BlockKind, Evidence
from qa_scorer.extract.sentences import split

if TYPE_CHECKING:
    from qa_scorer.document import Block
    from qa_scorer.extract.facts import Facts

_TITLE = r"(?:Dr|Mr|Mrs|Ms|Miss|Mx|Prof(?:essor)?|Sir|Dame|Lord|Lady|Rev(?:erend)?|Fr|Sister|Cllr|Councillor|Capt(?:ain)?)\.?"
_PART = r"[A-ZÀ-ÞŁŚŻŽČŠ][^\W\d_]*(?:['’\-][^\W\d_]+)*"
_PARTICLE = r"(?:de|da|di|del|dela|della|van|von|der|den|la|le|al|el|bin|binti|ap|ab|ní|mac|of)"
_SPACE = r"[ \u00a0]{1,2}"
#: Words in the shape of a person's name: two capitalised words or more, or an initial and a surname.
NAME = re.compile(
    rf"(?:{_TITLE}{_SPACE})?(?:[A-Z]\.?[ \u00a0]?){{0,3}}{_PART}(?:{_SPACE}{_PARTICLE}){{0,2}}(?:{_SPACE}[A-Z]\.?)?(?:{_SPACE}{_PART}){{1,3}}"
    rf"|{_TITLE}{_SPACE}(?:[A-Z]\.[ \u00a0]?){{1,3}}{_PART}|{_TITLE}{_SPACE}{_PART}|(?:[A-Z]\.[ \u00a0]?){{1,3}}{_PART}"
)
#: A code that stands for a person: 'Adult A', 'GP2', 'SW1', 'Care Worker 3', 'Mrs X', 'FA'.
CODE = re.compile(
    r"\b(?!DOB|NHS|NI\b|UK\b|CQC)(?:(?:[A-Z][a-z]+\s){1,3}(?:[A-Z]{1,2}|\d{1,2})\b(?!['’]?[a-z])|[A-Z]{1,6}\s?\d{1,2}\b|(?:Mr|Mrs|Ms|Miss|Dr)\s[A-Z]{1,2}\b|[A-Z]{2,3}\b)"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with its place. `lead_in`: the paragraph above the list that it stands in; `heading`: the nearest."""

    text: str
    block: int
    start: int
    end: int
    section: str
    heading: str
    top_heading: str
    kind: BlockKind
    lead_in: str = ""

    def evidence(self, facts: Facts, note: str = "") -> Evidence:
        """The passage as a quote with its location."""
        return facts.evidence(self.block, self.start, self.end, note)


def not_own_text(facts: Facts) -> frozenset[int]:
    """Blocks that hold a term of reference or a recommendation; none where these are not read yet."""
    try:
        return facts.not_running_text
    except NotImplementedError:
        return frozenset()


def passages(
    facts: Facts,
    *,
    sections: frozenset[str] | None = None,
    leave_out: frozenset[str] = frozenset(),
    cells: bool = False,
) -> Iterator[Passage]:
    """Sentences of body text in reading order; `sections` restricts them, `leave_out` removes some."""
    document, found = facts.document, facts.sections
    skip = not_own_text(facts)
    lead_in = ""
    for block in document.body():
        if block.kind is BlockKind.TOC or found.is_heading(block.index) or block.kind is BlockKind.HEADING:
            lead_in = ""
            continue
        section = found.of(block.index)
        key = section.key if section else ""
        keys = {key, *(section.also if section else ())}
        if block.kind is BlockKind.CELL and not cells:
            continue
        if block.index in skip or found.is_placeholder(block.index):
            continue
        listed = _is_listed(block)
        if not listed and block.kind is not BlockKind.CELL:
            lead_in = ""
        if (sections is None or keys & sections) and key not in leave_out:
            for start, end in split(block.text):
                yield Passage(
                    block.text[start:end],
                    block.index,
                    start,
                    end,
                    key,
                    found.nearest_heading(block.index),
                    found.top_heading(block.index),
                    block.kind,
                    lead_in if listed else "",
                )
        if not listed and block.kind is not BlockKind.CELL:
            lead_in = block.text


_BULLET = re.compile(r"^\s*(?:[-–•*·▪●○]|\(?[a-z\d]{1,2}[.)])\s+")


def _is_listed(block: Block) -> bool:
    return block.kind is BlockKind.LIST_ITEM or bool(_BULLET.match(block.text))


def any_match(patterns: tuple[re.Pattern[str], ...] | list[re.Pattern[str]], text: str) -> re.Match[str] | None:
    """The first match of the first pattern that matches."""
    for pattern in patterns:
        m = pattern.search(text)
        if m:
            return m
    return None


def names_in(text: str) -> list[str]:
    """Words of the text in the shape of a person's name."""
    return [m.group(0).strip() for m in NAME.finditer(text)]
