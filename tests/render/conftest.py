"""A small report with everything a renderer must show, and text that tries to break out of every format."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from qa_scorer.report import Report

TRICK = "<script>alert(1)</script> & \u202eevil\u202c \x1b[31mred\x07 | *bold* =1+1"

#: Blocks of the document: (kind, text, section, table cell)
_BLOCKS: list[tuple[str, str, str | None, tuple[int, int, int] | None]] = [
    ("heading", "Individual Management Review on Adult A", None, None),
    ("heading", "1. Front sheet", "front_sheet", None),
    ("cell", "Agency", "front_sheet", (0, 0, 0)),
    ("cell", "Wyeside NHS Trust", "front_sheet", (0, 0, 1)),
    ("cell", "Author", "front_sheet", (0, 1, 0)),
    ("cell", "Jane Roe, Head of Quality", "front_sheet", (0, 1, 1)),
    ("heading", "2. Analysis", "analysis", None),
    ("paragraph", "The nurse was careless. Karen Holloway rang the ward on 3 May. No reason was found for it.", "analysis", None),
    ("paragraph", f"A second paragraph with {TRICK} in it.", "analysis", None),
    ("list_item", "The visit of 4 May was not recorded, because the system was down.", "analysis", None),
    ("heading", "3. Chronology", "chronology", None),
    ("cell", "Date", "chronology", (1, 0, 0)),
    ("cell", "Time", "chronology", (1, 0, 1)),
    ("cell", "Source", "chronology", (1, 0, 2)),
    ("cell", "Contact", "chronology", (1, 0, 3)),
    ("cell", "03/05/09", "chronology", (1, 1, 0)),
    ("cell", "10:00", "chronology", (1, 1, 1)),
    ("cell", "Ward notes", "chronology", (1, 1, 2)),
    ("cell", "Seen by nurse; said: 'I want to go home.'", "chronology", (1, 1, 3)),
    ("cell", "4 May", "chronology", (1, 2, 0)),
    ("cell", "", "chronology", (1, 2, 1)),
    ("cell", "", "chronology", (1, 2, 2)),
    ("cell", "Telephone call", "chronology", (1, 2, 3)),
    ("heading", "4. Recommendations", "recommendations", None),
    ("paragraph", "The Head of Nursing will audit 40 records by 1 March 2010.", "recommendations", None),
    ("paragraph", "Staff should be reminded.", "recommendations", None),
    ("footnote", "Told by Karen Holloway.", "analysis", None),
    ("comment", "Ring K. Holloway again", None, None),
]  # fmt: skip


def _where(block: int, start: int = 0, end: int | None = None) -> dict[str, Any]:
    _, text, section, cell = _BLOCKS[block]
    return {
        "section": section,
        "block": block,
        "start": start,
        "end": len(text) if end is None else end,
        "page": 2,
        "table": dict(zip(("table", "row", "column"), cell, strict=True)) if cell else None,
    }


def _at(block: int, words: str) -> dict[str, Any]:
    start = _BLOCKS[block][1].index(words)
    return _where(block, start, start + len(words))


def _finding(
    rule: str, category: str, severity: str, message: str, block: int, words: str, **more: Any
) -> dict[str, Any]:
    return {
        "rule": rule,
        "category": category,
        "severity": severity,
        "message": message,
        "suggestion": more.pop("suggestion", "Change it."),
        "quote": words,
        "confidence": more.pop("confidence", 0.9),
        "location": more.pop("location", None) or _at(block, words),
        "why": more.pop("why", "The guidance asks for it."),
        "guidance": more.pop("guidance", ["8.6"]),
        **more,
    }


def _criterion(key: str, rating: str | None, block: int, **more: Any) -> dict[str, Any]:
    return {
        "criterion": key,
        "title": key.replace("_", " "),
        "rating": rating,
        "state": "measured" if rating else "unreadable",
        "confidence": 0.85 if rating else 0.0,
        "reasons": [f"What was found on {key.replace('_', ' ')}."],
        "evidence": [{"quote": _BLOCKS[block][1], "location": _where(block), "note": more.pop("note", "")}],
        "guidance": ["7.3", "grid.family_details"],
        "tip": "Do this to make it Full.",
        "values": {},
        **more,
    }


def sample_data() -> dict[str, Any]:
    """The report as plain data."""
    blocks = []
    for index, (kind, text, section, cell) in enumerate(_BLOCKS):
        item: dict[str, Any] = {
            "index": index,
            "kind": kind,
            "text": text,
            "section": section,
            "page": 1 if index < 10 else 2,
        }
        if kind == "heading":
            item["level"] = 0 if index == 0 else 1
        if kind == "list_item":
            item["number"] = "•"
        if cell:
            item["table"] = dict(zip(("table", "row", "column"), cell, strict=True))
        blocks.append(item)
    smart = {"S": True, "M": True, "A": True, "R": True, "T": True}
    none = dict.fromkeys("SMART", False)
    return {
        "schema_version": "1",
        "tool": {"name": "qa-scorer", "version": "0.1.0", "rule_pack": {"name": "default", "version": "1.0.0"}, "models": {"names": "ab" * 32}},
        "document": {
            "file_name": "adult-a.docx", "sha256": "0" * 64, "format": "docx", "pages": 3, "words": 120,
            "warnings": ["Hidden characters were removed."], "unreadable_pages": [3],
        },
        "agency_information": {
            "name_of_agency": "Wyeside NHS Trust", "date_received": "27/10/2010", "author": "Jane Roe, Head of Quality",
            "signed_off_by": None, "completed_within_timescale": "yes",
        },
        "background": {
            "initials": "AA", "date_of_birth": "12/04/1931", "ethnic_origin": None, "date_of_death_or_incident": None, "contact_person": "=cmd|' /C calc'!A0",
        },
        "case": {"code": "Adult A", "period_from": "2009-01-01", "period_to": "2009-12-31", "due": "2010-10-29", "received": "2010-10-27"},
        "sections": [
            {"key": "front_sheet", "title": "Front sheet", "heading": "1. Front sheet", "status": "present", "reason": "", "block": 1, "confidence": 1.0},
            {"key": "analysis", "title": "Analysis of involvement", "heading": "2. Analysis", "status": "thin", "reason": "Three paragraphs only.", "block": 6, "confidence": 0.9},
            {"key": "chronology", "title": "Detailed factual chronology", "heading": "3. Chronology", "status": "present", "reason": "", "block": 10, "confidence": 1.0},
            {"key": "recommendations", "title": "Recommendations", "heading": "4. Recommendations", "status": "present", "reason": "", "block": 23, "confidence": 1.0},
            {"key": "glossary", "title": "Glossary", "heading": None, "status": "missing", "reason": "", "block": None, "confidence": 0.9},
        ],
        "terms_of_reference": [
            {"id": "T1", "text": "Was the visit recorded?", "status": "full", "confidence": 0.9, "reasons": ["The analysis answers it."], "by_section": {"analysis": 2, "lessons": 1}, "evidence": [{"quote": _BLOCKS[9][1], "location": _where(9)}]},
            {"id": "T2", "text": "Were the procedures followed?", "status": "none", "confidence": 0.7, "reasons": [], "by_section": {}, "evidence": []},
        ],
        "prompts": [],
        "statements": [
            {"text": "The nurse was careless.", "label": "opinion_unmarked", "confidence": 0.9, "location": _at(7, "The nurse was careless.")},
            {"text": "No reason was found for it.", "label": "fact", "confidence": 0.9, "location": _at(7, "No reason was found for it.")},
        ],
        "findings": [
            _finding("NAM001", "name", "error", "A person's name stands in the text.", 7, "Karen Holloway", suggestion="Write a code instead."),
            _finding("OPN001", "opinion", "warning", "This reads as opinion, and nothing says whose.", 7, "The nurse was careless.", confidence=0.7),
            _finding("OPN010", "opinion", "info", "'careless' blames a person.", 7, "careless", confidence=0.5),
            _finding("REW001", "rewording", "warning", "This paragraph only retells.", 8, _BLOCKS[8][1]),
            _finding("CHR002", "chronology", "warning", "The date '4 May' is not in the form DD/MM/YY.", 19, "4 May"),
            _finding("SEC001", "section", "error", "The report has no section 'Glossary'.", 0, "", location={"section": "glossary", "block": 0, "start": 0, "end": 0, "page": None, "table": None}),
            _finding("NAM001", "name", "error", "A person's name stands in the text.", 26, "Karen Holloway", suggestion="Write a code instead."),
        ],
        "unsure": [_finding("NAM001", "name", "warning", "This may be a person's name.", 27, "K. Holloway", confidence=0.4)],
        "recommendations": [
            {
                "id": "R1", "text": _BLOCKS[24][1], "smart": smart, "smart_reasons": dict.fromkeys("SMART", "It is there."), "smart_confidence": {},
                "who": "Head of Nursing", "when": "1 March 2010", "outcome": None, "review": None, "repeats": {"source": "SCR 2006", "text": "Audit records.", "similarity": 0.9},
                "strength": "procedure", "output_only": True, "traced_to": {"quote": _BLOCKS[9][1], "location": _where(9)}, "duplicates": None, "suggestion": "", "location": _where(24),
            },
            {
                "id": "R2", "text": _BLOCKS[25][1], "smart": none, "smart_reasons": {"S": "'be reminded' alone names no action.", "T": "No date is given."}, "smart_confidence": {},
                "who": None, "when": None, "outcome": None, "review": None, "repeats": None,
                "strength": "reminder", "output_only": False, "traced_to": None, "duplicates": None, "suggestion": "[who] will ... by [date].", "location": _where(25),
            },
        ],
        "chronology": {
            "columns_missing": ["Comments"], "columns": {"date": "Date"}, "source_kinds": ["record"], "coverage": 0.4,
            "gaps": [{"start": "2009-05-04", "end": "2009-12-31", "after_row": 2, "share": 0.66}],
            "rows": [
                {"row": 1, "date": "2009-05-03", "end_date": None, "seen": True, "condition": False, "voice": True, "faults": [], "cells": {"date": "03/05/09"}, "blocks": {"date": 15, "time": 16, "source": 17, "contact": 18}, "source_kinds": ["record"]},
                {"row": 2, "date": "2009-05-04", "end_date": None, "seen": False, "condition": False, "voice": False, "faults": ["date_format", "source_missing"], "cells": {"date": "4 May"}, "blocks": {"date": 19, "time": 20, "source": 21, "contact": 22}, "source_kinds": []},
            ],
        },
        "grid": [
            _criterion("family_details", "full", 5),
            _criterion("genogram", None, 9),
            _criterion("chronology", "limited", 19, note="row 2: date_format"),
            _criterion("seen_and_views", "partial", 18),
            _criterion("involvement_summary", "full", 9),
            _criterion("talks_through", "partial", 9),
            _criterion("analysis", "partial", 8),
            _criterion("lessons", "full", 9),
            _criterion("recommendations", "partial", 25),
        ],
        "questions": {
            "signed_off": {"answer": "no", "comment": "No signature was found.", "evidence": []},
            "expected_change": {"answer": "unclear", "comment": "0 of 2 recommendations state the outcome expected.", "evidence": []},
            "repeated_recommendations": {"answer": "yes", "comment": "R1 repeats an earlier recommendation.", "evidence": [{"quote": _BLOCKS[24][1], "location": _where(24), "note": "R1"}]},
            "overall": {"answer": "no", "comment": "Chronology: Limited."},
        },
        "other_requirements": [{"key": "anonymised", "title": "Names and identifiers are removed", "guidance": ["8.6"], "answer": "no", "comment": "2 names stand in the text.", "evidence": [{"quote": "Karen Holloway", "location": _at(7, "Karen Holloway")}]}],
        "verdict": {"overall": "inadequate", "reasons": ["Chronology: Limited."], "conditions": ["Chronology: Limited. Mend two rows."]},
        "trace": {
            "links": [{"recommendation": "R1", "answers": {"quote": _BLOCKS[9][1], "location": _where(9)}}, {"recommendation": "R2", "answers": None}],
            "lessons": [], "lessons_without_recommendation": [{"quote": "No reason was found for it.", "location": _at(7, "No reason was found for it.")}],
            "recommendations_without_lesson": ["R2"],
        },
        "outline": [
            {"key": None, "heading": _BLOCKS[0][1], "start": 1, "end": 0, "heading_block": 0},
            {"key": "front_sheet", "heading": "1. Front sheet", "start": 2, "end": 5, "heading_block": 1},
            {"key": "analysis", "heading": "2. Analysis", "start": 7, "end": 9, "heading_block": 6},
            {"key": "chronology", "heading": "3. Chronology", "start": 11, "end": 22, "heading_block": 10},
            {"key": "recommendations", "heading": "4. Recommendations", "start": 24, "end": 25, "heading_block": 23},
        ],
        "blocks": blocks,
    }  # fmt: skip


@pytest.fixture
def report() -> Report:
    """The sample report; a new copy for each test."""
    return Report(copy.deepcopy(sample_data()))


@pytest.fixture
def bare(report: Report) -> Report:
    """A report with no more than the schema asks for."""
    data = report.data
    for key in ("case", "prompts", "unsure", "other_requirements", "trace", "outline", "blocks"):
        data.pop(key)
    for f in data["findings"]:
        for key in ("why", "guidance", "confidence"):
            f.pop(key)
    for r in data["recommendations"]:
        for key in (
            "smart_reasons",
            "smart_confidence",
            "review",
            "strength",
            "output_only",
            "traced_to",
            "duplicates",
            "suggestion",
        ):
            r.pop(key)
    for s in data["sections"]:
        for key in ("title", "reason", "block", "confidence"):
            s.pop(key)
    for t in data["terms_of_reference"]:
        for key in ("confidence", "reasons", "by_section"):
            t.pop(key)
    for c in data["grid"]:
        for key in ("guidance", "tip", "values", "title"):
            c.pop(key)
    data["chronology"] = {
        "columns_missing": [],
        "rows": [
            {k: r[k] for k in ("row", "date", "seen", "condition", "voice", "faults")}
            for r in data["chronology"]["rows"]
        ],
    }
    data["document"].pop("unreadable_pages")
    return report
