"""Comment marks around exact words of a Word paragraph: runs are split by moving XML nodes, text is never changed."""

from __future__ import annotations

import unicodedata
from copy import deepcopy
from typing import NamedTuple

from lxml.etree import SubElement, _Element

from qa_scorer.ingest.docx_styles import Styles
from qa_scorer.ingest.docx_text import Inline, Story, new_story
from qa_scorer.ingest.normalise import Cleaner
from qa_scorer.ingest.ooxml import P, T, W

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
RUN, RPR, PPR = W + "r", W + "rPr", W + "pPr"
#: Shading of highlighted words; its value also tells our marks of an earlier run from the author's own.
SHADE = "FFF3B0"
#: What must come after `w:shd` in the properties of a run.
_AFTER_SHADE = frozenset(
    W + n for n in "fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath rPrChange".split()
)
#: Wrappers out of which the run with the comment's reference is taken, so that a change to them does not delete it.
_WRAPPERS = frozenset(W + n for n in "hyperlink ins moveTo fldSimple smartTag sdt sdtContent customXml dir bdo".split())


class Range(NamedTuple):
    """A comment's number, and its first and last paragraph with the place in the text of each (end excluded)."""

    ident: int
    first: _Element
    start: int
    last: _Element
    end: int


class TextOf:
    """The text of paragraphs of a part as the reader gives it, with the XML place of each character."""

    def __init__(self, part: str, root: _Element) -> None:
        self._inline = Inline(Styles(None), Cleaner())
        self._part = part
        self._root = root
        self.paragraphs: list[_Element] = list(root.iter(P))

    def sources(self, paragraph: _Element) -> tuple[str, list[tuple[_Element, int]]]:
        """The paragraph's text and, for each character, the element and the place in it."""
        return self._inline.sources(paragraph, self._story())

    def _story(self) -> Story:
        story: Story | None = getattr(self, "_kept", None)
        if story is None:
            story = self._kept = new_story(self._part, self._root, {})
        story.fields, story.revision, story.deleted, story.toc = [], None, False, 0
        return story


class Marker:
    """Puts the marks of all comments into the paragraphs of one part."""

    def __init__(self, texts: TextOf, *, highlight: bool) -> None:
        self._texts = texts
        self._highlight = highlight

    def mark(self, ranges: list[Range]) -> None:
        """Marks every range. Each paragraph is worked from its end, so that places before stay what they were."""
        events: dict[_Element, list[tuple[int, int, int, Range]]] = {}
        for r in ranges:
            length = (r.end if r.first is r.last else 1_000_000_000) - r.start
            # later places first; at one place starts before ends, and the longest first
            events.setdefault(r.first, []).append((-r.start, 0, -length, r))
            events.setdefault(r.last, []).append((-r.end, 1, -length, r))
        for paragraph, items in events.items():
            _, places = self._texts.sources(paragraph)
            for _, kind, _, r in sorted(items, key=lambda e: e[:3]):
                if kind == 0:
                    self._start(paragraph, places, r)
                else:
                    self._end(paragraph, places, r)
        if self._highlight:
            for r in ranges:
                _shade(r)

    def _start(self, paragraph: _Element, places: list[tuple[_Element, int]], r: Range) -> None:
        mark = paragraph.makeelement(W + "commentRangeStart", {W + "id": str(r.ident)})
        if not places:
            paragraph.insert(1 if paragraph.find(PPR) is not None else 0, mark)
            return
        node, at = places[min(r.start, len(places) - 1)]
        _split_before(paragraph, node, at).addprevious(mark)

    def _end(self, paragraph: _Element, places: list[tuple[_Element, int]], r: Range) -> None:
        mark = paragraph.makeelement(W + "commentRangeEnd", {W + "id": str(r.ident)})
        if not places:
            paragraph.append(mark)
        else:
            last = max(0, min(r.end, len(places)) - 1)
            node, at = places[last]
            nodes_next = places[last + 1] if last + 1 < len(places) else None
            stop = nodes_next[1] if nodes_next is not None and nodes_next[0] is node else _stop(node, at)
            run = _split_after(paragraph, node, stop)
            while (after := run.getnext()) is not None and after.tag == W + "commentRangeEnd":
                run = after
            run.addnext(mark)
        outer = mark
        parent = outer.getparent()
        while parent is not None and parent is not paragraph and parent.tag in _WRAPPERS:
            outer, parent = parent, parent.getparent()
        # every mark that ends here stays before the references, in the order of the comments
        while (after := outer.getnext()) is not None and (after.tag == W + "commentRangeEnd" or is_reference(after)):
            outer = after
        run = paragraph.makeelement(RUN)
        SubElement(run, W + "commentReference", {W + "id": str(r.ident)})
        outer.addnext(run)


def _attributes(element: _Element) -> dict[str, str]:
    return {str(k): str(v) for k, v in element.attrib.items()}


def is_reference(element: _Element) -> bool:
    """True for a run that holds a comment's reference and nothing else."""
    return (
        element.tag == RUN
        and element.find(W + "commentReference") is not None
        and all(c.tag in (RPR, W + "commentReference") for c in element)
    )


def _stop(node: _Element, at: int) -> int:
    """The place after the character, with the marks that combine with it."""
    text = node.text or ""
    stop = at + 1
    while stop < len(text) and unicodedata.combining(text[stop]):
        stop += 1
    return stop


def _holder(paragraph: _Element, node: _Element) -> tuple[_Element, bool]:
    """The element beside which a mark may stand, and whether it is the run that directly holds the node.

    Marks stand beside runs. Where the node is deeper (ruby, mathematics, a field's own text), it is the outermost element
    that is not a plain wrapper.
    """
    chain = [node]
    while chain[-1].getparent() is not paragraph:
        parent = chain[-1].getparent()
        if parent is None:
            return node, False
        chain.append(parent)
    for element in reversed(chain):
        if element.tag not in _WRAPPERS:
            return element, element.tag == RUN and node.getparent() is element
    return chain[-1], False


def _split_before(paragraph: _Element, node: _Element, at: int) -> _Element:
    """The element that begins with the character."""
    holder, direct = _holder(paragraph, node)
    if not direct:
        return holder
    if node.tag == T and at > 0 and not len(node):
        node = _split_text(node, at)
    return _split_run(holder, node)


def _split_after(paragraph: _Element, node: _Element, stop: int) -> _Element:
    """The element that ends where the character ends."""
    holder, direct = _holder(paragraph, node)
    if not direct:
        return holder
    if node.tag == T and not len(node) and stop < len(node.text or ""):
        _split_text(node, stop)
    following = node.getnext()
    if following is not None:
        _split_run(holder, following)
    return holder


def _split_text(node: _Element, at: int) -> _Element:
    """Splits a text element; returns the second half, which is the new one."""
    text = node.text or ""
    second = node.makeelement(node.tag, _attributes(node))
    node.text, second.text = text[:at], text[at:]
    for half in (node, second):
        if half.text != (half.text or "").strip():
            half.set(SPACE, "preserve")
    node.addnext(second)
    return second


def _split_run(run: _Element, node: _Element) -> _Element:
    """Moves the node and what follows it into a new run of the same look; returns the run that begins with the node."""
    before = [c for c in run if c.tag != RPR and c is not node]
    if not before or run.index(node) < run.index(before[0]):
        return run
    new = run.makeelement(RUN, _attributes(run))
    properties = run.find(RPR)
    if properties is not None:
        new.append(deepcopy(properties))
    for child in list(run)[run.index(node) :]:
        new.append(child)
    new.tail, run.tail = run.tail, None
    run.addnext(new)
    return new


def _shade(r: Range) -> None:
    """Gives a light background to the runs between the marks of a comment."""
    root = r.first.getroottree().getroot()
    inside = False
    for element in root.iter(W + "commentRangeStart", W + "commentRangeEnd", RUN):
        if element.tag == RUN:
            if inside and element.find(T) is not None:
                _shade_run(element)
        elif element.get(W + "id") == str(r.ident):
            if element.tag == W + "commentRangeEnd":
                return
            inside = True


def _shade_run(run: _Element) -> None:
    properties = run.find(RPR)
    if properties is None:
        properties = run.makeelement(RPR)
        run.insert(0, properties)
    if properties.find(W + "shd") is not None or properties.find(W + "highlight") is not None:
        return
    shade = properties.makeelement(W + "shd", {W + "val": "clear", W + "color": "auto", W + "fill": SHADE})
    for child in properties:
        if child.tag in _AFTER_SHADE:
            child.addprevious(shade)
            return
    properties.append(shade)


def unmark(root: _Element, idents: set[str]) -> None:
    """Removes the marks of these comments, and the shading that an earlier run gave to words."""
    for element in list(root.iter(W + "commentRangeStart", W + "commentRangeEnd")):
        if element.get(W + "id") in idents:
            _remove(element)
    for element in list(root.iter(W + "commentReference")):
        if element.get(W + "id") not in idents:
            continue
        run = element.getparent()
        if run is not None and is_reference(run) and len(run.findall(W + "commentReference")) == 1:
            _remove(run)
        else:
            _remove(element)
    for shade in list(root.iter(W + "shd")):
        parent = shade.getparent()
        if shade.get(W + "fill") == SHADE and parent is not None and parent.tag == RPR:
            parent.remove(shade)
            if len(parent) == 0:
                _remove(parent)


def _remove(element: _Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
