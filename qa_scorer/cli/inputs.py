"""Reads what is given beside the report: terms of reference and recommendations of earlier reviews."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from qa_scorer.errors import CaseError, InputError
from qa_scorer.rulepack import Pack
from qa_scorer.rulepack.case import Term, load_terms
from qa_scorer.settings import Limits

_TEXT = ("recommendation", "text", "action", "recommendations", "recommendation / action")
_SOURCE = ("source", "review", "report", "case", "title", "year")
_MAX_BYTES = 50_000_000


def read_terms(path: Path, pack: Pack, limits: Limits | None) -> list[Term]:
    """Terms of reference from a TOML file or a document.

    Raises:
        CaseError: none were found.
    """
    if path.suffix.lower() == ".toml":
        return load_terms(path)
    from qa_scorer.extract.facts import Facts
    from qa_scorer.extract.terms_of_reference import terms_in_document
    from qa_scorer.ingest import read

    terms = terms_in_document(Facts(read(path, limits=limits), pack))
    if not terms:
        raise CaseError(f"No terms of reference were found in {path.name}. Give them as a list, or in a TOML file.")
    return [Term(id=t.id, text=t.text) for t in terms]


def read_previous(path: Path, limits: Limits | None) -> list[tuple[str, str]]:
    """Source and text of each earlier recommendation.

    Raises:
        InputError: the file cannot be read, or holds no recommendation.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path}. Check the path given with --previous.")
    if path.stat().st_size > _MAX_BYTES:
        raise InputError(f"{path.name} is over 50 MB, too large for a list of recommendations.")
    kind = path.suffix.lower()
    try:
        if kind == ".csv":
            rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
            found = _from_table(rows, path.stem)
        elif kind == ".json":
            found = _from_json(json.loads(path.read_text(encoding="utf-8")), path.stem)
        elif kind == ".xlsx":
            found = _from_workbook(path)
        elif kind in (".docx", ".pdf", ".doc", ".odt", ".rtf", ".txt"):
            found = _from_document(path, limits)
        else:
            raise InputError(f"{path.name}: earlier recommendations can be read from .csv, .xlsx, .docx or .json.")
    except (UnicodeDecodeError, csv.Error, json.JSONDecodeError, RecursionError) as exc:
        raise InputError(f"{path.name} cannot be read as {kind[1:].upper()}: {type(exc).__name__}.") from exc
    if not found:
        raise InputError(
            f"{path.name} holds no recommendations: a table needs a column 'recommendation' (and may have 'source')."
        )
    return found


def _from_table(rows: list[list[str]], name: str) -> list[tuple[str, str]]:
    if not rows:
        return []
    head = [str(c or "").strip().lower() for c in rows[0]]
    text = next((head.index(k) for k in _TEXT if k in head), None)
    source = next((head.index(k) for k in _SOURCE if k in head), None)
    body = rows[1:]
    if text is None:
        text, body = max(range(len(head)), key=lambda c: sum(len(str(r[c])) for r in rows if c < len(r))), rows
        source = None
    out = []
    for r in body:
        value = str(r[text] or "").strip() if text < len(r) else ""
        if len(value) > 2:
            out.append(
                (str(r[source]).strip() if source is not None and source < len(r) and r[source] else name, value)
            )
    return out


def _from_json(data: Any, name: str) -> list[tuple[str, str]]:
    if isinstance(data, dict):
        name = (
            str((data.get("document") or {}).get("file_name", name)) if isinstance(data.get("document"), dict) else name
        )
        data = data.get("recommendations") or data.get("previous_recommendations") or []
    out = []
    for item in data if isinstance(data, list) else []:
        if isinstance(item, str):
            out.append((name, item))
        elif isinstance(item, dict):
            text = next((item[k] for k in _TEXT if isinstance(item.get(k), str)), None)
            if text:
                out.append((str(next((item[k] for k in _SOURCE if item.get(k)), name)), text))
    return out


def _from_workbook(path: Path) -> list[tuple[str, str]]:
    """First sheet of a workbook, read as plain XML: shared strings and inline strings, nothing is calculated."""
    import zipfile

    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    try:
        with zipfile.ZipFile(path) as z:
            if sum(i.file_size for i in z.infolist()) > 4 * _MAX_BYTES:
                raise InputError(f"{path.name} unpacks to over 200 MB, too large for a list of recommendations.")
            shared = []
            if "xl/sharedStrings.xml" in z.namelist():
                for si in etree.fromstring(z.read("xl/sharedStrings.xml"), parser).iter(f"{space}si"):
                    shared.append("".join(t.text or "" for t in si.iter(f"{space}t")))
            sheet = next(n for n in sorted(z.namelist()) if n.startswith("xl/worksheets/sheet"))
            rows: list[list[str]] = []
            for row in etree.fromstring(z.read(sheet), parser).iter(f"{space}row"):
                cells: list[str] = []
                for c in row.iter(f"{space}c"):
                    column = 0
                    for ch in (c.get("r") or "A").rstrip("0123456789"):
                        column = column * 26 + ord(ch) - 64
                    cells += [""] * (min(column, 500) - len(cells))
                    value = c.findtext(f"{space}v") or "".join(t.text or "" for t in c.iter(f"{space}t"))
                    if c.get("t") == "s" and value.isdigit() and int(value) < len(shared):
                        value = shared[int(value)]
                    if column and column <= len(cells):
                        cells[column - 1] = value
                rows.append(cells)
    except (
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        StopIteration,
        KeyError,
        NotImplementedError,
        RuntimeError,
    ) as exc:
        raise InputError(
            f"{path.name} is not a workbook that can be read. Save it as .xlsx or .csv and try again."
        ) from exc
    return _from_table(rows, path.stem)


def _from_document(path: Path, limits: Limits | None) -> list[tuple[str, str]]:
    from qa_scorer.extract.facts import Facts
    from qa_scorer.ingest import read
    from qa_scorer.rulepack import load_pack

    facts = Facts(read(path, limits=limits), load_pack())
    return [(path.stem, r.text) for r in facts.recommendation_spans]
