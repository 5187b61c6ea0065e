"""Sign-off, evaluation statement, the author's independence. Source: 8.5, 12.3, 1.2, 6.1."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.document import BlockKind, Evidence
from qa_scorer.extract.date_text import FoundDate, find_dates, first_date
from qa_scorer.extract.passages import NAME, any_match, names_in, passages
from qa_scorer.extract.sentences import split
from qa_scorer.rulepack.schemas.evidence import EvidenceFile, SignOffWords

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who signed for the agency. `answer`: yes where name, job title at Chief Executive or Director level and date are all
    given; no; or unclear. `senior`: the job title is of that level (None: no title found). `author_signed`: date and name
    of the author present. `independence`: words that say the author had no part in the case and manages none of it."""

    answer: str
    name: str | None
    job_title: str | None
    senior: bool | None
    date: dt.date | None
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    author_signed: bool
    independence: tuple[Evidence, ...]
    statement: tuple[Evidence, ...]
    confidence: float = 0.8


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the sign-off: a table row, a paragraph or a part of one."""

    text: str
    block: int
    start: int
    end: int


@dataclass(slots=True)
class _Entry:
    """What stands with one role, 'author' or 'officer'."""

    role: str
    lines: list[_Line]

    @property
    def text(self) -> str:
        return "\n".join(x.text for x in self.lines)


@dataclass(frozen=True, slots=True)
class _Signer:
    """What an entry gives."""

    role: str
    name: str | None
    title: str | None
    senior: bool | None
    date: dt.date | None
    evidence: tuple[Evidence, ...]
    delegated: bool = False

    @property
    def complete(self) -> bool:
        return bool(self.name and self.date and self.senior)


_LABELS = re.compile(
    r"\b(?:signed(?: by)?|signatures?|print(?:ed)? name|name|job title|title|post|position|dated?|role|designation|on)\b\s*[:.…_]*",
    re.IGNORECASE,
)


def _region(facts: Facts) -> list[tuple[int, int]]:
    """Block spans in which a sign-off may stand: its sections, the front sheet, else what speaks of signing."""
    spans: list[tuple[int, int]] = []
    for key in ("signatures", "evaluation_statement"):
        spans += [(s.start, s.end) for s in facts.sections.get(key)]
    spans += _front_sign_off(facts)
    if not facts.sections.get("signatures"):
        last = len(facts.document.blocks)
        tail = [s for s in facts.sections.all if s.end >= last - 1 or s.start > 0.9 * last]
        if tail and tail[-1].key not in ("chronology", "glossary", "front_sheet", "evaluation_statement"):
            spans.append((max(tail[-1].start, last - 25), last))
    return spans


def _front_sign_off(facts: Facts) -> list[tuple[int, int]]:
    """Parts of the first pages that carry a form to be signed."""
    first = facts.sections.all[0] if facts.sections.all else None
    spans = [(s.start, s.end) for s in facts.sections.get("front_sheet")]
    if first is not None and first.heading_block is None and (first.start, first.end) not in spans:
        spans.append((first.start, first.end))
    out = []
    for start, end in spans:
        marks = [
            i
            for i in range(start, min(end, len(facts.document.blocks)))
            if re.search(r"\bsign(?:ed|ature)|\bapprov|\bauthoris", facts.document.blocks[i].text, re.IGNORECASE)
        ]
        if marks:
            block = facts.document.blocks[marks[0]]
            begin = marks[0] - block.cell.column if block.cell else marks[0]
            out.append((max(start, begin), end))
    return out


def _segments(text: str, roles: Sequence[re.Pattern[str]]) -> list[tuple[int, int]]:
    """Parts of a line that each begin with a role, where one line holds several ('Author ...   Head of agency ...')."""
    marks = sorted({m.start() for p in roles for m in p.finditer(text)})
    keep: list[int] = []
    for at in marks:
        gap = text[keep[-1] : at] if keep else ""
        apart = "\t" in gap or re.search(r"[._…]{4,}|\s{3,}|[.;]\s+\S*\s?$|\n", gap)
        if not keep or (at - keep[-1] > 6 and apart):
            keep.append(at)
    if len(keep) < 2:
        return [(0, len(text))]
    edges = [0, *keep[1:], len(text)]
    return [(a, b) for a, b in itertools.pairwise(edges) if text[a:b].strip()]


def _lines(facts: Facts, start: int, end: int, words: SignOffWords) -> Iterator[list[_Line]]:
    """Lines of a span; a list of more than one holds columns that stand side by side."""
    document = facts.document
    roles = [*words.author_role, *words.officer_role]
    done: set[int] = set()
    for index in range(start, min(end, len(document.blocks))):
        block = document.blocks[index]
        if index in done or not block.is_body or facts.sections.is_heading(index):
            continue
        if block.cell is not None:
            table = document.tables[block.cell.table]
            done.update(c for row in table.rows for c in row if c is not None)
            yield from _table_lines(facts, table.rows[block.cell.row :], words)
            continue
        if block.kind is BlockKind.CELL:
            continue
        whole = _without_leaders(block.text)
        for s, e in split(whole):
            text = whole[s:e]
            for a, b in _segments(text, roles):
                yield [_Line(text[a:b], index, s + a, s + b)]


def _without_leaders(text: str) -> str:
    """The text, of the same length, with the dots around a field that is filled in ('....J Smith....') blank."""

    def blank(m: re.Match[str]) -> str:
        if _LABELS.fullmatch(m[2].strip()):
            return m[0]  # the next label, between two fields left empty
        return " " * len(m[1]) + m[2] + " " * len(m[3])

    return _FILLED.sub(blank, text)


def _table_lines(facts: Facts, rows: Sequence[Sequence[int | None]], words: SignOffWords) -> Iterator[list[_Line]]:
    """Rows as lines; columns as entries where author and officer head two columns."""
    blocks = facts.document.blocks

    def role_of(cell: int | None) -> str:
        text = blocks[cell].text if cell is not None else ""
        if any_match(words.officer_role, text):
            return "officer"
        return "author" if any_match(words.author_role, text) else ""

    for n, row in enumerate(rows):
        roles = [role_of(c) for c in row]
        if "author" in roles and "officer" in roles and roles.index("author") != roles.index("officer"):
            a, o = roles.index("author"), roles.index("officer")
            for column in (a, o):
                out = []
                for r in rows[n:]:
                    cell = r[column] if column < len(r) else None
                    if cell is not None:
                        out.append(_Line(blocks[cell].text, cell, 0, len(blocks[cell].text)))
                for line in out:
                    yield [line]
            return
        cells = list(dict.fromkeys(c for c in row if c is not None))
        texts = [blocks[c].text.strip() for c in cells]
        if not any(texts):
            continue
        joined = " | ".join(texts)
        first = cells[0]
        yield [_Line(joined, first, 0, len(blocks[first].text))]


def _role(text: str, words: SignOffWords) -> str:
    """Whose entry a line begins: the role named first, an officer's approval before an author's mention."""
    officer = any_match(words.officer_role, text)
    author = any_match(words.author_role, text)
    if officer and author:
        return "officer" if officer.start() <= author.start() else "author"
    return "officer" if officer else "author" if author else ""


def _title(text: str, words: SignOffWords) -> tuple[str | None, bool | None, int]:
    """The first job title of the text, whether it is of Chief Executive or Director level, and where it stands."""
    bare = text
    for pattern in words.form_labels:
        bare = pattern.sub(lambda m: " " * len(m.group(0)), bare)
    found: list[tuple[int, int, bool]] = []
    for pattern in words.senior:
        found += [(m.start(), m.end(), True) for m in pattern.finditer(bare) if m.group(0).strip()]
    for pattern in words.junior:
        found += [(m.start(), m.end(), False) for m in pattern.finditer(bare) if m.group(0).strip()]
    if not found:
        return None, None, -1
    seniors = [f for f in found if f[2]]
    juniors = [f for f in found if not f[2]]
    # 'Assistant Director' holds 'Director', and 'Deputy Chief Executive' holds 'Executive': the wider title counts.
    seniors = [s for s in seniors if not any(j[0] < s[0] and j[1] >= s[1] for j in juniors)]
    juniors = [j for j in juniors if not any(s[0] <= j[0] and j[1] <= s[1] for s in seniors)]
    if seniors:
        # A rank before the name ('T/ACC R. Bell, Assistant Chief Constable') gives way to the title written out after it.
        spelt = [s for s in seniors if not bare[s[0] : s[1]].isupper()]
        at = min(spelt or seniors, key=lambda s: (s[0], -s[1]))
        before = [j for j in juniors if j[1] <= at[0]]
        if (
            before
            and "|" not in bare[before[-1][1] : at[0]]
            and re.search(r"\bfor\b|\bto\b", bare[before[-1][1] : at[0]])
        ):
            at = before[-1]
    else:
        at = min(juniors, key=lambda j: (j[0], -j[1]))
    end = at[1]
    if re.search(r"\b(?:of|for)$", bare[at[0] : end], re.IGNORECASE):
        end -= 3 if bare[at[0] : end].lower().endswith("for") else 2
    tail = _FIELD.match(bare, end)
    if tail and not find_dates(tail.group(0)):
        words_of = tail.group(0)
        # 'Director of Nursing, Quality and Governance' is one title; 'Director of Nursing, Jane Smith' is not.
        if "," in words_of and not re.search(r",[^,]*\b(?:and|&)\b", words_of):
            words_of = words_of[: words_of.index(",")]
        end += len(words_of)
    return re.sub(r"\s+", " ", text[at[0] : end]).strip(" ,.;:|"), at[2], at[0]


_FILLED = re.compile(r"([._…]{2,})(\w[^_…\n]{0,50}?)([._…]{2,})")
_DATE_LABEL = re.compile(r"\W*dated?\b", re.IGNORECASE)
_DATE_LEFT = re.compile(r"\W*dated?[\W_]*", re.IGNORECASE)
_BLANK = re.compile(r":\s*[._…]{3,}\s*$")
_CAP = r"[A-Z][\w'’&-]*"
_FIELD = re.compile(
    rf"[ \t]*(?:of|for)[ \t]+(?:the[ \t]+)?{_CAP}(?:[ \t]+(?:of[ \t]+|for[ \t]+)?{_CAP}){{0,5}}(?:,[ \t]+{_CAP}(?:[ \t]+{_CAP}){{0,3}}){{0,3}}"
    rf"(?:,?[ \t]+(?:and|&)[ \t]+(?:the[ \t]+)?{_CAP}(?:[ \t]+{_CAP}){{0,4}})?"
)
_NAME_FIELD = re.compile(rf"\b(?:[Ss]igned(?: by)?|[Ss]ignature|[Pp]rint name|[Nn]ame)[ \t]*[:|][ \t]*({NAME.pattern})")
_TURNED = re.compile(r"\b([A-Z][\w'’-]+), ([A-Z][\w'’-]+) \(")  # 'Smith, Jane (Director)'
_FOR = re.compile(r"\b(?:behalf of|for)(?: the)?\s*$", re.IGNORECASE)
_NOT_NAME = re.compile(
    r"\b(?:Head|Agency|Author|IMR|Chief|Director|Executive|Officer|Nursing|Manager|Trust|Council|Report|Service|Services|Date|Signed|Name|Job|Title|Review|Board|NHS|Ltd|Limited|Group|Care|Home|Panel|Approved|Partnership|Serious|Case|Evaluation|Statement|Lead|Quality|Operations|Team|January|February|March|April|May|June|July|August|September|October|November|December|Police|Constable|Safeguarding|Adult|Adults|Social|Chair|Trustees|Homes|Agreed|Written|Prepared|Responsible|Signature|Role|Position|Post|Print|For|The|On|By|And|Of|This|Have|Confirm)\b"
)


def _name(text: str, title_at: int, title: str | None) -> str | None:
    """The name that stands nearest before the job title, else the first name of the entry."""
    for m in _NAME_FIELD.finditer(text):
        if " " in m[1] and "." not in m[1].split()[0] and not _NOT_NAME.search(m[1]):
            return m[1]
    turned = _TURNED.search(text)
    if turned:
        return f"{turned[2]} {turned[1]}"
    bare = text
    if title and title_at >= 0:
        bare = bare[:title_at] + " | " * 1 + " " * max(0, len(title) - 3) + bare[title_at + len(title) :]
    bare = _LABELS.sub(lambda m: "|" + " " * (len(m.group(0)) - 1), bare)
    for d in reversed(find_dates(bare)):
        bare = bare[: d.start] + "|" + " " * (d.end - d.start - 1) + bare[d.end :]
    bare = re.sub(r"[._…]{3,}|\n", lambda m: "|" + " " * (len(m.group(0)) - 1), bare)
    names: list[tuple[int, str]] = []
    for piece in re.finditer(r"[^|,;:()]+", bare):
        for m in NAME.finditer(piece.group(0)):
            candidate = m.group(0).strip()
            if not _NOT_NAME.search(candidate) and not _FOR.search(piece.group(0)[: m.start()]):
                names.append((piece.start() + m.start(), candidate))
        single = re.fullmatch(r"\s*([A-ZÀ-Ž][\w'’-]{2,})\.?\s*", piece.group(0))
        if single and not _NOT_NAME.search(single.group(1)):
            names.append((piece.start(), single.group(1)))
    if not names:
        return None
    before = [n for n in names if n[0] < title_at] if title_at >= 0 else []
    full = [n for n in (before or names) if " " in n[1] and "." not in n[1].split()[0]]
    return (full or before or names)[-1 if before and not full else 0][1]


def _signer(facts: Facts, entry: _Entry, words: SignOffWords) -> _Signer:
    text = entry.text
    delegated = any_match(words.on_behalf, text) is not None
    if delegated and (alone := _without_principal(text, words)) != text and _title(alone, words)[1]:
        text, delegated = alone, False  # 'approved on behalf of the Chief Constable' by somebody of that level
    title, senior, at = _title(text, words)
    name = _name(text, at, title)
    date = first_date(text)
    if any(_DATE_LEFT.fullmatch(x.text) for x in entry.lines):  # the date that stands elsewhere is not the signer's
        own = (x.text for x in entry.lines if (name and name in x.text) or _DATE_LABEL.match(x.text))
        date = next(filter(None, map(first_date, own)), None)
    evidence = tuple(
        facts.evidence(x.block, x.start, x.end) for x in entry.lines if re.search(r"\w", x.text) and x.end > x.start
    )
    return _Signer(entry.role, name, title, senior, date, evidence[:4], delegated)


def _without_principal(text: str, words: SignOffWords) -> str:
    """The text, of the same length, without the person or body on whose behalf it is signed; 'pp' stays what it is."""
    out = text
    for pattern in words.on_behalf:
        for m in pattern.finditer(text):
            if "behalf" not in m[0].lower():
                continue
            ends = [x.end() for p in words.senior for x in p.finditer(text) if m.start() < x.start() < m.end() + 2]
            end = max([m.end(), *ends])
            out = out[: m.start()] + " " * (end - m.start()) + out[end:]
    return out


def _entries(facts: Facts, start: int, end: int, words: SignOffWords) -> list[_Entry]:
    """Entries of a span. Lines after a role belong to it until the next role."""
    out: list[_Entry] = []
    pending: list[_Line] = []
    header = False
    lines = [x for group in _lines(facts, start, end, words) for x in group if not any_match(words.unsigned, x.text)]
    both: list[_Entry] = []
    closed = False
    for line in lines:
        dated = _DATE_LABEL.match(line.text) and not names_in(line.text)
        role = "" if dated else _role(line.text, words)
        dates = find_dates(line.text)
        if re.fullmatch(r"\W*role\W+name\W.*", line.text, re.IGNORECASE | re.DOTALL):
            header = True
            continue
        if len(both) == 2 and not role and (halves := _halves(line, dates)):
            # 'Date: 1/2/12    Date: 3/2/12' under two roles that stand side by side.
            for entry, half in zip(both, halves, strict=True):
                entry.lines.append(half)
            continue
        again = bool(role and out and out[-1].role == role and not closed)
        if again and ((role == "officer" and _open_ended(out[-1], words)) or _completes(out[-1], line, words)):
            out[-1].lines.append(line)  # 'Signed on behalf of the Trust', a name, then 'Chief Executive' on a line
            pending = []
            continue
        if role:
            same_block = out and out[-1].lines and out[-1].lines[-1].block == line.block and out[-1].role != role
            fresh = _Entry(role, [*_signature_above(pending, role, words), line])
            out.append(fresh)
            both = [out[-2], fresh] if same_block and len(out) > 1 else both
            pending, closed = [], False
            continue
        continues = bool(
            dates
            or _LABELS.match(line.text.strip())
            or any_match(words.senior, line.text)
            or any_match(words.junior, line.text)
            or (len(line.text.split()) <= 6 and names_in(line.text))
        )
        full = bool(out) and first_date(out[-1].text) is not None
        own = re.match(r"\W*(?:signed|name)\b", line.text, re.IGNORECASE) and first_date(line.text)
        # A further signature, or a name on a line of its own, after an entry that is dated: somebody else's.
        closed = closed or bool(full and (own or NAME.fullmatch(line.text.strip())))
        attached = bool(out and continues and not header and not closed)
        if attached:
            out[-1].lines.append(line)
        pending = [line] if continues and not attached else []
    return out


def _completes(entry: _Entry, line: _Line, words: SignOffWords) -> bool:
    """True where a line of the same role gives what the entry lacks: a statement after the name, or the name of those
    who approved on a date."""
    text = entry.text
    title, _, at = _title(text, words)
    named = _name(text, at, title) is not None
    own, _, own_at = _title(line.text, words)
    names = _name(line.text, own_at, own) is not None
    if named:
        return not names and own is None and first_date(text) is None
    return title is None and names and first_date(text) is not None and first_date(line.text) is None


def _open_ended(entry: _Entry, words: SignOffWords) -> bool:
    """True where an entry has neither title nor date yet."""
    return not _title(entry.text, words)[0] and first_date(entry.text) is None


def _halves(line: _Line, dates: Sequence[FoundDate]) -> list[_Line]:
    """The two parts of a line that stands under two roles side by side; none where it has not two."""
    parts = [m.span() for m in re.finditer(r"\S+(?:[ \u00a0]{1,2}\S+)*", line.text)]
    if len(parts) != 2:
        if len(dates) != 2 or not _DATE_LABEL.match(line.text):
            return []
        parts = [(d.start, d.end) for d in dates]
    return [_Line(line.text[a:b], line.block, line.start + a, line.start + b) for a, b in parts]


def _without_role(facts: Facts, start: int, end: int, words: SignOffWords) -> list[_Signer]:
    """Entries with a senior title that no word gives to the author or the agency: 'Signed T. Bray (Chief Executive)'."""
    groups: list[list[_Line]] = [[]]
    authors = False  # lines up to the next date are the author's
    for line in (x for group in _lines(facts, start, end, words) for x in group):
        if any_match(words.unsigned, line.text):
            continue
        role = _role(line.text, words)
        if role == "author" or (authors and not role):
            authors = first_date(line.text) is None
            groups.append([])
            continue
        authors = False
        title, senior, _ = _title(line.text, words)
        if title and _BLANK.search(line.text):
            groups.append([])  # a place for a signature that nobody gave
            continue
        opens = "|" in line.text or NAME.fullmatch(line.text.strip()) is not None
        opens = opens or re.match(r"\W*(?:signed|name|signature)\b", line.text, re.IGNORECASE) is not None
        if role or (opens and _title(_joined(groups[-1]), words)[0]):
            groups.append([line])
        elif groups[-1]:
            groups[-1].append(line)
        elif opens or (title and senior):
            groups.append([line])
    return [_signer(facts, _Entry("officer", g), words) for g in groups if g]


def _joined(lines: Sequence[_Line]) -> str:
    return "\n".join(x.text for x in lines)


def _signature_above(pending: list[_Line], role: str, words: SignOffWords) -> list[_Line]:
    """The board's form prints the role under the signature: the signed line or the bare name just above belongs to it.

    One that gives a job title and a date of its own is somebody else's.
    """
    if not role:
        return []
    return [
        x
        for x in pending
        if (
            re.match(r"\W*signed\b", x.text, re.IGNORECASE)
            and not (_title(x.text, words)[0] and first_date(x.text) is not None)
        )
        or (NAME.fullmatch(x.text.strip()) and not _NOT_NAME.search(x.text))
    ]


def _loose(facts: Facts, spans: list[tuple[int, int]], words: SignOffWords) -> list[_Signer]:
    """Officers named in running text: 'and by Duncan Farquhar, Executive Director of Housing, on 6 August 2018'."""
    out: list[_Signer] = []
    for start, end in spans:
        for index in range(start, min(end, len(facts.document.blocks))):
            block = facts.document.blocks[index]
            if not block.is_body or facts.sections.is_heading(index):
                continue
            for s, e in split(block.text):
                sentence = block.text[s:e]
                if not any_match(words.approves, sentence) or any_match(words.unsigned, sentence):
                    continue
                for pattern in words.senior:
                    for m in pattern.finditer(sentence):
                        left, right = max(0, m.start() - 60), min(len(sentence), m.end() + 90)
                        window = sentence[left:right]
                        title, senior, at = _title(sentence[m.start() : right], words)
                        if any(
                            j.search(sentence[max(0, m.start() - 12) : m.end()])
                            and j.search(sentence[max(0, m.start() - 12) : m.end()]).start() < 12  # type: ignore[union-attr]
                            for j in words.junior
                        ):
                            continue
                        name = _name(window, m.start() - left, m.group(0))
                        date = first_date(sentence[m.start() : right]) or first_date(window)
                        author = any_match(words.author_role, sentence[left : m.start()])
                        if name and title and senior and not author:
                            out.append(_Signer("officer", name, title, senior, date, (facts.evidence(index, s, e),)))
                        _ = at
    return out


def _best(signers: list[_Signer]) -> _Signer | None:
    """The officer whose entry is most nearly complete."""
    order = [
        (s.complete, bool(s.name and s.date), bool(s.name and s.senior), bool(s.name), bool(s.title)) for s in signers
    ]
    return signers[max(range(len(signers)), key=lambda n: order[n])] if signers else None


def _answer(best: _Signer | None, unread: bool) -> tuple[str, tuple[str, ...]]:
    """Yes, no or unclear, and why. Source: 8.5, 12.3."""
    if best is None or not (best.name or best.title or best.date):
        if unread:
            return "unclear", ("No sign-off was found, but a page could not be read.",)
        return "no", ("Nobody has signed the report for the agency.",)
    reasons: list[str] = []
    if not best.name:
        reasons.append("No name stands with the sign-off.")
    if best.title is None:
        reasons.append("No job title stands with the sign-off.")
    elif not best.senior:
        reasons.append(f"'{best.title}' is below Chief Executive or Director level.")
    if best.date is None:
        reasons.append("The sign-off has no date.")
    if best.delegated and best.senior:
        reasons.append("It was signed for the officer by someone else.")
        return "unclear", tuple(reasons)
    if not reasons:
        return "yes", (f"{best.name}, {best.title}, {best.date:%d/%m/%Y}.",)
    if best.name and best.date and best.title is None:
        return "unclear", tuple(reasons)
    return "no", tuple(reasons)


def read_sign_off(facts: Facts) -> SignOff:
    """The sign-off of the report, wherever it stands."""
    words = facts.pack.get(EvidenceFile).sign_off
    spans = _region(facts)
    entries = [e for start, end in spans for e in _entries(facts, start, end, words)]
    signers = [_signer(facts, e, words) for e in entries]
    officers = [s for s in signers if s.role == "officer"]
    authors = [s for s in signers if s.role == "author"]
    names = {s.name for s in authors if s.name}
    if not facts.sections.get("signatures"):
        officers = [s for s in officers if s.senior or s.title is None]  # 'Nurse B signed her interview' is no sign-off
    best = _best(officers)
    if best is None or not best.complete:
        unnamed = [s for start, end in spans for s in _without_role(facts, start, end, words) if s.name not in names]
        best = _best([*([best] if best else []), *[s for s in unnamed if s.complete]])
    if best is None or not best.complete:
        signed = [(a, b) for a, b in spans if facts.sections.key_of(a) != "front_sheet"]
        loose = [s for s in _loose(facts, signed, words) if s.name not in names]
        better = _best([*([best] if best else []), *loose])
        best = better if better is not None and (better.complete or best is None) else best
    answer, reasons = _answer(best, bool(facts.document.unreadable_pages))
    evidence = best.evidence if best else tuple(e for s in authors for e in s.evidence)[:2]
    statement = tuple(
        p.evidence(facts)
        for p in passages(facts, sections=frozenset({"evaluation_statement", "front_sheet"}))
        if any_match(words.statement, p.text)
    )
    return SignOff(
        answer=answer,
        name=best.name if best else None,
        job_title=best.title if best else None,
        senior=best.senior if best else None,
        date=best.date if best else None,
        reasons=reasons,
        evidence=evidence,
        author_signed=any(s.name and s.date for s in authors),
        independence=_independence(facts, words),
        statement=statement[:8],
        confidence=_confidence(answer, best),
    )


def _confidence(answer: str, best: _Signer | None) -> float:
    if answer == "unclear":
        return 0.5
    if answer == "yes":
        return 0.95
    return 0.9 if best is None or best.senior is False or not best.name else 0.8


def _independence(facts: Facts, words: SignOffWords) -> tuple[Evidence, ...]:
    """Sentences that say that the author had no part in the case and manages none of it. Source: 1.2, 6.1."""
    where = frozenset(
        {"methodology", "front_sheet", "evaluation_statement", "terms_of_reference", "contextual_information", ""}
    )
    out = []
    for p in passages(facts, sections=where):
        about = any_match(words.independence_topic, p.text)
        if about and any_match(words.independence, p.text) and not any_match(words.independence_lost, p.text):
            out.append(p.evidence(facts))
    return tuple(out[:4])
