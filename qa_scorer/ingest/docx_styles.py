"""What the paragraph and character styles of a Word file say, through `basedOn`, whatever language Word speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.etree import _Element

from qa_scorer.ingest.ooxml import VAL, W, number, on, points, val

#: Names of heading styles in files from Word and other programs in Europe's larger languages.
_HEADING = re.compile(
    r"(?:heading|head|überschrift|titre|título|titulo|titolo|kop|rubrik|overskrift|otsikko|nagłówek|nadpis|заголовок)\s*([1-9])(?:\s+(?:char|zchn))?",
    re.IGNORECASE,
)
_TITLE = frozenset({"title", "titel", "titre", "título", "titulo", "titolo", "otsikko", "tytuł", "název"})
_TOC = re.compile(
    r"(?:toc\s*\d|toc heading|table of figures|contents\s*\d|contents heading|verzeichnis\s*\d|inhaltsverzeichnis.*|tm\s*\d)",
    re.IGNORECASE,
)
_CAPTION = re.compile(r"(?:caption|beschriftung|légende|leyenda|didascalia)", re.IGNORECASE)
_LIST = re.compile(r"list\s*(bullet|number)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Style:
    """A style with everything it inherits."""

    id: str = ""
    name: str = ""
    level: int | None = None  # heading level, 0 for the title
    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    underline: bool | None = None
    size: float | None = None
    num_id: str | None = None
    num_level: int | None = None
    toc: bool = False
    caption: bool = False
    listed: str = ""  # 'bullet' or 'number' for Word's own list styles


@dataclass(frozen=True, slots=True)
class _Raw:
    id: str
    name: str
    based_on: str | None
    ppr: _Element | None
    rpr: _Element | None


class Styles:
    """The styles of one document; unknown ids give a plain style."""

    def __init__(self, root: _Element | None) -> None:
        self._raw: dict[str, _Raw] = {}
        self._done: dict[str, Style] = {}
        self.default = ""
        self.size: float | None = None
        self.bold: bool | None = None
        if root is None:
            return
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        if defaults is not None:
            self.size = points(val(defaults, "sz"), 0.5)
            self.bold = on(defaults, "b")
        for el in root.iterchildren(W + "style"):
            style_id = el.get(W + "styleId") or ""
            if not style_id or style_id in self._raw:
                continue
            self._raw[style_id] = _Raw(
                style_id, (val(el, "name") or style_id).strip(), val(el, "basedOn"), el.find(W + "pPr"), el.find(W + "rPr")
            )  # fmt: skip
            if el.get(W + "type") == "paragraph" and el.get(W + "default") in ("1", "true", "on") and not self.default:
                self.default = style_id

    def get(self, style_id: str | None) -> Style:
        """The style of that id, the default paragraph style for None."""
        key = self.default if style_id is None else style_id
        found = self._done.get(key)
        if found is None:
            found = self._done[key] = self._resolve(key)
        return found

    def _chain(self, style_id: str) -> list[_Raw]:
        """The style and those it is based on, nearest first; a cycle ends the chain."""
        chain: list[_Raw] = []
        seen: set[str] = set()
        key: str | None = style_id
        while key is not None and key not in seen and key in self._raw and len(chain) < 64:
            seen.add(key)
            chain.append(self._raw[key])
            key = self._raw[key].based_on
        return chain

    def _resolve(self, style_id: str) -> Style:
        chain = self._chain(style_id)
        if not chain:
            return Style(id=style_id, name=style_id, level=_level_by_name(style_id))
        first = chain[0]
        bold = italic = hidden = underline = None
        size = None
        num_id = num_level = None
        for raw in chain:
            if raw.rpr is not None:
                bold = on(raw.rpr, "b") if bold is None else bold
                italic = on(raw.rpr, "i") if italic is None else italic
                hidden = on(raw.rpr, "vanish") if hidden is None else hidden
                drawn = val(raw.rpr, "u")
                underline = drawn != "none" if underline is None and drawn is not None else underline
                size = points(val(raw.rpr, "sz"), 0.5) if size is None else size
            num_pr = raw.ppr.find(W + "numPr") if raw.ppr is not None else None
            if num_pr is not None:
                num_id = val(num_pr, "numId") if num_id is None else num_id
                num_level = number(val(num_pr, "ilvl")) if num_level is None else num_level
        listed = next((m.group(1).lower() for raw in chain if (m := _LIST.match(raw.name))), "")
        return Style(
            id=style_id, name=first.name, level=_level(chain), bold=bold, italic=italic, hidden=hidden, underline=underline, size=size, num_id=num_id,
            num_level=num_level, toc=any(_TOC.fullmatch(r.name) for r in chain[:2]),
            caption=any(_CAPTION.fullmatch(r.name) for r in chain), listed=listed,
        )  # fmt: skip


def _level(chain: list[_Raw]) -> int | None:
    """The heading level: the nearest style that has an outline level or a heading's name decides."""
    for raw in chain:
        outline = raw.ppr.find(W + "outlineLvl") if raw.ppr is not None else None
        if outline is not None:
            depth = number(outline.get(VAL), 9)
            return depth + 1 if depth is not None and 0 <= depth <= 8 else None
        named = _level_by_name(raw.name)
        if named is not None:
            return named
    return None


def _level_by_name(name: str) -> int | None:
    if name.lower() in _TITLE:
        return 0
    match = _HEADING.fullmatch(name)
    return int(match.group(1)) if match else None
