"""A copy of a Word file in which some parts are changed or added; all others keep their bytes."""

from __future__ import annotations

import io
import posixpath
import zipfile
from pathlib import Path

from lxml import etree

from qa_scorer.ingest.package import Package, PartError, open_package
from qa_scorer.settings import Limits

_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_STRICT = (
    (b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main"),
    (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
    (b"http://schemas.openxmlformats.org/officeDocument/2006/math", b"http://purl.oclc.org/ooxml/officeDocument/math"),
    (b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing"),
    (b"http://schemas.openxmlformats.org/drawingml/2006/", b"http://purl.oclc.org/ooxml/drawingml/"),
)  # fmt: skip
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class WordPackage:
    """The parts of a .docx: read within the reader's limits, parsed on demand, written as a copy."""

    def __init__(self, path: Path) -> None:
        self.package: Package = open_package(path, Limits())
        self._path = path
        self._trees: dict[str, etree._Element] = {}
        self._strict: set[str] = set()
        main = self.package.main_part()
        if main is None:
            raise self.package.damaged()
        self.main = main

    def tree(self, name: str) -> etree._Element:
        """The root of a part; what is changed in it is written.

        Raises:
            PartError: the part is missing or damaged.
        """
        name = self.package.real_name(name)
        if name not in self._trees:
            data = self.package.read(name)
            if b"purl.oclc.org/ooxml" in data:
                self._strict.add(name)
            self._trees[name] = self.package.parse(data)
        return self._trees[name]

    def add(self, name: str, root: etree._Element) -> None:
        """Puts a new part into the copy."""
        self._trees[name] = root
        if self.main in self._strict:
            self._strict.add(name)

    def related(self, kind: str) -> str | None:
        """The name of the part to which the main part has a relation of this kind; None where there is none."""
        for relation in self.package.relations(self.main).values():
            if relation.kind == kind and not relation.external and self.package.has(relation.target):
                return self.package.real_name(relation.target)
        return None

    def relate(self, kind: str, target: str, content_type: str) -> None:
        """Adds a relation from the main part to the new part `target`, and the part's content type."""
        folder, base = posixpath.split(self.main)
        name = posixpath.join(folder, "_rels", base + ".rels")
        try:
            root = self.tree(name)
        except PartError:
            root = etree.Element(f"{{{_RELS}}}Relationships", nsmap={None: _RELS})  # type: ignore[dict-item]
            self._trees[name] = root
        used = {r.get("Id") for r in root}
        number = 1
        while f"rIdQA{number}" in used:
            number += 1
        relation = "http://purl.oclc.org/ooxml/officeDocument/relationships" if self.main in self._strict else _RELATION
        etree.SubElement(
            root,
            f"{{{_RELS}}}Relationship",
            {"Id": f"rIdQA{number}", "Type": f"{relation}/{kind}", "Target": posixpath.relpath(target, folder or ".")},
        )
        types = self.tree("[Content_Types].xml")
        part = "/" + target
        if not any((o.get("PartName") or "").lower() == part.lower() for o in types):
            etree.SubElement(types, f"{{{_TYPES}}}Override", {"PartName": part, "ContentType": content_type})

    def to_bytes(self) -> bytes:
        """The copy as a zip file: changed parts written anew, the others with the bytes they had."""
        out = io.BytesIO()
        changed = dict(self._trees)
        done: set[str] = set()
        with zipfile.ZipFile(self._path) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for info in source.infolist():
                if info.filename in done:
                    continue
                done.add(info.filename)
                root = changed.pop(self.package.real_name(info.filename.replace("\\", "/").lstrip("/")), None)
                data = source.read(info) if root is None else self._serialise(info.filename, root)
                target.writestr(_like(info), data)
            for name, root in changed.items():
                target.writestr(zipfile.ZipInfo(name), self._serialise(name, root), zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _serialise(self, name: str, root: etree._Element) -> bytes:
        data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        if self.package.real_name(name) in self._strict or name in self._strict:
            for usual, strict in _STRICT:
                data = data.replace(usual, strict)
        return data


def _like(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(info.filename, info.date_time)
    made.compress_type = info.compress_type
    made.external_attr = info.external_attr
    made.create_system = info.create_system
    return made
