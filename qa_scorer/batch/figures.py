"""The figures of an audit, as plain tables: counts and shares over many reports, small numbers hidden where asked."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from qa_scorer.history.summary import CRITERIA, LETTERS
from qa_scorer.report.case.timescales import Step, case_steps, step
from qa_scorer.rulepack import Pack
from qa_scorer.rulepack.schemas.criteria import Criteria
from qa_scorer.rulepack.schemas.manager import Manager

Value = str | int | float | None
Summary = dict[str, Any]
RATINGS = ("full", "partial", "limited")
UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `kind`: 'text', 'count', 'share' (0 to 1) or 'number'."""

    name: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Figures:
    """A table of figures. `chart`: 'stacked', 'bar', 'line' or ''; `charted`: names of the columns that it shows."""

    key: str
    title: str
    columns: list[Column]
    rows: list[list[Value]]
    note: str = ""
    chart: str = ""
    charted: list[str] = field(default_factory=list)


def period_of(summary: Summary) -> str:
    """The quarter in which the review was received, due or asked for."""
    dates = summary["dates"]
    value = dates.get("received") or dates.get("due") or dates.get("requested")
    if not value:
        return UNKNOWN
    day = dt.date.fromisoformat(value)
    return f"{day.year} Q{(day.month + 2) // 3}"


def year_of(summary: Summary) -> str:
    """The year of `period_of`."""
    period = period_of(summary)
    return period if period == UNKNOWN else period[:4]


def _agency(s: Summary) -> str:
    return s["agency"] or UNKNOWN


def _case(s: Summary) -> str:
    return s["case_id"] or s["case_code"] or UNKNOWN


def share(part: int, whole: int) -> float | None:
    """A share, or nothing where there is nothing to share."""
    return part / whole if whole else None


class Audit:
    """All tables over one set of results. `least`: counts below it are hidden, with what would give them away."""

    def __init__(self, summaries: Sequence[Summary], failed: Sequence[dict[str, Any]], pack: Pack, least: int) -> None:
        self.summaries = list(summaries)
        self.failed = list(failed)
        self.pack = pack
        self.least = max(0, least)
        self.titles = {c.key: c.title for c in pack.get(Criteria).criterion}

    def tables(self) -> list[Figures]:
        """Every table that rests on the reports alone."""
        out = [
            self.overview(), self.ratings(), self.trend(), self.verdicts("verdicts_year", "Judgements by year", "Year", year_of),
            self.groups("agencies", "Quality by agency", "Agency", _agency), self.groups("cases", "Quality by case", "Case", _case),
            self.groups("periods", "Quality by quarter", "Quarter", period_of), self.findings(),
            self.smart("smart_agency", "SMART recommendations by agency", "Agency", _agency),
            self.smart("smart_year", "SMART recommendations by year", "Year", year_of), self.timescales(), self.strengths(),
        ]  # fmt: skip
        if not self.least:
            out += [self.reports(), self.late(), self.unread()]
        return out

    # -- whole set ---------------------------------------------------------------------------------------------------

    def overview(self) -> Figures:
        """What was looked at."""
        recs = [r for s in self.summaries for r in s["recommendations"]]
        count = Counter(s["verdict"] for s in self.summaries)
        rows: list[list[Value]] = [
            ["Reports scored", self.shown_count(len(self.summaries))],
            ["Files that could not be scored", self.shown_count(len(self.failed))],
            ["Agencies", len({_agency(s) for s in self.summaries} - {UNKNOWN})],
            ["Cases", len({_case(s) for s in self.summaries} - {UNKNOWN})],
            *(
                [f"Judged {k}", v]
                for k, v in zip(
                    _VERDICTS, self._row([count[k] for k in _VERDICTS], whole=len(self.summaries)), strict=True
                )
            ),
            ["Recommendations", self.shown_count(len(recs))],
            ["Findings", self.shown_count(sum(f["count"] for s in self.summaries for f in s["findings"]))],
        ]
        note = "Ratings are the tool's; a panel decides."
        if self.least:
            note += f" Counts below {self.least} are hidden, with what would give them away."
        return Figures("overview", "Overview", [Column("What"), Column("Number", "count")], rows, note)

    def ratings(self) -> Figures:
        """Ratings by criterion."""
        rows = []
        for key in CRITERIA:
            counts: Counter[str | None] = Counter(
                r["rating"] for s in self.summaries for r in s["ratings"] if r["criterion"] == key
            )
            whole = sum(counts[k] for k in RATINGS)
            cells = self._row([counts[k] for k in RATINGS], whole=whole)
            hidden = any(isinstance(c, str) for c in cells)
            shares: list[Value] = [None if hidden else share(counts[k], whole) for k in RATINGS]
            rows.append([self.titles.get(key, key), *cells, self.shown_count(counts[None]), *shares])
        names = ["Full and clear", "Partial", "Limited / none"]
        columns = [Column("Criterion"), *(Column(n, "count") for n in names), Column("Not rated", "count"), *(Column(f"{n}, share", "share") for n in names)]  # fmt: skip
        return Figures("ratings", "Ratings by criterion", columns, rows, "", "stacked", [f"{n}, share" for n in names])

    def trend(self) -> Figures:
        """Share of Full and clear by criterion and year."""
        years = sorted({year_of(s) for s in self.summaries})
        rows: list[list[Value]] = []
        for year in years:
            found = [s for s in self.summaries if year_of(s) == year]
            cells: list[Value] = [year, self.shown_count(len(found))]
            for key in CRITERIA:
                rated = [r["rating"] for s in found for r in s["ratings"] if r["criterion"] == key and r["rating"]]
                cells.append(self.shown_share(rated.count("full"), len(rated)))
            rows.append(cells)
        columns = [Column("Year"), Column("Reports", "count"), *(Column(_name(k), "share") for k in CRITERIA)]  # fmt: skip
        return Figures("trend", "Trend: share rated Full and clear", columns, rows, "By the year received, else due, else asked for.", "line", [c.name for c in columns[2:]])  # fmt: skip

    def verdicts(self, key: str, title: str, head: str, by: Callable[[Summary], str]) -> Figures:
        """Judgements by group."""
        groups = self._grouped(by)
        counts = [[sum(s["verdict"] == k for s in found) for k in _VERDICTS] for _, found in groups]
        rows: list[list[Value]] = []
        for (name, found), cells in zip(groups, self._matrix(counts), strict=True):
            hidden = any(isinstance(c, str) for c in cells)
            adequate = sum(s["verdict"] == "adequate" for s in found)
            rows.append([name, *cells, None if hidden else share(adequate, len(found))])
        columns = [
            Column(head),
            *(Column(k.capitalize(), "count") for k in _VERDICTS),
            Column("Adequate, share", "share"),
        ]
        return Figures(key, title, columns, rows, "", "stacked", [k.capitalize() for k in _VERDICTS])

    def groups(self, key: str, title: str, head: str, by: Callable[[Summary], str]) -> Figures:
        """Reports, judgement, timeliness, findings and share of Full by criterion, by group."""
        rows: list[list[Value]] = []
        groups = self._grouped(by)
        sizes = self._row([len(found) for _, found in groups], whole=len(self.summaries))
        for (name, found), size in zip(groups, sizes, strict=True):
            if isinstance(size, str):
                rows.append([name, size, *[None] * (4 + len(CRITERIA))])
                continue
            timed = [s["within_timescale"] for s in found if s["within_timescale"] in ("yes", "no")]
            total = sum(f["count"] for s in found for f in s["findings"])
            cells: list[Value] = [
                name,
                len(found),
                self.shown_share(sum(s["verdict"] == "adequate" for s in found), len(found)),
                self.shown_share(timed.count("yes"), len(timed)),
                round(total / len(found), 1),
                self._smart_share(found),
            ]
            for c in CRITERIA:
                rated = [r["rating"] for s in found for r in s["ratings"] if r["criterion"] == c and r["rating"]]
                cells.append(self.shown_share(rated.count("full"), len(rated)))
            rows.append(cells)
        columns = [
            Column(head), Column("Reports", "count"), Column("Adequate, share", "share"), Column("Within timescale, share", "share"),
            Column("Findings a report", "number"), Column("SMART, share", "share"), *(Column(_name(k), "share") for k in CRITERIA),
        ]  # fmt: skip
        return Figures(
            key, title, columns, rows, "The last columns: share rated Full and clear.", "bar", ["Adequate, share"]
        )

    def findings(self) -> Figures:
        """The commonest findings."""
        counts: Counter[str] = Counter()
        reports: Counter[str] = Counter()
        kinds: dict[str, tuple[str, str]] = {}
        for s in self.summaries:
            for f in s["findings"]:
                counts[f["rule"]] += f["count"]
                kinds[f["rule"]] = (f["category"], f["severity"])
            reports.update({f["rule"] for f in s["findings"]})
        rows: list[list[Value]] = []
        for rule, n in sorted(counts.items(), key=lambda x: (-reports[x[0]], -x[1], x[0])):
            name = self.pack.rules[rule].name.replace("-", " ") if rule in self.pack.rules else ""
            hidden = 0 < reports[rule] < self.least
            rows.append(
                [
                    rule,
                    name,
                    *kinds[rule],
                    f"<{self.least}" if hidden else n,
                    self.shown_count(reports[rule]),
                    self.shown_share(reports[rule], len(self.summaries)),
                ]
            )
        columns = [Column("Rule"), Column("Name"), Column("Category"), Column("Severity"), Column("Findings", "count"), Column("Reports", "count"), Column("Reports, share", "share")]  # fmt: skip
        return Figures("findings", "Commonest findings", columns, rows, "", "bar", ["Reports, share"])

    def smart(self, key: str, title: str, head: str, by: Callable[[Summary], str]) -> Figures:
        """Shares of the SMART letters by group."""
        least = self.pack.get(Criteria).recommendations.letters
        rows: list[list[Value]] = []
        groups = [("All", self.summaries), *self._grouped(by)]
        for name, found in groups:
            recs = [r["smart"] for s in found for r in s["recommendations"]]
            enough = len(found) >= self.least
            rows.append(
                [name, self.shown_count(len(recs))]
                + [self.shown_share(sum(r[k] for r in recs), len(recs)) if enough else None for k in LETTERS]
                + [self.shown_share(sum(sum(r.values()) >= least for r in recs), len(recs)) if enough else None]
            )
        names = dict(zip(LETTERS, ("Specific", "Measurable", "Achievable", "Reasonable", "Timely"), strict=True))
        columns = [Column(head), Column("Recommendations", "count"), *(Column(names[k], "share") for k in LETTERS), Column(f"{least} letters or more", "share")]  # fmt: skip
        return Figures(key, title, columns, rows, "", "bar", [columns[-1].name])

    def strengths(self) -> Figures:
        """What recommendations ask for, and how many repeat earlier ones, by agency."""
        kinds = ("system change", "procedure", "training", "reminder", "other")
        rows: list[list[Value]] = []
        for name, found in [("All", self.summaries), *self._grouped(_agency)]:
            recs = [r for s in found for r in s["recommendations"]]
            counts = Counter(r["strength"] for r in recs)
            cells = self._row([counts[k] for k in kinds], whole=len(recs))
            repeated = sum(bool(r["repeats"]) for r in recs)
            rows.append([name, *cells, self.shown_count(repeated), self.shown_share(repeated, len(recs))])
        columns = [Column("Agency"), *(Column(k.capitalize(), "count") for k in kinds), Column("Repeats an earlier one", "count"), Column("Repeats, share", "share")]  # fmt: skip
        return Figures(
            "strengths", "What recommendations ask for", columns, rows, "", "stacked", [k.capitalize() for k in kinds]
        )

    # -- timescales --------------------------------------------------------------------------------------------------

    def _steps(self) -> list[tuple[Step, str]]:
        rules = self.pack.get(Manager)
        out: list[tuple[Step, str]] = []
        seen = set()
        for s in self.summaries:
            d = {k: dt.date.fromisoformat(v) if v else None for k, v in s["dates"].items()}
            out.append(
                (step("IMR by its due date", d["requested"], d["due"], d["received"], None, _agency(s)), _case(s))
            )
            key = (_case(s), s["dates"]["referred"], s["dates"]["decided"], s["dates"]["completed"])
            if _case(s) != UNKNOWN and key not in seen:
                seen.add(key)
                out += [(x, _case(s)) for x in case_steps(s["dates"], rules, None)]
        return out

    def timescales(self) -> Figures:
        """Time taken against timescale."""
        rows: list[list[Value]] = []
        found: dict[str, list[Step]] = defaultdict(list)
        for s, _ in self._steps():
            found[s.name].append(s)
        for name, steps in found.items():
            known = [s for s in steps if s.state in ("in time", "late")]
            late = [s.days for s in known if s.state == "late"]
            cells = self._row([len(known) - len(late), len(late)], whole=len(known))
            hidden = any(isinstance(c, str) for c in cells)
            taken = sorted((s.done - s.start).days for s in known if s.done and s.start)
            rows.append(
                [
                    name,
                    *cells,
                    self.shown_count(len(steps) - len(known)),
                    self.shown_share(len(known) - len(late), len(known)),
                    None if hidden or not late else round(sum(late) / len(late), 1),
                    None if hidden or not taken else taken[len(taken) // 2],
                ]
            )
        columns = [Column("Step"), Column("In time", "count"), Column("Late", "count"), Column("Not known", "count"), Column("In time, share", "share"), Column("Days late, mean", "number"), Column("Days taken, median", "number")]  # fmt: skip
        return Figures("timescales", "Time taken against timescale", columns, rows, "Decision within a month of referral; IMR by its due date; review within six months of the decision.", "stacked", ["In time", "Late"])  # fmt: skip

    def late(self) -> Figures:
        """Each step that was late."""
        rows: list[list[Value]] = [
            [case, s.name, s.agency or "", s.due.strftime("%d/%m/%Y") if s.due else "", s.done.strftime("%d/%m/%Y") if s.done else "", s.days]
            for s, case in self._steps()
            if s.state == "late"
        ]  # fmt: skip
        columns = [
            Column("Case"),
            Column("Step"),
            Column("Agency"),
            Column("Due"),
            Column("Done"),
            Column("Days late", "count"),
        ]
        return Figures("late", "What was late", columns, sorted(rows, key=lambda r: -int(r[5] or 0)))

    # -- rows --------------------------------------------------------------------------------------------------------

    def reports(self) -> Figures:
        """A row for each report."""
        rows: list[list[Value]] = []
        for s in self.summaries:
            ratings = {r["criterion"]: r["rating"] for r in s["ratings"]}
            rows.append(
                [s["file_name"], _case(s), _agency(s), period_of(s), s["verdict"], s["within_timescale"], s["words"],
                 sum(f["count"] for f in s["findings"]), len(s["recommendations"]), *(ratings.get(c) or "" for c in CRITERIA)]
            )  # fmt: skip
        columns = [
            Column("File"), Column("Case"), Column("Agency"), Column("Quarter"), Column("Judgement"), Column("Within timescale"),
            Column("Words", "count"), Column("Findings", "count"), Column("Recommendations", "count"), *(Column(_name(k)) for k in CRITERIA),
        ]  # fmt: skip
        return Figures("reports", "Reports", columns, rows)

    def unread(self) -> Figures:
        """The files that could not be scored."""
        rows: list[list[Value]] = [[x["path"], x["reason"]] for x in self.failed]
        return Figures("unread", "Files that could not be scored", [Column("File"), Column("Reason")], rows)

    # -- helpers -----------------------------------------------------------------------------------------------------

    def _grouped(self, by: Callable[[Summary], str]) -> list[tuple[str, list[Summary]]]:
        found: dict[str, list[Summary]] = defaultdict(list)
        for s in self.summaries:
            found[by(s)].append(s)
        return sorted(found.items(), key=lambda x: (x[0] == UNKNOWN, x[0].casefold()))

    def shown_count(self, n: int) -> Value:
        """A count, hidden where it is small."""
        return f"<{self.least}" if 0 < n < self.least else n

    def shown_share(self, part: int, whole: int) -> float | None:
        """A share; hidden where it rests on, or would give away, a count that is hidden."""
        if any(0 < n < self.least for n in (part, whole, whole - part)):
            return None
        return share(part, whole)

    def _smart_share(self, found: Iterable[Summary]) -> float | None:
        least = self.pack.get(Criteria).recommendations.letters
        recs = [r["smart"] for s in found for r in s["recommendations"]]
        return self.shown_share(sum(sum(r.values()) >= least for r in recs), len(recs))

    def _row(self, counts: Sequence[int], *, whole: int) -> list[Value]:
        """Counts that add up to a number shown elsewhere: where just one is small, the next smallest is hidden too."""
        if 0 < whole < self.least:
            return [f"<{self.least}" if c else 0 for c in counts]
        return self._matrix([list(counts)], columns=False)[0]

    def _matrix(self, counts: Sequence[Sequence[int]], *, columns: bool = True) -> list[list[Value]]:
        """Counts whose rows (and columns) add up to numbers shown elsewhere: no row or column hides just one of them."""
        hide = {(i, j) for i, row in enumerate(counts) for j, c in enumerate(row) if 0 < c < self.least}
        lines = [[(i, j) for j in range(len(row))] for i, row in enumerate(counts)]
        if columns and counts:
            lines += [[(i, j) for i in range(len(counts))] for j in range(len(counts[0]))]
        while True:
            before = len(hide)
            for line in lines:
                if len([x for x in line if x in hide]) == 1:
                    others = [(i, j) for i, j in line if (i, j) not in hide and counts[i][j] > 0]
                    if others:
                        hide.add(min(others, key=lambda x: counts[x[0]][x[1]]))
            if len(hide) == before:
                break
        return [
            [c if (i, j) not in hide else f"<{self.least}" if c < self.least else "hidden" for j, c in enumerate(row)]
            for i, row in enumerate(counts)
        ]


_VERDICTS = ("adequate", "inadequate", "undetermined")


def _name(criterion: str) -> str:
    return criterion.replace("_", " ").capitalize()
