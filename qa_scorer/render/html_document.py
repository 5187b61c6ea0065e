"""The whole document as HTML in reading order, findings marked in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from qa_scorer.render.view import OUTSIDE, Item, Places, clean, line, sure, token, word
from qa_scorer.report import Report

_SHORT_CELL = 60


class Mark(NamedTuple):
    """A finding to show in the text: its number in the report, and its span of the block."""

    number: int
    start: int
    end: int
    finding: Item


def attributes(finding: Item) -> Markup:
    """The attributes by which the filters find a finding and its marks."""
    section = (finding.get("location") or {}).get("section")
    return Markup('data-cat="{}" data-sev="{}" data-sec="{}" data-conf="{}"').format(
        token(finding.get("category")), token(finding.get("severity")), token(section), sure(finding.get("confidence"))
    )


def marks_by_block(report: Report, places: Places) -> dict[int, list[Mark]]:
    """The marks of each block; findings are numbered in the report's own order, from 1."""
    known = {int(b["index"]): len(str(b.get("text", ""))) for b in report.get("blocks", [])}
    out: dict[int, list[Mark]] = {}
    for n, f in enumerate(report["findings"], 1):
        where = f["location"]
        block = int(where["block"])
        if block not in known or places.absent(where):
            continue
        start = max(0, min(int(where["start"]), known[block]))
        end = max(start, min(int(where["end"]), known[block])) if f["quote"] else start
        out.setdefault(block, []).append(Mark(n, start, end, f))
    return out


def marked_text(text: str, marks: Sequence[Mark]) -> Markup:
    """The text with each mark around its words, nested where they overlap, and a link to the finding after it."""
    if not marks:
        return escape(clean(text))
    edges = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
    named: set[int] = set()
    out: list[Markup] = []

    def refs(at: int) -> Iterator[Markup]:
        for m in marks:
            if m.end == at and (at > 0 or m.start == m.end):
                yield _reference(m, named)

    out.extend(refs(0))
    for a, b in pairwise(edges):
        piece = escape(clean(text[a:b]))
        over = sorted((m for m in marks if m.start <= a and m.end >= b and m.end > m.start), key=_outermost)
        for m in reversed(over):
            where = "" if m.number in named else Markup(' id="m-{}"').format(m.number)
            named.add(m.number)
            piece = Markup("<mark{} {}>{}</mark>").format(where, attributes(m.finding), piece)
        out.append(piece)
        out.extend(refs(b))
    return Markup("").join(out)


def _outermost(m: Mark) -> tuple[int, int, int]:
    return m.start, -m.end, m.number


def _reference(m: Mark, named: set[int]) -> Markup:
    where = "" if m.number in named else Markup(' id="m-{}"').format(m.number)
    named.add(m.number)
    text = f"finding {m.number}, {word('category', m.finding.get('category'))}"
    return Markup('<a class="ref" href="#f-{0}"{1} {2}><span class="hidden">{3}</span><span aria-hidden="true">{0}</span></a>').format(
        m.number, where, attributes(m.finding), text
    )  # fmt: skip


class DocumentPage:
    """Makes the HTML of the document's text."""

    def __init__(self, report: Report, places: Places) -> None:
        self._report = report
        self._places = places
        self.marks = marks_by_block(report, places)
        rows = report["chronology"]["rows"]
        blocks = {b for r in rows for b in (r.get("blocks") or {}).values()}
        self._chronology = {
            b["table"]["table"] for b in report.get("blocks", []) if b.get("table") and b["index"] in blocks
        }

    def render(self) -> Markup:
        """The document; what stands outside the running text comes after it."""
        blocks: list[Item] = list(self._report.get("blocks") or [])
        if not blocks:
            return Markup("<p>The report holds no text of the document.</p>")
        inside = [b for b in blocks if b.get("kind") not in OUTSIDE]
        outside = [b for b in blocks if b.get("kind") in OUTSIDE and (line(b.get("text")) or b["index"] in self.marks)]
        parts = list(self._inside(inside))
        if outside:
            parts.append(Markup("<h3>Elsewhere in the file</h3>"))
            for b in outside:
                label = Markup("<strong>{}:</strong> ").format(word("kind", b["kind"]))
                parts.append(Markup('<p class="block" id="b-{}">{}{}</p>').format(b["index"], label, self._text(b)))
        return Markup("\n").join(parts)

    def _text(self, block: Item) -> Markup:
        return marked_text(str(block.get("text", "")), self.marks.get(int(block["index"]), []))

    def _inside(self, blocks: list[Item]) -> Iterator[Markup]:
        page, depth = None, 2
        for table, run in groupby(blocks, key=lambda b: b["table"]["table"] if b.get("table") else None):
            items = list(run)
            if items[0].get("page") and items[0]["page"] != page:
                page = items[0]["page"]
                yield Markup('<p class="page">Page {}</p>').format(page)
            if table is not None:
                yield self._table(table, items)
                page = items[-1].get("page") or page
                continue
            for b in items:
                if b.get("page") and b["page"] != page:
                    page = b["page"]
                    yield Markup('<p class="page">Page {}</p>').format(page)
                if b.get("kind") == "heading" and line(b.get("text")):
                    wanted = min(6, 2 + max(1, int(b.get("level") or 1)))
                    depth = min(wanted, depth + 1)
                    number = Markup('<span class="auto">{}</span>').format(line(b["number"])) if b.get("number") else ""
                    yield Markup('<h{0} class="block" id="b-{1}">{2}{3}</h{0}>').format(
                        depth, b["index"], number, self._text(b)
                    )
                elif line(b.get("text")) or b["index"] in self.marks:
                    yield self._paragraph(b)

    def _paragraph(self, b: Item) -> Markup:
        kind = str(b.get("kind"))
        classes = ["block"]
        if kind == "list_item":
            classes.append("item")
        if b.get("placeholder"):
            classes.append("left-over")
        n = self._places.paragraph(int(b["index"]))
        before = Markup('<span class="pn" aria-hidden="true">{}</span>').format(n) if n else Markup("")
        if b.get("number"):
            before += Markup('<span class="auto">{}</span>').format(line(b["number"]))
        if kind in ("footnote", "endnote", "text_box"):
            before += Markup('<span class="soft small">{}: </span>').format(word("kind", kind))
        return Markup('<p class="{}" id="b-{}">{}{}</p>').format(" ".join(classes), b["index"], before, self._text(b))

    def _table(self, table: int, cells: list[Item]) -> Markup:
        rows = [list(g) for _, g in groupby(cells, key=lambda b: b["table"]["row"])]
        width = max(int(c["table"]["column"]) for c in cells) + 1
        head = table in self._chronology or (width >= 3 and len(rows) > 1 and all(_short(c) for c in rows[0]))
        label_column = not head and width == 2 and all(_short(r[0]) for r in rows)
        out = []
        for at, row in enumerate(rows):
            out.append(Markup("<tr>"))
            for i, c in enumerate(row):
                after = int(row[i + 1]["table"]["column"]) if i + 1 < len(row) else width
                span = max(1, after - int(c["table"]["column"]))
                over = Markup(' colspan="{}"').format(span) if span > 1 else ""
                name, scope = "td", Markup("")
                if head and at == 0 and line(c.get("text")):
                    name, scope = "th", Markup(' scope="col"')
                elif label_column and i == 0 and len(row) > 1:
                    name, scope = "th", Markup(' scope="row"')
                out.append(
                    Markup('<{0} class="block" id="b-{1}"{2}{3}>{4}</{0}>').format(
                        name, c["index"], scope, over, self._text(c)
                    )
                )
            out.append(Markup("</tr>"))
        wide = " wide" if width >= 5 else ""
        return Markup(
            '<div class="scroll{0}" role="region" aria-label="Table {1} of the document" tabindex="0">'
            '<table><caption class="hidden">Table {1} of the document</caption><tbody>{2}</tbody></table></div>'
        ).format(wide, self._table_name(table), Markup("").join(out))

    def _table_name(self, table: int) -> str:
        self._seen_tables: dict[int, int] = getattr(self, "_seen_tables", {})
        n = self._seen_tables[table] = self._seen_tables.get(table, 0) + 1
        return f"{table + 1}" if n == 1 else f"{table + 1}, part {n},"


def _short(cell: Item) -> bool:
    return 0 < len(line(cell.get("text"))) <= _SHORT_CELL
