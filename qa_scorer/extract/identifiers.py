"""Direct and indirect identifiers other than names. Source: 8.6, RUBRIC."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import Block, BlockKind, Location
from qa_scorer.extract.people_zones import Zones
from qa_scorer.rulepack.schemas.identifiers import Identifiers

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts
    from qa_scorer.rulepack.schema import Pattern

DIRECT = frozenset({"dob", "nhs", "nino", "address", "postcode", "phone", "email", "vehicle"})
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DATE = re.compile(
    r"(?<![\d/.-])(?P<d>\d{1,2})(?:(?P<sep>[/.-])(?P<m>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})(?![\d/-]|\.\d)"
    rf"|(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<mn>{_MONTH})\.?,?\s+(?P<y2>\d{{4}}|\d{{2}})\b)"
    r"|(?<![\d/.-])(?P<y3>(?:19|20)\d{2})-(?P<m3>\d{2})-(?P<d3>\d{2})(?!\d)",
    re.IGNORECASE,
)
_TEN = re.compile(r"(?<![\d/.+-])(?:\d{3}[ -]\d{3}[ -]\d{4}|\d{10}|\d{3} \d{7}|\d{6} \d{4})(?![\d/-])")
_PHONE = re.compile(r"(?<![\w/.+-])(?:\+44\s?\(?0?\)?\s?|\(?0)(?:\d[\s()-]{0,2}){8,10}\d(?![\d/-])")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Identifier:
    """`kind`: dob, nhs, nino, address, postcode, phone, email, vehicle, case_number, crime_number; indirect: ward, street,
    death, job, diagnosis. `direct`: names one person by itself. `permitted`: stands where it may. `certain`: False where
    the form alone does not decide (an NHS number with a wrong check digit)."""

    kind: str
    text: str
    location: Location
    direct: bool
    permitted: bool
    certain: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    start: int
    end: int
    certain: bool = True
    confidence: float | None = None


def is_nhs_number(text: str) -> bool:
    """True where the ten digits carry the right check digit (modulus 11)."""
    digits = [int(c) for c in text if c.isdigit()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and digits[9] == check % 11


def is_telephone(text: str) -> bool:
    """True where the digits are a United Kingdom number, the ranges set apart for fiction included."""
    import phonenumbers

    digits = "".join(c for c in text if c.isdigit())
    national = "0" + digits[2:].lstrip("0") if text.lstrip().startswith("+44") else digits
    if national.startswith(("01632960", "07700900")) and len(national) == 11:
        return True
    try:
        number = phonenumbers.parse(text.replace("(0)", ""), "GB")
    except phonenumbers.NumberParseException:
        return False
    if phonenumbers.is_valid_number(number):
        return True
    return len(national) == 11 and national.startswith("01") and phonenumbers.is_possible_number(number)


def read_date(match: re.Match[str]) -> dt.date | None:
    """The date of a match of the date pattern; a year of two digits lies in the past."""
    g = match.groupdict()
    if g["y3"]:
        year, month, day = int(g["y3"]), int(g["m3"]), int(g["d3"])
    elif g["mn"]:
        day, month, year = int(g["d"]), _MONTHS.index(g["mn"][:3].lower()) + 1, int(g["y2"])
    else:
        day, month, year = int(g["d"]), int(g["m"]), int(g["y"])
    if year < 100:
        year += 1900 if year > 25 else 2000
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _ends(patterns: list[Pattern], text: str, at: int, reach: int = 70) -> bool:
    before = text[max(0, at - reach) : at]
    return any(p.search(before) for p in patterns)


def _begins(patterns: list[Pattern], text: str, at: int, reach: int = 40) -> bool:
    after = text[at : at + reach]
    return any(p.search(after) for p in patterns)


class _Finder:
    """Finds the identifiers of one text; the longer and the more certain win where two overlap."""

    def __init__(self, facts: Facts) -> None:
        self.rules = facts.pack.get(Identifiers)
        self.diagnoses = facts.pack.lexicon("names_diagnoses")
        self.addresses = self.rules.address_patterns
        self.known_births = _known_births(facts)

    def find(self, text: str, column: str = "") -> list[_Found]:
        """All identifiers of the text, none overlapping another; `column`: what labels the cell."""
        taken: list[_Found] = []
        for found in self._all(text, column):
            if not any(found.start < t.end and t.start < found.end for t in taken):
                taken.append(found)
        return self._whole_addresses(text, sorted(taken, key=lambda f: f.start))

    def _whole_addresses(self, text: str, found: list[_Found]) -> list[_Found]:
        """An address and the postcode that ends it are one: '3 Mill Row, Ashby, AB1 2CD'."""
        out: list[_Found] = []
        for f in found:
            last = out[-1] if out else None
            if (
                f.kind == "postcode"
                and last is not None
                and last.kind == "address"
                and self.rules.address_to_postcode.search(text[last.end : f.start])
            ):
                out[-1] = _Found("address", last.start, f.end, last.certain, last.confidence)
            else:
                out.append(f)
        return out

    def _all(self, text: str, column: str) -> Iterator[_Found]:
        digits = any(c.isdigit() for c in text)
        rules = self.rules
        for p in rules.email:
            if "@" in text:
                yield from (_Found("email", m.start(), m.end()) for m in p.finditer(text))
        if digits:
            yield from self._births(text, column)
            yield from self._numbers(text)
            for kind, patterns in (("nino", rules.nino), ("postcode", rules.postcode), ("vehicle", rules.vehicle)):
                for p in patterns:
                    yield from (_Found(kind, m.start(), m.end()) for m in p.finditer(text))
            for kind, patterns in (("crime_number", rules.crime_number), ("case_number", rules.case_number)):
                for p in patterns:
                    yield from (_Found(kind, m.start(1), m.end(1), certain=False) for m in p.finditer(text))
        yield from self._places(text)
        if digits:
            yield from self._deaths(text)
            for p in rules.job:
                yield from (_Found("job", m.start(), m.end(), certain=False) for m in p.finditer(text))
        yield from (_Found("diagnosis", m.start(), m.end(), certain=False) for m in self.diagnoses.finditer(text))

    def _births(self, text: str, column: str) -> Iterator[_Found]:
        heading = any(p.search(column) for p in self.rules.birth_column)
        for m in _DATE.finditer(text):
            date = read_date(m)
            if (
                _ends(self.rules.birth_before, text, m.start())
                or _begins(self.rules.birth_after, text, m.end())
                or (heading and date is not None)
                or (date is not None and date in self.known_births)
            ):
                yield _Found("dob", m.start(), m.end(), certain=date is not None)

    def _numbers(self, text: str) -> Iterator[_Found]:
        for m in _TEN.finditer(text):
            said = _ends(self.rules.nhs_before, text, m.start())
            grouped = not m.group().isdigit()
            right = is_nhs_number(m.group())
            near = _ends(self.rules.nhs_near, text, m.start(), 200)
            if right and (said or grouped or near):
                yield _Found("nhs", m.start(), m.end())
            elif said:  # mistyped, and still meant as one where it is written in the usual groups
                yield _Found("nhs", m.start(), m.end(), certain=grouped, confidence=0.8 if grouped else 0.6)
            elif near and grouped and not m.group().startswith("0"):  # beside a record, in the groups, wrong digit
                yield _Found("nhs", m.start(), m.end(), certain=False, confidence=0.5)
            elif right and not m.group().startswith("0"):
                yield _Found("nhs", m.start(), m.end(), certain=False, confidence=0.4)
        for m in _PHONE.finditer(text):
            if any(p.search(m.group()) for p in self.rules.phone_public):
                continue
            if is_telephone(m.group()) and not _ends(self.rules.phone_not_before, text, m.start(), 30):
                yield _Found("phone", m.start(), m.end())

    def _places(self, text: str) -> Iterator[_Found]:
        rules = self.rules
        for p in self.addresses:
            for m in p.finditer(text):
                if _begins(rules.address_of_body, text, m.end()):
                    continue
                numbered = m.group()[0].isdigit() or m.group()[:4].lower() in ("flat", "room", "unit", "apar", "apt ")
                if not numbered and any(q.search(m.group()) for q in rules.house_not):
                    continue
                yield _Found("address", m.start(), m.end())
        for kind, patterns in (("ward", rules.ward), ("street", rules.street)):
            for p in patterns:
                for m in p.finditer(text):
                    if kind == "street" and _begins(rules.address_of_body, text, m.end()):
                        continue
                    yield _Found(kind, m.start(), m.end(), certain=False)

    def _deaths(self, text: str) -> Iterator[_Found]:
        for m in _DATE.finditer(text):
            near = text[max(0, m.start() - 90) : m.end() + 60]
            if _ends(self.rules.death_before, text, m.start()) and any(p.search(near) for p in self.rules.death_place):
                yield _Found("death", m.start(), m.end(), certain=False)


def _known_births(facts: Facts) -> frozenset[dt.date]:
    """Dates of birth that the case file gives."""
    born = facts.case.adult.date_of_birth
    return frozenset({born} if born else ())


def cell_labels(facts: Facts) -> dict[int, str]:
    """What stands over each cell of a table and to the left of it, where that is short enough to be a label."""
    out: dict[int, str] = {}
    blocks = facts.document.blocks
    for table in facts.document.tables:
        head = table.rows[0] if len(table.rows) > 1 else ()
        for number, row in enumerate(table.rows):
            for column, block in enumerate(row):
                if block is None:
                    continue
                over = head[column] if number and column < len(head) else None
                left = row[column - 1] if column else None
                near = [blocks[i].text.strip() for i in (over, left) if i is not None and i != block]
                out.setdefault(block, " | ".join(t for t in near if len(t) <= 60))
    return out


#: Properties and the like whose text is about the file and names nobody by a number.
_SKIP = frozenset({BlockKind.TOC, BlockKind.FILE_NAME})


def _searched(block: Block) -> bool:
    return block.kind not in _SKIP and any(c.isdigit() or c.isupper() or c == "@" for c in block.text)


def find_identifiers(facts: Facts) -> tuple[Identifier, ...]:
    """Every identifier in every part of the document, in reading order; no span overlaps another."""
    finder, zones = _Finder(facts), Zones(facts)
    columns = cell_labels(facts)
    confidence = finder.rules.confidence
    out: list[Identifier] = []
    for block in facts.document.blocks:
        if not _searched(block):
            continue
        for f in finder.find(block.text, columns.get(block.index, "")):
            out.append(
                Identifier(
                    kind=f.kind,
                    text=block.text[f.start : f.end],
                    location=facts.locate(block.index, f.start, f.end),
                    direct=f.kind in DIRECT,
                    permitted=zones.permits_identifier(block.index, f.kind),
                    certain=f.certain,
                    confidence=f.confidence if f.confidence is not None else confidence[f.kind],
                )
            )
    return tuple(out)
