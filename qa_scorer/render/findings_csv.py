"""The findings as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io

from qa_scorer.render.view import Places, clean, word
from qa_scorer.report import Report

COLUMNS = (
    "document", "rule", "category", "severity", "confidence", "certain", "section", "place", "page", "block", "start",
    "end", "quote", "message", "suggestion", "guidance",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def cell(text: object) -> str:
    """The text as a cell that no spreadsheet takes for a formula: an apostrophe goes before what looks like one."""
    said = clean(text).replace("\n", " ").strip() if not isinstance(text, int | float) else str(text)
    return f"'{said}" if isinstance(text, str) and said.startswith(_FORMULA) else said


def render(report: Report) -> str:
    """One line for each finding, those that are unsure after the others; UTF-8 with a mark, so that Excel reads it."""
    places = Places(report)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for certain, items in (("yes", report["findings"]), ("no", report.get("unsure") or [])):
        for f in items:
            where = f["location"]
            values = (
                report.name, f["rule"], word("category", f["category"]), word("severity", f["severity"]),
                f.get("confidence", ""), certain, word("section", where["section"]) if where.get("section") else "",
                places.of(where), where.get("page") or "", where["block"], where["start"], where["end"], f["quote"],
                f["message"], f["suggestion"], ", ".join(f.get("guidance") or []),
            )  # fmt: skip
            writer.writerow([cell(v) for v in values])
    return "\ufeff" + out.getvalue()
