"""The report as Markdown, for wikis and merge requests."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_scorer.render.view import (
    Places,
    by_category,
    by_weight,
    date,
    fault_rows,
    line,
    note,
    plural,
    rating_key,
    short,
    statement_mix,
    sure,
    word,
    words,
)
from qa_scorer.report import Report

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~!&$])")
_LIST = re.compile(r"^(\s*)([-+]|\d+[.)])(\s)")
_LINK = re.compile(r"(?i)\b(https?|ftp|mailto|javascript|data)(:)")


def escape(text: object, limit: int = 0) -> str:
    """The text on one line, in which nothing is taken for markup, a link or a table's edge."""
    said = short(text, limit) if limit else line(text)
    said = _SPECIAL.sub(r"\\\1", said)
    said = _LINK.sub(r"\1\\\2", said)
    said = said.replace("www.", "www\\.").replace("@", "\\@")
    return _LIST.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}{m[3]}", said)


def render(report: Report) -> str:
    """The report as Markdown (GitHub's tables)."""
    return "\n".join(_lines(report)).rstrip() + "\n"


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(c) for c in cells) + " |"


def _lines(r: Report) -> Iterator[str]:
    places = Places(r)
    v, doc = r["verdict"], r["document"]
    agency = (r.get("agency_information") or {}).get("name_of_agency")
    yield f"# {escape(r.name)}"
    yield ""
    yield f"{escape(agency) + ', ' if agency else ''}{plural(int(doc['words']), 'word')}"
    for text in doc.get("warnings") or []:
        yield f"\n> **Warning:** {escape(text)}"
    yield f"\n**Overall judgement: {word('verdict', v['overall'])}**\n"
    for reason in v["reasons"]:
        yield f"- {escape(reason)}"
    yield f"\n{words()['disclaimer']}"
    yield "\n## Standards grid\n"
    yield _row("Criterion", "Rating", "Sure", "Reasons")
    yield _row("---", "---", "---", "---")
    for c in r["grid"]:
        reasons = " ".join(escape(x) for x in c.get("reasons") or [])
        tip = f" **To raise it:** {escape(c['tip'])}" if c.get("tip") and c.get("rating") != "full" else ""
        certainty = word("confidence", sure(c.get("confidence"))) if c.get("rating") else "–"
        yield _row(word("criterion", c["criterion"]), word("rating", rating_key(c)), certainty, reasons + tip)
    for c in r["grid"]:
        if c.get("evidence"):
            yield f"\n**{word('criterion', c['criterion'])}**, evidence:\n"
            for e in c["evidence"][:5]:
                said = f" ({escape(note(e))})" if note(e) else ""
                yield f"- “{escape(e['quote'], 240)}”{said} ({escape(places.of(e['location']))})"
    yield "\n## Questions\n"
    for key, q in r["questions"].items():
        if key != "overall":
            yield f"- **{word('question', key)}:** {word('answer', q['answer'])}. {escape(q['comment'])}"
    if r.get("other_requirements"):
        yield "\n## Other requirements of the guidance\n"
        for o in r["other_requirements"]:
            yield f"- **{escape(o['title'])}:** {word('answer', o['answer'])}. {escape(o['comment'])}"
    yield "\n## Sections\n"
    yield _row("Section", "Status", "Heading in the document")
    yield _row("---", "---", "---")
    for s in r["sections"]:
        yield _row(word("section", s["key"]), word("status", s["status"]), escape(s.get("heading") or "–"))
    if r["terms_of_reference"]:
        yield "\n## Terms of reference\n"
        for t in r["terms_of_reference"]:
            yield f"- **{escape(t['id'])} {word('term_status', t['status'])}:** {escape(t['text'])}"
    yield f"\n## Findings ({len(r['findings'])})"
    for key, items in by_category(r["findings"]):
        yield f"\n### {word('category', key)} ({len(items)})\n"
        for f in by_weight(items):
            yield from _finding(f, places)
    if r["recommendations"]:
        yield "\n## Recommendations\n"
        yield _row("", "Recommendation", *"SMART", "Who", "By when", "Outcome")
        yield _row(*["---"] * 10)
        for x in r["recommendations"]:
            letters = ["yes" if x["smart"].get(k) else "no" for k in "SMART"]
            yield _row(
                escape(x["id"]),
                escape(x["text"]),
                *letters,
                *(escape(x.get(k) or "–") for k in ("who", "when", "outcome")),
            )
    ch = r["chronology"]
    yield f"\n## Chronology ({plural(len(ch['rows']), 'row')})\n"
    if ch["columns_missing"]:
        yield f"- Columns missing: {escape(', '.join(ch['columns_missing']))}"
    for row in fault_rows(r):
        yield f"- Row {row['row']}: {'; '.join(word('fault', x) for x in row['faults'])}"
    for g in ch.get("gaps") or []:
        yield f"- No entry from {date(g['start'])} to {date(g['end'])}"
    mix = statement_mix(r)
    if mix:
        yield "\n## Statements\n"
        yield _row("Section", *words()["label"].values())
        yield _row("---", *["---:"] * len(words()["label"]))
        for key, n in mix:
            yield _row(word("section", key), *n.values())
    if r.get("unsure"):
        yield f"\n## Unsure ({len(r['unsure'])}), for a person to look at\n"
        for f in r["unsure"]:
            yield from _finding(f, places)
    pack = r["tool"].get("rule_pack") or {}
    yield f"\n---\n{escape(r['tool']['name'])} {escape(r['tool']['version'])}, rule pack {escape(pack.get('name', ''))} {escape(pack.get('version', ''))}"


def _finding(f: dict[str, object], places: Places) -> Iterator[str]:
    where = f["location"]
    assert isinstance(where, dict)
    yield f"- **{escape(f['rule'])} {word('severity', f['severity'])}:** {escape(f['message'])} ({escape(places.of(where))})"
    if f["quote"]:
        yield f"  - “{escape(f['quote'], 300)}”"
    if f["suggestion"]:
        yield f"  - Fix: {escape(f['suggestion'])}"
