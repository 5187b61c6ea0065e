"""A chronology told in dated paragraphs instead of the board's table. Source: 7.4 (which asks for a table)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qa_scorer.document import BlockKind
from qa_scorer.extract.chronology_table import RawRow, ReadTables
from qa_scorer.extract.dates import find_dates

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts

_LEAD = 45  # characters in which an entry's date ends
_FEWEST = 4  # entries
_DATED = 0.5  # share of the paragraphs that begin with a date
_OPENS = re.compile(r"^\W*(?:on |(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )*$", re.IGNORECASE)
_TIME = re.compile(
    r"[\s,;]*(?:at\s+)?((?:[01]?\d|2[0-3])[:.][0-5]\d(?:\s?(?:hrs?|hours?|am|pm))?|(?:[01]\d|2[0-3])[0-5]\d\s?(?:hrs?|hours)|\d{1,2}\s?(?:am|pm))\b",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"[(\[]?\b(?:source|taken from|recorded in|ref(?:erence)?)\s*:\s*([^.()\[\]]{2,120})[.)\]]*", re.IGNORECASE
)


def read_entries(facts: Facts) -> ReadTables:
    """The entries of the chronology section's paragraphs, as rows; none where few of them begin with a date."""
    out = ReadTables(narrative=True)
    told = [b for b in facts.sections.blocks("chronology") if b.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)]
    near = facts.period.end.year if facts.period else 2012
    for block in told:
        found = next(iter(find_dates(block.text[:_LEAD], near)), None)
        if found is None or not _OPENS.match(block.text[: found.start]):
            if out.rows:
                last = out.rows[-1].cells
                last["event"] = f"{last['event']} {block.text}".strip()
            continue
        row = RawRow({"date": block.text[found.start : found.end]}, {"date": block.index, "event": block.index})
        rest = block.text[found.end :]
        if time := _TIME.match(rest):
            row.cells["time"] = time[1]
            rest = rest[time.end() :]
        row.cells["event"] = rest.strip(" ,;:.–—-\n\t")
        out.rows.append(row)
    if len(out.rows) < _FEWEST or len(out.rows) < _DATED * len(told):
        return ReadTables()
    for row in out.rows:
        if source := _SOURCE.search(row.cells["event"]):
            row.cells["source"] = source[1].strip()
            event = row.cells["event"]
            row.cells["event"] = f"{event[: source.start()].strip()} {event[source.end() :].strip()}".strip()
        row.blocks |= dict.fromkeys(row.cells, row.blocks["date"])
    out.columns = {role: "" for role in ("date", "time", "source", "event") if any(role in r.cells for r in out.rows)}
    return out
