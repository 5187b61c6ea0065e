"""The audit as one CSV: a line for each figure, with its table, row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from qa_scorer.batch.figures import Figures
from qa_scorer.render.workbook import safe_csv


def as_csv(found: Sequence[Figures]) -> bytes:
    """Lines of table, row, column and value; no cell can run as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["table", "row", "name", "column", "value"])
    for figures in found:
        for n, row in enumerate(figures.rows, 1):
            for column, value in list(zip(figures.columns, row, strict=True))[1:]:
                shown = f"{value:.4f}" if isinstance(value, float) else value
                writer.writerow([safe_csv(x) for x in (figures.title, n, row[0], column.name, shown)])
    return ("\ufeff" + out.getvalue()).encode("utf-8")
