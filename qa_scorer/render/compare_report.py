"""The comparison of two drafts as text, HTML or JSON, and as the few lines that `watch` shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from qa_scorer.render.terminal import wrap
from qa_scorer.render.view import Item, Places, by_category, by_weight, line, note, plural, short, token, word
from qa_scorer.report.compare import Change, Comparison

_WIDTH = 80
_ARROW = {1: "better", -1: "worse", 0: ""}


def render(result: Comparison, form: str = "text") -> str:
    """The comparison in the form wanted: text, json, html or changes."""
    if form == "json":
        return json.dumps(result.to_json(), ensure_ascii=True, indent=1) + "\n"
    if form == "html":
        return _html(result)
    if form == "changes":
        return "\n".join(_changes(result))
    return "\n".join(_text(result)) + "\n"


def _value(kind: str, value: str | None) -> str:
    return word(kind, value) if value is not None else "–"


def _said(c: Change, kind: str) -> str:
    if not c.changed:
        return _value(kind, c.after)
    better = f" ({_ARROW[c.direction]})" if c.direction else ""
    return f"{_value(kind, c.before)} -> {_value(kind, c.after)}{better}"


def _rows(result: Comparison) -> list[tuple[str, str, Sequence[Change], str]]:
    """Title, kind of the key, changes, kind of the value."""
    return [
        ("Ratings", "criterion", result.ratings, "rating"),
        ("Questions", "question", result.questions, "answer"),
        ("Sections", "section", [c for c in result.sections if c.changed], "status"),
        ("Terms of reference", "term", [c for c in result.terms if c.changed], "term_status"),
    ]


def _name(kind: str, key: str) -> str:
    return line(key) if kind == "term" else word(kind, key)


def _text(result: Comparison) -> Iterator[str]:
    yield from wrap(f"{result.old.name} -> {result.new.name}", _WIDTH)
    yield f"{result.words[0]:,} words -> {result.words[1]:,} words"
    yield ""
    yield f"OVERALL JUDGEMENT: {_said(result.verdict, 'verdict')}"
    for title, kind, changes, values in _rows(result):
        if changes:
            yield ""
            yield title.upper()
            for c in changes:
                yield from wrap(_said(c, values), _WIDTH, f"  {short(_name(kind, c.key), 48):<50}", " " * 52)
    yield ""
    yield (
        f"FINDINGS: {len(result.fixed)} fixed, {len(result.added)} new, {len(result.still)} still there"
        f" ({len(result.old['findings'])} -> {len(result.new['findings'])})"
    )
    yield from _list("Fixed", result.fixed, Places(result.old))
    yield from _list("New", result.added, Places(result.new), fix=True)
    yield from _list("Still there", [new for _, new in result.still], Places(result.new))


def _list(title: str, items: Sequence[Item], places: Places, *, fix: bool = False) -> Iterator[str]:
    if not items:
        return
    yield ""
    yield f"{title.upper()} ({len(items)})"
    for key, group in by_category(items):
        yield f"  {word('category', key)} ({len(group)})"
        for f in by_weight(group):
            yield from wrap(f"{f['rule']} {f['message']}", _WIDTH, "  - ", "    ")
            yield from wrap(f"at {places.of(f['location'])}", _WIDTH, "    ", "      ")
            if f["quote"] and line(f["quote"]) not in line(f["message"]):
                yield from wrap(f"“{short(f['quote'], 150)}”", _WIDTH, "    ", "    ")
            if fix and f["suggestion"]:
                yield from wrap(f"Fix: {f['suggestion']}", _WIDTH, "    ", "         ")


def _changes(result: Comparison) -> Iterator[str]:
    """Only what changed, in few lines."""
    changed = False
    if result.verdict.changed:
        changed = True
        yield f"  Overall: {_said(result.verdict, 'verdict')}"
    for _, kind, changes, values in _rows(result):
        for c in changes:
            if c.changed:
                changed = True
                yield from wrap(f"{_name(kind, c.key)}: {_said(c, values)}", _WIDTH, "  ", "    ")
    for sign, items, places in (("+", result.added, Places(result.new)), ("-", result.fixed, Places(result.old))):
        for f in by_weight(items):
            changed = True
            said = f"“{short(f['quote'], 60)}” " if f["quote"] else ""
            verb = "new" if sign == "+" else "fixed"
            yield from wrap(
                f"{verb}: {f['rule']} {said}{short(f['message'], 120)} ({places.of(f['location'])})",
                _WIDTH,
                f"  {sign} ",
                "    ",
            )
    if not changed:
        yield "  Nothing changed."
    yield f"  {plural(len(result.new['findings']), 'finding')} now."


def _html(result: Comparison) -> str:
    from markupsafe import Markup

    from qa_scorer.render.html_report import asset, content_policy, environment

    css = asset("report.css")
    tables: list[dict[str, Any]] = []
    for title, kind, changes, values in _rows(result):
        if changes:
            tables.append(
                {
                    "title": title,
                    "rows": [
                        {
                            "name": _name(kind, c.key),
                            "before": _value(values, c.before),
                            "before_key": token(c.before),
                            "after": _value(values, c.after),
                            "after_key": token(c.after),
                            "said": _ARROW[c.direction] or ("changed" if c.changed else "same"),
                        }
                        for c in changes
                    ],
                }
            )
    lists = []
    for title, ident, items, report in (
        ("Fixed", "fixed", list(result.fixed), result.old),
        ("New", "new", list(result.added), result.new),
        ("Still there", "still", [new for _, new in result.still], result.new),
    ):
        places = Places(report)
        lists.append(
            {
                "title": title,
                "id": ident,
                "count": len(items),
                "groups": [
                    {
                        "title": word("category", key),
                        "findings": [
                            {
                                "rule": f["rule"],
                                "sev": token(f["severity"]),
                                "sev_word": word("severity", f["severity"]),
                                "message": f["message"],
                                "quote": short(f["quote"], 400),
                                "suggestion": f["suggestion"] if ident != "fixed" else "",
                                "place": places.of(f["location"]),
                                "note": note(f),
                            }
                            for f in by_weight(group)
                        ],
                    }
                    for key, group in by_category(items)
                ],
            }
        )
    text: str = (
        environment()
        .get_template("compare.html.j2")
        .render(
            old=result.old.name,
            new=result.new.name,
            verdict=_said(result.verdict, "verdict").replace("->", "→"),
            verdict_key=token(result.verdict.after),
            words=f"{result.words[0]:,} words → {result.words[1]:,} words",
            tables=tables,
            lists=lists,
            tool=result.new["tool"],
            css=Markup(css),
            policy=content_policy(css),
        )
    )
    return text
