"""The audit as a workbook: a sheet for each table, with filters, conditional colours and a chart beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qa_scorer.batch.figures import Figures
from qa_scorer.render.workbook import Sheet, Workbook

_COLOURS = ("#00703c", "#b58800", "#d4351c", "#1d70b8", "#5694ca", "#505a5f", "#4c2c92", "#28a197", "#f499be")
_WORDS = {"full": "#cce2d8", "partial": "#fff7bf", "limited": "#fcd9d0", "adequate": "#cce2d8", "inadequate": "#fcd9d0", "yes": "#cce2d8", "no": "#fcd9d0"}  # fmt: skip


def as_workbook(found: Sequence[Figures]) -> bytes:
    """The workbook of all tables."""
    book = Workbook("Audit of Individual Management Reviews")
    for figures in found:
        _sheet(book, figures)
    return book.bytes()


def _sheet(book: Workbook, figures: Figures) -> None:
    sheet = book.sheet(_name(figures.title))
    sheet.heading(figures.title, *([figures.note] if figures.note else []))
    if not figures.rows:
        sheet.text(sheet.row, 0, "Nothing to show.")
        return
    widths = [(c.name, _width(figures, n)) for n, c in enumerate(figures.columns)]
    shares = [n for n, c in enumerate(figures.columns) if c.kind == "share"]
    top, first, last = sheet.table(widths, figures.rows, percent=shares)
    for n, column in enumerate(figures.columns):
        if column.kind == "share":
            sheet.sheet.conditional_format(
                first, n, last, n,
                {"type": "3_color_scale", "min_type": "num", "min_value": 0, "mid_type": "num", "mid_value": 0.5, "max_type": "num",
                 "max_value": 1, **dict(zip(("min_color", "mid_color", "max_color"), _scale(column.name), strict=True))},
            )  # fmt: skip
        elif column.kind == "count" and n > 0:
            rule = {"type": "data_bar", "bar_color": "#9cc5e3", "bar_solid": True}
            sheet.sheet.conditional_format(first, n, last, n, rule)
        else:
            for word, colour in _WORDS.items():
                fill = book.book.add_format({"bg_color": colour})
                rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": fill}
                sheet.sheet.conditional_format(first, n, last, n, rule)
    sheet.sheet.freeze_panes(top + 1, 1)
    sheet.sheet.repeat_rows(top)
    if figures.chart and figures.rows:
        _chart(book, sheet, figures, top, first, min(last, first + 24))


def _width(figures: Figures, n: int) -> int:
    """Width of a column: of its longest text, within reason."""
    if n and figures.columns[n].kind != "text":
        return 17
    longest = max(len(str(row[n])) for row in figures.rows)
    return min(46, max(14, longest + 2))


def _scale(name: str) -> tuple[str, str, str]:
    """Red to green; the other way round where a high share is no good sign."""
    if name.startswith(("Limited", "Reports", "Repeats")):
        return "#ffffff", "#fdeee9", "#f3b6a5"
    if name.startswith("Partial"):
        return "#ffffff", "#fffbe0", "#ffe98a"
    return "#f8cbbf", "#fff7bf", "#9fd3b8"


def _name(title: str) -> str:
    return title.split(":")[0]


def _chart(book: Workbook, sheet: Sheet, figures: Figures, top: int, first: int, last: int) -> None:
    kinds: dict[str, dict[str, Any]] = {
        "stacked": {"type": "bar", "subtype": "stacked"},
        "bar": {"type": "bar"},
        "line": {"type": "line"},
    }
    chart = book.book.add_chart(kinds[figures.chart])
    name = sheet.sheet.name
    heads = [c.name for c in figures.columns]
    for n, column in enumerate(figures.charted):
        at = heads.index(column)
        colour = _COLOURS[n % len(_COLOURS)] if figures.chart != "bar" else "#1d70b8"
        chart.add_series(
            {
                "name": [name, top, at],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, at, last, at],
                "fill": {"color": colour},
                "line": {"color": colour, "width": 2.25} if figures.chart == "line" else {"none": True},
                "marker": {"type": "circle", "size": 6, "fill": {"color": colour}} if figures.chart == "line" else {},
                "gap": 60,
            }
        )
    share = figures.columns[heads.index(figures.charted[0])].kind == "share"
    value_axis = {"min": 0, "max": 1, "num_format": "0%"} if share else {"min": 0}
    if figures.chart == "line":
        chart.set_y_axis(value_axis)
    else:
        chart.set_x_axis(value_axis)
        chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_title({"name": figures.title, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"} if len(figures.charted) > 1 else {"none": True})
    chart.set_size({"width": 900, "height": 160 + 26 * max(8, last - first + 1)})
    sheet.sheet.insert_chart(sheet.row, 0, chart, {"object_position": 2, "description": f"Chart of {figures.title}"})
