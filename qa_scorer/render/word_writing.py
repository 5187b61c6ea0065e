"""What the Word outputs share: a plain page in Arial, tables with borders, cells that hold lines."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

from qa_scorer.render.grid_content import TICK, Line
from qa_scorer.render.view import clean

_SHADE = "F3F2F1"


def new_document(title: str) -> Any:
    """An empty A4 document in Arial, with its title and language set."""
    import docx
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(18)
    for style in document.styles:
        if style.type == WD_STYLE_TYPE.PARAGRAPH and style.name in (
            "Normal",
            "Title",
            "Heading 1",
            "Heading 2",
            "List Number",
            "List Bullet",
        ):
            style.font.name = "Arial"
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for attribute in list(fonts.attrib):
                if "heme" in attribute:
                    del fonts.attrib[attribute]
            for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
                fonts.set(qn(name), "Arial")
            style.font.color.rgb = RGBColor(0x0B, 0x0C, 0x0C)
    normal = document.styles["Normal"]
    normal.font.size = Pt(11)
    normal.paragraph_format.space_after = Pt(4)
    for name, size in (("Title", 20), ("Heading 1", 15), ("Heading 2", 12.5)):
        style = document.styles[name]
        style.font.size = Pt(size)
        style.font.bold = True
        style.paragraph_format.space_before = Pt(0 if name == "Title" else 14)
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.keep_with_next = True
    borders = document.styles["Title"].element.find(qn("w:pPr")).find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)
    properties = document.core_properties
    properties.title, properties.author, properties.language = clean(title), "qa-scorer", "en-GB"
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    return document


def to_bytes(document: Any) -> bytes:
    """The document as a file."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add_runs(paragraph: Any, item: Line) -> None:
    """Puts a line into a paragraph."""
    from docx.shared import Mm

    if item.tick:
        paragraph.add_run(f"{TICK} ").bold = True
    if item.lead:
        paragraph.add_run(clean(item.lead) + (" " if item.text else "")).bold = True
    if item.text:
        paragraph.add_run(clean(item.text))
    if item.quote:
        paragraph.paragraph_format.left_indent = Mm(4)


def fill_cell(cell: Any, lines: Iterable[Line]) -> None:
    """Puts lines into an empty cell, the first one into the paragraph that is there."""
    first = True
    for item in lines:
        paragraph = cell.paragraphs[0] if first and cell.paragraphs else cell.add_paragraph()
        if not first and cell.paragraphs:
            paragraph.style = cell.paragraphs[0].style
        first = False
        add_runs(paragraph, item)


def bordered_table(document: Any, rows: int, widths_mm: tuple[int, int] = (50, 120)) -> Any:
    """A table of two columns with borders and fixed widths."""
    from docx.shared import Mm

    table = document.add_table(rows=rows, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    for row in table.rows:
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    return table


def shade(cell: Any) -> None:
    """Gives the cell a light background."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:shd")
    element.set(qn("w:val"), "clear")
    element.set(qn("w:color"), "auto")
    element.set(qn("w:fill"), _SHADE)
    cell._tc.get_or_add_tcPr().append(element)


def header_row(row: Any, *, repeat: bool = True) -> None:
    """Keeps the row whole, with the next one, and repeats it over pages."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if repeat:
        properties.append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True
