"""The report as plain text for a terminal or an e-mail, 80 columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from qa_scorer.render.view import (
    Item,
    Places,
    by_category,
    by_weight,
    counts,
    date,
    fault_rows,
    line,
    plural,
    rating_key,
    short,
    statement_mix,
    sure,
    word,
    words,
)
from qa_scorer.report import Report

_ANSI = {"bold": "1", "dim": "2", "green": "32", "yellow": "33", "red": "31", "cyan": "36"}
_RATING_COLOUR = {"full": "green", "partial": "yellow", "limited": "red"}
_SEVERITY_COLOUR = {"error": "red", "warning": "yellow", "info": "cyan"}
_VERDICT_COLOUR = {"adequate": "green", "inadequate": "red", "undetermined": "yellow"}
#: How many findings of one rule are shown, by audience; 0 means all.
_SHOWN = {"author": 0, "panel": 3, "manager": 1}
_ORDER = {
    "panel": (
        "verdict", "grid", "questions", "sections", "terms", "recommendations", "chronology", "statements", "other",
        "findings", "unsure",
    ),
    "author": (
        "verdict", "findings", "sections", "terms", "recommendations", "chronology", "grid", "questions", "other",
        "unsure",
    ),
    "manager": ("verdict", "ratings", "questions", "other", "counts"),
}  # fmt: skip


def render(report: Report, *, width: int = 80, colour: bool = False, audience: str = "panel") -> str:
    """The report as text no wider than `width`; `audience` changes order and depth, never a rating."""
    page = _Page(report, max(50, width), colour, audience)
    return page.text()


def _cells(text: str) -> int:
    """Columns that the text takes on a terminal."""
    if text.isascii():
        return len(text)
    n = 0
    for c in text:
        if unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Me", "Cf"):
            continue
        n += 2 if unicodedata.east_asian_width(c) in "WF" else 1
    return n


def _cut(text: str, room: int) -> tuple[str, str]:
    """The longest start of the text that fits, and the rest."""
    n = 0
    for i, c in enumerate(text):
        n += _cells(c)
        if n > room:
            return text[: max(1, i)], text[max(1, i) :]
    return text, ""


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """The text in lines no wider than `width`, by columns and not by characters."""
    out: list[str] = []
    current, indent = first, first
    empty = True
    for piece in line(text).split(" "):
        while piece:
            gap = "" if empty else " "
            if _cells(current) + len(gap) + _cells(piece) <= width:
                current, piece, empty = current + gap + piece, "", False
            elif empty:
                head, piece = _cut(piece, max(1, width - _cells(indent)))
                out.append(current + head)
                current = indent = rest
            else:
                out.append(current)
                current = indent = rest
                empty = True
    if not empty or not out:
        out.append(current)
    return [x.rstrip() for x in out]


class _Page:
    def __init__(self, report: Report, width: int, colour: bool, audience: str) -> None:
        self.report = report
        self.width = width
        self.colour = colour
        self.audience = audience if audience in _ORDER else "panel"
        self.places = Places(report)

    def text(self) -> str:
        parts = list(self._head())
        for name in _ORDER[self.audience]:
            make: Callable[[], Iterator[str]] = getattr(self, f"_{name}")
            lines = list(make())
            if lines:
                parts += ["", *lines]
        parts += ["", *self._foot()]
        return "\n".join(parts) + "\n"

    def paint(self, text: str, *styles: str) -> str:
        """The text in colour, where colour was asked for."""
        codes = [_ANSI[s] for s in styles if s in _ANSI]
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if self.colour and codes else text

    def title(self, text: str) -> str:
        return self.paint(text.upper(), "bold")

    def para(self, text: str, first: str = "  ", rest: str = "", style: str = "") -> list[str]:
        lines = wrap(text, self.width, first, rest or " " * len(first))
        return [self.paint(x, style) if style else x for x in lines]

    def pair(self, left: str, right: str, column: int, colour: str = "") -> list[str]:
        """A label, and beside it a text that wraps under itself."""
        labels = wrap(left, column - 2, "  ", "    ")
        texts = wrap(right, self.width - column)
        out = []
        for i in range(max(len(labels), len(texts))):
            label = labels[i] if i < len(labels) else ""
            text = texts[i] if i < len(texts) else ""
            gap = " " * max(0, column - _cells(label)) if text else ""
            out.append(label + gap + (self.paint(text, colour) if text else ""))
        return out

    # -- parts -----------------------------------------------------------------------------------------------------

    def _head(self) -> Iterator[str]:
        r = self.report
        doc, agency, case = r["document"], r.get("agency_information") or {}, r.get("case") or {}
        yield from wrap(f"Individual Management Review: {line(r.name)}", self.width)
        facts = [plural(int(doc["words"]), "word")]
        if doc.get("pages"):
            facts.append(plural(int(doc["pages"]), "page"))
        if agency.get("name_of_agency"):
            facts.insert(0, line(agency["name_of_agency"]))
        if case.get("period_from") and case.get("period_to"):
            facts.append(f"period {date(case['period_from'])} to {date(case['period_to'])}")
        yield from wrap(" · ".join(facts), self.width)
        for text in doc.get("warnings") or []:
            yield from self.para(f"Warning: {text}", "", "  ")
        if doc.get("unreadable_pages"):
            pages = ", ".join(str(p) for p in doc["unreadable_pages"])
            yield from self.para(f"Warning: no text could be read on page {pages}; nothing is said about it.", "", "  ")

    def _verdict(self) -> Iterator[str]:
        v = self.report["verdict"]
        name = word("verdict", v["overall"])
        yield self.title("Overall judgement") + ": " + self.paint(name, "bold", _VERDICT_COLOUR.get(v["overall"], ""))
        for reason in v["reasons"]:
            yield from self.para(reason)
        if v["conditions"] and self.audience != "manager":
            yield f"  With {plural(len(v['conditions']), 'condition')}, one for each rating below Full."
        yield from self.para(words()["disclaimer"], style="dim")

    def _ratings(self) -> Iterator[str]:
        yield self.title("Standards grid")
        for c in self.report["grid"]:
            key = rating_key(c)
            yield from self.pair(
                word("criterion", c["criterion"]), word("rating", key), 34, _RATING_COLOUR.get(key, "")
            )

    def _grid(self) -> Iterator[str]:
        yield self.title("Standards grid")
        for c in self.report["grid"]:
            key = rating_key(c)
            said = word("rating", key)
            if c.get("rating") and sure(c.get("confidence")) != "high":
                said += f" ({word('confidence', sure(c.get('confidence'))).lower()})"
            yield from self.pair(word("criterion", c["criterion"]), said, 34, _RATING_COLOUR.get(key, ""))
            reasons = c.get("reasons") or []
            for reason in reasons[:4]:
                yield from self.para(reason, "    - ", "      ")
            if len(reasons) > 4:
                yield f"      and {len(reasons) - 4} more"
            if c.get("tip") and c.get("rating") != "full":
                yield from self.para(f"To raise it: {c['tip']}", "    > ", "      ")

    def _questions(self) -> Iterator[str]:
        yield self.title("Questions")
        for key, q in self.report["questions"].items():
            if key == "overall":
                continue
            yield from self.pair(word("question", key), f"{word('answer', q['answer'])}. {line(q['comment'])}", 34)

    def _sections(self) -> Iterator[str]:
        sections = self.report["sections"]
        bad = [s for s in sections if s["status"] != "present"]
        yield self.title("Sections") + f": {len(sections) - len(bad)} of {len(sections)} present"
        for s in bad:
            text = word("status", s["status"]) + (f". {line(s['reason'])}" if s.get("reason") else "")
            yield from self.pair(word("section", s["key"]), text, 34, "red" if s["status"] == "missing" else "yellow")

    def _terms(self) -> Iterator[str]:
        terms = self.report["terms_of_reference"]
        if not terms:
            return
        n = counts(terms, "status")
        yield self.title("Terms of reference") + f": {n['full']} of {len(terms)} answered"
        colours = {"full": "green", "partial": "yellow", "none": "red"}
        for t in terms:
            status = word("term_status", t["status"])
            text = short(t["text"], 2 * (self.width - 22))
            yield from wrap(text, self.width, f"  {line(t['id']):<4}{status:<14}", " " * 20)
            if t["status"] != "full" and t.get("reasons"):
                yield from self.para(" ".join(t["reasons"]), " " * 20, style=colours.get(t["status"], ""))

    def _recommendations(self) -> Iterator[str]:
        recs = self.report["recommendations"]
        yield self.title("Recommendations") + f": {len(recs)}"
        if not recs:
            yield "  None were found."
            return
        good = sum(1 for r in recs if sum(bool(v) for v in r["smart"].values()) >= 4)
        yield f"  {good} of {len(recs)} are SMART in four letters or more."
        yield "        S M A R T  who when outcome"
        for r in recs:
            marks = " ".join("x" if r["smart"].get(k) else "-" for k in "SMART")
            parts = "  ".join(
                ("yes" if r.get(k) else "no").ljust(n) for k, n in (("who", 3), ("when", 4), ("outcome", 7))
            )
            yield f"  {short(r['id'], 5):<6}{marks}  {parts}".rstrip()
            yield from wrap(short(r["text"], 130), self.width, " " * 8, " " * 8)
            missing = [k for k in "SMART" if not r["smart"].get(k)]
            why = r.get("smart_reasons") or {}
            for k in missing:
                if why.get(k):
                    yield from self.para(f"{word('smart', k)}: {why[k]}", " " * 8 + "- ", " " * 10)
            if r.get("repeats"):
                yield from self.para(f"Repeats: {r['repeats'].get('source', '')}", " " * 8 + "- ", " " * 10)
            if self.audience == "author" and r.get("suggestion"):
                yield from self.para(f"Try: {r['suggestion']}", " " * 8 + "> ", " " * 10)

    def _chronology(self) -> Iterator[str]:
        ch = self.report["chronology"]
        rows, bad = ch["rows"], fault_rows(self.report)
        yield self.title("Chronology") + f": {plural(len(rows), 'row')}, {len(bad)} with faults"
        if ch["columns_missing"]:
            yield from self.para("Columns missing: " + ", ".join(ch["columns_missing"]))
        for r in bad[:8] if self.audience == "panel" else bad:
            text = "; ".join(word("fault", f) for f in r["faults"])
            yield from self.para(f"row {r['row']}: {text}", "  - ", "    ")
        if self.audience == "panel" and len(bad) > 8:
            yield f"    and {len(bad) - 8} more rows"
        for g in ch.get("gaps") or []:
            share = round(100 * float(g["share"]))
            yield from self.para(
                f"Silent from {date(g['start'])} to {date(g['end'])} ({share}% of the period).", "  - "
            )

    def _statements(self) -> Iterator[str]:
        mix = statement_mix(self.report)
        if not mix:
            return
        yield self.title("Statements") + ": how many sentences of each kind"
        yield f"  {'':<26}{'fact':>8}{'marked':>10}{'unmarked':>10}{'third':>8}"
        yield f"  {'':<26}{'':>8}{'opinion':>10}{'opinion':>10}{'party':>8}"
        for key, n in mix:
            v = list(n.values())
            yield f"  {short(word('section', key), 25):<26}{v[0]:>8}{v[1]:>10}{v[2]:>10}{v[3]:>8}"

    def _other(self) -> Iterator[str]:
        items = self.report.get("other_requirements") or []
        if not items:
            return
        yield self.title("Other requirements of the guidance")
        for i in items:
            yield from self.pair(line(i["title"]), f"{word('answer', i['answer'])}. {line(i['comment'])}", 34)

    def _counts(self) -> Iterator[str]:
        yield self.title("Findings") + f": {len(self.report['findings'])}"
        for key, items in by_category(self.report["findings"]):
            yield from self.pair(word("category", key), str(len(items)), 34)

    def _findings(self) -> Iterator[str]:
        items = self.report["findings"]
        n = counts(items, "severity")
        said = ", ".join(f"{n[s]} {word('severity', s).lower()}" for s in words()["severity"] if n[s])
        yield self.title("Findings") + f": {len(items)}" + (f" ({said})" if said else "")
        for key, group in by_category(items):
            yield ""
            yield "  " + self.paint(f"{word('category', key)} ({len(group)})", "bold")
            rules: dict[str, list[Item]] = {}
            for f in by_weight(group):
                rules.setdefault(str(f["rule"]), []).append(f)
            for rule in sorted(rules, key=lambda r: -len(rules[r])):
                yield from self._rule(rules[rule])

    def _rule(self, items: list[Item]) -> Iterator[str]:
        shown = items[: _SHOWN[self.audience] or len(items)]
        last = ""
        for f in shown:
            label = f"{line(f['rule'])} {word('severity', f['severity'])}: "
            message = line(f["message"])
            if message != last:
                yield from self._finding_head(label, message, str(f["severity"]))
                last = message
            if not self.places.absent(f["location"]):
                yield from self.para(self.places.of(f["location"]), "      at ", "         ", "dim")
            if f["quote"] and line(f["quote"]) not in message:
                yield from self.para(f"“{short(f['quote'], 200)}”", " " * 9)
            if f["suggestion"] and (f is shown[-1] or line(f["suggestion"]) != line(shown[-1]["suggestion"])):
                yield from self.para(f"Fix: {f['suggestion']}", "      ", " " * 11)
        if len(items) > len(shown):
            yield f"      and {len(items) - len(shown)} more of {line(items[0]['rule'])}"

    def _finding_head(self, label: str, message: str, severity: str) -> Iterator[str]:
        lines = self.para(label + message, "    ", "      ")
        if lines and lines[0].startswith("    " + label):
            lines[0] = "    " + self.paint(label, _SEVERITY_COLOUR.get(severity, "")) + lines[0][4 + len(label) :]
        yield from lines

    def _unsure(self) -> Iterator[str]:
        items = self.report.get("unsure") or []
        if not items:
            return
        yield self.title("Unsure") + f": {len(items)}, to be looked at. Above, only terms of reference count, and less."
        for f in items if self.audience == "author" else items[:10]:
            yield from self.para(f"{f['rule']} {f['message']}", "  - ", "    ")
            yield from self.para(self.places.of(f["location"]), "    at ", "       ", "dim")
            if f["quote"]:
                yield from self.para(f"“{short(f['quote'], 160)}”", " " * 7)
        if self.audience != "author" and len(items) > 10:
            yield f"    and {len(items) - 10} more"

    def _foot(self) -> Iterator[str]:
        tool = self.report["tool"]
        pack = tool.get("rule_pack") or {}
        said = f"{tool['name']} {tool['version']}, rule pack {pack.get('name', '')} {pack.get('version', '')}."
        yield from self.para(f"{said} 'qa-scorer explain RULE' says why a rule is there.", "", "", "dim")
