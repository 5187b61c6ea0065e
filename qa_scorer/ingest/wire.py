"""How a document travels from the reader's process: lines of JSON, compact, checked on arrival.

The reader's process works on hostile files, so nothing of what it sends is trusted: only JSON, only known shapes, indexes
within bounds, and never more bytes than the limit.
"""

from __future__ import annotations

import base64
import gc
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any

from qa_scorer.document import Anchor, Block, BlockKind, Document, Part, Picture, Revision, Shape, Table, TableCell
from qa_scorer.settings import Limits

_BATCH = 256
_BATCH_TEXT = 1 << 20  # characters of text in one line
_IMAGE = 3 << 20  # bytes of a picture in one line
_HEAD = ("file_name", "sha256", "format", "properties", "pages", "unreadable_pages", "warnings")
_KINDS = {k.value: k for k in BlockKind}
_PARTS = {p.value: p for p in Part}
_LONGEST_LINE = 1 << 24


class WireError(Exception):
    """What arrived is not a document."""


def dump(document: Document, out: IO[bytes]) -> None:
    """Writes a document."""

    def put(kind: str, data: object) -> None:
        line = json.dumps([kind, data], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        if len(line) >= _LONGEST_LINE:
            raise WireError
        out.write(line + b"\n")

    put("document", {name: getattr(document, name) for name in _HEAD})
    batch: list[list[Any]] = []
    size = 0
    for block in document.blocks:
        batch.append(_block(block))
        size += len(block.text)
        if len(batch) >= _BATCH or size >= _BATCH_TEXT:
            put("blocks", batch)
            batch, size = [], 0
    put("blocks", batch)
    for table in document.tables:
        put("table", [table.index, table.header_rows, table.page, table.parent, len(table.rows)])
        for rows in _batches(table.rows):
            put("rows", rows)
    for p in document.pictures:
        shapes = [[s.geometry, s.text, s.box, s.dash, s.diagonal] for s in p.shapes]
        put("picture", [p.block, p.kind, p.alt, p.name, p.text, p.width, p.height, p.page, shapes, p.image is not None])
        for at in range(0, len(p.image or b""), _IMAGE):
            put("image", base64.b64encode((p.image or b"")[at : at + _IMAGE]).decode("ascii"))
    put("end", len(document.blocks))


def dump_error(message: str, out: IO[bytes]) -> None:
    """Writes the one line that is told instead of a document."""
    out.write(json.dumps(["error", message]).encode() + b"\n")


def _batches(items: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    for at in range(0, len(items), _BATCH):
        yield items[at : at + _BATCH]


def _block(b: Block) -> list[Any]:
    return [
        b.kind.value, b.text, b.part.value, b.level, b.style, b.number, b.bold, b.italic, b.size, b.page, b.cell,
        [[r.kind, r.start, r.end, r.author] for r in b.revisions],
        [[a.part, a.paragraph, a.start, a.box] if a.box is not None else [a.part, a.paragraph, a.start] for a in b.anchors],
        b.underline,
    ]  # fmt: skip


class _Reader:
    """Puts a document together again; strings that repeat are kept once."""

    def __init__(self, limits: Limits) -> None:
        self.most_blocks = limits.paragraphs + limits.cells + 10_000
        self.most_image = limits.images_bytes
        self.head: dict[str, Any] | None = None
        self.blocks: list[Block] = []
        self.tables: list[list[Any]] = []
        self.rows: list[list[tuple[int | None, ...]]] = []
        self.pictures: list[Picture] = []
        self.done = False
        self._same: dict[str, str] = {}

    def once(self, text: object) -> str:
        if not isinstance(text, str):
            raise WireError
        return self._same.setdefault(text, text) if len(text) < 64 else text

    def take(self, kind: object, data: Any) -> None:
        if self.done or (self.head is None) != (kind == "document"):
            raise WireError
        if kind == "document":
            self.head = _head(data)
        elif kind == "blocks":
            if len(self.blocks) + len(data) > self.most_blocks:
                raise WireError
            for raw in data:
                self.blocks.append(self._block(raw))
        elif kind == "table":
            index, headers, page, parent, rows = data
            if index != len(self.tables):
                raise WireError
            self.tables.append([_int(index), _int(headers), _int_or_none(page), _int_or_none(parent), _int(rows)])
            self.rows.append([])
        elif kind == "rows":
            self.rows[-1].extend(tuple(_int_or_none(c) for c in row) for row in data)
        elif kind == "picture":
            self.pictures.append(_picture(data))
        elif kind == "image":
            last = self.pictures[-1]
            piece = base64.b64decode(_str(data), validate=True)
            self.most_image -= len(piece)
            if last.image is None or self.most_image < 0:
                raise WireError
            self.pictures[-1] = replace(last, image=last.image + piece)
        elif kind == "end":
            self.done = data == len(self.blocks)
        else:
            raise WireError

    def _block(self, raw: list[Any]) -> Block:
        kind, text, part, level, style, number, bold, italic, size, page, cell, revisions, anchors, underline = raw
        return Block(
            len(self.blocks), _KINDS[kind], self.once(text), _PARTS[part], _int_or_none(level), self.once(style), self.once(number),
            bold is True, italic is True, _float(size), _int_or_none(page),
            None if cell is None else TableCell(*(_int(c) for c in cell)),
            tuple(Revision(self.once(k), _int(s), _int(e), self.once(a)) for k, s, e, a in revisions),
            tuple(Anchor(self.once(a[0]), _int(a[1]), _int(a[2]), _box(a[3]) if len(a) > 3 else None) for a in anchors),
            underline is True,
        )  # fmt: skip

    def document(self) -> Document:
        if not self.done or self.head is None:
            raise WireError
        count = len(self.blocks)
        tables = []
        for (index, headers, page, parent, length), rows in zip(self.tables, self.rows, strict=True):
            if length != len(rows) or any(c is not None and not 0 <= c < count for row in rows for c in row):
                raise WireError
            if parent is not None and not 0 <= parent < count:
                raise WireError
            tables.append(Table(index, tuple(rows), headers, page, parent))
        if any(not 0 <= p.block < max(count, 1) for p in self.pictures):
            raise WireError
        return Document(blocks=tuple(self.blocks), tables=tuple(tables), pictures=tuple(self.pictures), **self.head)


def load(source: IO[bytes], limits: Limits) -> Document | str:
    """The document that was written, or the line that was told instead.

    Raises:
        WireError: anything else, also what is cut off.
    """
    reader = _Reader(limits)
    collecting = gc.isenabled()
    gc.disable()  # many small objects, none of them garbage
    try:
        while line := source.readline(_LONGEST_LINE):
            kind, data = json.loads(line)
            if kind == "error" and reader.head is None:
                return " ".join(_str(data).split())[:600]
            reader.take(kind, data)
        return reader.document()
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, AttributeError) as exc:
        raise WireError from exc
    finally:
        if collecting:
            gc.enable()


def _head(data: dict[str, Any]) -> dict[str, Any]:
    if set(data) != set(_HEAD):
        raise WireError
    return {
        "file_name": _str(data["file_name"]),
        "sha256": _str(data["sha256"]),
        "format": _str(data["format"]),
        "properties": {_str(k): _str(v) for k, v in data["properties"].items()},
        "pages": _int_or_none(data["pages"]),
        "unreadable_pages": tuple(_int(p) for p in data["unreadable_pages"]),
        "warnings": tuple(" ".join(_str(w).split())[:400] for w in data["warnings"][:100]),
    }


def _picture(data: list[Any]) -> Picture:
    block, kind, alt, name, text, width, height, page, shapes, image = data
    return Picture(
        _int(block), _str(kind), _str(alt), _str(name), _str(text), _float(width), _float(height), _int_or_none(page),
        tuple(Shape(_str(g), _str(t), _box(b), _str(d), x is True) for g, t, b, d, x in shapes),
        b"" if image is True else None,
    )  # fmt: skip


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise WireError
    return value


def _int(value: object) -> int:
    if type(value) is not int:
        raise WireError
    return value


def _int_or_none(value: object) -> int | None:
    return None if value is None else _int(value)


def _float(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WireError
    return float(value)


def _box(value: Any) -> tuple[float, float, float, float] | None:
    if value is None:
        return None
    a, b, c, d = (_float(v) or 0.0 for v in value)
    return (a, b, c, d)
