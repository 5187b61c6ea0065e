"""The board's Standards grid as its own form, filled in: Word (new, or a board's own file) and PDF."""

from __future__ import annotations

from pathlib import Path

from qa_scorer.render.grid_content import filled
from qa_scorer.report import Report


def render_docx(report: Report, form: Path | None = None) -> bytes:
    """The filled form as .docx, editable; in the board's own file where `form` is given.

    Raises:
        InputError: `form` is not a Word file, or has no rows that match the criteria.
    """
    if form is not None:
        from qa_scorer.render.grid_fill import fill

        return fill(filled(report), form)
    from qa_scorer.render.grid_docx import write

    return write(filled(report))


def render_pdf(report: Report) -> bytes:
    """The filled form as PDF."""
    from qa_scorer.render.grid_pdf import write

    return write(filled(report))
