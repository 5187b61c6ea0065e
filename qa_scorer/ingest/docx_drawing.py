"""Pictures and drawings of a Word file: DrawingML and VML shapes, bitmaps, SmartArt, charts, embedded objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from qa_scorer.document import Shape
from qa_scorer.ingest.docx_text import BOX, Story, branches
from qa_scorer.ingest.ooxml import CHART, DGM, MC, PIC, WP, WPS, A, O, P, R, T, V, W, number, points
from qa_scorer.ingest.package import Package, PartError

_EMU = 12700.0
_VECTOR = (".emf", ".wmf", ".svg", ".emz", ".wmz")
_GEOMETRY = (
    (re.compile(r"line|connector|arrow", re.IGNORECASE), "line"),
    (re.compile(r"ellipse|oval|flowChartConnector|donut|circle", re.IGNORECASE), "ellipse"),
    (re.compile(r"triangle|flowChartMerge|flowChartExtract", re.IGNORECASE), "triangle"),
    (re.compile(r"rect|flowChartProcess|flowChartAlternateProcess|plaque|square", re.IGNORECASE), "rect"),
)
_VML_TYPE = {"1": "rect", "2": "rect", "3": "ellipse", "4": "diamond", "5": "triangle", "6": "triangle", "20": "line", "32": "line", "202": "rect"}  # fmt: skip


@dataclass(slots=True)
class Found:
    """One picture or drawing as read, before it has its place in the document."""

    kind: str
    alt: str = ""
    name: str = ""
    text: str = ""
    width: float | None = None
    height: float | None = None
    shapes: list[Shape] = field(default_factory=list)
    image: bytes | None = None
    boxes: list[_Element] = field(default_factory=list)  # txbxContent to be read as text
    words: list[str] = field(default_factory=list)  # text that stands nowhere else: SmartArt, chart, WordArt
    links: list[str] = field(default_factory=list)
    loose: bool = False  # a floating shape that may belong with its neighbours


@dataclass(frozen=True, slots=True)
class _Frame:
    """Maps a group's own units to points within the drawing."""

    dx: float = 0.0
    dy: float = 0.0
    sx: float = 1 / _EMU
    sy: float = 1 / _EMU

    def box(self, x: float, y: float, w: float, h: float) -> tuple[float, float, float, float]:
        x0, y0 = self.dx + x * self.sx, self.dy + y * self.sy
        return (round(x0, 2), round(y0, 2), round(x0 + w * self.sx, 2), round(y0 + h * self.sy, 2))

    def inner(self, x: float, y: float, w: float, h: float, cx: float, cy: float, cw: float, ch: float) -> _Frame:
        """The frame of a group at (x, y, w, h) whose children count from (cx, cy) over (cw, ch)."""
        kx = self.sx * (w / cw if cw else 1.0)
        ky = self.sy * (h / ch if ch else 1.0)
        return _Frame(self.dx + x * self.sx - cx * kx, self.dy + y * self.sy - cy * ky, kx, ky)


class Drawings:
    """Reads the drawings of one document and keeps within the limits on pictures."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.kept = 0
        self.missing = 0
        self.outside = 0
        self.embedded = 0

    def read(self, element: _Element, story: Story) -> list[Found]:
        """The pictures of one `w:drawing`, `w:pict` or `w:object`."""
        if element.tag == W + "drawing":
            return [self._drawing(element, story)]
        return self._vml(element, story)

    # -- DrawingML ---------------------------------------------------------------------------------------------------

    def _drawing(self, element: _Element, story: Story) -> Found:
        found = Found("drawing")
        anchored = element.find(WP + "anchor")
        extent = element.find(f"*/{WP}extent")
        if extent is not None:
            found.width = points(extent.get("cx"), 1 / _EMU)
            found.height = points(extent.get("cy"), 1 / _EMU)
        props = element.find(f"*/{WP}docPr")
        if props is not None:
            found.name = props.get("name") or ""
            alts = [props.get("title") or "", props.get("descr") or ""]
            found.alt = " ".join(dict.fromkeys(a.strip() for a in alts if a.strip()))
        frame = _Frame()
        if anchored is not None:
            frame = _Frame(_offset(anchored, "positionH"), _offset(anchored, "positionV"))
            found.loose = True
        data = element.find(f"*/{A}graphic/{A}graphicData")
        if data is not None:
            self._shapes(data, frame, found, story, top=True)
        for link in element.iter(A + "hlinkClick", A + "hlinkHover"):
            relation = story.relations.get(link.get(R + "id") or "")
            if relation is not None and relation.external:
                found.links.append(relation.target)
            if link.get("tooltip"):
                found.links.append(link.get("tooltip") or "")
        self._settle(found)
        return found

    def _settle(self, found: Found) -> None:
        """The kind that what was found amounts to."""
        if found.kind in ("smartart", "chart", "ole"):
            return
        bitmaps = [s for s in found.shapes if s.geometry in ("bitmap", "vector")]
        if bitmaps and len(bitmaps) == len(found.shapes):
            found.kind = bitmaps[0].geometry
            found.shapes = []
            found.loose = False
        else:
            found.loose = found.loose and len(found.shapes) == 1
        found.text = "\n".join([s.text for s in found.shapes if s.text] + found.words)

    def _shapes(self, parent: _Element, frame: _Frame, found: Found, story: Story, *, top: bool = False) -> None:
        for child in parent:
            tag = child.tag
            name = tag.rsplit("}", 1)[-1]
            if tag == MC + "AlternateContent":
                for branch in branches(child):
                    self._shapes(branch, frame, found, story)
            elif tag == PIC + "pic":
                self._pic(child, frame, found, story, top=top)
            elif name in ("wsp", "sp", "cxnSp"):
                self._shape(child, frame, found)
            elif name in ("wgp", "grpSp"):
                self._shapes(child, self._group(child, frame), found, story)
            elif name == "graphicFrame":
                for data in child.iter(A + "graphicData"):
                    self._shapes(data, frame, found, story)
            elif tag == DGM + "relIds":
                self._smart_art(child, found, story)
            elif tag == CHART + "chart" or name == "chart":
                self._chart(child, found, story)
            elif tag == BOX:
                found.boxes.append(child)
            elif name in ("wpc", "lockedCanvas", "contentPart", "whole", "bg", "Choice", "Fallback"):
                self._shapes(child, frame, found, story)
            else:
                words = [t.text or "" for t in child.iter(A + "t")]
                found.words.extend(w for w in words if w.strip())

    def _group(self, group: _Element, frame: _Frame) -> _Frame:
        props = next((c for c in group if c.tag.endswith("}grpSpPr")), None)
        xfrm = props.find(A + "xfrm") if props is not None else None
        if xfrm is None:
            return frame
        x, y, w, h = _xfrm(xfrm, "off", "ext")
        cx, cy, cw, ch = _xfrm(xfrm, "chOff", "chExt")
        return frame.inner(x, y, w, h, cx, cy, cw or w, ch or h)

    def _shape(self, shape: _Element, frame: _Frame, found: Found) -> None:
        props = next((c for c in shape if c.tag.endswith("}spPr")), None)
        geometry, dash, box, lined = "rect", "solid", None, True
        flat = False
        if props is not None:
            preset = props.find(A + "prstGeom")
            geometry = _geometry(preset.get("prst") or "rect") if preset is not None else "freeform"
            line = props.find(A + "ln")
            if line is not None:
                lined = line.find(A + "noFill") is None
                style = line.find(A + "prstDash")
                dash = _dash(style.get("val") if style is not None else None)
            xfrm = props.find(A + "xfrm")
            if xfrm is not None:
                x, y, w, h = _xfrm(xfrm, "off", "ext")
                box = frame.box(x, y, w, h)
                flat = not w or not h
        contents = list(_live(shape, BOX))
        found.boxes.extend(contents)
        text = "\n".join(filter(None, (_box_text(c) for c in contents)))
        if not contents:
            text = "\n".join(
                filter(None, ("".join(t.text or "" for t in p.iter(A + "t")).strip() for p in shape.iter(A + "p")))
            )
            if text:
                found.words.append(text)
        for info in shape.iter(WPS + "cNvPr"):
            alt = info.get("descr") or ""
            if alt and alt not in found.alt:
                found.alt = f"{found.alt} {alt}".strip()
        if text and geometry == "rect" and not lined:
            geometry = "text"
        found.shapes.append(
            Shape(geometry, text, box, dash, diagonal=geometry == "line" and not flat and box is not None)
        )

    def _pic(self, pic: _Element, frame: _Frame, found: Found, story: Story, *, top: bool) -> None:
        kind = "bitmap"
        blip = next(pic.iter(A + "blip"), None)
        target = None
        if blip is not None:
            if blip.get(R + "link"):
                self.outside += 1
            relation = story.relations.get(blip.get(R + "embed") or "")
            if relation is not None:
                if relation.external:
                    self.outside += 1
                else:
                    target = relation.target
        if target is not None:
            kind, image = self._image(target)
            if found.image is None:
                found.image = image
        info = next(pic.iter(PIC + "cNvPr"), None)
        if info is not None:
            alt = info.get("descr") or ""
            if alt and alt not in found.alt:
                found.alt = f"{found.alt} {alt}".strip()
            found.name = found.name or info.get("name") or ""
        xfrm = next(pic.iter(A + "xfrm"), None)
        box = frame.box(*_xfrm(xfrm, "off", "ext")) if xfrm is not None and not top else None
        found.shapes.append(Shape(kind, "", box))

    def _image(self, target: str) -> tuple[str, bytes | None]:
        kind = "vector" if target.lower().endswith(_VECTOR) else "bitmap"
        if not self.package.has(target):
            self.missing += 1
            return kind, None
        limits = self.package.limits
        room = min(limits.image_bytes, limits.images_bytes - self.kept)
        if kind == "vector" or self.package.size(target) > room:
            return kind, None
        try:
            data = self.package.read(target, room)
        except PartError:
            self.missing += 1
            return kind, None
        self.kept += len(data)
        return kind, data

    def _smart_art(self, ids: _Element, found: Found, story: Story) -> None:
        found.kind = "smartart"
        relation = story.relations.get(ids.get(R + "dm") or "")
        if relation is None or relation.external:
            return
        try:
            root = self.package.xml(relation.target)
        except PartError:
            self.missing += 1
            return
        for point in root.iter(DGM + "pt"):
            lines = ["".join(t.text or "" for t in p.iter(A + "t")).strip() for p in point.iter(A + "p")]
            text = "\n".join(filter(None, lines))
            if text and point.get("type") not in ("pres", "parTrans", "sibTrans"):
                found.words.append(text)
                found.shapes.append(Shape("rect", text))
        found.text = "\n".join(found.words)

    def _chart(self, chart: _Element, found: Found, story: Story) -> None:
        found.kind = "chart"
        relation = story.relations.get(chart.get(R + "id") or "")
        if relation is None or relation.external:
            return
        try:
            root = self.package.xml(relation.target)
        except PartError:
            self.missing += 1
            return
        words = ["".join(t.text or "" for t in p.iter(A + "t")).strip() for p in root.iter(A + "p")]
        for cache in root.iter(CHART + "strCache"):
            words.extend((v.text or "").strip() for v in cache.iter(CHART + "v"))
        found.words = list(dict.fromkeys(w for w in words if w))
        found.text = "\n".join(found.words)

    # -- VML -----------------------------------------------------------------------------------------------------------

    def _vml(self, element: _Element, story: Story) -> list[Found]:
        found = Found("vml")
        ole = element.find(O + "OLEObject")
        if ole is not None:
            found.kind = "ole"
            found.name = ole.get("ProgID") or ""
            relation = story.relations.get(ole.get(R + "id") or "")
            if (relation is not None and relation.external) or ole.get("Type") == "Link":
                self.outside += 1
            else:
                self.embedded += 1
        self._vml_shapes(element, _Frame(sx=1.0, sy=1.0), found, story, top=True)
        for new in element.iter(W + "drawing"):
            part = self._drawing(new, story)
            found.boxes.extend(part.boxes)
            found.shapes.extend(part.shapes)
            found.words.extend(part.words)
            found.image = found.image or part.image
            found.alt = found.alt or part.alt
        pictures = [s for s in found.shapes if s.geometry in ("bitmap", "vector")]
        if found.kind == "vml" and pictures and len(pictures) == len(found.shapes):
            found.kind = pictures[0].geometry
            found.shapes = []
        found.loose = found.kind == "vml" and len(found.shapes) == 1
        found.text = "\n".join([s.text for s in found.shapes if s.text])
        if found.kind == "vml" and not found.shapes and not found.boxes and not found.words:
            return []
        return [found]

    def _vml_shapes(self, parent: _Element, frame: _Frame, found: Found, story: Story, *, top: bool = False) -> None:
        for child in parent:
            tag = child.tag
            if tag == V + "shapetype" or tag == W + "drawing":
                continue
            if tag == MC + "AlternateContent":
                for branch in branches(child):
                    self._vml_shapes(branch, frame, found, story, top=top)
            elif tag == V + "group":
                x, y, w, h = _vml_place(child, frame if top else None)
                cx, cy = _pair(child.get("coordorigin"), 0.0, 0.0)
                cw, ch = _pair(child.get("coordsize"), w, h)
                self._vml_info(child, found, w, h, top)
                self._vml_shapes(child, frame.inner(x, y, w, h, cx, cy, cw, ch), found, story)
            elif tag.startswith(V) and tag[len(V) :] in (
                "shape",
                "rect",
                "oval",
                "line",
                "roundrect",
                "polyline",
                "arc",
                "curve",
                "image",
            ):
                self._vml_shape(child, frame, found, story, top)
            elif tag == BOX:
                found.boxes.append(child)
            elif not tag.startswith(O):
                self._vml_shapes(child, frame, found, story, top=top)

    def _vml_info(self, shape: _Element, found: Found, width: float, height: float, top: bool) -> None:
        alt = (shape.get("alt") or shape.get(O + "title") or "").strip()
        if alt and alt not in found.alt:
            found.alt = f"{found.alt} {alt}".strip()
        found.name = found.name or shape.get("id") or ""
        if top and found.width is None and width:
            found.width, found.height = round(width, 2), round(height, 2)
        href = shape.get("href")
        if href:
            found.links.append(href)

    def _vml_shape(self, shape: _Element, frame: _Frame, found: Found, story: Story, top: bool) -> None:
        name = shape.tag[len(V) :]
        kind = {"rect": "rect", "roundrect": "rect", "oval": "ellipse", "line": "line", "image": "bitmap"}.get(
            name, "freeform"
        )
        if name == "shape":
            match = re.search(r"_t(\d+)$", shape.get("type") or "")
            kind = _VML_TYPE.get(match.group(1), "freeform") if match else "freeform"
        diagonal = False
        if name == "line":
            x0, y0 = (points(v, 1.0) or 0.0 for v in _two(shape.get("from")))
            x1, y1 = (points(v, 1.0) or 0.0 for v in _two(shape.get("to")))
            x, y, w, h = min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)
            diagonal = w > 0 and h > 0
        else:
            x, y, w, h = _vml_place(shape, frame if top else None)
        self._vml_info(shape, found, w, h, top)
        picture = shape.find(V + "imagedata")
        if picture is not None:
            relation = story.relations.get(picture.get(R + "id") or "")
            kind = "bitmap"
            if picture.get(R + "href") or (relation is not None and relation.external):
                self.outside += 1
            elif relation is not None:
                kind, image = self._image(relation.target)
                found.image = found.image or image
            title = (picture.get(O + "title") or "").strip()
            if title and title not in found.alt:
                found.alt = f"{found.alt} {title}".strip()
        art = shape.find(V + "textpath")
        if art is not None and (art.get("string") or "").strip():
            found.words.append((art.get("string") or "").strip())
        contents = list(_live(shape, BOX))
        found.boxes.extend(contents)
        text = "\n".join(filter(None, (_box_text(c) for c in contents)))
        stroke = shape.find(V + "stroke")
        if text and kind == "rect" and shape.get("stroked") in ("f", "false"):
            kind = "text"
        found.shapes.append(
            Shape(
                kind,
                text,
                frame.box(x, y, w, h),
                _dash(stroke.get("dashstyle") if stroke is not None else None),
                diagonal,
            )
        )


def _live(element: _Element, tag: str) -> Iterator[_Element]:
    """Elements of that tag within, outside of each other, each AlternateContent read once."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag == MC + "AlternateContent":
            for branch in branches(child):
                yield from _live(branch, tag)
        else:
            yield from _live(child, tag)


def _box_text(box: _Element) -> str:
    lines = ("".join(t.text or "" for t in p.iter(T)).strip() for p in box.iter(P))
    return "\n".join(line for line in lines if line)


def _offset(anchor: _Element, axis: str) -> float:
    place = anchor.find(f"{WP}{axis}/{WP}posOffset")
    return (points(place.text, 1 / _EMU) or 0.0) if place is not None else 0.0


def _xfrm(xfrm: _Element, where: str, size: str) -> tuple[float, float, float, float]:
    off, ext = xfrm.find(A + where), xfrm.find(A + size)
    x = _emu(off.get("x")) if off is not None else 0.0
    y = _emu(off.get("y")) if off is not None else 0.0
    return x, y, _emu(ext.get("cx")) if ext is not None else 0.0, _emu(ext.get("cy")) if ext is not None else 0.0


def _emu(text: str | None) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return value if abs(value) < 1e12 else 0.0


def _geometry(preset: str) -> str:
    return next((name for pattern, name in _GEOMETRY if pattern.search(preset)), preset[:40])


def _dash(style: str | None) -> str:
    low = (style or "solid").lower()
    if "dash" in low:
        return "dash"
    return "dot" if "dot" in low or low == "1 1" else "solid" if low in ("solid", "") else "dash"


def _css(text: str | None) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in (text or "").split(";") if ":" in part)
    return {k.strip().lower(): v.strip() for k, v in pairs}


def _vml_place(shape: _Element, outer: _Frame | None) -> tuple[float, float, float, float]:
    """Left, top, width and height of a VML shape: points outside of groups, the group's units within."""
    css = _css(shape.get("style"))

    def get(*names: str) -> float:
        return next((v for n in names if (v := points(css.get(n), 1.0)) is not None), 0.0)

    x, y, w, h = get("left"), get("top"), get("width"), get("height")
    return (x + get("margin-left"), y + get("margin-top"), w, h) if outer is not None else (x, y, w, h)


def _two(text: str | None) -> tuple[str, str]:
    parts = (text or "0,0").split(",")
    return parts[0], parts[1] if len(parts) > 1 else "0"


def _pair(text: str | None, x: float, y: float) -> tuple[float, float]:
    if text is None:
        return x or 1000.0, y or 1000.0
    a, b = _two(text)
    first, second = number(a), number(b)
    return float(first if first is not None else 0), float(second if second is not None else 0)
