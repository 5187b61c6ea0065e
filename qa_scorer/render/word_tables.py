"""Word documents with headings, paragraphs and tables, made by python-docx: landscape pages, repeated heading rows."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from qa_scorer.render.view import clean


class WordFile:
    """A Word document in memory; `bytes` ends it."""

    def __init__(self, title: str, *, landscape: bool = True) -> None:
        import docx
        from docx.enum.section import WD_ORIENT
        from docx.shared import Cm, Pt

        self.document: Any = docx.Document()
        section = self.document.sections[0]
        width, height = Cm(21.0), Cm(29.7)
        section.page_width, section.page_height = (height, width) if landscape else (width, height)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.left_margin = section.right_margin = Cm(1.5)
        section.top_margin = section.bottom_margin = Cm(1.5)
        self.width = section.page_width - section.left_margin - section.right_margin
        for name, size in (("Normal", 10), ("Title", 20), ("Heading 1", 15), ("Heading 2", 12)):
            style = self.document.styles[name]
            style.font.name = "Arial"
            style.font.size = Pt(size)
            style.element.get_or_add_rPr().get_or_add_rFonts().set(_w("eastAsia"), "Arial")
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                style.element.rPr.rFonts.attrib.pop(_w(theme), None)
        properties = self.document.core_properties
        properties.title, properties.author = clean(title)[:200], "qa-scorer"
        properties.language = "en-GB"
        self.document.add_heading(clean(title), 0)
        _page_numbers(section.footer.paragraphs[0])

    def heading(self, text: str, level: int = 1) -> None:
        """A heading."""
        self.document.add_heading(clean(text), level)

    def text(self, text: str, *, bold: bool = False, italic: bool = False) -> None:
        """A paragraph."""
        run = self.document.add_paragraph().add_run(clean(text))
        run.bold, run.italic = bold, italic

    def items(self, texts: Iterable[str], *, numbered: bool = False) -> None:
        """A list."""
        for text in texts:
            self.document.add_paragraph(clean(text), style="List Number" if numbered else "List Bullet")

    def table(
        self,
        columns: Sequence[tuple[str, float]],
        rows: Iterable[Sequence[str]],
        *,
        fills: Sequence[Sequence[str | None]] = (),
        size: float = 8,
    ) -> None:
        """A table: heading and share of the width of each column; `fills`: background by row and column."""
        from docx.shared import Emu, Pt

        found = [list(r) for r in rows]
        table = self.document.add_table(rows=1 + len(found), cols=len(columns))
        table.style = "Table Grid"
        table.autofit = False
        whole = sum(share for _, share in columns)
        widths = [Emu(int(self.width * share / whole)) for _, share in columns]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for n, row in enumerate(table.rows):
            texts = [h for h, _ in columns] if n == 0 else found[n - 1]
            for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                cell.width = widths[column]
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                run = paragraph.add_run(clean(text))
                run.font.size = Pt(size)
                if n == 0:
                    run.bold = True
                    _shade(cell, "DCE3E8")
                elif n - 1 < len(fills) and fills[n - 1][column]:
                    _shade(cell, str(fills[n - 1][column]))
            _row(row, heading=n == 0)
        self.document.add_paragraph()

    def bytes(self) -> bytes:
        """The finished file."""
        buffer = io.BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()


def _w(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(f"w:{name}"))


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(_w(key), value)
    return element


def _shade(cell: Any, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(_element("shd", val="clear", color="auto", fill=colour.lstrip("#")))


def _row(row: Any, *, heading: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(_element("cantSplit"))
    if heading:
        properties.append(_element("tblHeader"))


def _page_numbers(paragraph: Any) -> None:
    paragraph.add_run("Page ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            run._r.append(_element("fldChar", fldCharType=kind))
        else:
            instruction = _element("instrText")
            instruction.text = text
            run._r.append(instruction)
