"""Where a quote stands, and a quote with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


class TableCell(NamedTuple):
    """Table, row and column, all counted from 0."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Location:
    """A span of one block: characters `start` to `end` (end excluded) of `Document.blocks[block].text`."""

    section: str | None
    block: int
    start: int
    end: int
    page: int | None = None
    table: TableCell | None = None

    def to_json(self) -> dict[str, Any]:
        """The location as the report contract has it."""
        return {
            "section": self.section,
            "block": self.block,
            "start": self.start,
            "end": self.end,
            "page": self.page,
            "table": self.table._asdict() if self.table else None,
        }


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote from the document with its exact place and, optionally, what it shows."""

    quote: str
    location: Location
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The evidence as the report contract has it."""
        data: dict[str, Any] = {"quote": self.quote, "location": self.location.to_json()}
        if self.note:
            data["note"] = self.note
        return data
