"""A copy of the author's Word document with a comment at the exact words of each finding."""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml.etree import Element, SubElement, _Element

from qa_scorer.document import Block, BlockKind, Document
from qa_scorer.ingest.ooxml import W_NS, P, W
from qa_scorer.ingest.package import PartError
from qa_scorer.render.html_report import numbers
from qa_scorer.render.view import Item, Places, clean, line, word
from qa_scorer.render.word_marks import SPACE, Marker, Range, TextOf, unmark
from qa_scorer.render.word_package import WordPackage
from qa_scorer.render.write import write_atomic
from qa_scorer.report import Report

AUTHOR = "qa-scorer"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_EXTENDED = ("commentsExtended", "commentsIds", "commentsExtensible")
_BOX = W + "txbxContent"


class _Place(NamedTuple):
    """Paragraphs and places of a comment; `note` says where the words really stand, where Word allows no comment."""

    first: _Element
    start: int
    last: _Element
    end: int
    note: str = ""


def annotate(
    source: Path,
    report: Report,
    document: Document,
    output: Path,
    *,
    highlight: bool = False,
    now: dt.datetime | None = None,
) -> None:
    """Writes a copy of the document with one comment for each finding.

    Comments of an earlier run are replaced, people's own comments stay. Words of the document are not changed.

    Args:
        source: the .docx that was scored.
        report: the report on it.
        document: the same file as read.
        output: where the copy goes.
        highlight: give the words a light background too.
        now: the time stamp of the comments; the present where not given.
    """
    package = WordPackage(source)
    root = package.tree(package.main)
    comments = _Comments(package)
    comments.drop_own(root)
    finder = _Finder(package, root, document)
    places = Places(report)
    stamp = (now or dt.datetime.now(dt.UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    ranges = []
    for finding in report["findings"]:
        found = finder.find(finding["location"], str(finding["quote"]))
        if found is None:
            continue
        ident = comments.add(stamp, list(_said(finding, found.note, places)))
        ranges.append(Range(ident, found.first, found.start, found.last, found.end))
    Marker(finder.texts, highlight=highlight).mark(ranges)
    comments.save()
    write_atomic(output, package.to_bytes())


def _said(finding: Item, note: str, places: Places) -> Iterator[tuple[str, str]]:
    """The paragraphs of a comment: a bold lead-in and its text."""
    where = "" if not note else f" ({note})"
    yield f"{line(finding['rule'])} {word('severity', finding['severity'])}", f"{line(finding['message'])}{where}"
    if note and finding["quote"]:
        yield "Words", line(finding["quote"])
    if finding.get("suggestion"):
        yield "How to fix", line(finding["suggestion"])
    if finding.get("why"):
        yield "Why", line(finding["why"])
    if finding.get("guidance"):
        yield "Guidance", ", ".join(numbers(finding["guidance"]))


class _Finder:
    """Finds the paragraphs and characters of a location in the XML of the main part."""

    def __init__(self, package: WordPackage, root: _Element, document: Document) -> None:
        self._main = package.main
        self._document = document
        self.texts = TextOf(package.main, root)
        body = root.find(W + "body")
        self._first = next(
            (p for p in (body if body is not None else root).iter(P) if _host(p) is p),
            None,
        )
        self._lengths: dict[_Element, str] = {}

    def find(self, location: Item, quote: str) -> _Place | None:
        """The place of a finding; None only where the document has no paragraph at all, or the words are in a comment
        of our own that is taken out."""
        index = int(location.get("block", -1))
        blocks = self._document.blocks
        if not 0 <= index < len(blocks):
            return self._whole(self._first, "") if self._first is not None else None
        block = blocks[index]
        if block.kind is BlockKind.COMMENT and block.style == AUTHOR:
            return None
        if self._commentable(block):
            start, end = int(location["start"]), int(location["end"])
            exact = self._exact(block, start, end) if quote else None
            if exact is not None:
                return exact
            paragraph = self._paragraph(block, start)
            if paragraph is not None:
                return self._whole(paragraph, "")
        near = self._near(index)
        if near is None:
            return None
        return self._whole(near, _elsewhere(block))

    def _commentable(self, block: Block) -> bool:
        """True where the block is text of the main part in which Word allows comments."""
        if block.kind is BlockKind.DELETED or block.kind in (BlockKind.ALT_TEXT, BlockKind.LINK, BlockKind.COMMENT):
            return False
        paragraph = self._paragraph(block, 0)
        return paragraph is not None and _host(paragraph) is paragraph

    def _paragraph(self, block: Block, at: int) -> _Element | None:
        """The paragraph that holds the character of the block."""
        found = None
        for anchor in block.anchors:
            if anchor.part.lower() != self._main.lower() or anchor.paragraph >= len(self.texts.paragraphs):
                continue
            if found is None or anchor.start <= at:
                found = self.texts.paragraphs[anchor.paragraph]
        return found

    def _exact(self, block: Block, start: int, end: int) -> _Place | None:
        """The exact words, where the text of the paragraphs is what the reader saw."""
        anchors = [a for a in block.anchors if a.part.lower() == self._main.lower()]
        if end <= start or len(anchors) != len(block.anchors):
            return None
        first = last = None
        for i, anchor in enumerate(anchors):
            stop = anchors[i + 1].start - 1 if i + 1 < len(anchors) else len(block.text)
            if first is None and start < max(stop, anchor.start + 1):
                first = (anchor, stop)
            if anchor.start < end:
                last = (anchor, stop)
        if first is None or last is None:
            return None
        out: list[tuple[_Element, int, int]] = []
        for anchor, stop in (first, last):
            if anchor.paragraph >= len(self.texts.paragraphs):
                return None
            paragraph = self.texts.paragraphs[anchor.paragraph]
            if self._text(paragraph) != block.text[anchor.start : stop]:
                return None
            out.append((paragraph, anchor.start, stop))
        (p, a, a_stop), (q, b, b_stop) = out
        return _Place(p, min(max(start, a), a_stop) - a, q, min(end, b_stop) - b)

    def _text(self, paragraph: _Element) -> str:
        if paragraph not in self._lengths:
            self._lengths[paragraph] = self.texts.sources(paragraph)[0]
        return self._lengths[paragraph]

    def _whole(self, paragraph: _Element, note: str) -> _Place:
        return _Place(paragraph, 0, paragraph, len(self._text(paragraph)), note)

    def _near(self, index: int) -> _Element | None:
        """The nearest paragraph of the body before the block, or after it, in which Word allows comments."""
        blocks = self._document.blocks
        for i in [index, *range(index - 1, -1, -1), *range(index + 1, len(blocks))]:
            paragraph = self._paragraph(blocks[i], 0)
            if paragraph is not None:
                return _host(paragraph)
        return self._first


def _host(paragraph: _Element) -> _Element:
    """The paragraph itself, or the one to which its text box is anchored."""
    host, parent = paragraph, paragraph.getparent()
    box = False
    while parent is not None:
        if parent.tag == _BOX:
            box = True
        elif box and parent.tag == P:
            host, box = parent, False
        parent = parent.getparent()
    return host


def _elsewhere(block: Block) -> str:
    """Where the words stand, for a comment that had to be put nearby."""
    kind = word("kind", str(block.kind)) if str(block.kind) in ("paragraph", "list_item", "heading", "cell") else ""
    name = "text box" if kind else word("kind", str(block.kind)).lower()
    return f"in: {name}"


class _Comments:
    """The comments part: read or made new, extended, and tied to the document."""

    def __init__(self, package: WordPackage) -> None:
        self._package = package
        name = package.related("comments")
        self._new = name is None
        folder = posixpath.dirname(package.main)
        self._name = name or self._free(folder)
        self._root: _Element = Element(W + "comments", nsmap={"w": W_NS})
        if name is not None:
            try:
                self._root = package.tree(name)
            except PartError:
                package.add(name, self._root)
        self._next = 0

    def _free(self, folder: str) -> str:
        name = posixpath.join(folder, "comments.xml")
        n = 1
        while self._package.package.has(name):
            n += 1
            name = posixpath.join(folder, f"comments{n}.xml")
        return name

    def drop_own(self, document: _Element) -> None:
        """Removes the comments of an earlier run with their marks, and makes sure that new numbers are free."""
        own = [c for c in self._root.iter(W + "comment") if c.get(W + "author") == AUTHOR]
        unmark(document, {c.get(W + "id") or "" for c in own})
        paragraphs: set[str] = set()
        for c in own:
            for p in c.iter(P):
                paragraphs.update(_para_ids(p))
            parent = c.getparent()
            if parent is not None:
                parent.remove(c)
        if paragraphs:
            self._drop_extended(paragraphs)
        used = [int(v) for v in self._idents(document) if v.lstrip("-").isdigit()]
        self._next = max(used, default=-1) + 1

    def _idents(self, document: _Element) -> Iterator[str]:
        for c in self._root.iter(W + "comment"):
            yield c.get(W + "id") or ""
        for m in document.iter(W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference"):
            yield m.get(W + "id") or ""

    def _drop_extended(self, paragraphs: set[str]) -> None:
        for kind in _EXTENDED:
            name = self._package.related(kind)
            if name is None:
                continue
            try:
                root = self._package.tree(name)
            except PartError:
                continue
            for entry in list(root):
                if paragraphs.intersection(_para_ids(entry)):
                    root.remove(entry)

    def add(self, stamp: str, paragraphs: list[tuple[str, str]]) -> int:
        """A new comment; returns its number."""
        ident = self._next
        self._next += 1
        comment = SubElement(
            self._root,
            W + "comment",
            {W + "id": str(ident), W + "author": AUTHOR, W + "date": stamp, W + "initials": "QA"},
        )
        for i, (lead, text) in enumerate(paragraphs):
            p = SubElement(comment, P)
            if i == 0:
                SubElement(SubElement(p, W + "r"), W + "annotationRef")
            bold = SubElement(p, W + "r")
            SubElement(SubElement(bold, W + "rPr"), W + "b")
            _text(bold, f"{clean(lead)}: ")
            _text(SubElement(p, W + "r"), clean(text))
        return ident

    def save(self) -> None:
        """Ties a new comments part to the document."""
        if self._new and len(self._root):
            self._package.add(self._name, self._root)
            self._package.relate("comments", self._name, _TYPE)


def _para_ids(element: _Element) -> list[str]:
    return [str(v) for k, v in element.attrib.items() if str(k).endswith("}paraId")]


def _text(run: _Element, text: str) -> None:
    t = SubElement(run, W + "t")
    t.text = text
    t.set(SPACE, "preserve")
