"""Workbooks: real tables with filters, text that can never run as a formula, charts beside their figures."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from qa_scorer.render.view import clean

_RISKY = ("=", "+", "-", "@", "\t", "\r", "|", "%")
_MOST = 32_000  # characters of a cell
Cell = str | int | float | None


class Workbook:
    """A workbook in memory; `sheet` adds tables, `bytes` ends it."""

    def __init__(self, title: str) -> None:
        import xlsxwriter

        self._buffer = io.BytesIO()
        self.book: Any = xlsxwriter.Workbook(
            self._buffer,
            {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True},
        )
        self.book.set_properties({"title": clean(title)[:200], "author": "qa-scorer"})
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._tables = 0

    def format(self, **properties: Any) -> Any:
        """A cell format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"font_name": "Arial", "font_size": 10, **properties})
        return self._formats[key]

    def bytes(self) -> bytes:
        """The finished file."""
        self.book.close()
        return self._buffer.getvalue()

    def sheet(self, name: str) -> Sheet:
        """A new sheet; its name is made fit and different from the others'."""
        return Sheet(self, self.book.add_worksheet(self._name(name)))

    def _name(self, name: str) -> str:
        base = "".join(" " if c in "[]:*?/\\'" else c for c in clean(name)).strip()[:28] or "Sheet"
        taken = {s.name.casefold() for s in self.book.worksheets()}
        fit, n = base, 2
        while fit.casefold() in taken:
            fit, n = f"{base} {n}", n + 1
        return fit

    def next_table(self) -> str:
        """A name for a table."""
        self._tables += 1
        return f"Table_{self._tables}"


class Sheet:
    """A sheet that is filled from the top."""

    def __init__(self, book: Workbook, sheet: Any) -> None:
        self.book = book
        self.sheet = sheet
        self.row = 0
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&RPage &P of &N")

    def heading(self, text: str, *notes: str) -> None:
        """A heading with lines of plain text below it."""
        self.text(self.row, 0, text, bold=True, font_size=14)
        self.row += 1
        for note in notes:
            self.text(self.row, 0, note, italic=True, font_color="#505a5f")
            self.row += 1
        self.row += 1

    def text(self, row: int, column: int, value: str, **properties: Any) -> None:
        """Writes a text as text, whatever it begins with."""
        shown = clean(value)[:_MOST]
        if shown.startswith(_RISKY):
            properties["quote_prefix"] = True
        self.sheet.write_string(row, column, shown, self.book.format(**properties))

    def table(
        self,
        columns: Sequence[tuple[str, int]],
        rows: Iterable[Sequence[Cell]],
        *,
        fill: Callable[[int, int, Cell], str | None] = lambda row, column, value: None,
        percent: Sequence[int] = (),
        wrap: bool = True,
    ) -> tuple[int, int, int]:
        """Writes a table with filters.

        Args:
            columns: heading and width of each.
            rows: their cells.
            fill: background of a cell by row, column and value.
            percent: columns that hold shares.
            wrap: break long texts.

        Returns:
            Row of the headings, first row and last row of the cells.
        """
        top = self.row
        found = [list(r) for r in rows]
        first, last = top + 1, top + max(1, len(found))
        heads = _different([c for c, _ in columns])
        self.sheet.add_table(
            top, 0, last, len(columns) - 1,
            {"name": self.book.next_table(), "style": "Table Style Light 1", "banded_rows": False,
             "columns": [{"header": h, "header_format": self.book.format(bold=True, bg_color="#0b0c0c", font_color="#ffffff", text_wrap=True, valign="top")} for h in heads]},
        )  # fmt: skip
        self.sheet.set_row(top, 4 + 14 * max(_lines(name, width - 3) for name, width in columns))
        for column, (_, width) in enumerate(columns):
            self.sheet.set_column(column, column, width)
        for n, cells in enumerate(found):
            if wrap:
                lines = max(_lines(value, columns[column][1]) for column, value in enumerate(cells))
                self.sheet.set_row(first + n, min(400, 3 + 13 * lines))
            for column, value in enumerate(cells):
                self._cell(first + n, column, value, fill(n, column, value), column in percent, wrap)
        self.row = last + 2
        return top, first, last

    def _cell(self, row: int, column: int, value: Cell, colour: str | None, share: bool, wrap: bool) -> None:
        properties: dict[str, Any] = {"valign": "top", "border": 1, "border_color": "#b1b4b6"}
        if colour:
            properties["bg_color"] = colour
        if isinstance(value, str):
            self.text(row, column, value, text_wrap=wrap, **properties)
        elif value is None:
            self.sheet.write_blank(row, column, None, self.book.format(**properties))
        else:
            self.sheet.write_number(
                row, column, value, self.book.format(**properties, num_format="0%" if share else "General")
            )


def _lines(value: Cell, width: int) -> int:
    """How many lines a cell needs, by a cautious guess."""
    if not isinstance(value, str):
        return 1
    return sum(1 + int(len(part) * 1.1) // max(1, width) for part in value[:_MOST].split("\n"))


def _different(heads: list[str]) -> list[str]:
    out: list[str] = []
    for head in heads:
        fit, n = clean(head) or "Column", 2
        while fit.casefold() in {h.casefold() for h in out}:
            fit, n = f"{head} {n}", n + 1
        out.append(fit)
    return out


def safe_csv(value: object) -> str:
    """A CSV cell that no spreadsheet runs as a formula."""
    text = clean("" if value is None else value)
    return "'" + text if text.lstrip().startswith(_RISKY) and not _number(text) else text


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
