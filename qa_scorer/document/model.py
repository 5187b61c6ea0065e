"""One document model for every input format.

A `Document` is a list of `Block`s in reading order. A block is a heading, a paragraph, a list item, **one table cell**
(its paragraphs joined by a newline), or a piece of text that Word keeps out of the body (header, footnote, comment, ...).
`Block.index` is the block's position in `Document.blocks`; every location in a report refers to it.

Readers make these objects, nothing else does; they are immutable and survive a round trip through JSON, because the
reader runs in another process (`Document.to_json` / `Document.from_json`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from qa_scorer.document.location import TableCell


class BlockKind(StrEnum):
    """What a block is in the layout of the document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    CELL = "cell"
    CAPTION = "caption"
    TOC = "toc"  # a line of a table of contents
    TEXT_BOX = "text_box"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"
    HEADER = "header"
    FOOTER = "footer"
    COMMENT = "comment"  # a reviewer's comment, not the author's text
    DELETED = "deleted"  # text of a tracked deletion: not part of the report, but still in the file
    ALT_TEXT = "alt_text"  # of a picture or drawing
    PROPERTY = "property"  # document property such as author; text is the value, style its name
    LINK = "link"  # target of a hyperlink, where it says more than its text
    FILE_NAME = "file_name"


#: Kinds whose text is the report itself, in reading order. The others are hidden, repeated or about the file.
BODY_KINDS = frozenset(
    {
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.LIST_ITEM,
        BlockKind.CELL,
        BlockKind.CAPTION,
        BlockKind.TEXT_BOX,
        BlockKind.FOOTNOTE,
        BlockKind.ENDNOTE,
    }
)


class Part(StrEnum):
    """Which part of the file a block stands in."""

    BODY = "body"
    NOTES = "notes"
    MARGINS = "margins"  # running headers and footers
    REVIEW = "review"  # comments and tracked deletions
    META = "meta"  # properties, file name, alt text, link targets


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the text of a block comes from in the source file, so that a writer finds it again.

    `text[start:]` up to the next anchor is paragraph number `paragraph` (from 0, all `w:p` of the part in document
    order, nested ones included) of `part` (a zip name such as `word/document.xml`). In a PDF `part` is `page`,
    `paragraph` the page number from 1 and `box` the rectangle (x0, top, x1, bottom) in points.
    """

    part: str
    paragraph: int
    start: int = 0
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A tracked insertion or move inside a block: characters `start` to `end`, and who made it."""

    kind: str  # "insert" or "move"
    start: int
    end: int
    author: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of text with its place and look.

    `level`: 1 to 9 for headings, as the style, the numbering or the font says (0 for the title); else None.
    `number`: the automatic number or bullet that stands before the text in the rendered page ('2.1', 'a)', '•'), which
    is not part of `text`. `size`: font size in points where known. `bold`, `italic`, `underline`: the whole text is.
    """

    index: int
    kind: BlockKind
    text: str
    part: Part = Part.BODY
    level: int | None = None
    style: str = ""
    number: str = ""
    bold: bool = False
    italic: bool = False
    size: float | None = None
    page: int | None = None
    cell: TableCell | None = None
    revisions: tuple[Revision, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    underline: bool = False

    @property
    def is_body(self) -> bool:
        """True where the text is the report's own."""
        return self.kind in BODY_KINDS


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a grid of block indexes.

    `rows[r][c]` is the index of the cell's block; a merged cell repeats its index in every position that it covers; None
    where there is no cell. Rows may differ in length. A table that runs over pages is one table. `parent`: the block of
    the cell in which a nested table stands (the nested table's cells are blocks of their own, after the parent's).
    """

    index: int
    rows: tuple[tuple[int | None, ...], ...]
    header_rows: int = 0  # rows marked as repeating header, where the file says so
    page: int | None = None
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of a drawing: its geometry name ('rect', 'ellipse', 'line', 'triangle', 'text'), text, box and stroke.

    `box` is (x0, y0, x1, y1) in points within the drawing, y downwards; `dash` the dash style ('solid', 'dash', 'dot').
    """

    geometry: str
    text: str = ""
    box: tuple[float, float, float, float] | None = None
    dash: str = "solid"
    diagonal: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or drawing: `kind` is bitmap, vector, drawing (DrawingML), vml, smartart, chart or ole.

    `block`: index of the block in or before which it stands. `text`: text inside a drawing made of shapes. `image`: the
    bytes of a bitmap (at most `limits.image_bytes`), base64 in JSON; None where not kept.
    """

    block: int
    kind: str
    alt: str = ""
    name: str = ""
    text: str = ""
    width: float | None = None
    height: float | None = None
    page: int | None = None
    shapes: tuple[Shape, ...] = ()
    image: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Document:
    """A document as read. `unreadable_pages`: pages (from 1) that hold no text a reader could get."""

    file_name: str
    sha256: str
    format: str  # docx pdf doc odt rtf txt
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    pages: int | None = None
    unreadable_pages: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()

    @cached_property
    def words(self) -> int:
        """Number of words of the report's own text."""
        return sum(len(b.text.split()) for b in self.blocks if b.is_body)

    def body(self) -> Iterator[Block]:
        """Blocks of the report's own text, in reading order."""
        return (b for b in self.blocks if b.is_body)

    def to_json(self) -> dict[str, Any]:
        """Plain data for the way from the reader's process to ours."""
        import base64

        data = asdict(self)
        for pic in data["pictures"]:
            if pic["image"] is not None:
                pic["image"] = base64.b64encode(pic["image"]).decode("ascii")
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Document:
        """The document again; unknown keys are an error, because only our own reader writes this."""
        import base64

        blocks = tuple(
            Block(
                **{
                    **b,
                    "kind": BlockKind(b["kind"]),
                    "part": Part(b["part"]),
                    "cell": TableCell(*b["cell"]) if b["cell"] is not None else None,
                    "revisions": tuple(Revision(**r) for r in b["revisions"]),
                    "anchors": tuple(
                        Anchor(**{**a, "box": tuple(a["box"]) if a["box"] is not None else None}) for a in b["anchors"]
                    ),
                }
            )
            for b in data["blocks"]
        )
        tables = tuple(Table(**{**t, "rows": tuple(tuple(r) for r in t["rows"])}) for t in data["tables"])
        pictures = tuple(
            Picture(
                **{
                    **p,
                    "image": base64.b64decode(p["image"]) if p["image"] is not None else None,
                    "shapes": tuple(
                        Shape(**{**s, "box": tuple(s["box"]) if s["box"] is not None else None}) for s in p["shapes"]
                    ),
                }
            )
            for p in data["pictures"]
        )
        rest = {k: v for k, v in data.items() if k not in {"blocks", "tables", "pictures"}}
        rest["unreadable_pages"] = tuple(rest["unreadable_pages"])
        rest["warnings"] = tuple(rest["warnings"])
        return cls(blocks=blocks, tables=tables, pictures=pictures, **rest)
