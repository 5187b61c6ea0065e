"""The chronology's rows as they stand in the document: tables found, columns told, parts joined. Source: chronology guidance."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qa_scorer.document import BlockKind, Table
from qa_scorer.extract.dates import Found, find_dates
from qa_scorer.rulepack.schemas.chronology import ChronologyRules

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts

_MOST_HEADER_ROWS = 4
_LONGEST_DATE = 200
_BOARD_ORDER = ("date", "time", "source", "contact", "internal", "external", "response", "comments")
_SHARED = ("response", "external", "internal", "comments")
_TIME = re.compile(
    r"^\s*(?:(?:at\s+)?(?:[01]?\d|2[0-3])[:.]?[0-5]\d(?:\s?(?:hrs?|hours?|am|pm))?|\d{1,2}\s?(?:am|pm))\s*$", re.I
)
_SPLIT_TIME = re.compile(
    r"[\s,;@]+(?:at\s+)?(?P<time>(?:[01]?\d|2[0-3])[:.][0-5]\d(?:\s?(?:hrs?|am|pm))?|(?:[01]\d|2[0-3])[0-5]\d\s?(?:hrs?|hours)|\d{1,2}\s?(?:am|pm))\s*$",
    re.I,
)


def _dates(text: str) -> list[Found]:
    """The dates in what can be a date cell; a long text is none."""
    return find_dates(text[:_LONGEST_DATE])


@dataclass(slots=True)
class RawRow:
    """A row: text and block by role."""

    cells: dict[str, str] = field(default_factory=dict)
    blocks: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class ReadTables:
    """What was read: indexes of the tables, heading by role, rows; `narrative`: events and contacts share a column."""

    tables: list[int] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    rows: list[RawRow] = field(default_factory=list)
    narrative: bool = False


@dataclass(frozen=True, slots=True)
class _Header:
    rows: int  # how many rows of the table it takes, title rows included
    roles: dict[int, str]
    texts: tuple[str, ...]
    told: frozenset[int] = frozenset()  # columns whose role only their cells tell

    @property
    def named(self) -> set[str]:
        return {role for c, role in self.roles.items() if c not in self.told}


def read_tables(facts: Facts, rules: ChronologyRules) -> ReadTables:
    """All rows of the chronology, over all its tables; no rows where there is no chronology."""
    out = ReadTables()
    last: _Header | None = None
    for table, header in _chosen(facts, rules):
        if header is None:
            header = _Header(0, last.roles, last.texts) if last else _by_content(facts, table, rules)
            if header is None:
                continue
        last = header
        out.tables.append(table.index)
        for c, role in header.roles.items():
            if header.texts and c < len(header.texts):
                out.columns.setdefault(role, " ".join(header.texts[c].split()))
            else:
                out.columns.setdefault(role, "")
        _add_rows(facts, table, header, rules, out)
    if "contact" not in out.columns and "event" in out.columns:
        out.narrative = True
    return out


# -- which tables --------------------------------------------------------------------------------------------------


def _first_block(table: Table) -> int | None:
    return next((c for row in table.rows for c in row if c is not None), None)


def _chosen(facts: Facts, rules: ChronologyRules) -> list[tuple[Table, _Header | None]]:
    """The tables that make up the chronology, in reading order; no header for one that goes on without its own."""
    inside = {b.index for b in facts.sections.blocks("chronology")}
    scored: list[tuple[Table, _Header, bool, float]] = []
    others: list[Table] = []
    for table in facts.document.tables:
        first = _first_block(table)
        if first is None or table.parent is not None:
            continue
        header = find_header(facts, table, rules)
        here = first in inside
        dated = _dated(facts, table, header)
        if header is not None and _is_chronology(header, here=here, dated=dated, rows=len(table.rows)):
            scored.append((table, header, here, len(header.named) + dated))
        elif here or scored:
            others.append(table)
    if not scored:
        return _without_header(facts, rules, inside)
    own = [s for s in scored if s[2]] or scored
    best = max(own, key=lambda s: s[3])
    kept: dict[int, tuple[Table, _Header | None]] = {}
    for table, header, here, _ in scored:
        like_best = len(header.named & best[1].named) >= max(3, len(best[1].named) - 2)
        own_place = here or not best[2]
        long_enough = here and len(table.rows) >= 2 and len(header.named) >= 3
        if (own_place and (like_best or long_enough)) or (like_best and len(header.named) >= 5):
            kept[table.index] = (table, header)
    for table in others:
        if _goes_on(facts, table, kept, rules):
            kept[table.index] = (table, None)
    return [kept[i] for i in sorted(kept, key=lambda i: _first_block(facts.document.tables[i]) or 0)]


def _is_chronology(header: _Header, *, here: bool, dated: float, rows: int) -> bool:
    named = header.named
    if "date" not in named:
        return False
    substance = named & {"contact", "internal", "external", "event"}
    if here:
        return bool(substance or named & {"response", "source"}) and len(named) >= 2
    if "event" in named and dated >= 0.6 and rows - header.rows > 2:
        return True
    return bool(substance) and len(named) >= 4 and (dated >= 0.3 or len(named) >= 6)


def _dated(facts: Facts, table: Table, header: _Header | None) -> float:
    """Share of the rows below the header whose date column holds a date."""
    if header is None:
        return 0.0
    column = next((c for c, role in header.roles.items() if role == "date"), None)
    rows = table.rows[header.rows :]
    if column is None or not rows:
        return 0.0
    texts = [_texts(facts, r)[column] if column < len(r) else "" for r in rows]
    filled = [t for t in texts if t]
    return sum(bool(_dates(t)) and len(t) < 40 for t in filled) / len(filled) if filled else 0.0


def _goes_on(facts: Facts, table: Table, kept: dict[int, tuple[Table, _Header | None]], rules: ChronologyRules) -> bool:
    """True where a table without a heading row goes on with the one before it: as wide, dates in the same column."""
    before = [i for i in kept if i < table.index]
    if not before:
        return False
    previous, _ = kept[max(before)]
    width, was = (max((len(r) for r in t.rows), default=0) for t in (table, previous))
    if abs(width - was) > 1 or not table.rows:
        return False
    a, b = _first_block(previous), _first_block(table)
    between = facts.document.blocks[(a or 0) : (b or 0)]
    prose = sum(x.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and len(x.text.split()) > 25 for x in between)
    if prose > 2:
        return False
    column = [(_texts(facts, r) or [""])[0] for r in table.rows]
    filled = [t for t in column if t]
    if not filled:
        return False
    good = sum(bool(_dates(t)) or bool(rules.unknown_date.fullmatch(t)) for t in filled)
    return good >= 0.5 * len(filled)


def _without_header(facts: Facts, rules: ChronologyRules, inside: set[int]) -> list[tuple[Table, _Header | None]]:
    out: list[tuple[Table, _Header | None]] = []
    for table in facts.document.tables:
        first = _first_block(table)
        if first in inside and table.parent is None:
            header = _by_content(facts, table, rules)
            if header is not None:
                out.append((table, header))
    return out


# -- columns -------------------------------------------------------------------------------------------------------


def _texts(facts: Facts, row: Sequence[int | None]) -> list[str]:
    return [facts.document.blocks[c].text.strip() if c is not None else "" for c in row]


def column_roles(texts: Sequence[str], rules: ChronologyRules) -> dict[int, str]:
    """Role of each column by the wording of its heading; each role once, the plainest wording first."""
    options: list[tuple[int, int, int, str]] = []
    order = list(rules.columns)
    for c, text in enumerate(texts):
        bare = re.sub(r"\s+", " ", text).strip(" :*-–—").lower()
        if not bare or len(bare) > 110:
            continue
        for role, column in rules.columns.items():
            if any(p.search(bare) for p in column.unless):
                continue
            rank = next((n for n, p in enumerate(column.named) if p.search(bare)), None)
            if rank is not None:
                options.append((rank, order.index(role), c, role))
    out: dict[int, str] = {}
    taken: set[str] = set()
    # A heading that only one role can mean is settled first.
    for _, _, c, role in sorted(options, key=lambda o: (sum(x[2] == o[2] for x in options) > 1, o[1], o[0], o[2])):
        if c not in out and role not in taken:
            out[c] = role
            taken.add(role)
    return out


def _shared(roles: dict[int, str], texts: Sequence[str], rules: ChronologyRules) -> dict[int, str]:
    """The roles, with a second column for those that two columns may share: 'Action taken' and 'Outcome'."""
    out = dict(roles)
    for c, text in enumerate(texts):
        if c not in out:
            alone = column_roles([text], rules)
            if alone and alone[0] in _SHARED:
                out[c] = alone[0]
    return out


def _in_board_order(roles: dict[int, str], texts: Sequence[str], rules: ChronologyRules) -> dict[int, str]:
    """All columns of the board's table, where it has as many and those that are known by name stand in its order."""
    fits = len(texts) == len(_BOARD_ORDER) and len(roles) >= 3 and roles.get(0) == "date"
    fits = fits and not any(rules.family_column.search(t) for t in texts[4:6])
    if fits and all(_BOARD_ORDER[c] == role for c, role in roles.items()):
        return dict(enumerate(_BOARD_ORDER))
    return roles


#: From which share of its filled cells a column whose heading says nothing is taken for one of the board's.
_TOLD_BY_CELLS = 0.5
_FEWEST_CELLS = 3


def _by_cells(
    facts: Facts, table: Table, roles: dict[int, str], heads: Sequence[str], below: int, rules: ChronologyRules
) -> dict[int, str]:
    """The roles, with those of columns that no wording tells ('Inside Tidewell') by what stands in their cells.

    How communications were made tells their columns, the adult seen or heard tells the contact, kinds of records in few words
    the source. Of two columns of communications, the one whose heading names others is the external one. Such columns do not
    make a table a chronology.
    """
    missing = [r for r in ("contact", "internal", "external", "source") if r not in roles.values()]
    if "date" not in roles.values() or len(roles) < 3 or not missing:
        return roles
    free = {
        c: [t for t in (_texts(facts, row)[c] if c < len(row) else "" for row in table.rows[below:]) if t]
        for c, head in enumerate(heads)
        if c not in roles
        and head
        and not any(p.search(head) for p in (rules.numbering, rules.family_column, rules.other_column))
    }

    def share(cells: list[str], test: Callable[[str], object]) -> float:
        return sum(bool(test(t)) for t in cells) / len(cells)

    named_kinds = [p for kind, p in rules.source_kinds.items() if kind != "record"]
    tests: dict[str, Callable[[str], object]] = {
        "communication": lambda t: len(t.split()) <= 14 and rules.communication_modes.search(t),
        "contact": lambda t: rules.contact.adult.search(t) and (rules.contact.seen.search(t) or rules.contact.said.search(t)),
        "source": lambda t: len(t.split()) <= 7 and any(p.search(t) for p in named_kinds),
    }  # fmt: skip
    out = dict(roles)
    for c, cells in free.items():
        if len(cells) < _FEWEST_CELLS:
            continue
        others = any(p.search(heads[c].lower()) for p in rules.columns["external"].named)
        kinds = {"communication": ("external", "internal") if others else ("internal", "external")}
        role_of = {k: next((r for r in kinds.get(k, (k,)) if r in missing), "") for k in tests}
        best = max((k for k in tests if role_of[k]), key=lambda k: share(cells, tests[k]), default="")
        if best and share(cells, tests[best]) >= _TOLD_BY_CELLS:
            out[c] = role_of[best]
            missing.remove(role_of[best])
    return out


def find_header(facts: Facts, table: Table, rules: ChronologyRules) -> _Header | None:
    """The heading row (or two of them), below a title row where there is one."""
    best: _Header | None = None
    for r in range(min(_MOST_HEADER_ROWS, len(table.rows))):
        row = table.rows[r]
        if len({c for c in row if c is not None}) < 2:
            continue
        texts = _texts(facts, row)
        if any(_dates(t) and len(t) < 22 for t in texts):
            break
        if any(rules.not_chronology.search(t) for t in texts if len(t) < 60):
            return None
        options = [(r + 1, texts)]
        if r + 1 < len(table.rows):
            below = _texts(facts, table.rows[r + 1])
            if _is_second_header(below, texts, table.rows[r], table.rows[r + 1], rules):
                joined = [
                    a if a == b or not b else f"{a} {b}".strip()
                    for a, b in zip(texts, below + [""] * (len(texts) - len(below)), strict=False)
                ]
                options.append((r + 2, joined))
        for rows, heads in options:
            roles = _in_board_order(column_roles(heads, rules), heads, rules)
            named = _shared(roles, heads, rules)
            told = _by_cells(facts, table, named, heads, rows, rules)
            found = _Header(rows, told, tuple(heads), frozenset(told.keys() - named.keys()))
            if len(found.named) >= 2 and (best is None or len(found.named) > len(best.named)):
                best = found
    return best


def _is_second_header(
    below: Sequence[str],
    above: Sequence[str],
    top: Sequence[int | None],
    low: Sequence[int | None],
    rules: ChronologyRules,
) -> bool:
    """True where a row divides a heading that spans several columns, as 'Communication: within agency, external'."""
    spans = len({c for c in top if c is not None}) < len([c for c in top if c is not None])
    shared = any(a is not None and a == b for a, b in zip(top, low, strict=False))
    short = all(len(t.split()) <= 8 for t in below) and any(below)
    filled = [t for t in below if t]
    divides = len(filled) < len(below) and not below[0] and len(column_roles(below, rules)) == len(filled) >= 2
    return short and (spans or shared or divides) and not any(_dates(t) for t in below) and list(below) != list(above)


def _by_content(facts: Facts, table: Table, rules: ChronologyRules) -> _Header | None:
    """Columns told by what stands in them, where no heading row says it."""
    width = max((len(r) for r in table.rows), default=0)
    if width < 3 or len(table.rows) < 2:
        return None
    columns = [[_texts(facts, r)[c] if c < len(r) else "" for r in table.rows] for c in range(width)]

    def share(column: list[str], test: object) -> float:
        filled = [t for t in column if t]
        return sum(bool(test(t)) for t in filled) / len(filled) if filled else 0.0  # type: ignore[operator]

    date = next(
        (c for c in range(min(3, width)) if share(columns[c], lambda t: _dates(t) and len(t) < 40) >= 0.5), None
    )
    if date is None:
        return None
    if width == 8 and date == 0:
        return _Header(0, dict(enumerate(_BOARD_ORDER)), ())
    roles = {date: "date"}
    for c in range(width):
        if c not in roles and share(columns[c], _TIME.match) >= 0.6:
            roles[c] = "time"
            break
    rest = [c for c in range(width) if c not in roles]
    lengths = {c: sum(len(t) for t in columns[c]) / max(1, len(columns[c])) for c in rest}
    if rest:
        longest = max(rest, key=lengths.__getitem__)
        roles[longest] = "event"
        before = [c for c in rest if c < longest and lengths[c] < 45]
        if before:
            roles[before[0]] = "source"
        after = [c for c in rest if c > longest]
        for c, role in zip(after, ("response", "comments"), strict=False):
            roles[c] = role
    return _Header(0, roles, ())


# -- rows ----------------------------------------------------------------------------------------------------------


def _add_rows(facts: Facts, table: Table, header: _Header, rules: ChronologyRules, out: ReadTables) -> None:
    head = [" ".join(t.split()).lower() for t in header.texts]
    for n, row in enumerate(table.rows):
        if n < header.rows:
            continue
        texts = _texts(facts, row)
        if not any(texts) or _repeats_header(texts, head, rules) or _is_banner(texts, row, header, rules):
            continue
        raw = _row(facts, row, texts, header, rules)
        if out.rows and _continues(raw, out.rows[-1], n == header.rows):
            _join(out.rows[-1], raw)
        else:
            out.rows.append(raw)


def _repeats_header(texts: Sequence[str], head: Sequence[str], rules: ChronologyRules) -> bool:
    low = [" ".join(t.split()).lower() for t in texts]
    if low == list(head):
        return True
    if any(_dates(t) for t in texts[:3]):
        return False
    same = sum(bool(a) and a == b for a, b in zip(low, head, strict=False))
    if same >= max(3, sum(bool(t) for t in low) - 1):
        return True
    named = column_roles(texts, rules)
    return len(named) >= 5 and all(len(t.split()) <= 6 for t in texts)


def _is_banner(texts: Sequence[str], row: Sequence[int | None], header: _Header, rules: ChronologyRules) -> bool:
    """True for a row that only heads the rows below it: one merged cell, or nothing but a year, month or part."""
    distinct = {c for c in row if c is not None}
    if len(distinct) == 1 and len(row) > 2:
        return True
    filled = [t for t in texts if t]
    if len(filled) == 1 and len(texts) > 2 and len(set(texts) - {""}) == 1:
        return bool(rules.banner.fullmatch(filled[0]))
    return False


def _row(
    facts: Facts, row: Sequence[int | None], texts: Sequence[str], header: _Header, rules: ChronologyRules
) -> RawRow:
    raw = RawRow()
    seen: set[int] = set()
    for c, block in enumerate(row):
        if block is None or block in seen:
            continue
        seen.add(block)
        if c not in header.roles and c < len(header.texts) and rules.numbering.search(header.texts[c]):
            continue  # it only numbers the rows
        role = header.roles.get(c, "other")
        text = texts[c]
        if role in raw.cells:
            raw.cells[role] = f"{raw.cells[role]} {text}".strip()
        else:
            raw.cells[role] = text
        raw.blocks.setdefault(role, block)
    if "time" not in header.named and raw.cells.get("date"):
        m = _SPLIT_TIME.search(raw.cells["date"])
        if m and _dates(raw.cells["date"][: m.start()]):
            raw.cells["time"] = m.group("time").strip()
            raw.blocks.setdefault("time", raw.blocks["date"])
            raw.cells["date"] = raw.cells["date"][: m.start()].strip()
    return raw


def _continues(raw: RawRow, last: RawRow, first_of_table: bool) -> bool:
    """True where a row is the rest of the one above, split over a page: no date, time or source, text that goes on."""
    if any(raw.cells.get(k) for k in ("date", "time", "source")):
        return False
    parts = [(k, t) for k, t in raw.cells.items() if t]
    if not parts:
        return False
    goes_on = sum(t[:1].islower() and bool(last.cells.get(k)) and last.cells[k][-1:] not in ".!?" for k, t in parts)
    return goes_on >= len(parts) / 2 and (goes_on > 0)


def _join(last: RawRow, more: RawRow) -> None:
    for role, text in more.cells.items():
        if text:
            last.cells[role] = f"{last.cells.get(role, '')} {text}".strip()
            last.blocks.setdefault(role, more.blocks[role])
