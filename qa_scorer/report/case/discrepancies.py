"""Where agencies' rows on one event differ: date, time, who, outcome; and what one told another that has no record of it.

Source: 13.5.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa_scorer.extract.date_text import find_dates
from qa_scorer.report.case.agencies import Agency, mentions
from qa_scorer.report.case.align import Comparison
from qa_scorer.report.case.entries import Entry, minutes_of
from qa_scorer.rulepack.schemas.manager import Manager

_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}(?:\s?[ap]m)?\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[.;]\s|\n")
_NUMBERS = {
    w: str(n) for w, n in zip("one two three four five six seven eight nine ten twelve fourteen".split(), (*range(1, 11), 12, 14), strict=True)
}  # fmt: skip
KINDS = ("date", "time", "who", "outcome", "told")


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A difference between agencies. `kind`: one of `KINDS`; `text`: plain words with both sides; `entries`: indexes of
    the rows that it rests on; `agencies`: indexes of those who can clear it up."""

    kind: str
    text: str
    entries: tuple[int, ...]
    agencies: tuple[int, ...]


def shown_date(date: dt.date | None) -> str:
    """A date as a panel reads it."""
    return date.strftime("%d/%m/%Y") if date else "no date"


def within_events(groups: Sequence[Sequence[Entry]], comparison: Comparison) -> list[Discrepancy]:
    """The differences between rows that are one event; one for each thing that differs, with all sides."""
    out: list[Discrepancy] = []
    for group in groups:
        out += _event(group, comparison)
    return out


def _event(group: Sequence[Entry], comparison: Comparison) -> Iterator[Discrepancy]:
    sides: dict[tuple[str, str], dict[int, str]] = {}  # what differs: value by entry
    for n, a in enumerate(group):
        for b in group[n + 1 :]:
            for kind, what, x, y in _compare(a, b, comparison):
                found = sides.setdefault((kind, what), {})
                found.setdefault(a.index, x)
                found.setdefault(b.index, y)
    for (kind, what), values in sides.items():
        by_value: dict[str, list[int]] = {}
        for index, value in values.items():
            by_value.setdefault(value, []).append(index)
        told = []
        for value, indexes in by_value.items():
            who = _listed([comparison.agencies[comparison.entries[k].agency].label for k in indexes])
            told.append(f"{who} {'has' if len(indexes) == 1 else 'have'} {value}")
        agencies = tuple(sorted({comparison.entries[k].agency for k in values}))
        yield Discrepancy(kind, f"{what}: {'; '.join(told)}.", tuple(sorted(values)), agencies)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def _compare(a: Entry, b: Entry, comparison: Comparison) -> Iterator[tuple[str, str, str, str]]:
    """What differs between two rows: kind, subject, and each side's words."""
    rules = comparison.rules
    near = comparison.likeness(a, b)
    if differ := _dates(a, b, rules):
        yield "date", differ, _day(a), _day(b)
    elif _times(a, b, rules):
        yield "time", "Time of the event", a.shown_time(), b.shown_time()
    if near.score < rules.align.same_day + 0.04 and not near.named:
        return
    for x, y in _who(a, b, comparison):
        yield "who", "Who took part", x, y
    for what, x, y in _outcomes(a, b, rules):
        yield "outcome", f"Outcome, {what}", f"'{x}'", f"'{y}'"


def _day(e: Entry) -> str:
    shown = shown_date(e.date)
    if e.end_date:
        shown += f" to {shown_date(e.end_date)}"
    return shown + (" (an estimate)" if e.vague and not e.end_date else "")


def _dates(a: Entry, b: Entry, rules: Manager) -> str:
    """What the difference of dates is; empty where there is none worth a word."""
    if a.date is None or b.date is None:
        return "" if a.date is b.date else "Date missing on one side"
    if a.date <= (b.end_date or b.date) and b.date <= (a.end_date or a.date):
        return ""
    days = abs((a.date - b.date).days)
    if "written" in a.modes and "written" in b.modes:
        by_post = rules.told.post.search(a.text) or rules.told.post.search(b.text)
        if days <= (rules.told.post_days if by_post else 1):
            return ""
    return "Date of the event"


def _times(a: Entry, b: Entry, rules: Manager) -> bool:
    if a.minutes is None or b.minutes is None or a.date is None or a.date != b.date:
        return False
    if a.modes and b.modes and not a.modes & b.modes:
        return False
    if "written" in a.modes & b.modes and not {"phone", "visit", "meeting"} & a.modes & b.modes:
        return False
    if bool(a.cells.get("contact", "").strip()) != bool(b.cells.get("contact", "").strip()):
        return False  # a visit and the call about it have each their own time
    for one, two in ((a, b), (b, a)):
        inside = {minutes_of(m.group()) for m in _CLOCK.finditer(one.text)}
        if any(
            m is not None and two.minutes is not None and abs(m - two.minutes) <= rules.align.minutes for m in inside
        ):
            return False
    return abs(a.minutes - b.minutes) > rules.align.minutes


def _roles(text: str, patterns: dict[str, re.Pattern[str]]) -> dict[str, str]:
    """Role and the words that show it; a longer role hides the shorter one in it ('senior carer', 'son-in-law')."""
    spans = [(m.start(), m.end(), k) for k, p in patterns.items() for m in p.finditer(text)]
    found: dict[str, str] = {}
    for start, end, key in sorted(spans, key=lambda s: s[0] - s[1]):
        inside = any(s <= start and end <= e and k != key for s, e, k in spans if e - s > end - start)
        if not inside:
            found.setdefault(key, text[start:end])
    return found


def _expanded(e: Entry, agency: Agency, other: Agency) -> str:
    """The row's text with each code followed by what the agency's glossary says of it, unless the other says otherwise."""
    text = e.text
    for code, meaning in agency.codes.items():
        if other.codes.get(code, meaning) == meaning and len(code) > 1 and re.search(rf"\b{re.escape(code)}\b", text):
            text = re.sub(rf"\b{re.escape(code)}\b", f"{code} ({meaning.split('(')[0].strip()[:60]})", text)
    return text


def _who(a: Entry, b: Entry, comparison: Comparison) -> Iterator[tuple[str, str]]:
    first, second = comparison.agencies[a.agency], comparison.agencies[b.agency]
    one, two = _expanded(a, first, second), _expanded(b, second, first)
    for group, patterns in comparison.rules.roles.items():
        x, y = _roles(one, patterns), _roles(two, patterns)
        if group == "family":
            x, y = _seen_from_adult(x), _seen_from_adult(y)
        if not x or not y or x.keys() & y.keys() or "generic" in x or "generic" in y:
            continue
        yield " and ".join(x.values()), " and ".join(y.values())


def _seen_from_adult(roles: dict[str, str]) -> dict[str, str]:
    """Relatives without the mother or father who is the adult, as a son or daughter speaks of them."""
    if not roles.keys() & {"son", "daughter"}:
        return roles
    return {k: v for k, v in roles.items() if k not in ("mother", "father")}


def _figures(text: str, rules: Manager) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for pattern in (rules.figures.before, rules.figures.after):
        for m in pattern.finditer(text):
            label = m["label"].lower()
            label = rules.figures.same.get(label) or rules.figures.same.get(label.rstrip("s")) or label.rstrip("s")
            number = _NUMBERS.get(m["number"].lower(), m["number"])
            number = number.rstrip("0").rstrip(".") if "." in number else number
            found.setdefault(label, set()).add(number)
            if then := m.groupdict().get("then"):
                found.setdefault(f"{label} {then.lower()}", set()).add(number)
    before = {m["label"].lower().rstrip("s") for m in rules.figures.before.finditer(text)}
    found |= {f"{k} …": found.pop(k) for k in before & found.keys()}
    for m in rules.figures.money.finditer(text):
        found.setdefault("£", set()).add(m["number"].replace(",", "").removesuffix(".00"))
    return found


def _outcomes(a: Entry, b: Entry, rules: Manager) -> Iterator[tuple[str, str, str]]:
    one, two = a.text, b.text
    for opposite in rules.opposite:
        a1, a2 = opposite.one.search(one), opposite.other.search(one)
        b1, b2 = opposite.one.search(two), opposite.other.search(two)
        if a1 and b2 and not a2 and not b1:
            yield opposite.name, a1.group(), b2.group()
        elif a2 and b1 and not a1 and not b2:
            yield opposite.name, a2.group(), b1.group()
    x, y = _figures(one, rules), _figures(two, rules)
    for label in x.keys() & y.keys():
        if len(x[label]) == len(y[label]) == 1 and x[label] != y[label]:
            form = label.replace("…", "{}") if "…" in label else "£{}" if label == "£" else "{} " + label
            yield "figures", form.format(*x[label]), form.format(*y[label])
    agreed = [{d.date for d in find_dates(e.cells.get("response", "")) if d.date and d.date != e.date} for e in (a, b)]
    if all(len(dates) == 1 for dates in agreed) and agreed[0] != agreed[1]:
        yield "date agreed", shown_date(*agreed[0]), shown_date(*agreed[1])


# -- told, and no record on the other side ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Claim:
    entry: Entry
    other: int
    sent: bool  # the writer told the other; else the other told the writer
    words: str


def unrecorded(groups: Sequence[Sequence[Entry]], comparison: Comparison) -> list[Discrepancy]:
    """Each message that one agency records and the other, whose chronology covers the day, does not."""
    partners = {e.index: {x.index for x in group} for group in groups for e in group}
    spans = _spans(comparison)
    out: list[Discrepancy] = []
    for claim in _claims(comparison):
        e = claim.entry
        if e.date is None or claim.other not in spans:
            continue
        start, end = spans[claim.other]
        if not start <= e.date <= end:
            continue
        if any(comparison.entries[k].agency == claim.other for k in partners.get(e.index, ())):
            continue
        if _recorded(claim, comparison):
            continue
        writer, other = comparison.agencies[e.agency].label, comparison.agencies[claim.other].label
        when = shown_date(e.date) + (f", {e.shown_time()}" if e.shown_time() else "")
        text = (
            f"{writer} records telling {other} ('{claim.words}', {when}); {other} has no record of it."
            if claim.sent
            else f"{writer} records hearing from {other} ('{claim.words}', {when}); {other} has no record of it."
        )
        out.append(Discrepancy("told", text, (e.index,), (e.agency, claim.other)))
    return out


def _spans(comparison: Comparison) -> dict[int, tuple[dt.date, dt.date]]:
    """First and last day of each agency's chronology."""
    days: dict[int, list[dt.date]] = {}
    for e in comparison.entries:
        if e.date:
            days.setdefault(e.agency, []).append(e.date)
    return {k: (min(v), max(v)) for k, v in days.items()}


def _claims(comparison: Comparison) -> Iterator[_Claim]:
    for e in comparison.entries:
        text = e.outward
        writer = comparison.agencies[e.agency]
        for agency in comparison.agencies:
            if agency.index == e.agency:
                continue
            for start, end in mentions(text, agency, writer, comparison.rules):
                claim = _direction(text, start, end, e, comparison.rules)
                if claim is not None and not _names_another(text[start:end], agency, comparison, writer):
                    yield _Claim(e, agency.index, claim[0], claim[1])
                    break


def _names_another(words: str, agency: Agency, comparison: Comparison, writer: Agency) -> bool:
    """True where the same words fit another agency of the case better: by its own name, or by kind where this one is
    known by name."""
    for other in comparison.agencies:
        if other.index in (agency.index, writer.index):
            continue
        if other.own_words is not None and other.own_words.search(words):
            return not (agency.own_words and agency.own_words.search(words))
    return False


def _direction(text: str, start: int, end: int, e: Entry, rules: Manager) -> tuple[bool, str] | None:
    """Whether a mention is of one told (True) or one telling (False), with the words; None where neither."""
    told = rules.told
    cut = [m.end() for m in _CLAUSE.finditer(text, 0, start)]
    begin = max([0, *cut])
    stop = _CLAUSE.search(text, end)
    left, right = text[begin:start], text[end : stop.start() if stop else len(text)]
    words = text[begin : stop.start() if stop else len(text)].strip()
    words = words if len(words) <= 90 else words[:87].rsplit(" ", 1)[0] + " …"
    bare = left
    for _ in range(5):
        shorter = told.between.sub("", bare)
        if shorter == bare:
            break
        bare = shorter
    if told.not_done.search(bare) or told.not_done_after.search(right):
        return None
    if told.received.search(bare) or told.received_active.search(right):
        return False, words
    if told.sent_passive.search(right):
        return True, words
    found = told.sent.search(bare) or told.sent_direct.search(bare)
    if found and not told.not_done.search(bare[: found.start()]):
        return True, words
    return None


def _recorded(claim: _Claim, comparison: Comparison) -> bool:
    e, told = claim.entry, comparison.rules.told
    assert e.date is not None
    days = told.post_days if "written" in e.modes else told.message_days
    before, after = (1, days) if claim.sent else (days, 1)
    for other in comparison.entries:
        if other.agency != claim.other or other.date is None:
            continue
        last = other.end_date or other.date
        if not (e.date - dt.timedelta(before) <= last and other.date <= e.date + dt.timedelta(after)):
            continue
        if comparison.names(other, e.agency):
            return True
        near = comparison.likeness(e, other)
        if near.meaning >= 0.55 or near.lexical >= 0.5:
            return True
    return False
