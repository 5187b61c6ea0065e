"""The board's form written anew as a Word file."""

from __future__ import annotations

from typing import Any

from qa_scorer.render.grid_content import Box, Form, Line, Question
from qa_scorer.render.view import clean
from qa_scorer.render.word_writing import bordered_table, fill_cell, header_row, new_document, shade, to_bytes


def write(form: Form) -> bytes:
    """The filled form as .docx."""
    document = new_document(form.title)
    document.add_paragraph(clean(form.title), style="Title")
    for title, rows in form.information:
        document.add_heading(title, 1)
        table = bordered_table(document, len(rows))
        for row, (_, label, value) in zip(table.rows, rows, strict=True):
            fill_cell(row.cells[0], [Line(label)])
            fill_cell(row.cells[1], [Line(value)])
    for title, boxes in form.parts:
        document.add_heading(title, 1)
        for box in boxes:
            _criterion(document, form, box)
    for question in form.questions:
        _question(document, question, form.comments)
    _overall(document, form)
    _footer(document, form.footer)
    return to_bytes(document)


def _title_row(table: Any, lines: list[Line]) -> None:
    row = table.rows[0]
    cell = row.cells[0].merge(row.cells[1])
    fill_cell(cell, lines)
    shade(cell)
    header_row(row)


def _gap(document: Any) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(8)


def _criterion(document: Any, form: Form, box: Box) -> None:
    unrated = box.level is None and bool(box.lines)
    table = bordered_table(document, 1 + len(form.levels) + unrated)
    _title_row(table, [Line("", box.title)])
    for row, (key, label) in zip(table.rows[1:], form.levels.items(), strict=False):
        chosen = key == box.level
        fill_cell(row.cells[0], [Line("", label) if chosen else Line(label)])
        if chosen:
            fill_cell(row.cells[1], box.lines)
    if unrated:
        fill_cell(table.rows[-1].cells[1], box.lines)
    _keep_together(table)
    _gap(document)


def _keep_together(table: Any) -> None:
    """Keeps a table on one page where it fits on one."""
    for row in table.rows[:-1]:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.keep_with_next = True


def _question(document: Any, question: Question, comments: str) -> None:
    table = bordered_table(document, 2)
    _title_row(table, [Line("", t) for t in question.titles])
    fill_cell(table.rows[1].cells[0], [Line(comments)])
    fill_cell(table.rows[1].cells[1], question.lines)
    _keep_together(table)
    _gap(document)


def _overall(document: Any, form: Form) -> None:
    table = bordered_table(document, 2)
    _title_row(table, [Line("", form.overall_title)])
    fill_cell(table.rows[1].cells[0], [Line(form.comments)])
    fill_cell(table.rows[1].cells[1], form.overall)


def _footer(document: Any, text: str) -> None:
    from docx.shared import Pt

    paragraph = document.sections[0].footer.paragraphs[0]
    run = paragraph.add_run(clean(text))
    run.font.size = Pt(8)
