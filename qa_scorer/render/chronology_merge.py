"""The merged chronology of a case as a Word document, a workbook or an HTML timeline."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from qa_scorer.errors import OutputError
from qa_scorer.render.view import clean, plural
from qa_scorer.render.workbook import Cell, Workbook
from qa_scorer.render.write import write_atomic
from qa_scorer.report import Report
from qa_scorer.report.case.agencies import Agency
from qa_scorer.report.case.chronology import Merged, Silence, merge
from qa_scorer.report.case.codes import shown_text
from qa_scorer.report.case.discrepancies import Discrepancy, shown_date
from qa_scorer.report.case.entries import COLUMNS, Entry

HEADINGS = (
    "Contact with individual", "Communication - within agency", "Communication - external to agency",
    "Response or outcome", "Comments",
)  # fmt: skip
KIND = {"date": "Date differs", "time": "Time differs", "who": "Who differs", "outcome": "Outcome differs", "told": "No record on the other side"}  # fmt: skip
_FLAG, _SAME = "#fcd9d0", "#e3ecf5"
_NOTE = (
    "Made from the agencies' own chronologies; their words are unchanged, and what is added stands in [square brackets]. "
    "A difference is a question to ask, not a fault."
)


def merge_file(reports: Sequence[Report], output: Path) -> None:
    """Writes the merged chronology as .docx, .xlsx or .html.

    Raises:
        InputError: no report has a chronology.
        OutputError: another ending, or the file cannot be written.
    """
    kind = output.suffix.lower()
    if kind not in (".docx", ".xlsx", ".html"):
        raise OutputError(f"--output must end in .docx, .xlsx or .html, not '{output.suffix}'.")
    write_atomic(output, render(merge(reports), kind))


def render(merged: Merged, kind: str) -> bytes:
    """The merged chronology in the format of a file ending."""
    return {".docx": as_word, ".xlsx": as_workbook, ".html": as_html}[kind](merged)


def title(merged: Merged) -> str:
    """Heading of the document."""
    codes = [a.adult_code for a in merged.agencies if a.adult_code]
    return f"Merged chronology: {max(set(codes), key=codes.count)}" if codes else "Merged chronology"


def numbers(merged: Merged) -> dict[int, str]:
    """Number of each discrepancy ('D1') by its place in the list."""
    return {n: f"D{n + 1}" for n in range(len(merged.discrepancies))}


def checks(merged: Merged, entry: Entry) -> str:
    """What a row's last column says: the same event elsewhere, and differences by number."""
    parts = []
    partners = merged.partners(entry)
    if partners:
        parts.append("Same event: " + ", ".join(f"{merged.agencies[p.agency].label} row {p.row}" for p in partners))
    for n, d in enumerate(merged.discrepancies):
        if entry.index in d.entries:
            parts.append(f"D{n + 1} {KIND[d.kind]}")
    return ". ".join(parts)


def where(merged: Merged, d: Discrepancy) -> str:
    """The rows that a difference rests on."""
    found = [merged.entries[k] for k in d.entries]
    return "; ".join(f"{merged.agencies[e.agency].label} row {e.row} ({shown_date(e.date)})" for e in found)


def silence_text(merged: Merged, s: Silence) -> str:
    """A silence in words."""
    span = f"{shown_date(s.start)} to {shown_date(s.end)} ({s.days} days)"
    if s.agency is None:
        return f"{span}: no entry of any agency."
    return f"{span}: no entry of {merged.agencies[s.agency].name}; {plural(s.others, 'entry', 'entries')} of others."


def cells(merged: Merged, entry: Entry) -> list[str]:
    """The cells of an entry in the template's columns, codes told apart."""
    return [shown_text(clean(entry.cells.get(c, "")), entry.agency, merged.codes) for c in COLUMNS]


def _date(entry: Entry) -> str:
    shown = shown_date(entry.date) if entry.date else f"{entry.cells.get('date', '').strip() or 'no date'}"
    return f"{shown} – {shown_date(entry.end_date)}" if entry.end_date and entry.end_date != entry.date else shown


def _summary(merged: Merged) -> list[str]:
    lines = [
        f"{plural(len(merged.entries), 'entry', 'entries')} of {plural(len(merged.agencies), 'agency', 'agencies')}, "
        f"{plural(len(merged.groups), 'event')} recorded by more than one agency, {plural(len(merged.discrepancies), 'difference')}."
    ]
    return lines + merged.notes


def _used_codes(merged: Merged) -> list[list[str]]:
    return [[c.code, merged.agencies[c.agency].label, c.meaning, c.note] for c in merged.codes]


def as_word(merged: Merged) -> bytes:
    """The merged chronology as a Word document."""
    from qa_scorer.render.word_tables import WordFile

    file = WordFile(title(merged))
    file.text(_NOTE, italic=True)
    file.items(_summary(merged))
    file.heading("Agencies")
    file.table(
        [("Agency", 5), ("Short name", 3), ("The adult's code", 2), ("Entries", 1)],
        [[a.name, a.label, a.adult_code or "", str(sum(e.agency == a.index for e in merged.entries))] for a in merged.agencies],
        size=9,
    )  # fmt: skip
    file.heading("Differences to clear up")
    if merged.discrepancies:
        file.table(
            [("No.", 0.6), ("Kind", 1.6), ("What differs", 7), ("Where", 4)],
            [[f"D{n + 1}", KIND[d.kind], d.text, where(merged, d)] for n, d in enumerate(merged.discrepancies)],
            size=9,
        )
    else:
        file.text("None found.")
    file.heading("Silences")
    file.items([silence_text(merged, s) for s in merged.silences] or ["None found."])
    file.heading("Chronology")
    rows: list[list[str]] = []
    fills: list[list[str | None]] = []
    for e in merged.entries:
        check = checks(merged, e)
        flagged = any(e.index in d.entries for d in merged.discrepancies)
        colour = _SAME if merged.partners(e) else None
        rows.append(
            [str(merged.events[e.index]), _date(e), e.shown_time(), merged.agencies[e.agency].label, e.cells.get("source", ""), *cells(merged, e), check]
        )  # fmt: skip
        fills.append([colour] * 10 + [_FLAG if flagged else colour])
    heads = ("Event", "Date", "Time", "Agency", "Source", *HEADINGS, "Checks")
    shares = (0.95, 1.6, 1.0, 1.7, 1.5, 3.2, 2.4, 2.8, 2.6, 1.8, 2.2)
    file.table(list(zip(heads, shares, strict=True)), rows, fills=fills, size=7)
    if merged.codes:
        file.heading("Codes of the agencies")
        file.table([("Code", 2), ("Agency", 3), ("Meaning given", 5), ("Note", 6)], _used_codes(merged), size=9)
    return file.bytes()


def as_workbook(merged: Merged) -> bytes:
    """The merged chronology as a workbook."""
    book = Workbook(title(merged))
    sheet = book.sheet("Chronology")
    sheet.heading(title(merged), _NOTE, *_summary(merged))
    flagged = {k for d in merged.discrepancies for k in d.entries}
    aligned = {e.index for g in merged.groups for e in g}

    def fill(row: int, column: int, value: Cell) -> str | None:
        index = merged.entries[row].index
        if index in flagged and column == 12:
            return _FLAG
        return _SAME if index in aligned else None

    heads = [("Event", 7), ("Date", 11), ("Time", 8), ("Agency", 22), ("Row", 6), ("Source", 18), *((h, 34) for h in HEADINGS), ("Same event in", 24), ("Checks", 30)]  # fmt: skip
    top, _, _ = sheet.table(
        heads,
        [
            [merged.events[e.index], _date(e), e.shown_time(), merged.agencies[e.agency].name, e.row, e.cells.get("source", ""), *cells(merged, e),
             ", ".join(merged.agencies[p.agency].label for p in merged.partners(e)), checks(merged, e)]
            for e in merged.entries
        ],
        fill=fill,
    )  # fmt: skip
    sheet.sheet.freeze_panes(top + 1, 4)
    sheet.sheet.repeat_rows(top)
    sheet = book.sheet("Differences")
    sheet.heading("Differences to clear up")
    sheet.table(
        [("No.", 7), ("Kind", 24), ("What differs", 80), ("Agencies", 34), ("Where", 60), ("Answer", 40)],
        [
            [f"D{n + 1}", KIND[d.kind], d.text, ", ".join(merged.agencies[a].label for a in d.agencies), where(merged, d), ""]
            for n, d in enumerate(merged.discrepancies)
        ],
    )  # fmt: skip
    sheet = book.sheet("Silences")
    sheet.heading("Silences")
    sheet.table(
        [("From", 12), ("To", 12), ("Days", 8), ("Agency", 40), ("Entries of others meanwhile", 18)],
        [
            [shown_date(s.start), shown_date(s.end), s.days, "all agencies" if s.agency is None else merged.agencies[s.agency].name, s.others]
            for s in merged.silences
        ],
    )  # fmt: skip
    sheet = book.sheet("Codes")
    sheet.heading("Codes of the agencies")
    sheet.table(
        [("Code", 16), ("Agency", 30), ("Meaning given", 50), ("Uses", 8), ("Note", 60)],
        [[c.code, merged.agencies[c.agency].name, c.meaning, c.uses, c.note] for c in merged.codes],
    )
    return book.bytes()


def as_html(merged: Merged) -> bytes:
    """The merged chronology as one HTML page with a timeline."""
    from markupsafe import Markup

    from qa_scorer.render.html_report import asset, content_policy, environment

    css = asset("report.css") + asset("case.css")
    entries: list[dict[str, Any]] = []
    for e in merged.entries:
        shown = cells(merged, e)
        entries.append(
            {
                "event": merged.events[e.index],
                "date": _date(e),
                "time": e.shown_time(),
                "agency": merged.agencies[e.agency],
                "row": e.row,
                "source": e.cells.get("source", ""),
                "parts": [(h, t) for h, t in zip(HEADINGS, shown, strict=True) if t.strip()],
                "partners": [merged.agencies[p.agency].label for p in merged.partners(e)],
                "checks": [(n + 1, KIND[d.kind], d.text) for n, d in enumerate(merged.discrepancies) if e.index in d.entries],
            }
        )  # fmt: skip
    page = environment().get_template("chronology.html.j2").render(
        css=Markup(css),
        policy=content_policy(css),
        title=title(merged),
        note=_NOTE,
        summary=_summary(merged),
        agencies=merged.agencies,
        entries=entries,
        discrepancies=[(n + 1, KIND[d.kind], d.text, where(merged, d), min(d.entries)) for n, d in enumerate(merged.discrepancies)],
        silences=[silence_text(merged, s) for s in merged.silences],
        codes=_used_codes(merged),
        picture=Markup(timeline(merged)),
    )  # fmt: skip
    return str(page).encode("utf-8")


def timeline(merged: Merged) -> str:
    """An SVG with a lane for each agency and a mark for each entry; red ones differ from another agency's."""
    import html

    dated = [e for e in merged.entries if e.date]
    if not dated:
        return ""
    first, last = min(e.sort_date for e in dated), max(e.sort_date for e in dated)
    days = max(1, (last - first).days)
    left, width, lane = 180, 760, 34
    height = lane * len(merged.agencies) + 46
    flagged = {k for d in merged.discrepancies for k in d.entries}

    def x(e: Entry) -> float:
        return left + (e.sort_date - first).days / days * width

    def y(a: Agency | int) -> float:
        return 20 + lane * (a if isinstance(a, int) else a.index)

    parts = [
        f'<svg viewBox="0 0 {left + width + 20} {height}" role="img" aria-label="{html.escape(_summary(merged)[0])}" class="lanes">'
    ]
    for a in merged.agencies:
        label = a.label if len(a.label) <= 24 else a.label[:23] + "…"
        parts.append(f'<text x="0" y="{y(a) + 5:.0f}">{html.escape(clean(label))}</text>')
        parts.append(f'<line x1="{left}" y1="{y(a):.0f}" x2="{left + width}" y2="{y(a):.0f}" class="lane"/>')
    for group in merged.groups:
        for one, two in pairwise(group):
            parts.append(f'<line x1="{x(one):.1f}" y1="{y(one.agency):.0f}" x2="{x(two):.1f}" y2="{y(two.agency):.0f}" class="same"/>')  # fmt: skip
    for e in dated:
        where_x, where_y = x(e), y(e.agency)
        if e.index in flagged:
            parts.append(f'<path d="M{where_x:.1f} {where_y - 7:.0f}l7 7l-7 7l-7 -7z" class="flag"/>')
        else:
            parts.append(f'<circle cx="{where_x:.1f}" cy="{where_y:.0f}" r="4.5" class="mark"/>')
    for year in range(first.year, last.year + 1):
        day = max(0, (first.replace(year=year, month=1, day=1) - first).days)
        if day <= days:
            parts.append(f'<text x="{left + day / days * width:.1f}" y="{height - 8}" class="year">{year}</text>')
    return "".join(parts) + "</svg>"
