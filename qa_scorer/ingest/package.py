"""Safe access to the parts of an Office file: nothing is extracted, inflated bytes are counted as they come."""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from lxml import etree

from qa_scorer.errors import InputError
from qa_scorer.settings import Limits, limit_hit

_CHUNK = 1 << 18
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)

#: Namespaces of Strict Office files, and those that everything here is written for.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/officeDocument/extendedProperties", b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"),
    (b"http://purl.oclc.org/ooxml/officeDocument/customProperties", b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"),
    (b"http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes", b"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"),
    (b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)  # fmt: skip


class PartError(Exception):
    """One part is missing or damaged; the document may still be readable without it."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship: where it points (a zip name, or a foreign address where `external`) and of what type."""

    kind: str  # last word of the relationship type: image, hyperlink, footnotes, ...
    target: str
    external: bool


class Package:
    """The parts of one Office file, read one at a time within `limits`."""

    def __init__(self, file: IO[bytes], name: str, limits: Limits, *, spent: int = 0) -> None:
        """Opens the package.

        Raises:
            InputError: not a usable zip file, or one that is made to deceive.
        """
        self.name = name
        self.limits = limits
        self.spent = spent
        try:
            self._zip = zipfile.ZipFile(file)
            infos = self._zip.infolist()
        except (
            zipfile.BadZipFile, zipfile.LargeZipFile, struct.error, ValueError, NotImplementedError, OSError, EOFError, OverflowError, IndexError,
        ) as exc:  # fmt: skip
            raise self.damaged() from exc
        if len(infos) > limits.parts:
            raise limit_hit(name, "has too many parts", "parts", limits)
        self._refuse_overlaps(infos)
        self._infos: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            key = info.filename.replace("\\", "/").lstrip("/").lower()
            other = self._infos.get(key)
            if other is not None and (other.CRC, other.file_size) != (info.CRC, info.file_size):
                raise InputError(
                    f"{name} holds two different parts under one name, so programs would read it differently. Open it in Word and save it again."
                )
            self._infos[key] = info
        self._types: tuple[dict[str, str], dict[str, str]] | None = None

    def damaged(self) -> InputError:
        """The error for a package that cannot be used."""
        return InputError(
            f"{self.name} is damaged or incomplete. Ask for the file again, or open it in Word and save it anew."
        )

    def _refuse_overlaps(self, infos: list[zipfile.ZipInfo]) -> None:
        end = 0
        for info in sorted(infos, key=lambda i: i.header_offset):
            if info.header_offset < end:
                raise InputError(
                    f"{self.name} has overlapping parts, as files made to overload a computer have. It was not read; ask for the file again."
                )
            end = info.header_offset + 30 + info.compress_size

    # -- parts ---------------------------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """Zip names of all parts."""
        return [i.filename for i in self._infos.values()]

    def has(self, name: str) -> bool:
        """True where the part is in the package."""
        return name.lower() in self._infos

    def real_name(self, name: str) -> str:
        """The name as the zip has it (names are the same whatever their case)."""
        info = self._infos.get(name.lower())
        return info.filename if info else name

    def size(self, name: str) -> int:
        """Unpacked size as the zip claims it; 0 where there is no such part."""
        info = self._infos.get(name.lower())
        return info.file_size if info else 0

    def read(self, name: str, at_most: int | None = None) -> bytes:
        """The bytes of a part.

        Raises:
            PartError: missing, damaged, or longer than `at_most`.
            InputError: the limit on unpacked bytes was hit.
        """
        info = self._infos.get(name.lower())
        if info is None:
            raise PartError("missing")
        if info.flag_bits & 0x1:
            raise InputError(f"{self.name} is password-protected. Save a copy without the password and try again.")
        if info.compress_type not in _METHODS:
            raise PartError("compression")
        if at_most is not None and info.file_size > at_most:
            raise PartError("too long")
        chunks = []
        length = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    length += len(chunk)
                    self.spent += len(chunk)
                    if self.spent > self.limits.unpacked_bytes:
                        raise limit_hit(self.name, "unpacks to too much data", "unpacked_bytes", self.limits)
                    if at_most is not None and length > at_most:
                        raise PartError("too long")
                    chunks.append(chunk)
        except (
            zipfile.BadZipFile,
            zlib.error,
            struct.error,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,
            NotImplementedError,
        ) as exc:
            raise PartError("damaged") from exc
        return b"".join(chunks)

    def xml(self, name: str) -> etree._Element:
        """The root of an XML part, Strict names turned into the usual ones.

        Raises:
            PartError: missing or not well-formed.
            InputError: it declares entities, or a limit was hit.
        """
        return self.parse(self.read(name))

    def parse(self, data: bytes) -> etree._Element:
        """The root of XML data; see `xml`."""
        if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00<" in data[:64] or b"<\x00" in data[:64]:
            data = _as_utf8(data)
        if _DOCTYPE.search(data):
            raise InputError(
                f"{self.name} declares entities, which Word files never do; it may be made to do harm. It was not read; ask for the file again."
            )
        if b"purl.oclc.org/ooxml" in data:
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True, collect_ids=False,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError as exc:
            text = str(exc)
            if "memory" in text.lower():
                raise MemoryError from exc
            if "depth" in text.lower():
                raise InputError(
                    f"{self.name} is nested more deeply than any real report. Open it in Word and save it anew."
                ) from exc
            raise PartError("not well-formed") from exc
        if root is None:
            raise PartError("empty")
        if root.getroottree().docinfo.internalDTD is not None:
            raise InputError(f"{self.name} declares entities, which Word files never do. It was not read.")
        return root

    # -- relations and types ---------------------------------------------------------------------------------------

    def relations(self, part: str) -> dict[str, Relation]:
        """The relationships of a part ('' for the package) by id; empty where there are none or they are damaged."""
        folder, base = posixpath.split(part)
        try:
            root = self.xml(posixpath.join(folder, "_rels", base + ".rels"))
        except PartError:
            return {}
        found: dict[str, Relation] = {}
        for rel in root.iter(_RELS + "Relationship"):
            target = rel.get("Target") or ""
            external = (rel.get("TargetMode") or "").lower() == "external"
            if not external:
                target = resolve(folder, target)
            found.setdefault(
                rel.get("Id") or "", Relation((rel.get("Type") or "").rsplit("/", 1)[-1], target, external)
            )
        return found

    def content_type(self, name: str) -> str:
        """The content type of a part, '' where none is declared."""
        if self._types is None:
            overrides: dict[str, str] = {}
            defaults: dict[str, str] = {}
            try:
                root = self.xml("[Content_Types].xml")
            except PartError:
                pass
            else:
                for el in root.iter(_TYPES + "Override"):
                    overrides[(el.get("PartName") or "").lstrip("/").lower()] = el.get("ContentType") or ""
                for el in root.iter(_TYPES + "Default"):
                    defaults[(el.get("Extension") or "").lower()] = el.get("ContentType") or ""
            self._types = (overrides, defaults)
        overrides, defaults = self._types
        return overrides.get(name.lower()) or defaults.get(name.lower().rsplit(".", 1)[-1], "")

    def main_part(self) -> str | None:
        """The zip name of the main document, None where there is none."""
        for rel in self.relations("").values():
            if rel.kind == "officeDocument" and not rel.external and self.has(rel.target):
                return self.real_name(rel.target)
        for info in self._infos.values():
            kind = self.content_type(info.filename)
            if kind.endswith("main+xml"):
                return info.filename
        return self.real_name("word/document.xml") if self.has("word/document.xml") else None


def resolve(folder: str, target: str) -> str:
    """A relationship's target as a zip name; it cannot leave the package."""
    target = unquote(target.split("#", 1)[0]).replace("\\", "/")
    joined = target if target.startswith("/") else "/" + folder + "/" + target
    return posixpath.normpath(joined).lstrip("/")


def _as_utf8(data: bytes) -> bytes:
    """UTF-16 XML as UTF-8, without its declaration."""
    codec = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"
    text = data.decode(codec, "replace").lstrip("\ufeff")
    return re.sub(r"^<\?xml[^>]*\?>", "", text, count=1).encode("utf-8")


def open_package(path: Path, limits: Limits) -> Package:
    """The package of a file; see `Package`."""
    import io

    with path.open("rb") as file:
        return Package(io.BytesIO(file.read()), path.name, limits)
