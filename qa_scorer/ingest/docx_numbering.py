"""Automatic list numbers and bullets of a Word file, as they are printed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml.etree import _Element

from qa_scorer.ingest.ooxml import VAL, W, is_on, number, val

BULLET = "•"
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_CARDINALS = "one two three four five six seven eight nine ten".split()


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None  # level (from 1) after which it starts again; 0 never
    style: str = ""  # paragraph style that stands for this level


@dataclass(slots=True)
class _List:
    key: str
    levels: dict[int, _Level] = field(default_factory=dict)
    linked: str | None = None  # style that defines the levels


class Numbering:
    """Counts the numbered paragraphs of a document, in order."""

    def __init__(self, root: _Element | None) -> None:
        self._abstract: dict[str, _List] = {}
        self._nums: dict[str, tuple[str, dict[int, _Level], dict[int, int]]] = {}
        self._by_style: dict[str, str] = {}  # style link to abstract list
        self._counts: dict[str, list[int | None]] = {}
        self._restarted: set[tuple[str, int]] = set()
        if root is None:
            return
        for el in root.iterchildren(W + "abstractNum"):
            key = el.get(W + "abstractNumId") or ""
            found = _List(key, {}, val(el, "numStyleLink"))
            for lvl in el.iterchildren(W + "lvl"):
                depth = number(lvl.get(W + "ilvl"))
                if depth is not None and 0 <= depth < _LEVELS:
                    found.levels.setdefault(depth, _read_level(lvl))
            self._abstract.setdefault(key, found)
            link = val(el, "styleLink")
            if link:
                self._by_style.setdefault(link, key)
        for el in root.iterchildren(W + "num"):
            changed: dict[int, _Level] = {}
            starts: dict[int, int] = {}
            for over in el.iterchildren(W + "lvlOverride"):
                depth = number(over.get(W + "ilvl"))
                if depth is None or not 0 <= depth < _LEVELS:
                    continue
                own = over.find(W + "lvl")
                if own is not None:
                    changed[depth] = _read_level(own)
                start = number(val(over, "startOverride"))
                if start is not None:
                    starts[depth] = start
            self._nums.setdefault(el.get(W + "numId") or "", (val(el, "abstractNumId") or "", changed, starts))

    def level_of(self, num_id: str | None, style_id: str) -> int | None:
        """The level of a list that a paragraph style stands for."""
        entry = self._nums.get(num_id or "")
        abstract = self._abstract.get(entry[0]) if entry else None
        if abstract is None or not style_id:
            return None
        return next((depth for depth, level in abstract.levels.items() if level.style == style_id), None)

    def next(self, num_id: str, depth: int) -> str | None:
        """The number or bullet of the next paragraph of that list and level; None where the list prints none."""
        entry = self._nums.get(num_id)
        if entry is None or num_id == "0":
            return None
        key, changed, starts = entry
        abstract = self._abstract.get(key)
        if abstract is not None and not abstract.levels and abstract.linked:
            abstract = self._abstract.get(self._by_style.get(abstract.linked, ""), abstract)
        if abstract is None:
            return None
        depth = min(max(depth, 0), _LEVELS - 1)
        levels = {**abstract.levels, **changed}
        level = levels.get(depth)
        if level is None:
            return None
        counts = self._counts.setdefault(abstract.key, [None] * _LEVELS)
        first = starts.get(depth)
        if first is not None and (num_id, depth) not in self._restarted:
            self._restarted.add((num_id, depth))
            counts[depth] = first
        else:
            last = counts[depth]
            counts[depth] = level.start if last is None else last + 1
        for deeper in range(depth + 1, _LEVELS):
            below = levels.get(deeper)
            restart = deeper if below is None or below.restart is None else below.restart
            if restart and depth < restart:
                counts[deeper] = None
        if level.form == "bullet":
            return _bullet(level.text)
        return self._print(level, levels, counts) or None

    @staticmethod
    def _print(level: _Level, levels: dict[int, _Level], counts: list[int | None]) -> str:
        def one(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            other = levels.get(at, _Level())
            count = counts[at]
            return shown(other.start if count is None else count, "decimal" if level.legal else other.form)

        if level.form == "none" and "%" not in level.text:
            return level.text.strip()
        return _PLACE.sub(one, level.text).strip()


def _read_level(el: _Element) -> _Level:
    form = val(el, "numFmt")
    if form is None:  # newer formats stand in mc:AlternateContent
        form = next((str(f.get(VAL)) for f in el.iter(W + "numFmt") if f.get(VAL) not in (None, "custom")), "decimal")
    legal = el.find(W + "isLgl")
    level = _Level(
        start=number(val(el, "start"), 1) or 0,
        form=form,
        text=(val(el, "lvlText") or "")[:64],
        legal=legal is not None and is_on(legal.get(VAL)),
        style=val(el, "pStyle") or "",
    )
    restart = number(val(el, "lvlRestart"))
    return replace(level, restart=restart) if restart is not None else level


def _bullet(text: str) -> str:
    text = text.strip()
    if not text or text in "oO" or any("\ue000" <= c <= "\uf8ff" for c in text):
        return BULLET
    return text


def shown(count: int, form: str) -> str:
    """A count in a number format of Word: '3', '03', 'c', 'C', 'iii', '3rd', ..."""
    if form in ("lowerLetter", "upperLetter"):
        if not 1 <= count <= 780:
            return str(count)
        text = chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return text if form == "lowerLetter" else text.upper()
    if form in ("lowerRoman", "upperRoman"):
        text = _roman(count)
        return text if form == "lowerRoman" else text.upper()
    if form == "decimalZero":
        return f"{count:02d}"
    if form == "ordinal":
        tail = "th" if 10 <= count % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
        return f"{count}{tail}"
    if form == "ordinalText" and 1 <= count <= 10:
        return _ORDINALS[count - 1].capitalize()
    if form == "cardinalText" and 1 <= count <= 10:
        return _CARDINALS[count - 1].capitalize()
    if form == "bullet":
        return BULLET
    if form == "none":
        return ""
    return str(count)


def _roman(count: int) -> str:
    if not 1 <= count < 4000:
        return str(count)
    out = []
    for value, letters in _ROMAN:
        while count >= value:
            out.append(letters)
            count -= value
    return "".join(out)
