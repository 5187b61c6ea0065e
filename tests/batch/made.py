"""Makes reports without a document: valid against the schema, and varied where asked."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from typing import Any

from qa_scorer.report import Report

CRITERIA = (
    "family_details", "genogram", "chronology", "seen_and_views", "involvement_summary", "talks_through", "analysis",
    "lessons", "recommendations",
)  # fmt: skip
CELLS = ("date", "time", "source", "contact", "internal", "external", "response", "comments")


def make_row(number: int, day: str | None, **cells: str) -> dict[str, Any]:
    """A row of a chronology; `day` is an ISO date, `cells` are by role."""
    texts = {role: cells.get(role, "") for role in CELLS}
    if day and not texts["date"]:
        texts["date"] = dt.date.fromisoformat(day).strftime("%d/%m/%y")
    return {
        "row": number, "date": day, "end_date": cells.get("end_date"), "seen": "seen" in texts["contact"].lower(), "condition": False,
        "voice": False, "faults": [], "cells": texts, "blocks": {r: number * 10 + n for n, r in enumerate(CELLS)}, "source_kinds": [],
    }  # fmt: skip


def make_recommendation(number: int, text: str, smart: str = "SMART", **more: Any) -> dict[str, Any]:
    """A recommendation that meets the letters given."""
    return {
        "id": f"R{number}", "text": text, "smart": {k: k in smart for k in "SMART"}, "who": more.get("who"), "when": more.get("when"),
        "outcome": more.get("outcome"), "review": more.get("review"), "repeats": more.get("repeats"), "strength": more.get("strength", "other"),
        "output_only": False, "traced_to": None, "duplicates": None, "suggestion": "",
        "location": {"section": "recommendations", "block": 500 + number, "start": 0, "end": len(text), "page": None, "table": None},
    }  # fmt: skip


def make_report(
    agency: str = "Riverside Council Adult Social Care",
    *,
    rows: list[dict[str, Any]] | None = None,
    recommendations: list[dict[str, Any]] | None = None,
    ratings: dict[str, str | None] | None = None,
    findings: list[tuple[str, str, str]] | None = None,
    glossary: dict[str, str] | None = None,
    verdict: str = "adequate",
    code: str | None = "Adult A",
    case: dict[str, Any] | None = None,
    name: str = "imr.docx",
    sha256: str | None = None,
) -> Report:
    """A report of one agency."""
    levels = dict.fromkeys(CRITERIA, "partial") | (ratings or {})
    place = {"section": "analysis", "block": 3, "start": 0, "end": 4, "page": None, "table": None}
    blocks = [{"index": 0, "kind": "heading", "text": "Glossary", "section": "glossary"}]
    for short, long in (glossary or {}).items():
        for column, text in enumerate((short, long)):
            blocks.append(
                {"index": len(blocks), "kind": "cell", "text": text, "section": "glossary", "table": {"table": 0, "row": (len(blocks) - 1) // 2, "column": column}}
            )  # fmt: skip
    data: dict[str, Any] = {
        "schema_version": "1",
        "tool": {"name": "qa-scorer", "version": "0.1.0", "rule_pack": {"name": "default", "version": "0.1.0"}, "models": {}},
        "document": {
            "file_name": name, "sha256": sha256 or hashlib.sha256((agency + name).encode()).hexdigest(), "format": "docx", "pages": None,
            "words": 4000, "warnings": [],
        },
        "agency_information": {
            "name_of_agency": agency, "date_received": None, "author": None, "signed_off_by": None, "completed_within_timescale": "yes",
        },
        "background": dict.fromkeys(("initials", "date_of_birth", "ethnic_origin", "date_of_death_or_incident", "contact_person")),
        "case": {"case_id": "2012-03", "code": code, "period_from": "2011-01-01", "period_to": "2012-06-30", **(case or {})},
        "sections": [], "terms_of_reference": [], "statements": [],
        "findings": [
            {"rule": r, "category": c, "severity": s, "message": "m", "suggestion": "f", "quote": "", "location": place, "confidence": 0.9}
            for r, c, s in findings or []
        ],
        "recommendations": recommendations or [],
        "chronology": {"columns_missing": [], "gaps": [], "rows": rows or []},
        "grid": [
            {"criterion": c, "title": c.replace("_", " "), "rating": levels[c], "state": "measured" if levels[c] else "unreadable",
             "confidence": 0.8, "reasons": [], "evidence": [], "guidance": [], "tip": "", "values": {}}
            for c in CRITERIA
        ],
        "questions": {k: {"answer": "yes", "comment": "", "evidence": []} for k in ("signed_off", "expected_change", "repeated_recommendations")},
        "verdict": {"overall": verdict, "reasons": [], "conditions": []},
        "blocks": blocks, "outline": [], "unsure": [], "prompts": [], "other_requirements": [], "trace": {},
    }  # fmt: skip
    return Report(data)


_AGENCIES = ("Riverside Council", "Hillside NHS Trust", "Northshire Police", "Anchor House", "Vale Ambulance Service")
_RULES = (("NAM001", "name", "error"), ("OPN001", "opinion", "warning"), ("REC004", "recommendation", "error"), ("CHR003", "chronology", "warning"))  # fmt: skip
_ACTS = ("review", "rewrite", "withdraw", "audit", "test", "publish")
_THINGS = (
    "the falls policy",
    "its handover form",
    "supervision of new staff",
    "the duty rota",
    "care plans",
    "the key register",
)


def varied_report(seed: int, name: str, sha256: str, case: dict[str, Any] | None = None) -> Report:
    """A report that depends on its seed only."""
    r = random.Random(seed)
    year = r.choice((2011, 2012, 2013, 2014))
    received = dt.date(year, r.randint(1, 12), r.randint(1, 28))
    recs = [
        make_recommendation(n + 1, f"The Trust will {r.choice(_ACTS)} {r.choice(_THINGS)} by {received:%B %Y}.", "".join(k for k in "SMART" if r.random() < 0.7), who="Head of Care")
        for n in range(r.randint(1, 6))
    ]  # fmt: skip
    given = {
        "case_id": f"{year}-{r.randint(1, 5):02}", "requested": (received - dt.timedelta(90)).isoformat(),
        "due": (received + dt.timedelta(r.randint(-20, 20))).isoformat(), "received": received.isoformat(),
    }  # fmt: skip
    return make_report(
        r.choice(_AGENCIES),
        recommendations=recs,
        ratings={c: r.choice(("full", "partial", "limited", "full")) for c in CRITERIA},
        findings=[r.choice(_RULES) for _ in range(r.randint(0, 9))],
        verdict=r.choice(("adequate", "adequate", "inadequate")),
        case={**given, **(case or {})},
        name=name,
        sha256=sha256,
    )
