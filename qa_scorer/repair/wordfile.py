"""Changes the text of a Word file in place: runs, formatting, comments and tracked changes stay as they are."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_XML = re.compile(r"\.(?:xml|rels)$")
_ONE_TO_ONE = str.maketrans({"\u00a0": " ", "\u2011": "-", "\u2007": " ", "\u202f": " "})

Span = tuple[int, int, str]


def _local(node: Any) -> str:
    tag = node.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


class WordFile:
    """The parts of a Word package, parsed on demand and written back once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._trees: dict[str, Any] = {}
        with zipfile.ZipFile(path) as package:
            self._names = package.namelist()

    def parts(self) -> Iterator[str]:
        """Names of the parts that hold text of the report: body, notes, headers, footers, comments."""
        wanted = re.compile(
            r"^word/(?:document|footnotes|endnotes|comments|header\d*|footer\d*|glossary/document)\.xml$"
        )
        return (n for n in self._names if wanted.match(n))

    def names(self, pattern: str) -> list[str]:
        """Names of the parts that match."""
        return [n for n in self._names if re.search(pattern, n)]

    def tree(self, name: str) -> Any:
        """The parsed root of a part; changes to it are written."""
        if name not in self._trees:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
            with zipfile.ZipFile(self._path) as package:
                self._trees[name] = etree.fromstring(package.read(name), parser)
        return self._trees[name]

    def paragraphs(self, name: str) -> list[Any]:
        """All paragraphs of a part in document order, nested ones included."""
        return [n for n in self.tree(name).iter() if n.tag in (W + "p", _STRICT + "p")]

    def save(self, target: Path) -> None:
        """Writes the package with the changed parts; all others byte for byte."""
        with zipfile.ZipFile(self._path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
            for item in source.infolist():
                data = source.read(item)
                if item.filename in self._trees:
                    data = etree.tostring(
                        self._trees[item.filename], xml_declaration=True, encoding="UTF-8", standalone=True
                    )
                info = zipfile.ZipInfo(item.filename, date_time=item.date_time)
                info.compress_type = item.compress_type
                info.external_attr = item.external_attr
                out.writestr(info, data)


def text_nodes(paragraph: Any, deleted: bool = False) -> list[Any]:
    """The text nodes of a paragraph, those of paragraphs nested in it left out."""
    wanted = "delText" if deleted else "t"
    out = []

    def walk(node: Any) -> None:
        for child in node:
            local = _local(child)
            if local == "p" or local == "Fallback":
                continue
            if local == wanted or (local == "t" and child.tag == _A + "t"):
                out.append(child)
            elif local in ("tab", "br", "cr") and child.tag.startswith((W, _STRICT)):
                out.append(None)
            else:
                walk(child)

    walk(paragraph)
    return out


def joined(nodes: list[Any]) -> str:
    """The text of the nodes with a line break for each tab or break between them."""
    return "".join("\n" if n is None else (n.text or "") for n in nodes).translate(_ONE_TO_ONE)


def write(nodes: list[Any], spans: list[Span]) -> None:
    """Puts new text in place of each span; it takes the formatting of the run where the span begins."""
    for start, end, new in sorted(spans, reverse=True):
        at, first = 0, True
        for node in nodes:
            length = 1 if node is None else len(node.text or "")
            if node is not None and at < end and start < at + length:
                old = node.text or ""
                low, high = max(0, start - at), min(length, end - at)
                node.text = old[:low] + (new if first else "") + old[high:]
                first = False
                if node.text != node.text.strip() and not node.tag.startswith(_A):
                    node.set(_SPACE, "preserve")
            at += length


def change_attributes(root: Any, names: frozenset[str], change: Callable[[str], str]) -> int:
    """Applies `change` to every attribute with one of these local names; returns how many became different."""
    count = 0
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        for key, value in list(node.attrib.items()):
            if key.rsplit("}", 1)[-1] in names:
                new = change(value)
                if new != value:
                    node.set(key, new)
                    count += 1
    return count


def copy_after(node: Any) -> Any:
    """A deep copy of the node, placed right after it, with tracked-change and bookmark marks left off."""
    twin = deepcopy(node)
    for mark in [
        n
        for n in twin.iter()
        if _local(n) in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "commentReference")
    ]:
        mark.getparent().remove(mark)
    node.addnext(twin)
    return twin


def set_text(node: Any, text: str) -> None:
    """Makes `text` the only text of a cell or paragraph, in the formatting of its first run."""
    nodes = [n for n in node.iter() if _local(n) == "t" and isinstance(n.tag, str)]
    if nodes:
        nodes[0].text = text
        nodes[0].set(_SPACE, "preserve")
        for other in nodes[1:]:
            other.text = ""
        return
    paragraph = node if _local(node) == "p" else next((n for n in node.iter() if _local(n) == "p"), None)
    if paragraph is not None:
        space = paragraph.tag[: paragraph.tag.index("}") + 1]
        run = etree.SubElement(paragraph, space + "r")
        made = etree.SubElement(run, space + "t")
        made.text = text
        made.set(_SPACE, "preserve")
