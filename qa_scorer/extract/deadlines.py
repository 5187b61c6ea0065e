"""By when: dates, and periods counted from a datable event, as recommendations give them. Source: 12.1, 12.2."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_scorer.extract.dates import DateKind, find_dates
from qa_scorer.rulepack.schemas.recommendations import RecommendationRules, When

if TYPE_CHECKING:
    import datetime as dt

    from qa_scorer.extract.facts import Facts

_NUMBER = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|eighteen|twenty(?:-four)?)"
)
_UNIT = r"(?:working |calendar |full )?(?:days?|weeks?|months?|years?|quarters?)"
_RELATIVE = re.compile(
    rf"\b(?:(?:with|not later than|no later than|not more than|by|at|in|after|over|during)?(?:in)?\s+)?(?:the\s+)?(?:next\s+|first\s+)?{_NUMBER}[- ]{_UNIT}['’]?(?:\s+time)?\s+"
    r"(?:of|from|after|following|post|since|to|before)\b[- ]?(?P<event>[^.;()]{3,70})",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(
    r"\b(?:by|at|before|within|from|in|on|upon|until|immediately (?:on|after|following|upon)|following|after)\s+(?:the\s+)?"
    r"(?:(?:end|start|beginning|close|last day|first day)\s+of\s+(?:the\s+)?)?"
    r"(?:(?:next|first|second|month|quarter|week|year|meeting|day|monday|friday|\w+ meeting of the \w+|board|committee)\s+){0,3}"
    r"(?:(?:following|after|of|from|upon|on)\s+)?(?P<event>(?:the\s+)?(?:date of\s+|formal\s+|its\s+)?[^.,;()]{3,60})",
    re.IGNORECASE,
)
_UNDATED = re.compile(
    rf"\b(?:within|in|over|by)\s+(?:the next\s+)?{_NUMBER}[- ]{_UNIT}|^\W*{_NUMBER}[- ]{_UNIT}\W*$", re.I
)
_BEFORE = re.compile(
    r"(?:\b(?P<due>by|before|until|no later than|not later than|from|starting(?: on| in| from)?|beginning(?: on| in)?|with effect from|effective(?: from)?|commencing(?: on| in)?|due|due by|deadline|completed? by|in force from|to begin(?: on| in)?|to start(?: on| in)?|at the latest by|first \w+(?: \w+)? by)"
    r"|\b(?P<on>on|in|during|at|for|since|around|about|after))\s*[:–-]?\s*"
    r"(?:the\s+)?(?:(?:end|close|start|beginning|middle|early|mid|late|first week|last week|first half)(?:\s+of)?[\s-]+"
    r"|(?:[a-z-]+\s+){0,3}(?:meeting|round|intake|rota|edition|issue)\s+(?:of|in|on)\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_PAST_WORDS = re.compile(
    r"\b(?:dated|held|moved|agreed|died|introduced|published|issued|opened|closed|occurred|happened|incident of|events? of|letter of|policy of|meeting of|memo of|was|were|had)\s+(?:\w+\s+){0,3}(?:on|in|of|at)?\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When something is to be done: span of the words, the last day where known, 'date', 'month', 'period' or 'done'."""

    start: int
    end: int
    kind: str
    date: dt.date | None = None


def find_deadline(text: str, after: dt.date | None, facts: Facts, *, cell: bool = False) -> Deadline | None:
    """The first deadline of the text; None where it gives none, or only 'as soon as possible', 'ongoing' and the like.

    `after`: dates before it belong to the events under review. `cell`: the text is that of a column for dates.
    """
    words = facts.pack.get(RecommendationRules).when
    options = [*_dated(text, after, facts, words, cell=cell), *_counted(text, words, cell=cell)]
    if not options:
        return None
    best = min(options, key=lambda d: (d.kind == "loose", d.start))
    return None if best.kind == "loose" else best


def undated_period(text: str) -> bool:
    """True where the text gives a period, but not what it is counted from."""
    return bool(_UNDATED.search(text))


def _dated(text: str, after: dt.date | None, facts: Facts, words: When, *, cell: bool) -> list[Deadline]:
    near = facts.period.end.year if facts.period else 2012
    out: list[Deadline] = []
    for found in find_dates(text, near):
        if found.kind in (DateKind.YEAR, DateKind.INVALID):
            continue
        last = found.end_date or found.date
        before = text[: found.start]
        lead = _BEFORE.search(before)
        start = lead.start() if lead else found.start
        if not cell:
            if after and last and last < after:
                continue
            if not lead and not _stands_alone(text, found.start, found.end):
                continue
            if lead and lead.group("on") and not after and _PAST_WORDS.search(before[: lead.start()] + " "):
                continue
        if found.kind is DateKind.SEASON and not (cell or lead):
            continue
        kind = "month" if found.kind in (DateKind.MONTH, DateKind.QUARTER, DateKind.SEASON) else "date"
        out.append(Deadline(start, found.end, kind, last))
    return out


def _stands_alone(text: str, start: int, end: int) -> bool:
    """True for a date in brackets, after a dash or colon, or at the end of the text."""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    return (
        before.endswith(("(", "[", "–", "-", ":", ";", ","))
        or not before
        or after[:1] in (")", "]")
        or not after.strip(".")
    )


def _counted(text: str, words: When, *, cell: bool) -> list[Deadline]:
    out: list[Deadline] = []
    for pattern in (_RELATIVE, _FOLLOWING):
        for m in pattern.finditer(text):
            event = m.group("event")
            anchor = words.anchor.search(event)
            if anchor is None or anchor.start() > 45:
                continue
            if pattern is _RELATIVE and words.operational.search(event[: anchor.start()]):
                continue
            if pattern is _FOLLOWING and not _is_event(event, anchor):
                continue
            stop = m.start("event") + anchor.end()
            rest = re.match(
                r"(?:\s+(?:sign-?off|approval|acceptance|meeting|publication|accepting (?:this|the) report))?(?:\s+(?:of|by)\s+(?:the|this|that)\s+[\w-]+)?",
                text[stop:],
            )
            stop += rest.end() if rest else 0
            begin = m.start() + len(m.group(0)) - len(m.group(0).lstrip())
            out.append(Deadline(begin, stop, "period"))
    return out


def _is_event(event: str, anchor: re.Match[str]) -> bool:
    """True where the phrase names the event itself ('approval of this report'), not a thing that is approved."""
    lead = event[: anchor.start()].strip().lower()
    if lead not in (
        "",
        "the",
        "date of",
        "the date of",
        "formal",
        "its",
        "the formal",
        "board",
        "the board",
        "board's",
        "final",
    ):
        return False
    return bool(
        re.match(
            r"(?:sign|approv|accept|adopt|publi|ratif|endors|receipt|completion|inquest|trial|agreement)",
            anchor.group(0),
            re.I,
        )
    )
