"""Tables that are only a form around running text: a box, or a label at the left and pages of prose at the right.

Many agencies' templates put a whole report into such a table. Its rows are read as headings and paragraphs, so that what
stands in them counts as the report's text; rows with short values (a front sheet) stay a table.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element

from qa_scorer.ingest.forms import BOX, DATED, MOST_COLUMNS, MOST_LABEL_WORDS, MOST_TITLE_WORDS, PROSE, answered, lists
from qa_scorer.ingest.ooxml import TBL, TC, TR, P, W

_PARAGRAPHS, _SHORT_PROSE = 3, 60  # that many paragraphs make prose from that many words
_VALUE = 15  # most words of a value that makes no text
_FORM = 2  # rows of prose from which a whole table is a form


def _inside(element: _Element, wanted: str) -> Iterator[_Element]:
    """Rows of a table or cells of a row, through what they may be wrapped in, not those of nested tables."""
    for child in element:
        if child.tag == wanted:
            yield child
        elif isinstance(child.tag, str) and child.tag not in (TBL, TR, TC, P):
            yield from _inside(child, wanted)


def _paragraphs(cell: _Element) -> list[str]:
    """The texts of a cell's paragraphs, nested tables included."""
    texts = ("".join(t.text or "" for t in p.iter(W + "t")).strip() for p in cell.iter(P))
    return [t for t in texts if t]


def _words(texts: list[str]) -> int:
    return sum(len(t.split()) for t in texts)


def _has_table(cell: _Element) -> bool:
    return any(sum(1 for _ in _inside(t, TR)) >= 2 for t in cell.iter(TBL))


def _is_prose(cell: _Element) -> bool:
    texts = _paragraphs(cell)
    words = _words(texts)
    return words >= PROSE or (len(texts) >= _PARAGRAPHS and words >= _SHORT_PROSE) or _has_table(cell)


def _deleted(row: _Element) -> bool:
    return row.find(f"{W}trPr/{W}del") is not None or any(c.find(f"{W}tcPr/{W}cellDel") is not None for c in row)


def is_title_row(row: _Element) -> bool:
    """True for a row of one cell with one short paragraph, over another row."""
    texts = _paragraphs(row)
    below = row.getnext()
    return len(texts) == 1 and _words(texts) <= MOST_TITLE_WORDS and below is not None and below.tag == TR


def form_rows(table: _Element) -> frozenset[_Element]:
    """The rows of a table that are running text in a frame; none of a table that lists something."""
    rows = [(row, list(_inside(row, TC))) for row in _inside(table, TR) if not _deleted(row)]
    columns = max((len(cells) for _, cells in rows), default=0)
    if not rows or columns == 0 or columns > MOST_COLUMNS:
        return frozenset()
    if columns == 1:
        full = any(_words(_paragraphs(c)) >= BOX or _has_table(c) for _, cells in rows for c in cells)
        return frozenset(row for row, _ in rows) if full or len(rows) <= 2 else frozenset()
    if len(rows) > 1 and _lists(rows[0][1]):
        return frozenset()
    labelled = [(row, cells[-1]) for row, cells in rows if _is_labelled(cells)]
    prose = {row for row, last in labelled if _is_prose(last)}
    asked = {row for row, last in labelled if answered(_label(row), _words(_paragraphs(last)))}
    if len(asked) >= _FORM:
        prose |= asked
    if len(prose) >= _FORM:  # then shorter answers, and none, are answers as well
        before = False
        for row, last in labelled:
            texts = _paragraphs(last)
            longer = len(texts) >= 2 or _words(texts) > _VALUE or _has_table(last) or _is_drawn(last)
            before = row in prose or longer or (before and not texts)
            if before:
                prose.add(row)
    return frozenset(prose)


def _label(row: _Element) -> str:
    """The text of a row's first cell."""
    return " ".join(_paragraphs(next(_inside(row, TC))))


def _lists(head: list[_Element]) -> bool:
    """True where the first row heads a list: of events, actions, abbreviations."""
    texts = [" ".join(_paragraphs(c)) for c in head]
    return not any(_has_table(c) for c in head) and lists(texts)


def _is_drawn(cell: _Element) -> bool:
    return next(cell.iter(W + "drawing", W + "pict", W + "object"), None) is not None


def _is_labelled(cells: list[_Element]) -> bool:
    """True for a row whose cells but the last are short labels, none of them a date."""
    texts = [_paragraphs(c) for c in cells[:-1]]
    if any(_words(t) > MOST_LABEL_WORDS or _has_table(c) for t, c in zip(texts, cells[:-1], strict=True)):
        return False
    return bool(cells) and not any(DATED.match(t) for each in texts for t in each[:1])
