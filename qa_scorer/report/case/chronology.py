"""The chronologies of a case as one. Source: 7.4, 13.5, 13.6."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qa_scorer.errors import InputError
from qa_scorer.report import Report
from qa_scorer.report.case.agencies import Agency, agencies_of
from qa_scorer.report.case.align import Comparison, align
from qa_scorer.report.case.codes import CodeUse, reconcile
from qa_scorer.report.case.discrepancies import Discrepancy, unrecorded, within_events
from qa_scorer.report.case.entries import Entry, entries_of
from qa_scorer.rulepack import Pack, load_pack
from qa_scorer.rulepack.schemas.manager import Manager

_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Silence:
    """A time without an entry: of all agencies, or of one while others have entries."""

    start: dt.date
    end: dt.date
    agency: int | None
    others: int  # entries of the others meanwhile

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days


@dataclass(frozen=True, slots=True)
class Merged:
    """One chronology. `events`: number of the event by entry, the same for rows aligned; `checks`: by entry."""

    agencies: list[Agency]
    entries: list[Entry]
    events: dict[int, int]
    groups: list[list[Entry]]
    discrepancies: list[Discrepancy]
    silences: list[Silence]
    codes: list[CodeUse]
    notes: list[str]

    def checks(self, entry: int) -> list[Discrepancy]:
        """The differences that rest on a row."""
        return [d for d in self.discrepancies if entry in d.entries]

    def partners(self, entry: Entry) -> list[Entry]:
        """The rows of other agencies on the same event."""
        return next(([e for e in g if e.index != entry.index] for g in self.groups if entry in g), [])


def merge(reports: Sequence[Report], pack: Pack | None = None) -> Merged:
    """The chronologies of all reports as one, in order, with what does not fit together.

    Raises:
        InputError: no report has a chronology, or there are far too many rows.
    """
    rules = (pack or load_pack()).get(Manager)
    agencies = agencies_of(reports, pack or load_pack())
    entries = entries_of(reports, agencies, rules)
    if not entries:
        raise InputError("None of these reports has a chronology that could be read.")
    if len(entries) > _MOST:
        raise InputError(f"These chronologies have over {_MOST:,} rows; give the reports of one case only.")
    comparison = Comparison(entries, agencies, rules, _vectors([e.text for e in entries]))
    groups = align(comparison)
    events: dict[int, int] = {}
    by_entry = {e.index: g[0].index for g in groups for e in g}
    numbers: dict[int, int] = {}
    for e in entries:
        events[e.index] = numbers.setdefault(by_entry.get(e.index, e.index), len(numbers) + 1)
    discrepancies = within_events(groups, comparison) + unrecorded(groups, comparison)
    discrepancies.sort(key=lambda d: (min(d.entries), d.kind))
    return Merged(
        agencies=agencies,
        entries=entries,
        events=events,
        groups=groups,
        discrepancies=discrepancies,
        silences=_silences(entries, agencies, rules.align.gap_days),
        codes=reconcile(agencies, entries),
        notes=_notes(reports, agencies, entries),
    )


def _vectors(texts: list[str]) -> Any:
    from qa_scorer.classify.load import load_models
    from qa_scorer.classify.similarity import embed

    return embed(load_models(), texts)


def _silences(entries: list[Entry], agencies: list[Agency], least: int) -> list[Silence]:
    out = _gaps([e for e in entries if e.date], least, None, [])
    for agency in agencies:
        own = [e for e in entries if e.agency == agency.index and e.date]
        others = [e for e in entries if e.agency != agency.index and e.date]
        out += [s for s in _gaps(own, least, agency.index, others) if s.others >= 3]
    return sorted(out, key=lambda s: (s.start, -1 if s.agency is None else s.agency))


def _gaps(entries: list[Entry], least: int, agency: int | None, others: list[Entry]) -> list[Silence]:
    out = []
    last: dt.date | None = None
    for e in entries:
        assert e.date is not None
        if last is not None and (e.date - last).days >= least:
            between = sum(1 for o in others if o.date and last < o.date < e.date)
            out.append(Silence(last, e.date, agency, between))
        last = max(last or e.date, e.end_date or e.date)
    return out


def _notes(reports: Sequence[Report], agencies: list[Agency], entries: list[Entry]) -> list[str]:
    notes = []
    for agency in agencies:
        if not any(e.agency == agency.index for e in entries):
            notes.append(f"{agency.name}: no chronology could be read.")
    undated = sum(1 for e in entries if e.date is None)
    if undated:
        notes.append(f"{undated} rows have no date that can be read; they stand after the row that they followed.")
    cases = {(r.get("case") or {}).get("case_id") for r in reports} - {None, ""}
    if len(cases) > 1:
        notes.append(f"These reports name different cases: {', '.join(sorted(map(str, cases)))}.")
    adults = {a.adult_code for a in agencies if a.adult_code}
    if len(adults) > 1:
        notes.append(f"The adult goes by different codes: {', '.join(sorted(adults))}.")
    names = [a.name.casefold() for a in agencies]
    if len(set(names)) < len(names):
        notes.append("Two of these reports are of the same agency.")
    return notes
