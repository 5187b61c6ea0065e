"""Office files that are broken or made to do harm: read, or refused with one line, within the limits."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from qa_scorer.errors import InputError
from qa_scorer.ingest import read
from qa_scorer.ingest.docx import read_docx
from qa_scorer.settings import MIB, Limits
from tests.ingest.conftest import NAMESPACES, Kit, p, r, tbl, tc, tr

HEAD = '<?xml version="1.0"?>'


def refused(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(InputError) as info:
        read(path, limits=limits)
    line = str(info.value)
    assert "\n" not in line
    assert line.startswith(path.name)
    return line


def swap(path: Path, name: str, data: bytes) -> Path:
    """Replaces one entry of a zip file."""
    with zipfile.ZipFile(path) as z:
        files = {n: z.read(n) for n in z.namelist()}
    files[name] = data
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for key, value in files.items():
            z.writestr(key, value)
    return path


BOMB = (
    HEAD + '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY a{i} "{("&a" + (str(i - 1) if i else "") + ";") * 10}">' for i in range(9)) + "]>"
    f"<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>&a8;</w:t></w:r></w:p></w:body></w:document>"
)  # fmt: skip
OUTSIDE = (
    HEAD
    + f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:document {NAMESPACES}><w:body>{p("&e;")}</w:body></w:document>'
)


@pytest.mark.parametrize(
    "data", [BOMB.encode(), OUTSIDE.encode(), OUTSIDE.replace('<?xml version="1.0"?>', "").encode("utf-16")], ids=["bomb", "outside", "utf-16"]
)  # fmt: skip
def test_entities_are_refused(kit: Kit, data: bytes) -> None:
    assert "entities" in refused(swap(kit.write(p("x")), "word/document.xml", data))


def test_entities_in_a_side_part_are_refused(kit: Kit) -> None:
    assert "entities" in refused(swap(kit.write(p("x")), "word/styles.xml", OUTSIDE.encode()))


def test_utf16_without_entities_is_read(kit: Kit) -> None:
    path = kit.write(p("Words"))
    with zipfile.ZipFile(path) as z:
        text = z.read("word/document.xml").decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    assert read_docx(swap(path, "word/document.xml", text.encode("utf-16")), Limits()).blocks[0].text == "Words"


def test_zip_bomb(kit: Kit) -> None:
    path = kit.write(p("x"))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as z:
        z.writestr("word/comments.xml", b"<a>" + b" " * (30 * MIB) + b"</a>")
    swap(path, "word/_rels/document.xml.rels", b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
         b'<Relationship Id="a" Type="x/comments" Target="comments.xml"/></Relationships>')  # fmt: skip
    assert "unpacks to too much data (limit: 20 MiB)" in refused(path, Limits(unpacked_bytes=20 * MIB))


def test_a_size_that_lies_is_counted_as_it_comes(kit: Kit) -> None:
    path = kit.write(p("x" * (3 * MIB)))
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as z:
        size = z.getinfo("word/document.xml").file_size
    claimed, small = struct.pack("<I", size), struct.pack("<I", 1000)
    path.write_bytes(bytes(raw).replace(claimed, small))
    refused(path, Limits(unpacked_bytes=2 * MIB))


def test_overlapping_entries(kit: Kit) -> None:
    path = kit.write(p("x"), parts={"word/a.xml": "<a/>", "word/b.xml": "<b/>"})
    raw = path.read_bytes()
    with zipfile.ZipFile(path) as z:
        a, b = z.getinfo("word/a.xml").header_offset, z.getinfo("word/b.xml").header_offset
    at = raw.rfind(b"word/b.xml") - 46
    assert raw[at : at + 4] == b"PK\x01\x02"
    path.write_bytes(raw[: at + 42] + struct.pack("<I", a) + raw[at + 46 :])
    assert b != a
    assert "overlapping" in refused(path)


def test_two_parts_under_one_name(kit: Kit) -> None:
    path = kit.write(p("shown"))
    with zipfile.ZipFile(path, "a") as z, pytest.warns(UserWarning):
        z.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{p('other')}</w:body></w:document>")
    assert "two different parts under one name" in refused(path)


@pytest.mark.parametrize(
    "target", ["../../../../etc/passwd", "/../etc/passwd", "..\\..\\x", "%2e%2e/%2e%2e/x", "file:///etc/passwd"]
)
def test_paths_cannot_leave_the_package(kit: Kit, target: str) -> None:
    document = kit.read(p("x") + '<w:altChunk r:id="rX"/>', links={"rX": ("aFChunk", target)})
    assert [b.text for b in document.blocks[:-1]] == ["x"]


def test_entries_with_wild_names_are_harmless(kit: Kit, tmp_path: Path) -> None:
    path = kit.write(p("x"), parts={"../../escape.txt": b"x", "/abs.txt": b"x", "C:\\x.txt": b"x"})
    assert read(path).blocks[0].text == "x"
    assert not (tmp_path.parent.parent / "escape.txt").exists()


def test_too_many_parts(kit: Kit) -> None:
    path = kit.write(p("x"), parts={f"x/{i}": b"" for i in range(60)})
    assert "too many parts" in refused(path, Limits(parts=50))


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.99])
def test_truncated(kit: Kit, cut: float) -> None:
    path = kit.write("".join(p(f"Words {i}") for i in range(500)))
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * cut)])
    assert "damaged or incomplete" in refused(path)


def test_damaged_main_part_and_damaged_side_part(kit: Kit) -> None:
    assert "damaged" in refused(swap(kit.write(p("x")), "word/document.xml", b"<w:document"))
    assert "damaged" in refused(swap(kit.write(p("x")), "word/document.xml", b"<x/>"))
    document = read(swap(kit.write(p("x")), "word/styles.xml", b"<broken"))
    assert document.blocks[0].text == "x"
    assert any("damaged" in w for w in document.warnings)


def test_checksum_that_does_not_fit(kit: Kit) -> None:
    path = kit.write(p("x"))
    raw = path.read_bytes()
    with zipfile.ZipFile(path) as z:
        crc = struct.pack("<I", z.getinfo("word/document.xml").CRC)
    path.write_bytes(raw.replace(crc, b"\x01\x02\x03\x04"))
    assert "damaged" in refused(path)


def test_encrypted_entry_and_unknown_compression(kit: Kit) -> None:
    path = kit.write(p("x"))
    raw = bytearray(path.read_bytes())
    at = raw.rfind(b"word/document.xml") - 46
    locked = bytearray(raw)
    locked[at + 8] |= 1
    path.write_bytes(bytes(locked))
    assert "password-protected" in refused(path)
    raw[at + 10] = 99
    path.write_bytes(bytes(raw))
    assert "damaged" in refused(path)


def test_a_thousand_levels_of_nesting(kit: Kit) -> None:
    deep = p("x")
    for _ in range(1000):
        deep = f"<w:sdt><w:sdtContent>{deep}</w:sdtContent></w:sdt>"
    assert "nested more deeply" in refused(kit.write(deep))


def test_fifty_tables_in_each_other_are_read(kit: Kit) -> None:
    deep = p("innermost")
    for _ in range(50):
        deep = tbl(tr("x", tc(deep + p(""))))
    document = read(kit.write(deep))
    assert len(document.tables) == 50
    assert any(b.text == "innermost" for b in document.blocks)


def test_cycles_in_styles_numbering_and_chunks(kit: Kit) -> None:
    numbering = Kit.part(
        "numbering",
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )
    path = kit.write(
        '<w:p><w:pPr><w:pStyle w:val="LoopB"/><w:numPr><w:ilvl w:val="99999999999"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
        '<w:altChunk r:id="rX"/>',
        links={"rN": ("numbering", "numbering.xml"), "rX": ("aFChunk", "document.xml")}, parts={"word/numbering.xml": numbering},
    )  # fmt: skip
    assert read(path).blocks[0].text == "x"


def test_a_document_within_a_document_within_a_document(kit: Kit) -> None:
    inner = kit.write(p("core"), name="inner.docx").read_bytes()
    for _ in range(5):
        inner = kit.write(
            p("shell") + '<w:altChunk r:id="rX"/>', name="inner.docx", links={"rX": ("aFChunk", "x.docx")}, parts={"word/x.docx": inner}
        ).read_bytes()  # fmt: skip
    document = read(kit.folder / "inner.docx")
    assert 1 <= sum(b.text == "shell" for b in document.blocks) <= 4
    assert document.warnings


def test_repeated_ids(kit: Kit) -> None:
    notes = "".join(f'<w:comment w:id="0" w:author="A">{p(f"note {i}")}</w:comment>' for i in range(3))
    document = read(
        kit.write(
            p(r("x") + '<w:r><w:commentReference w:id="0"/></w:r>' * 3), links={"rC": ("comments", "comments.xml")},
            parts={"word/comments.xml": Kit.part("comments", notes)},
        )
    )  # fmt: skip
    assert sum(b.text.startswith("note") for b in document.blocks) == 3


def test_limits_on_content(kit: Kit) -> None:
    assert "too many paragraphs (limit: 10)" in refused(kit.write(p("x") * 11), Limits(paragraphs=10))
    assert "too many table cells" in refused(kit.write(tbl(tr("a", "b") * 20)), Limits(cells=10))


def test_big_pictures_are_left_out(kit: Kit) -> None:
    picture = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x"/><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="rP"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    path = kit.write(p(picture) * 3, links={"rP": ("image", "m.png")}, parts={"word/m.png": b"\x89PNG" + bytes(1500)})
    assert read_docx(path, Limits(image_bytes=100)).pictures[0].image is None
    kept = read_docx(path, Limits(images_bytes=2000))
    assert [x.image is None for x in kept.pictures] == [False, True, True]


def test_no_document_inside(kit: Kit) -> None:
    path = kit.folder / "x.docx"
    with zipfile.ZipFile(path, "w") as z:
        z.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
    refused(path)


@pytest.mark.slow
def test_200_000_paragraphs_and_100_000_rows(kit: Kit) -> None:
    assert (
        sum(b.is_body for b in read(kit.write("".join(p(f"Paragraph {i}.") for i in range(200_000)))).blocks) == 200_000
    )
    document = read(kit.write(tbl(*[tr(f"{i}", "x") for i in range(100_000)])))
    assert len(document.tables[0].rows) == 100_000


def test_every_flipped_byte_ends_in_a_document_or_one_line(kit: Kit) -> None:
    """A little mutation run in this process: no other error may come out of the reader."""
    import random

    rng = random.Random(7)
    raw = kit.write(p("Words") + tbl(tr("a", "b")) + p(r("x", "<w:b/>"))).read_bytes()
    path = kit.folder / "mutant.docx"
    for _ in range(150):
        mutant = bytearray(raw)
        for _ in range(rng.randint(1, 6)):
            mutant[rng.randrange(len(mutant))] = rng.randrange(256)
        path.write_bytes(bytes(mutant))
        try:
            read_docx(path, Limits())
        except InputError as exc:
            assert "\n" not in str(exc)


def test_every_changed_tag_ends_in_a_document_or_one_line(kit: Kit) -> None:
    """The same on the XML itself, so that the mutants are well-formed more often."""
    import random

    rng = random.Random(11)
    source = kit.write(
        p(r("Words"), "Heading1") + tbl(tr(tc("a", '<w:gridSpan w:val="2"/>'), "b"), tr("c", tc("", "<w:vMerge/>")))
        + p('<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>x</w:t><w:fldChar w:fldCharType="end"/></w:r>')
    )  # fmt: skip
    with zipfile.ZipFile(source) as z:
        xml = z.read("word/document.xml").decode()
    names = ["w:p", "w:r", "w:t", "w:tbl", "w:tr", "w:tc", "w:pPr", "w:tcPr", "w:fldChar", "w:sdt", "w:ins", "w:del", "w:txbxContent", "w:drawing", "w:pict", "w:numPr",
             "mc:AlternateContent", "mc:Choice", "v:shape", "w:hyperlink", "w:altChunk", "w:footnoteReference", "w:ruby", "w:sym"]  # fmt: skip
    start = xml.index("<w:body>")
    for _ in range(200):
        head, rest = xml[:start], xml[start:]
        for _ in range(rng.randint(1, 4)):
            old, new = rng.choice(names), rng.choice(names)
            rest = (
                rest.replace(f"<{old}>", f"<{new}>")
                .replace(f"<{old} ", f"<{new} ")
                .replace(f"</{old}>", f"</{new}>")
                .replace(f"<{old}/>", f"<{new}/>")
            )
        path = swap(source, "word/document.xml", (head + rest).encode())
        try:
            read_docx(path, Limits())
        except InputError as exc:
            assert "damaged" in str(exc)


def test_reading_leaves_the_zip_alone(kit: Kit) -> None:
    path = kit.write(p("x"))
    before = path.read_bytes()
    read(path)
    assert path.read_bytes() == before
    assert isinstance(io.BytesIO(before), io.BytesIO)
