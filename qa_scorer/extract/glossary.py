"""Codes and abbreviations: where they are defined and where they are used. Source: 8.6."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import BlockKind, Document, Evidence, Table
from qa_scorer.extract.people_words import NameWords, fold, name_words
from qa_scorer.extract.people_zones import Zones

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the glossary or of a staff list: code, meaning, the person's name where given, and its passage."""

    code: str
    meaning: str
    name: str | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Glossary:
    """`entries`: of the glossary section; `people`: code to name from staff list, family details and glossary together;
    `used`: each person code used in the text, with its first passage and number of uses; `convention`: words that state
    how people are anonymised, or None."""

    entries: tuple[Entry, ...]
    people: tuple[Entry, ...]
    used: tuple[tuple[str, Evidence, int], ...]
    convention: Evidence | None


_LINE = re.compile(r"^\s*(?P<code>[^\n:=–—]{1,40}?)\s*(?::|=|\s[–—-]\s|\t)\s*(?P<meaning>\S[^\n]*)$")
_PAIR = re.compile(r"(?P<code>[A-Z][\w ]{0,24}?)\s*(?::|=|\s[–—-]\s)\s*(?P<meaning>[^;\n]+)")
_NAME = re.compile(
    r"(?:(?:Dr|Mr|Mrs|Ms|Miss|Prof|Professor|Sir|Dame|Rev)\.?\s+)?"
    r"[^\W\d_a-z][^\W\d_]+(?:[’'-][^\W\d_]+)*(?:\s+(?:(?:de|da|di|del|dela|della|van|von|der|den|al|bin|ap|ab|la|los|thi|[A-Z]\.?)\s+){0,3}[^\W\d_a-z][^\W\d_]*(?:[’'-][^\W\d_]+)*){1,3}"
)
#: Codes as they are used in running text.
_USED = re.compile(
    r"\b(?:(?:Adult|Mr|Mrs|Ms|Miss|Dr|Nurse|Sister|Daughter|Son|Wife|Husband|Brother|Neighbour|Resident|Patient|Friend"
    r"|Care Worker|Carer|Social Worker|Support Worker|Worker|Officer|Manager|Team Manager|Team Leader|Coordinator|Co-ordinator"
    r"|Receptionist|Prisoner|Suspect|Witness|Companion|Partner|Student|Consultant|Physiotherapist|Hostel Worker|Adviser|GP|Para)"
    r" (?:[A-Z]|\d{1,2}|[A-Z]\d{1,2})|[A-Z]{1,5} ?\d{1,2})\b(?![/.:,]\d)(?!-)"
)
_CONVENTION = re.compile(
    r"\b(?:anonymis\w+|anonymiz\w+|pseudonym\w*|(?:names?|people|persons?|staff|individuals?|family members?)\s+(?:have|has|are|is|were|was)\s+(?:been\s+)?(?:replaced|changed|referred\s+to|identified|given|shown|coded|represented|removed|withheld)\b"
    r"|referred\s+to\s+(?:as|by|throughout)|by\s+(?:code|letters?|initials|role)\b[^.]{0,40}\b(?:report|throughout|below|only)|codes?\s+(?:are|is|have\s+been)\s+(?:used|given))",
    re.IGNORECASE,
)


_NO_HEAD = frozenset(
    "flat ward room team step part aged age station unit site page section phase type grade level number no".split()
)


def is_code(words: NameWords, text: str) -> bool:
    """True where the text is a code for a person: 'Adult A', 'SW1', 'Sister of K'; 'the daughter, FA' is not one."""
    text = text.strip()
    if not text or len(text) > 40:
        return False
    if words.is_code(text):
        return True
    head, _, tail = text.rpartition(" ")
    keys = [fold(w) for w in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", head)]
    if not keys or len(keys) > 4 or not words.is_code(tail) or not text[0].isupper() or set(keys) <= _NO_HEAD:
        return False
    return any(
        k in words.trade or k in words.titles or k in words.kin or k in words.roles or k == "adult" for k in keys
    )


def _entries(facts: Facts, words: NameWords, zones: Zones) -> Iterator[Entry]:
    """Entries of the glossary: rows of its tables, and lines of the form 'code: meaning'."""
    document = facts.document
    for table in document.tables:
        if zones.kinds.get(table.index) != "glossary":
            continue
        for row in table.rows:
            cells = [document.blocks[i] for i in row if i is not None]
            if len(cells) < 2 or not cells[0].text.strip():
                continue
            code, rest = cells[0].text.strip(), "; ".join(c.text.strip() for c in cells[1:] if c.text.strip())
            if _is_label(code, rest):
                continue
            for one in re.split(r",\s*|\s+and\s+", code):
                start = cells[0].text.find(one)
                yield Entry(one, rest, find_name(rest, words), facts.evidence(cells[0].index, start, start + len(one)))
    for block in facts.sections.blocks("glossary"):
        if block.kind is BlockKind.CELL:
            continue
        found = list(_PAIR.finditer(block.text)) if ";" in block.text else []
        matches = found if len(found) > 1 else [m for m in [_LINE.match(block.text)] if m]
        for m in matches:
            code, meaning = m["code"].strip(" •-"), m["meaning"].strip()
            for one in re.split(r",\s*|\s+and\s+", code) if re.search(r",|\band\b", code) else [code]:
                start = block.text.find(one)
                yield Entry(
                    one, meaning, find_name(meaning, words), facts.evidence(block.index, start, start + len(one))
                )


def _is_label(code: str, rest: str) -> bool:
    return (
        bool(
            re.fullmatch(
                r"(?:code|term|abbreviation|initials?|key|letters?|word|acronym)s?(?: used)?", code, re.IGNORECASE
            )
        )
        or not rest
    )


def _trimmed(words: NameWords, name: str) -> str | None:
    """The full name in a run of capitalised words, ranks and jobs before it left off: 'Police Constable Ann Bell'."""
    starts = [m.start() for m in re.finditer(r"\S+", name)]
    for n, start in enumerate(starts[:-1]):
        if words.sound_name(name[start:]):
            return name[start:]
        key = fold(re.sub(r"\W+$", "", name[start : starts[n + 1]]))
        if not (
            key in words.trade or key in words.titles or key in words.strong or key in words.roles or words.plain(key)
        ):
            return None
    return None


def find_name(text: str, words: NameWords) -> str | None:
    """The first full name in a cell of a list of persons, or None."""
    return next((n for m in _NAME.finditer(text) if (n := _trimmed(words, m.group()))), None)


def _name_at(words: NameWords, text: str, at: int = 0) -> str | None:
    m = _NAME.match(text, at)
    return _trimmed(words, m.group()) if m else None


_CODE_HEAD = re.compile(
    r"^\W*(?:codes?|key|label|alias|pseudonym|called|known (?:here )?as|referred to as|anonymised (?:as|name)|in (?:this|the) (?:report|review))\b",
    re.IGNORECASE,
)


def _code_column(document: Document, table: Table) -> int | None:
    """The column of a list of persons that its heading calls the code; its cells are codes, whatever they look like ('Nurse Teal')."""
    head = table.rows[0] if table.rows else ()
    found = [n for n, i in enumerate(head) if i is not None and _CODE_HEAD.search(document.blocks[i].text)]
    return found[0] if found else None


def _people(facts: Facts, words: NameWords, zones: Zones) -> Iterator[Entry]:
    """Code and name of each person from staff lists, family tables and lines such as 'PH1: Kemal Demir, Pharmacist'."""
    document = facts.document
    for table in document.tables:
        kind = zones.kinds.get(table.index)
        if kind not in ("staff", "family", "front_sheet"):
            continue
        declared = _code_column(document, table)
        for row in table.rows:
            cells = [document.blocks[i] for i in dict.fromkeys(i for i in row if i is not None)]
            if kind == "front_sheet":
                if not cells or not zones.is_person_row(cells[0].text):
                    continue
                cells = cells[1:]
            at = row[declared] if declared is not None and declared < len(row) else None
            own = next((c for c in cells if c.index == at and 0 < len(c.text.split()) <= 4), None)
            code = own or next((c for c in cells if is_code(words, c.text.split(",")[0])), None)
            name = next((c for c in cells if c is not own and _whole_name(words, c.text)), None)
            if name is None:
                named = next(
                    ((c, n) for c in cells if (n := _name_at(words, c.text)) and _bracketed(words, c.text)), None
                )
                if own is not None and own.index != (table.rows[0][declared or 0] or -1):
                    rest = "; ".join(c.text.strip() for c in cells if c is not own)
                    yield Entry(own.text.strip(), rest, None, facts.evidence(own.index))
                elif named is not None:
                    yield Entry(_bracketed(words, named[0].text), "", named[1], facts.evidence(named[0].index))
                continue
            bracketed = next((b for b in (_bracketed(words, c.text) for c in cells) if b), "")
            label = (
                code.text.split(",")[0].strip() if code is not None else bracketed or _label(words, cells, name.index)
            )
            rest = "; ".join(c.text.strip() for c in cells if c is not name and c is not code)
            yield Entry(label, rest, _whole_name(words, name.text), facts.evidence(name.index))
    for block in facts.sections.blocks("methodology", "family_details", "genogram"):
        if block.kind is BlockKind.CELL:
            continue
        m = _LINE.match(block.text)
        if m and is_code(words, m["code"]):
            first = _name_at(words, m["meaning"])
            if first:
                yield Entry(m["code"].strip(), m["meaning"], first, facts.evidence(block.index))
                continue
        for piece in re.split(r";|\n", block.text):
            found = find_name(piece, words)
            code_text = _bracketed(words, piece)
            if found and code_text:
                yield Entry(code_text, piece.strip(), found, facts.evidence(block.index))
                continue
            told = re.search(
                r"(?P<code>(?:[A-Z][\w-]* ){0,2}(?:[A-Z]{1,5}\d{0,2}|\d{1,2})) is (?:the )?(?=[A-Z])", piece
            )
            if told and is_code(words, told["code"]):
                after = _name_at(words, piece, told.end())
                if after:
                    yield Entry(told["code"].strip(), piece.strip(), after, facts.evidence(block.index))


def _bracketed(words: NameWords, text: str) -> str:
    """The code in brackets in a text, or ''."""
    for inner in re.findall(r"\(([^()]{1,40})\)", text):
        bare = re.sub(
            r"^(?:referred to|known|called|named)?\s*(?:throughout\s*)?as\s+|^(?:hereafter|from here on)\s*:?\s*",
            "",
            str(inner).strip(),
        )
        if is_code(words, bare):
            return bare
    return ""


def _whole_name(words: NameWords, text: str) -> str | None:
    """The name where the text is a full name and hardly anything else."""
    bare = re.sub(r"\s*\([^()]{0,40}\)\s*$", "", text.strip()).strip(" ,.")
    m = _NAME.fullmatch(bare)
    return _trimmed(words, m.group()) if m else None


def _label(words: NameWords, cells: Sequence[object], name_block: int) -> str:
    """A short label of relation that serves as a code ('Son B', 'Wife'), or ''."""
    for cell in cells:
        text, index = getattr(cell, "text", "").strip(), getattr(cell, "index", -1)
        if index != name_block and 0 < len(text) <= 24 and fold(text.split()[0]) in words.kin:
            return str(text)
    return ""


def read_glossary(facts: Facts) -> Glossary:
    """The codes of the document."""
    words, zones = name_words(facts.pack), Zones(facts)
    entries = tuple(_entries(facts, words, zones))
    people = list(_people(facts, words, zones))
    people += [e for e in entries if e.name and is_code(words, e.code)]
    first: dict[str, Evidence] = {}
    count: dict[str, int] = {}
    for block in facts.document.body():
        if facts.sections.key_of(block.index) == "glossary" or zones.table_kind(block.index) in (
            "glossary",
            "staff",
            "front_sheet",
        ):
            continue
        for m in _USED.finditer(block.text):
            code = " ".join(m.group().split())
            if not _person_code(words, code):
                continue
            first.setdefault(code, facts.evidence(block.index, m.start(), m.end()))
            count[code] = count.get(code, 0) + 1
    convention = None
    for block in facts.document.body():
        if block.kind is BlockKind.CELL:
            continue
        m2 = _CONVENTION.search(block.text)
        key = facts.sections.key_of(block.index)
        own = key not in ("terms_of_reference", "recommendations", "chronology")
        if m2 and own and not facts.sections.is_placeholder(block.index):
            convention = facts.evidence(block.index, m2.start(), m2.end())
            break
    return Glossary(entries, tuple(people), tuple((c, first[c], n) for c, n in count.items()), convention)


def _person_code(words: NameWords, code: str) -> bool:
    """True for a code whose letters stand for a role or relation, not for a form or a road ('A30', 'B12', 'HbA1')."""
    head = re.match(r"[A-Za-z -]+", code)
    letters = (head.group() if head else "").strip()
    if " " in code and not letters.isupper():
        return True
    return letters in {
        "SW", "GP", "DN", "CPN", "OT", "RMN", "RGN", "RN", "HCA", "TM", "PC", "DC", "DS", "DI", "PS", "PCSO", "CW", "KW", "SM", "WM", "FF",
        "CO", "CSA", "PH", "DISP", "HUB", "CNS", "DR", "TL", "RW", "DW", "HSW", "ECA", "CSD", "FA", "FB", "DO", "PT", "D", "S", "N", "V", "SP",
        "SN", "HV", "CM", "MC", "IMCA", "AMHP", "PO", "OM", "PSO", "SPO", "SHO", "DM", "HO", "GC",
    }  # fmt: skip
