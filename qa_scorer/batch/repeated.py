"""Which recommendations keep coming back, from the library in the store, as tables of the audit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from qa_scorer.batch.figures import Column, Figures, Value
from qa_scorer.history.library import Library
from qa_scorer.history.store import Store


def repeated_tables(place: str | Path, share: Callable[[int, int], float | None], count: Callable[[int], Value], *, named: bool) -> list[Figures]:  # fmt: skip
    """Repeated-recommendation rate by agency and, where rows may be named, each repeat with its source."""
    with Store(place, create=False) as store:
        library = Library(store)
        library.update()
        rates, repeats = library.rates(), library.repeats()
    rows: list[list[Value]] = [[r.agency, count(r.recommendations), count(r.repeated), share(r.repeated, r.recommendations)] for r in rates]  # fmt: skip
    columns = [
        Column("Agency"),
        Column("Recommendations", "count"),
        Column("Repeat an earlier one", "count"),
        Column("Repeats, share", "share"),
    ]
    note = "By meaning, against the agency's own earlier reviews in the store."
    out = [Figures("repeat_rate", "Repeated recommendations by agency", columns, rows, note, "bar", ["Repeats, share"])]
    if named:
        listed: list[list[Value]] = [
            [r.known.agency or "", r.known.text, r.known.source, r.earlier.text, r.earlier.source, r.similarity]
            for r in repeats
        ]
        heads = [Column("Agency"), Column("Recommendation"), Column("Where"), Column("Earlier recommendation"), Column("Its source"), Column("Likeness", "number")]  # fmt: skip
        out.append(Figures("repeated", "Recommendations that came back", heads, listed))
    return out
