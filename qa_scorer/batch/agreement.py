"""Agreement of a panel with the tool, and of its members with each other, from a CSV of ratings."""

from __future__ import annotations

import csv
import io
import warnings
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from qa_scorer.batch.figures import RATINGS, Column, Figures, Value
from qa_scorer.errors import InputError
from qa_scorer.history.summary import CRITERIA

_REPORT = ("report", "file", "document", "name", "imr")
_CRITERION = ("criterion", "standard", "row")
_RATING = ("rating", "grade", "level")
_RATER = ("rater", "member", "panel member", "by", "initials")
_WORDS = {
    "full": "full", "full and clear": "full", "f": "full", "3": "full", "2": "partial", "partial": "partial", "p": "partial",
    "limited": "limited", "limited/none": "limited", "limited / none": "limited", "none": "limited", "l": "limited", "1": "limited",
}  # fmt: skip

Given = dict[tuple[str, str], dict[str, str]]  # report and criterion: rating by rater


def read_ratings(path: Path) -> Given:
    """The ratings by report and criterion.

    Raises:
        InputError: the file cannot be read, lacks a column, or holds a rating that is none; the message names the line.
    """
    try:
        if path.stat().st_size > 20_000_000:
            raise InputError(f"{path.name} is over 20 MB, too large for a list of ratings.")
        text = path.read_text(encoding="utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
    except OSError as exc:
        raise InputError(f"{path.name} cannot be read ({exc.strerror}). Check the path given with --panel.") from exc
    except (UnicodeDecodeError, csv.Error) as exc:
        raise InputError(f"{path.name} is not a CSV file in UTF-8. Save it as 'CSV UTF-8' and try again.") from exc
    head = [c.strip().lower() for c in rows[0]] if rows else []
    places = [next((head.index(n) for n in names if n in head), -1) for names in (_REPORT, _CRITERION, _RATING, _RATER)]
    if min(places[:3]) < 0:
        raise InputError(f"{path.name} needs the columns report, criterion and rating; rater may be added.")
    out: Given = defaultdict(dict)
    for number, row in enumerate(rows[1:], 2):
        cells = [row[p].strip() if 0 <= p < len(row) else "" for p in places]
        if not any(cells[:3]):
            continue
        criterion = cells[1].lower().replace(" ", "_").replace("-", "_")
        rating = _WORDS.get(cells[2].lower())
        if criterion not in CRITERIA:
            raise InputError(f"{path.name}, line {number}: unknown criterion; known are {', '.join(CRITERIA)}.")
        if rating is None:
            raise InputError(f"{path.name}, line {number}: the rating must be full, partial or limited.")
        out[_key(cells[0]), criterion][cells[3] or "panel"] = rating
    if not out:
        raise InputError(f"{path.name} holds no ratings.")
    return out


def _key(name: str) -> str:
    return Path(name).stem.casefold()


def kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa with quadratic weights; nothing where it is not defined."""
    if len(pairs) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = float(
            cohen_kappa_score(*zip(*pairs, strict=True), labels=["limited", "partial", "full"], weights="quadratic")
        )
    return round(value, 3) if value == value else None


def consensus(given: dict[str, str]) -> str:
    """The panel's rating: that of most members, else the middle one."""
    order = sorted((RATINGS.index(r) for r in given.values()), reverse=True)
    counts = {r: list(given.values()).count(r) for r in given.values()}
    most = max(counts.values())
    winners = [r for r, n in counts.items() if n == most]
    return winners[0] if len(winners) == 1 else RATINGS[order[len(order) // 2]]


def _line(name: str, pairs: Sequence[tuple[str, str]], least: int) -> list[Value]:
    if not pairs or len(pairs) < least:
        return [name, f"<{least}" if pairs else 0, None, None, None, None, None]
    higher = sum(RATINGS.index(a) < RATINGS.index(b) for a, b in pairs)
    same = sum(a == b for a, b in pairs)
    near = sum(abs(RATINGS.index(a) - RATINGS.index(b)) <= 1 for a, b in pairs)
    return [name, len(pairs), same / len(pairs), near / len(pairs), kappa(pairs), higher, len(pairs) - same - higher]


def agreement_tables(
    given: Given, summaries: Sequence[dict[str, Any]], titles: dict[str, str], least: int
) -> list[Figures]:
    """Tool and panel by criterion; members with each other, by criterion and by pair.

    Raises:
        InputError: none of the ratings is of a report of this audit.
    """
    tool = {(_key(s["file_name"]), r["criterion"]): r["rating"] for s in summaries for r in s["ratings"] if r["rating"]}
    both = {k: (tool[k], consensus(v)) for k, v in given.items() if k in tool}
    if not both:
        raise InputError(
            "None of the panel's ratings is of a report of this audit: the column 'report' must hold file names."
        )
    by = [(titles.get(c, c), [p for (_, k), p in both.items() if k == c]) for c in CRITERIA]
    columns = [
        Column("Criterion"), Column("Ratings", "count"), Column("Same", "share"), Column("Within one level", "share"),
        Column("Weighted kappa", "number"), Column("Tool higher", "count"), Column("Panel higher", "count"),
    ]  # fmt: skip
    rows = [_line("All", list(both.values()), least), *(_line(name, pairs, least) for name, pairs in by)]
    missing = len(given) - len(both)
    note = f"{missing} of the panel's ratings are of reports or criteria without a rating here." if missing else ""
    out = [Figures("agreement", "Agreement of tool and panel", columns, rows, note, "bar", ["Same"])]
    raters = sorted({r for v in given.values() for r in v})
    if len(raters) > 1:
        out.append(_between(given, titles, least))
        out.append(_pairs(given, raters, least))
    return out


def _between(given: Given, titles: dict[str, str], least: int) -> Figures:
    """Every two ratings of one report and criterion, by criterion."""
    rows = []
    found = {
        c: [p for (_, k), v in given.items() if k == c for p in combinations([v[r] for r in sorted(v)], 2)]
        for c in CRITERIA
    }
    for name, pairs in [
        ("All", [p for v in found.values() for p in v]),
        *((titles.get(c, c), v) for c, v in found.items()),
    ]:
        rows.append(_line(name, pairs, least)[:5])
    columns = [Column("Criterion"), Column("Pairs of ratings", "count"), Column("Same", "share"), Column("Within one level", "share"), Column("Weighted kappa", "number")]  # fmt: skip
    return Figures("raters", "Agreement between panel members", columns, rows, "", "bar", ["Same"])


def _pairs(given: Given, raters: Sequence[str], least: int) -> Figures:
    """Agreement of every two members over all that both rated."""
    rows: list[list[Value]] = []
    for a, b in combinations(raters, 2):
        pairs = [(v[a], v[b]) for v in given.values() if a in v and b in v]
        if pairs:
            rows.append([a, b, *_line("", pairs, least)[1:5]])
    columns = [Column("Member"), Column("Other member"), Column("Ratings by both", "count"), Column("Same", "share"), Column("Within one level", "share"), Column("Weighted kappa", "number")]  # fmt: skip
    return Figures("rater_pairs", "Agreement by pair of members", columns, rows)
