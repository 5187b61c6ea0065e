"""The text of one Word paragraph, whatever it is wrapped in, with its look and everything that hangs on it.

Text comes from runs in content controls, tracked insertions and moves, smart tags, custom XML, fields, hyperlinks, ruby,
mathematics; tracked deletions, text boxes, pictures, notes, comments and link targets are handed over beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml.etree import _Element

from qa_scorer.document import Revision
from qa_scorer.ingest.docx_styles import Style, Styles
from qa_scorer.ingest.normalise import Cleaner, clean_with_map, shift
from qa_scorer.ingest.ooxml import MC, SILENT, VAL, A, M, P, R, T, W, is_on, number, points, val
from qa_scorer.ingest.package import Relation

_ALTERNATE, _CHOICE, _FALLBACK = MC + "AlternateContent", MC + "Choice", MC + "Fallback"
_TEXTS = frozenset({T, W + "delText", M + "t", A + "t"})
BOX = W + "txbxContent"


class Look(NamedTuple):
    """How a run is set."""

    bold: bool
    italic: bool
    size: float | None
    hidden: bool
    underline: bool


class Piece(NamedTuple):
    """A stretch of text and the element it comes from."""

    text: str
    node: _Element
    look: Look
    revision: tuple[str, str] | None
    toc: bool
    page: int


class Extra(NamedTuple):
    """Something that hangs on a paragraph: kind is box, drawing, note, comment, link, deleted or field."""

    kind: str
    text: str = ""
    element: _Element | None = None
    deleted: bool = False


@dataclass(slots=True)
class _Field:
    """A complex field that is open: its instruction, and whether its result has begun."""

    code: list[str] = field(default_factory=list)
    result: bool = False
    toc: bool = False
    form: _Element | None = None


@dataclass(slots=True)
class Story:
    """One part of the file while it is read: what is open, and where we are."""

    part: str
    relations: dict[str, Relation]
    ordinals: dict[_Element, int]
    broken: frozenset[_Element]
    fields: list[_Field] = field(default_factory=list)
    revision: tuple[str, str] | None = None
    deleted: bool = False
    toc: int = 0
    page: int = 1
    counts_pages: bool = False
    hard_breaks: bool = False  # count `w:br` breaks, because Word left no marks of its own


@dataclass(slots=True)
class Line:
    """One paragraph as read; `text` is clean and stripped."""

    text: str
    element: _Element
    style: Style
    bold: bool = False
    italic: bool = False
    size: float | None = None
    toc: bool = False
    page: int = 1
    revisions: tuple[Revision, ...] = ()
    extras: list[Extra] = field(default_factory=list)
    hidden: bool = False
    underline: bool = False


def new_story(part: str, root: _Element, relations: dict[str, Relation]) -> Story:
    """A story over a part: its paragraphs counted, its fields matched."""
    ordinals = {p: i for i, p in enumerate(root.iter(P))}
    return Story(part, relations, ordinals, _unmatched(root))


def _unmatched(root: _Element) -> frozenset[_Element]:
    """Field marks that belong to no complete field; text around them is ordinary text."""
    open_marks: list[list[_Element]] = []
    bad: set[_Element] = set()
    for mark in root.iter(W + "fldChar"):
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            open_marks.append([mark])
        elif not open_marks:
            bad.add(mark)
        elif kind == "end":
            open_marks.pop()
        else:
            open_marks[-1].append(mark)
    for marks in open_marks:
        bad.update(marks)
    return frozenset(bad)


def branches(alternate: _Element) -> list[_Element]:
    """The branches of an AlternateContent to read: the first with text, else the first; a second one where it says more."""
    choices = [c for c in alternate if c.tag == _CHOICE]
    fallback = alternate.find(_FALLBACK)
    every = [*choices, *([fallback] if fallback is not None else [])]
    if not every:
        return [alternate[0]] if len(alternate) else []
    texts = [_words(b) for b in every]
    first = next((i for i, words in enumerate(texts) if words), 0)
    out = [every[first]]
    known = texts[first]
    for branch, words in zip(every[first + 1 :], texts[first + 1 :], strict=True):
        if known and _word_text(branch) - known:
            out.append(branch)
            known = known | words
    return out


def _words(el: _Element) -> frozenset[str]:
    return frozenset(" ".join(t.text or "" for t in el.iter(*_TEXTS)).split())


def _word_text(el: _Element) -> frozenset[str]:
    return frozenset(" ".join(t.text or "" for t in el.iter(T)).split())


class Inline:
    """Reads paragraphs of one document."""

    def __init__(self, styles: Styles, cleaner: Cleaner) -> None:
        self.styles = styles
        self.cleaner = cleaner
        self._run_handlers = {
            T: self._text, W + "delText": self._deleted_text, M + "t": self._text, W + "tab": self._tab, W + "ptab": self._tab,
            W + "br": self._break, W + "cr": self._break, W + "noBreakHyphen": self._hyphen, W + "softHyphen": self._nothing,
            W + "sym": self._symbol, W + "fldChar": self._field_mark, W + "instrText": self._code, W + "lastRenderedPageBreak": self._page,
            W + "drawing": self._drawing, W + "pict": self._drawing, W + "object": self._drawing, W + "ruby": self._ruby,
            W + "footnoteReference": self._note, W + "endnoteReference": self._note, W + "commentReference": self._comment,
            BOX: self._box,
        }  # fmt: skip

    def read(self, element: _Element, story: Story, style_id: str | None = None) -> Line:
        """One paragraph (or a stray inline element) as a line."""
        ppr = element.find(W + "pPr") if element.tag == P else None
        style = self.styles.get(val(ppr, "pStyle") if ppr is not None else style_id)
        self.story = story
        self._style = style
        self._plain = self._look_of(style, None)
        self._pieces: list[Piece] = []
        self._extras: list[Extra] = []
        self._removed: list[str] = []
        if element.tag == P:
            self._inside(element)
        else:
            self._child(element)
        self._end_removed()
        return self._assemble(element, style)

    def sources(self, element: _Element, story: Story) -> tuple[str, list[tuple[_Element, int]]]:
        """A paragraph's text as `read` gives it and, for each character, the element and the place in it."""
        self.read(element, story)
        raw = [(p.node, i) for p in self._pieces for i in range(len(p.text))]
        text, places = clean_with_map("".join(p.text for p in self._pieces), self.cleaner)
        picked = raw if places is None else [raw[i] for i in places[: len(text)]]
        lead = len(text) - len(text.lstrip())
        text = text.strip()
        return text, picked[lead : lead + len(text)]

    # -- assembling --------------------------------------------------------------------------------------------------

    def _assemble(self, element: _Element, style: Style) -> Line:
        pieces = self._pieces
        story = self.story
        raw = "".join([p.text for p in pieces])
        text, places = clean_with_map(raw, self.cleaner)
        lead = len(text) - len(text.lstrip())
        length = len(text)
        stripped = text.strip()
        line = Line(stripped, element, style, extras=self._extras, page=story.page, size=self._plain.size)
        if not stripped:
            line.bold, line.italic = self._plain.bold, self._plain.italic
            return line
        bold = italic = underline = toc = True
        sizes: dict[float | None, int] = {}
        first = True
        revised = False
        for piece in pieces:
            if piece.revision is not None:
                revised = True
            if not piece.text.strip():
                continue
            look = piece.look
            bold = bold and look.bold
            italic = italic and look.italic
            underline = underline and look.underline
            toc = toc and piece.toc
            line.hidden = line.hidden or look.hidden
            sizes[look.size] = sizes.get(look.size, 0) + len(piece.text)
            if first:
                line.page = piece.page
                first = False
        line.bold, line.italic, line.underline, line.toc = bold, italic, underline, toc
        line.size = max(sizes, key=sizes.__getitem__) if sizes else None
        if revised:
            line.revisions = tuple(_revisions(pieces, places, length, lead, len(stripped)))
        return line

    # -- walking -----------------------------------------------------------------------------------------------------

    def _inside(self, element: _Element) -> None:
        for child in element:
            self._child(child)

    def _child(self, child: _Element) -> None:
        tag = child.tag
        if tag == W + "r" or tag == M + "r":
            self._run(child)
        elif tag in SILENT:
            return
        elif tag in self._run_handlers:
            self._run_handlers[tag](child, self._plain)
        elif tag == W + "ins" or tag == W + "moveTo":
            self._revised(child, "insert" if tag == W + "ins" else "move")
        elif tag == W + "del" or tag == W + "moveFrom":
            before = self.story.deleted
            self.story.deleted = True
            self._inside(child)
            self.story.deleted = before
            if not before:
                self._end_removed()
        elif tag == W + "hyperlink":
            self._link(child)
        elif tag == W + "fldSimple":
            self._simple_field(child)
        elif tag == _ALTERNATE:
            for branch in branches(child):
                self._inside(branch)
        elif tag == P:  # a paragraph where none should be
            if self._pieces:
                self._add("\n", child, self._plain)
            self._inside(child)
        else:
            self._inside(child)

    def _run(self, run: _Element) -> None:
        look = self._plain
        for child in run:
            tag = child.tag
            if tag == W + "rPr":
                look = self._look_of(self._style, child)
                continue
            handler = self._run_handlers.get(tag)
            if handler is not None:
                handler(child, look)
            elif tag == _ALTERNATE:
                for branch in branches(child):
                    self._run(branch)
            elif tag not in SILENT:
                self._child(child)

    def _revised(self, element: _Element, kind: str) -> None:
        before = self.story.revision
        self.story.revision = (kind, element.get(W + "author") or "")
        self._inside(element)
        self.story.revision = before

    # -- text --------------------------------------------------------------------------------------------------------

    def _add(self, text: str, node: _Element, look: Look) -> None:
        story = self.story
        fields = story.fields
        if fields and not all(f.result for f in fields):
            fields[-1].code.append(text)
        elif story.deleted:
            self._removed.append(text)
        else:
            self._pieces.append(Piece(text, node, look, story.revision, story.toc > 0, story.page))

    def _text(self, node: _Element, look: Look) -> None:
        text = node.text or ""
        if len(node):
            text = "".join(str(t) for t in node.itertext())
        if "\n" in text or "\r" in text:
            text = text.replace("\r\n", "  ").replace("\n", " ").replace("\r", " ")
        if text:
            self._add(text, node, look)

    def _deleted_text(self, node: _Element, look: Look) -> None:
        before = self.story.deleted
        self.story.deleted = True
        self._text(node, look)
        self.story.deleted = before

    def _end_removed(self) -> None:
        text = self.cleaner.clean("".join(self._removed)).strip()
        self._removed.clear()
        if text:
            self._extras.append(Extra("deleted", text))

    def _tab(self, node: _Element, look: Look) -> None:
        self._add("\t", node, look)

    def _hyphen(self, node: _Element, look: Look) -> None:
        self._add("-", node, look)

    def _nothing(self, node: _Element, look: Look) -> None:
        return

    def _break(self, node: _Element, look: Look) -> None:
        if node.get(W + "type") == "page":
            if self.story.hard_breaks:
                self.story.page += 1
            if self._pieces and not self._pieces[-1].text.endswith((" ", "\n")):
                self._add("\n", node, look)
        else:
            self._add("\n", node, look)

    def _page(self, node: _Element, look: Look) -> None:
        if self.story.counts_pages:
            self.story.page += 1

    def _symbol(self, node: _Element, look: Look) -> None:
        self._add(symbol(node.get(W + "char") or "", node.get(W + "font") or ""), node, look)

    def _ruby(self, node: _Element, look: Look) -> None:
        base, reading = node.find(W + "rubyBase"), node.find(W + "rt")
        if base is not None:
            self._inside(base)
        if reading is not None and any(t.text for t in reading.iter(T)):
            self._add(" (", node, look)
            self._inside(reading)
            self._add(")", node, look)

    # -- fields and links ----------------------------------------------------------------------------------------------

    def _field_mark(self, node: _Element, look: Look) -> None:
        story = self.story
        if node in story.broken:
            return
        kind = node.get(W + "fldCharType")
        if kind == "begin":
            story.fields.append(_Field(form=node.find(W + "ffData")))
        elif not story.fields:
            return
        elif kind == "separate":
            top = story.fields[-1]
            top.result = True
            if _field_name("".join(top.code)) == "TOC":
                top.toc = True
                story.toc += 1
        elif kind == "end":
            top = story.fields.pop()
            if top.toc:
                story.toc -= 1
            self._field_done("".join(top.code), top.form, node, look, had_result=top.result)

    def _code(self, node: _Element, look: Look) -> None:
        if self.story.fields:
            self.story.fields[-1].code.append(node.text or "")

    def _simple_field(self, node: _Element) -> None:
        code = node.get(W + "instr") or ""
        toc = _field_name(code) == "TOC"
        self.story.toc += toc
        self._inside(node)
        self.story.toc -= toc
        self._field_done(code, None, node, self._plain, had_result=True)

    def _field_done(self, code: str, form: _Element | None, node: _Element, look: Look, *, had_result: bool) -> None:
        name = _field_name(code)
        if form is not None:
            self._form_field(form, node, look)
        if name == "HYPERLINK":
            match = re.search(r'HYPERLINK\s+(?:\\[a-z]\s+)*(?:"([^"]*)"|([^\s\\"]\S*))', code, re.IGNORECASE)
            if match:
                self._extras.append(Extra("link", match.group(1) or match.group(2) or ""))
        elif name in _OUTSIDE:
            self._extras.append(Extra("outside"))
        if name in _LITERAL:
            words = " ".join(m for m in re.findall(r'"([^"]*[^\W\d_]{2}[^"]*)"', code))
            if words:
                self._extras.append(Extra("field", self.cleaner.clean(words)))
        elif not had_result and name not in _MARKS and '"' in code and name != "HYPERLINK":
            self._extras.append(Extra("field", self.cleaner.clean(" ".join(re.findall(r'"([^"]+)"', code)))))

    def _form_field(self, form: _Element, node: _Element, look: Look) -> None:
        box = form.find(W + "checkBox")
        if box is not None:
            ticked = box.find(W + "checked")
            default = box.find(W + "default")
            state = is_on(ticked.get(VAL)) if ticked is not None else default is not None and is_on(default.get(VAL))
            self._add("☒" if state else "☐", node, look)
            return
        choice = form.find(W + "ddList")
        if choice is not None:
            entries = [e.get(VAL) or "" for e in choice.iterchildren(W + "listEntry")]
            picked = number(val(choice, "result"), number(val(choice, "default"), 0)) or 0
            if 0 <= picked < len(entries):
                self._add(entries[picked], node, look)

    def _link(self, node: _Element) -> None:
        start = len(self._pieces)
        self._inside(node)
        relation = self.story.relations.get(node.get(R + "id") or "")
        if relation is not None and relation.external:
            shown = "".join(p.text for p in self._pieces[start:])
            if _says_more(relation.target, shown):
                self._extras.append(Extra("link", relation.target))
        tip = node.get(W + "tooltip")
        if tip:
            self._extras.append(Extra("link", tip))

    # -- things beside the text ------------------------------------------------------------------------------------------

    def _drawing(self, node: _Element, look: Look) -> None:
        self._extras.append(Extra("drawing", "", node, self.story.deleted))

    def _box(self, node: _Element, look: Look) -> None:
        self._extras.append(Extra("box", "", node, self.story.deleted))

    def _note(self, node: _Element, look: Look) -> None:
        kind = "footnote" if node.tag == W + "footnoteReference" else "endnote"
        self._extras.append(Extra(kind, node.get(W + "id") or "", None, self.story.deleted))

    def _comment(self, node: _Element, look: Look) -> None:
        self._extras.append(Extra("comment", node.get(W + "id") or ""))

    # -- look ------------------------------------------------------------------------------------------------------------

    def _look_of(self, style: Style, rpr: _Element | None) -> Look:
        styles = self.styles
        bold = italic = hidden = underline = None
        size: float | None = None
        of_run: Style | None = None
        if rpr is not None:
            for prop in rpr:
                tag = prop.tag
                if tag == W + "b":
                    bold = is_on(prop.get(VAL))
                elif tag == W + "i":
                    italic = is_on(prop.get(VAL))
                elif tag == W + "u":
                    underline = prop.get(VAL) != "none"
                elif tag == W + "sz":
                    size = points(prop.get(VAL), 0.5)
                elif tag == W + "vanish":
                    hidden = is_on(prop.get(VAL))
                elif tag == W + "rStyle":
                    of_run = styles.get(prop.get(VAL) or "")
        if bold is None:
            bold = _toggled(style.bold, of_run.bold if of_run else None, styles.bold)
        if italic is None:
            italic = _toggled(style.italic, of_run.italic if of_run else None, None)
        if underline is None:
            of_either = style.underline if of_run is None or of_run.underline is None else of_run.underline
            underline = bool(of_either)
        if hidden is None:
            hidden = _toggled(style.hidden, of_run.hidden if of_run else None, None)
        if size is None:
            size = (of_run.size if of_run else None) or style.size or styles.size
        return Look(bold, italic, size, hidden, underline)


def _toggled(paragraph: bool | None, run: bool | None, default: bool | None) -> bool:
    """A switch set in a paragraph and in a character style is off again, as Word has it."""
    if paragraph is None and run is None:
        return bool(default)
    return bool(paragraph) != bool(run)


def _revisions(pieces: list[Piece], places: list[int] | None, length: int, lead: int, end: int) -> Iterator[Revision]:
    at = 0
    current: tuple[str, str] | None = None
    start = 0
    spans: list[tuple[tuple[str, str], int, int]] = []
    for piece in [*pieces, None]:
        revision = piece.revision if piece is not None else None
        if revision != current:
            if current is not None:
                spans.append((current, start, at))
            current, start = revision, at
        at += len(piece.text) if piece is not None else 0
    for (kind, author), first, last in spans:
        a = min(max(shift(first, places, length) - lead, 0), end)
        b = min(max(shift(last, places, length) - lead, 0), end)
        if b > a:
            yield Revision(kind, a, b, author)


#: Fields that fetch something from outside the file, that hold text of their own, and that only mark a place.
_OUTSIDE = frozenset({"INCLUDETEXT", "INCLUDEPICTURE", "LINK", "DDE", "DDEAUTO", "IMPORT", "RD", "DATABASE"})
_LITERAL = frozenset({"IF", "SET", "ASK", "FILLIN", "QUOTE", "COMMENTS", "INFO", "AUTHOR", "USERNAME", "LASTSAVEDBY"})
_MARKS = frozenset({"TC", "XE", "TA", "SEQ", "STYLEREF", "TOC", "INDEX", "PAGEREF", "REF", "SYMBOL"})


def _field_name(code: str) -> str:
    words = code.split(None, 1)
    return words[0].upper() if words else ""


def _says_more(target: str, shown: str) -> bool:
    """True where a link's target tells something that its text does not."""
    plain = re.sub(r"^(?:mailto:|https?://)", "", target.strip(), flags=re.IGNORECASE).rstrip("/").lower()
    return bool(plain) and plain not in shown.lower()


_WINGDINGS = {
    0xFC: "✓", 0xFB: "✗", 0xFD: "☒", 0xFE: "☑", 0xA8: "☐", 0x6F: "☐", 0x71: "☐", 0x72: "☐", 0x78: "☒", 0x28: "☎", 0x2A: "✉", 0xE0: "→", 0xDF: "←",
    0x4A: "☺", 0x4C: "☹", 0xF0: "→",
}  # fmt: skip
_SYMBOL: dict[int, str] = dict(
    zip(
        [*range(0x41, 0x5B), *range(0x61, 0x7B)],
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
) | {
    0xB7: "•",
    0xB0: "°",
    0xB1: "±",
    0xB4: "×",
    0xB8: "÷",
    0xA3: "≤",
    0xB3: "≥",
    0xAE: "→",
    0xAC: "←",
    0xB9: "≠",
    0x2D: "−",
}


def symbol(code: str, font: str) -> str:
    """The character of a `w:sym`; a bullet where its font says nothing that is known."""
    try:
        value = int(code, 16)
    except ValueError:
        return "•"
    low = value & 0xFF if 0xF000 <= value <= 0xF0FF else value
    name = font.lower()
    if name.startswith(("wingdings", "webdings", "zapfdingbats")):
        return _WINGDINGS.get(low, "•")
    if name.startswith("symbol"):
        return _SYMBOL.get(low, chr(low) if 0x20 <= low < 0x7F else "•")
    if 0x20 <= low < 0x7F or (0xA0 <= low < 0xD800) or 0xF900 <= low <= 0xFFFD:
        return chr(low)
    return "•"
