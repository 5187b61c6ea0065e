"""Which rows of different agencies are one event: alike in meaning and in rare words, near in time, naming each other."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa_scorer.report.case.agencies import CODE, Agency, mentions
from qa_scorer.report.case.entries import Entry
from qa_scorer.rulepack.schemas.manager import Align, Manager

_WORD = re.compile(r"[a-z]{3,}|\d+(?:\.\d+)?")
_STOP = frozenset(
    "the and for with was were has had have from that this not but his her she him they them their who which when where"
    " been are its into over out all any then than also adult mrs miss".split()
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two rows are. `score`: all of it; `lexical`: shared rare words; `meaning`: by the encoder; `named`: how
    many of the two name the other's agency."""

    score: float
    lexical: float
    meaning: float
    named: int


class Comparison:
    """Compares rows of the case, each thing computed once."""

    def __init__(self, entries: Sequence[Entry], agencies: Sequence[Agency], rules: Manager, vectors: Any) -> None:
        """`vectors`: one row of length 1 for each entry."""
        self.entries = entries
        self.agencies = agencies
        self.rules = rules
        self.vectors = vectors
        self.words = [frozenset(_stems(e.text)) for e in entries]
        self.codes = [frozenset(m.group().replace(" ", "") for m in CODE.finditer(e.text)) for e in entries]
        counts = Counter(w for words in (*self.words, *self.codes) for w in words)
        self.weight = {w: math.log(1 + len(entries) / n) for w, n in counts.items()}
        self._named: dict[tuple[int, int], bool] = {}

    def names(self, entry: Entry, agency: int) -> bool:
        """True where the row's outward cells name that agency."""
        key = (entry.index, agency)
        if key not in self._named:
            found = mentions(entry.outward, self.agencies[agency], self.agencies[entry.agency], self.rules)
            self._named[key] = bool(found)
        return self._named[key]

    def likeness(self, a: Entry, b: Entry) -> Likeness:
        """How alike two rows of different agencies are, apart from their dates."""
        one, two = self.words[a.index], self.words[b.index]
        least = min(self._sum(one), self._sum(two))
        shared = self._sum(one & two) + self._sum(self.codes[a.index] & self.codes[b.index])
        lexical = min(1.0, shared / least) if least else 0.0
        if min(len(one), len(two)) < 3:
            lexical *= 0.6
        meaning = max(0.0, float(self.vectors[a.index] @ self.vectors[b.index]))
        named = int(self.names(a, b.agency)) + int(self.names(b, a.agency))
        score = 0.48 * meaning + 0.34 * lexical + 0.09 * named
        if a.modes and b.modes and not a.modes & b.modes:
            score -= 0.06
        if a.date == b.date and a.minutes is not None and b.minutes is not None:
            apart = abs(a.minutes - b.minutes)
            score += (
                (0.14 if named else 0.08) if apart <= 20 else 0.03 if apart <= 90 else -0.03 if apart > 300 else 0.0
            )
        return Likeness(score, lexical, meaning, named)

    def _sum(self, words: frozenset[str]) -> float:
        return sum(self.weight[w] for w in words)


def _stems(text: str) -> list[str]:
    text = CODE.sub(" ", text)
    return [w[:6] if w.isalpha() else w for w in _WORD.findall(text.lower()) if w not in _STOP]


def _floor(a: Entry, b: Entry, rules: Align) -> float | None:
    """The least score for two rows at their distance; None where they are too far apart."""
    if a.date is None or b.date is None:
        return None if a.date is None and b.date is None else rules.undated
    if a.date <= (b.end_date or b.date) and b.date <= (a.end_date or a.date):
        return rules.same_day
    if a.agency == b.agency:
        return None
    days = abs((a.date - b.date).days)
    if days <= rules.near_days:
        return rules.near
    if days <= rules.far_days or likely_slip(a.date, b.date):
        return rules.far
    return None


def likely_slip(a: dt.date, b: dt.date) -> bool:
    """True where one date is the other with day and month changed over, another year, or the month one out."""
    if (a.day, a.month, a.year) == (b.month, b.day, b.year):
        return True
    if (a.day, a.month) == (b.day, b.month) and abs(a.year - b.year) == 1:
        return True
    return a.day == b.day and abs((a.year - b.year) * 12 + a.month - b.month) == 1


def align(comparison: Comparison) -> list[list[Entry]]:
    """Groups of two and more rows, each of another agency, that are one event; every row stands in one group at most."""
    entries, rules = comparison.entries, comparison.rules.align
    pairs: list[tuple[float, int, int, bool]] = []
    rivals: dict[tuple[int, int], list[float]] = {}  # scores of a row with the rows of an agency
    for i, a in enumerate(entries):
        for b in entries[i + 1 :]:
            if a.agency == b.agency or not a.text or not b.text:
                continue
            floor = _floor(a, b, rules)
            if floor is None:
                continue
            likeness = comparison.likeness(a, b)
            same = floor == rules.same_day
            rank = likeness.score + (0.15 if same else 0.0)
            rivals.setdefault((a.index, b.agency), []).append(rank)
            rivals.setdefault((b.index, a.agency), []).append(rank)
            if likeness.score >= floor and (same or (likeness.lexical >= 0.3 and (a.modes & b.modes or not a.modes))):
                pairs.append((rank, a.index, b.index, same))
    for scores in rivals.values():
        scores.sort(reverse=True)
    group: dict[int, set[int]] = {}
    for rank, i, j, same in sorted(pairs, reverse=True):
        if not same and not _leads(rank, rivals[i, entries[j].agency], rivals[j, entries[i].agency], rules.margin):
            continue
        one, two = group.get(i, {i}), group.get(j, {j})
        if one is two or {entries[k].agency for k in one} & {entries[k].agency for k in two}:
            continue
        both = one | two
        for k in both:
            group[k] = both
    unique = {min(g): g for g in group.values()}
    return [[entries[k] for k in sorted(unique[first])] for first in sorted(unique)]


def _leads(rank: float, one: list[float], two: list[float], margin: float) -> bool:
    """True where no other row of the other agency comes near in likeness."""
    return all(scores[0] == rank and (len(scores) < 2 or rank - scores[1] >= margin) for scores in (one, two))
