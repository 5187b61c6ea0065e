"""Names of WordprocessingML and its neighbours, and how its simple values are read."""

from __future__ import annotations

import re

from lxml.etree import _Element

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = "{" + W_NS + "}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
WPG = "{http://schemas.microsoft.com/office/word/2010/wordprocessingGroup}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741

P, R_TAG, T, TBL, TR, TC = W + "p", W + "r", W + "t", W + "tbl", W + "tr", W + "tc"
VAL = W + "val"

#: Elements that hold properties or marks, never text of the document.
SILENT = frozenset(
    W + n
    for n in (
        "pPr rPr tblPr tblGrid trPr tcPr sectPr sdtPr sdtEndPr customXmlPr smartTagPr tblPrEx bookmarkStart bookmarkEnd proofErr "
        "permStart permEnd commentRangeStart commentRangeEnd moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd "
        "customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart customXmlDelRangeEnd customXmlMoveFromRangeStart "
        "customXmlMoveFromRangeEnd customXmlMoveToRangeStart customXmlMoveToRangeEnd annotationRef footnoteRef endnoteRef separator "
        "continuationSeparator delInstrText fldData numberingChange rubyPr"
    ).split()
)


def val(parent: _Element | None, name: str) -> str | None:
    """The `w:val` of the child `w:name`, None where there is no such child or value."""
    if parent is None:
        return None
    child = parent.find(W + name)
    return None if child is None else child.get(VAL)


def on(parent: _Element | None, name: str) -> bool | None:
    """A switch such as `w:b`: True, False, or None where it is not set."""
    if parent is None:
        return None
    child = parent.find(W + name)
    return None if child is None else is_on(child.get(VAL))


def is_on(value: str | None) -> bool:
    """The value of a switch; one without a value is on."""
    return value not in ("0", "false", "off", "none")


_NUMBER = re.compile(r"\s*([-+]?\d{1,9}(?:\.\d{1,9})?)\s*(pt|in|cm|mm|pc|pi|px|%)?\s*")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.3465, "mm": 2.83465, "pc": 12.0, "pi": 12.0, "px": 0.75}


def number(text: str | None, default: int | None = None) -> int | None:
    """A whole number, `default` where it is none or absurdly long."""
    if text is None:
        return default
    match = _NUMBER.fullmatch(text)
    return int(float(match.group(1))) if match else default


def points(text: str | None, unit: float) -> float | None:
    """A length in points: a bare number counts in `unit` points, one with a unit says so itself (Strict files, VML)."""
    match = _NUMBER.fullmatch(text or "")
    if match is None or match.group(2) == "%":
        return None
    return round(float(match.group(1)) * _POINTS.get(match.group(2), unit), 2)
