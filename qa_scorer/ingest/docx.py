"""`read_docx`: a Word file (.docx, .docm, .dotx, Strict or not) as a `Document`, with no text lost.

Order of blocks: the body; after each paragraph (after the outermost table) what hangs on it: text boxes, alternative
texts, notes, comments, tracked deletions, link targets. Then notes and comments nobody refers to, headers, footers,
properties, the file's name.
"""

from __future__ import annotations

import hashlib
import io
import re
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml.etree import _Element

from qa_scorer.document import Anchor, Block, BlockKind, Document, Part, Picture, Revision, Shape, Table, TableCell
from qa_scorer.errors import InputError
from qa_scorer.ingest.docx_drawing import Drawings, Found
from qa_scorer.ingest.docx_forms import form_rows, is_title_row
from qa_scorer.ingest.docx_numbering import BULLET, Numbering
from qa_scorer.ingest.docx_properties import read_properties
from qa_scorer.ingest.docx_styles import Styles
from qa_scorer.ingest.docx_text import Inline, Line, Story, branches, new_story
from qa_scorer.ingest.forms import MOST_TITLE_WORDS
from qa_scorer.ingest.normalise import Cleaner, has_dot_leader
from qa_scorer.ingest.ooxml import MC, SILENT, TBL, TC, TR, VAL, M, P, R, W, is_on, number, val
from qa_scorer.ingest.package import Package, PartError, Relation
from qa_scorer.settings import Limits, limit_hit

_TYPED = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
_FEWEST_CONTENTS = 3  # lines; fewer may be fields of a form
_MAX_COLUMNS = 256  # Word itself allows 63
_STRAY = frozenset(
    {
        W + "r",
        W + "hyperlink",
        W + "smartTag",
        W + "fldSimple",
        W + "t",
        W + "drawing",
        W + "pict",
        M + "oMath",
        M + "r",
    }
)
#: The author of the comments that an annotated copy of a draft carries; they are no part of the draft.
_OURS = "qa-scorer"
_NOTES = {"footnote": BlockKind.FOOTNOTE, "endnote": BlockKind.ENDNOTE}
_PARTS = {
    BlockKind.FOOTNOTE: Part.NOTES, BlockKind.ENDNOTE: Part.NOTES, BlockKind.HEADER: Part.MARGINS, BlockKind.FOOTER: Part.MARGINS,
    BlockKind.COMMENT: Part.REVIEW, BlockKind.DELETED: Part.REVIEW, BlockKind.ALT_TEXT: Part.META, BlockKind.PROPERTY: Part.META,
    BlockKind.LINK: Part.META, BlockKind.FILE_NAME: Part.META,
}  # fmt: skip


def read_docx(path: Path, limits: Limits) -> Document:
    """The document of a Word file.

    Raises:
        InputError: damaged, encrypted, made to do harm, or over a limit.
    """
    data = path.read_bytes()
    return read_docx_bytes(data, path.name, limits)


def read_docx_bytes(data: bytes, file_name: str, limits: Limits) -> Document:
    """As `read_docx`, for bytes."""
    package = Package(io.BytesIO(data), file_name, limits)
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, 12_000))
    try:
        return _Reader(package, hashlib.sha256(data).hexdigest(), 0).read()
    except RecursionError as exc:
        raise InputError(
            f"{file_name} is nested more deeply than any real report. Open it in Word and save it anew."
        ) from exc
    finally:
        sys.setrecursionlimit(before)


@dataclass(slots=True)
class _Draft:
    """A block that is still being filled."""

    kind: BlockKind
    text: str = ""
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


@dataclass(slots=True)
class _Side:
    """Something to be told after the paragraph or table at hand."""

    kind: str
    block: int
    text: str = ""
    element: _Element | None = None
    line: Line | None = None
    cell: TableCell | None = None
    story: Story | None = None


@dataclass(slots=True)
class _Entries:
    """A part that holds entries by id (notes, comments)."""

    story: Story
    entries: dict[str, list[_Element]]


@dataclass(slots=True)
class _Grid:
    """A table that is still being read."""

    index: int
    rows: list[tuple[int | None, ...]] = field(default_factory=list)
    above: list[int | None] = field(default_factory=list)
    headers: int = 0
    page: int | None = None


class _Reader:
    def __init__(self, package: Package, sha256: str, depth: int) -> None:
        self.package = package
        self.limits = package.limits
        self.name = package.name
        self.sha256 = sha256
        self.depth = depth
        self.cleaner = Cleaner()
        self.drafts: list[_Draft] = []
        self.tables: list[Table | None] = []
        self.pictures: list[Picture] = []
        self.warnings: list[str] = []
        self.side: deque[_Side] = deque()
        self.table_depth = 0
        self.outer_level = 0  # of the last heading outside of any form
        self.form_level = 0  # of the labels of the form at hand
        self.cells = 0
        self.hidden = False
        self.outside = 0
        self.skipped_parts = 0
        self.authors: dict[str, None] = {}

    # -- the whole file ------------------------------------------------------------------------------------------------

    def read(self) -> Document:
        package = self.package
        main = package.main_part()
        if main is None:
            raise InputError(f"{self.name} is not a Word document inside. Open it in Word and save it as .docx.")
        try:
            root = package.xml(main)
        except PartError as exc:
            raise package.damaged() from exc
        body = root.find(W + "body")
        if body is None:
            raise package.damaged()
        self.relations = package.relations(main)
        styles = self._optional("styles")
        self.styles = Styles(styles)
        self.numbering = Numbering(self._optional("numbering"))
        self.inline = Inline(self.styles, self.cleaner)
        self.drawings = Drawings(package)
        story = self._story(main, root, self.relations)
        self.notes = {kind: self._entries(kind + "s", W + kind) for kind in _NOTES}
        self.comments = self._entries("comments", W + "comment")
        properties = read_properties(package, self.cleaner)
        paged = self._page_marks(root, story, properties.pages, properties.words)

        self._blocks(body, story)
        self._flush()
        story.page = story.page if paged else 1
        self._left_over()
        if not paged:
            for draft in self.drafts:
                draft.page = None
        self._margins()
        for name, text in [*properties.blocks, *(("reviewer", a) for a in self.authors)]:
            text = self.cleaner.clean(text).strip()
            if text:
                self._add(_Draft(BlockKind.PROPERTY, text, style=name))
        stem = self.cleaner.clean(Path(self.name).stem).strip()
        if stem and not self.depth:
            self._add(_Draft(BlockKind.FILE_NAME, stem))
        self._external_parts()
        pages = properties.pages if paged and properties.pages else (story.page if paged else None)
        return Document(
            file_name=self.name, sha256=self.sha256, format="docx", blocks=self._finished(), tables=self._tables_done(),
            pictures=tuple(self.pictures), properties=properties.values, pages=pages, warnings=tuple(self._warned()),
        )  # fmt: skip

    def _optional(self, kind: str) -> _Element | None:
        relation = next((r for r in self.relations.values() if r.kind == kind and not r.external), None)
        name = relation.target if relation else f"word/{kind}.xml"
        try:
            return self.package.xml(name)
        except PartError:
            if self.package.has(name):
                self.skipped_parts += 1
            return None

    def _story(self, part: str, root: _Element, relations: dict[str, Relation]) -> Story:
        story = new_story(self.package.real_name(part), root, relations)
        if len(story.ordinals) > self.limits.paragraphs:
            raise limit_hit(self.name, "has too many paragraphs", "paragraphs", self.limits)
        return story

    def _entries(self, kind: str, tag: str) -> _Entries | None:
        """The notes or comments of a part, by id."""
        relation = next((r for r in self.relations.values() if r.kind == kind and not r.external), None)
        if relation is None:
            return None
        try:
            root = self.package.xml(relation.target)
        except PartError:
            self.skipped_parts += 1
            return None
        entries: dict[str, list[_Element]] = {}
        for el in root.iter(tag):
            if el.get(W + "type") in (None, "normal"):
                entries.setdefault(el.get(W + "id") or "", []).append(el)
        return _Entries(self._story(relation.target, root, self.package.relations(relation.target)), entries)

    def _page_marks(self, root: _Element, story: Story, pages: int | None, words: int | None) -> bool:
        """Decides how pages are counted; False where nothing in the file tells."""
        if next(root.iter(W + "lastRenderedPageBreak"), None) is not None:
            story.counts_pages = True
            return True
        breaks = sum(1 for b in root.iter(W + "br") if b.get(W + "type") == "page")
        if pages == breaks + 1 and words:
            counted = sum(len((t.text or "").split()) for t in root.iter(W + "t"))
            if abs(counted - words) <= max(20, counted // 5):
                story.hard_breaks = True
                return True
        return False

    # -- blocks ----------------------------------------------------------------------------------------------------------

    def _content(self, element: _Element, story: Story, wanted: frozenset[str]) -> Iterator[_Element]:
        """Children with a wanted name, through everything they may be wrapped in; the story knows of tracked changes."""
        for child in element:
            tag = child.tag
            if tag in wanted:
                yield child
            elif tag in SILENT:
                continue
            elif tag == MC + "AlternateContent":
                for branch in branches(child):
                    yield from self._content(branch, story, wanted)
            elif tag in (W + "ins", W + "moveTo"):
                before = story.revision
                story.revision = ("insert" if tag == W + "ins" else "move", child.get(W + "author") or "")
                yield from self._content(child, story, wanted)
                story.revision = before
            elif tag in (W + "del", W + "moveFrom"):
                gone = story.deleted
                story.deleted = True
                yield from self._content(child, story, wanted)
                story.deleted = gone
            elif tag == W + "sdt":
                gallery = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                contents = gallery is not None and (gallery.get(VAL) or "").lower() == "table of contents"
                story.toc += contents
                yield from self._content(child, story, wanted)
                story.toc -= contents
            else:
                yield from self._content(child, story, wanted)

    def _blocks(self, element: _Element, story: Story) -> None:
        """Reads block content: paragraphs, tables, imported chunks, and inline content that stands alone."""
        for child in self._content(element, story, _BLOCK):
            tag = child.tag
            if tag == P:
                self._paragraph(self._line(child, story), story)
            elif tag == TBL:
                self._table(child, story, None)
            elif tag == W + "altChunk":
                self._chunk(child, story)
            elif tag == W + "subDoc":
                self.outside += 1
            else:
                self._paragraph(self._line(child, story), story)
            if not self.table_depth:
                self._flush()

    def _line(self, element: _Element, story: Story) -> Line:
        ppr = element.find(W + "pPr") if element.tag == P else None
        if ppr is not None and story.hard_breaks and is_on_child(ppr, "pageBreakBefore"):
            story.page += 1
        line = self.inline.read(element, story)
        self.hidden = self.hidden or line.hidden
        return line

    def _add(self, draft: _Draft) -> int:
        self.drafts.append(draft)
        return len(self.drafts) - 1

    def _anchor(self, line: Line, story: Story, start: int = 0) -> tuple[Anchor, ...]:
        ordinal = story.ordinals.get(line.element)
        return () if ordinal is None else (Anchor(story.part, ordinal, start),)

    def _level(self, line: Line) -> int | None:
        """The heading level of a paragraph: its own outline level before its style's."""
        ppr = line.element.find(W + "pPr")
        outline = ppr.find(W + "outlineLvl") if ppr is not None else None
        if outline is not None:
            depth = number(outline.get(VAL), 9)
            return depth + 1 if depth is not None and 0 <= depth <= 8 else None
        return line.style.level

    def _number(self, line: Line, story: Story) -> str:
        """The automatic number or bullet; counts the paragraph."""
        if story.deleted:
            return ""
        ppr = line.element.find(W + "pPr")
        own = ppr.find(W + "numPr") if ppr is not None else None
        num_id = val(own, "numId")
        depth = number(val(own, "ilvl"))
        style = line.style
        num_id = style.num_id if num_id is None else num_id
        if depth is None:
            linked = self.numbering.level_of(num_id, style.id)
            depth = style.num_level if linked is None else linked
        if num_id is None:
            return {"bullet": BULLET}.get(style.listed, "") if own is None else ""
        if not line.text and any(e.kind == "deleted" for e in line.extras):
            return ""
        return self.cleaner.clean(self.numbering.next(num_id, depth or 0) or "")

    def _paragraph(self, line: Line, story: Story) -> None:
        number = self._number(line, story)
        pictures = any(e.kind == "drawing" and not e.deleted for e in line.extras)
        found = self._drawn(line, story) if pictures else []
        if line.text or any(not _only_text(f) for f in found):
            level = self._level(line) if line.text else None
            kind = BlockKind.PARAGRAPH
            text = line.text
            if line.toc or line.style.toc:
                kind, level = BlockKind.TOC, None
            elif level is not None:
                kind = BlockKind.HEADING
                if self.form_level:
                    level = min(9, max(level, self.form_level + 1))
                else:
                    self.outer_level = min(8, level)
            elif line.style.caption:
                kind = BlockKind.CAPTION
            elif text and (number or line.style.listed):
                kind = BlockKind.LIST_ITEM
            if kind in (BlockKind.HEADING, BlockKind.TOC):
                text = text.replace("\n", " ")
            index = self._add(
                _Draft(
                    kind, text, level, line.style.name, number if text else "", line.bold, line.italic, line.size, line.page,
                    revisions=line.revisions, anchors=self._anchor(line, story), underline=line.underline,
                )
            )  # fmt: skip
            for revision in line.revisions:
                self._author(revision.author)
        else:
            index = len(self.drafts)
        self._place(found, index, line, story, None)
        self._queue(line, index, story, None)

    def _drawn(self, line: Line, story: Story) -> list[Found]:
        """Pictures of a paragraph; floating shapes that stand side by side are one drawing."""
        out: list[Found] = []
        loose: Found | None = None
        for extra in line.extras:
            if extra.kind != "drawing" or extra.deleted or extra.element is None:
                continue
            for found in self.drawings.read(extra.element, story):
                if found.loose and loose is not None and loose.kind == found.kind:
                    loose.shapes.extend(found.shapes)
                    loose.boxes.extend(found.boxes)
                    loose.words.extend(found.words)
                    loose.links.extend(found.links)
                    loose.alt = " ".join(filter(None, (loose.alt, found.alt)))
                    loose.text = "\n".join(filter(None, (loose.text, found.text)))
                    loose.width = loose.height = None
                    continue
                if found.loose:
                    loose = found
                out.append(found)
        return out

    def _place(self, found: list[Found], index: int, line: Line, story: Story, cell: TableCell | None) -> None:
        """Makes the pictures that were found in a paragraph part of the document."""
        clean = self.cleaner.clean
        for one in found:
            for box in one.boxes:
                self.side.append(_Side("box", index, element=box, cell=cell, story=story))
            for words in one.words:
                kind = "alt" if one.kind == "chart" else "words"
                self.side.append(_Side(kind, index, clean(words).strip(), line=line, cell=cell, story=story))
            if one.alt:
                self.side.append(_Side("alt", index, clean(one.alt), line=line, cell=cell, story=story))
            for link in one.links:
                self.side.append(_Side("link", index, clean(link), line=line, cell=cell, story=story))
            if _only_text(one):
                continue
            shapes = tuple(Shape(s.geometry, clean(s.text), s.box, s.dash, s.diagonal) for s in one.shapes)
            self.pictures.append(
                Picture(index, one.kind, clean(one.alt), clean(one.name), clean(one.text), one.width, one.height, line.page, shapes, one.image)
            )  # fmt: skip

    def _queue(self, line: Line, index: int, story: Story, cell: TableCell | None) -> None:
        for extra in line.extras:
            kind = extra.kind
            if kind == "drawing":
                if extra.deleted and extra.element is not None:
                    for box in extra.element.iter(W + "txbxContent"):
                        self.side.append(_Side("gone", index, element=box, cell=cell, story=story))
            elif kind == "box" and extra.element is not None:
                self.side.append(
                    _Side("gone" if extra.deleted else "box", index, element=extra.element, cell=cell, story=story)
                )
            elif kind == "outside":
                self.outside += 1
            else:
                self.side.append(_Side(kind, index, extra.text, line=line, cell=cell, story=story))

    def _flush(self) -> None:
        """Adds what hangs on the blocks read so far."""
        while self.side:
            side = self.side.popleft()
            story = side.story
            assert story is not None
            page = side.line.page if side.line is not None else None
            anchors = self._anchor(side.line, story) if side.line is not None else ()
            if side.kind == "box" and side.element is not None:
                self._box(side.element, story)
            elif side.kind == "gone" and side.element is not None:
                self._gone(side.element, story, side.cell)
            elif side.kind == "words":
                self._add(_Draft(BlockKind.TEXT_BOX, side.text, page=page))
            elif side.kind == "alt":
                self._add(_Draft(BlockKind.ALT_TEXT, side.text, page=page))
            elif side.kind == "link":
                text = self.cleaner.clean(side.text).strip()
                if text:
                    self._add(_Draft(BlockKind.LINK, text, page=page))
            elif side.kind == "field":
                self._add(_Draft(BlockKind.PROPERTY, side.text, style="field", page=page))
            elif side.kind == "deleted":
                self._add(_Draft(BlockKind.DELETED, side.text, page=page, cell=side.cell, anchors=anchors))
            elif side.kind in _NOTES:
                self._note(self.notes[side.kind], side.text, _NOTES[side.kind], page)
            elif side.kind == "comment":
                self._note(self.comments, side.text, BlockKind.COMMENT, page)

    # -- text boxes, notes, margins ------------------------------------------------------------------------------------------

    def _box(self, element: _Element, story: Story) -> None:
        """A text box: one block, but headings and tables in it stay what they are."""
        counting, story.counts_pages = story.counts_pages, False
        outer_fields, story.fields = story.fields, []
        lines: list[Line] = []

        def put() -> None:
            if any(x.text for x in lines):
                self._joined(lines, BlockKind.TEXT_BOX, story)
            else:
                for x in lines:
                    self._hang(x, max(0, len(self.drafts) - 1), story, None)
            lines.clear()

        self.table_depth += 1  # what hangs on its paragraphs waits until the box is done
        try:
            for child in self._content(element, story, _BLOCK):
                if child.tag == TBL:
                    put()
                    self._table(child, story, None)
                elif child.tag == W + "altChunk":
                    put()
                    self._chunk(child, story)
                elif child.tag != W + "subDoc":
                    line = self._line(child, story)
                    if line.text and self._level(line) is not None and not line.toc:
                        put()
                        self._paragraph(line, story)
                    else:
                        lines.append(line)
            put()
        finally:
            self.table_depth -= 1
            story.counts_pages = counting
            story.fields = outer_fields

    def _hang(self, line: Line, index: int, story: Story, cell: TableCell | None) -> None:
        """Queues what hangs on a paragraph that is part of a larger block."""
        if any(e.kind == "drawing" and not e.deleted for e in line.extras):
            self._place(self._drawn(line, story), index, line, story, cell)
        self._queue(line, index, story, cell)

    def _joined(
        self, lines: list[Line], kind: BlockKind, story: Story, *, into: _Draft | None = None, index: int | None = None
    ) -> int:
        """Several paragraphs as one block, each with its anchor."""
        draft = into if into is not None else _Draft(kind)
        told = [x for x in lines if x.text]
        texts: list[str] = []
        anchors: list[Anchor] = []
        revisions: list[Revision] = []
        at = 0
        for line in told:
            anchors.extend(self._anchor(line, story, at))
            for r in line.revisions:
                revisions.append(Revision(r.kind, r.start + at, r.end + at, r.author))
                self._author(r.author)
            texts.append(line.text)
            at += len(line.text) + 1
        if not told and lines:
            anchors.extend(self._anchor(lines[0], story))
        first = told[0] if told else lines[0] if lines else None
        draft.text = "\n".join(texts)
        draft.anchors, draft.revisions = tuple(anchors), tuple(revisions)
        if first is not None:
            draft.style, draft.page = first.style.name, first.page
            draft.size = max(told or lines, key=lambda x: len(x.text)).size
        draft.bold = bool(told) and all(x.bold for x in told)
        draft.italic = bool(told) and all(x.italic for x in told)
        draft.underline = bool(told) and all(x.underline for x in told)
        if index is None:
            index = self._add(draft)
        for line in lines:
            self._hang(line, index, story, draft.cell)
        return index

    def _flat(self, element: _Element, story: Story) -> list[Line]:
        """All paragraphs within, also those of tables."""
        lines = []
        for child in self._content(element, story, _FLAT):
            if child.tag == W + "altChunk":
                self.outside += 1
            else:
                lines.append(self._line(child, story))
        return lines

    def _gone(self, element: _Element, story: Story, cell: TableCell | None) -> None:
        """A text box or table cell that was deleted with tracking on."""
        before, story.deleted = story.deleted, True
        for line in self._flat(element, story):
            self._queue(line, max(0, len(self.drafts) - 1), story, cell)
        story.deleted = before

    def _note(self, notes: _Entries | None, key: str, kind: BlockKind, page: int | None) -> None:
        """The notes or comments of that id, each once."""
        if notes is None:
            return
        for element in notes.entries.pop(key, ()):
            author = (element.get(W + "author") or "").strip() if kind is BlockKind.COMMENT else ""
            if author == _OURS:
                continue
            lines = self._flat(element, notes.story)
            if not any(x.text or x.extras for x in lines):
                continue
            index = self._joined(lines, kind, notes.story)
            draft = self.drafts[index]
            draft.page = page
            if author:
                draft.style = self.cleaner.clean(author)
                self._author(author)

    def _left_over(self) -> None:
        """Notes and comments that nothing refers to."""
        for kind, notes in self.notes.items():
            for key in list(notes.entries) if notes else []:
                self._note(notes, key, _NOTES[kind], None)
        for key in list(self.comments.entries) if self.comments else []:
            self._note(self.comments, key, BlockKind.COMMENT, None)
        self._flush()

    def _margins(self) -> None:
        """Headers and footers, each distinct text once."""
        seen: set[tuple[str, str]] = set()
        for kind in (BlockKind.HEADER, BlockKind.FOOTER):
            targets = dict.fromkeys(
                r.target for r in self.relations.values() if r.kind == kind.value and not r.external
            )
            for target in targets:
                try:
                    root = self.package.xml(target)
                except PartError:
                    self.skipped_parts += 1
                    continue
                story = self._story(target, root, self.package.relations(target))
                mark, tables = len(self.drafts), len(self.tables)
                lines = self._flat(root, story)
                self._joined(lines, kind, story)
                self._flush()
                made = self.drafts[mark:]
                for draft in made:
                    if draft.kind in (BlockKind.TEXT_BOX, BlockKind.HEADING, BlockKind.CELL, BlockKind.PARAGRAPH):
                        draft.kind, draft.cell = kind, None
                key = (kind.value, re.sub(r"\d+", "0", "\n".join(d.text for d in made)))
                told = any(d.text for d in made) and key not in seen
                if not told and not any(p.block >= mark for p in self.pictures):
                    del self.drafts[mark:], self.tables[tables:]
                seen.add(key)

    # -- tables --------------------------------------------------------------------------------------------------------

    def _table(self, element: _Element, story: Story, parent: int | None) -> None:
        spread = form_rows(element) if parent is None and not self.table_depth else frozenset()
        stray: list[_Element] = []
        grid: _Grid | None = None
        for row in self._content(element, story, _ROWS):
            if row.tag != TR:
                stray.append(row)
            elif row in spread:
                self._close(grid, parent)
                grid = None
                self._spread(row, story)
            else:
                if grid is None:
                    grid = _Grid(len(self.tables))
                    self.tables.append(None)
                    self.table_depth += 1
                made = self._row(row, story, grid.index, len(grid.rows), grid.above, stray)
                if made is None:
                    continue
                if grid.headers == len(grid.rows) and is_on_child(row.find(W + "trPr"), "tblHeader"):
                    grid.headers += 1
                grid.rows.append(made)
                grid.above = list(made)
                if grid.page is None:
                    grid.page = next((self.drafts[i].page for i in made if i is not None), None)
        self._close(grid, parent)
        for item in stray:
            if item.tag == TBL:
                self._table(item, story, parent)
            else:
                self._paragraph(self._line(item, story), story)

    def _close(self, grid: _Grid | None, parent: int | None) -> None:
        """Ends the table of the rows read so far."""
        if grid is not None:
            self.table_depth -= 1
            self.tables[grid.index] = Table(grid.index, tuple(grid.rows), grid.headers, grid.page, parent)
            if not self.table_depth:
                self._flush()

    def _count_cell(self) -> None:
        self.cells += 1
        if self.cells > self.limits.cells:
            raise limit_hit(self.name, "has too many table cells", "cells", self.limits)

    def _spread(self, row: _Element, story: Story) -> None:
        """A row of a form as running text: its label is a heading, its last cell the text under it."""
        revision = story.revision
        inserted = row.find(f"{W}trPr/{W}ins")
        if inserted is not None:
            story.revision = ("insert", inserted.get(W + "author") or "")
        level = self.outer_level + 1
        self.form_level, outer = level, self.form_level
        cells = [c for c in self._content(row, story, _CELLS) if c.tag == TC]
        for cell in cells:
            self._count_cell()
            mark = len(self.drafts)
            self._blocks(cell, story)
            first = next((d for d in self.drafts[mark:] if d.text.strip()), None)
            titled = cell is not cells[-1] or (len(cells) == 1 and is_title_row(row))
            if (
                titled
                and first is not None
                and first.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING)
                and len(first.text.split()) <= MOST_TITLE_WORDS
            ):
                first.kind, first.level = BlockKind.HEADING, level
        self.form_level = outer
        story.revision = revision

    def _row(
        self, row: _Element, story: Story, table: int, at: int, above: list[int | None], stray: list[_Element]
    ) -> tuple[int | None, ...] | None:
        """One row as block indexes; None where it was deleted with tracking on."""
        props = row.find(W + "trPr")
        inserted = props.find(W + "ins") if props is not None else None
        deleted = story.deleted or (props is not None and props.find(W + "del") is not None)
        revision = story.revision
        if inserted is not None:
            story.revision = ("insert", inserted.get(W + "author") or "")
        before = number(val(props, "gridBefore"), 0) or 0
        cells: list[int | None] = [None] * min(max(before, 0), _MAX_COLUMNS)
        page, last, first_page = story.page, story.page, 0
        for cell in self._content(row, story, _CELLS):
            if cell.tag != TC:
                stray.append(cell)
                continue
            tcpr = cell.find(W + "tcPr")
            if deleted or (tcpr is not None and tcpr.find(W + "cellDel") is not None):
                self._gone(cell, story, TableCell(table, at, len(cells)))
                continue
            self._count_cell()
            story.page = page
            span = min(max(number(val(tcpr, "gridSpan"), 1) or 1, 1), _MAX_COLUMNS)
            column = len(cells)
            block = self._cell(cell, story, tcpr, TableCell(table, at, column), above, cells)
            last = max(last, story.page)
            draft = self.drafts[block]
            first_page = first_page or draft.page or 0
            if draft.cell is not None and draft.cell.row == at and (draft.page or 0) < first_page:
                draft.page = first_page
            if column + span <= _MAX_COLUMNS:
                cells.extend([block] * span)
            elif column < _MAX_COLUMNS * 4:
                cells.append(block)
        story.page = last
        story.revision = revision
        return None if deleted else tuple(cells)

    def _cell(
        self,
        cell: _Element,
        story: Story,
        tcpr: _Element | None,
        place: TableCell,
        above: list[int | None],
        left: list[int | None],
    ) -> int:
        """The block of a cell; a cell merged into the one above or beside it has that one's, unless it holds text."""
        vertical = tcpr.find(W + "vMerge") if tcpr is not None else None
        across = tcpr.find(W + "hMerge") if tcpr is not None else None
        merged: int | None = None
        if vertical is not None and vertical.get(VAL) != "restart" and place.column < len(above):
            merged = above[place.column]
        elif across is not None and across.get(VAL) != "restart" and left:
            merged = left[-1]
        if merged is not None and not _holds_something(cell):
            return merged
        draft = _Draft(BlockKind.CELL, cell=place, page=story.page)
        index = self._add(draft)
        lines: list[Line] = []
        for child in self._content(cell, story, _BLOCK):
            if child.tag == TBL:
                self._table(child, story, index)
            elif child.tag == W + "altChunk":
                self._chunk(child, story)
            elif child.tag == W + "subDoc":
                self.outside += 1
            else:
                line = self._line(child, story)
                printed = self._number(line, story)
                if printed and not draft.number and not any(x.text for x in lines):
                    draft.number = printed
                lines.append(line)
        self._joined(lines, BlockKind.CELL, story, into=draft, index=index)
        return index

    # -- imported chunks -------------------------------------------------------------------------------------------------

    def _chunk(self, element: _Element, story: Story) -> None:
        """Content of another format that stands in the document as a part of its own."""
        relation = story.relations.get(element.get(R + "id") or "")
        if relation is None or relation.external:
            self.outside += relation is not None
            return
        try:
            data = self.package.read(relation.target)
        except PartError:
            self.skipped_parts += 1
            return
        from qa_scorer.ingest.chunk import chunk_blocks

        kind = self.package.content_type(relation.target)
        if data[:2] == b"PK":
            if self.depth >= 2:
                self.skipped_parts += 1
                return
            inner = self._inner(data)
            if inner is None:
                self.skipped_parts += 1
                return
            for block in inner.blocks:
                if block.part in (Part.MARGINS, Part.META) and block.kind is not BlockKind.LINK:
                    continue
                shown = BlockKind.PARAGRAPH if block.kind is BlockKind.CELL else block.kind
                self._add(
                    _Draft(
                        shown, block.text, block.level, block.style, block.number, block.bold, block.italic, block.size
                    )
                )
            return
        for kept, level, text in chunk_blocks(data, kind):
            text = self.cleaner.clean(text).strip()
            if text:
                self._add(_Draft(kept, text, level, "altChunk", BULLET if kept is BlockKind.LIST_ITEM else ""))

    def _inner(self, data: bytes) -> Document | None:
        """A Word file within this one; None where it cannot be read. What it unpacks counts for both."""
        try:
            package = Package(io.BytesIO(data), self.name, self.limits, spent=self.package.spent)
        except InputError:
            return None
        try:
            inner = _Reader(package, "", self.depth + 1).read()
        except InputError:
            return None
        finally:
            self.package.spent = package.spent
        self.warnings.extend(w for w in inner.warnings if w not in self.warnings)
        return inner

    # -- the end ---------------------------------------------------------------------------------------------------------

    def _author(self, author: str) -> None:
        if author and len(self.authors) < 1000:
            self.authors.setdefault(author)

    def _external_parts(self) -> None:
        """Counts what the file would fetch from elsewhere, and finds macros."""
        for relation in self.relations.values():
            if relation.external and relation.kind not in ("hyperlink",):
                self.outside += 1
        if self.package.has("word/settings.xml"):
            relations = self.package.relations("word/settings.xml")
            self.outside += sum(
                r.external and r.kind != "hyperlink" and "normal.dot" not in r.target.lower()
                for r in relations.values()
            )

    def _warned(self) -> list[str]:
        out = list(self.warnings)
        names = [n.lower() for n in self.package.names()]
        if any(n.endswith(("vbaproject.bin", "vbadata.xml")) for n in names):
            out.append("The file contains macros; they were not run.")
        if self.outside or self.drawings.outside:
            out.append(
                "The file refers to content outside of itself (linked pictures, templates or files); it was not fetched."
            )
        if self.hidden:
            out.append("Some text is formatted as hidden in Word; it was read as well.")
        if self.drawings.missing:
            out.append("A picture or drawing is missing from the file or damaged.")
        if self.drawings.embedded:
            out.append("The file holds embedded files (such as a workbook); their content was not read.")
        if self.skipped_parts:
            out.append("A part of the file is damaged or missing and could not be read.")
        out += self.cleaner.warnings()
        return list(dict.fromkeys(out))

    def _typed_contents(self) -> None:
        """Marks a table of contents that was typed by hand: lines in a row that end in dots and a page number."""
        run: list[_Draft] = []
        for draft in [*self.drafts, None]:
            if draft is not None and draft.kind in _TYPED and has_dot_leader(draft.text):
                run.append(draft)
                continue
            if len(run) >= _FEWEST_CONTENTS:
                for line in run:
                    line.kind, line.level = BlockKind.TOC, None
            run = []

    def _finished(self) -> tuple[Block, ...]:
        self._typed_contents()
        return tuple(
            Block(
                i, d.kind, d.text, _PARTS.get(d.kind, Part.BODY), d.level, d.style, d.number, d.bold, d.italic, d.size, d.page, d.cell,
                d.revisions, d.anchors, d.underline,
            )
            for i, d in enumerate(self.drafts)
        )  # fmt: skip

    def _tables_done(self) -> tuple[Table, ...]:
        last = len(self.drafts) - 1
        self.pictures = [p if p.block <= last else replace(p, block=max(last, 0)) for p in self.pictures]
        return tuple(t for t in self.tables if t is not None)


_BLOCK = frozenset({P, TBL, W + "altChunk", W + "subDoc"}) | _STRAY
_FLAT = frozenset({P, W + "altChunk"}) | _STRAY
_ROWS = frozenset({TR, TBL, P})
_CELLS = frozenset({TC, TBL, P})


def _only_text(found: Found) -> bool:
    """True for a text box, which is not a drawing."""
    if len(found.shapes) != 1 or found.kind not in ("drawing", "vml"):
        return False
    return bool(found.shapes[0].text) and found.shapes[0].geometry in ("rect", "text", "freeform")


def _holds_something(cell: _Element) -> bool:
    """True for a cell with text or a drawing."""
    if any((t.text or "").strip() for t in cell.iter(W + "t", W + "delText")):
        return True
    return next(cell.iter(W + "drawing", W + "pict", W + "object"), None) is not None


def is_on_child(props: _Element | None, name: str) -> bool:
    """True where a switch is set among properties."""
    child = props.find(W + name) if props is not None else None
    return child is not None and is_on(child.get(VAL))
