"""Sentences of running text, with exact offsets.

The splitter is rule-based and does not rewrite the text: abbreviations, initials, times such as '10.30 hrs', decimals,
numbered paragraphs and bullets without a full stop all survive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import BlockKind, Location

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts

_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|\n+")
_WORD_BEFORE = re.compile(r"([^\s(\[\"'“‘]+)$")
_OPENER = re.compile(r"^\s+[\"'“‘(\[]*([^\W_])")
#: Abbreviations after which a capital letter may follow inside the same sentence.
_TITLES = frozenset(
    "mr mrs ms miss mx dr prof rev revd fr sr st sgt insp supt det cllr hon capt lt col maj pc ds di dc dci pcso ro".split()
)
#: Abbreviations that end a sentence only where a new one clearly begins.
_ABBREVIATIONS = frozenset(
    "approx est e.g i.e eg ie etc viz cf no nos vol para paras p pp ref refs tel ext fig figs vs v al a.m p.m am pm hrs hr"
    " min mins wk wks yr yrs dob d.o.b n.b nb c ca jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu"
    " thur thurs fri sat sun ltd plc co inc dept govt incl excl max temp wt ht".split()
)
_NUMBER_LABEL = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[ivxlc]{1,6}|[a-z])[.)]$", re.IGNORECASE)


def _is_boundary(text: str, match: re.Match[str], begin: int) -> bool:
    if match.group(0).startswith("\n"):
        return True
    after = text[match.end() :]
    if not after.strip():
        return True
    mark = match.group(0)
    if mark[0] in "!?":
        nxt = _OPENER.match(after)
        return bool(nxt and (nxt.group(1).isupper() or nxt.group(1).isdigit()))
    opener = _OPENER.match(after)
    follows = opener.group(1) if opener else ""
    word = _WORD_BEFORE.search(text, begin, match.start())
    last = word.group(1).lower().rstrip(".") if word else ""
    quoted = len(mark.strip(".…")) > 0
    if mark.startswith("...") or "…" in mark:
        return follows.isupper()
    if not quoted:
        if last in _TITLES or (last in ("b", "d", "m") and follows.isdigit()):
            return False  # 'born, died, married': 'Mrs P (b. 1931)'
        if len(last) == 1 and last.isalpha() and word is not None and word.group(1).isupper() and follows.isupper():
            # An initial ('J. Smith'); a code's last letter ('Adult A. She') ends the sentence where a code word precedes.
            before = text[begin : word.start()].rstrip().rsplit(None, 1)
            lead = before[-1] if before else ""
            return lead.lower() in _CODE_WORDS
        if last in _ABBREVIATIONS or re.fullmatch(r"(?:[a-z]\.)+[a-z]?", last):
            nxt = re.match(r"\s+(\S+)", after)
            return bool(nxt and follows.isupper() and nxt.group(1).lower().strip(",.;:") in _STARTERS)
        if _NUMBER_LABEL.match(text[begin : match.end()].strip()):
            return False
    if follows.islower():
        return False
    return bool(follows) or not after.strip()


_CODE_WORDS = frozenset(
    "adult mr mrs ms miss dr nurse worker patient resident client son daughter wife husband brother sister child ward team"
    " grade band block unit flat carer person officer gp tenant service home witness male female part section appendix table"
    " figure schedule option group type category class hepatitis vitamin plan".split()
)
_STARTERS = frozenset(
    "the a an this that these those it he she they we i there here in on at by from for to of with as after before when while"
    " where who what how his her its their our my no not one two three four all both each some many most neither nothing"
    " staff adult mr mrs ms miss dr if although however but and so".split()
)


def split(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence of the text, white space at both ends left out; nothing else is lost."""
    begin = 0
    for match in _END.finditer(text):
        if match.start() < begin or not _is_boundary(text, match, begin):
            continue
        yield from _trim(text, begin, match.end())
        begin = match.end()
    yield from _trim(text, begin, len(text))


def _trim(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of running text. `heading`: the nearest heading above; `lead_in`: the paragraph that opens its list."""

    text: str
    location: Location
    heading: str
    index: int  # position in its block, from 0
    block_kind: BlockKind
    lead_in: str = ""
    top_heading: str = ""


def running_sentences(facts: Facts) -> tuple[Sentence, ...]:
    """Sentences of paragraphs, list items, text boxes and notes, but not of headings, table cells, terms or recommendations.

    Inside the terms-of-reference and recommendations sections, paragraphs that are neither a term nor a recommendation
    still count.
    """
    document, sections = facts.document, facts.sections
    skip = facts.not_running_text
    out: list[Sentence] = []
    lead_in = ""
    for block in document.body():
        if block.kind in (BlockKind.HEADING, BlockKind.CELL, BlockKind.TOC) or sections.is_heading(block.index):
            lead_in = ""
            continue
        if block.index in skip or sections.is_placeholder(block.index):
            continue
        listed = block.kind is BlockKind.LIST_ITEM
        if not listed:
            lead_in = ""
        for n, (start, end) in enumerate(split(block.text)):
            out.append(
                Sentence(
                    text=block.text[start:end],
                    location=facts.locate(block.index, start, end),
                    heading=sections.nearest_heading(block.index),
                    index=n,
                    block_kind=block.kind,
                    lead_in=lead_in if listed else "",
                    top_heading=sections.top_heading(block.index),
                )
            )
        if not listed and block.text.rstrip().endswith(":"):
            lead_in = block.text
    return tuple(out)
