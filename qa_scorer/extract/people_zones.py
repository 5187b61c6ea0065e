"""Where names and other identifiers may stand in full. Source: 8.6, RUBRIC."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from qa_scorer.document import BlockKind, Table
from qa_scorer.rulepack.schemas.template import Template
from qa_scorer.rulepack.schemas.zones import ZoneRules

if TYPE_CHECKING:
    from qa_scorer.extract.facts import Facts
    from qa_scorer.rulepack.schema import Pattern


def _any(patterns: list[Pattern], text: str) -> bool:
    return any(p.search(text) for p in patterns)


#: A title page is not longer than this many blocks.
_LONGEST_COVER = 30


class Zones:
    """The zones of one document.

    `staff`, `family` and `glossary` hold the indexes of tables of that kind, wherever they stand.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._rules = facts.pack.get(ZoneRules)
        self._template = facts.pack.get(Template)
        self._allowed = {s.key for s in self._template.section if s.names_allowed}
        keyed = [x.heading_block for x in facts.sections.all if x.key and x.heading_block is not None]
        first = min(keyed, default=0)
        self._cover = first if first <= _LONGEST_COVER else 0
        self.kinds: dict[int, str] = {}
        for table in facts.document.tables:
            kind = self._kind(table)
            if kind:
                self.kinds[table.index] = kind

    def _labels(self, table: Table) -> list[str]:
        blocks = self._facts.document.blocks
        return [blocks[i].text.strip() for i in (table.rows[0] if table.rows else ()) if i is not None]

    def _first_column(self, table: Table) -> list[str]:
        blocks = self._facts.document.blocks
        return [blocks[r[0]].text.strip() for r in table.rows if r and r[0] is not None]

    def _kind(self, table: Table) -> str:
        """staff, family, glossary, front_sheet or '' for any other table."""
        first = next((i for r in table.rows for i in r if i is not None), None)
        if first is None:
            return ""
        key = self._facts.sections.key_of(first)
        rules, template = self._rules, self._template
        labels = [x for x in self._labels(table) if len(x.split()) <= 8]
        named = any(_any(rules.staff_name, x) for x in labels)
        job = any(_any(rules.staff_job, x) for x in labels)
        code = any(_any(rules.staff_code, x) for x in labels)
        width = max((len(r) for r in table.rows), default=0)
        if key in ("front_sheet", "methodology", "family_details", "genogram", "signatures", "glossary"):
            return {"methodology": "staff", "genogram": "family", "family_details": "family"}.get(key, key)
        if key == "chronology" or width > 6:
            return ""
        family = sum(any(p.search(x) for x in labels) for p in template.family_labels)
        if family >= 3:
            return "family"
        if named and (job or code):
            return "staff"
        gloss = sum(any(p.search(x) for x in labels) for p in template.glossary_labels)
        if gloss >= 2 and width <= 3 and key not in rules.never:
            return "glossary"
        column = self._first_column(table)
        front = sum(any(p.search(x) for x in column if len(x.split()) <= 10) for p in template.front_sheet_labels)
        if width == 2 and front >= 3 and key not in rules.never:
            return "front_sheet"
        return ""

    @cached_property
    def _by_block(self) -> dict[int, str]:
        out: dict[int, str] = {}
        for table in self._facts.document.tables:
            kind = self.kinds.get(table.index)
            if kind:
                out.update({i: kind for r in table.rows for i in r if i is not None})
        return out

    def is_name_label(self, text: str) -> bool:
        """True where a heading cell says that names stand in its column."""
        return len(text.split()) <= 8 and _any(self._rules.staff_name, text.strip())

    def is_person_row(self, label: str) -> bool:
        """True where the first cell of a row of a front sheet says that a person's name comes next."""
        return _any(self._rules.person_rows, label)

    def table_kind(self, block: int) -> str:
        """The kind of the zone table in which a block stands, or ''."""
        return self._by_block.get(block, "")

    def is_list(self, block: int) -> bool:
        """True where the block is a cell or a list item."""
        return self._facts.document.blocks[block].kind in (BlockKind.CELL, BlockKind.LIST_ITEM)

    def is_zone(self, block: int) -> bool:
        """True where the block is one in which some names may stand."""
        b = self._facts.document.blocks[block]
        if not b.is_body:
            return False
        key = self._facts.sections.key_of(block)
        listed = key in self._allowed or bool(self.table_kind(block)) or block < self._cover
        return listed or self.signs(block, len(b.text))

    def signs(self, block: int, start: int) -> bool:
        """True where the words before `start` make the block a line by which the report is signed."""
        b = self._facts.document.blocks[block]
        if len(b.text) > 400 or not b.is_body:
            return False
        if self._facts.sections.key_of(block) in ("chronology", "recommendations"):
            return False
        return _any(self._rules.sign_off, b.text[:start])

    def permits_name(self, block: int, start: int, end: int, *, full: bool) -> bool:
        """True where a person's name may stand there; `full`: it is given name and surname, or with a title."""
        b = self._facts.document.blocks[block]
        if not b.is_body:
            return False
        if block < self._cover:  # the title page is part of the front sheet
            return True
        if self._facts.sections.is_heading(block) and self._facts.sections.key_of(block):
            return False
        if self.table_kind(block):
            return True
        key = self._facts.sections.key_of(block)
        if key in self._allowed:
            if key not in self._rules.listed_only or self.is_list(block):
                return True
            after = b.text[end : end + 60].lstrip()
            told = after.startswith((",", "(", ";", "–", "-", ":")) or b.text[:start].rstrip().endswith(
                ("is", "(", ":", "–", "=")
            )
            return full and told and _any(self._rules.listing, b.text)
        return self.signs(block, start)

    def permits_identifier(self, block: int, kind: str) -> bool:
        """True where another identifier of that kind may stand there."""
        b = self._facts.document.blocks[block]
        if not b.is_body:
            return False
        table = self.table_kind(block)
        if table in ("family", "front_sheet"):
            return True
        key = self._facts.sections.key_of(block)
        if key in self._rules.names_only or table in ("staff", "glossary", "signatures"):
            return kind in ("phone", "email")
        return key in self._allowed
