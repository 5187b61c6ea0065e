"""Does the report talk the reader through its making? Source: 9.4, 6.4, 8.3, methodology template a) to d)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import BlockKind, Evidence, Table
from qa_scorer.extract.date_text import find_dates, has_day
from qa_scorer.extract.passages import CODE, NAME, any_match, names_in, passages
from qa_scorer.extract.sections import looks_like_chronology
from qa_scorer.extract.sentences import split
from qa_scorer.rulepack.schemas.evidence import EvidenceFile, MethodologyWords

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts
    from qa_scorer.rulepack import Lexicon


@dataclass(frozen=True, slots=True)
class Methodology:
    """Evidence for each part, empty where absent. `interviews`: interviews mentioned; `interviews_dated`: with dates;
    `unavailable`: information not available, `unavailable_reasons`: with reasons; `staff`: by name (or code) and job title;
    `told`: the process is told in the text; `signed_records`: interview records signed (6.4)."""

    documents: tuple[Evidence, ...] = ()
    interviews: tuple[Evidence, ...] = ()
    interviews_dated: tuple[Evidence, ...] = ()
    unavailable: tuple[Evidence, ...] = ()
    unavailable_reasons: tuple[Evidence, ...] = ()
    staff: tuple[Evidence, ...] = ()
    told: tuple[Evidence, ...] = ()
    signed_records: tuple[Evidence, ...] = ()
    confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of a list told in one sentence, with what stands above it."""

    text: str
    block: int
    start: int
    end: int
    heading: str
    above: str  # the paragraph or label that opens the list
    kind: BlockKind

    def evidence(self, facts: Facts) -> Evidence:
        return facts.evidence(self.block, self.start, self.end)


_LABELLED = re.compile(r"^\s*(?:[a-dA-D][).]\s*)?([A-Z][^:.]{2,70}?)\s*[:–—]\s+(?=\S)")
_SEMICOLON = re.compile(r";\s+(?:and\s+)?")


def read_methodology(facts: Facts) -> Methodology:
    """What the report says of how it was made, wherever it stands."""
    words = facts.pack.get(EvidenceFile).methodology
    pieces = _pieces(facts, words)
    dated, interviews = _interviews(facts, pieces, words)
    missing, reasons = _unavailable(facts, pieces, words)
    told = _told(facts, pieces, words)
    documents = _documents(facts, pieces, words)
    staff = _staff(facts, pieces, words)
    signed = [
        p.evidence(facts)
        for p in pieces
        if any_match(words.signed, p.text) and any_match(words.interview_record, p.text)
    ]
    parts = (documents, dated, reasons, staff)
    return Methodology(
        documents=tuple(documents[:8]),
        interviews=tuple(interviews[:8]),
        interviews_dated=tuple(dated[:8]),
        unavailable=tuple(missing[:8]),
        unavailable_reasons=tuple(reasons[:8]),
        staff=tuple(staff[:8]),
        told=tuple(told[:6]) if len(told) >= words.min_told else (),
        signed_records=tuple(signed[:4]),
        confidence=0.9 if all(parts) or not any(parts) else 0.85,
    )


def _region(facts: Facts, words: MethodologyWords) -> set[int]:
    """Blocks that tell of the making of the report: its section, and headings elsewhere that name a part of it."""
    sections, document = facts.sections, facts.document
    blocks: set[int] = set()
    for s in sections.get("methodology"):
        blocks.update(range(s.start, s.end))
    elsewhere = frozenset({"", "contextual_information", "terms_of_reference", "front_sheet", "summary_of_facts"})
    for block in document.body():
        section = sections.of(block.index)
        if block.index in blocks or section is None or section.key not in elsewhere:
            continue
        near = sections.nearest_heading(block.index)
        own = section.key == "" or bool(near and near != section.heading)
        if own and (any_match(words.headings[:1], near) or _names_part(near, words)):
            blocks.add(block.index)
    return blocks


def _names_part(heading: str, words: MethodologyWords) -> bool:
    """True where a heading names a part of the methodology by itself ('Interviews', 'Documents seen')."""
    return bool(
        re.fullmatch(
            r"\W*(?:[\d.a-z)]{1,5}\s+)?(?:documents?|records?|files?|papers?|interviews?|people|staff|sources?|information|who (?:i|we)|what (?:i|we))\b.{0,60}",
            heading.strip(),
            re.IGNORECASE,
        )
        and any_match(words.headings, heading)
    )


def _pieces(facts: Facts, words: MethodologyWords) -> list[_Piece]:
    """The region in pieces: sentences, list items, and the parts of 'Interviews: A on 3 May; B on 4 May'."""
    region = _region(facts, words)
    out: list[_Piece] = []
    label = ""
    last_block = -1
    lines = _label_lines(facts, region)
    for p in passages(facts):
        if p.block not in region:
            continue
        if p.block != last_block:
            label = lines.get(p.block, "")
        last_block = p.block
        above = p.lead_in[max((a for a, _ in split(p.lead_in)), default=0) :]  # the sentence that opens the list
        m = _LABELLED.match(p.text)
        if m and (p.start == 0 or len(m.group(1).split()) <= 5):
            label = m.group(1)
        parts = _parts(p.text)
        if (m and not (above and _hardly_more_than_dates(p.text[m.end() :]))) or (label and len(parts) > 1):
            above = label  # an item with a label of its own belongs to no other list, but 'GP1: 3 May 2015' does
        for a, b in parts:
            out.append(_Piece(p.text[a:b], p.block, p.start + a, p.start + b, p.heading, above or label, p.kind))
    return out


def _hardly_more_than_dates(text: str) -> bool:
    """True for '5 February 2015, by telephone'."""
    dates = [d for d in find_dates(text) if d.names_a_day]
    rest = len(text) - sum(d.end - d.start for d in dates)
    return bool(dates) and rest <= 40


def _label_lines(facts: Facts, region: set[int]) -> dict[int, str]:
    """The short line that heads a block without being a heading: 'b) Interviews and dates'."""
    out: dict[int, str] = {}
    label = ""
    for i in sorted(region):
        block = facts.document.blocks[i]
        text = block.text.strip()
        if not block.is_body or block.kind is BlockKind.CELL or not text:
            continue
        if facts.sections.is_heading(i):
            label = ""
            continue
        short = len(text.split()) <= 10 and text[-1] not in ".;," and not find_dates(text)
        if facts.sections.is_placeholder(i) or (short and block.kind is not BlockKind.LIST_ITEM and ";" not in text):
            label = text
            continue
        if block.kind is not BlockKind.LIST_ITEM and len(list(split(text))) > 1:
            label = ""
        out[i] = label
    return out


def _parts(text: str) -> list[tuple[int, int]]:
    """Parts between semicolons, where there are at least two."""
    cuts = [m.span() for m in _SEMICOLON.finditer(text)]
    if not cuts:
        return [(0, len(text))]
    edges = [0, *[e for _, e in cuts]], [*[s for s, _ in cuts], len(text)]
    return [(a, b) for a, b in zip(*edges, strict=True) if text[a:b].strip()]


# -- documents -----------------------------------------------------------------------------------------------------


def _documents(facts: Facts, pieces: Sequence[_Piece], words: MethodologyWords) -> list[Evidence]:
    """Passages that name documents seen."""
    out: list[Evidence] = []
    for p in pieces:
        if not any_match(words.documents_noun, p.text):
            continue
        gone, read = any_match(words.unavailable, p.text), any_match(words.documents_verb, p.text)
        if gone and not _LABELLED.match(p.text) and not (read and read.end() < gone.start()):
            continue  # but 'I read the file and such recordings as were kept'
        lead = f"{p.heading} | {p.above}"
        under = any_match(words.documents_lead, lead) and not any_match(words.unavailable_lead, lead)
        interviewed = any_match(words.interviews_lead, p.above) and not any_match(words.documents_noun, p.above)
        listed = (p.kind is BlockKind.LIST_ITEM or bool(p.above)) and under and not interviewed
        if listed or (len(p.text.split()) > 2 and read):
            out.append(p.evidence(facts))
    return out


# -- interviews ----------------------------------------------------------------------------------------------------


def _interviews(
    facts: Facts, pieces: Sequence[_Piece], words: MethodologyWords
) -> tuple[list[Evidence], list[Evidence]]:
    """Interviews with dates, and all interviews."""
    dated: list[Evidence] = []
    every: list[Evidence] = []
    listed: list[tuple[_Piece, bool]] = []
    for p in pieces:
        says = any_match(words.interview, p.text)
        denied = any_match(words.not_interview, p.text)
        headed = any_match(words.interviews_lead, p.heading) and re.search(r"interview|spoke|met|talk", p.heading, re.I)
        lead = bool(any_match(words.interviews_lead, p.above) or headed)
        lead = lead and not any_match(words.unavailable_lead, p.above)
        entry = p.kind is BlockKind.LIST_ITEM or p.above
        if lead and entry and not denied and not _is_document(p, words):
            listed.append((p, _interview_date(p.text, words)))
            every.append(p.evidence(facts))
        elif says and not denied:
            every.append(p.evidence(facts))
            if _interview_date(p.text, words):
                dated.append(p.evidence(facts))
    with_date = [p for p, d in listed if d]
    if listed and len(with_date) >= words.dated_share * len(listed):
        dated += [p.evidence(facts) for p in with_date]
    dated += _interview_tables(facts, words)
    every += [e for e in dated if e not in every]
    if not dated:
        for passage in passages(facts, leave_out=frozenset({"chronology", "recommendations", "methodology"})):
            told = any_match(words.interviews_anywhere, passage.text) and _interview_date(passage.text, words)
            if told and not any_match(words.not_interview, passage.text):
                dated.append(passage.evidence(facts))
        if len(dated) < 2:
            dated = []
    return dated, every


def _is_document(p: _Piece, words: MethodologyWords) -> bool:
    """True where a list item names papers and no person."""
    who = CODE.search(p.text) or names_in(p.text)
    return bool(any_match(words.documents_noun, p.text)) and not who and not has_day(p.text)


def _interview_date(text: str, words: MethodologyWords) -> bool:
    """True where the text names a day that is not that of a letter, an appointment or a request."""
    return any(
        d.names_a_day
        and not any_match(words.not_about_interview_date, text[: d.start])
        and not _of_papers(text[: d.start], words)
        for d in find_dates(text)
    )


def _of_papers(before: str, words: MethodologyWords) -> bool:
    """True where the words before a date are about papers: 'the record from 1 January', 'a letter of 3 May'."""
    papers = max((m.end() for p in words.documents_noun for m in p.finditer(before)), default=-1)
    if papers < 0:
        return False
    talk = max((m.end() for p in words.interview for m in p.finditer(before)), default=-1)
    rest = before[papers:]
    return papers > talk and not CODE.search(rest) and not names_in(rest)


def _interview_tables(facts: Facts, words: MethodologyWords) -> list[Evidence]:
    """Rows of a table that gives interviews with their dates."""
    out: list[Evidence] = []
    document = facts.document
    for table in document.tables:
        first = next((c for row in table.rows for c in row if c is not None), None)
        if first is None or looks_like_chronology(document, table.index):
            continue
        if facts.sections.key_of(first) in (
            "chronology",
            "recommendations",
            "signatures",
            "front_sheet",
            "evaluation_statement",
        ):
            continue
        head = [document.blocks[c].text for c in table.rows[0] if c is not None]
        near = f"{facts.sections.nearest_heading(first)} | {_line_before(facts, first)}"
        speaks = any(re.search(r"interview|spoken|met\b|seen\b|conversation", h, re.I) for h in head)
        dates = any(re.search(r"\bdates?\b|\bwhen\b", h, re.I) for h in head)
        if not (
            (speaks and (dates or len(head) > 1)) or (dates and re.search(r"interview|spoke|talked|met", near, re.I))
        ):
            continue
        rows = table.rows[1:]
        hits = [
            c
            for row in rows
            for c in dict.fromkeys(row)
            if c is not None and _interview_date(document.blocks[c].text, words)
        ]
        if rows and len(hits) >= words.dated_share * len(rows):
            out += [facts.evidence(c) for c in hits]
    return out


def _line_before(facts: Facts, block: int) -> str:
    """The paragraph just above a table."""
    for i in range(block - 1, max(-1, block - 4), -1):
        b = facts.document.blocks[i]
        if b.is_body and b.kind is not BlockKind.CELL and b.text.strip():
            return b.text
    return ""


# -- information not available -------------------------------------------------------------------------------------


def _unavailable(
    facts: Facts, pieces: Sequence[_Piece], words: MethodologyWords
) -> tuple[list[Evidence], list[Evidence]]:
    """Information not available, and of that what is given a reason (in the sentence or the next)."""
    missing: list[Evidence] = []
    reasons: list[Evidence] = []
    for n, p in enumerate(pieces):
        lead = any_match(words.unavailable_lead, p.above) or any_match(words.unavailable_lead, p.heading)
        says = any_match(words.unavailable, p.text) and not any_match(words.not_unavailable, p.text)
        if not says and not (lead and len(p.text.split()) >= 2):
            continue
        if re.fullmatch(r"\W*(?:none|nil|nothing|n/a)\W*", p.text, re.IGNORECASE):
            continue
        missing.append(p.evidence(facts))
        following = pieces[n + 1] if n + 1 < len(pieces) and pieces[n + 1].block == p.block else None
        if any_match(words.reason, p.text) or (following is not None and _gives_reason(following.text, words)):
            reasons.append(p.evidence(facts))
    return missing, reasons


_BACK = re.compile(
    r"^\W*(?:it|they|this|these|that|those|he|she|both|the reason|overwritten|held|abroad|retired|destroyed)\b", re.I
)


def _gives_reason(text: str, words: MethodologyWords) -> bool:
    """True where a sentence goes on about the thing before and says why."""
    return bool(_BACK.match(text)) and bool(any_match(words.reason, text))


# -- staff ---------------------------------------------------------------------------------------------------------


def _staff(facts: Facts, pieces: Sequence[_Piece], words: MethodologyWords) -> list[Evidence]:
    """Members of staff by name (or code) and job title: tables, lists and sentences."""
    document, sections = facts.document, facts.sections
    jobs = facts.pack.lexicon("evidence_job_titles")
    out: list[Evidence] = []
    for table in document.tables:
        first = next((c for row in table.rows for c in row if c is not None), None)
        if first is None or looks_like_chronology(document, table.index) or len(table.rows) < 2:
            continue
        key = sections.key_of(first)
        if key in (
            "chronology",
            "recommendations",
            "signatures",
            "front_sheet",
            "family_details",
            "genogram",
            "evaluation_statement",
            "terms_of_reference",
        ):
            continue
        out += _staff_rows(facts, table, key, words, jobs)
    if len(out) >= words.min_staff:
        return out
    listed: list[Evidence] = []
    for p in pieces:
        for a, b in _people(p.text):
            part = p.text[a:b]
            found = _named_posts(part, jobs)
            if not found and p.kind is BlockKind.LIST_ITEM and _code_and_title(part, jobs):
                found = 1
            listed += [facts.evidence(p.block, p.start + a, p.start + b)] * found
    if len(listed) >= words.min_staff:
        return [*out, *listed]
    return out if len(out) >= words.min_staff else []


def _staff_rows(facts: Facts, table: Table, key: str, words: MethodologyWords, jobs: Lexicon) -> list[Evidence]:
    document = facts.document
    rows = [[document.blocks[c].text.strip() for c in row if c is not None] for row in table.rows]
    cells = [[c for c in row if c is not None] for row in table.rows]
    head = rows[0]
    titled = any(any_match(words.job_column, h) and len(h) < 50 for h in head)
    people = any(any_match(words.person_column, h) and len(h) < 50 for h in head)
    if key == "glossary":
        people = people and any(re.search(r"\bname", h, re.I) for h in head)
    body = list(zip(rows[1:], cells[1:], strict=True)) if titled or people else list(zip(rows, cells, strict=True))
    if not body:
        return []
    with_job = [(r, c) for r, c in body if any(jobs.search(t) for t in r)]
    with_name = [1 for r, _ in body if any(names_in(t) for t in r)]
    enough = len(with_job) >= 0.5 * len(body)
    if titled and people and (enough or len(body) >= 2):
        return [facts.evidence(c[0]) for _, c in body if c]
    if enough and len(with_name) >= 0.5 * len(body) and key in ("methodology", ""):
        return [facts.evidence(c[0]) for _, c in with_job]
    return []


_AND_NEXT = re.compile(r";\s+|\.\s+(?=[A-Z])|,\s+and\s+(?=[A-Z][a-z]+ [A-Z])")


def _people(text: str) -> list[tuple[int, int]]:
    """Parts of a sentence that may each name a person."""
    at, out = 0, []
    for m in _AND_NEXT.finditer(text):
        out.append((at, m.start()))
        at = m.end()
    out.append((at, len(text)))
    return [(a, b) for a, b in out if text[a:b].strip()]


def _named_posts(text: str, jobs: Lexicon) -> int:
    """How many persons a passage gives by name and job title ('Mary Green (social worker) and John Brown (nurse)')."""
    names = [m.span() for m in NAME.finditer(text) if _is_name(m.group(0), jobs)]
    found = 0
    for n, (a, b) in enumerate(names):
        after = text[b : names[n + 1][0] if n + 1 < len(names) else len(text)][:60]
        before = text[max(names[n - 1][1] if n else 0, a - 45) : a]
        found += bool(jobs.search(after) or jobs.search(before) or jobs.search(text[a:b]))
    return found


def _is_name(text: str, jobs: Lexicon) -> bool:
    """True for 'Mary Green' and 'Police Constable William Hart', not for 'Ward Sister' or 'Offender Manager'."""
    if not jobs.search(text):
        return True
    return len(jobs.pattern.sub(" ", text).split()) >= 2


def _code_and_title(text: str, jobs: Lexicon) -> bool:
    """True for 'SW1: social worker, Locality East': a code and, apart from it, a title."""
    m = re.match(r"^\W*([A-Z][\w ]{0,24}?\d{0,2})\s*(?:[:=–—(,-]|is\b|was\b)\s*(.+)", text)
    return bool(m and CODE.search(m.group(1)) and jobs.search(m.group(2)))


# -- process -------------------------------------------------------------------------------------------------------


def _told(facts: Facts, pieces: Sequence[_Piece], words: MethodologyWords) -> list[Evidence]:
    """Sentences that tell how the report was made, lists left out."""
    out = []
    for p in pieces:
        if len(p.text.split()) < 5 or any_match(words.process_not, p.text):
            continue
        if p.kind is BlockKind.LIST_ITEM and not re.search(r"\b(?:was|were|then|first|i|we)\b", p.text, re.I):
            continue
        if any_match(words.process, p.text) and not p.text.rstrip().endswith(":"):
            out.append(p.evidence(facts))
    return out
