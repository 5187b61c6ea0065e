"""A feedback letter to the author: strengths first, then numbered areas for development in order of weight."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from qa_scorer.render.grid_content import Line
from qa_scorer.render.view import SEVERITIES, Item, Places, by_weight, clean, line, plural, short, word
from qa_scorer.render.word_writing import add_runs, new_document, to_bytes
from qa_scorer.report import Report
from qa_scorer.resources import reports_dir

_RULES, _PLACES = 4, 3


class Area(NamedTuple):
    """An area for development: weight (smaller is heavier), title, and its paragraphs."""

    weight: tuple[int, int]
    title: str
    lines: list[Line]


@lru_cache(maxsize=1)
def _template() -> dict[str, Any]:
    with (reports_dir() / "templates" / "letter.toml").open("rb") as f:
        return tomllib.load(f)


def render(report: Report) -> bytes:
    """The letter as .docx, to be read and changed by a person before it is sent."""
    t = _template()
    agency = line((report.get("agency_information") or {}).get("name_of_agency")) or "your agency"
    author = _name((report.get("agency_information") or {}).get("author"))
    known = {
        "agency": agency,
        "author": author,
        "document": line(report.name),
        "code": line((report.get("case") or {}).get("code")),
        "verdict": word("verdict", report["verdict"]["overall"]).lower(),
    }
    document = new_document(t["title"])
    document.add_paragraph(t["title"], style="Title")
    _put(document, t["greeting"].format(**known) if author else t["greeting_unknown"])
    for text in t["opening"]:
        _put(document, text.format(**known))
    document.add_heading(t["strengths_title"], 1)
    hide = _Names(report)
    for item in strengths(report):
        add_runs(document.add_paragraph(style="List Bullet" if item.lead or item.text else None), hide(item))
    document.add_heading(t["areas_title"], 1)
    found = areas(report)
    _put(document, t["areas_intro"] if found else t["areas_none"])
    for number, area in enumerate(found, 1):
        document.add_heading(clean(f"{number}. {area.title}"), 2)
        for item in area.lines:
            add_runs(document.add_paragraph(), hide(item))
    unsure = report.get("unsure") or []
    if unsure:
        _put(document, t["unsure"].format(count=len(unsure)))
    for text in t["closing"]:
        _put(document, text.format(**known))
    for text in t["signature"]:
        _put(document, text)
    return to_bytes(document)


class _Names:
    """Takes leaked names and identifiers out of a line, so that the letter does not spread them."""

    def __init__(self, report: Report) -> None:
        found = [*report["findings"], *(report.get("unsure") or [])]
        leaks = {line(f["quote"]) for f in found if f["category"] in ("name", "identifier")}
        words = sorted((re.escape(x) for x in leaks if len(x) >= 2), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)") if words else None
        self._instead = str(_template()["hidden"])

    def __call__(self, item: Line) -> Line:
        if self._pattern is None:
            return item
        return replace(item, text=self._pattern.sub(self._instead, line(item.text)))


def _put(document: Any, text: str) -> None:
    document.add_paragraph(clean(text))


def _name(author: object) -> str:
    """The name without the job title."""
    return line(str(author or "").split(",")[0])


def strengths(report: Report) -> list[Line]:
    """What works well: criteria that are Full, each with a quote; else what there is to build on."""
    t, places = _template(), Places(report)
    out = []
    for c in report["grid"]:
        if c.get("rating") == "full":
            out.append(Line(t["strengths"].get(c["criterion"], ""), f"{word('criterion', c['criterion'])}."))
            quotable = [e for e in c.get("evidence") or [] if len(line(e["quote"]).split()) >= 4]
            if quotable and c["criterion"] != "family_details":
                e = quotable[0]
                out[-1] = Line(
                    f"{out[-1].text} {t['example']} “{short(e['quote'], 160)}” ({places.of(e['location'])}).",
                    out[-1].lead,
                )
    if report["questions"].get("signed_off", {}).get("answer") == "yes" and out:
        out.append(Line(t["base"]["signed_off"]))
    if out:
        return out
    base = list(_base(report))
    return [Line(t["strengths_none"]), *base] if base else [Line(t["strengths_none_at_all"])]


def _base(report: Report) -> Iterator[Line]:
    """What is there, in counts, where no criterion is fully met."""
    base = _template()["base"]
    terms = report["terms_of_reference"]
    recs = report["recommendations"]
    sections = report["sections"]
    if report["questions"].get("signed_off", {}).get("answer") == "yes":
        yield Line(base["signed_off"])
    for key, done, every in (
        ("terms", sum(x["status"] == "full" for x in terms), len(terms)),
        ("sections", sum(s["status"] == "present" for s in sections), len(sections)),
        ("smart", sum(sum(map(bool, r["smart"].values())) >= 4 for r in recs), len(recs)),
    ):
        if done:
            yield Line(base[key].format(done=done, all=every))


def areas(report: Report) -> list[Area]:
    """Areas for development: deciding ones that are Limited, other Limited ones, then by severity of the findings."""
    places = Places(report)
    rated = {c["criterion"]: c for c in report["grid"]}
    out = []
    for at, spec in enumerate(_template()["area"]):
        found = [f for f in report["findings"] if f["category"] in spec["categories"]]
        criterion = rated.get(spec.get("criterion", ""))
        question = report["questions"].get(spec.get("question", ""))
        low = criterion is not None and criterion.get("rating") in ("partial", "limited")
        unmet = question is not None and question["answer"] != "yes"
        if not (low or unmet or found):
            continue
        lines = list(_grounds(criterion if low else None, question if unmet else None))
        lines += list(_rules(found, places, quotes=spec.get("quotes", True)))
        if lines:
            limited = unmet or (low and criterion is not None and criterion["rating"] == "limited")
            out.append(Area((_weight(spec, limited, low, found), at), spec["title"], lines))
    return sorted(out, key=lambda a: a.weight)


def _weight(spec: Item, limited: bool, low: bool, found: list[Item]) -> int:
    """0 for what decides the judgement, 1 for the other Limited ones and for what must be fixed, then Partial, then the rest."""
    severest = min((SEVERITIES.index(f["severity"]) for f in found if f["severity"] in SEVERITIES), default=9)
    if limited:
        return 0 if spec.get("deciding") else 1
    if severest == 0:
        return 1
    if low:
        return 2 if spec.get("deciding") else 3
    return 4 if severest == 1 else 5


def _grounds(criterion: Item | None, question: Item | None) -> Iterator[Line]:
    if criterion is not None:
        yield Line(" ".join(line(r) for r in criterion.get("reasons") or []), f"{word('rating', criterion['rating'])}.")
        if criterion.get("tip"):
            yield Line(line(criterion["tip"]), _template()["how"])
    if question is not None:
        yield Line(line(question["comment"]))


def _rules(found: list[Item], places: Places, *, quotes: bool) -> Iterator[Line]:
    """The findings by rule: what, where, how."""
    t = _template()
    rules: dict[str, list[Item]] = {}
    for f in by_weight(found):
        rules.setdefault(str(f["rule"] if quotes else f["category"]), []).append(f)
    ranked = sorted(
        rules.values(),
        key=lambda own: (SEVERITIES.index(own[0]["severity"]) if own[0]["severity"] in SEVERITIES else 9, -len(own)),
    )
    for own in ranked[:_RULES]:
        first = own[0]
        same = len({line(f["message"]) for f in own}) == 1
        if quotes:
            message = line(first["message"]) if same or len(own) == 1 else f"{t['example']} {line(first['message'])}"
        else:
            message = f"{plural(len(own), 'place')} in which {_what(first)} can be read."
        yield Line(message, "•")
        shown = [f for f in own if not places.absent(f["location"])][:_PLACES]
        if shown:
            said = [_place(f, places, quotes=quotes and line(f["quote"]) not in message) for f in shown]
            said = list(dict.fromkeys(said))
            if len(own) > len(shown):
                said.append(t["more"].format(count=len(own) - len(shown)))
            yield Line("; ".join(said) + ".", t["where"], quote=True)
        if first.get("suggestion") and (quotes or line(first["quote"]) not in line(first["suggestion"])):
            yield Line(line(first["suggestion"]), t["how"], quote=True)
    rest = sum(len(own) for own in ranked[_RULES:])
    if rest:
        yield Line(t["more"].format(count=rest).capitalize() + ", in the full report.")


def _what(finding: Item) -> str:
    return (
        "a person's name"
        if finding["category"] == "name"
        else "an identifier such as an address, a number or a date of birth"
    )


def _place(finding: Item, places: Places, *, quotes: bool) -> str:
    where = places.of(finding["location"])
    quotes = quotes and not where.endswith("heading")
    return f"{where} (“{short(finding['quote'], 90)}”)" if quotes and finding["quote"] else where
