"""The report as one HTML file: no network, no script needed, the Standards grid first and the whole text with findings."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Any

from qa_scorer.render.html_document import DocumentPage
from qa_scorer.render.html_pictures import bar, bar_classes, timeline
from qa_scorer.render.view import (
    RATINGS,
    Item,
    Places,
    by_category,
    by_weight,
    clean,
    counts,
    date,
    fault_rows,
    form,
    line,
    note,
    plural,
    rating_key,
    short,
    statement_mix,
    sure,
    token,
    word,
    words,
)
from qa_scorer.report import Report
from qa_scorer.resources import reports_dir


def environment() -> Any:
    """The Jinja environment of the HTML formats: everything escaped, hidden characters dropped."""
    return _environment()


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def finalize(value: Any) -> Any:
        return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    env = Environment(
        loader=FileSystemLoader(reports_dir() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
    )
    env.filters["token"] = token
    return env


def asset(name: str) -> str:
    """A style sheet or script that goes into the page."""
    return (reports_dir() / "assets" / name).read_text(encoding="utf-8")


def content_policy(css: str, script: str = "") -> str:
    """A content security policy that allows this style sheet and this script, and nothing else."""
    digest = [base64.b64encode(hashlib.sha256(x.encode()).digest()).decode() for x in (css, script)]
    allowed = f"'sha256-{digest[1]}'" if script else "'none'"
    return (
        f"default-src 'none'; style-src 'sha256-{digest[0]}'; script-src {allowed}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def render(report: Report) -> str:
    """The report as HTML, complete in one file."""
    from markupsafe import Markup

    page = _Page(report)
    filters = page.filters()
    css = asset("report.css") + _filter_css(filters)
    script = asset("report.js")
    text: str = (
        _environment()
        .get_template("report.html.j2")
        .render(
            **page.values(), filters=filters, css=Markup(css), script=Markup(script), policy=content_policy(css, script)
        )
    )
    return text


def _filter_css(filters: list[Item]) -> str:
    """Rules by which an unticked box hides its findings, without a script."""
    out = []
    for f in filters:
        for o in f["options"]:
            where = f'[data-{f["attribute"]}="{o["key"]}"]'
            off = f"html:has(#{o['id']}:not(:checked))"
            out.append(
                f"{off} .finding{where},{off} .category{where},{off} .ref{where}{{display:none}}"
                f"{off} mark{where}{{background:none;border:0}}"
            )
    return "\n".join(["", *out, ""])


class _Page:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.places = Places(report)
        self.number = {id(f): n for n, f in enumerate(report["findings"], 1)}
        self.document = DocumentPage(report, self.places)
        self.blocks = {int(b["index"]) for b in report.get("blocks", [])}
        self.marked = {m.number for marks in self.document.marks.values() for m in marks}

    def values(self) -> dict[str, Any]:
        """All that the template shows."""
        r = self.report
        tool = r["tool"]
        pack = tool.get("rule_pack") or {}
        recs = self.recommendations()
        chronology = self.chronology()
        unsure = [self.finding(f, 0) for f in r.get("unsure") or []]
        contents = [
            ("grid", "Standards grid"),
            ("sections", "Sections and terms of reference"),
            ("findings", f"Findings ({len(r['findings'])})"),
            *([("unsure", f"Unsure ({len(unsure)})")] if unsure else []),
            ("recommendations", f"Recommendations ({len(recs)})"),
            ("trace", "Finding, lesson, recommendation"),
            ("chronology", "Chronology"),
            ("statements", "Fact and opinion"),
            ("document", "The document"),
        ]
        return {
            "r": {**r.data, "other_requirements": self.other()},
            "words": words(),
            "disclaimer": words()["disclaimer"],
            "verdict": {"key": token(r["verdict"]["overall"]), "word": word("verdict", r["verdict"]["overall"])},
            "facts": self.facts(),
            "warnings": self.warnings(),
            "contents": contents,
            "form": self.form(),
            "sections": self.sections(),
            "terms": self.terms(r["terms_of_reference"]),
            "prompts": self.terms(r.get("prompts") or []),
            "groups": self.groups(),
            "unsure": unsure,
            "recommendations": recs,
            "trace": self.trace(),
            "chronology": chronology,
            "mix": [
                {"title": word("section", key), "counts": list(n.values()), "bar": bar(n)}
                for key, n in statement_mix(r)
            ],
            "bar_key": [(bar_classes()[k], w) for k, w in words()["label"].items()],
            "document": self.document.render(),
            "pack": f"{pack.get('name', '')} {pack.get('version', '')}".strip(),
            "models": sorted((tool.get("models") or {}).items()),
        }

    def facts(self) -> list[str]:
        """What the document is, in a line."""
        doc, case = self.report["document"], self.report.get("case") or {}
        agency = (self.report.get("agency_information") or {}).get("name_of_agency")
        out = [line(agency)] if agency else []
        out.append(plural(int(doc["words"]), "word"))
        if doc.get("pages"):
            out.append(plural(int(doc["pages"]), "page"))
        if case.get("period_from") and case.get("period_to"):
            out.append(f"period {date(case['period_from'])} to {date(case['period_to'])}")
        return out

    def warnings(self) -> list[str]:
        """What went wrong while reading."""
        doc = self.report["document"]
        out = [str(w) for w in doc.get("warnings") or []]
        if doc.get("unreadable_pages"):
            pages = ", ".join(str(p) for p in doc["unreadable_pages"])
            out.append(f"No text could be read on page {pages}; nothing is said about it.")
        return out

    def evidence(self, items: list[Item] | None) -> list[Item]:
        """Quotes with their places and links."""
        return [
            {
                "quote": short(e.get("quote"), 300),
                "note": note(e),
                "place": self.places.of(e["location"]),
                "block": self.block(e["location"]),
            }
            for e in items or []
        ]

    def block(self, location: Item) -> int | None:
        """The block to link to, None where the report does not hold it."""
        index = int(location.get("block", -1))
        return index if index in self.blocks and not self.places.absent(location) else None

    def form(self) -> Item:
        """The board's form, filled."""
        layout, r = form(), self.report
        rated = {c["criterion"]: c for c in r["grid"]}
        parts = []
        for part in layout["part"]:
            criteria = []
            for spec in part["criterion"]:
                c = rated.get(spec["key"])
                if c is None:
                    continue
                key = rating_key(c)
                levels = [{"word": layout["levels"][x], "chosen": x == key} for x in RATINGS]
                if key not in RATINGS:
                    levels.append({"word": word("rating", key), "chosen": True})
                criteria.append(
                    {
                        "key": token(spec["key"]),
                        "name": word("criterion", spec["key"]),
                        "title": spec["title"],
                        "levels": levels,
                        "rating": key,
                        "word": word("rating_short", key),
                        "sure": self.sure(c) if c.get("rating") else "",
                        "reasons": c.get("reasons") or [],
                        "tip": c.get("tip") or "",
                        "evidence": self.evidence(c.get("evidence")),
                        "guidance": numbers(c.get("guidance")),
                    }
                )
            parts.append({"title": part["title"], "criteria": criteria})
        information = []
        for spec in layout["information"]:
            values = r.get(spec["source"]) or {}
            rows = []
            for key, label in spec["rows"]:
                value = values.get(key)
                if key == "completed_within_timescale":
                    value = word("answer", value or "unknown")
                rows.append((label, line(value) or "Not found"))
            information.append({"title": spec["title"], "rows": rows})
        questions = []
        for spec in layout["question"]:
            answers = []
            for key in spec["keys"]:
                q = r["questions"].get(key)
                if q:
                    answers.append(
                        {
                            "name": word("question", key),
                            "kind": "plain" if key == "repeated_recommendations" else q["answer"],
                            "word": word("answer", q["answer"]),
                            "comment": q["comment"],
                            "evidence": self.evidence(q.get("evidence")),
                        }
                    )
            questions.append({"titles": spec["titles"], "answers": answers})
        return {**layout, "parts": parts, "information": information, "questions": questions}

    def sure(self, item: Item) -> str:
        """How sure the tool is, in words and per cent."""
        value = item.get("confidence")
        if not isinstance(value, int | float):
            return ""
        return f"{word('confidence', sure(value))} ({round(100 * value)}%)"

    def other(self) -> list[Item]:
        """Requirements beside the grid."""
        return [{**o, "places": self.evidence(o.get("evidence"))} for o in self.report.get("other_requirements") or []]

    def sections(self) -> list[Item]:
        """Sections with their status."""
        return [
            {
                "title": s.get("title") or word("section", s["key"]),
                "status": s["status"],
                "word": word("status", s["status"]),
                "heading": s.get("heading"),
                "reason": s.get("reason") or "",
                "block": s["block"] if s.get("block") in self.blocks else None,
            }
            for s in self.report["sections"]
        ]

    def terms(self, items: list[Item]) -> Item:
        """Terms of reference, and how many passages of each section answer each."""
        found = {k for t in items for k in t.get("by_section") or {}}
        keys = [k for k in words()["section"] if k in found]
        keys += sorted(found - set(keys))
        return {
            "sections": [word("section", k) for k in keys],
            "rows": [
                {
                    "id": t["id"],
                    "text": t["text"],
                    "status": t["status"],
                    "word": word("term_status", t["status"]),
                    "counts": [(t.get("by_section") or {}).get(k, 0) for k in keys],
                    "reasons": t.get("reasons") or [],
                    "evidence": self.evidence(t.get("evidence")),
                }
                for t in items
            ],
        }

    def finding(self, f: Item, n: int) -> Item:
        """A finding as the template shows it."""
        before, quote, after = self.places.context(f["location"])
        given = line(f["quote"])
        if not given:
            before = quote = after = ""
        elif line(quote) != given:
            before, quote, after = "", given, ""
        if len(quote) > 600:
            quote = short(quote, 600)
        return {
            "n": n,
            "cat": token(f["category"]),
            "sev": token(f["severity"]),
            "sec": token(f["location"].get("section")),
            "conf": sure(f.get("confidence")),
            "sev_word": word("severity", f["severity"]),
            "conf_word": self.sure(f),
            "place": self.places.of(f["location"]),
            "marked": n in self.marked,
            "block": self.block(f["location"]),
            "message": f["message"],
            "suggestion": f["suggestion"],
            "before": before,
            "quote": quote,
            "after": after,
        }

    def groups(self) -> list[Item]:
        """Findings by category and rule."""
        out = []
        for key, items in by_category(self.report["findings"]):
            rules: dict[str, list[Item]] = {}
            for f in by_weight(items):
                rules.setdefault(str(f["rule"]), []).append(f)
            made = []
            for rule, own in rules.items():
                messages = {line(f["message"]) for f in own}
                title = own[0]["message"] if len(messages) == 1 else f"{rule}: {plural(len(own), 'finding')}"
                made.append(
                    {
                        "rule": rule,
                        "title": title,
                        "why": own[0].get("why") or "",
                        "guidance": numbers(own[0].get("guidance")),
                        "findings": [self.finding(f, self.number[id(f)]) for f in own],
                    }
                )
            out.append({"title": word("category", key), "cat": token(key), "count": len(items), "rules": made})
        return out

    def filters(self) -> list[Item]:
        """The choices by which findings are shown or hidden; only those that occur."""
        found = self.report["findings"]
        sections = counts([{"s": token(f["location"].get("section"))} for f in found], "s")
        sure_of = counts([{"s": sure(f.get("confidence"))} for f in found], "s")
        kinds: list[tuple[str, str, list[tuple[str, str, int]]]] = [
            ("cat", "Category", [(token(k), word("category", k), len(x)) for k, x in by_category(found)]),
            (
                "sev",
                "Severity",
                [(k, w, counts(found, "severity")[k]) for k, w in words()["severity"].items()],
            ),
            ("conf", "Confidence", [(k, w, sure_of[k]) for k, w in words()["confidence"].items()]),
            (
                "sec",
                "Section",
                [
                    (k, word("section", k) if k in words()["section"] else "Other", n)
                    for k, n in sorted(sections.items(), key=lambda kv: _rank(kv[0]))
                ],
            ),
        ]
        return [
            {
                "title": title,
                "attribute": name,
                "options": [{"id": f"show-{name}-{k}", "key": k, "word": w, "count": n} for k, w, n in options if n],
            }
            for name, title, options in kinds
        ]

    def recommendations(self) -> list[Item]:
        """Recommendations with their letters."""
        out = []
        for x in self.report["recommendations"]:
            reasons = x.get("smart_reasons") or {}
            out.append(
                {
                    **x,
                    "met": sum(bool(v) for v in x["smart"].values()),
                    "letters": [
                        {"word": w, "met": bool(x["smart"].get(k)), "reason": reasons.get(k) or ""}
                        for k, w in words()["smart"].items()
                    ],
                    "repeats": {"source": "", "text": "", **x["repeats"]} if x.get("repeats") else None,
                    "duplicates": x.get("duplicates"),
                    "output_only": x.get("output_only"),
                    "suggestion": x.get("suggestion") or "",
                    "block": x["location"]["block"],
                    "place": self.places.of(x["location"]),
                }
            )
        return out

    def trace(self) -> Item:
        """What each recommendation answers, and the lessons that none answers."""
        trace = self.report.get("trace") or {}
        links = [
            {
                "recommendation": x["recommendation"],
                "answers": self.evidence([x["answers"]])[0] if x.get("answers") else None,
            }
            for x in trace.get("links") or []
        ]
        return {"links": links, "orphans": self.evidence(trace.get("lessons_without_recommendation"))}

    def chronology(self) -> Item:
        """The timeline, and in words what it shows."""
        ch = self.report["chronology"]
        rows, bad = ch["rows"], fault_rows(self.report)
        seen = [x for x in rows if x.get("seen")]
        said = f"{plural(len(rows), 'row')}; {len(bad)} with a fault. The adult was seen in {len(seen)}"
        said += f", condition recorded in {sum(bool(x.get('condition')) for x in seen)}"
        said += f", wishes, feelings or own words in {sum(bool(x.get('voice')) for x in rows)}."
        if ch.get("source_kinds"):
            said += f" Kinds of source: {', '.join(ch['source_kinds'])}."
        if isinstance(ch.get("coverage"), int | float):
            said += f" The entries reach over {round(100 * ch['coverage'])}% of the period."
        return {
            "count": plural(len(rows), "row"),
            "timeline": timeline(self.report),
            "summary": said if rows else "No chronology table was found.",
            "missing": ch["columns_missing"],
            "gaps": [
                f"{date(g['start'])} to {date(g['end'])}, {round(100 * float(g['share']))}% of the period"
                for g in ch.get("gaps") or []
            ],
            "faults": [
                {
                    "row": x["row"],
                    "date": date(x.get("date")) or line((x.get("cells") or {}).get("date")) or "–",
                    "faults": "; ".join(word("fault", f) for f in x["faults"]),
                    "block": next((b for b in (x.get("blocks") or {}).values() if b in self.blocks), None),
                }
                for x in bad
            ],
        }


def numbers(guidance: list[str] | None) -> list[str]:
    """Paragraph numbers of the guidance; the grid and templates are called by what they are."""
    return [g if g[:1].isdigit() else g.replace(".", ": ").replace("_", " ") for g in guidance or []]


def _rank(section: str) -> tuple[int, str]:
    order = list(words()["section"])
    return (order.index(section) if section in order else len(order), section)
