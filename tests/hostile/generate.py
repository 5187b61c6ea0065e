"""Makes the hostile files from code: `python tests/hostile/generate.py FOLDER [--heavy]`.

Each maker is one file. `expect` says what must become of it: 'read', 'refused' or 'either' (one clear line is as good as a
document). `holds` are words that must be in the text that was read, `lacks` words that must not be anywhere, `says` a
part of the refusal or of a warning. Heavy files take seconds to make or to read.
"""

from __future__ import annotations

import argparse
import io
import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
OUTSIDE = ' TargetMode="External"'
SEEN = "Lighthouse"  # a word that each readable file holds


@dataclass(frozen=True)
class Case:
    """One hostile file: how it is made, and what must become of it."""

    name: str
    make: Callable[[], bytes]
    expect: str
    says: str = ""
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    heavy: bool = False
    office: bool = False  # needs LibreOffice


CASES: dict[str, Case] = {}


def case(
    name: str, expect: str, *, says: str = "", holds: tuple[str, ...] | None = None, lacks: tuple[str, ...] = (), heavy: bool = False, office: bool = False,
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:  # fmt: skip
    """Registers a maker."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        assert name not in CASES, name
        wanted = holds if holds is not None else ((SEEN,) if expect == "read" else ())
        CASES[name] = Case(name, make, expect, says, wanted, lacks, heavy, office)
        return make

    return register


def make_all(folder: Path, *, heavy: bool = True, names: set[str] | None = None) -> list[Case]:
    """Writes the files and tells what they are."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for one in CASES.values():
        if (one.heavy and not heavy) or (names is not None and one.name not in names):
            continue
        (folder / one.name).write_bytes(one.make())
        made.append(one)
    return made


# -- Word -----------------------------------------------------------------------------------------------------------


def p(text: str = SEEN, props: str = "") -> str:
    """A paragraph."""
    return f"<w:p>{props}<w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def document_xml(body: str, head: str = "") -> str:
    """A main part."""
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{head}<w:document {NS}><w:body>{body}</w:body></w:document>'


def relations(*items: tuple[str, str, str], external: tuple[str, ...] = ()) -> str:
    """A relationship part of (id, kind, target)."""
    rows = "".join(
        f'<Relationship Id="{i}" Type="{k if ":" in k else REL + "/" + k}" Target="{t}"{OUTSIDE if i in external else ""}/>'
        for i, k, t in items
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def types(main: str = MAIN, more: str = "", part: str = "/word/document.xml") -> str:
    """[Content_Types].xml."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="{part}" ContentType="{main}"/>{more}</Types>'
    )


def parts(
    body: str | bytes | None = None, *, rels: str = "", main: str = MAIN, **more: str | bytes
) -> dict[str, str | bytes]:
    """The parts of a Word file, by name; in keyword names `__` is a slash and `_dot_` a dot."""
    out: dict[str, str | bytes] = {
        "[Content_Types].xml": types(main),
        "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
    }
    out["word/document.xml"] = body if isinstance(body, bytes) else document_xml(p() if body is None else body)
    if rels:
        out["word/_rels/document.xml.rels"] = rels
    for name, data in more.items():
        out[name.replace("__", "/").replace("_dot_", ".")] = data
    return out


def zipped(
    content: dict[str, str | bytes] | list[tuple[str, str | bytes]], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A zip of the parts."""
    import warnings

    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as z:
        warnings.simplefilter("ignore")
        for name, data in content.items() if isinstance(content, dict) else content:
            z.writestr(name, data)
    return buffer.getvalue()


def docx(body: str | bytes | None = None, **more: str | bytes) -> bytes:
    """A Word file."""
    return zipped(parts(body, **more))  # type: ignore[arg-type]


class _Zeros(io.RawIOBase):
    """A file of equal bytes that is never held in memory."""

    def __init__(self, size: int, byte: bytes) -> None:
        self.left, self.byte = size, byte

    def read(self, size: int = -1) -> bytes:
        size = min(self.left, 1 << 20 if size < 0 else size)
        self.left -= size
        return self.byte * size


def with_huge_part(
    name: str, size: int, content: dict[str, str | bytes], byte: bytes = b" ", head: str = "", tail: str = ""
) -> bytes:
    """A zip one part of which inflates to `size` bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as z:
        for other, data in content.items():
            if other != name:
                z.writestr(other, data)
        with z.open(name, "w", force_zip64=True) as out:
            out.write(head.encode())
            source = _Zeros(size, byte)
            while chunk := source.read(1 << 20):
                out.write(chunk)
            out.write(tail.encode())
    return buffer.getvalue()


def patched(
    data: bytes, name: str, *, central: dict[int, bytes] | None = None, local: dict[int, bytes] | None = None
) -> bytes:
    """A zip with bytes of one entry's headers replaced, by offset within the header."""
    out = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        start = z.getinfo(name).header_offset
    for offset, value in (local or {}).items():
        out[start + offset : start + offset + len(value)] = value
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", data, at + 28)[0]
        if data[at + 46 : at + 46 + length].decode() == name:
            for offset, value in (central or {}).items():
                out[at + offset : at + offset + len(value)] = value
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(out)


# bombs


@case("bomb-main-part.docx", "refused", says="unpack", heavy=True)
def _() -> bytes:
    head, tail = document_xml(p() + "|").split("|")
    return with_huge_part("word/document.xml", 600 << 20, parts(), head=head, tail=tail)


@case("bomb-many-parts.docx", "refused", says="unpack", heavy=True)
def _() -> bytes:
    content = parts(rels=relations(*((f"h{i}", "header", f"header{i}.xml") for i in range(60))))
    part = f"<w:hdr {NS}>{p()}{' ' * (10 << 20)}</w:hdr>"
    return zipped(content | {f"word/header{i}.xml": part for i in range(60)})


@case("bomb-part-nobody-reads.docx", "read", heavy=True)
def _() -> bytes:
    return with_huge_part("word/media/image1.png", 600 << 20, parts(), b"\0")


@case("bomb-nested-documents.docx", "read")
def _() -> bytes:
    inner = docx()
    for _n in range(12):
        inner = zipped(
            parts(p() + '<w:altChunk r:id="c1"/>', rels=relations(("c1", "aFChunk", "inner.docx")))
            | {"word/inner.docx": inner}
        )
    return inner


@case("bomb-many-chunks-of-one.docx", "either", heavy=True)
def _() -> bytes:
    inner = docx(p("x " * 2000) * 50)
    body = p() + '<w:altChunk r:id="c1"/>' * 2000
    return zipped(parts(body, rels=relations(("c1", "aFChunk", "inner.docx"))) | {"word/inner.docx": inner})


@case("bomb-claims-little.docx", "refused", says="damaged")
def _() -> bytes:
    data = docx(p() + p("y " * 200_000))
    return patched(data, "word/document.xml", central={24: struct.pack("<I", 100)}, local={22: struct.pack("<I", 100)})


@case("bomb-claims-huge.docx", "either")
def _() -> bytes:
    return patched(docx(), "word/document.xml", central={24: b"\xfe\xff\xff\xff"}, local={22: b"\xfe\xff\xff\xff"})


# the zip itself


@case("zip-overlapping.docx", "refused", says="overlap")
def _() -> bytes:
    data = zipped(parts() | {"word/a.bin": b"A" * 5000, "word/b.bin": b"A" * 5000}, zipfile.ZIP_STORED)
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        first = z.getinfo("word/a.bin").header_offset
    return patched(data, "word/b.bin", central={42: struct.pack("<I", first)})


@case("zip-path-traversal.docx", "read")
def _() -> bytes:
    return zipped(
        parts()
        | {
            "../../../../tmp/qa-hostile-escape.txt": "escaped",
            "/etc/qa-hostile": "escaped",
            "C:\\windows\\x": "escaped",
        }
    )


@case("zip-target-outside.docx", "read", lacks=("root:",))
def _() -> bytes:
    rels = relations(
        ("h1", "header", "../../../../../../etc/passwd"),
        ("h2", "header", "file:///etc/passwd"),
        ("s", "styles", "/etc/passwd"),
    )
    return docx(rels=rels)


@case("zip-two-main-parts.docx", "refused", says="two different parts")
def _() -> bytes:
    content = list(parts().items())
    return zipped([*content, ("word/document.xml", document_xml(p("Other text")))])


@case("zip-names-differ-in-case.docx", "refused", says="two different parts")
def _() -> bytes:
    return zipped(parts() | {"WORD/DOCUMENT.XML": document_xml(p("Other text"))})


@case("zip-encrypted-entry.docx", "refused", says="password")
def _() -> bytes:
    return patched(docx(), "word/document.xml", central={8: b"\x01\x00"}, local={6: b"\x01\x00"})


@case("zip-lzma.docx", "refused")
def _() -> bytes:
    return zipped(parts(), zipfile.ZIP_LZMA)


@case("zip-unknown-method.docx", "refused")
def _() -> bytes:
    return patched(docx(), "word/document.xml", central={10: b"\x63\x00"}, local={8: b"\x63\x00"})


@case("zip-bad-checksum.docx", "refused", says="damaged")
def _() -> bytes:
    return patched(docx(), "word/document.xml", central={16: b"\x00\x01\x02\x03"}, local={14: b"\x00\x01\x02\x03"})


@case("zip-offset-beyond-end.docx", "refused")
def _() -> bytes:
    return patched(docx(), "word/document.xml", central={42: b"\xf0\xff\xff\x7f"})


@case("zip-half.docx", "refused", says="damaged")
def _() -> bytes:
    data = docx(p() * 500)
    return data[: len(data) // 2]


@case("zip-without-last-bytes.docx", "refused", says="damaged")
def _() -> bytes:
    return docx()[:-30]


@case("zip-head-only.docx", "refused")
def _() -> bytes:
    return b"PK\x03\x04"


@case("zip-end-only.docx", "refused")
def _() -> bytes:
    return b"PK\x05\x06" + b"\0" * 18


@case("zip-words-before.docx", "either")
def _() -> bytes:
    return b"PK\x03\x04 something else " * 40 + docx()


@case("zip-words-after.docx", "either")
def _() -> bytes:
    return docx() + os.urandom(4) * 0 + b"\x00garbage" * 1000


@case("zip-30000-parts.docx", "refused", says="parts", heavy=True)
def _() -> bytes:
    return zipped(parts() | {f"word/media/{i}": b"" for i in range(30_000)}, zipfile.ZIP_STORED)


@case("zip-64-nonsense.docx", "either")
def _() -> bytes:
    data = docx()
    return (
        data[:-22]
        + b"PK\x06\x06"
        + b"\xff" * 52
        + b"PK\x06\x07"
        + b"\xff" * 16
        + data[-22:-12]
        + b"\xff" * 8
        + data[-4:]
    )


# entities


@case("xml-external-entity.docx", "refused", says="entities", lacks=("root:",))
def _() -> bytes:
    return docx(document_xml(p("&x;"), '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>').encode())


@case("xml-external-entity-utf16.docx", "refused", says="entities", lacks=("root:",))
def _() -> bytes:
    text = document_xml(p("&x;"), '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    return docx(text.replace("UTF-8", "UTF-16").encode("utf-16"))


@case("xml-external-entity-utf32.docx", "refused", lacks=("root:",))
def _() -> bytes:
    text = document_xml(p("&x;"), '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    return docx(text.replace("UTF-8", "UTF-32").encode("utf-32"))


@case("xml-external-entity-ebcdic.docx", "refused", lacks=("root:",))
def _() -> bytes:
    text = document_xml(p("&x;"), '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    return docx(text.replace("UTF-8", "IBM037").encode("cp037"))


@case("xml-external-subset.docx", "refused", says="entities")
def _() -> bytes:
    return docx(document_xml(p(), '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">').encode())


@case("xml-billion-laughs.docx", "refused", says="entities")
def _() -> bytes:
    rows = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    return docx(document_xml(p("&a11;"), f"<!DOCTYPE d [{rows}]>").encode())


@case("xml-quadratic-entity.docx", "refused", says="entities")
def _() -> bytes:
    return docx(document_xml(p("&a;" * 20_000), f'<!DOCTYPE d [<!ENTITY a "{"a" * 50_000}">]>').encode())


@case("xml-parameter-entity.docx", "refused", says="entities")
def _() -> bytes:
    return docx(document_xml(p(), '<!DOCTYPE d [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>').encode())


@case("xml-entity-in-styles.docx", "either", lacks=("root:",))
def _() -> bytes:
    styles = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:styles xmlns:w="{W}"><w:style w:styleId="&x;"/></w:styles>'
    return zipped(parts(rels=relations(("s", "styles", "styles.xml"))) | {"word/styles.xml": styles})


@case("xml-entity-in-content-types.docx", "refused")
def _() -> bytes:
    return zipped(parts() | {"[Content_Types].xml": '<!DOCTYPE d [<!ENTITY x "y">]>' + types().split("?>", 1)[1]})


@case("xml-include.docx", "read", lacks=("root:",))
def _() -> bytes:
    return docx(p() + '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>')


@case("xml-stylesheet.docx", "read")
def _() -> bytes:
    return docx(document_xml(p(), '<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/x.xsl"?>').encode())


@case("xml-not-well-formed.docx", "refused", says="damaged")
def _() -> bytes:
    return docx(document_xml(p() + "<w:p><w:r>").replace("</w:body>", "").encode())


@case("xml-no-root.docx", "refused", says="damaged")
def _() -> bytes:
    return docx(b"   ")


@case("xml-other-root.docx", "refused")
def _() -> bytes:
    return docx(b"<html><body>Lighthouse</body></html>")


@case("xml-control-characters.docx", "refused", says="damaged")
def _() -> bytes:
    return docx(document_xml(p("a\x01b&#x2;c\x1b[2J")).encode())


@case("xml-wrong-encoding.docx", "either")
def _() -> bytes:
    return docx(document_xml(p("caf\xe9 Lighthouse")).encode("latin-1"))


@case("xml-unknown-encoding.docx", "refused")
def _() -> bytes:
    return docx(document_xml(p()).replace("UTF-8", "x-no-such-thing").encode())


@case("xml-utf16.docx", "read")
def _() -> bytes:
    return docx(document_xml(p()).replace("UTF-8", "UTF-16").encode("utf-16"))


@case("xml-nested-20000.docx", "refused")
def _() -> bytes:
    return docx("<w:sdt><w:sdtContent>" * 10_000 + p() + "</w:sdtContent></w:sdt>" * 10_000)


@case("xml-nested-120-boxes.docx", "either")
def _() -> bytes:
    open_box, close_box = (
        "<w:p><w:r><w:t>box</w:t><w:pict><v:rect><v:textbox><w:txbxContent>",
        "</w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>",
    )
    return docx(open_box * 40 + p() + close_box * 40)


@case("xml-nested-tables.docx", "either")
def _() -> bytes:
    return docx("<w:tbl><w:tr><w:tc>" * 80 + p() + "<w:p/></w:tc></w:tr></w:tbl>" * 80)


@case("xml-nested-alternatives.docx", "either", heavy=True)
def _() -> bytes:
    def both(depth: int) -> str:
        if not depth:
            return p()
        return f'<mc:AlternateContent><mc:Choice Requires="x">{p(f"a{depth}")}{both(depth - 1)}</mc:Choice><mc:Fallback>{p(f"b{depth}")}{both(depth - 1)}</mc:Fallback></mc:AlternateContent>'

    return docx(both(13))


@case("xml-alternatives-in-a-row.docx", "read", heavy=True)
def _() -> bytes:
    one = f'<mc:AlternateContent><mc:Choice Requires="x">{p("a")}</mc:Choice><mc:Fallback>{p("b")}</mc:Fallback></mc:AlternateContent>'
    return docx(p() + one * 30_000)


@case("xml-huge-attribute.docx", "either", heavy=True)
def _() -> bytes:
    return docx(f'<w:p><w:pPr><w:pStyle w:val="{"A" * (11 << 20)}"/></w:pPr><w:r><w:t>{SEEN}</w:t></w:r></w:p>')


@case("xml-100000-attributes.docx", "either")
def _() -> bytes:
    return docx(
        f"<w:p {' '.join(f'a{i}=%s1%s' % (chr(34), chr(34)) for i in range(100_000))}><w:r><w:t>{SEEN}</w:t></w:r></w:p>"
    )


@case("xml-50000-namespaces.docx", "either")
def _() -> bytes:
    return docx("".join(f'<n{i}:x xmlns:n{i}="urn:{i}"/>' for i in range(50_000)) + p())


# missing parts, cycles


@case("part-no-main.docx", "refused")
def _() -> bytes:
    content = parts()
    del content["word/document.xml"]
    return zipped(content)


@case("part-no-types.docx", "read")
def _() -> bytes:
    content = parts()
    del content["[Content_Types].xml"]
    return zipped(content)


@case("part-no-relations.docx", "read")
def _() -> bytes:
    content = parts()
    del content["_rels/.rels"]
    return zipped(content)


@case("part-no-body.docx", "refused", says="damaged")
def _() -> bytes:
    return docx(f"<w:document {NS}/>".encode())


@case("part-damaged-relations.docx", "read")
def _() -> bytes:
    return docx(rels="<Relationships><Relationship Id=")


@case("part-missing-everything-else.docx", "read")
def _() -> bytes:
    kinds = "styles numbering footnotes endnotes comments header footer settings image theme fontTable".split()
    body = p() + '<w:p><w:r><w:footnoteReference w:id="5"/><w:commentReference w:id="9"/></w:r></w:p>'
    return docx(body, rels=relations(*((f"r{i}", k, f"no-{k}.xml") for i, k in enumerate(kinds))))


@case("part-damaged-everything-else.docx", "read", says="damaged")
def _() -> bytes:
    kinds = "styles numbering footnotes endnotes comments header footer settings".split()
    content = parts(rels=relations(*((f"r{i}", k, f"{k}.xml") for i, k in enumerate(kinds))))
    return zipped(content | {f"word/{k}.xml": f"<w:{k} xmlns:w='{W}'><w:p>" for k in kinds})


@case("cycle-styles.docx", "read")
def _() -> bytes:
    rows = "".join(
        f'<w:style w:type="paragraph" w:styleId="S{i}"><w:name w:val="S{i}"/><w:basedOn w:val="S{(i + 1) % 9}"/></w:style>'
        for i in range(9)
    )
    body = f'<w:p><w:pPr><w:pStyle w:val="S3"/></w:pPr><w:r><w:t>{SEEN}</w:t></w:r></w:p>'
    return zipped(
        parts(body, rels=relations(("s", "styles", "styles.xml")))
        | {"word/styles.xml": f'<w:styles xmlns:w="{W}">{rows}</w:styles>'}
    )


@case("cycle-numbering.docx", "read")
def _() -> bytes:
    xml = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/><w:styleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    body = f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{SEEN}</w:t></w:r></w:p>'
    return zipped(parts(body, rels=relations(("n", "numbering", "numbering.xml"))) | {"word/numbering.xml": xml})


@case("cycle-notes.docx", "read")
def _() -> bytes:
    note = f'<w:footnotes {NS}><w:footnote w:id="2"><w:p><w:r><w:t>note</w:t><w:footnoteReference w:id="2"/></w:r></w:p></w:footnote></w:footnotes>'
    body = p() + '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    return zipped(parts(body, rels=relations(("f", "footnotes", "footnotes.xml"))) | {"word/footnotes.xml": note})


@case("cycle-header-is-main.docx", "read")
def _() -> bytes:
    rels = relations(
        *(
            (f"r{i}", k, "document.xml")
            for i, k in enumerate("header footer footnotes endnotes comments styles numbering image".split())
        )
    )
    return docx(p() + '<w:altChunk r:id="r0"/>', rels=rels)


@case("cycle-chunk-is-main.docx", "read")
def _() -> bytes:
    return docx(p() + '<w:altChunk r:id="c1"/>', rels=relations(("c1", "aFChunk", "document.xml")))


@case("cycle-package-relations.docx", "either")
def _() -> bytes:
    return zipped(parts() | {"_rels/.rels": relations(("rId1", "officeDocument", "_rels/.rels"))})


# macros and the world outside


@case("macro.docm", "read", says="macros")
def _() -> bytes:
    content = parts(
        main=MACRO,
        rels=relations(("v", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin")),
    )
    return zipped(
        content
        | {
            "word/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"AutoOpen Shell calc" * 50,
            "word/vbaData.xml": "<x/>",
        }
    )


@case("macro-named-docx.docx", "read", says="macros")
def _() -> bytes:
    return zipped(parts() | {"word/vbaProject.bin": b"AutoOpen"})


@case("outside-picture.docx", "read", says="outside")
def _() -> bytes:
    picture = '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:link="i1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
    return docx(p() + picture, rels=relations(("i1", "image", "http://127.0.0.1:9/beacon.png"), external=("i1",)))


@case("outside-template.docx", "read", says="outside")
def _() -> bytes:
    content = parts(rels=relations(("s", "settings", "settings.xml")))
    content["word/settings.xml"] = f'<w:settings {NS}><w:attachedTemplate r:id="t1"/></w:settings>'
    content["word/_rels/settings.xml.rels"] = relations(
        ("t1", "attachedTemplate", "http://127.0.0.1:9/evil.dotm"), external=("t1",)
    )
    return zipped(content)


@case("outside-file-share.docx", "read", says="outside")
def _() -> bytes:
    return docx(
        rels=relations(
            ("o1", "oleObject", "file://///127.0.0.1/share/x"),
            ("f1", "frame", "\\\\127.0.0.1\\x"),
            external=("o1", "f1"),
        )
    )


@case("outside-fields.docx", "read", says="outside")
def _() -> bytes:
    def fld(code: str) -> str:
        return f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>shown</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'

    codes = (
        'INCLUDETEXT "/etc/passwd"',
        'DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"',
        'INCLUDEPICTURE "http://127.0.0.1:9/x"',
        'IMPORT "/etc/shadow"',
    )
    return docx(p() + "".join(map(fld, codes)))


@case("outside-subdocument.docx", "read", says="outside")
def _() -> bytes:
    return docx(
        p() + '<w:subDoc r:id="d1"/><w:altChunk r:id="d2"/>',
        rels=relations(
            ("d1", "subDocument", "file:///etc/passwd"), ("d2", "aFChunk", "http://127.0.0.1:9/"), external=("d1", "d2")
        ),
    )


@case("outside-main-part.docx", "either")
def _() -> bytes:
    return zipped(
        parts()
        | {"_rels/.rels": relations(("rId1", "officeDocument", "http://127.0.0.1:9/document.xml"), external=("rId1",))}
    )


@case("embedded-program.docx", "read", says="embedded")
def _() -> bytes:
    body = p() + '<w:p><w:r><w:object><o:OLEObject Type="Embed" ProgID="Package" r:id="o1"/></w:object></w:r></w:p>'
    return zipped(
        parts(body, rels=relations(("o1", "oleObject", "embeddings/x.bin")))
        | {"word/embeddings/x.bin": b"MZ" + b"\0" * 4000}
    )


@case("chunk-html.docx", "read", lacks=("root:",), holds=(SEEN, "Chunktext"))
def _() -> bytes:
    html = (
        '<html><head><script>alert(1)</script></head><body><iframe src="file:///etc/passwd"></iframe><p onload=x>Chunktext</p>'
        + "<div>" * 30_000
        + "</html>"
    )
    return zipped(
        parts(p() + '<w:altChunk r:id="c1"/>', rels=relations(("c1", "aFChunk", "c.html"))) | {"word/c.html": html}
    )


@case("chunk-rtf.docx", "read")
def _() -> bytes:
    rtf = b"{\\rtf1" + b"{" * 50_000 + b"\\u-9999999999 \\bin999999999 x \\'zz \\'e9" + b"\\u8364?" * 10_000
    return zipped(
        parts(p() + '<w:altChunk r:id="c1"/>', rels=relations(("c1", "aFChunk", "c.rtf"))) | {"word/c.rtf": rtf}
    )


@case("chunk-mail.docx", "read")
def _() -> bytes:
    mail = (
        b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="a"\n\n'
        + b'--a\nContent-Type: multipart/mixed; boundary="a"\n\n' * 3000
    )
    return zipped(
        parts(p() + '<w:altChunk r:id="c1"/>', rels=relations(("c1", "aFChunk", "c.mht"))) | {"word/c.mht": mail}
    )


# numbers and amounts


@case("number-grid-span.docx", "read")
def _() -> bytes:
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>{p()}</w:tc>'
    row = f'<w:tr><w:trPr><w:gridBefore w:val="2000000000"/></w:trPr>{cell}{cell}</w:tr>'
    return docx(f"<w:tbl>{row * 30}</w:tbl>")


@case("number-lists.docx", "read")
def _() -> bytes:
    forms = "decimal lowerLetter upperLetter lowerRoman upperRoman ordinal ordinalText cardinalText decimalZero none bullet nonsense".split()
    levels = "".join(
        f'<w:lvl w:ilvl="{i % 9}"><w:start w:val="999999999"/><w:numFmt w:val="{f}"/><w:lvlText w:val="{"%1.%9" * 40}"/><w:lvlRestart w:val="-5"/></w:lvl>'
        for i, f in enumerate(forms)
    )
    nums = "".join(
        f'<w:num w:numId="{i}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="77"><w:startOverride w:val="-1"/></w:lvlOverride></w:num>'
        for i in range(50)
    )
    xml = f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>{nums}</w:numbering>'
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{lv}"/><w:numId w:val="{n}"/></w:numPr></w:pPr><w:r><w:t>{SEEN}</w:t></w:r></w:p>'
        for lv in ("0", "8", "-1", "99", "1e9", "", "9" * 400) for n in ("1", "7", "-3", "NaN", "9" * 400)
    )  # fmt: skip
    return zipped(parts(body, rels=relations(("n", "numbering", "numbering.xml"))) | {"word/numbering.xml": xml})


@case("number-everywhere-absurd.docx", "read")
def _() -> bytes:
    bad = "9" * 5000
    body = (
        f'<w:p><w:pPr><w:outlineLvl w:val="{bad}"/></w:pPr><w:r><w:rPr><w:sz w:val="{bad}"/></w:rPr><w:t>{SEEN}</w:t></w:r></w:p>'
        f'<w:p><w:pPr><w:outlineLvl w:val="-3"/></w:pPr><w:r><w:rPr><w:sz w:val="-1e400"/></w:rPr><w:t>{SEEN}</w:t><w:sym w:char="{bad}" w:font="x"/><w:sym w:char="D800"/></w:r></w:p>'
        f'<w:p><w:r><w:drawing><wp:inline><wp:extent cx="{bad}" cy="NaN"/><wp:docPr id="1" descr="x"/></wp:inline></w:drawing></w:r></w:p>'
        '<w:p><w:r><w:pict><v:group coordsize="0,0" coordorigin="inf,nan" style="width:1e999pt;height:-infpt"><v:rect style="left:1e400;width:nan"/></v:group></w:pict></w:r></w:p>'
    )
    return docx(body)


@case("amount-200000-paragraphs.docx", "either", heavy=True)
def _() -> bytes:
    return docx(p() * 200_000)


@case("amount-600000-paragraphs.docx", "refused", says="paragraphs", heavy=True)
def _() -> bytes:
    return docx("<w:p/>" * 600_000)


@case("amount-100000-rows.docx", "either", heavy=True)
def _() -> bytes:
    return docx(
        p()
        + f"<w:tbl>{('<w:tr>' + '<w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc>' * 4 + '</w:tr>') * 100_000}</w:tbl>"
    )


@case("amount-600000-cells.docx", "refused", heavy=True)
def _() -> bytes:
    return docx(f"<w:tbl>{('<w:tr>' + '<w:tc/>' * 60 + '</w:tr>') * 10_000}</w:tbl>")


@case("amount-one-paragraph-9-MB.docx", "either", heavy=True)
def _() -> bytes:
    return docx(p(SEEN + " word" * 1_800_000))


@case("amount-100000-runs.docx", "either", heavy=True)
def _() -> bytes:
    return docx(f"<w:p>{'<w:r><w:t>x </w:t></w:r>' * 100_000}<w:r><w:t>{SEEN}</w:t></w:r></w:p>")


@case("amount-100000-revisions.docx", "either", heavy=True)
def _() -> bytes:
    return docx(
        "<w:p>"
        + "".join(
            f'<w:ins w:author="A{i}"><w:r><w:t>x\u200b </w:t></w:r></w:ins><w:del w:author="B"><w:r><w:delText>y</w:delText></w:r></w:del>'
            for i in range(50_000)
        )
        + "</w:p>"
        + p()
    )


@case("amount-50000-comments.docx", "either", heavy=True)
def _() -> bytes:
    notes = "".join(
        f'<w:comment w:id="{i}" w:author="A{i}"><w:p><w:r><w:t>c{i}</w:t></w:r></w:p></w:comment>'
        for i in range(50_000)
    )
    return zipped(
        parts(rels=relations(("c", "comments", "comments.xml")))
        | {"word/comments.xml": f"<w:comments {NS}>{notes}</w:comments>"}
    )


@case("amount-open-fields.docx", "read", heavy=True)
def _() -> bytes:
    begin, end = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    nested = f'<w:p>{begin * 5000}<w:r><w:instrText>IF "a" </w:instrText></w:r>{end * 5000}</w:p>'
    return docx(nested + f"<w:p>{begin * 50_000}</w:p><w:p>{end * 50_000}</w:p>" + p())


@case("amount-2000-headers.docx", "either")
def _() -> bytes:
    content = parts(rels=relations(*((f"h{i}", "header", f"header{i}.xml") for i in range(2000))))
    return zipped(content | {f"word/header{i}.xml": f"<w:hdr {NS}>{p('h')}</w:hdr>" for i in range(2000)})


@case("amount-properties.docx", "read")
def _() -> bytes:
    custom = (
        '<Properties xmlns="x">'
        + "".join(f'<property name="p{i}"><v>Words {i}</v></property>' for i in range(50_000))
        + "</Properties>"
    )
    return zipped(parts() | {"docProps/custom.xml": custom})


@case("amount-floating-shapes.docx", "either", heavy=True)
def _() -> bytes:
    shape = '<w:r><w:drawing><wp:anchor><wp:extent cx="9" cy="9"/><wp:docPr id="1" name="n" descr="alt"/><a:graphic><a:graphicData><wps:wsp><wps:spPr><a:prstGeom prst="rect"/></wps:spPr><wps:txbx><w:txbxContent><w:p><w:r><w:t>s</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>'
    return docx(f"<w:p>{shape * 20_000}</w:p>" + p())


# text


@case("text-zero-width-name.docx", "read", holds=("Rosalind", "Harcourt"), says="Invisible")
def _() -> bytes:
    return docx(p("Ro\u200bsa\u200dlind Har\u2060co\u00adurt was seen."))


@case("text-bidi-name.docx", "read", holds=("Harcourt",), says="Invisible")
def _() -> bytes:
    return docx(p("Ms \u202eHar\u202ccourt\u2066 was seen."))


@case("text-homoglyph-name.docx", "read", holds=("Harcourt", "Rosalind"), says="alphabets")
def _() -> bytes:
    return docx(p("R\u043es\u0430lind H\u0430rc\u043eurt was seen."))


@case("text-wide-and-mathematical-name.docx", "read", holds=("Harcourt", "Rosalind"))
def _() -> bytes:
    return docx(
        p(
            "\uff32\uff4f\uff53\uff41\uff4c\uff49\uff4e\uff44 \U0001d407\U0001d41a\U0001d42b\U0001d41c\U0001d428\U0001d42e\U0001d42b\U0001d42d was seen."
        )
    )


@case("text-combining-marks.docx", "read", heavy=True)
def _() -> bytes:
    return docx(p() + p("a" + "\u0301\u0327" * 100_000) * 3)


@case("text-markup.docx", "read", holds=("<script>alert(1)</script>", "=HYPERLINK", "{{7*7}}"))
def _() -> bytes:
    return docx(
        p(
            "&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=alert(1)&gt; =HYPERLINK(&quot;http://127.0.0.1&quot;) {{7*7}} [bold red] %s \\x1b[2J"
        )
    )


@case("text-line-separators.docx", "read")
def _() -> bytes:
    return docx(p(f"{SEEN}\u2028\u2029\u0085\ufffe".replace("\ufffe", "")))


@case("text-tags-and-private.docx", "read")
def _() -> bytes:
    return docx(p(SEEN + "".join(chr(0xE0020 + i) for i in range(90)) + "\ue000\uf8ff" + "\U0010fffd"))


# other types under the name of a Word file


@case("type-empty.docx", "refused", says="empty")
def _() -> bytes:
    return b""


@case("type-one-byte.docx", "either")
def _() -> bytes:
    return b"P"


@case("type-workbook.docx", "refused", says="Excel")
def _() -> bytes:
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return zipped(
        {
            "[Content_Types].xml": types(main, part="/xl/workbook.xml"),
            "_rels/.rels": relations(("r", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": "<workbook/>",
        }
    )


@case("type-slides.docx", "refused", says="PowerPoint")
def _() -> bytes:
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    return zipped(
        {
            "[Content_Types].xml": types(main, part="/ppt/presentation.xml"),
            "_rels/.rels": relations(("r", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": "<p/>",
        }
    )


@case("type-archive.docx", "refused", says="zip archive")
def _() -> bytes:
    return zipped({"a.txt": "x", "b/c.txt": "y"})


@case("type-picture.docx", "refused", says="picture")
def _() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\0" * 500


@case("type-program.docx", "refused", says="program")
def _() -> bytes:
    return b"MZ\x90\x00" + b"\0" * 3000


@case("type-web-page.docx", "refused", says="HTML")
def _() -> bytes:
    return b"<!DOCTYPE html><html><body>Lighthouse</body></html>"


@case("type-random.docx", "refused")
def _() -> bytes:
    import random

    return random.Random(7).randbytes(20_000)


@case("type-pdf.docx", "read", says="read as that")
def _() -> bytes:
    return pdf(["BT /F1 12 Tf 72 700 Td (Lighthouse keeper) Tj ET"])


@case("type-word.pdf", "read", says="read as that")
def _() -> bytes:
    return docx()


@case("type-old-word-nonsense.doc", "refused")
def _() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 3000


@case("type-old-word-cycle.doc", "refused")
def _() -> bytes:
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 40, 0, 1, 1, 0, 4096, 0, 0xFFFFFFFE & 1, 0, 0)
    struct.pack_into("<I", head, 76, 0)
    return bytes(head) + struct.pack("<128I", *([0] * 128)) * 8  # every sector leads back to the first


@case("encrypted-word.docx", "refused", says="password")
def _() -> bytes:
    return encrypted_word(docx(), "correct horse")


def encrypted_word(data: bytes, password: str) -> bytes:
    """The Word file with a password to open it."""
    from msoffcrypto.format.ooxml import OOXMLFile

    buffer = io.BytesIO()
    with zipfile.ZipFile(padded := io.BytesIO(data), "a") as z:  # a short one is not encrypted rightly by the library
        z.writestr("word/media/noise.bin", bytes(range(256)) * 40)
    OOXMLFile(io.BytesIO(padded.getvalue())).encrypt(password, buffer)
    return buffer.getvalue()


# -- PDF --------------------------------------------------------------------------------------------------------------

FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
LINE = "BT /F1 12 Tf 72 700 Td (Lighthouse keeper) Tj ET"


def stream(data: bytes, extra: str = "") -> bytes:
    """A stream object's body."""
    return f"<< /Length {len(data)} {extra} >>\nstream\n".encode() + data + b"\nendstream"


def assemble(objects: dict[int, str | bytes], root: int = 1, trailer: str = "") -> bytes:
    """A PDF of numbered objects, with a right cross-reference table."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places: dict[int, int] = {}
    for number, body in objects.items():
        places[number] = len(out)
        raw = body.encode("latin-1") if isinstance(body, str) else body
        out += f"{number} 0 obj\n".encode() + raw + b"\nendobj\n"
    start = len(out)
    size = max(objects, default=0) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    for number in range(1, size):
        out += f"{places[number]:010d} 00000 n \n".encode() if number in places else b"0000000000 00000 f \n"
    out += f"trailer\n<< /Size {size} /Root {root} 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def pages(
    contents: list[str | bytes],
    *,
    font: str = FONT,
    resources: str = "",
    page: str = "",
    catalog: str = "",
    more: dict[int, str | bytes] | None = None,
    filters: str = "",
) -> dict[int, str | bytes]:
    """Objects of a PDF with one page for each content stream; numbers from 1000 are free for `more`."""
    objects: dict[int, str | bytes] = {1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>", 3: font}
    kids = []
    at = 4
    for content in contents:
        raw = content.encode("latin-1") if isinstance(content, str) else content
        objects[at] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {at + 1} 0 R /Resources << /Font << /F1 3 0 R >> {resources} >> {page} >>"
        )
        objects[at + 1] = stream(raw, filters)
        kids.append(f"{at} 0 R")
        at += 2
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return objects | (more or {})


def pdf(contents: list[str | bytes], **more: object) -> bytes:
    """A PDF with one page for each content stream."""
    return assemble(pages(contents, **more))  # type: ignore[arg-type]


def locked(user: str, owner: str) -> bytes:
    """A PDF encrypted with these passwords."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(pdf([LINE]))))
    writer.encrypt(user, owner, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@case("encrypted.pdf", "refused", says="password")
def _() -> bytes:
    return locked("correct horse", "owner")


@case("encrypted-owner-only.pdf", "read")
def _() -> bytes:
    return locked("", "owner")


@case("encrypted-unknown-handler.pdf", "refused")
def _() -> bytes:
    return assemble(
        pages([LINE], more={1000: "<< /Filter /Acme /V 99 /R 99 >>"}), trailer="/Encrypt 1000 0 R /ID [<00><00>]"
    )


@case("encrypted-to-itself.pdf", "either")
def _() -> bytes:
    return assemble(pages([LINE], more={1000: "1000 0 R"}), trailer="/Encrypt 1000 0 R /ID [<00><00>]")


@case("cut-half.pdf", "either")
def _() -> bytes:
    data = pdf([LINE] * 20)
    return data[: len(data) // 2]


@case("cut-tail.pdf", "either")
def _() -> bytes:
    return pdf([LINE] * 3)[:-200]


@case("cut-head-only.pdf", "refused")
def _() -> bytes:
    return b"%PDF-1.7\n"


@case("words-before.pdf", "either")
def _() -> bytes:
    return b"x" * 900 + pdf([LINE])


@case("xref-wrong.pdf", "either")
def _() -> bytes:
    return pdf([LINE]).replace(b"0000000", b"0009999")


@case("xref-cycle.pdf", "either")
def _() -> bytes:
    data = assemble(pages([LINE]), trailer="/Prev PLACE")
    return data.replace(b"PLACE", str(data.rindex(b"xref\n0")).encode())


@case("xref-huge-range.pdf", "either")
def _() -> bytes:
    return pdf([LINE]).replace(b"xref\n0 ", b"xref\n0 999999999\n0 ")


@case("xref-stream-huge.pdf", "either")
def _() -> bytes:
    body = stream(
        zlib.compress(b"\0" * 3000),
        "/Type /XRef /Size 2147483647 /W [1 2147483647 2] /Index [0 2147483647] /Root 1 0 R /Filter /FlateDecode",
    )
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n9 0 obj\n" + body + b"\nendobj\nstartxref\n46\n%%EOF"


@case("trailer-root-is-stream.pdf", "either")
def _() -> bytes:
    return assemble({1: stream(b"x"), 2: "2 0 R", 3: "[3 0 R]"})


@case("pages-cycle.pdf", "either")
def _() -> bytes:
    objects = pages([LINE])
    objects[2] = "<< /Type /Pages /Kids [4 0 R 2 0 R 1000 0 R] /Count 3 /Parent 1000 0 R >>"
    objects[1000] = "<< /Type /Pages /Kids [2 0 R 1000 0 R] /Count 1 /Parent 2 0 R >>"
    return assemble(objects)


@case("pages-parent-cycle.pdf", "either")
def _() -> bytes:
    objects = pages([LINE])
    objects[4] = "<< /Type /Page /Parent 4 0 R /Contents 5 0 R >>"
    return assemble(objects)


@case("pages-deep.pdf", "either")
def _() -> bytes:
    objects = pages([LINE])
    objects[2] = "<< /Type /Pages /Kids [1000 0 R] /Count 1 >>"
    for i in range(5000):
        objects[1000 + i] = (
            f"<< /Type /Pages /Parent {999 + i if i else 2} 0 R /Kids [{1001 + i if i < 4999 else 4} 0 R] /Count 1 >>"
        )
    return assemble(objects)


@case("pages-one-page-10000-times.pdf", "either")
def _() -> bytes:
    objects = pages([LINE])
    objects[2] = f"<< /Type /Pages /Kids [{'4 0 R ' * 10_000}] /Count 10000 >>"
    return assemble(objects)


@case("pages-doubling.pdf", "either")
def _() -> bytes:
    objects = pages([LINE])
    objects[2] = "<< /Type /Pages /Kids [1000 0 R 1000 0 R] /Count 2 >>"
    for i in range(40):
        objects[1000 + i] = (
            f"<< /Type /Pages /Kids [{'4' if i == 39 else 1001 + i} 0 R {'4' if i == 39 else 1001 + i} 0 R] /Count 2 >>"
        )
    return assemble(objects)


@case("pages-count-lies.pdf", "either")
def _() -> bytes:
    objects = pages([LINE])
    objects[2] = "<< /Type /Pages /Kids [4 0 R] /Count 2147483647 >>"
    return assemble(objects)


@case("pages-none.pdf", "refused")
def _() -> bytes:
    return assemble({1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [] /Count 0 >>"})


@case("pages-5000.pdf", "either", heavy=True)
def _() -> bytes:
    return pdf([LINE] * 5000)


@case("pages-6000.pdf", "refused", says="pages", heavy=True)
def _() -> bytes:
    return pdf([LINE] * 6000)


@case("page-boxes-absurd.pdf", "either")
def _() -> bytes:
    objects = pages([LINE] * 8)
    boxes = (
        "[0 0 0 0]",
        "[595 842 0 0]",
        "[0 0 1e38 1e38]",
        "[-1e38 -1e38 1e38 1e38]",
        "[a b c d]",
        "[0 0]",
        "7",
        "<< >>",
    )
    for i, box in enumerate(boxes):
        objects[4 + 2 * i] = (
            str(objects[4 + 2 * i])
            .replace("[0 0 595 842]", box)
            .replace("/Type /Page ", "/Type /Page /Rotate 45 /UserUnit 1e30 ")
        )
    return assemble(objects)


@case("page-contents-cycle.pdf", "either")
def _() -> bytes:
    objects = pages([LINE], more={1000: "[1000 0 R 5 0 R 1000 0 R]"})
    objects[4] = str(objects[4]).replace("/Contents 5 0 R", "/Contents 1000 0 R")
    return assemble(objects)


@case("page-contents-same-100000-times.pdf", "either", heavy=True)
def _() -> bytes:
    objects = pages([LINE])
    objects[4] = str(objects[4]).replace("/Contents 5 0 R", f"/Contents [{'5 0 R ' * 100_000}]")
    return assemble(objects)


@case("form-draws-itself.pdf", "either")
def _() -> bytes:
    form = stream(
        b"/X1 Do /X1 Do", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X1 1000 0 R >> >>"
    )
    return pdf([LINE + " /X1 Do"], resources="/XObject << /X1 1000 0 R >>", more={1000: form})


@case("forms-draw-each-other.pdf", "either", heavy=True)
def _() -> bytes:
    more: dict[int, str | bytes] = {}
    for i in range(30):
        more[1000 + i] = stream(
            b"/X Do /X Do",
            f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X {1001 + i} 0 R >> >>",
        )
    more[1030] = stream(b"0 0 5 5 re f", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    return pdf([LINE + " /X Do"], resources="/XObject << /X 1000 0 R >>", more=more)


@case("font-type3-draws-itself.pdf", "either")
def _() -> bytes:
    font = "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 65 /LastChar 65 /Widths [9] /CharProcs << /a 1000 0 R >> /Encoding << /Differences [65 /a] >> /Resources << /Font << /F1 3 0 R >> >> >>"
    return pdf(["BT /F1 12 Tf (AAA) Tj ET"], font=font, more={1000: stream(b"9 0 d0 BT /F1 1 Tf (A) Tj ET")})


@case("script-and-launch.pdf", "read")
def _() -> bytes:
    catalog = "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /AA << /WC << /S /Launch /F (/bin/sh) >> >> /Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (x) >>] >> /EmbeddedFiles << /Names [(x) 1000 0 R] >> >>"
    return pdf(
        [LINE],
        catalog=catalog,
        page="/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (http://127.0.0.1:9/) >> >>]",
        more={1000: "<< /Type /Filespec /F (x.exe) >>"},
    )


@case("font-without-mapping.pdf", "either")
def _() -> bytes:
    font = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
    return pdf(["BT /F1 12 Tf 72 700 Td <00410042004300440045> Tj ET"] * 3, font=font)


@case("font-widths-huge.pdf", "either")
def _() -> bytes:
    font = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /W [0 999999999 500] /DW2 [1 2] /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
    return pdf(["BT /F1 12 Tf 72 700 Td <0041> Tj ET"], font=font)


@case("font-map-huge-range.pdf", "either")
def _() -> bytes:
    cmap = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange 1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange 1 begincidrange <00000000> <FFFFFFFF> 0 endcidrange endcmap"
    font = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 1000 0 R /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
    return pdf(["BT /F1 12 Tf 72 700 Td <0041> Tj ET"], font=font, more={1000: stream(cmap)})


@case("font-map-path-traversal.pdf", "either", lacks=("root:",))
def _() -> bytes:
    font = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /#2Ftmp#2Fqa-hostile-cmap /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (..) /Ordering (../../../../tmp/x) /Supplement 0 >> >>] >>"
    return pdf([LINE, "BT /F1 12 Tf 72 700 Td <0041> Tj ET"], font=font)


@case("font-name-not-a-name.pdf", "either")
def _() -> bytes:
    return pdf(
        [LINE],
        font="<< /Type /Font /Subtype [1 2] /BaseFont 7 /Encoding << /Differences [1 (x) -5 /a 99999999999 /b null] >> /Widths 5 /FirstChar (a) >>",
    )


@case("font-cycle.pdf", "either")
def _() -> bytes:
    return pdf(
        [LINE],
        font="<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding 3 0 R /ToUnicode 3 0 R /DescendantFonts [3 0 R] >>",
    )


@case("font-size-absurd.pdf", "either")
def _() -> bytes:
    return pdf(
        [
            f"BT /F1 {s} Tf 72 700 Td (Lighthouse keeper) Tj ET"
            for s in ("-12", "0", "1e30", "1e-30", "nan", "99999999999999999999")
        ]
    )


@case("matrix-absurd.pdf", "either")
def _() -> bytes:
    return pdf(
        [
            f"q {m} cm {LINE} Q"
            for m in ("0 0 0 0 0 0", "1e30 0 0 1e30 0 0", "-1 0 0 -1 0 0", "1 1 1 1 1 1", "nan inf 0 0 0 0", "1 2")
        ]
    )


@case("picture-only.pdf", "read", holds=(), says="could not be read")
def _() -> bytes:
    image = stream(
        zlib.compress(b"\x80" * 10_000),
        "/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode",
    )
    return pdf(["q 500 0 0 700 40 40 cm /I1 Do Q"] * 3, resources="/XObject << /I1 1000 0 R >>", more={1000: image})


@case("picture-claims-huge.pdf", "either")
def _() -> bytes:
    image = stream(
        b"x",
        "/Type /XObject /Subtype /Image /Width 1000000 /Height 1000000 /ColorSpace /DeviceRGB /BitsPerComponent 16",
    )
    return pdf([LINE + " q 500 0 0 500 40 40 cm /I1 Do Q"], resources="/XObject << /I1 1000 0 R >>", more={1000: image})


@case("picture-bomb-jbig-and-jpx.pdf", "either")
def _() -> bytes:
    more: dict[int, str | bytes] = {
        1000: stream(b"\x97JB2\r\n\x1a\n" + b"\xff" * 300, "/Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /JBIG2Decode"),
        1001: stream(b"\x00\x00\x00\x0cjP  \r\n\x87\n" + b"\xff" * 300, "/Subtype /Image /Width 60000 /Height 60000 /Filter /JPXDecode"),
        1002: stream(b"\xff\xd8\xff\xee" + b"\xff" * 300, "/Subtype /Image /Width 60000 /Height 60000 /Filter /DCTDecode"),
        1003: stream(b"\x00\x10" * 300, "/Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 60000 /Rows 60000 >>"),
    }  # fmt: skip
    draw = "".join(f" q 200 0 0 200 {40 + 100 * i} 40 cm /I{i} Do Q" for i in range(4))
    return pdf(
        [LINE + draw], resources="/XObject << " + " ".join(f"/I{i} {1000 + i} 0 R" for i in range(4)) + " >>", more=more
    )


def bomb(size: int, times: int = 1, tail: bytes = b"") -> bytes:
    """`size` spaces, deflated `times` times."""
    packer = zlib.compressobj(9)
    out = (
        b"".join(packer.compress(b" " * (1 << 20)) for _ in range(size >> 20)) + packer.compress(tail) + packer.flush()
    )
    for _n in range(times - 1):
        out = zlib.compress(out, 9)
    return out


@case("bomb-flate.pdf", "either", heavy=True)
def _() -> bytes:
    return pdf([bomb(4 << 30 >> 2, 1, LINE.encode())], filters="/Filter /FlateDecode")


@case("bomb-flate-three-times.pdf", "either", heavy=True)
def _() -> bytes:
    return pdf([bomb(3 << 30, 3)], filters="/Filter [/FlateDecode /FlateDecode /FlateDecode]")


@case("bomb-flate-shared-by-100-pages.pdf", "either", heavy=True)
def _() -> bytes:
    objects = pages([LINE] * 100, more={1000: stream(bomb(60 << 20), "/Filter /FlateDecode")})
    for i in range(100):
        objects[4 + 2 * i] = str(objects[4 + 2 * i]).replace(
            f"/Contents {5 + 2 * i} 0 R", f"/Contents [{5 + 2 * i} 0 R 1000 0 R]"
        )
    return assemble(objects)


@case("bomb-run-length.pdf", "either", heavy=True)
def _() -> bytes:
    return pdf([zlib.compress(b"\x81 " * 8_000_000)], filters="/Filter [/FlateDecode /RunLengthDecode]")


@case("filter-nonsense.pdf", "either")
def _() -> bytes:
    return pdf(
        [LINE],
        filters="/Filter [/LZWDecode /ASCII85Decode /ASCIIHexDecode /Nonsense /FlateDecode] /DecodeParms [<< /Predictor 12 /Columns 2147483647 /Colors 99 /BitsPerComponent 99 >> null 7]",
    )


@case("filter-predictor-huge.pdf", "either")
def _() -> bytes:
    return pdf(
        [zlib.compress(LINE.encode())],
        filters="/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 2147483647 >>",
    )


@case("filter-5000-filters.pdf", "either")
def _() -> bytes:
    return pdf([LINE], filters="/Filter [" + "/ASCIIHexDecode " * 5000 + "]")


@case("stream-length-of-itself.pdf", "either")
def _() -> bytes:
    objects = pages([LINE])
    objects[5] = b"<< /Length 5 0 R >>\nstream\n" + LINE.encode() + b"\nendstream"
    return assemble(objects)


@case("stream-length-absurd.pdf", "either")
def _() -> bytes:
    return (
        pdf([LINE] * 3)
        .replace(b"/Length 52", b"/Length -9999999999", 1)
        .replace(b"/Length 52", b"/Length 99999999999999", 1)
    )


@case("object-stream-in-itself.pdf", "either")
def _() -> bytes:
    objects = pages(
        [LINE], more={1000: stream(b"2 0 1000 5 << >> ", "/Type /ObjStm /N 2147483647 /First 8 /Extends 1000 0 R")}
    )
    return assemble(objects)


@case("object-refers-to-itself.pdf", "either")
def _() -> bytes:
    objects = pages(
        [LINE],
        page="/Annots 1000 0 R /Resources 1001 0 R /Rotate 1002 0 R",
        more={1000: "1000 0 R", 1001: "1002 0 R", 1002: "1001 0 R"},
    )
    return assemble(objects)


@case("nested-arrays.pdf", "either")
def _() -> bytes:
    return pdf([LINE + " " + "[" * 100_000 + " TJ"], more={1000: "[" * 100_000})


@case("nested-dictionaries.pdf", "either")
def _() -> bytes:
    return pdf([LINE], catalog="/X " + "<< /A " * 50_000 + "1" + " >>" * 50_000)


@case("nested-states.pdf", "either")
def _() -> bytes:
    return pdf(["q " * 300_000 + LINE + " Q" * 300_000])


@case("amount-rectangles.pdf", "either", heavy=True)
def _() -> bytes:
    return pdf([LINE + " " + " ".join(f"{i % 500} {i // 500} 3 3 re S" for i in range(100_000))])


@case("amount-grid-of-lines.pdf", "either", heavy=True)
def _() -> bytes:
    lines = [f"0 {i} m 595 {i} l S" for i in range(842)] + [f"{i} 0 m {i} 842 l S" for i in range(595)]
    return pdf([LINE + " " + " ".join(lines)])


@case("amount-characters.pdf", "either", heavy=True)
def _() -> bytes:
    return pdf(["BT /F1 6 Tf 10 830 Td " + "".join(f"({'word ' * 20}) Tj 0 -0.2 Td " for _ in range(4000)) + "ET"])


@case("amount-same-place.pdf", "either", heavy=True)
def _() -> bytes:
    return pdf([" ".join("BT /F1 12 Tf 72 700 Td (Lighthouse) Tj ET" for _ in range(8000))])


@case("amount-notes.pdf", "either")
def _() -> bytes:
    notes = "<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (note) /Parent 4 0 R /Popup 4 0 R >> " * 20_000
    return pdf([LINE], page=f"/Annots [{notes}]")


@case("notes-nonsense.pdf", "either")
def _() -> bytes:
    return pdf(
        [LINE],
        page="/Annots [null 7 (x) [1] << >> << /Rect 7 /Subtype 7 /Contents 7 /A 7 >> << /Rect [a b] /A << /URI 9 >> /V << >> >> 999 0 R]",
    )


@case("outline-cycle.pdf", "either")
def _() -> bytes:
    return pdf(
        [LINE],
        catalog="/Outlines 1000 0 R /PageLabels 1001 0 R",
        more={
            1000: "<< /First 1000 0 R /Last 1000 0 R /Next 1000 0 R /Parent 1000 0 R /Title (x) >>",
            1001: "<< /Kids [1001 0 R] /Nums [0 1001 0 R] >>",
        },
    )


@case("information-nonsense.pdf", "either")
def _() -> bytes:
    return assemble(
        pages(
            [LINE],
            more={
                1000: "<< /Author 1000 0 R /Title [1 2 (x)] /Subject << /A 1000 0 R >> /Keywords <FEFFD800> /Creator 9 >>"
            },
        ),
        trailer="/Info 1000 0 R",
    )


@case("layers-and-tags-cycle.pdf", "either")
def _() -> bytes:
    return pdf(
        ["/OC /MC0 BDC " + LINE + " EMC EMC EMC"],
        resources="/Properties << /MC0 1000 0 R >>",
        catalog="/StructTreeRoot 1000 0 R /MarkInfo << /Marked true >> /OCProperties << /OCGs [1000 0 R] >>",
        more={1000: "<< /Type /StructElem /K [1000 0 R] /P 1000 0 R >>"},
    )


@case("inline-picture-without-end.pdf", "either")
def _() -> bytes:
    return pdf([LINE + " BI /W 999999 /H 999999 /BPC 8 /CS /RGB ID " + "\x00\xff" * 5000])


@case("operators-nonsense.pdf", "either")
def _() -> bytes:
    return pdf(
        [
            "Tj TJ ' \" (x) 7 Td [1 (a) [2] << >>] TJ /Nope Tf 1 2 3 cm cs /Pattern cs /P1 scn 9 9 9 9 9 9 9 9 c h f* BT BT ET ET ET Q Q Q Do sh gs "
            + LINE
        ]
    )


@case("form-fields-cycle.pdf", "either")
def _() -> bytes:
    field = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (Lighthouse) /Rect [9 9 99 99] /Parent 1000 0 R /Kids [1000 0 R] >>"
    return pdf(
        [LINE],
        catalog="/AcroForm << /Fields [1000 0 R] /XFA [(x) 1000 0 R] >>",
        page="/Annots [1000 0 R]",
        more={1000: field},
    )


@case("two-types-at-once.pdf", "either")
def _() -> bytes:
    return b"%PDF-1.4\n" + docx() + pdf([LINE])


@case("text-hidden-name.pdf", "read", holds=("Lighthouse",))
def _() -> bytes:
    return pdf(["BT /F1 12 Tf 3 Tr 72 700 Td (Lighthouse) Tj ET BT /F1 12 Tf 1 1 1 rg 72 650 Td (white) Tj ET"])


# -- plain text ---------------------------------------------------------------------------------------------------------


@case("text-zeros.txt", "refused")
def _() -> bytes:
    return b"Lighthouse" + b"\0" * 9000


@case("text-blank.txt", "refused", says="no text")
def _() -> bytes:
    return b" \n\t\r\n" * 1000


@case("text-escape-codes.txt", "read", lacks=("\x1b", "\x07", "\x08"))
def _() -> bytes:
    return (b"Lighthouse \x1b]0;title\x07\x1b[31mred\x1b[2J\x08 end " + b"and so on " * 30 + b"\n") * 20


@case("text-bidi.txt", "read", holds=("Harcourt",), says="Invisible", lacks=("\u202e", "\u200b"))
def _() -> bytes:
    return "Rosalind H\u200barc\u202eourt\n".encode()


@case("text-not-utf8.txt", "read")
def _() -> bytes:
    return b"Lighthouse caf\xe9 \xff\xfe\xfd \x80\n" * 50


@case("text-utf16-odd.txt", "either")
def _() -> bytes:
    return "Lighthouse".encode("utf-16")[:-1]


@case("text-surrogates.txt", "either")
def _() -> bytes:
    return b"\xff\xfe" + b"L\0i\0" + b"\x00\xd8" * 500


@case("text-one-long-line.txt", "read", heavy=True)
def _() -> bytes:
    return b"Lighthouse " + b"word " * 2_000_000


@case("text-dots.txt", "read", heavy=True)
def _() -> bytes:
    return (
        b"Lighthouse\n"
        + b"a "
        + b". " * 100_000
        + b"x\n"
        + b"a"
        + b" " * 100_000
        + b"x\n"
        + b"." * 100_000
        + b"\n"
        + b"a\t" * 50_000
        + b"b\n"
    )


@case("text-bars.txt", "either", heavy=True)
def _() -> bytes:
    return b"Lighthouse\n" + b"|" * 200_000 + b"\n" + (b"a | b | c\n" * 50_000)


@case("text-blank-lines.txt", "read", heavy=True)
def _() -> bytes:
    return b"Lighthouse\n" + b"\n" * 2_000_000 + b"end\n"


@case("text-600000-lines.txt", "refused", says="lines", heavy=True)
def _() -> bytes:
    return b"Lighthouse\n" * 600_000


@case("text-numbers.txt", "read")
def _() -> bytes:
    return b"Lighthouse\n" + b"1." * 5000 + b"\n" + b"(" * 5000 + b"\n" + b"1.1.1.1) x\n" * 200


@case("text-markup.txt", "read")
def _() -> bytes:
    return b"# Lighthouse\n<script>alert(1)</script>\n=cmd|' /C calc'!A0\n@SUM(1)\n{{7*7}}\n"


# -- what the office suite converts ---------------------------------------------------------------------------------------


@case("rtf-braces.rtf", "either", office=True)
def _() -> bytes:
    return b"{\\rtf1 Lighthouse" + b"{" * 100_000


@case("rtf-picture-from-outside.rtf", "read", office=True)
def _() -> bytes:
    return b'{\\rtf1\\ansi Lighthouse \\par {\\field{\\*\\fldinst{ INCLUDEPICTURE "http://127.0.0.1:9/x.png" \\\\d }}{\\fldrslt{ x }}}{\\object\\objautlink\\objupdate{\\*\\objclass Word.Document.8}{\\*\\objdata 0105000002000000}}\\par}'


@case("rtf-binary.rtf", "either", office=True)
def _() -> bytes:
    return b"{\\rtf1 Lighthouse {\\pict\\bin2147483647 " + b"\xff" * 2000


def odt(body: str, extra: dict[str, str | bytes] | None = None, head: str = "") -> bytes:
    """An OpenDocument text."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" office:version="1.2">'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
            **(extra or {}),
        },
        zipfile.ZIP_STORED,
    )


@case("odt-entity.odt", "either", office=True, lacks=("root:",))
def _() -> bytes:
    return odt("<text:p>Lighthouse &x;</text:p>", head='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>')


@case("odt-outside.odt", "read", office=True, lacks=("root:",))
def _() -> bytes:
    section = '<text:section text:name="s"><text:section-source xlink:href="file:///etc/passwd" xlink:type="simple"/></text:section>'
    frame = '<text:p>Lighthouse <draw:frame><draw:image xlink:href="http://127.0.0.1:9/x.png" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame></text:p>'
    return odt(frame + section)


@case("odt-macro.odt", "either", office=True)
def _() -> bytes:
    return odt(
        "<text:p>Lighthouse</text:p>",
        {
            "Basic/Standard/M.xml": '<x>Sub Main Shell("touch /tmp/qa-hostile-macro") End Sub</x>',
            "Scripts/python/x.py": "open('/tmp/qa-hostile-macro','w')",
        },
    )


@case("odt-encrypted.odt", "refused", says="password")
def _() -> bytes:
    data = odt("<text:p>x</text:p>")
    entry = '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry>'
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        content: dict[str, str | bytes] = {n: z.read(n) for n in z.namelist()}
    content["META-INF/manifest.xml"] = (
        f"<manifest:manifest xmlns:manifest='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>{entry}</manifest:manifest>"
    )
    return zipped(content, zipfile.ZIP_STORED)


@case("odt-half.odt", "either", office=True)
def _() -> bytes:
    data = odt("<text:p>Lighthouse</text:p>" * 500)
    return data[: len(data) * 2 // 3]


def main(arguments: list[str]) -> int:
    """Writes the set into a folder."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--heavy", action="store_true")
    chosen = parser.parse_args(arguments)
    made = make_all(chosen.folder, heavy=chosen.heavy)
    print(f"{len(made)} files in {chosen.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
