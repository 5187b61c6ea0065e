"""`read_txt`: plain text as a `Document`: paragraphs by blank lines, lists, tables drawn with tabs or bars.

Headings are not decided here, except those marked with `#`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from qa_scorer.document import Anchor, Block, BlockKind, Document, Part, Table, TableCell
from qa_scorer.errors import InputError
from qa_scorer.ingest.detect import encoding
from qa_scorer.ingest.normalise import Cleaner
from qa_scorer.settings import Limits, limit_hit

_BULLET = re.compile(r"\s*(?:[•●▪◦‣·⁃■□*–—-]|o(?=\s\s|\t))\s+(?=\S)")
_NUMBERED = re.compile(
    r"\s*(\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\)?|\d{1,3}(?:\.\d{1,3}){1,3})\s+(?=\S)"
)
_MARKED = re.compile(r"(#{1,6})\s+(.+?)\s*#*")
_TOC = re.compile(r".*\S\s*(?:\.{4,}|(?:\. ){3,}|\t)\s*(?:\d{1,4}|[ivxl]{1,6})\s*")
_LONGEST_HEADING = 400  # also keeps the patterns of headings and contents from running for ever on one endless line
_RULE = re.compile(r"[\s|:+=_*-]+")


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the file: its number, its text, and the page it is on."""

    at: int
    text: str
    page: int


def read_txt(path: Path, limits: Limits) -> Document:
    """The document of a plain text file, whatever its encoding.

    Raises:
        InputError: not text, or over a limit.
    """
    data = path.read_bytes()
    try:
        raw = data.decode(encoding(data), "replace")
    except (UnicodeDecodeError, LookupError) as exc:
        raise InputError(f"{path.name} is not text in a known encoding. Save it as UTF-8 and try again.") from exc
    cleaner = Cleaner()
    paged = "\f" in raw.strip("\f\r\n ")
    lines: list[_Row] = []
    page = 1
    for sheet in raw.split("\f"):
        for text in cleaner.clean(sheet).split("\n"):
            lines.append(_Row(len(lines), text.rstrip(), page))
        page += 1
    if sum(1 for x in lines if x.text) > limits.paragraphs:
        raise limit_hit(path.name, "has too many lines", "paragraphs", limits)
    if not any(x.text.strip() for x in lines):
        raise InputError(f"{path.name} holds no text. Ask for the file again.")
    builder = _Builder(limits, path.name, paged)
    builder.read(lines)
    stem = cleaner.clean(path.stem).strip()
    if stem:
        builder.add(BlockKind.FILE_NAME, stem, None, part=Part.META)
    return Document(
        file_name=path.name, sha256=hashlib.sha256(data).hexdigest(), format="txt", blocks=tuple(builder.blocks), tables=tuple(builder.tables),
        pages=page - 1 if paged else None, warnings=tuple(cleaner.warnings()),
    )  # fmt: skip


class _Builder:
    def __init__(self, limits: Limits, name: str, paged: bool) -> None:
        self.limits = limits
        self.name = name
        self.paged = paged
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.cells = 0

    def add(
        self, kind: BlockKind, text: str, row: _Row | None, *, level: int | None = None, number: str = "", cell: TableCell | None = None,
        anchors: tuple[Anchor, ...] | None = None, part: Part = Part.BODY,
    ) -> int:  # fmt: skip
        """Adds a block and tells its index."""
        place = anchors if anchors is not None else (Anchor("text", row.at),) if row is not None else ()
        page = row.page if row is not None and self.paged else None
        self.blocks.append(
            Block(len(self.blocks), kind, text, part, level, number=number, page=page, cell=cell, anchors=place)
        )
        return len(self.blocks) - 1

    def read(self, lines: list[_Row]) -> None:
        width = _width(lines)
        group: list[_Row] = []
        for row in [*lines, _Row(-1, "", 0)]:
            if row.text.strip():
                group.append(row)
                continue
            if group:
                self._group(group, width)
                group = []

    def _group(self, group: list[_Row], width: int) -> None:
        """Lines between two blank ones: tables, contents, lists, paragraphs."""
        at = 0
        while at < len(group):
            end = _table_end(group, at)
            if end > at:
                self._table(group[at:end])
                at = end
                continue
            row = group[at]
            text = row.text.strip()
            if _is_toc(row.text) and (at + 1 == len(group) or _is_toc(group[at + 1].text) or self._in_toc()):
                self.add(BlockKind.TOC, text, row)
                at += 1
                continue
            if _RULE.fullmatch(text):
                at += 1
                continue
            marked = _MARKED.fullmatch(text) if len(text) <= _LONGEST_HEADING else None
            if marked:
                self.add(BlockKind.HEADING, marked.group(2), row, level=len(marked.group(1)))
                at += 1
                continue
            at = self._item_or_paragraph(group, at, width)

    def _in_toc(self) -> bool:
        return bool(self.blocks) and self.blocks[-1].kind is BlockKind.TOC

    def _item_or_paragraph(self, group: list[_Row], at: int, width: int) -> int:
        row = group[at]
        number = ""
        text = row.text.strip()
        bullet = _BULLET.match(row.text)
        numbered = _NUMBERED.match(row.text)
        if bullet:
            number, text = "•", row.text[bullet.end() :].strip()
        elif numbered and self._is_item(group, at):
            number, text = numbered.group(1), row.text[numbered.end() :].strip()
        parts, anchors, length = [text], [Anchor("text", row.at)], len(text)
        last = row
        at += 1
        while at < len(group) and _goes_on(last, group[at], width, item=bool(number)) and _table_end(group, at) == at:
            last = group[at]
            more = last.text.strip()
            if parts[-1].endswith("-") and len(parts[-1]) > 1 and parts[-1][-2].isalpha() and more[:1].islower():
                parts[-1] = parts[-1][:-1]
                length -= 1
                anchors.append(Anchor("text", last.at, length))
                parts[-1] += more
            else:
                anchors.append(Anchor("text", last.at, length + 1))
                parts.append(more)
                length += 1
            length += len(more)
            at += 1
        self.add(
            BlockKind.LIST_ITEM if number else BlockKind.PARAGRAPH,
            " ".join(parts),
            row,
            number=number,
            anchors=tuple(anchors),
        )
        return at

    @staticmethod
    def _is_item(group: list[_Row], at: int) -> bool:
        """True for a numbered line of a list, false for what may be a numbered heading."""
        text = group[at].text.strip()
        beside = [group[i] for i in (at - 1, at + 1) if 0 <= i < len(group)]
        return (
            text.endswith((".", ";", ":", "?", "!", ","))
            or len(text) > 90
            or any(_NUMBERED.match(b.text) for b in beside)
        )

    def _table(self, rows: list[_Row]) -> None:
        index = len(self.tables)
        made: list[tuple[int | None, ...]] = []
        for row in rows:
            if _RULE.fullmatch(row.text):
                continue
            cells = _split(row.text)
            self.cells += len(cells)
            if self.cells > self.limits.cells:
                raise limit_hit(self.name, "has too many table cells", "cells", self.limits)
            made.append(
                tuple(
                    self.add(BlockKind.CELL, c.strip(), row, cell=TableCell(index, len(made), i))
                    for i, c in enumerate(cells)
                )
            )
        page = self.blocks[made[0][0]].page if made and made[0] and made[0][0] is not None else None
        self.tables.append(Table(index, tuple(made), page=page))


def _is_toc(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and _TOC.fullmatch(text) is not None


def _split(text: str) -> list[str]:
    text = text.strip()
    if "|" in text:
        return text.strip("|").split("|")
    return re.split(r"\t+", text)


def _columns(text: str) -> int:
    inner = text.strip()
    if inner.count("|") >= 2 or (" | " in inner):
        return len(inner.strip("|").split("|"))
    return len(re.split(r"\t+", inner)) if "\t" in inner else 1


def _table_end(group: list[_Row], at: int) -> int:
    """The line after the table that begins at `at`; `at` itself where none does."""
    first = _columns(group[at].text)
    if first < 2 or _BULLET.match(group[at].text) or (_NUMBERED.match(group[at].text) and "|" not in group[at].text):
        return at
    end = at
    while end < len(group) and (
        _columns(group[end].text) == first or ("|" in group[at].text and _RULE.fullmatch(group[end].text))
    ):
        end += 1
    rows = end - at
    if all(_is_toc(r.text) for r in group[at:end]):
        return at
    return end if rows >= (2 if first > 2 or "|" in group[at].text else 3) else at


def _width(lines: list[_Row]) -> int:
    """The width at which lines were wrapped; 0 where every paragraph is one line."""
    lengths = sorted(len(x.text) for x in lines if x.text.strip())
    if len(lengths) < 4:
        return 0
    wide = lengths[int(len(lengths) * 0.95)]
    long = sum(1 for n in lengths if wide * 0.75 <= n <= wide * 1.1)
    return wide if 40 <= wide <= 130 and long >= max(3, len(lengths) // 5) else 0


def _goes_on(last: _Row, row: _Row, width: int, *, item: bool) -> bool:
    """True where a line is the continuation of the one before."""
    if not width or _BULLET.match(row.text) or _NUMBERED.match(row.text) or row.page != last.page:
        return False
    if len(last.text) >= width * 0.7:
        return True
    return item and row.text[:1].isspace() and row.text.strip()[:1].islower()
