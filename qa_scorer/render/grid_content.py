"""What goes into each box of the board's form, the same for Word and PDF."""

from __future__ import annotations

from dataclasses import dataclass

from qa_scorer.render.html_report import numbers
from qa_scorer.render.view import RATINGS, Item, Places, date, form, line, note, rating_key, short, sure, word, words
from qa_scorer.report import Report

TICK = "✓"
_EVIDENCE = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a box: a bold lead-in, its text, and whether it begins with the tick."""

    text: str
    lead: str = ""
    tick: bool = False
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A criterion: its title, the level that is ticked (None where it could not be rated), and what is said."""

    key: str
    title: str
    level: str | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One or more questions that share a comment box."""

    keys: tuple[str, ...]
    titles: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form: label and value of the information rows, criteria by part, questions, overall judgement."""

    title: str
    information: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]  # title, rows of (key, label, value)
    parts: tuple[tuple[str, tuple[Box, ...]], ...]
    levels: dict[str, str]
    questions: tuple[Question, ...]
    overall_title: str
    overall_word: str
    overall: tuple[Line, ...]
    comments: str
    footer: str


def filled(report: Report) -> Form:
    """The board's form with what the report says."""
    layout = form()
    places = Places(report)
    rated = {c["criterion"]: c for c in report["grid"]}
    verdict = report["verdict"]
    tool = report["tool"]
    pack = tool.get("rule_pack") or {}
    return Form(
        title=layout["title"],
        information=tuple(
            (part["title"], tuple(_information(report, part["source"], key, label) for key, label in part["rows"]))
            for part in layout["information"]
        ),
        parts=tuple(
            (part["title"], tuple(_box(spec, rated.get(spec["key"]), places) for spec in part["criterion"]))
            for part in layout["part"]
        ),
        levels=dict(layout["levels"]),
        questions=tuple(_question(spec, report, places) for spec in layout["question"]),
        overall_title=layout["overall"],
        overall_word=word("verdict", verdict["overall"]),
        overall=(
            Line(" ".join(line(x) for x in verdict["reasons"]), f"{word('verdict', verdict['overall'])}."),
            *([Line("", "Conditions:")] if verdict["conditions"] else []),
            *(Line(line(x)) for x in verdict["conditions"]),
            Line(words()["disclaimer"]),
        ),
        comments=layout["comments"],
        footer=f"{line(report.name)}. Filled in by {line(tool['name'])} {line(tool['version'])}, rule pack "
        f"{line(pack.get('name', ''))} {line(pack.get('version', ''))}. {words()['disclaimer']}",
    )


def _information(report: Report, source: str, key: str, label: str) -> tuple[str, str, str]:
    value = (report.get(source) or {}).get(key)
    if key == "completed_within_timescale":
        return key, label, _timescale(report, str(value or "unknown"))
    return key, label, line(value)


def _timescale(report: Report, value: str) -> str:
    case = report.get("case") or {}
    said = word("answer", value)
    if case.get("due"):
        said += f" (due {date(case['due'])}" + (
            f", received {date(case['received'])})" if case.get("received") else ")"
        )
    return said


def evidence_line(e: Item, places: Places, limit: int = 220) -> Line:
    """A quote with where it stands."""
    said = f" ({note(e)})" if note(e) else ""
    return Line(f"“{short(e['quote'], limit)}”{said} [{places.of(e['location'])}]", quote=True)


def _box(spec: Item, c: Item | None, places: Places) -> Box:
    if c is None:
        return Box(spec["key"], spec["title"], None, ())
    key = rating_key(c)
    certainty = f" ({word('confidence', sure(c.get('confidence'))).lower()})" if c.get("rating") else ""
    head = Line(
        certainty.strip(), word("rating_short", key) if key in RATINGS else word("rating", key), tick=key in RATINGS
    )
    lines = [head, *(Line(line(x)) for x in c.get("reasons") or [])]
    if c.get("tip") and key != "full":
        lines.append(Line(line(c["tip"]), "To raise it:"))
    shown = (c.get("evidence") or [])[:_EVIDENCE]
    if shown:
        lines.append(Line("", "Evidence:"))
        lines += [evidence_line(e, places) for e in shown]
        more = len(c["evidence"]) - len(shown)
        if more:
            lines.append(Line(f"and {more} more in the full report.", quote=True))
    if c.get("guidance"):
        lines.append(Line(", ".join(numbers(c["guidance"])), "Guidance:"))
    return Box(spec["key"], spec["title"], key if key in RATINGS else None, tuple(lines))


def _question(spec: Item, report: Report, places: Places) -> Question:
    lines: list[Line] = []
    for key in spec["keys"]:
        q = report["questions"].get(key)
        if q is None:
            continue
        lead = (
            f"{word('question', key)}: {word('answer', q['answer'])}."
            if len(spec["keys"]) > 1
            else f"{word('answer', q['answer'])}."
        )
        lines.append(Line(line(q["comment"]), lead))
        lines += [evidence_line(e, places) for e in (q.get("evidence") or [])[:2]]
    return Question(tuple(spec["keys"]), tuple(spec["titles"]), tuple(lines))
