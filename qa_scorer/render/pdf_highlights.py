"""A copy of a PDF with highlight annotations at the words of each finding."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from qa_scorer.document import Anchor, Block, Document
from qa_scorer.errors import InputError
from qa_scorer.render.html_report import numbers
from qa_scorer.render.view import Item, Places, line, word
from qa_scorer.render.write import write_atomic
from qa_scorer.report import Report

AUTHOR = "qa-scorer"
_COLOUR = {"error": "ffc9c2", "warning": "fff2a8", "info": "cfe3f5"}
_EDGE = 3.0
_MOST_SKIPPED = 1000
_DASHES = frozenset("-\u2010\u2011\u00ad\u0002\ufffe")

Box = tuple[float, float, float, float]  # x0, bottom, x1, top in the page's own space


class _Char(NamedTuple):
    text: str
    box: Box


def annotate(source: Path, report: Report, document: Document, output: Path, *, now: dt.datetime | None = None) -> None:
    """Writes a copy of the PDF with an annotation for each finding; the pages themselves keep their bytes.

    The words are looked for in the lines that the reader saw. A finding without words, or whose words the page does not
    give back, becomes a note in the margin. Annotations of an earlier run are replaced, people's own stay.

    Raises:
        InputError: the PDF cannot be annotated.
    """
    from pypdf import PdfWriter
    from pypdf.errors import PyPdfError

    stamp = (now or dt.datetime.now(dt.UTC)).strftime("D:%Y%m%d%H%M%SZ")
    try:
        raw = source.read_bytes()
        writer = PdfWriter(io.BytesIO(raw), incremental=True)
        _skip_used_numbers(writer)
        _drop_own(writer)
        with _Pages(raw) as pages:
            _add_all(writer, pages, report, document, stamp)
        out = io.BytesIO()
        writer.write(out)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as exc:
        raise InputError(
            f"{source.name} is built in a way that does not let annotations be added; use the HTML report instead."
        ) from exc
    write_atomic(output, out.getvalue())


class _Mark:
    """One annotation: where, and what it says; findings on the very same words share it."""

    def __init__(self, page: int, boxes: list[Box], severity: str) -> None:
        self.page, self.boxes, self.severity = page, boxes, severity
        self.said: list[str] = []


def _add_all(writer: Any, pages: _Pages, report: Report, document: Document, stamp: str) -> None:
    places = Places(report)
    stacked: dict[tuple[int, int], int] = {}
    marks: dict[object, _Mark] = {}
    for finding in report["findings"]:
        index = int(finding["location"].get("block", -1))
        block = document.blocks[index] if 0 <= index < len(document.blocks) else None
        spans = list(_spans(finding, block, pages)) if block is not None else []
        said = _said(finding, places)
        if not spans:
            _note(writer, pages, block, said, stamp, stacked)
        severity = _severity(finding)
        for n, (page, boxes) in enumerate(spans):
            mark = marks.setdefault((page, tuple(boxes)), _Mark(page, boxes, severity))
            mark.severity = min(mark.severity, severity, key=list(_COLOUR).index)
            if n == 0:
                mark.said.append(said)
    for mark in marks.values():
        _highlight(writer, mark.page, mark.boxes, "\n\n".join(mark.said), _COLOUR[mark.severity], stamp)


def _severity(finding: Item) -> str:
    return str(finding["severity"]) if finding["severity"] in _COLOUR else "info"


def _said(f: Item, places: Places) -> str:
    """The text of an annotation."""
    parts = [f"{line(f['rule'])} {word('severity', f['severity'])}: {line(f['message'])}"]
    if f["quote"] and int(f["location"]["end"]) > int(f["location"]["start"]):
        parts.append(places.of(f["location"]))
    if f.get("suggestion"):
        parts.append(f"How to fix: {line(f['suggestion'])}")
    if f.get("why"):
        parts.append(f"Why: {line(f['why'])}")
    if f.get("guidance"):
        parts.append(f"Guidance: {', '.join(numbers(f['guidance']))}")
    return "\n".join(parts)


def _spans(finding: Item, block: Block, pages: _Pages) -> Iterator[tuple[int, list[Box]]]:
    """Pages (from 0) and the boxes of the finding's words on each."""
    where = finding["location"]
    start, end = int(where["start"]), min(int(where["end"]), len(block.text))
    anchors = [a for a in block.anchors if a.part == "page"]
    if not finding["quote"] or end <= start or not anchors:
        return
    found: dict[int, list[Box]] = {}
    for i, anchor in enumerate(anchors):
        stop = anchors[i + 1].start if i + 1 < len(anchors) else len(block.text)
        a, b = max(start, anchor.start), min(end, stop)
        if a >= b:
            continue
        words = block.text[anchor.start : stop]
        page, boxes = pages.find(anchor, words, a - anchor.start, b - anchor.start)
        if boxes:
            found.setdefault(page, []).extend(boxes)
    yield from found.items()


class _Pages:
    """The characters of the pages with their boxes, read page by page."""

    def __init__(self, raw: bytes) -> None:
        import pypdfium2

        self._pdf = pypdfium2.PdfDocument(raw)
        self._chars: dict[int, list[_Char]] = {}
        self._heights: dict[int, tuple[float, float, float]] = {}

    def __enter__(self) -> _Pages:
        return self

    def __exit__(self, *_: object) -> None:
        self._pdf.close()

    def __len__(self) -> int:
        return len(self._pdf)

    def corner(self, page: int) -> tuple[float, float]:
        """Left edge and top edge of the page."""
        left, _, top = self._frame(page)
        return left, top

    def _frame(self, page: int) -> tuple[float, float, float]:
        self.chars(page)
        return self._heights[page]

    def chars(self, number: int) -> list[_Char]:
        """All visible characters of a page, in the order of the file."""
        if number in self._chars:
            return self._chars[number]
        import pypdfium2.raw as raw

        page = self._pdf[number]
        left, bottom, _, top = page.get_mediabox()
        self._heights[number] = (left, bottom, top)
        text = page.get_textpage()
        out = []
        for i in range(text.count_chars()):
            c = chr(raw.FPDFText_GetUnicode(text, i))
            if c.isspace() or c == "\x00":
                continue
            out.append(_Char(c, tuple(text.get_charbox(i, loose=True))))
        text.close()
        page.close()
        self._chars[number] = out
        return out

    def box(self, anchor: Anchor) -> Box | None:
        """The anchor's rectangle in the page's own space."""
        if anchor.box is None or not 0 <= anchor.paragraph - 1 < len(self):
            return None
        left, _, top = self._frame(anchor.paragraph - 1)
        x0, y0, x1, y1 = anchor.box
        return left + x0, top - y1, left + x1, top - y0

    def find(self, anchor: Anchor, words: str, start: int, end: int) -> tuple[int, list[Box]]:
        """The boxes, line by line, of `words[start:end]`, looked for inside the anchor's rectangle and then around it."""
        page = anchor.paragraph - 1
        if not 0 <= page < len(self):
            return 0, []
        area = self.box(anchor)
        for number, chars in self._areas(page, area):
            picked = _pick(chars, words, start, end)
            if picked:
                return number, _lines(picked)
        return page, [area] if area is not None and anchor.box is not None and end - start > 3 else []

    def _areas(self, page: int, area: Box | None) -> Iterator[tuple[int, Sequence[_Char]]]:
        every = self.chars(page)
        if area is not None:
            yield page, [c for c in every if _inside(c.box, area)]
        yield page, every
        if page + 1 < len(self):  # a cell may go on overleaf
            yield page + 1, self.chars(page + 1)


def _inside(box: Box, area: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return area[0] - _EDGE <= x <= area[2] + _EDGE and area[1] - _EDGE <= y <= area[3] + _EDGE


def _compact(text: str) -> tuple[str, list[int]]:
    """The text without spaces and hyphens, in small letters, and where each character comes from."""
    out: list[str] = []
    origin: list[int] = []
    for i, c in enumerate(text):
        if c.isspace() or c in _DASHES:
            continue
        for d in unicodedata.normalize("NFKD", c).casefold():
            if not unicodedata.combining(d):
                out.append(d)
                origin.append(i)
    return "".join(out), origin


def _pick(chars: Sequence[_Char], words: str, start: int, end: int) -> list[_Char]:
    """The characters that say `words[start:end]`: found with their line where it is there whole, else by themselves."""
    page, origin = _compact("".join(c.text[:1] for c in chars))
    whole, _ = _compact(words)
    before, _ = _compact(words[:start])
    wanted, _ = _compact(words[start:end])
    if not wanted:
        return []
    at = page.find(whole)
    at = at + len(before) if at >= 0 else page.find(wanted)
    if at < 0:
        return []
    return [chars[i] for i in dict.fromkeys(origin[at : at + len(wanted)])]


def _lines(chars: Sequence[_Char]) -> list[Box]:
    """One box for each line of characters."""
    out: list[list[float]] = []
    for c in chars:
        x0, y0, x1, y1 = c.box
        if x1 <= x0 or y1 <= y0:
            continue
        if out and _same_line(out[-1], c.box):
            last = out[-1]
            out[-1] = [min(last[0], x0), min(last[1], y0), max(last[2], x1), max(last[3], y1)]
        else:
            out.append([x0, y0, x1, y1])
    return [(a, b, c, d) for a, b, c, d in out]


def _same_line(line_box: Sequence[float], box: Box) -> bool:
    middle = (box[1] + box[3]) / 2
    return line_box[1] <= middle <= line_box[3] and box[0] >= line_box[0] - 1


def _highlight(writer: Any, page: int, boxes: list[Box], text: str, colour: str, stamp: str) -> None:
    from pypdf.annotations import Highlight
    from pypdf.generic import ArrayObject, FloatObject

    points = []
    for x0, y0, x1, y1 in boxes:
        points += [x0, y1, x1, y1, x0, y0, x1, y0]
    rect = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    mark = Highlight(
        rect=rect,
        quad_points=ArrayObject([FloatObject(round(p, 2)) for p in points]),
        highlight_color=colour,
        printing=True,
    )
    _finish(writer, page, mark, text, stamp)


def _note(
    writer: Any, pages: _Pages, block: Block | None, text: str, stamp: str, stacked: dict[tuple[int, int], int]
) -> None:
    """A note at the block, or at the top of the first page where the block has no place."""
    from pypdf.annotations import Text

    anchor = next((a for a in (block.anchors if block is not None else ()) if a.part == "page"), None)
    area = pages.box(anchor) if anchor is not None else None
    page = anchor.paragraph - 1 if anchor is not None and area is not None else 0
    left, top = pages.corner(page)
    y = area[3] if area is not None else top - 24
    row = int(y // 24)
    n = stacked[(page, row)] = stacked.get((page, row), -1) + 1
    x, y = left + 6 + 6 * (n % 3), y - 16 * n
    mark = Text(rect=(x, y - 20, x + 20, y), text=text)
    _finish(writer, page, mark, text, stamp)


def _finish(writer: Any, page: int, mark: Any, text: str, stamp: str) -> None:
    from pypdf.generic import NameObject, TextStringObject

    mark[NameObject("/T")] = TextStringObject(AUTHOR)
    mark[NameObject("/M")] = TextStringObject(stamp)
    if text:
        mark[NameObject("/Contents")] = TextStringObject(text)
    writer.add_annotation(page, mark)


def _skip_used_numbers(writer: Any) -> None:
    """Leaves out object numbers that an earlier update used for its cross-reference table: readers would mix them up."""
    from pypdf.generic import NullObject

    size = int(writer._reader.trailer.get("/Size", 0))
    for _ in range(min(size - 1 - len(writer._objects), _MOST_SKIPPED)):
        writer._add_object(NullObject())


def _drop_own(writer: Any) -> None:
    """Removes the annotations of an earlier run."""
    from pypdf.generic import ArrayObject, NameObject

    for page in writer.pages:
        marks = page.get("/Annots")
        if marks is None:
            continue
        every = marks.get_object()
        kept = [m for m in every if m.get_object().get("/T") != AUTHOR]
        if len(kept) != len(every):
            page[NameObject("/Annots")] = ArrayObject(kept)
