"""Reads a PDF: headings by font, paragraphs healed, tables over page breaks joined, running headers removed.

pdfplumber gives characters, fonts and tables; pypdfium2 counts the words of each page again, so that none is lost. A page
without text that could be read is reported, never passed over.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import itertools
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from qa_scorer.document import Anchor, Block, BlockKind, Document, Part, Picture, Table, TableCell
from qa_scorer.errors import InputError
from qa_scorer.ingest.forms import BOX, DATED, MOST_COLUMNS, MOST_LABEL_WORDS, MOST_TITLE_WORDS, PROSE, answered, lists
from qa_scorer.ingest.normalise import has_dot_leader

if TYPE_CHECKING:
    from qa_scorer.settings import Limits

_BULLETS = frozenset("•●○◦▪■□‣⁃∙·➢➤►✓✔❖–—-*o§Øüv")
_SURE_BULLETS = frozenset("•●○◦▪■□‣⁃∙➢➤►❖")
_SYMBOL_FONTS = re.compile(r"symbol|wingding|dingbat|webding", re.IGNORECASE)
_FEWEST_ASKED = 2  # rows of question and answer that make a table a form
_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"^[\W_]*(?:page|p\.?)?\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[\W_]*$", re.IGNORECASE)
_LIST_NUMBER = re.compile(r"^(?:\(?\d{1,2}[.)]|\(?[a-z][.)]|\(?[ivx]{1,5}[.)]|\d{1,2}(?:\.\d{1,2}){1,3})$")
_CID = re.compile(r"\(cid:\d+\)")
_END = re.compile(r"[.!?:;…]['\"’”)\]]*$")
_MAX_DRAWN = 100  # pictures of which the pixels are kept
_SLIVER = 8.0  # points between the lines of a frame and of what stands in it
_SHARE = 0.5  # of the time allowed, after which the rest is read as plain text
_SHARE_OF_A_PAGE = 0.25


@dataclass(slots=True)
class _Line:
    """A line of text on a page. `gap_after_first`: white space after its first word, in points."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    italic: bool
    page: int
    first: str = ""
    first_font: str = ""
    second_x0: float | None = None
    gap_after_first: float = 0.0
    space: float = 3.0


@dataclass(slots=True)
class _Cells:
    """A table of one page, or of several once joined. `edges`: x of its column borders."""

    rows: list[list[tuple[str, tuple[float, float, float, float], int] | int | None]]
    edges: tuple[float, ...]
    page: int
    top: float
    bottom: float
    last_page: int = 0
    page_bottom: float = 0.0


@dataclass(slots=True)
class _Item:
    """Something in reading order: a line, a table or a picture. `form`: '' outside of a form, else label or text."""

    kind: str
    top: float
    page: int
    line: _Line | None = None
    table: _Cells | None = None
    picture: dict[str, Any] = field(default_factory=dict)
    form: str = ""


@dataclass(slots=True)
class _Form:
    """A table that is only a frame around running text: its rows of cell boxes, and its own box."""

    grid: list[list[Any]]
    box: tuple[float, float, float, float]


class _Slow(Exception):
    """pdfplumber took its share of the time."""


@contextlib.contextmanager
def _clock(until: float) -> Iterator[None]:
    """Ends what runs within, where it still runs at `until` (also a loop that never comes back to us).

    Counts this process's own work, so that a busy computer cuts nothing off; only where the system has such a clock.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_signal: int, _frame: object) -> None:
        raise _Slow

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, max(0.05, until - time.process_time()), 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def read_pdf(path: Path, limits: Limits, *, second: bool = True, password: str = "") -> Document:
    """The document of a PDF. `second`: whether the second reader takes part; `password`: opens an encrypted one.

    Raises:
        InputError: encrypted, damaged, over a limit, or no page could be opened.
    """
    until = time.process_time() + _SHARE * limits.seconds
    raw = path.read_bytes()
    import logging

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    try:
        with _clock(until - _SHARE * limits.seconds / 2):
            pdf = pdfplumber.open(io.BytesIO(raw), password=password)
    except (Exception, RecursionError) as exc:
        cause = f"{type(exc).__name__} {type(exc.__cause__).__name__} {type(exc.args[0]).__name__ if exc.args else ''}"
        if isinstance(exc, PDFPasswordIncorrect) or "Password" in cause or "Encryption" in cause:
            raise _protected(path, password) from exc
        return _second_reader_only(path, raw, limits, second=second, password=password)
    try:
        with _clock(until):
            pages = pdf.pages
    except (Exception, RecursionError):
        return _second_reader_only(path, raw, limits, second=second, password=password)
    if not pages:
        return _second_reader_only(path, raw, limits, second=second, password=password)
    if len(pages) > limits.pages:
        raise _too_many_pages(path, len(pages), limits)
    return _Reader(path, raw, pdf.metadata, pages, limits, until=until, second=second, password=password).read()


def _protected(path: Path, password: str = "") -> InputError:
    if password:
        return InputError(f"The password does not open {path.name}. Check it and try again.")
    return InputError(f"{path.name} is protected by a password. Save a copy without it and try again.")


def _too_many_pages(path: Path, count: int, limits: Limits) -> InputError:
    return InputError(f"{path.name} has {count:,} pages; the limit is {limits.pages:,}. Give the review alone.")


class _BarePage:
    """A page that only the second reader can open: nothing is known of it but its text."""

    width, height = 595.0, 842.0

    def close(self) -> None:
        """Nothing to close."""


def _second_reader_only(path: Path, raw: bytes, limits: Limits, *, second: bool, password: str) -> Document:
    """The document as plain text, where its structure is too damaged for pdfplumber.

    Raises:
        InputError: the second reader cannot open it either.
    """
    import pypdfium2 as pdfium

    if not second:
        raise InputError(f"{path.name} is damaged or not a complete PDF. Export it again and try again.")
    try:
        damaged = pdfium.PdfDocument(raw, password=password or None)
        count = len(damaged)
        damaged.close()
    except Exception as exc:
        if "password" in str(exc).lower() or "security" in str(exc).lower():
            raise _protected(path, password) from exc
        raise InputError(f"{path.name} is damaged or not a complete PDF. Export it again and try again.") from exc
    if count > limits.pages:
        raise _too_many_pages(path, count, limits)
    if not count:
        raise InputError(f"{path.name} has no pages that can be read. Export it again.")
    return _Reader(path, raw, {}, [_BarePage()] * count, limits, until=0.0, second=True, password=password).read()


class _Reader:
    def __init__(
        self, path: Path, raw: bytes, metadata: dict[str, Any], pages: list[Any], limits: Limits, *, until: float, second: bool,
        password: str = "",
    ) -> None:  # fmt: skip
        self.path, self.raw, self.metadata, self.pages, self.limits = path, raw, metadata, pages, limits
        self.until, self.second, self.password = until, second, password or None
        self.drawn = self.kept = 0
        self.warnings: list[str] = []
        self.unreadable: list[int] = []
        self.margins: Counter[str] = Counter()
        self.form_edges: tuple[float, ...] = ()
        self.hidden: list[tuple[BlockKind, str, int]] = []
        self.vocabulary: Counter[str] = Counter()

    def read(self) -> Document:
        texts = self._pdfium_texts()
        for text in texts:
            for row in text.splitlines():
                # The last and first words of a line may be broken ones.
                self.vocabulary.update(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(row.lower().split()[1:-1])))
        items: list[_Item] = []
        plain: list[int] = []
        for number, page in enumerate(self.pages, 1):
            text = texts[number - 1] if number - 1 < len(texts) else ""
            try:
                if isinstance(page, _BarePage) or time.process_time() > self.until:
                    raise _Slow
                with _clock(min(self.until, time.process_time() + _SHARE_OF_A_PAGE * self.limits.seconds)):
                    found = self._page(page, number, text)
            except InputError:
                raise
            except (Exception, RecursionError):
                found = []
                if text.strip():
                    found = self._plain(text, number)
                    plain.append(number)
                else:
                    self.unreadable.append(number)
            items.append(_Item("page", -1.0, number))
            items.extend(found)
            page.close()
        items = self._without_margins(items)
        items = self._join_tables(items)
        if plain:
            self.warnings.append(
                f"{_pages(plain)} could only be read as plain text (damaged, or more than the time allows): tables are not told from text there."
            )
        if self.unreadable:
            self.warnings.append(
                f"{_pages(self.unreadable)} could not be read: there is a picture, or fonts without text."
            )
        if len(self.unreadable) == len(self.pages):
            self.warnings.append(
                "No page could be read; the document is probably a scan. Ask for the Word file, or run text recognition first."
            )
        return self._document(items)

    # -- pages -----------------------------------------------------------------------------------------------------

    def _pdfium_texts(self) -> list[str]:
        """Text of each page as a second reader finds it."""
        if not self.second:
            return []
        try:
            import pypdfium2 as pdfium

            doc = pdfium.PdfDocument(self.raw, password=self.password)
            out = []
            for i in range(min(len(doc), self.limits.pages)):
                page = doc[i]
                text = page.get_textpage()
                out.append(text.get_text_range())
                text.close()
                page.close()
            doc.close()
            return out
        except Exception:
            return []

    def _plain(self, text: str, number: int) -> list[_Item]:
        out = []
        for n, line in enumerate(x.strip() for x in text.splitlines()):
            if line:
                out.append(
                    _Item(
                        "line",
                        50.0 + 14.0 * n,
                        number,
                        _Line(line, 72, 500, 50.0 + 14 * n, 61.0 + 14 * n, 11, False, False, number),
                    )
                )
        return out

    def _page(self, page: Any, number: int, second: str) -> list[_Item]:
        words = self._words(page, second)
        joined = " ".join(w["text"] for w in words)
        drawn = len(page.images) + len(page.rects) + len(page.curves) + len(page.lines)
        garbled = sum(len(m.group(0)) for m in _CID.finditer(joined)) > 0.3 * max(1, len(joined))
        if not words or garbled:
            if second.strip() and len(second.split()) > 3 and not garbled:
                return self._plain(second, number)
            if page.images or garbled or drawn > 12:
                self.unreadable.append(number)
            return self._pictures(page, number, [])
        tables, forms = self._tables(page, words, number)
        boxes = [(min(e for e in t.edges), t.top, max(e for e in t.edges), t.bottom) for t in tables]
        free = [w for w in words if not any(_inside(w, b) for b in boxes)]
        framed = self._framed(forms, free, page, number)
        free = [w for w in free if not any(_inside(w, f.box) for f in forms)]
        lines = self._lines(free, page, number)
        items = [_Item("line", ln.top, number, line=ln) for ln in lines]
        order = {id(ln): n for n, ln in enumerate(lines)}
        items.extend(framed)
        for t in tables:
            items.append(_Item("table", t.top, number, table=t))
        items.extend(self._pictures(page, number, boxes))
        columns = any(lines[i].top > lines[i + 1].top + 20 for i in range(len(lines) - 1))
        if columns:
            items.sort(key=lambda it: (order.get(id(it.line), 10**6) if it.line else 10**6, it.top))
        else:
            items.sort(key=lambda it: it.top)
        self._notes(page, number)
        return items

    def _words(self, page: Any, second: str) -> list[dict[str, Any]]:
        """Words of a page; where the second reader finds many more, gaps between letters are taken as narrower."""
        best: list[dict[str, Any]] = []
        for ratio in (0.15, 0.09, 0.05):
            words = page.extract_words(
                x_tolerance_ratio=ratio,
                y_tolerance=3,
                keep_blank_chars=False,
                use_text_flow=False,
                extra_attrs=["fontname", "size"],
                expand_ligatures=True,
            )
            if not best or len(words) > len(best):
                best = words
            if len(second.split()) <= 1.12 * len(words) + 3:
                return list(words)
        return list(best)

    def _framed(self, forms: list[_Form], words: list[dict[str, Any]], page: Any, number: int) -> list[_Item]:
        """The text of forms: each label as one line, then the lines of the cell that it stands before."""
        out: list[_Item] = []
        for form in forms:
            for n, row in enumerate(form.grid):
                cells = [box for box in row if box is not None]
                for box in cells:
                    inside = [w for w in words if _inside(w, box)]
                    lines = self._lines(inside, page, number)
                    if not lines:
                        continue
                    title = len(cells) == 1 and len(lines) == 1 and len(inside) <= MOST_TITLE_WORDS
                    if (box is not cells[-1] and len(inside) <= MOST_TITLE_WORDS) or (
                        title and (n + 1 < len(form.grid) or lines[0].bold or box[3] > 0.8 * float(page.height or 842))
                    ):
                        first = lines[0]
                        for more in lines[1:]:
                            first.text = _heal(first.text, more.text, self.vocabulary)
                            first.bottom, first.x1 = more.bottom, max(first.x1, more.x1)
                        out.append(_Item("line", float(box[1]), number, line=first, form="label"))
                    else:
                        out += [_Item("line", ln.top, number, line=ln, form="text") for ln in lines]
        return out

    def _as_before(self, edges: Sequence[float]) -> bool:
        """True where these are the column borders of the last form."""
        return _same_edges(edges, self.form_edges)

    def _is_form(
        self, grid: list[list[Any]], bbox: Any, words: list[dict[str, Any]], others: list[Any], edges: tuple[float, ...]
    ) -> bool:
        """True for a table that frames running text, or goes on from one on the page before.

        `others`: box and number of rows of each table of the page.
        """
        rows = [[box for box in row if box] for row in grid]
        columns = max((len(r) for r in rows), default=0)
        if not 0 < columns <= MOST_COLUMNS:
            return False

        def text(box: Any) -> str:
            return " ".join(w["text"] for w in words if _inside(w, box))

        if columns > 1 and rows[0] and lists([text(b) for b in rows[0]]):
            return False
        if self._as_before(edges):
            return True
        asked = [r for r in rows if len(r) > 1 and answered(text(r[0]), len(text(r[-1]).split()))]
        if len(asked) >= _FEWEST_ASKED:
            return True
        for row in (r for r in rows if r):
            labels = [text(b) for b in row[:-1]]
            if any(len(x.split()) > MOST_LABEL_WORDS or DATED.match(x) for x in labels):
                continue
            around = any(o != bbox and n > 1 and _within(o, row[-1]) for o, n in others)
            if around or len(text(row[-1]).split()) >= (BOX if columns == 1 else PROSE):
                return True
        return False

    def _tables(self, page: Any, words: list[dict[str, Any]], number: int) -> tuple[list[_Cells], list[_Form]]:
        if len(page.rects) + len(page.lines) + len(page.curves) < 4:
            return [], []
        out, forms = [], []
        found = page.find_tables(
            {
                "vertical_strategy": "lines",
                "horizontal_strategy": "lines",
                "snap_tolerance": 3,
                "intersection_tolerance": 4,
            }
        )
        boxes = [(t.bbox, len(t.rows)) for t in found]
        parts = [(_parts([list(row.cells) for row in t.rows], words), t.bbox) for t in found]
        for grid, bbox, split in ((g, b, len(gs) > 1) for gs, b in parts for g in gs):
            present = [c for r in grid for c in r if c]
            if not present:
                continue
            edges = sorted({round(c[0], 0) for c in present} | {round(c[2], 0) for c in present})
            if sum(len(r) for r in grid) < 2 and not split and not self._as_before(edges):
                continue  # a lone box, unless a form goes on in it
            outline = (bbox[0], min(c[1] for c in present), bbox[2], max(c[3] for c in present))
            inside = [w for w in words if _inside(w, outline)]
            if len(present) == 1 and split and 0 < len(inside) <= MOST_TITLE_WORDS:
                continue  # a title that touches its table
            if not inside:
                continue
            if self._is_form(grid, bbox, inside, boxes, tuple(edges)):
                self.form_edges = tuple(edges)
                forms.append(_Form(grid, outline))
                continue
            by_cell: dict[tuple[int, int], list[dict[str, Any]]] = {}
            for w in inside:
                spot = _cell_of(w, grid)
                if spot:
                    by_cell.setdefault(spot, []).append(w)
            rows: list[list[tuple[str, tuple[float, float, float, float], int] | int | None]] = []
            for r, row in enumerate(grid):
                cells: list[tuple[str, tuple[float, float, float, float], int] | int | None] = []
                for c, box in enumerate(row):
                    if box is None:
                        left = next((k for k in range(c - 1, -1, -1) if row[k] is not None), None)
                        wide = left is not None and row[left] is not None and _covers(row[left], grid, c)
                        cells.append(left if wide else None)
                    else:
                        cells.append(
                            (
                                _cell_text(by_cell.get((r, c), []), box, self.vocabulary),
                                (float(box[0]), float(box[1]), float(box[2]), float(box[3])),
                                number,
                            )
                        )
                rows.append(cells)
            out.append(
                _Cells(rows, tuple(edges), number, float(outline[1]), float(outline[3]), number, float(outline[3]))
            )
        kept = [
            t
            for t in out
            if not any(
                o is not t
                and o.top <= t.top
                and o.bottom >= t.bottom
                and min(o.edges) <= min(t.edges)
                and max(o.edges) >= max(t.edges)
                and (o.bottom - o.top) > (t.bottom - t.top) + 1
                for o in out
            )
        ]
        return kept, forms

    def _lines(self, words: list[dict[str, Any]], page: Any, number: int) -> list[_Line]:
        """Lines in reading order; two columns are read one after the other."""
        rows: list[list[dict[str, Any]]] = []
        for w in sorted(words, key=lambda w: (w["top"] + w["bottom"], w["x0"])):
            middle = (w["top"] + w["bottom"]) / 2
            home = None
            for row in rows[-4:]:
                ref = row[-1]
                if (
                    min(ref["bottom"], w["bottom"]) - max(ref["top"], w["top"])
                    > 0.45 * min(ref["bottom"] - ref["top"], w["bottom"] - w["top"])
                    and abs((ref["top"] + ref["bottom"]) / 2 - middle) < 6
                ):
                    home = row
            if home is None:
                rows.append([w])
            else:
                home.append(w)
        for row in rows:
            row.sort(key=lambda w: w["x0"])
        gutter = _gutter(rows, float(page.width or 595))
        if gutter is None:
            return [ln for row in rows if (ln := _line(row, number))]
        out: list[_Line] = []
        left: list[_Line] = []
        right: list[_Line] = []
        for row in rows:
            a = [w for w in row if w["x1"] <= gutter + 2]
            b = [w for w in row if w["x0"] >= gutter - 2]
            if len(a) + len(b) < len(row):  # a line over both columns ends them
                out += left + right
                left, right = [], []
                if whole := _line(row, number):
                    out.append(whole)
                continue
            if a and (ln := _line(a, number)):
                left.append(ln)
            if b and (ln := _line(b, number)):
                right.append(ln)
        return out + left + right

    def _pictures(self, page: Any, number: int, tables: list[tuple[float, float, float, float]]) -> list[_Item]:
        out = []
        for image in page.images[:30]:
            x0, x1, top, bottom = (float(image[k]) for k in ("x0", "x1", "top", "bottom"))
            if x1 - x0 < 40 or bottom - top < 30:
                continue
            out.append(
                _Item("picture", top, number, picture={"kind": "bitmap", "box": (x0, top, x1, bottom), "page": number})
            )
        curves = [c for c in page.curves if (c["x1"] - c["x0"]) > 8 and (c["bottom"] - c["top"]) > 8]
        shapes = curves + [
            r
            for r in page.rects
            if 12 < r["x1"] - r["x0"] < 140
            and 12 < r["bottom"] - r["top"] < 140
            and not any(_inside(r, t) for t in tables)
        ]
        if len(curves) >= 2 and len(shapes) >= 4:
            x0, x1 = min(s["x0"] for s in shapes), max(s["x1"] for s in shapes)
            top, bottom = min(s["top"] for s in shapes), max(s["bottom"] for s in shapes)
            out.append(
                _Item(
                    "picture",
                    float(top),
                    number,
                    picture={
                        "kind": "vector",
                        "box": (float(x0), float(top), float(x1), float(bottom)),
                        "page": number,
                    },
                )
            )
        return out

    def _notes(self, page: Any, number: int) -> None:
        """Text that is not drawn on the page: notes, form fields, mail links."""
        for a in page.annots[:2000]:
            text = a.get("contents")
            data = a.get("data") or {}
            value = data.get("V")
            if isinstance(value, bytes):
                value = value.decode("utf-16" if value[:2] in (b"\xfe\xff", b"\xff\xfe") else "latin-1", "replace")
            if isinstance(value, str) and value.strip():
                self.hidden.append((BlockKind.TEXT_BOX, value.strip(), number))
            elif isinstance(text, str) and text.strip() and str(data.get("Subtype")) not in ("/'Link'", "/'Widget'"):
                self.hidden.append((BlockKind.COMMENT, text.strip(), number))
            uri = a.get("uri")
            if isinstance(uri, str) and uri.startswith("mailto:"):
                self.hidden.append((BlockKind.LINK, uri.removeprefix("mailto:").split("?")[0], number))

    # -- over pages ------------------------------------------------------------------------------------------------

    def _without_margins(self, items: list[_Item]) -> list[_Item]:
        """Items without running headers, footers and page numbers, which are kept once each, apart."""
        heights = {n: float(p.height or 792) for n, p in enumerate(self.pages, 1)}
        zone: dict[int, list[_Item]] = {}
        by_page: dict[int, list[_Item]] = {}
        for it in items:
            if it.kind == "line" and it.line:
                by_page.setdefault(it.page, []).append(it)
        seen: Counter[str] = Counter()
        for page, lines in by_page.items():
            height = heights[page]
            ordered = sorted(lines, key=lambda it: it.top)
            near = [it for it in ordered if it.line and (it.line.bottom < 0.10 * height or it.line.top > 0.90 * height)]
            zone[page] = near
            for key in {_margin_key(it.line.text) for it in near if it.line}:
                seen[key] += 1
        need = max(2, round(0.4 * len(by_page)))
        drop: set[int] = set()
        for page, near in zone.items():
            for it in near:
                assert it.line is not None
                text = it.line.text.strip()
                repeated = seen[_margin_key(text)] >= need and len(by_page) > 1
                edge = it.line.bottom < 0.08 * heights[page] or it.line.top > 0.92 * heights[page]
                if repeated or (edge and _PAGE_NUMBER.match(text)):
                    drop.add(id(it))
                    if not _PAGE_NUMBER.match(text):
                        self.margins[
                            ("F" if it.line.top > heights[page] / 2 else "H") + re.sub(r"\s*\d+\s*$", "", text)
                        ] += 1
        return [it for it in items if id(it) not in drop]

    def _join_tables(self, items: list[_Item]) -> list[_Item]:
        """Tables that run over a page break as one; repeated heading rows dropped, a row split by the break healed."""
        out: list[_Item] = []
        for it in items:
            if it.kind == "table" and it.table:
                back = [x for x in out if x.kind != "page"]
                last = back[-1] if back else None
                if (
                    last is not None
                    and last.kind == "table"
                    and last.table
                    and last.table.last_page == it.page - 1
                    and _same_columns(last.table, it.table)
                ):
                    self._append(last.table, it.table)
                    continue
            out.append(it)
        return out

    def _append(self, base: _Cells, more: _Cells) -> None:
        rows = list(more.rows)

        def text(row: list[Any], c: int) -> str:
            return row[c][0] if c < len(row) and isinstance(row[c], tuple) else ""

        if (
            rows
            and base.rows
            and [text(rows[0], c) for c in range(len(rows[0]))]
            == [text(base.rows[0], c) for c in range(len(base.rows[0]))]
            and len(rows) >= 1
        ):
            rows = rows[1:]
        if rows and base.rows:
            head, tail = rows[0], base.rows[-1]
            filled = [c for c in range(len(head)) if text(head, c)]
            height = float(self.pages[base.last_page - 1].height or 792)
            at_bottom = base.page_bottom > 0.80 * height
            if (
                at_bottom
                and filled
                and not text(head, 0)
                and len(filled) < len(head)
                and all(text(tail, c) for c in filled)
                and (
                    any(not _END.search(text(tail, c)) or text(head, c)[:1].islower() for c in filled)
                    or (len(head) > 4 and len(filled) <= len(head) // 4 and not any(text(head, c) for c in range(3)))
                )
            ):
                for c in filled:
                    cell, extra = tail[c], head[c]
                    assert isinstance(cell, tuple) and isinstance(extra, tuple)
                    tail[c] = (_heal(cell[0], extra[0], self.vocabulary), cell[1], cell[2])
                rows = rows[1:]
        base.rows.extend(rows)
        base.bottom, base.last_page, base.page_bottom = more.bottom, more.page, more.bottom

    # -- blocks ----------------------------------------------------------------------------------------------------

    def _document(self, items: list[_Item]) -> Document:
        lines = [it.line for it in items if it.line]
        sizes: Counter[float] = Counter()
        for ln in lines:
            sizes[round(ln.size * 2) / 2] += len(ln.text)
        body = max(sizes.most_common(1)[0][0], 1.0) if sizes else 11.0
        gaps = []
        for a, b in itertools.pairwise(lines):
            if (
                a.page == b.page
                and abs(a.size - b.size) < 0.6
                and abs(a.size - body) < 0.6
                and 0 < b.top - a.top < 3 * a.size
            ):
                gaps.append(b.top - a.top)
        pitch = _usual_pitch(gaps, body)
        right = max((ln.x1 for ln in lines), default=500.0)
        blocks: list[Block] = []
        tables: list[Table] = []
        pictures: list[Picture] = []
        para: list[_Line] = []
        framed: dict[int, str] = {}  # blocks of forms
        form = ""

        def flush() -> None:
            nonlocal para
            if para:
                if form:
                    framed[len(blocks)] = form
                blocks.append(self._paragraph(para, len(blocks), body))
                para = []

        for it in items:
            if it.kind == "page":
                continue
            if it.kind != "line" or it.form != form or form == "label":
                flush()
            form = it.form
            if it.kind == "line" and it.line:
                if para and not _continues(para, it.line, pitch, right, body):
                    flush()
                para.append(it.line)
            elif it.kind == "table" and it.table:
                tables.append(self._table(it.table, len(tables), blocks))
            elif it.kind == "picture":
                blocks.append(Block(len(blocks), BlockKind.PARAGRAPH, "", page=it.page))
                pictures.append(self._picture(it, len(blocks) - 1))
        flush()
        blocks = _form_levels(_levels(blocks, body), framed)
        for key in self.margins:
            kind = BlockKind.FOOTER if key[0] == "F" else BlockKind.HEADER
            if key[1:].strip():
                blocks.append(Block(len(blocks), kind, key[1:].strip(), Part.MARGINS))
        for kind, text, page in self.hidden:
            part = {BlockKind.COMMENT: Part.REVIEW, BlockKind.TEXT_BOX: Part.BODY}.get(kind, Part.META)
            blocks.append(Block(len(blocks), kind, " ".join(text.split()), part, page=page))
        properties = {}
        for key, value in (self.metadata or {}).items():
            if (
                isinstance(value, str)
                and value.strip()
                and key in ("Author", "Title", "Subject", "Keywords", "Creator", "Company", "Manager")
            ):
                properties[key.lower()] = value.strip()
                if key in ("Author", "Title", "Subject", "Keywords", "Company", "Manager"):
                    blocks.append(Block(len(blocks), BlockKind.PROPERTY, value.strip(), Part.META, style=key.lower()))
        blocks.append(Block(len(blocks), BlockKind.FILE_NAME, self.path.stem, Part.META))
        return Document(
            file_name=self.path.name,
            sha256=hashlib.sha256(self.raw).hexdigest(),
            format="pdf",
            blocks=tuple(blocks),
            tables=tuple(tables),
            pictures=tuple(pictures),
            properties=properties,
            pages=len(self.pages),
            unreadable_pages=tuple(self.unreadable),
            warnings=tuple(self.warnings),
        )

    def _paragraph(self, lines: list[_Line], index: int, body: float) -> Block:
        first = lines[0]
        number, strip = _list_mark(first)
        text = ""
        anchors = []
        for n, ln in enumerate(lines):
            part = ln.text[strip:].lstrip() if n == 0 else ln.text
            start = len(text) + (1 if text else 0)
            text = _heal(text, part, self.vocabulary)
            anchors.append(
                Anchor("page", ln.page, min(start, max(0, len(text) - 1)), (ln.x0, ln.top, ln.x1, ln.bottom))
            )
        kind = BlockKind.PARAGRAPH
        if number:
            kind = BlockKind.LIST_ITEM
        elif has_dot_leader(first.text) and len(lines) == 1:
            kind = BlockKind.TOC
        weight = Counter[float]()
        for ln in lines:
            weight[ln.size] += len(ln.text)
        size = weight.most_common(1)[0][0]
        bold = all(ln.bold for ln in lines)
        if (
            kind is BlockKind.PARAGRAPH
            and len(text.split()) <= 20
            and (size >= body + 0.9 and (bold or size >= body + 1.4))
            and not (text.endswith(".") and len(text.split()) > 8)
        ):
            kind = BlockKind.HEADING
        return Block(
            index,
            kind,
            text,
            number=number,
            bold=bold,
            italic=all(ln.italic for ln in lines),
            size=round(size, 1),
            page=first.page,
            anchors=tuple(anchors),
        )

    def _table(self, cells: _Cells, index: int, blocks: list[Block]) -> Table:
        rows: list[tuple[int | None, ...]] = []
        for r, row in enumerate(cells.rows):
            out: list[int | None] = []
            for c, cell in enumerate(row):
                if cell is None:
                    above = rows[r - 1][c] if r and c < len(rows[r - 1]) else None
                    out.append(
                        above
                        if above is not None and not any(isinstance(x, tuple) for x in row[:c]) and c == 0
                        else None
                    )
                elif isinstance(cell, int):
                    out.append(out[cell])
                else:
                    text, box, page = cell
                    blocks.append(
                        Block(
                            len(blocks),
                            BlockKind.CELL,
                            text,
                            page=page,
                            cell=TableCell(index, r, c),
                            anchors=(Anchor("page", page, 0, box),),
                        )
                    )
                    out.append(len(blocks) - 1)
            rows.append(tuple(out))
        return Table(index, tuple(rows), page=cells.page)

    def _picture(self, item: _Item, block: int) -> Picture:
        box = item.picture["box"]
        image = None
        try:
            if (
                not self.second
                or self.drawn >= _MAX_DRAWN
                or self.kept > self.limits.images_bytes
                or time.process_time() > self.until
            ):
                raise _Slow
            self.drawn += 1
            import pypdfium2 as pdfium

            doc = pdfium.PdfDocument(self.raw, password=self.password)
            page = doc[item.page - 1]
            width, height = page.get_size()
            pad = 4.0
            crop = (
                max(0.0, box[0] - pad),
                max(0.0, height - box[3] - pad),
                max(0.0, width - box[2] - pad),
                max(0.0, box[1] - pad),
            )
            picture = page.render(scale=2.5, crop=crop).to_pil()
            buffer = io.BytesIO()
            picture.convert("RGB").save(buffer, "PNG")
            room = min(self.limits.image_bytes, self.limits.images_bytes - self.kept)
            image = buffer.getvalue() if buffer.tell() <= room else None
            self.kept += len(image or b"")
            doc.close()
        except Exception:
            image = None
        return Picture(
            block, item.picture["kind"], width=box[2] - box[0], height=box[3] - box[1], page=item.page, image=image
        )


# -- helpers -------------------------------------------------------------------------------------------------------


def _pages(numbers: list[int]) -> str:
    """Page numbers as a reader says them: 'Page 3', 'Pages 1, 2 and 9 more'."""
    if len(numbers) == 1:
        return f"Page {numbers[0]}"
    shown = ", ".join(str(n) for n in numbers[:20])
    return f"Pages {shown}" + (f" and {len(numbers) - 20} more" if len(numbers) > 20 else "")


def _inside(w: dict[str, Any], box: Any) -> bool:
    x, y = (w["x0"] + w["x1"]) / 2, (w["top"] + w["bottom"]) / 2
    return bool(box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1)


def _cell_of(w: dict[str, Any], grid: list[list[Any]]) -> tuple[int, int] | None:
    x, y = (w["x0"] + min(w["x1"], w["x0"] + 6)) / 2, (w["top"] + w["bottom"]) / 2
    for r, row in enumerate(grid):
        for c, box in enumerate(row):
            if box and box[0] - 1 <= x <= box[2] + 1 and box[1] - 0.5 <= y <= box[3] + 0.5:
                return r, c
    return None


def _covers(box: Any, grid: list[list[Any]], column: int) -> bool:
    lefts = [row[column][0] for row in grid if column < len(row) and row[column]]
    return bool(lefts) and bool(box[2] > median(lefts) + 2)


def _cell_text(words: list[dict[str, Any]], box: Any, vocabulary: Counter[str]) -> str:
    """Text of a cell; a word that was too wide for the cell and so was broken is joined again."""
    rows: list[list[dict[str, Any]]] = []
    for w in sorted(words, key=lambda w: (round(w["top"]), w["x0"])):
        if rows and abs(rows[-1][0]["top"] - w["top"]) < 0.5 * (w["bottom"] - w["top"]):
            rows[-1].append(w)
        else:
            rows.append([w])
    text, last = "", None
    for n, row in enumerate(rows):
        row.sort(key=lambda w: w["x0"])
        part = " ".join(w["text"] for w in row)
        gap = row[0]["top"] - last if last is not None else 0.0
        height = row[0]["bottom"] - row[0]["top"]
        if text and gap > 1.75 * height:
            text = text + "\n" + part
        elif text and _broken(rows[n - 1], row, box, vocabulary):
            text = text + part
        else:
            text = _heal(text, part, vocabulary)
        last = row[0]["top"]
    return _CID.sub("", text).strip()


_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?:hrs?|h|am|pm)?|(?:[01]\d|2[0-3])[0-5]\d(?:hrs?|h)")


def _broken(row: list[dict[str, Any]], after: list[dict[str, Any]], box: Any, vocabulary: Counter[str]) -> bool:
    """True where the only word of a line goes on in the next line, because the cell is narrower than the word."""
    a, b = row[-1], after[0]
    head, tail = a["text"], b["text"]
    if tail[0] in ",.;:)" or (tail[0] in "'’" and tail[1:2] in ("s", "") and head[-1:].isalpha()):
        return True
    digits = head[-1:].isdigit() and tail[:1].isdigit()
    if digits and _CLOCK.fullmatch(tail):
        return False  # a time below its date
    if not digits and not (head[-1:].isalpha() and tail[:1].islower()):
        return False
    left, right = head.lower().lstrip("(\"'“‘"), re.sub(r"[\W\d_]+$", "", tail.lower())
    if vocabulary[left + right] > 1:
        return True
    if right in _SMALL:
        return False
    if len(right) == 1 and not digits:
        return True
    pad = max(2.0, row[0]["x0"] - float(box[0]))
    inner = float(box[2]) - float(box[0]) - 2 * pad
    if len(row) != 1 or (a["x1"] - a["x0"]) + (b["x1"] - b["x0"]) < inner - 1:
        return False
    if float(box[2]) - pad - a["x1"] > 0.8 * float(a["size"]):
        return False
    if digits or vocabulary[left + right] or right in _ENDINGS:
        return True
    return not vocabulary[right] and not vocabulary[left]


_ENDINGS = frozenset(
    "s d ed es er ers ing ings ly al ally nt nts ent ents ment ments t n e m k r y on ion ions tion tions ation sion nce nces ce"
    " ces ty ity ties ies able ible ic ical ous ful ness ist ism ive age ary ory ery ry or ors se te ge le ne re ve l h th st".split()
)
_SMALL = frozenset(
    "a an and as at be by for from has he her his in is it me my no not of off on or our out she so the they to up was we were with".split()
)


def _line(row: list[dict[str, Any]], number: int) -> _Line | None:
    text = " ".join(w["text"] for w in row)
    if not text.strip():
        return None
    weight: Counter[float] = Counter()
    bold = italic = total = 0
    for w in row:
        n = len(w["text"])
        weight[round(float(w["size"]) * 2) / 2] += n
        total += n
        bold += n * bool(_BOLD.search(w["fontname"] or ""))
        italic += n * bool(_ITALIC.search(w["fontname"] or ""))
    spaces = [b["x0"] - a["x1"] for a, b in itertools.pairwise(row[1:])]
    first = row[0]
    return _Line(
        text,
        float(first["x0"]),
        float(max(w["x1"] for w in row)),
        float(min(w["top"] for w in row)),
        float(max(w["bottom"] for w in row)),
        weight.most_common(1)[0][0],
        bold > 0.9 * total,
        italic > 0.9 * total,
        number,
        first["text"],
        first["fontname"] or "",
        float(row[1]["x0"]) if len(row) > 1 else None,
        float(row[1]["x0"] - first["x1"]) if len(row) > 1 else 0.0,
        float(median(spaces)) if spaces else 3.0,
    )


def _gutter(rows: list[list[dict[str, Any]]], width: float) -> float | None:
    """x of the gap between two columns, where most lines of the page have one there."""
    if len(rows) < 12:
        return None
    hits: Counter[int] = Counter()
    for row in rows:
        for a, b in itertools.pairwise(row):
            if b["x0"] - a["x1"] > 14 and 0.35 * width < (a["x1"] + b["x0"]) / 2 < 0.65 * width:
                for x in range(int(a["x1"]) + 2, int(b["x0"]) - 1):
                    hits[x] += 1
    if not hits:
        return None
    x, count = hits.most_common(1)[0]
    crossing = sum(any(w["x0"] < x < w["x1"] for w in row) for row in rows)
    return float(x) if count >= 0.45 * len(rows) and crossing <= 0.25 * len(rows) else None


def _margin_key(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.lower().split()))


def _same_columns(a: _Cells, b: _Cells) -> bool:
    return len(a.rows[0]) == len(b.rows[0]) and _same_edges(a.edges, b.edges)


def _same_edges(a: Sequence[float], b: Sequence[float]) -> bool:
    return len(a) == len(b) and all(abs(x - y) <= 4 for x, y in zip(a, b, strict=True))


def _heal(text: str, part: str, vocabulary: Counter[str] | None = None) -> str:
    """Two lines as one. A word broken by a hyphen is joined again; a hyphen that belongs to the word stays."""
    if not text:
        return part
    if not part:
        return text
    m = re.search(r"([^\W\d_]{2,})[-\u00ad\u2010]$", text)
    tail = re.match(r"[^\W\d_]+", part)
    if m and tail and part[:1].islower():
        a, b = m.group(1).lower(), tail.group(0).lower()
        words = vocabulary or Counter()
        if text.endswith("\u00ad") or words[a + b] > words[f"{a}-{b}"]:
            return text[:-1] + part
        if words[f"{a}-{b}"] or (words[a] and words[b]) or a in _PREFIXES or not words:
            return text + part
        return text[:-1] + part
    if text[-1:] in "-\u2010/" and part[:1].isalnum() and len(text) > 1 and text[-2].isalnum():
        return text + part
    return f"{text} {part}"


_PREFIXES = frozenset(
    "non self multi inter well long short full part high low cross co pre post anti ex mid out in on off one two three four"
    " five six follow check drop face step day end hand first second third".split()
)


def _list_mark(line: _Line) -> tuple[str, int]:
    """The bullet or automatic number at the start of a line, and how many characters it takes."""
    first = line.first
    if not first:
        return "", 0
    wide = line.gap_after_first > 1.9 * max(0.25 * line.size, line.space if line.space < 0.5 * line.size else 0.0)
    symbol = 0xF000 <= ord(first[0]) <= 0xF0FF or (bool(_SYMBOL_FONTS.search(line.first_font)) and not first.isalpha())
    if len(first) == 1 and (first in _SURE_BULLETS or symbol or (first in _BULLETS and wide)):
        return "•", len(first)
    if _LIST_NUMBER.match(first) and wide:
        return first, len(first)
    close = re.match(r"^\d{2}[.)](?=[A-Z])", first)  # a number so wide that its tab is used up
    if close:
        return close.group(0), len(close.group(0))
    return "", 0


def _form_levels(blocks: list[Block], framed: dict[int, str]) -> list[Block]:
    """Labels of forms as headings under the last one outside; headings in the text of a form below its labels."""
    outer = 0
    out = []
    for b in blocks:
        place = framed.get(b.index)
        if place == "label":
            b = replace(b, kind=BlockKind.HEADING, level=outer + 1)
        elif b.kind is BlockKind.HEADING and place:
            b = replace(b, level=max(b.level or 1, outer + 2))
        elif b.kind is BlockKind.HEADING:
            outer = b.level or 0
        out.append(b)
    return out


def _parts(grid: list[list[Any]], words: list[dict[str, Any]]) -> list[list[list[Any]]]:
    """A grid, or its parts where a frame and a table inside it share their lines: rows over the whole width, and the others.

    Empty slivers between the two frames are left out.
    """
    present = [c for r in grid for c in r if c]
    if not present:
        return []
    whole = max(c[2] for c in present) - min(c[0] for c in present)
    over = [sum(b is not None for b in r) == 1 and any(b and b[2] - b[0] > 0.9 * whole for b in r) for r in grid]

    def short(n: int) -> bool:
        return sum(_inside(w, next(b for b in grid[n] if b)) for w in words) <= MOST_TITLE_WORDS

    if all(over) or not (over[0] and short(0)):
        if len(grid) > 1 and over[-1] and not over[-2] and short(-1):  # the title of what comes below the table
            last = [b for b in grid[-1] if b]
            return [_without_slivers(grid[:-1], words), [last]]
        return [_without_slivers(grid, words)]
    parts: list[list[list[Any]]] = []
    for n, row in enumerate(grid):
        if n == 0 or over[n] != over[n - 1]:
            parts.append([])
        parts[-1].append([b for b in row if b] if over[n] else row)
    return [_without_slivers(part, words) for part in parts]


def _without_slivers(grid: list[list[Any]], words: list[dict[str, Any]]) -> list[list[Any]]:
    """A grid without the columns that are empty and only as wide as the gap between two frames."""

    def empty(box: Any) -> bool:
        return box is None or (box[2] - box[0] < _SLIVER and not any(_inside(w, box) for w in words))

    width = max((len(r) for r in grid), default=0)
    slivers = {c for c in range(width) if all(c >= len(r) or empty(r[c]) for r in grid)}
    if len(slivers) == width:
        return grid
    return [[box for c, box in enumerate(r) if c not in slivers] for r in grid]


def _within(inner: Any, outer: Any) -> bool:
    return bool(
        outer[0] - 1 <= inner[0] and outer[1] - 1 <= inner[1] and inner[2] <= outer[2] + 1 and inner[3] <= outer[3] + 1
    )


def _usual_pitch(gaps: list[float], body: float) -> float:
    """The usual distance between lines of one paragraph: the smaller cluster of distances."""
    if not gaps:
        return 1.3 * body
    common = Counter(round(g * 2) / 2 for g in gaps)
    low = [g for g, n in common.items() if n >= max(2, 0.08 * len(gaps))]
    return min(low, default=median(gaps))


def _continues(para: list[_Line], line: _Line, pitch: float, right: float, body: float) -> bool:
    """True where the line goes on with the paragraph."""
    last, first = para[-1], para[0]
    if (
        _list_mark(line)[0]
        or abs(last.size - line.size) > 0.6
        or has_dot_leader(last.text)
        or has_dot_leader(line.text)
    ):
        return False
    if last.bold != line.bold and (last.bold or line.bold):
        short_lead = last.bold and len(para) == 1 and last.x1 > right - 0.25 * (right - last.x0)
        if not short_lead:
            return False
    mark, taken = _list_mark(first)
    listed = bool(mark)
    indent = first.second_x0 if listed and taken == len(first.first) else None
    if line.page != last.page:
        if _END.search(last.text) and not (line.text[:1].islower()):
            return False
        if line.text[:1].islower() or last.x1 > right - 60:
            return abs(line.x0 - (para[-1].x0 if indent is None or len(para) > 1 else indent)) < 12
        return False
    gap = line.top - last.top
    scale = max(1.0, last.size / body)
    if gap > 1.32 * pitch * scale or gap < -2:
        return False
    if indent is not None and line.x0 < indent - 6:
        return False
    if not listed and len(para) > 1 and abs(line.x0 - last.x0) > 10:
        return False
    word = line.text.split(" ", 1)[0]
    room = right - last.x1
    needed = (len(word) + 1) * 0.5 * last.size
    return not (room > needed + 24 and _END.search(last.text) and room > 0.12 * right) and not (
        room > max(needed + 30, 0.3 * right)
    )


def _levels(blocks: list[Block], body: float) -> list[Block]:
    """Headings with levels by size; the largest line at the start is the title (level 0)."""
    heads = [b for b in blocks if b.kind is BlockKind.HEADING]
    if not heads:
        return blocks
    sizes = sorted({b.size or body for b in heads}, reverse=True)
    groups: list[list[float]] = []
    for s in sizes:
        if groups and groups[-1][-1] - s < 0.4:
            groups[-1].append(s)
        else:
            groups.append([s])
    rank = {s: n for n, g in enumerate(groups) for s in g}
    title = None
    top = [b for b in heads if rank[b.size or body] == 0]
    if len(groups) > 1 and len(top) <= 2 and top[0].index < 8 and top[0].page in (None, 1):
        title = {b.index for b in top}
    out = []
    for b in blocks:
        if b.kind is BlockKind.HEADING:
            level = rank[b.size or body] + (0 if title else 1)
            level = 0 if title and b.index in title else max(1, level)
            b = Block(
                b.index,
                b.kind,
                b.text,
                b.part,
                level,
                b.style,
                b.number,
                b.bold,
                b.italic,
                b.size,
                b.page,
                b.cell,
                b.revisions,
                b.anchors,
            )
        out.append(b)
    return out
