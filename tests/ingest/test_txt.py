"""Plain text: encodings, paragraphs, lists, tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_scorer.document import BlockKind, Document, Part
from qa_scorer.errors import InputError
from qa_scorer.ingest.txt import read_txt
from qa_scorer.settings import Limits


def read(folder: Path, text: str | bytes, limits: Limits | None = None) -> Document:
    path = folder / "report.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_txt(path, limits or Limits())


def body(document: Document) -> list[tuple[str, str, str]]:
    return [(b.kind.value, b.number, b.text) for b in document.blocks if b.part is Part.BODY]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings(tmp_path: Path, codec: str) -> None:
    text = "Mrs Brontë’s review – £5 a week, and some more words to tell by.\n"
    assert body(read(tmp_path, text.encode(codec)))[0][2] == text.strip()


def test_wrapped_lines_are_one_paragraph_and_headings_stay_alone(tmp_path: Path) -> None:
    text = """1. Introduction
This paragraph was wrapped at about seventy characters by whoever typed
it, as mail programs do, and it goes on over several lines until it ends
here.

Second paragraph, which also is long enough to be wrapped by the program
and which ends on the next line, so that the width of the text is plain.
Third.
"""
    got = body(read(tmp_path, text))
    assert [g[2][:12] for g in got] == ["1. Introduct", "This paragra", "Second parag"]
    assert got[1][2].endswith("until it ends here.")


def test_unwrapped_lines_are_paragraphs(tmp_path: Path) -> None:
    text = "Heading\n" + "A very long line. " * 20 + "\n" + "Another long line. " * 20 + "\nShort."
    assert len(body(read(tmp_path, text))) == 4


def test_lists(tmp_path: Path) -> None:
    got = body(read(tmp_path, "• one\n- two\n\n1. Review the policy.\n2) Train the staff.\n\n2.1 Background\n\n- -\n"))
    assert got[:5] == [
        ("list_item", "•", "one"), ("list_item", "•", "two"), ("list_item", "1.", "Review the policy."), ("list_item", "2)", "Train the staff."),
        ("paragraph", "", "2.1 Background"),
    ]  # fmt: skip


def test_tables_of_bars_and_tabs(tmp_path: Path) -> None:
    document = read(tmp_path, "| Date | Time |\n|---|---|\n| 1 May | |\n\nCode\tName\tRole\nSW1\tJane\tNurse\n\na\tb\n")
    assert [[document.blocks[i or 0].text for i in row] for row in document.tables[0].rows] == [
        ["Date", "Time"],
        ["1 May", ""],
    ]
    assert [[document.blocks[i or 0].text for i in row] for row in document.tables[1].rows] == [
        ["Code", "Name", "Role"],
        ["SW1", "Jane", "Nurse"],
    ]
    assert body(document)[-1] == ("paragraph", "", "a\tb")


def test_contents_lines(tmp_path: Path) -> None:
    got = body(read(tmp_path, "Introduction ........ 2\nAnalysis ........ 5\n\nNothing more ... said\n"))
    assert [g[0] for g in got] == ["toc", "toc", "paragraph"]


def test_pages_by_form_feed(tmp_path: Path) -> None:
    document = read(tmp_path, "one\n\ftwo\n")
    assert [(b.text, b.page) for b in document.blocks[:2]] == [("one", 1), ("two", 2)]
    assert document.pages == 2


def test_tricks_are_told(tmp_path: Path) -> None:
    document = read(tmp_path, "Mrs Hol\u200bloway\x07 came.")
    assert document.blocks[0].text == "Mrs Holloway came."
    assert document.warnings


def test_limits(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="paragraphs"):
        read(tmp_path, "a\n\n" * 20, Limits(paragraphs=10))
    with pytest.raises(InputError, match="cells"):
        read(tmp_path, "a | b | c\n" * 20, Limits(cells=10))
    with pytest.raises(InputError, match="holds no text"):
        read(tmp_path, "\n \n")


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from("ab1.-•| \t\n\f#()o"), max_size=80))
def test_no_word_is_lost(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        try:
            document = read(Path(folder), text)
        except InputError:
            return
        got = "".join(b.number + b.text for b in document.blocks if b.kind is not BlockKind.FILE_NAME)
        assert got.count("a") == text.count("a")
        assert got.count("b") == text.count("b")
        for block in document.blocks:
            assert all(0 <= a.start <= len(block.text) for a in block.anchors)
