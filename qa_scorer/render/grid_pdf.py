"""The board's form as PDF, without an office suite."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from qa_scorer.render.grid_content import Form, Line
from qa_scorer.render.view import clean
from qa_scorer.resources import reports_dir

_REGULAR, _BOLD = "QA-Sans", "QA-Sans-Bold"
_TICK = '<font name="ZapfDingbats">\u2713</font> '


@lru_cache(maxsize=1)
def _fonts() -> frozenset[int]:
    """Registers the fonts; the characters that they have."""
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = reports_dir() / "assets" / "fonts"
    regular = TTFont(_REGULAR, str(folder / "LiberationSans-Regular.ttf"))
    pdfmetrics.registerFont(regular)
    pdfmetrics.registerFont(TTFont(_BOLD, str(folder / "LiberationSans-Bold.ttf")))
    for italic in (0, 1):
        addMapping(_REGULAR, 0, italic, _REGULAR)
        addMapping(_REGULAR, 1, italic, _BOLD)
    return frozenset(regular.face.charToGlyph)


def _markup(text: str) -> str:
    """The text for a paragraph; a character that the font lacks becomes a question mark, so that it is seen to be missing."""
    known = _fonts()
    return escape("".join(c if ord(c) in known else "✓" if c == "✓" else "?" for c in clean(text))).replace("✓", _TICK)


def _paragraphs(lines: Iterable[Line], style: Any, quote: Any) -> list[Any]:
    from reportlab.platypus import Paragraph

    out = []
    for item in lines:
        lead = f"<b>{_markup(item.lead)}</b> " if item.lead else ""
        tick = _TICK if item.tick else ""
        out.append(Paragraph(f"{tick}{lead}{_markup(item.text)}", quote if item.quote else style))
    return out


def write(form: Form) -> bytes:
    """The filled form as PDF."""
    from reportlab.lib import colors
    from reportlab.lib.enums import TA_LEFT
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    _fonts()
    body = ParagraphStyle("body", fontName=_REGULAR, fontSize=9.5, leading=12.5, alignment=TA_LEFT, spaceAfter=2)
    quote = ParagraphStyle("quote", parent=body, leftIndent=3 * mm)
    title = ParagraphStyle("title", parent=body, fontName=_BOLD, fontSize=17, leading=21, spaceAfter=8)
    heading = ParagraphStyle(
        "heading", parent=body, fontName=_BOLD, fontSize=13, leading=16, spaceBefore=8, spaceAfter=5
    )
    heading.keepWithNext = 1
    lines = [
        ("GRID", (0, 0), (-1, -1), 0.75, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    head = [("SPAN", (0, 0), (1, 0)), ("BACKGROUND", (0, 0), (1, 0), colors.HexColor("#f3f2f1"))]
    widths = (48 * mm, 122 * mm)

    def table(rows: list[list[Any]], *, titled: bool) -> Any:
        made = Table(rows, colWidths=widths, splitInRow=1)
        made.setStyle(TableStyle(lines + (head if titled else [])))
        return made

    def said(text: Line) -> list[Any]:
        return _paragraphs([text], body, quote)

    story: list[Any] = [Paragraph(_markup(form.title), title)]
    for name, fields in form.information:
        known = [[said(Line(label)), said(Line(value))] for _, label, value in fields]
        story.append(KeepTogether([Paragraph(_markup(name), heading), table(known, titled=False)]))
    for name, boxes in form.parts:
        story.append(Paragraph(_markup(name), heading))
        for box in boxes:
            rows: list[list[Any]] = [[said(Line("", box.title)), ""]]
            for key, label in form.levels.items():
                chosen = key == box.level
                rows.append(
                    [
                        said(Line("", label) if chosen else Line(label)),
                        _paragraphs(box.lines, body, quote) if chosen else "",
                    ]
                )
            if box.level is None and box.lines:
                rows.append(["", _paragraphs(box.lines, body, quote)])
            story += [KeepTogether(table(rows, titled=True)), Spacer(1, 4 * mm)]
    for question in form.questions:
        asked: list[list[Any]] = [
            [_paragraphs([Line("", t) for t in question.titles], body, quote), ""],
            [said(Line(form.comments)), _paragraphs(question.lines, body, quote) or ""],
        ]
        story += [KeepTogether(table(asked, titled=True)), Spacer(1, 4 * mm)]
    story.append(
        table(
            [
                [said(Line("", form.overall_title)), ""],
                [said(Line(form.comments)), _paragraphs(form.overall, body, quote)],
            ],
            titled=True,
        )
    )

    footer = ParagraphStyle("footer", parent=body, fontSize=7.5, leading=9)

    def on_page(canvas: Any, document: Any) -> None:
        canvas.saveState()
        paragraph = Paragraph(_markup(form.footer), footer)
        paragraph.wrapOn(canvas, 150 * mm, 12 * mm)
        paragraph.drawOn(canvas, 20 * mm, 8 * mm)
        canvas.setFont(_REGULAR, 8)
        canvas.drawRightString(190 * mm, 9 * mm, f"Page {document.page}")
        canvas.restoreState()

    out = io.BytesIO()
    SimpleDocTemplate(
        out, pagesize=A4, leftMargin=20 * mm, rightMargin=20 * mm, topMargin=16 * mm, bottomMargin=20 * mm,
        title=clean(form.title), author="qa-scorer", lang="en-GB", invariant=1,
    ).build(story, onFirstPage=on_page, onLaterPages=on_page)  # fmt: skip
    return out.getvalue()
