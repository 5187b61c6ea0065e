"""The summaries of a batch as Parquet tables: reports, ratings, findings, recommendations."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from qa_scorer.batch.journal import RESULTS, read_lines
from qa_scorer.errors import InputError

_CHUNK = 500
_TEXT, _BOOL, _INT, _REAL = "string", "bool", "int64", "double"
TABLES: dict[str, dict[str, str]] = {
    "reports": {
        **dict.fromkeys(("key", "file_name", "document_sha256", "format"), _TEXT),
        "words": _INT,
        **dict.fromkeys(("agency", "case_id", "case_code", "within_timescale", "verdict", "tool_version", "pack_name", "pack_version"), _TEXT),
        **dict.fromkeys(("requested", "due", "received", "referred", "decided", "completed", "period_from", "period_to"), _TEXT),
    },
    "ratings": {"key": _TEXT, "criterion": _TEXT, "rating": _TEXT, "state": _TEXT, "confidence": _REAL},
    "findings": {"key": _TEXT, "rule": _TEXT, "category": _TEXT, "severity": _TEXT, "count": _INT},
    "recommendations": {
        **dict.fromkeys(("key", "agency", "id", "text"), _TEXT),
        **dict.fromkeys("SMART", _BOOL),
        **dict.fromkeys(("who", "when", "outcome", "review", "strength", "repeats"), _TEXT),
    },
}  # fmt: skip


def require() -> None:
    """Returns where Parquet can be written.

    Raises:
        InputError: pyarrow is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as exc:
        raise InputError("Parquet needs pyarrow, which is not installed: pip install 'qa-scorer[parquet]'.") from exc


def _rows(summary: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    flat = {**summary, **summary["dates"]}
    yield "reports", flat
    key = summary["key"]
    for name in ("ratings", "findings"):
        for row in summary[name]:
            yield name, {"key": key, **row}
    for rec in summary["recommendations"]:
        yield "recommendations", {"key": key, "agency": summary["agency"], **rec, **rec["smart"]}


def write_tables(folder: Path) -> list[Path]:
    """Writes NAME.parquet for each table of a batch folder, a part at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {_TEXT: pa.string(), _BOOL: pa.bool_(), _INT: pa.int64(), _REAL: pa.float64()}
    schemas = {t: pa.schema([(c, kinds[k]) for c, k in columns.items()]) for t, columns in TABLES.items()}
    written = {name: folder / f".{name}.parquet.new" for name in TABLES}
    for path in written.values():
        path.unlink(missing_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    writers = {name: pq.ParquetWriter(path, schemas[name]) for name, path in written.items()}
    try:
        lines = read_lines(folder / RESULTS)
        while part := list(islice(lines, _CHUNK)):
            rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
            for summary in part:
                for name, row in _rows(summary):
                    rows[name].append({c: row.get(c) for c in TABLES[name]})
            for name, found in rows.items():
                if found:
                    writers[name].write_table(pa.Table.from_pylist(found, schema=schemas[name]))
    finally:
        for writer in writers.values():
            writer.close()
    out = []
    for name, path in written.items():
        out.append(folder / f"{name}.parquet")
        path.replace(out[-1])
    return out
