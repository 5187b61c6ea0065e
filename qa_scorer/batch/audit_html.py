"""The audit as one HTML page with charts drawn as SVG; no network, no script."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from qa_scorer.batch.figures import Figures, Value
from qa_scorer.render.view import clean

_COLOURS = ("#00703c", "#b58800", "#d4351c", "#1d70b8", "#5694ca", "#505a5f", "#4c2c92", "#28a197", "#d53880")
_MOST = 30


def as_html(found: Sequence[Figures]) -> bytes:
    """The page of all tables."""
    from markupsafe import Markup

    from qa_scorer.render.html_report import asset, content_policy, environment

    css = asset("report.css") + asset("case.css")
    sections: list[dict[str, Any]] = [
        {
            "key": f.key,
            "title": f.title,
            "note": f.note,
            "columns": f.columns,
            "rows": [[shown(v, c.kind) for v, c in zip(row, f.columns, strict=True)] for row in f.rows],
            "picture": Markup(chart(f)),
        }
        for f in found
    ]
    page = environment().get_template("audit.html.j2").render(
        css=Markup(css), policy=content_policy(css), title="Audit of Individual Management Reviews", sections=sections
    )  # fmt: skip
    return str(page).encode("utf-8")


def shown(value: Value, kind: str) -> str:
    """A value as a reader sees it."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if kind == "share":
        return f"{value:.0%}"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")


def chart(figures: Figures) -> str:
    """The chart of a table as SVG; empty where it has none."""
    if not figures.chart or not figures.rows:
        return ""
    heads = [c.name for c in figures.columns]
    series = [(name, [row[heads.index(name)] for row in figures.rows[:_MOST]]) for name in figures.charted]
    labels = [str(row[0]) for row in figures.rows[:_MOST]]
    share = figures.columns[heads.index(figures.charted[0])].kind == "share"
    draw = _line_chart if figures.chart == "line" else _bar_chart
    return draw(figures.title, labels, series, share)


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _text(text: str, most: int = 40) -> str:
    cut = clean(text)
    return html.escape(cut if len(cut) <= most else cut[: most - 1] + "…")


def _legend(names: Sequence[str], y: float) -> list[str]:
    out, x = [], 0.0
    for n, name in enumerate(names):
        out.append(f'<rect x="{x:.0f}" y="{y - 10:.0f}" width="12" height="12" fill="{_COLOURS[n % 9]}"/>')
        out.append(f'<text x="{x + 17:.0f}" y="{y:.0f}">{_text(name)}</text>')
        x += 30 + 7 * min(40, len(name))
        if x > 820:
            x, y = 0.0, y + 18
    return out


def _bar_chart(title: str, labels: Sequence[str], series: Sequence[tuple[str, list[Value]]], share: bool) -> str:
    left, width, step = 300, 540, 26
    totals = [sum(_number(v[n]) or 0 for _, v in series) for n in range(len(labels))]
    top = 1.0 if share else max([1.0, *totals])
    height = step * len(labels) + 60
    parts = [
        f'<svg viewBox="0 0 900 {height}" class="bars" role="img" aria-label="{_text(title, 200)}: the figures are in the table below">'
    ]
    for n, label in enumerate(labels):
        y, x = n * step + 4, float(left)
        parts.append(f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{_text(label)}</text>')
        known = False
        for k, (_, values) in enumerate(series):
            value = _number(values[n])
            if value is None:
                continue
            known = True
            size = value / top * width
            colour = _COLOURS[k % 9] if len(series) > 1 else "#1d70b8"
            parts.append(f'<rect x="{x:.1f}" y="{y}" width="{size:.1f}" height="18" fill="{colour}"/>')
            x += size
        if len(series) == 1:
            value = _number(series[0][1][n])
            told = "hidden or none" if value is None else f"{value:.0%}" if share else f"{value:,.0f}"
            parts.append(f'<text x="{x + 6:.1f}" y="{y + 13}">{told}</text>')
        elif not known:
            parts.append(f'<text x="{x + 6:.1f}" y="{y + 13}">hidden or none</text>')
    if len(series) > 1:
        parts += _legend([name for name, _ in series], step * len(labels) + 24)
    return "".join(parts) + "</svg>"


def _line_chart(title: str, labels: Sequence[str], series: Sequence[tuple[str, list[Value]]], share: bool) -> str:
    left, width, high = 50, 820, 260
    top = 1.0 if share else max([1.0, *(_number(v) or 0 for _, values in series for v in values)])
    parts = [
        f'<svg viewBox="0 0 900 {high + 110}" class="bars" role="img" aria-label="{_text(title, 200)}: the figures are in the table below">'
    ]
    for mark in range(5):
        y = 10 + high * (1 - mark / 4)
        told = f"{mark / 4:.0%}" if share else f"{top * mark / 4:,.0f}"
        parts.append(
            f'<line x1="{left}" y1="{y:.0f}" x2="{left + width}" y2="{y:.0f}" stroke="#b1b4b6"/><text x="0" y="{y + 4:.0f}">{told}</text>'
        )
    gap = width / max(1, len(labels) - 1)
    for n, label in enumerate(labels):
        parts.append(f'<text x="{left + gap * n:.0f}" y="{high + 30}" text-anchor="middle">{_text(label, 12)}</text>')
    for k, (_, values) in enumerate(series):
        points = [
            (left + gap * n, 10 + high * (1 - value / top))
            for n, v in enumerate(values)
            if (value := _number(v)) is not None
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{_COLOURS[k % 9]}" stroke-width="2.5"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{_COLOURS[k % 9]}"/>' for x, y in points]
    parts += _legend([name for name, _ in series], high + 56)
    return "".join(parts) + "</svg>"
