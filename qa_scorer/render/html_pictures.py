"""Pictures of the HTML report, as inline SVG: the timeline of the chronology and the bars of the statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from markupsafe import Markup

from qa_scorer.render.view import Item, date, plural
from qa_scorer.report import Report

_WIDTH, _SIDE, _DOT, _STEP = 960, 24, 6, 15
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_CLASSES = {"fact": "fact", "opinion_marked": "marked", "opinion_unmarked": "unmarked", "third_party": "third"}


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        return None


def bar_classes() -> dict[str, str]:
    """The class of the bar's part for each label of a statement."""
    return dict(_CLASSES)


def bar(numbers: dict[str, int]) -> Markup:
    """A bar of the shares; its figures stand in the table beside it, so it is hidden from screen readers."""
    total, x, out = sum(numbers.values()), 0.0, []
    for key, n in numbers.items():
        if n and total:
            width = 128 * n / total
            out.append(
                Markup('<rect x="{:.1f}" width="{:.1f}" height="16" class="{}"/>').format(x, width, _CLASSES[key])
            )
            x += width
    return Markup('<svg class="bar" viewBox="0 0 128 16" aria-hidden="true" focusable="false">{}</svg>').format(
        Markup("").join(out)
    )


def timeline(report: Report) -> Markup | None:
    """The dated rows over the period, silences and faults; None where no row has a date."""
    chronology = report["chronology"]
    dated = [(d, r) for r in chronology["rows"] if (d := _day(r.get("date")))]
    if not dated:
        return None
    case = report.get("case") or {}
    first, last = _day(case.get("period_from")), _day(case.get("period_to"))
    if not first or not last or last <= first:
        first, last = min(d for d, _ in dated), max(d for d, _ in dated)
    inside = [(d, r) for d, r in dated if first <= d <= last]
    outside = len(dated) - len(inside)
    days = max(1, (last - first).days)
    start, span = first, _WIDTH - 2 * _SIDE

    def x(day: dt.date) -> float:
        return _SIDE + span * min(1.0, max(0.0, (day - start).days / days))

    stacks: dict[int, int] = {}
    dots, faults, tallest = [], [], 1
    for d, row in inside:
        at = x(d)
        slot = int(at // (2 * _DOT + 1))
        height = stacks[slot] = stacks.get(slot, 0) + 1
        tallest = max(tallest, height)
        dots.append((at, height, bool(row.get("seen"))))
        if row.get("faults"):
            faults.append(at)
    base = 26 + _STEP * (tallest + 1)
    parts = list(_silences(chronology.get("gaps") or [], x, base))
    parts += list(_ticks(first, last, x, base))
    parts.append(
        Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" class="axis"/>').format(_SIDE, base, _WIDTH - _SIDE, base)
    )
    for at, height, seen in dots:
        parts.append(
            Markup('<circle cx="{:.1f}" cy="{:.1f}" r="{}" class="{}"/>').format(
                at, base - _STEP * height + 4, _DOT, "seen" if seen else "entry"
            )
        )
    for at in faults:
        parts.append(Markup('<path d="M{:.1f} {} l6 11 h-12 Z" class="fault"/>').format(at, base + 4))
    label = (
        f"Timeline from {date(first.isoformat())} to {date(last.isoformat())}: {plural(len(inside), 'entry', 'entries')}, "
        f"{sum(1 for _, _, s in dots if s)} of them with the adult seen, {len(faults)} with a fault"
        + (f"; {outside} outside the period, not drawn" if outside else "")
        + ". The lists below say the same in words."
    )
    height = base + 46
    return Markup(
        '<svg role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}" focusable="false">{}</svg>'
    ).format(label, _WIDTH, height, _WIDTH, height, Markup("").join(parts))


def _silences(gaps: list[Item], x: object, base: int) -> Iterator[Markup]:
    assert callable(x)
    for g in gaps:
        a, b = _day(g.get("start")), _day(g.get("end"))
        if a is None or b is None:
            continue
        left, right = x(a), x(b)
        width = right - left - 2 * (_DOT + 3)
        if width < 8:
            continue
        left += _DOT + 3
        yield Markup('<rect x="{:.1f}" y="24" width="{:.1f}" height="{}" class="silence"/>').format(
            left, width, base - 24
        )
        text = f"{(b - a).days} days"
        if width > 62:
            yield Markup('<text x="{:.1f}" y="17" text-anchor="middle">{}</text>').format(left + width / 2, text)


def _ticks(first: dt.date, last: dt.date, x: object, base: int) -> Iterator[Markup]:
    assert callable(x)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120, 100_000) if months / s <= 13)
    at = first.year * 12 + first.month - 1
    at += -at % step
    previous = -100.0
    while at // 12 <= min(last.year, 9998):
        day = dt.date(at // 12, at % 12 + 1, 1)
        if day > last:
            break
        if day >= first:
            left = x(day)
            yield Markup('<line x1="{0:.1f}" y1="{1}" x2="{0:.1f}" y2="{2}" class="axis"/>').format(
                left, base, base + 5
            )
            if left - previous >= 62:
                text = str(day.year) if step >= 12 else f"{_MONTHS[day.month - 1]} {day.year % 100:02d}"
                yield Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
                    min(max(left, 24), _WIDTH - 24), base + 34, text
                )
                previous = left
        at += step
