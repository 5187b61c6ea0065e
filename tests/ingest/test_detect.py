"""The type is told by content; what is no report gets one line that says what to do."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from qa_scorer.errors import InputError
from qa_scorer.ingest.detect import detect, named_otherwise
from qa_scorer.settings import Limits
from tests.ingest.conftest import Kit, p


def archive(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, text in files.items():
            z.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def types(kind: str, main: str) -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{main}" ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
    )


SHEET = archive(**{"[Content_Types].xml": types("spreadsheetml.sheet", "xl/workbook.xml"), "xl/workbook.xml": "<x/>"})
SLIDES = archive(
    **{
        "[Content_Types].xml": types("presentationml.presentation", "ppt/presentation.xml"),
        "ppt/presentation.xml": "<x/>",
    }
)
LOCKED_ODT = archive(
    **{"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": "<manifest:encryption-data/>"}
)

BAD = [
    ("empty", b"", "is empty"),
    ("png", b"\x89PNG\r\n\x1a\n" + bytes(50), "PNG picture"),
    ("jpeg", b"\xff\xd8\xff\xe0" + bytes(50), "JPEG picture"),
    ("tiff", b"II*\x00" + bytes(50), "TIFF picture"),
    ("webp", b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(20), "picture"),
    ("mp4", b"\x00\x00\x00\x18ftypisom" + bytes(50), "film"),
    ("program", b"\x7fELF" + bytes(100), "program"),
    ("7z", b"7z\xbc\xaf\x27\x1c" + bytes(50), "7-Zip archive"),
    ("zip", archive(a="b"), "zip archive"),
    ("xlsx", SHEET, "Excel workbook"),
    ("pptx", SLIDES, "PowerPoint presentation"),
    ("pages", archive(Index__Document_iwa="x").replace(b"Document_iwa", b"Document.iwa"), "Apple Pages"),
    ("ods", archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "spreadsheet"),
    ("locked odt", LOCKED_ODT, "password-protected"),
    ("html", b"<!DOCTYPE html><html><body>x</body></html>", "web page"),
    ("html with mark", b"\xef\xbb\xbf\n<HTML><body>x</body></html>", "web page"),
    ("mhtml", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "e-mail or a web archive"),
    ("flat word xml", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>', "XML format"),
    ("xml", b'<?xml version="1.0"?><data/>', "XML file"),
    ("binary", bytes(range(256)) * 10, "not known"),
    ("truncated zip", b"PK\x03\x04" + bytes(40), "damaged or incomplete"),
    ("truncated ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged or incomplete"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "told"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_refused_with_one_line(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "Threlkeld review.docx"
    path.write_bytes(data)
    with pytest.raises(InputError) as info:
        detect(path, Limits())
    line = str(info.value)
    assert told in line
    assert line.startswith("Threlkeld review.docx ")
    assert "\n" not in line
    assert line.count(". ") >= 1, "it says what to do"


def test_what_is_no_file(tmp_path: Path) -> None:
    for path, told in (
        (tmp_path, "is a folder"),
        (tmp_path / "no.docx", "was not found"),
        (Path("/dev/null"), "not an ordinary file"),
    ):
        with pytest.raises(InputError, match=told):
            detect(path, Limits())
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="not an ordinary file"):
        detect(tmp_path / "pipe", Limits())
    (tmp_path / "big.txt").write_bytes(b"x" * 100)
    with pytest.raises(InputError, match="is too large"):
        detect(tmp_path / "big.txt", Limits(file_bytes=50))
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(InputError):
        detect(loop, Limits())


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"), (b"\r\n\r\n%PDF-1.4", "pdf"), (b"{\\rtf1 x}", "rtf"), (b"Plain words.", "txt"), ("é€".encode("cp1252") * 3 + b" words and words", "txt"),
        ("x".encode("utf-16"), "txt"), (archive(mimetype="application/vnd.oasis.opendocument.text", content_xml="x"), "odt"), (b"BM is how it begins", "txt"),
    ],
)  # fmt: skip
def test_told_by_content(tmp_path: Path, data: bytes, kind: str) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(data)
    assert detect(path, Limits()) == kind


@pytest.mark.parametrize("main", ["document.main+xml", "template.main+xml", "application/vnd.ms-word.document.macroEnabled.main+xml",
                                  "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"])  # fmt: skip
def test_word_files_of_all_sorts(kit: Kit, main: str) -> None:
    assert detect(kit.write(p("x"), main=main), Limits()) == "docx"


def test_office_encryption_by_the_library_that_knows_it(kit: Kit) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain = kit.write(p("x"))
    locked = kit.folder / "locked.docx"
    with plain.open("rb") as source, locked.open("wb") as out:
        OOXMLFile(source).encrypt("secret", out)
    with pytest.raises(InputError, match=r"locked.docx is password-protected"):
        detect(locked, Limits())


def test_wrong_name_is_told(tmp_path: Path) -> None:
    assert "named .docx but is a PDF" in (named_otherwise(Path("x.docx"), "pdf") or "")
    assert named_otherwise(Path("x.docm"), "docx") is None
    assert named_otherwise(Path("x.bin"), "pdf") is None
