"""The fields of the grid's header, from the front sheet and the case file; the period under review."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import BlockKind, Evidence
from qa_scorer.extract.date_text import end_of, find_dates, first_date
from qa_scorer.extract.passages import any_match, names_in
from qa_scorer.rulepack.schemas.evidence import EvidenceFile, FrontSheetWords

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts, Period


@dataclass(frozen=True, slots=True)
class Field:
    """A header field: its text, where it comes from ('document', 'case') and the passage; text None where unknown."""

    text: str | None
    source: str = ""
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class FrontSheet:
    """The ten fields of the grid's header, and what else the front sheet gives."""

    agency: Field
    date_received: Field
    author: Field
    signed_off_by: Field
    within_timescale: str  # yes, no, unknown
    initials: Field
    date_of_birth: Field
    ethnic_origin: Field
    date_of_death_or_incident: Field
    contact_person: Field
    adult_name: str | None
    adult_code: str | None
    birth_date: dt.date | None
    death_date: dt.date | None


#: A label and its value: label text, value text, block and span of the value.
@dataclass(frozen=True, slots=True)
class Pair:
    """A label of the front sheet with the passage that stands for it."""

    label: str
    value: str
    block: int
    start: int
    end: int


_LABEL = re.compile(r"(?:^|(?<=[.;\n|])\s*)([^.:;\n|]{2,60}?)\s*[:=]\s*(?=\S)")
_INITIAL = re.compile(r"[A-ZÀ-Ž]")
_TITLE_WORDS = frozenset("mr mrs ms miss mx dr sir dame lady lord professor prof rev fr sister the".split())


def _table_pairs(facts: Facts, start: int, end: int) -> Iterator[Pair]:
    """Pairs of tables: label and value side by side, or label above value."""
    blocks = facts.document.blocks
    for table in facts.document.tables:
        cells = [c for row in table.rows for c in row if c is not None]
        if not cells or not start <= cells[0] < end:
            continue
        for row in table.rows:
            own = list(dict.fromkeys(c for c in row if c is not None))
            for label, value in itertools.pairwise(own):
                text = blocks[value].text
                if text.strip():
                    yield Pair(blocks[label].text, text, value, 0, len(text))
            for cell in own:
                yield from _line_pairs(facts, cell)
        if max(len(row) for row in table.rows) == 2:
            continue
        for above, below in zip(table.rows, table.rows[1:], strict=False):
            for label_cell, value_cell in zip(above, below, strict=False):
                if label_cell is not None and value_cell is not None and label_cell != value_cell:
                    text = blocks[value_cell].text
                    if text.strip():
                        yield Pair(blocks[label_cell].text, text, value_cell, 0, len(text))


def _line_pairs(facts: Facts, block: int) -> Iterator[Pair]:
    """Pairs inside a line: 'Author: Dr X, GP partner. Subject: Adult M'."""
    text = facts.document.blocks[block].text
    marks = list(_LABEL.finditer(text))
    for n, m in enumerate(marks):
        stop = marks[n + 1].start() if n + 1 < len(marks) else len(text)
        value = text[m.end() : stop].rstrip()
        if value:
            yield Pair(m.group(1), value, block, m.end(), m.end() + len(value))
    if not marks and "\t" in text:
        label, _, value = text.partition("\t")
        if value.strip():
            at = text.index(value.strip(), len(label))
            yield Pair(label, value.strip(), block, at, at + len(value.strip()))


def label_pairs(facts: Facts) -> tuple[Pair, ...]:
    """Labels with their values from the front sheet; where there is none, from the first pages."""
    document, sections = facts.document, facts.sections
    spans = [(s.start, s.end) for s in sections.get("front_sheet")]
    first = sections.all[0] if sections.all else None
    if first is not None and first.heading_block is None and first.key != "front_sheet":
        spans.append((first.start, first.end))
    if not sections.get("front_sheet"):
        spans.append((0, max(12, len(document.blocks) // 12)))
    out: list[Pair] = []
    for start, end in spans:
        out.extend(_table_pairs(facts, start, end))
        stop = min(end, len(document.blocks))
        lines = [i for i in range(start, stop) if document.blocks[i].is_body]
        prose = [i for i in lines if document.blocks[i].kind is not BlockKind.CELL]
        for i in prose:
            out.extend(_line_pairs(facts, i))
        for above, below in itertools.pairwise(prose):
            # A label on a line of its own, its value on the next.
            label, value = document.blocks[above].text.strip(), document.blocks[below].text
            if len(label.split()) <= 5 and ":" not in label.rstrip(":") and value.strip():
                out.append(Pair(label, value, below, 0, len(value)))
    return tuple(out)


def _clean_label(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip(" \t:.*_–-|()")).lower()


def find_pair(pairs: Sequence[Pair], patterns: Sequence[re.Pattern[str]]) -> Pair | None:
    """The first pair whose label is meant by the patterns and whose value is neither a dotted line nor a label."""
    labels = {_clean_label(p.label) for p in pairs}
    for pattern in patterns:
        for pair in pairs:
            if not pattern.search(_clean_label(pair.label)) or not re.search(r"\w", pair.value):
                continue
            if _clean_label(pair.value) not in labels:
                return pair
    return None


def _evidence(facts: Facts, pair: Pair, note: str = "") -> Evidence:
    return facts.evidence(pair.block, pair.start, pair.end, note)


def _field(facts: Facts, pairs: Sequence[Pair], patterns: Sequence[re.Pattern[str]], given: str | None = None) -> Field:
    """The case file's value where given, else the document's."""
    pair = find_pair(pairs, patterns)
    if given:
        return Field(given, "case", None)
    if pair is None:
        return Field(None)
    return Field(re.sub(r"\s+", " ", pair.value).strip(), "document", _evidence(facts, pair))


_FIRST_LINES = 15  # of the title page, where the agency may stand without a label


def _agency(facts: Facts, pairs: Sequence[Pair], words: FrontSheetWords) -> Field:
    """The agency: from the case file, a label, 'submitted by', or a line of the title page that is a body's name."""
    field = _field(facts, pairs, words.agency, facts.case.agency)
    if field.text:
        return field
    lines = [b for b in facts.document.body() if b.text.strip() and b.kind is not BlockKind.CELL][:_FIRST_LINES]
    for patterns in (words.agency_by, words.agency_line):
        for block in lines:
            m = any_match(patterns, block.text)
            if m and (patterns is words.agency_by or not words.not_agency.search(block.text.strip())):
                return Field(" ".join(m[1].split()), "document", facts.evidence(block.index, m.start(1), m.end(1)))
    return field


_ADULT = 16


def _birth_date(text: str, at: dt.date) -> dt.date | None:
    """A birth date of two digits ('19.8.25') that would make the adult a child is of the century before."""
    date = first_date(text)
    if date is not None and (at - date).days < _ADULT * 365 and date.year >= 2000:
        try:
            return date.replace(year=date.year - 100)
        except ValueError:  # 29 February of a year that is no leap year a century before
            return date.replace(year=date.year - 100, day=28)
    return date


def _reference(facts: Facts) -> dt.date:
    """A day on which the subject was an adult: the death, the end of the period, the review itself."""
    case = facts.case
    known = (case.adult.date_of_death, case.adult.date_of_incident, case.review.period_to, case.imr.received)
    given = [d for d in known if d]
    written = [d.date for b in facts.document.body() if b.index < 200 for d in find_dates(b.text) if d.date]
    return min(given) if given else max(written, default=dt.date(2025, 1, 1))


def initials(name: str) -> str:
    """The first letters of a name, titles left out."""
    words = [w for w in re.split(r"[\s\-]+", re.sub(r"\(.*?\)", " ", name)) if w]
    return "".join(w[0] for w in words if _INITIAL.match(w) and w.lower().rstrip(".") not in _TITLE_WORDS)


def _day(date: dt.date) -> str:
    return f"{date:%d/%m/%Y}"


def _birth(facts: Facts, pairs: Sequence[Pair], words: FrontSheetWords) -> tuple[dt.date | None, Evidence | None]:
    at = _reference(facts)
    pair = find_pair(pairs, words.date_of_birth)
    if pair is not None:
        date = _birth_date(pair.value, at)
        if date:
            return date, _evidence(facts, pair)
    subject = find_pair(pairs, words.subject)
    for other in (subject, *pairs):
        if other is None:
            continue
        m = any_match(words.born_in_text, other.value)
        near = other.value[m.end() : m.end() + 40] if m else (other.value if other is subject else "")
        date = _birth_date(near, at)
        if date:
            return date, _evidence(facts, other)
    return None, None


def read_front_sheet(facts: Facts) -> FrontSheet:
    """The header fields; the case file wins over the document."""
    words = facts.pack.get(EvidenceFile).front_sheet
    case, pairs = facts.case, label_pairs(facts)
    subject = find_pair(pairs, words.subject)

    birth, birth_evidence = case.adult.date_of_birth, None
    if birth is None:
        birth, birth_evidence = _birth(facts, pairs, words)
    end = case.adult.date_of_death or case.adult.date_of_incident
    end_source, end_evidence = ("case", None) if end else ("", None)
    death = case.adult.date_of_death
    pair = find_pair(pairs, words.date_of_death_or_incident)
    if pair is not None:
        found = first_date(pair.value)
        if end is None and found:
            end, end_source, end_evidence = found, "document", _evidence(facts, pair)
        if death is None and found and any_match(words.death, _clean_label(pair.label)):
            death = found

    name = case.adult.name
    if name is None and subject is not None:
        people = [n for n in names_in(subject.value) if not any_match(words.code, n) and re.search(r"[a-z]{2}", n)]
        name = people[0] if people else None
    code = case.adult.code
    if code is None:
        for source in ([subject.value] if subject else []) + [
            b.text for b in facts.document.body() if b.index < 60 and b.level == 0
        ]:
            m = any_match(words.code, source)
            if m:
                code = (m.group(1) if m.lastindex else m.group(0)).strip()
                break

    received = case.imr.received
    due = case.imr.due
    within = "unknown" if not (received and due) else ("yes" if received <= due else "no")
    signer = facts.sign_off
    if signer.name or signer.job_title:
        text = ", ".join(x for x in (signer.name, signer.job_title) if x)
        signed = Field(text, "document", signer.evidence[0] if signer.evidence else None)
    else:
        signed = _field(facts, pairs, words.signed_off_by)
    ending = (
        Field(_day(end), end_source, end_evidence) if end else _field(facts, pairs, words.date_of_death_or_incident)
    )
    initial_text = initials(name) if name else None
    return FrontSheet(
        agency=_agency(facts, pairs, words),
        date_received=_field(facts, pairs, words.date_received, _day(received) if received else None),
        author=_field(facts, pairs, words.author),
        signed_off_by=signed,
        within_timescale=within,
        initials=Field(
            initial_text or code,
            "case" if case.adult.name or (not initial_text and case.adult.code) else "document",
            _evidence(facts, subject) if subject and not case.adult.name else None,
        )
        if initial_text or code
        else Field(None),
        date_of_birth=Field(_day(birth), "document" if birth_evidence else "case", birth_evidence)
        if birth
        else Field(None),
        ethnic_origin=_field(facts, pairs, words.ethnic_origin, case.adult.ethnic_origin),
        date_of_death_or_incident=ending,
        contact_person=_field(facts, pairs, words.contact_person, case.contact_person),
        adult_name=name,
        adult_code=code,
        birth_date=birth,
        death_date=death,
    )


def _span_of(text: str, joiner: re.Pattern[str]) -> tuple[dt.date, dt.date] | None:
    """The first pair of dates that are joined as from and to."""
    dates = find_dates(text)
    for first, second in itertools.pairwise(dates):
        between = text[first.end : second.start]
        if len(between) > 90 or not joiner.match(between):
            continue
        start, end = first.date, end_of(second)
        if start is None and end is not None and first.exact == "day_only":
            # '1 March to 31 May 2012': the year stands once.
            again = find_dates(f"{text[first.start : first.end]} {end.year}")
            start = again[0].date if again else None
        if start and end and start < end:
            return start, end
    return None


def find_period(facts: Facts) -> Period | None:
    """The period under review, from the case file, else from the terms of reference, scope or front sheet."""
    from qa_scorer.extract.facts import Period

    given = facts.case.review
    if given.period_from and given.period_to:
        return Period(given.period_from, given.period_to, "case")
    words = facts.pack.get(EvidenceFile).front_sheet
    pairs = label_pairs(facts)
    for pair in pairs:
        if any_match(words.period, _clean_label(pair.label)):
            span = _span_of(pair.value, words.period_joiner)
            if span:
                return Period(*span, "document")
    starts = [p for p in pairs if re.search(r"\b(?:from|start|begin)", p.label, re.IGNORECASE)]
    ends = [p for p in pairs if re.search(r"\b(?:to|until|end|finish)\b", p.label, re.IGNORECASE)]
    if starts and ends:
        first, last = first_date(starts[0].value), first_date(ends[0].value)
        if first and last and first < last:
            return Period(first, last, "document")
    best: tuple[int, Period] | None = None
    for block in facts.document.body():
        if block.kind is BlockKind.CELL and len(block.text) < 12:
            continue
        span = _span_of(block.text, words.period_joiner)
        if span is None or (span[1] - span[0]).days < 28:
            continue
        near = f"{facts.sections.nearest_heading(block.index)} {block.text}"
        score = sum(bool(p.search(near)) for p in words.period_context)
        key = facts.sections.key_of(block.index)
        score += {"terms_of_reference": 2, "front_sheet": 2, "methodology": 1, "chronology": 1}.get(key, 0)
        if score >= 1 and (best is None or score > best[0]):
            best = (score, Period(*span, "document"))
    if best is not None and best[0] >= 2:
        return best[1]
    return None
