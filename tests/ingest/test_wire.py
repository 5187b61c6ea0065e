"""Documents survive the way between processes; nothing else arrives."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_scorer.document import Anchor, Block, BlockKind, Document, Part, Picture, Revision, Shape, Table, TableCell
from qa_scorer.ingest.wire import WireError, dump, dump_error, load
from qa_scorer.settings import Limits

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
small = st.integers(0, 50)
sizes = st.none() | st.floats(0, 1000, allow_nan=False)
boxes = st.none() | st.tuples(*[st.floats(-1e4, 1e4, allow_nan=False)] * 4)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    count = draw(st.integers(1, 6))
    blocks = tuple(
        Block(
            i, draw(st.sampled_from(BlockKind)), draw(words), draw(st.sampled_from(Part)), draw(st.none() | st.integers(0, 9)), draw(words), draw(words),
            draw(st.booleans()), draw(st.booleans()), draw(sizes), draw(st.none() | small), draw(st.none() | st.builds(TableCell, small, small, small)),
            tuple(draw(st.lists(st.builds(Revision, words, small, small, words), max_size=2))),
            tuple(draw(st.lists(st.builds(Anchor, words, small, small, boxes), max_size=2))),
        )
        for i in range(count)
    )  # fmt: skip
    index = st.integers(0, count - 1)
    row = st.lists(st.none() | index, max_size=3).map(tuple)
    tables = tuple(
        Table(i, tuple(draw(st.lists(row, max_size=3))), draw(small), draw(st.none() | small), draw(st.none() | index)) for i in range(draw(st.integers(0, 2)))
    )  # fmt: skip
    shape = st.builds(Shape, words, words, boxes, words, st.booleans())
    picture = st.builds(
        Picture, index, words, words, words, words, sizes, sizes, st.none() | small, st.lists(shape, max_size=2).map(tuple), st.none() | st.binary(max_size=9)
    )  # fmt: skip
    return Document(
        draw(words), "ab", "docx", blocks, tables, tuple(draw(st.lists(picture, max_size=2))), draw(st.dictionaries(words, words, max_size=2)),
        draw(st.none() | small), tuple(draw(st.lists(small, max_size=2))), ("A warning.",),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(documents())
def test_round_trips(document: Document) -> None:
    out = io.BytesIO()
    dump(document, out)
    out.seek(0)
    assert load(out, Limits()) == document
    assert Document.from_json(json.loads(json.dumps(document.to_json()))) == document


@settings(max_examples=100, deadline=None)
@given(documents(), st.data())
def test_damage_is_noticed(document: Document, data: st.DataObject) -> None:
    """Whatever is cut off or replaced, either a document or a WireError comes out, nothing else."""
    out = io.BytesIO()
    dump(document, out)
    raw = bytearray(out.getvalue())
    if data.draw(st.booleans()):
        del raw[data.draw(st.integers(0, len(raw) - 2)) :]
        with pytest.raises(WireError):
            load(io.BytesIO(bytes(raw)), Limits())
        return
    for _ in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert isinstance(load(io.BytesIO(bytes(raw)), Limits()), Document | str)
    except WireError:
        pass


HEAD = {
    "file_name": "x",
    "sha256": "y",
    "format": "docx",
    "properties": {},
    "pages": None,
    "unreadable_pages": [],
    "warnings": [],
}
BLOCK = ["paragraph", "text", "body", None, "", "", False, False, None, None, None, [], []]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [["document", HEAD]],
        [["blocks", [BLOCK]]],
        [["document", HEAD], ["end", 3]],
        [["document", {**HEAD, "more": 1}], ["end", 0]],
        [["document", HEAD], ["blocks", [["nonsense", *BLOCK[1:]]]], ["end", 1]],
        [["document", HEAD], ["blocks", [["paragraph", 5, *BLOCK[2:]]]], ["end", 1]],
        [["document", HEAD], ["table", [0, 0, None, None, 1]], ["rows", [[7]]], ["end", 0]],
        [["document", HEAD], ["picture", [9, "bitmap", "", "", "", None, None, None, [], False]], ["end", 0]],
        [["document", HEAD], ["end", 0], ["end", 0]],
        [["document", HEAD], ["run", "code"]],
        [5],
    ],
)
def test_what_is_not_a_document_is_refused(lines: list[Any]) -> None:
    raw = b"".join(json.dumps(x).encode() + b"\n" for x in lines)
    with pytest.raises(WireError):
        load(io.BytesIO(raw), Limits())


def test_long_texts_and_pictures_travel_in_pieces() -> None:
    blocks = tuple(Block(i, BlockKind.PARAGRAPH, "x" * 900_000) for i in range(4))
    image = bytes(range(256)) * 30_000
    document = Document(
        "x",
        "y",
        "docx",
        blocks,
        pictures=(Picture(0, "bitmap", image=image), Picture(1, "bitmap", image=b""), Picture(1, "vml")),
    )
    out = io.BytesIO()
    dump(document, out)
    assert max(len(line) for line in out.getvalue().splitlines()) < 5_000_000
    out.seek(0)
    assert load(out, Limits()) == document
    out.seek(0)
    with pytest.raises(WireError):
        load(out, Limits(images_bytes=1000))
    out.seek(0)
    with pytest.raises(WireError):
        load(out, Limits(paragraphs=1, cells=-10_000))


def test_an_error_is_one_bounded_line() -> None:
    out = io.BytesIO()
    dump_error("x is damaged.\n\x1b[31mred" + "y" * 5000, out)
    out.seek(0)
    found = load(out, Limits())
    assert isinstance(found, str)
    assert len(found) <= 600
    assert "\n" not in found
