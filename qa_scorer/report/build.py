"""Builds the report from the facts. It decides nothing: every judgement comes from the layers below."""

from __future__ import annotations

from typing import Any

from qa_scorer import __version__
from qa_scorer.checks.registry import Finding, run
from qa_scorer.document import Evidence
from qa_scorer.extract.facts import Facts
from qa_scorer.grid.ratings import answer_questions, judge, rate
from qa_scorer.grid.requirements import other_requirements
from qa_scorer.report.schema import SCHEMA_VERSION, Report
from qa_scorer.rulepack.schemas.template import Template


def _evidence(items: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    return [e.to_json() for e in items]


def _finding(f: Finding) -> dict[str, Any]:
    data: dict[str, Any] = {
        "rule": f.rule,
        "category": f.category,
        "severity": f.severity,
        "message": f.message,
        "suggestion": f.suggestion,
        "quote": f.quote,
        "confidence": f.confidence,
        "location": f.location.to_json(),
        "why": f.why,
        "guidance": list(f.guidance),
    }
    for key, value in f.extra.items():
        data.setdefault(key, value)
    return data


def _sections(facts: Facts) -> list[dict[str, Any]]:
    out = []
    for spec in facts.pack.get(Template).section:
        if not spec.listed:
            continue
        found = facts.sections.get(spec.key)
        status = facts.sections.status(spec.key)
        best = next((s for s in found if s.status == status), None)
        out.append(
            {
                "key": spec.key,
                "title": spec.title,
                "heading": (best.heading or "(front page, no heading)") if best else None,
                "status": status,
                "reason": best.reason if best else "",
                "block": best.heading_block if best else None,
                "confidence": round(best.confidence, 2) if best else 0.9,
            }
        )
    return out


def _outline(facts: Facts) -> list[dict[str, Any]]:
    return [
        {"key": s.key or None, "heading": s.heading, "start": s.start, "end": s.end, "heading_block": s.heading_block}
        for s in facts.sections.all
    ]


def _blocks(facts: Facts) -> list[dict[str, Any]]:
    levels = {h.block: h.level for h in facts.sections.headings}
    out = []
    for b in facts.document.blocks:
        item: dict[str, Any] = {"index": b.index, "kind": str(b.kind), "text": b.text}
        if b.index in levels:
            item["kind"], item["level"] = "heading", levels[b.index]
        if b.number:
            item["number"] = b.number
        if b.page is not None:
            item["page"] = b.page
        if b.cell:
            item["table"] = b.cell._asdict()
        section = facts.sections.of(b.index)
        if section:
            item["section"] = section.key or None
        if facts.sections.is_placeholder(b.index):
            item["placeholder"] = True
        out.append(item)
    return out


def build_report(facts: Facts) -> Report:
    """The report on one document, as the contract has it."""
    doc, front = facts.document, facts.front_sheet
    ratings = rate(facts)
    answers = answer_questions(facts)
    verdict = judge(facts, ratings, answers)
    found = run(facts)
    ch = facts.chronology
    period = facts.period
    data: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "tool": {
            "name": "qa-scorer",
            "version": __version__,
            "rule_pack": {"name": facts.pack.name, "version": facts.pack.version, "sha256": facts.pack.digest()},
            "models": facts.models.hashes(),
        },
        "document": {
            "file_name": doc.file_name,
            "sha256": doc.sha256,
            "format": doc.format,
            "pages": doc.pages,
            "words": doc.words,
            "warnings": list(doc.warnings),
            "unreadable_pages": list(doc.unreadable_pages),
        },
        "agency_information": {
            "name_of_agency": front.agency.text,
            "date_received": front.date_received.text,
            "author": front.author.text,
            "signed_off_by": front.signed_off_by.text,
            "completed_within_timescale": front.within_timescale,
        },
        "background": {
            "initials": front.initials.text,
            "date_of_birth": front.date_of_birth.text,
            "ethnic_origin": front.ethnic_origin.text,
            "date_of_death_or_incident": front.date_of_death_or_incident.text,
            "contact_person": front.contact_person.text,
        },
        "case": {
            "case_id": facts.case.case_id,
            "code": front.adult_code,
            "period_from": period.start.isoformat() if period else None,
            "period_to": period.end.isoformat() if period else None,
            "period_source": period.source if period else None,
            "requested": facts.case.imr.requested.isoformat() if facts.case.imr.requested else None,
            "due": facts.case.imr.due.isoformat() if facts.case.imr.due else None,
            "received": facts.case.imr.received.isoformat() if facts.case.imr.received else None,
            "referred": facts.case.review.referred.isoformat() if facts.case.review.referred else None,
            "decided": facts.case.review.decided.isoformat() if facts.case.review.decided else None,
            "completed": facts.case.review.completed.isoformat() if facts.case.review.completed else None,
        },
        "sections": _sections(facts),
        "terms_of_reference": [
            {
                "id": t.id,
                "text": t.text,
                "status": t.status,
                "confidence": round(t.confidence, 2),
                "reasons": list(t.reasons),
                "by_section": dict(t.by_section),
                "evidence": _evidence(t.evidence),
            }
            for t in facts.terms
        ],
        "prompts": [
            {
                "id": t.id,
                "text": t.text,
                "status": t.status,
                "by_section": dict(t.by_section),
                "evidence": _evidence(t.evidence),
            }
            for t in facts.prompts
        ],
        "statements": [
            {
                "text": s.sentence.text,
                "label": s.label,
                "confidence": round(s.confidence, 3),
                "location": s.sentence.location.to_json(),
                **({"marked_by": s.marked_by, "mark_place": s.mark_place} if s.marked_by else {}),
            }
            for s in facts.statements
        ],
        "findings": [_finding(f) for f in found if not f.unsure],
        "unsure": [_finding(f) for f in found if f.unsure],
        "recommendations": [
            {
                "id": r.id,
                "text": r.text,
                "smart": {k: v.met for k, v in r.smart.items()},
                "smart_reasons": {k: v.reason for k, v in r.smart.items()},
                "smart_confidence": {k: round(v.confidence, 2) for k, v in r.smart.items()},
                "who": r.who,
                "when": r.when,
                "outcome": r.outcome,
                "review": r.review,
                "repeats": {
                    "source": r.repeats.source,
                    "text": r.repeats.text,
                    "similarity": round(r.repeats.similarity, 3),
                }
                if r.repeats
                else None,
                "strength": r.strength,
                "output_only": r.output_only,
                "traced_to": r.traced_to.to_json() if r.traced_to else None,
                "duplicates": r.duplicates,
                "suggestion": r.suggestion,
                "location": r.location.to_json(),
            }
            for r in facts.recommendations
        ],
        "chronology": {
            "columns_missing": list(ch.columns_missing),
            "columns": dict(ch.columns),
            "source_kinds": list(ch.source_kinds),
            "coverage": ch.coverage,
            "gaps": [
                {
                    "start": g.start.isoformat(),
                    "end": g.end.isoformat(),
                    "after_row": g.after_row,
                    "share": round(g.share, 3),
                }
                for g in ch.gaps
            ],
            "rows": [
                {
                    "row": r.row,
                    "date": r.date.isoformat() if r.date else None,
                    "end_date": r.end_date.isoformat() if r.end_date else None,
                    "seen": r.seen,
                    "condition": r.condition,
                    "voice": r.voice,
                    "faults": list(r.faults),
                    "cells": dict(r.cells),
                    "blocks": dict(r.blocks),
                    "source_kinds": list(r.source_kinds),
                }
                for r in ch.rows
            ],
        },
        "grid": [
            {
                "criterion": r.criterion,
                "title": r.title,
                "rating": r.rating,
                "state": r.state,
                "confidence": r.confidence,
                "reasons": list(r.reasons),
                "evidence": _evidence(r.evidence),
                "guidance": list(r.guidance),
                "tip": r.tip,
                "values": r.values,
            }
            for r in ratings
        ],
        "questions": {
            **{a.key: {"answer": a.answer, "comment": a.comment, "evidence": _evidence(a.evidence)} for a in answers},
            "overall": {
                "answer": {"adequate": "yes", "inadequate": "no"}.get(verdict.overall, "unclear"),
                "comment": " ".join(verdict.reasons),
            },
        },
        "other_requirements": other_requirements(facts),
        "verdict": {
            "overall": verdict.overall,
            "reasons": list(verdict.reasons),
            "conditions": list(verdict.conditions),
        },
        "trace": _trace(facts),
        "outline": _outline(facts),
        "blocks": _blocks(facts),
    }
    return Report(data)


def _trace(facts: Facts) -> dict[str, Any]:
    """Lessons and the recommendations that answer them, with orphans both ways."""
    answered = {r.traced_to.location.block for r in facts.recommendations if r.traced_to}
    lessons = facts.lessons.specific
    return {
        "links": [
            {"recommendation": r.id, "answers": r.traced_to.to_json() if r.traced_to else None}
            for r in facts.recommendations
        ],
        "lessons": [e.to_json() for e in lessons],
        "lessons_without_recommendation": [e.to_json() for e in lessons if e.location.block not in answered],
        "recommendations_without_lesson": [r.id for r in facts.recommendations if not r.traced_to],
    }
