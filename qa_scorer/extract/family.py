"""Family details: who is listed, with relationship, date of birth or age, and address. Source: 7.3, Standards row 1."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qa_scorer.document import Block, BlockKind, Evidence, Table
from qa_scorer.extract.date_text import find_dates
from qa_scorer.extract.passages import CODE, NAME, any_match
from qa_scorer.extract.sections import looks_like_chronology
from qa_scorer.extract.sentences import split
from qa_scorer.rulepack.schemas.evidence import EvidenceFile, FamilyWords

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts
    from qa_scorer.rulepack import Lexicon


@dataclass(frozen=True, slots=True)
class Member:
    """A person listed. Each of the three fields is True where the list gives it for this person."""

    label: str
    is_subject: bool
    relationship: bool
    birth: bool
    address: bool
    evidence: Evidence

    @property
    def complete(self) -> bool:
        """Relationship, date of birth (or age) and address are all given."""
        return self.relationship and self.birth and self.address


@dataclass(frozen=True, slots=True)
class Family:
    """`listed`: there is a list of persons (table, bullets or prose paragraph made for it), not only passing mention."""

    listed: bool
    members: tuple[Member, ...]
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.8
    unreadable: bool = False

    @property
    def complete_share(self) -> float:
        """Share of the persons listed whose three fields are all given."""
        return sum(m.complete for m in self.members) / len(self.members) if self.members else 0.0


@dataclass(slots=True)
class _Entry:
    """A person as listed: label, what stands in each field, and the passage."""

    label: str
    relationship: str
    birth: str
    address: str
    whole: str
    block: int
    start: int
    end: int


def _blank(text: str, words: FamilyWords) -> bool:
    return any_match(words.missing, text.strip()) is not None


def has_birth(text: str, words: FamilyWords) -> bool:
    """True where the text gives a date of birth, a year or an age, and not only a date of death."""
    for d in find_dates(text):
        if not any_match(words.not_birth, text[: d.start]):
            return True
    if any_match(words.age, text):
        return True
    spent = {i for d in find_dates(text) for i in range(d.start, d.end)}
    return any(
        m.start() not in spent and not any_match(words.not_birth, text[: m.start()]) for m in words.year.finditer(text)
    )


def has_address(text: str, words: FamilyWords) -> bool:
    """True where the text gives an address, or says that it is that of another person listed."""
    bare = text.strip()
    if any_match(words.same_address, bare):
        return True
    if not bare or any_match(words.missing, bare) or any_match(words.no_address, bare):
        return (
            bool(any_match(words.address, bare)) and not any_match(words.missing, bare) and bool(re.search(r"\d", bare))
        )
    return bool(any_match(words.address, bare))


def _kin(facts: Facts) -> Lexicon:
    return facts.pack.lexicon("evidence_kin")


def _is_subject(entry: _Entry, facts: Facts, words: FamilyWords) -> bool:
    adult = facts.case.adult
    names = [x for x in (adult.name, adult.code) if x]
    if any_match(words.subject, entry.relationship) or any_match(words.subject, entry.label):
        return True
    if not entry.relationship and any_match(words.subject_in_text, entry.whole):
        return True
    label = entry.label.lower()
    same = {re.sub(r"[\W_]+", " ", entry.relationship).strip().lower(), re.sub(r"[\W_]+", " ", label).strip()}
    return any(n.lower() in same or n.lower() in label for n in names if len(n) > 2)


def _member(entry: _Entry, facts: Facts, words: FamilyWords, *, columns: bool) -> Member:
    subject = _is_subject(entry, facts, words)
    kin = _kin(facts)
    # Where columns are named, only the column counts; where they are not, the whole entry is looked at.
    relationship = (
        bool(entry.relationship.strip()) and not _blank(entry.relationship, words)
        if entry.relationship or columns
        else bool(kin.search(entry.whole))
    )
    relationship = relationship or subject or bool(kin.search(entry.label))
    birth = has_birth(entry.birth if columns else entry.whole, words)
    if columns and not birth and entry.birth == "" and has_birth(entry.label, words):
        birth = True
    if columns:
        text = entry.address.strip()
        address = bool(text) and not _blank(text, words) and has_address(text, words)
    else:
        address = has_address(entry.whole, words)
    return Member(
        label=entry.label.strip() or entry.whole[:40],
        is_subject=subject,
        relationship=relationship,
        birth=birth,
        address=address,
        evidence=facts.evidence(entry.block, entry.start, entry.end),
    )


# -- tables --------------------------------------------------------------------------------------------------------


def _text(facts: Facts, cell: int | None) -> str:
    return facts.document.blocks[cell].text.strip() if cell is not None else ""


def _columns(head: Sequence[str], words: FamilyWords) -> dict[str, int]:
    """Which column is which, by the heading row."""
    found: dict[str, int] = {}
    for key, patterns in (
        ("relationship", words.relationship_column),
        ("birth", words.birth_column),
        ("address", words.address_column),
        ("person", words.person_column),
    ):
        for n, text in enumerate(head):
            if n not in found.values() and len(text) < 60 and any_match(patterns, text):
                found[key] = n
                break
    return found


def _in_family_place(facts: Facts, block: int, words: FamilyWords) -> bool:
    sections = facts.sections
    section = sections.of(block)
    if section is not None and ({section.key, *section.also} & {"family_details", "genogram"}):
        return True
    heading = sections.nearest_heading(block)
    return bool(any_match(words.headings, heading)) and not any_match(words.not_family, heading)


def _table_entries(facts: Facts, table: Table, words: FamilyWords) -> list[Member]:
    """The persons of a table, none where it is not a list of family."""
    rows = [list(dict.fromkeys(row)) for row in table.rows]
    if not rows or max(len(r) for r in rows) < 2:
        return []
    head = [_text(facts, c) for c in rows[0]]
    columns = _columns(head, words)
    first_cell = next((c for r in rows for c in r if c is not None), 0)
    at_home = _in_family_place(facts, first_cell, words)
    staff = any(any_match(words.staff_column, h) for n, h in enumerate(head) if n not in columns.values())
    listed = "relationship" in columns and bool({"birth", "address", "person"} & set(columns))
    listed = listed or (at_home and len({"birth", "address", "person"} & set(columns)) >= 2)
    if listed and not (staff and not at_home and not {"birth", "address"} & set(columns)):
        return _by_columns(facts, rows[1:], columns, words)
    if max(len(r) for r in rows) == 2 and (people := _by_labels(facts, rows, words)):
        return people
    turned = _columns([_text(facts, r[0]) for r in table.rows if r], words)
    if "relationship" in turned and {"birth", "address"} & set(turned) and len(table.rows[0]) >= 3:
        # Persons side by side, the fields in the first column.
        across = [list(c) for c in itertools.zip_longest(*table.rows)]
        return _by_columns(facts, across[1:], turned, words)
    kin = _kin(facts)
    with_kin = sum(bool(kin.search(" ".join(_text(facts, c) for c in r))) for r in rows)
    dated = sum(has_birth(" ".join(_text(facts, c) for c in r), words) for r in rows)
    if (at_home and with_kin >= max(1, 0.5 * len(rows)) and not staff) or (
        with_kin >= 0.6 * len(rows) and dated and at_home
    ):
        return [_member(_row_entry(facts, r), facts, words, columns=False) for r in rows if _row_entry(facts, r).whole]
    return []


def _row_entry(facts: Facts, row: Sequence[int | None]) -> _Entry:
    cells = [c for c in row if c is not None]
    texts = [_text(facts, c) for c in cells]
    block = next((c for c, t in zip(cells, texts, strict=True) if t), cells[0])
    label = next((t for t in texts if t), "")
    return _Entry(
        label, "", "", "", " | ".join(t for t in texts if t), block, 0, len(facts.document.blocks[block].text)
    )


def _by_columns(
    facts: Facts, rows: Sequence[Sequence[int | None]], columns: dict[str, int], words: FamilyWords
) -> list[Member]:
    out = []
    for row in rows:
        texts = [_text(facts, c) for c in row]
        if not any(texts):
            continue

        def column(key: str, texts: list[str] = texts) -> str:
            n = columns.get(key)
            return texts[n] if n is not None and n < len(texts) else ""

        person = column("person")
        if not person:
            person = next((t for n, t in enumerate(texts) if t and n not in columns.values()), texts[0])
        # A second column may hold the name beside the code.
        others = " ".join(t for n, t in enumerate(texts) if n not in columns.values())
        cell = next((c for c, t in zip(row, texts, strict=True) if c is not None and t == person), None)
        cell = cell if cell is not None else next(c for c in row if c is not None)
        block_text = facts.document.blocks[cell].text
        entry = _Entry(
            f"{person} {others}".strip() if others and others not in person else person,
            column("relationship"),
            column("birth"),
            column("address"),
            " | ".join(texts),
            cell,
            0,
            len(block_text),
        )
        if "birth" not in columns:
            entry.birth = others
        if "address" not in columns:
            entry.address = others
        out.append(_member(entry, facts, words, columns=True))
    return out


def _by_labels(facts: Facts, rows: Sequence[Sequence[int | None]], words: FamilyWords) -> list[Member]:
    """Persons in a table of labels and values, one below the other: name, relationship, date of birth, address."""
    out: list[Member] = []
    current: dict[str, tuple[str, int]] = {}

    def close() -> None:
        if "relationship" in current and ("birth" in current or "address" in current):
            text, block = current.get("person", current["relationship"])
            entry = _Entry(
                text,
                current["relationship"][0],
                current.get("birth", ("", 0))[0],
                current.get("address", ("", 0))[0],
                " | ".join(v for v, _ in current.values()),
                block,
                0,
                len(facts.document.blocks[block].text),
            )
            out.append(_member(entry, facts, words, columns=True))

    for row in rows:
        if len(row) < 2 or row[1] is None:
            continue
        key = next(iter(_columns([_text(facts, row[0])], words)), "")
        if not key:
            continue
        if key in current:
            close()
            current = {}
        current[key] = (_text(facts, row[1]), row[1])
    close()
    return out if len(out) >= 2 or any(m.relationship and not m.is_subject for m in out) else []


# -- lines and prose -----------------------------------------------------------------------------------------------

_SEPARATED = re.compile(r"\s*[;|]\s*|\s+[-–—]\s+|\t+")


def _line_members(facts: Facts, words: FamilyWords) -> list[Member]:
    """Persons of lines or sentences under a heading of family: one line a person."""
    document, kin = facts.document, _kin(facts)
    out: list[Member] = []
    for block in document.body():
        i = block.index
        if block.kind is BlockKind.CELL or facts.sections.is_heading(i) or facts.sections.is_placeholder(i):
            continue
        if not _in_family_place(facts, i, words):
            continue
        if _one_line(block, kin):
            # 'Mrs B, wife, 12/03/1941, 4 High Street; Mr C, son, ...' may hold several persons.
            for start, end in _persons(block.text, kin):
                text = block.text[start:end]
                label = re.split(r"[,(:;|–—-]", text, maxsplit=1)[0].strip()
                out.append(_member(_Entry(label, "", "", "", text, i, start, end), facts, words, columns=False))
        else:
            out.extend(_prose_members(facts, block, words))
    return out


def _one_line(block: Block, kin: Lexicon) -> bool:
    """True where the block is an entry and not a sentence."""
    text = block.text.strip()
    entry = block.kind is BlockKind.LIST_ITEM or bool(re.match(r"^\W*[^.]{2,60}?[,:;(–|-]", text))
    verbs = re.search(r"\b(?:is|was|were|are|lived?|lives|has|had|died|moved|married to)\b", text)
    names = CODE.search(text) or NAME.search(text) or kin.search(text)
    return bool(entry and names and (block.kind is BlockKind.LIST_ITEM or not verbs) and len(text.split()) <= 45)


def _persons(text: str, kin: Lexicon) -> Iterator[tuple[int, int]]:
    """Parts of a line that each name a relationship, where they are separated by semicolons; else the line."""
    parts = []
    at = 0
    for m in re.finditer(r";\s+", text):
        parts.append((at, m.start()))
        at = m.end()
    parts.append((at, len(text)))
    if len(parts) > 1 and sum(bool(kin.search(text[a:b])) for a, b in parts) >= 0.6 * len(parts):
        yield from parts
    elif kin.search(text) or find_dates(text) or CODE.search(text):
        yield 0, len(text)


def _prose_members(facts: Facts, block: Block, words: FamilyWords) -> list[Member]:
    """Persons told in sentences: each that names a relationship with a birth, age or address counts."""
    kin = _kin(facts)
    out: list[Member] = []
    section = facts.sections.of(block.index)
    own = section is not None and "family_details" in {section.key, *section.also}
    shared = bool(
        re.search(r"\b(?:all|both|they)\b.{0,40}\b(?:live|lived|reside|household)", block.text, re.IGNORECASE)
    )
    for start, end in split(block.text):
        text = block.text[start:end]
        hits = [h for h in kin.finditer(text) if text[h.end() : h.end() + 2] not in ("'s", "’s")]
        subject = any(x and x.lower() in text.lower() for x in (facts.case.adult.name, facts.case.adult.code))
        subject = subject or bool(any_match(words.subject_in_text, text))
        # 'Mr S was 63.' at the head of the family details.
        subject = subject or bool(own and not out and start == 0 and CODE.match(text) and has_birth(text, words))
        given = has_birth(text, words) or bool(any_match(words.address, text))
        if not (hits or subject) or not (given or (hits and own)) or any_match(words.nobody, text):
            continue
        # 'His wife, born 1941, and son, aged 40, ...': each clause with a relationship of its own is a person.
        cuts = [
            h.start()
            for h in hits
            if re.match(r"(?:[^.;]{0,40})(?:\(|,|\bborn\b|\baged?\b|\bwho\b|\bis\b|\bwas\b)", text[h.end() :])
        ]
        clauses = [(a, b) for a, b in itertools.pairwise([*cuts, len(text)])] if len(cuts) > 1 else [(0, len(text))]
        first = hits[0].start() if hits else 0
        if CODE.search(text[:first]) and has_birth(text[:first], words):
            # 'Mrs D, born 1947, lived with her son, Mr E, born 1975': the clause before is a person's own.
            clauses = [(0, first), *(clauses if len(cuts) > 1 else [(first, len(text))])]
        for a, b in clauses:
            part = text[a:b]
            if len(clauses) > 1 and not has_birth(part, words) and not any_match(words.address, part):
                continue
            label = CODE.search(part) or kin.search(part) or NAME.search(part) or re.match(r".{0,30}", part)
            name = label.group(0) if label else part[:30]
            entry = _Entry(name, "", "", "", part, block.index, start + a, start + b)
            member = _member(entry, facts, words, columns=False)
            if shared and not member.address:
                member = replace(member, address=True)
            out.append(member)
    return out


# -- the whole -----------------------------------------------------------------------------------------------------


def _merge(members: Sequence[Member]) -> tuple[Member, ...]:
    """One member a person: the fullest entry of a label that stands twice."""
    out: dict[str, Member] = {}
    for m in members:
        key = re.sub(r"[^a-z0-9]+", " ", re.sub(r"\(.*?\)", "", m.label).lower()).strip() or m.label
        key = "(subject)" if m.is_subject else key
        old = out.get(key)
        if old is None:
            out[key] = m
        else:
            best = max((old, m), key=lambda x: x.relationship + x.birth + x.address)
            out[key] = replace(
                best,
                relationship=old.relationship or m.relationship,
                birth=old.birth or m.birth,
                address=old.address or m.address,
            )
    return tuple(out.values())


def read_family(facts: Facts) -> Family:
    """The persons that the report lists as family or significant others, the subject included where listed."""
    words = facts.pack.get(EvidenceFile).family
    by_table: list[tuple[int, list[Member]]] = []
    for table in facts.document.tables:
        first = next((c for row in table.rows for c in row if c is not None), None)
        if first is None or looks_like_chronology(facts.document, table.index):
            continue
        key = facts.sections.key_of(first)
        if key in ("chronology", "glossary", "recommendations", "signatures", "terms_of_reference"):
            continue
        heading = facts.sections.nearest_heading(first)
        if any_match(words.not_family, heading) and not any_match(words.headings, heading):
            continue
        people = _table_entries(facts, table, words)
        if people:
            by_table.append((first, people))
    if by_table:
        members = _merge([m for _, people in by_table for m in people])
        return Family(True, members, tuple(m.evidence for m in members)[:8], _confidence(members, 0.92))
    lines = _merge(_line_members(facts, words))
    family = [m for m in lines if not m.is_subject]
    if family and (len(lines) >= 2 or family[0].complete):
        return Family(True, lines, tuple(m.evidence for m in lines)[:8], _confidence(lines, 0.8))
    unreadable = _unreadable(facts)
    return Family(False, (), (), 0.9 if not unreadable else 0.5, unreadable)


def _confidence(members: Sequence[Member], sure: float) -> float:
    """Less sure where most of a short list is told by its wording alone."""
    return sure if len(members) >= 2 else sure - 0.2


def _unreadable(facts: Facts) -> bool:
    """True where the section of family details holds only pictures or pages that give no text."""
    for s in facts.sections.get("family_details"):
        blocks = [facts.document.blocks[i] for i in range(s.start, min(s.end, len(facts.document.blocks)))]
        pages = {b.page for b in blocks if b.page}
        if pages & set(facts.document.unreadable_pages):
            return True
        if any(s.start <= p.block < s.end for p in facts.document.pictures) and not any(
            b.text.strip() for b in blocks if b.kind is BlockKind.CELL
        ):
            return True
    return False
