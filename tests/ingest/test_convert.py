"""Other formats by LibreOffice, and what is said without it."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest

from qa_scorer.document import Block
from qa_scorer.errors import InputError
from qa_scorer.ingest import child, convert, read
from qa_scorer.settings import Limits
from tests.ingest.conftest import Kit, p, tbl, tr

OFFICE = convert.find_office()
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


def test_without_office_the_line_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert, "find_office", lambda: None)
    path = tmp_path / "old.rtf"
    path.write_text("{\\rtf1 Words}")
    with pytest.raises(InputError, match=r"old.rtf is a rich text file .* save it as .docx or .pdf"):
        convert.read_converted(path, "rtf", Limits(), tmp_path, 0.0)


def test_an_office_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o700)
    source = tmp_path / "report.rtf"
    source.write_text("{\\rtf1 Words}")
    import time

    with pytest.raises(InputError, match="takes too long to convert"):
        convert.convert(str(slow), source, tmp_path, Limits(), time.monotonic() + 0.3, "x.rtf")


def test_an_office_that_makes_nothing(tmp_path: Path) -> None:
    import time

    source = tmp_path / "report.rtf"
    source.write_text("{\\rtf1 Words}")
    with pytest.raises(InputError, match="could not be converted"):
        convert.convert("/bin/true", source, tmp_path, Limits(), time.monotonic() + 5, "x.rtf")


def texts(blocks: tuple[Block, ...]) -> list[str]:
    return [b.text for b in blocks if b.is_body and b.text]


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["odt", "rtf", "doc"])
def test_same_text_in_other_formats(kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    source = kit.write(
        p("Analysis", "Heading1")
        + p("Mrs Threlkeld was seen.")
        + tbl(tr("Date", "Event"), tr("1 May", "Visit"))
        + p("After.")
    )
    subprocess.run(
        [str(OFFICE), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", kind, "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    own = tmp_path / "own"  # other tests convert at the same time
    own.mkdir()
    monkeypatch.setenv("TMPDIR", str(own))
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    document = read(tmp_path / f"report.{kind}")
    assert document.format == kind
    assert texts(document.blocks) == texts(read(source).blocks)
    assert [b.level for b in document.blocks if b.text == "Analysis"] == [1]
    assert not any(b.anchors for b in document.blocks), "places in the converted file are not places in the original"
    assert not [*own.glob("qa-scorer-*"), *own.glob("OSL_PIPE*")]


@needs_office
@pytest.mark.slow
def test_a_broken_odt_is_one_line(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "x.odt"
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        z.writestr("content.xml", "<broken")
    with pytest.raises(InputError) as info:
        read(path)
    assert "\n" not in str(info.value)


def test_child_is_not_imported_by_the_parent() -> None:
    assert child.__doc__ and "never imported" in child.__doc__
