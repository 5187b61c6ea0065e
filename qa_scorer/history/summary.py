"""What is kept of a report for figures over many: ratings, counts, recommendations and dates.

No sentence of the report's running text is kept, and no quote of a finding; recommendations are, because they are
searched for repeats.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from qa_scorer.report import Report

CASE_DATES = ("requested", "due", "received", "referred", "decided", "completed", "period_from", "period_to")
LETTERS = "SMART"
CRITERIA = (
    "family_details", "genogram", "chronology", "seen_and_views", "involvement_summary", "talks_through", "analysis",
    "lessons", "recommendations",
)  # fmt: skip


def _iso(value: object) -> str | None:
    """An ISO date of a text that holds exactly one whole date."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        return dt.date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        pass
    from qa_scorer.extract.date_text import find_dates

    found = {d.date for d in find_dates(value) if d.date is not None and d.exact == "day"}
    return found.pop().isoformat() if len(found) == 1 else None


def summarise(report: Report) -> dict[str, Any]:
    """The report in short, as plain data."""
    data = report.data
    case: dict[str, Any] = data.get("case") or {}
    agency = data["agency_information"]
    pack = data["tool"]["rule_pack"]
    dates = {name: _iso(case.get(name)) for name in CASE_DATES}
    dates["received"] = dates["received"] or _iso(agency.get("date_received"))
    counts = Counter((f["rule"], f["category"], f["severity"]) for f in data["findings"])
    return {
        "file_name": data["document"]["file_name"],
        "document_sha256": data["document"]["sha256"],
        "format": data["document"]["format"],
        "words": int(data["document"]["words"]),
        "tool_version": data["tool"]["version"],
        "pack_name": pack.get("name", "") if isinstance(pack, dict) else str(pack),
        "pack_version": pack.get("version", "") if isinstance(pack, dict) else "",
        "agency": agency.get("name_of_agency"),
        "case_id": case.get("case_id"),
        "case_code": case.get("code"),
        "within_timescale": agency.get("completed_within_timescale") or "unknown",
        "dates": dates,
        "verdict": data["verdict"]["overall"],
        "ratings": [
            {
                "criterion": c["criterion"],
                "rating": c["rating"],
                "state": c.get("state", "measured"),
                "confidence": float(c["confidence"]),
            }
            for c in data["grid"]
        ],
        "questions": {k: v["answer"] for k, v in sorted(data["questions"].items())},
        "findings": [{"rule": r, "category": c, "severity": s, "count": n} for (r, c, s), n in sorted(counts.items())],
        "recommendations": [
            {
                "id": r["id"],
                "text": r["text"],
                "smart": {k: bool(r["smart"][k]) for k in LETTERS},
                "who": r["who"],
                "when": r["when"],
                "outcome": r["outcome"],
                "review": r.get("review"),
                "strength": r.get("strength", "other"),
                "repeats": (r["repeats"] or {}).get("source"),
            }
            for r in data["recommendations"]
        ],
    }
