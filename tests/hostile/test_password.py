"""A password opens an encrypted Word file or PDF, comes from standard input only, and is told to nobody."""

from __future__ import annotations

import importlib.util
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from qa_scorer.errors import InputError
from qa_scorer.ingest import read
from qa_scorer.settings import Limits

HERE = Path(__file__).parent
PASSWORD = "correct horse é"


def _generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hostile_generate_for_passwords", HERE / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


generate = _generate()


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    path = tmp_path / "report.docx"
    path.write_bytes(generate.encrypted_word(generate.docx(), PASSWORD))
    return path


def test_the_password_opens_a_word_file(locked: Path) -> None:
    document = read(locked, password=PASSWORD)
    assert "Lighthouse" in document.blocks[0].text
    assert document.file_name == "report.docx"


def test_the_password_opens_a_pdf(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(generate.locked("correct horse", "owner"))
    assert any("Lighthouse" in b.text for b in read(path, password="correct horse").blocks)


@pytest.mark.parametrize("kind", ["docx", "pdf"])
@pytest.mark.parametrize("given", [None, "wrong", "x" * 3000])
def test_a_wrong_password_is_one_line_without_the_password(kind: str, given: str | None, tmp_path: Path) -> None:
    path = tmp_path / f"report.{kind}"
    path.write_bytes(
        generate.encrypted_word(generate.docx(), PASSWORD)
        if kind == "docx"
        else generate.locked("correct horse", "owner")
    )
    with pytest.raises(InputError, match="password") as caught:
        read(path, password=given)
    assert "wrong" not in str(caught.value) and "xxx" not in str(caught.value)
    assert ("does not open" in str(caught.value)) == bool(given)


def test_a_password_that_is_not_needed_does_no_harm(tmp_path: Path) -> None:
    for name, data in (
        ("a.docx", generate.docx()),
        ("a.pdf", generate.pdf([generate.LINE])),
        ("a.txt", b"Lighthouse\n" * 9),
    ):
        (tmp_path / name).write_bytes(data)
        assert any("Lighthouse" in b.text for b in read(tmp_path / name, password=PASSWORD).blocks)


def test_what_is_inside_is_as_hostile_as_anything(tmp_path: Path) -> None:
    """The limits and the refusals hold for the decrypted file too."""
    entity = generate.docx(generate.document_xml(generate.p("&x;"), '<!DOCTYPE d [<!ENTITY x "y">]>').encode())
    inner = {
        "entities": entity,
        "overlap": generate.CASES["zip-overlapping.docx"].make(),
        "two different parts": generate.CASES["zip-names-differ-in-case.docx"].make(),
        "Word document inside": generate.CASES["part-no-main.docx"].make(),
    }
    for says, data in inner.items():
        (tmp_path / "a.docx").write_bytes(generate.encrypted_word(data, PASSWORD))
        with pytest.raises(InputError, match=says):
            read(tmp_path / "a.docx", password=PASSWORD)


def test_the_limit_on_unpacked_bytes_holds(locked: Path) -> None:
    with pytest.raises(InputError, match="unpacked_bytes"):
        read(locked, password=PASSWORD, limits=replace(Limits(), unpacked_bytes=1000))


@pytest.mark.slow
@pytest.mark.parametrize("at", range(0, 100, 12))
def test_damaged_encryption_is_one_line(at: int, locked: Path) -> None:
    data = bytearray(locked.read_bytes())
    for i in range(512 + at * 50, min(len(data), 512 + at * 50 + 40)):
        data[i] ^= 0xFF
    locked.write_bytes(bytes(data))
    try:
        read(locked, password=PASSWORD)
    except InputError as exc:
        assert "could not be read (" not in str(exc)


def test_the_command_reads_it_from_standard_input(locked: Path, tmp_path: Path) -> None:
    def run(password: bytes) -> subprocess.CompletedProcess[bytes]:
        words = [
            sys.executable,
            "-c",
            "from qa_scorer.cli import main; main()",
            "score",
            str(locked),
            "--password-stdin",
            "--format",
            "json",
        ]
        return subprocess.run(words, input=password, capture_output=True, timeout=120, check=False)

    wrong = run(b"wrong\n")
    assert wrong.returncode == 2
    assert b"does not open" in wrong.stderr
    assert run(b"").returncode == 2
    assert b"does not open" not in run(PASSWORD.encode() + b"\n").stderr


def test_the_password_is_in_no_command_line(locked: Path) -> None:
    """Other users of a computer see the command lines of all processes."""
    from qa_scorer.ingest import start

    pending = start(locked, password=PASSWORD)
    try:
        assert PASSWORD not in " ".join(map(str, pending._process.args))  # type: ignore[arg-type]
    finally:
        pending.cancel()


def test_the_file_of_another_kind_inside_is_refused(tmp_path: Path) -> None:
    from msoffcrypto.format.ooxml import OOXMLFile

    buffer = io.BytesIO()
    OOXMLFile(io.BytesIO(generate.CASES["type-workbook.docx"].make())).encrypt(PASSWORD, buffer)
    (tmp_path / "a.docx").write_bytes(buffer.getvalue())
    with pytest.raises(InputError):
        read(tmp_path / "a.docx", password=PASSWORD)
