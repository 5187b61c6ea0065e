"""A genogram by the conventions of the guidance, as SVG, PNG or Word.

Squares for men, circles for women, triangles where the gender is not known; a cross through whoever has died; an unbroken
line for an enduring relationship, a broken one for a transitory one, one stroke for separation, two for divorce; children
in order of birth from the left; twins from one stalk; a small diagonal cross for a miscarriage or abortion; a dotted line
around a household; names or codes and dates of birth under the symbols. Source: guidance on drawing a genogram.

The family is drawn once, into lines, figures and words with places; SVG and PDF are two ways to write these down, and the
PNG is the PDF rendered.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from qa_scorer.errors import OutputError
from qa_scorer.render.genogram_family import Couple, FamilyMember, FamilyTree, Household, family_of, load_family
from qa_scorer.render.genogram_layout import Layout, middle, place

__all__ = ["FamilyTree", "draw", "family_of", "load_family", "render_file", "to_docx", "to_png", "to_svg"]

_SYMBOL = 46.0
_TEXT = 11.0
_LINE = 14.0
_GAP = 26.0
_COUPLE_GAP = 34.0
_MARGIN = 28.0
_ARCH = 13.0
_BAR = 12.0
_TWINS = 16.0
_INK = "#111111"
_SOFT = "#444444"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points; `dash` is '', 'broken' or 'dotted'."""

    points: tuple[tuple[float, float], ...]
    dash: str = ""
    width: float = 1.6
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle."""

    x: float
    y: float
    radius: float
    width: float = 1.8


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text, its baseline at y; `anchor` is middle or start."""

    x: float
    y: float
    text: str
    size: float = _TEXT
    anchor: str = "middle"
    bold: bool = False


@dataclass
class Drawing:
    """All marks of a genogram with its size and its description in words."""

    width: float
    height: float
    title: str
    description: str
    strokes: list[Stroke] = field(default_factory=list)
    discs: list[Disc] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    fills: list[tuple[tuple[float, float], ...]] = field(default_factory=list)


# -- words ---------------------------------------------------------------------------------------------------------


def text_width(text: str, size: float = _TEXT, *, bold: bool = False) -> float:
    """Width of a line of text in points, as Helvetica sets it."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    plain = text.encode("cp1252", errors="replace").decode("cp1252")
    return float(stringWidth(plain, "Helvetica-Bold" if bold else "Helvetica", size))


def _wrap(text: str, width: float, size: float = _TEXT) -> list[str]:
    out: list[str] = []
    for word in text.split():
        if out and text_width(f"{out[-1]} {word}", size) <= width:
            out[-1] = f"{out[-1]} {word}"
        else:
            out.append(word)
    return out


def labels(person: FamilyMember) -> list[tuple[str, bool]]:
    """The lines under a symbol: code, name, birth, death, note; the first is bold."""
    if person.lost:
        # The cross says what it is; a date stands under it where known.
        lines = [person.code, person.name] if person.code != person.id else [person.name]
        return [(x, False) for x in (*lines, person.born, *_wrap(person.note, 90)) if x]
    out: list[tuple[str, bool]] = [(x, True) for x in _wrap(person.label, 110)]
    if person.name and person.name != person.label:
        out += [(x, False) for x in _wrap(person.name, 110)]
    if person.born:
        out.append((f"b. {person.born}", False))
    if isinstance(person.died, str) and person.died:
        out.append((f"d. {person.died}", False))
    elif person.dead:
        out.append(("deceased", False))
    out += [(x, False) for x in _wrap(person.note, 110)]
    return out


# -- the drawing ---------------------------------------------------------------------------------------------------


def _columns(tree: FamilyTree) -> dict[str, float]:
    out = {}
    for p in tree.person:
        widest = max((text_width(t, bold=b) for t, b in labels(p)), default=0.0)
        out[p.id] = max(24.0 if p.lost else _SYMBOL + 8, widest + 6)
    return out


def compose(tree: FamilyTree) -> Drawing:
    """The family as marks with places."""
    people = {p.id: p for p in tree.person}
    layout = place(tree, _columns(tree), _GAP, _COUPLE_GAP)
    arches = _arches(tree, layout)
    bars = _bars(tree, layout)
    tops = _tops(tree, layout, people, arches, bars)
    span = max(layout.x[p] + layout.width[p] / 2 for p in layout.x) + 2 * _MARGIN
    title_width = text_width(tree.title, 15, bold=True) + 2 * _MARGIN
    drawing = Drawing(max(span, title_width, 330.0), 0.0, tree.title, describe(tree))
    shift = (drawing.width - span) / 2 + _MARGIN
    layout.x = {p: x + shift for p, x in layout.x.items()}
    drawing.words.append(Words(drawing.width / 2, _MARGIN + 6, tree.title, 15, "middle", True))

    lowest = 0.0
    for person in tree.person:
        lowest = max(lowest, _person(drawing, person, layout.x[person.id], tops[layout.generation[person.id]]))
    for n, c in enumerate(tree.couple):
        _couple(drawing, tree, c, n, layout, tops, people, arches, bars)
    for n, h in enumerate(tree.household):
        lowest = max(lowest, _household(drawing, h, n, layout, tops, people))
    for n, h in enumerate(tree.household):
        if h.label:
            lowest = max(lowest, _household_label(drawing, h, n, layout, tops, people))
    y = _key(drawing, tree, lowest + 30)
    for line in _wrap(tree.note, drawing.width - 2 * _MARGIN, 10):
        y += 14
        drawing.words.append(Words(_MARGIN, y, line, 10, "start"))
    drawing.height = y + _MARGIN
    return drawing


def _label_height(layout: Layout, people: dict[str, FamilyMember], row: Sequence[str]) -> float:
    return max((len(labels(people[p])) for p in row), default=0) * _LINE + 8


def _arches(tree: FamilyTree, layout: Layout) -> dict[int, int]:
    """Couples between whom somebody stands: which height above the symbols their line takes, from 1."""
    out: dict[int, int] = {}
    taken: dict[int, list[tuple[float, float, int]]] = {}
    order = sorted(
        (n for n, c in enumerate(tree.couple) if len(c.partners) == 2 and not layout.adjacent(*c.partners)),
        key=lambda n: abs(layout.x[tree.couple[n].partners[0]] - layout.x[tree.couple[n].partners[1]]),
    )
    for n in order:
        a, b = sorted(layout.x[p] for p in tree.couple[n].partners)
        g = layout.generation[tree.couple[n].partners[0]]
        rows = taken.setdefault(g, [])
        track = 1
        while any(t == track and a < right and left < b for left, right, t in rows):
            track += 1
        rows.append((a, b, track))
        out[n] = track
    return out


def _bars(tree: FamilyTree, layout: Layout) -> dict[int, int]:
    """Which height the line over the children takes, so that lines of two families do not lie on each other."""
    out: dict[int, int] = {}
    taken: dict[int, list[tuple[float, float, int]]] = {}
    spans = []
    for n, c in enumerate(tree.couple):
        if c.children:
            xs = [layout.x[k] for k in c.children] + [middle(layout, c)]
            spans.append((layout.generation[c.children[0]], min(xs), max(xs), n))
    for g, left, right, n in sorted(spans):
        rows = taken.setdefault(g, [])
        track = 0
        while any(t == track and left < r + 8 and l_ < right + 8 for l_, r, t in rows):
            track += 1
        rows.append((left, right, track))
        out[n] = track
    return out


def _tops(
    tree: FamilyTree,
    layout: Layout,
    people: dict[str, FamilyMember],
    arches: dict[int, int],
    bars: dict[int, int],
) -> list[float]:
    """Where the symbols of each generation begin."""
    tops: list[float] = []
    y = _MARGIN + 34
    for g, row in enumerate(layout.rows):
        above = max((t for n, t in arches.items() if layout.generation[tree.couple[n].partners[0]] == g), default=0)
        tracks = max((t + 1 for n, t in bars.items() if layout.generation[tree.couple[n].children[0]] == g), default=0)
        walls = sum(any(m in row for m in h.members) for h in tree.household)
        twins = any(c.twins and layout.generation[c.children[0]] == g for c in tree.couple)
        y += above * _ARCH + (8 if above else 0) + tracks * _BAR + min(walls, 3) * 6 + 8 + (_TWINS if twins else 0)
        tops.append(y)
        y += _SYMBOL + _label_height(layout, people, row) + 16 + min(walls, 3) * 6
    return tops


def _person(drawing: Drawing, person: FamilyMember, x: float, top: float) -> float:
    """Draws a symbol with its words; returns where the words end."""
    half = _SYMBOL / 2
    y = top + half
    if person.lost:
        r = 9.0
        drawing.strokes.append(Stroke(((x - r, y - r), (x + r, y + r)), width=2.0))
        drawing.strokes.append(Stroke(((x - r, y + r), (x + r, y - r)), width=2.0))
    elif person.sex == "male":
        drawing.strokes.append(_box(x, y, half))
        if person.subject:
            drawing.strokes.append(_box(x, y, half - 5))
    elif person.sex == "female":
        drawing.discs.append(Disc(x, y, half))
        if person.subject:
            drawing.discs.append(Disc(x, y, half - 5))
    else:
        drawing.strokes.append(_triangle(x, top, half))
        if person.subject:
            drawing.strokes.append(_triangle(x, top + 9, half - 8))
    if person.dead and not person.lost:
        reach = half if person.sex == "male" else half * 0.72
        low = y + (half * 0.18 if person.sex == "unknown" else 0)
        drawing.strokes.append(Stroke(((x - reach, low - reach), (x + reach, low + reach)), width=1.4))
        drawing.strokes.append(Stroke(((x - reach, low + reach), (x + reach, low - reach)), width=1.4))
    y = top + _SYMBOL + 3
    for text, bold in labels(person):
        y += _LINE
        drawing.words.append(Words(x, y, text, _TEXT, "middle", bold))
    return y


def _box(x: float, y: float, half: float) -> Stroke:
    corners = ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))
    return Stroke(corners, width=1.8, closed=True)


def _triangle(x: float, top: float, half: float) -> Stroke:
    return Stroke(((x, top), (x + half, top + 2 * half), (x - half, top + 2 * half)), width=1.8, closed=True)


def _edge(person: FamilyMember, x: float, towards: int) -> float:
    """Where a line at half height meets the symbol."""
    half = _SYMBOL / 2
    return x + towards * (half / 2 if person.sex == "unknown" else half)


def _couple(
    drawing: Drawing,
    tree: FamilyTree,
    c: Couple,
    n: int,
    layout: Layout,
    tops: list[float],
    people: dict[str, FamilyMember],
    arches: dict[int, int],
    bars: dict[int, int],
) -> None:
    g = layout.generation[c.partners[0]]
    top = tops[g]
    half = _SYMBOL / 2
    drop_x, drop_y = middle(layout, c), top + _SYMBOL + _own_label_height(people[c.partners[0]])
    if len(c.partners) == 2:
        a, b = sorted(c.partners, key=lambda p: layout.x[p])
        dash = "broken" if c.kind == "transitory" else ""
        if n in arches:
            y = top - 6 - arches[n] * _ARCH
            xa, xb = layout.x[a] + 9, layout.x[b] - 9
            points = ((xa, _roof(people[a], top, 9)), (xa, y), (xb, y), (xb, _roof(people[b], top, 9)))
            drawing.strokes.append(Stroke(points, dash))
            # The line to the children comes down from the arch, between the columns.
            drop_y = y
        else:
            y = top + half
            xa, xb = _edge(people[a], layout.x[a], 1), _edge(people[b], layout.x[b], -1)
            drawing.strokes.append(Stroke(((xa, y), (xb, y)), dash))
            drop_y = y
        _strokes(drawing, c, (xa, xb), y, drop_x if c.children else None)
        if c.note:
            drawing.words.append(Words((xa + xb) / 2, y - 6, c.note, 9))
    if not c.children:
        return
    child_top = tops[layout.generation[c.children[0]]]
    over = max((t for m, t in arches.items() if layout.generation[tree.couple[m].partners[0]] == g + 1), default=0)
    twins = any(o.twins and layout.generation[o.children[0]] == g + 1 for o in tree.couple)
    clear = (over * _ARCH + 8 if over else 0) + (_TWINS if twins else 0)
    bar_y = child_top - 14 - clear - bars[n] * _BAR
    stalks = _stalks(c, layout)
    xs = [x for x, _ in stalks]
    drawing.strokes.append(Stroke(((drop_x, drop_y), (drop_x, bar_y))))
    if len(xs) > 1 or abs(xs[0] - drop_x) > 0.5:
        drawing.strokes.append(Stroke(((min(*xs, drop_x), bar_y), (max(*xs, drop_x), bar_y))))
    for x, kids in stalks:
        for k in kids:
            end = child_top + (_SYMBOL / 2 - 9 if people[k].lost else 0)
            drawing.strokes.append(Stroke(((x, bar_y), (layout.x[k], end))))


def _own_label_height(person: FamilyMember) -> float:
    """How far the words under a lone parent's symbol reach: the line to the children begins below them."""
    return len(labels(person)) * _LINE + 8


def _roof(person: FamilyMember, top: float, off: float) -> float:
    """Height at which a line from above meets the symbol, a little beside its middle."""
    half = _SYMBOL / 2
    if person.sex == "female":
        return float(top + half - (half**2 - off**2) ** 0.5)
    return top + 2 * off if person.sex == "unknown" else top


def _strokes(drawing: Drawing, c: Couple, span: tuple[float, float], y: float, drop: float | None) -> None:
    """One short diagonal for separation, two for divorce, beside the line to the children."""
    if c.kind not in ("separated", "divorced"):
        return
    a, b = span
    at = (a + b) / 2
    if drop is not None and abs(at - drop) < 9:
        at = (a + drop) / 2 if drop - a >= b - drop else (drop + b) / 2
    for off in (-3.0, 3.0) if c.kind == "divorced" else (0.0,):
        drawing.strokes.append(Stroke(((at + off - 4, y + 8), (at + off + 4, y - 8)), width=1.6))


def _stalks(c: Couple, layout: Layout) -> list[tuple[float, list[str]]]:
    """Where each stalk leaves the line, and who hangs on it: twins share one."""
    twin_of = {k: group for group in c.twins for k in group}
    out: list[tuple[float, list[str]]] = []
    done: set[str] = set()
    for k in c.children:
        if k in done:
            continue
        group = twin_of.get(k, [k])
        done.update(group)
        out.append((sum(layout.x[t] for t in group) / len(group), list(group)))
    return out


# -- households ----------------------------------------------------------------------------------------------------

_Rect = tuple[float, float, float, float]


def _household(
    drawing: Drawing, h: Household, n: int, layout: Layout, tops: list[float], people: dict[str, FamilyMember]
) -> float:
    """A dotted line around the members, and around nobody else; returns its lowest point."""
    pad = 7.0 + 3 * (n % 3)
    cells: list[tuple[int, list[str], _Rect]] = []
    for g, row in enumerate(layout.rows):
        run: list[str] = []
        for person in [*row, ""]:
            if person and person in h.members:
                run.append(person)
            elif run:
                cells.append((g, run, _around(run, layout, tops[g], people, pad)))
                run = []
    rects = [r for _, _, r in cells]
    for (g1, _, r1), (g2, _, r2) in _links(cells):
        upper = min(g1, g2)
        floor = tops[upper] + _SYMBOL + _label_height(layout, people, layout.rows[upper]) + 2 + 5 * (n % 3)
        rects.extend(_corridor(r1, r2, g1 == g2, floor))
    for loop in outline(rects):
        drawing.strokes.append(Stroke(tuple(loop), "dotted", 1.5, True))
    return max(r[3] for r in rects)


def _household_label(
    drawing: Drawing, h: Household, n: int, layout: Layout, tops: list[float], people: dict[str, FamilyMember]
) -> float:
    """The household's name beside its line, where nothing else is written or drawn; returns where it ends."""
    pad = 7.0 + 3 * (n % 3)
    wide = text_width(h.label, 9)
    spots: list[tuple[float, float]] = []
    for g, row in enumerate(layout.rows):
        for person in row:
            if person in h.members:
                x0, y0, x1, y1 = _around([person], layout, tops[g], people, pad)
                spots += [(x0 + 3, y1 + 11), (x1 - wide - 3, y1 + 11), (x0 + 3, y0 - 4), (x1 - wide - 3, y0 - 4)]
    spots.sort(key=lambda xy: -xy[1])
    x, y = min(spots, key=lambda xy: (_crowding(drawing, xy[0], xy[1], wide), -xy[1]))
    drawing.words.append(Words(x, y, h.label, 9, "start"))
    return y + 2


def _crowding(drawing: Drawing, x: float, y: float, wide: float) -> int:
    """How many words and lines a line of small text at this place would touch."""
    left, top, right, bottom = x - 1, y - 9, x + wide + 1, y + 3
    hits = 0
    for w in drawing.words:
        half = text_width(w.text, w.size, bold=w.bold)
        start = w.x - half / 2 if w.anchor == "middle" else w.x
        hits += start < right and start + half > left and w.y - w.size < bottom and w.y + 3 > top
    for s in drawing.strokes:
        points = (*s.points, s.points[0]) if s.closed else s.points
        for (xa, ya), (xb, yb) in itertools.pairwise(points):
            hits += min(xa, xb) < right and max(xa, xb) > left and min(ya, yb) < bottom and max(ya, yb) > top
    hits += 5 * (left < 0 or right > drawing.width)
    return hits


def _around(run: Sequence[str], layout: Layout, top: float, people: dict[str, FamilyMember], pad: float) -> _Rect:
    left = min(layout.x[p] - layout.width[p] / 2 for p in run) - pad
    right = max(layout.x[p] + layout.width[p] / 2 for p in run) + pad
    low = top + _SYMBOL + 5 + max(len(labels(people[p])) for p in run) * _LINE
    return (left, top - 2 - pad / 2, right, low + pad - 2)


def _links(
    cells: Sequence[tuple[int, list[str], _Rect]],
) -> list[tuple[tuple[int, list[str], _Rect], tuple[int, list[str], _Rect]]]:
    """The shortest set of links that joins all parts of a household."""
    if len(cells) < 2:
        return []
    joined, rest = [cells[0]], list(cells[1:])
    out = []
    while rest:
        a, b = min(
            ((x, y) for x in joined for y in rest),
            key=lambda xy: (abs(xy[0][0] - xy[1][0]), abs((xy[0][2][0] + xy[0][2][2]) - (xy[1][2][0] + xy[1][2][2]))),
        )
        out.append((a, b))
        joined.append(b)
        rest.remove(b)
    return out


def _corridor(a: _Rect, b: _Rect, same_row: bool, floor: float) -> list[_Rect]:
    """Narrow ways between two parts of a household, below all words of the upper row."""
    wide = 10.0
    if same_row:
        low = max(a[3], b[3], floor)
        first, second = (a, b) if a[0] < b[0] else (b, a)
        return [
            (first[2] - wide, first[3] - 1, first[2], low + wide),
            (first[2] - wide, low, second[0] + wide, low + wide),
            (second[0], second[3] - 1, second[0] + wide, low + wide),
        ]
    upper, lower = (a, b) if a[1] < b[1] else (b, a)
    left, right = max(upper[0], lower[0]), min(upper[2], lower[2])
    if right - left >= wide:
        return [(left, upper[3] - 1, right, lower[1] + 1)]
    # They do not stand above each other: down, across and down.
    mid = max(upper[3] + 4, floor)
    x1 = upper[2] - wide if lower[0] > upper[0] else upper[0]
    x2 = lower[0] if lower[0] > upper[0] else lower[2] - wide
    return [
        (x1, upper[3] - 1, x1 + wide, mid + wide),
        (min(x1, x2), mid, max(x1, x2) + wide, mid + wide),
        (x2, mid, x2 + wide, lower[1] + 1),
    ]


def outline(rects: Iterable[_Rect]) -> list[list[tuple[float, float]]]:
    """The closed lines around the union of rectangles."""
    boxes = list(rects)
    xs = sorted({v for r in boxes for v in (r[0], r[2])})
    ys = sorted({v for r in boxes for v in (r[1], r[3])})

    def filled(i: int, j: int) -> bool:
        if not (0 <= i < len(xs) - 1 and 0 <= j < len(ys) - 1):
            return False
        x, y = (xs[i] + xs[i + 1]) / 2, (ys[j] + ys[j + 1]) / 2
        return any(r[0] < x < r[2] and r[1] < y < r[3] for r in boxes)

    edges: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for i in range(len(xs) - 1):
        for j in range(len(ys) - 1):
            if not filled(i, j):
                continue
            # Each side without a neighbour is an edge, always with the inside on the right.
            for open_, start, end in (
                (not filled(i, j - 1), (i, j), (i + 1, j)),
                (not filled(i + 1, j), (i + 1, j), (i + 1, j + 1)),
                (not filled(i, j + 1), (i + 1, j + 1), (i, j + 1)),
                (not filled(i - 1, j), (i, j + 1), (i, j)),
            ):
                if open_:
                    edges.setdefault(start, []).append(end)
    loops: list[list[tuple[float, float]]] = []
    while edges:
        start = min(edges)
        loop = [start]
        here = start
        while True:
            ends = edges[here]
            nxt = ends.pop()
            if not ends:
                del edges[here]
            if nxt == start:
                break
            loop.append(nxt)
            here = nxt
        points = [(xs[i], ys[j]) for i, j in loop]
        loops.append(
            [p for n, p in enumerate(points) if not _straight(points[n - 1], p, points[(n + 1) % len(points)])]
        )
    return loops


def _straight(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return (a[0] == b[0] == c[0]) or (a[1] == b[1] == c[1])


# -- key -----------------------------------------------------------------------------------------------------------


def _key(drawing: Drawing, tree: FamilyTree, top: float) -> float:
    """The meaning of the symbols that are used; returns where it ends."""
    kinds = {c.kind for c in tree.couple if len(c.partners) == 2}
    sexes = {p.sex for p in tree.person}
    items: list[tuple[str, str]] = []
    items += [("male", "Male")] if "male" in sexes else []
    items += [("female", "Female")] if "female" in sexes else []
    items += [("unknown", "Gender unknown")] if "unknown" in sexes else []
    items += [("subject", "Subject of the review")] if any(p.subject for p in tree.person) else []
    items += [("dead", "Deceased")] if any(p.dead for p in tree.person) else []
    lost = {"miscarriage": "Miscarriage", "abortion": "Abortion"}
    named = [lost[s] for s in ("miscarriage", "abortion") if s in sexes]
    items += [("lost", " or ".join(named))] if named else []
    items += [("enduring", "Enduring relationship")] if kinds & {"enduring"} else []
    items += [("transitory", "Transitory relationship")] if "transitory" in kinds else []
    items += [("separated", "Separated")] if "separated" in kinds else []
    items += [("divorced", "Divorced")] if "divorced" in kinds else []
    items += [("twins", "Twins")] if any(c.twins for c in tree.couple) else []
    items += [("household", "Same household")] if tree.household else []
    drawing.words.append(Words(_MARGIN, top, "Key", 10, "start", True))
    x, y = _MARGIN, top + 20
    for mark, text in items:
        wide = 40 + text_width(text, 10) + 14
        if x > _MARGIN and x + wide > drawing.width - _MARGIN:
            x, y = _MARGIN, y + 24
        _key_mark(drawing, mark, x + 14, y - 4)
        drawing.words.append(Words(x + 34, y, text, 10, "start"))
        x += wide
    return y + 8


def _key_mark(drawing: Drawing, mark: str, x: float, y: float) -> None:
    r = 8.0
    if mark in ("male", "subject", "dead"):
        drawing.strokes.append(_box(x, y, r))
    if mark == "subject":
        drawing.strokes.append(_box(x, y, r - 3))
    if mark == "female":
        drawing.discs.append(Disc(x, y, r))
    if mark == "unknown":
        drawing.strokes.append(_triangle(x, y - r, r))
    if mark in ("dead", "lost"):
        reach = r if mark == "dead" else 6.0
        drawing.strokes.append(Stroke(((x - reach, y - reach), (x + reach, y + reach)), width=1.3))
        drawing.strokes.append(Stroke(((x - reach, y + reach), (x + reach, y - reach)), width=1.3))
    if mark in ("enduring", "transitory", "separated", "divorced"):
        drawing.strokes.append(Stroke(((x - 14, y), (x + 14, y)), "broken" if mark == "transitory" else ""))
    for off in {"separated": (0.0,), "divorced": (-3.0, 3.0)}.get(mark, ()):
        drawing.strokes.append(Stroke(((x + off - 3, y + 6), (x + off + 3, y - 6))))
    if mark == "twins":
        drawing.strokes.append(Stroke(((x - 8, y + 7), (x, y - 7), (x + 8, y + 7))))
    if mark == "household":
        drawing.strokes.append(
            Stroke(((x - 13, y - 7), (x + 13, y - 7), (x + 13, y + 7), (x - 13, y + 7)), "dotted", 1.5, True)
        )


def describe(tree: FamilyTree) -> str:
    """The family in words, for readers who cannot see the drawing."""
    people = {p.id: p for p in tree.person}
    words = {"male": "man", "female": "woman", "unknown": "gender unknown"}
    parts: list[str] = []
    for p in tree.person:
        if p.lost:
            continue
        bits = [words[p.sex]]
        bits += ["subject of the review"] if p.subject else []
        bits += [f"born {p.born}"] if p.born else []
        bits += [f"died {p.died}"] if isinstance(p.died, str) and p.died else (["deceased"] if p.dead else [])
        parts.append(f"{p.label}: {', '.join(bits)}.")
    kinds = {
        "enduring": "in an enduring relationship",
        "transitory": "in a transitory relationship",
        "separated": "separated",
        "divorced": "divorced",
    }
    for c in tree.couple:
        who = " and ".join(people[p].label for p in c.partners)
        if len(c.partners) == 2:
            parts.append(f"{who}: {kinds[c.kind]}.")
        if c.children:
            kids = ", ".join(f"a {people[k].sex}" if people[k].lost else people[k].label for k in c.children)
            twins = "".join(f" {' and '.join(people[k].label for k in t)} are twins." for t in c.twins)
            parts.append(f"Children of {who}, eldest first: {kids}.{twins}")
    for h in tree.household:
        parts.append(f"One household: {', '.join(people[m].label for m in h.members)}.")
    return " ".join(parts)


# -- SVG -----------------------------------------------------------------------------------------------------------

_DASH = {"": "", "broken": ' stroke-dasharray="7 5"', "dotted": ' stroke-dasharray="1.5 4" stroke-linecap="round"'}


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def draw(family: FamilyTree) -> str:
    """The genogram as SVG."""
    return to_svg(compose(family))


def to_svg(drawing: Drawing) -> str:
    """The drawing as SVG, with its description for screen readers."""
    w, h = _n(drawing.width), _n(drawing.height)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img"'
        f' aria-labelledby="genogram-title genogram-desc" font-family="Arial, Helvetica, sans-serif" fill="{_INK}">',
        f'<title id="genogram-title">{escape(drawing.title)}</title>',
        f'<desc id="genogram-desc">{escape(drawing.description)}</desc>',
        f'<rect width="{w}" height="{h}" fill="#ffffff"/>',
        f'<g fill="none" stroke="{_INK}">',
    ]
    for s in drawing.strokes:
        path = "M" + " L".join(f"{_n(x)} {_n(y)}" for x, y in s.points) + (" Z" if s.closed else "")
        out.append(f'<path d="{path}" stroke-width="{_n(s.width)}"{_DASH[s.dash]}/>')
    for d in drawing.discs:
        out.append(f'<circle cx="{_n(d.x)}" cy="{_n(d.y)}" r="{_n(d.radius)}" stroke-width="{_n(d.width)}"/>')
    out.append("</g>")
    for t in drawing.words:
        bold = ' font-weight="bold"' if t.bold else ""
        anchor = f" text-anchor={quoteattr(t.anchor)}" if t.anchor != "start" else ""
        out.append(f'<text x="{_n(t.x)}" y="{_n(t.y)}" font-size="{_n(t.size)}"{anchor}{bold}>{escape(t.text)}</text>')
    out.append("</svg>\n")
    return "\n".join(out)


# -- PNG and Word --------------------------------------------------------------------------------------------------

_FONTS = (
    ("/usr/share/fonts/truetype/liberation2/LiberationSans-{}.ttf", "Regular", "Bold"),
    ("/usr/share/fonts/truetype/liberation/LiberationSans-{}.ttf", "Regular", "Bold"),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans{}.ttf", "", "-Bold"),
    ("/Library/Fonts/Arial{}.ttf", "", " Bold"),
    ("/System/Library/Fonts/Supplemental/Arial{}.ttf", "", " Bold"),
    ("C:/Windows/Fonts/arial{}.ttf", "", "bd"),
)


def _fonts(text: str) -> tuple[str, str]:
    """Names of a plain and a bold font that hold the text: Helvetica where it can, else one of the system's."""
    try:
        text.encode("cp1252")
        return "Helvetica", "Helvetica-Bold"
    except UnicodeEncodeError:
        pass
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    for pattern, plain, bold in _FONTS:
        files = Path(pattern.format(plain)), Path(pattern.format(bold))
        if all(f.is_file() for f in files):
            try:
                for name, file in zip(("Genogram", "Genogram-Bold"), files, strict=True):
                    pdfmetrics.registerFont(TTFont(name, str(file)))
                return "Genogram", "Genogram-Bold"
            except (TTFError, OSError):
                continue
    return "Helvetica", "Helvetica-Bold"


def _pdf(drawing: Drawing) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(drawing.width, drawing.height), invariant=1)
    plain, bold = _fonts("".join(t.text for t in drawing.words))
    canvas.setTitle(drawing.title)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(0, 0, drawing.width, drawing.height, stroke=0, fill=1)
    canvas.setFillColorRGB(0.07, 0.07, 0.07)
    canvas.setStrokeColorRGB(0.07, 0.07, 0.07)
    tall = drawing.height
    for s in drawing.strokes:
        canvas.setLineWidth(s.width)
        canvas.setLineCap(1 if s.dash == "dotted" else 0)
        dash = {"": [], "broken": [7, 5], "dotted": [1.5, 4]}[s.dash]
        canvas.setDash(dash)
        path = canvas.beginPath()
        path.moveTo(s.points[0][0], tall - s.points[0][1])
        for x, y in s.points[1:]:
            path.lineTo(x, tall - y)
        if s.closed:
            path.close()
        canvas.drawPath(path, stroke=1, fill=0)
    canvas.setDash([])
    for d in drawing.discs:
        canvas.setLineWidth(d.width)
        canvas.circle(d.x, tall - d.y, d.radius, stroke=1, fill=0)
    for t in drawing.words:
        canvas.setFont(bold if t.bold else plain, t.size)
        if t.anchor == "middle":
            canvas.drawCentredString(t.x, tall - t.y, t.text)
        else:
            canvas.drawString(t.x, tall - t.y, t.text)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def to_png(drawing: Drawing, *, scale: float = 2.5) -> bytes:
    """The drawing as PNG, two and a half pixels a point."""
    import pypdfium2 as pdfium

    # A very wide family is kept within what any program can open.
    scale = min(scale, 12000 / max(drawing.width, drawing.height))
    document = pdfium.PdfDocument(_pdf(drawing))
    try:
        image = document[0].render(scale=scale).to_pil()
        out = io.BytesIO()
        image.convert("RGB").save(out, "PNG", optimize=True)
        return out.getvalue()
    finally:
        document.close()


def to_docx(tree: FamilyTree, drawing: Drawing) -> bytes:
    """A Word page with the drawing, its alternative text, and the family as a table."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    if drawing.width > 1.15 * drawing.height:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(2.0)
    document.styles["Normal"].font.name = "Arial"
    document.core_properties.author = ""
    document.core_properties.title = tree.title
    document.add_heading(tree.title, 1)
    room = section.page_width - section.left_margin - section.right_margin
    tall = section.page_height - section.top_margin - section.bottom_margin - Cm(2.5)
    width = min(room, Pt(drawing.width), int(tall * drawing.width / drawing.height))
    shape = document.add_picture(io.BytesIO(to_png(drawing)), width=width)
    properties = shape._inline.docPr
    properties.set("name", "Genogram")
    properties.set("title", tree.title)
    properties.set("descr", drawing.description)
    document.add_heading("Key to the persons", 2)
    table = document.add_table(rows=1, cols=4)
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, ("Person", "Gender", "Born", "Died"), strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(text).bold = True
    for p in tree.person:
        died = p.died if isinstance(p.died, str) else ("yes" if p.died else "")
        name = p.label if p.label == p.name or not p.name else f"{p.label} ({p.name})"
        values = (p.sex if p.lost and not p.code else name, "" if p.lost else p.sex, p.born, died)
        for cell, text in zip(table.add_row().cells, values, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def render_file(path: Path, suffix: str) -> bytes:
    """The genogram of a FAMILY.toml in the form that the suffix names.

    Raises:
        CaseError: the family file is wrong.
        OutputError: the suffix is not one of .svg, .png, .docx.
    """
    kind = suffix.lower().lstrip(".")
    if kind not in ("svg", "png", "docx"):
        raise OutputError(f"A genogram can be written as .svg, .png or .docx, not as '.{kind}'.")
    tree = load_family(path)
    drawing = compose(tree)
    if kind == "svg":
        return to_svg(drawing).encode("utf-8")
    return to_png(drawing) if kind == "png" else to_docx(tree, drawing)
