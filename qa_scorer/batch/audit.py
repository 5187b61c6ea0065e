"""The audit summary over many reports, from a results store or a batch folder, as workbook, page or CSV."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qa_scorer.batch.figures import Audit, Figures
from qa_scorer.batch.journal import INDEX, RESULTS, STORE, read_lines
from qa_scorer.errors import InputError, OutputError
from qa_scorer.history.store import Store, is_store_file, is_url
from qa_scorer.render.write import write_atomic
from qa_scorer.rulepack import load_pack

KINDS = (".xlsx", ".html", ".csv")


def audit(source: str | Path, output: Path, panel: Path | None = None, suppress_below: int = 0) -> None:
    """Writes the audit summary.

    Args:
        source: a results store (file or URL), or a folder written by `batch` or holding saved reports.
        output: .xlsx, .html or .csv.
        panel: a CSV with the panel's ratings: report, criterion, rating and, where several rated, rater.
        suppress_below: hide counts below this number.

    Raises:
        InputError: there are no results, or the panel's ratings cannot be used.
        OutputError: another ending, or the file cannot be written.
    """
    kind = Path(output).suffix.lower()
    if kind not in KINDS:
        raise OutputError(f"--output must end in {', '.join(KINDS)}, not '{Path(output).suffix}'.")
    write_atomic(Path(output), render(tables(source, panel, suppress_below), kind))


def render(found: Sequence[Figures], kind: str) -> bytes:
    """The tables in the format of a file ending."""
    if kind == ".xlsx":
        from qa_scorer.batch.audit_workbook import as_workbook

        return as_workbook(found)
    if kind == ".html":
        from qa_scorer.batch.audit_html import as_html

        return as_html(found)
    from qa_scorer.batch.audit_csv import as_csv

    return as_csv(found)


def tables(source: str | Path, panel: Path | None = None, suppress_below: int = 0) -> list[Figures]:
    """All tables of the audit.

    Raises:
        InputError: there are no results, or the panel's ratings cannot be used.
    """
    if suppress_below < 0:
        raise InputError("--suppress-below must not be negative.")
    summaries, failed = results(source)
    if not summaries:
        raise InputError(f"{_shown(source)} holds no scored report.")
    made = Audit(summaries, failed, load_pack(), suppress_below)
    found = made.tables()
    place = _store_of(source)
    if place is not None:
        from qa_scorer.batch.repeated import repeated_tables

        found += repeated_tables(place, made.shown_share, made.shown_count, named=not suppress_below)
    if panel is not None:
        from qa_scorer.batch.agreement import agreement_tables, read_ratings

        found += agreement_tables(read_ratings(Path(panel)), summaries, made.titles, suppress_below)
    return found


def _store_of(source: str | Path) -> str | Path | None:
    """The store of a source, if it is or has one."""
    if is_url(source) or is_store_file(Path(source)):
        return source
    beside = Path(source) / STORE
    return beside if is_store_file(beside) else None


def _shown(source: str | Path) -> str:
    return "The store" if is_url(source) else str(source)


def results(source: str | Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The summaries of a source, and the index lines of files that failed; a document counts once.

    Raises:
        InputError: there is no such store or folder.
    """
    path = Path(source)
    if not is_url(source) and path.is_dir():
        summaries, failed = _from_folder(path)
    elif is_url(source) or is_store_file(path):
        with Store(source, create=False) as store:
            summaries, failed = list(store.summaries()), []
    elif path.exists():
        raise InputError(f"{path.name} is neither a results store nor a folder written by 'batch'.")
    else:
        raise InputError(f"There is no store or folder {path}. Check the path.")
    unique = {(s["document_sha256"], s.get("case_sha256", "")): s for s in summaries}
    return list(unique.values()), failed


def _from_folder(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    if (folder / RESULTS).is_file():
        failed = [x for x in read_lines(folder / INDEX) if x.get("status") == "failed"]
        return list(read_lines(folder / RESULTS)), failed
    from qa_scorer.history.summary import summarise
    from qa_scorer.report import load_report

    summaries, failed = [], []
    for path in sorted(folder.glob("*.json")):
        try:
            summaries.append(summarise(load_report(path)))
        except (InputError, KeyError, TypeError, json.JSONDecodeError):
            failed.append({"path": path.name, "reason": "not a report saved by this version of the tool"})
    return summaries, failed
