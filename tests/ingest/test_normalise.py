"""Text in one form, places kept."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_scorer.document import Anchor, Block, BlockKind, Document, Revision
from qa_scorer.ingest.normalise import Cleaner, clean_document, clean_with_map


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Kar\u200ben", "Karen"), ("Kar\u00aden", "Karen"), ("\u202enevaR\u202c", "nevaR"), ("K\u0430r\u0435n", "Karen"), ("\uff2baren", "Karen"),
        ("\U0001d40aaren", "Karen"), ("Rene\u0301", "Ren\u00e9"), ("a\u00a0b", "a b"), ("o\u2011h", "o-h"), ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\x00\x07a", "a"), ("it\x92s", "it\u2019s"), ("of\ufb01ce", "office"), ("\ud800x", "\ufffdx"), ("\u0421\u0430\u0440\u0430", "Capa"),
    ],
)  # fmt: skip
def test_one_form(raw: str, clean: str) -> None:
    assert Cleaner().clean(raw) == clean


@pytest.mark.parametrize(
    "text", ["Plain text – with ‘quotes’, £5 and é.", "русские слова", "5 μg of α-blocker", "½ ² ™ №", ""]
)
def test_left_alone(text: str) -> None:
    cleaner = Cleaner()
    assert cleaner.clean(text) == text
    assert not cleaner.warnings()


def test_only_tricks_inside_words_are_told() -> None:
    quiet = Cleaner()
    quiet.clean("\ufeffStart of text.\u200b \u200eEnd")
    assert not quiet.warnings()
    loud = Cleaner()
    loud.clean("Hol\u200bloway and K\u0430ren")
    assert len(loud.warnings()) == 2


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_and_hides_nothing(text: str) -> None:
    once = Cleaner().clean(text)
    assert Cleaner().clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(c in once for c in "\u200b\u200d\u202e\x00\x1b\u00ad\r")


@given(st.text(max_size=40))
def test_map_is_monotonous_and_within(text: str) -> None:
    clean, places = clean_with_map(text, Cleaner())
    if places is None:
        assert len(clean) == len(text)
    else:
        assert len(places) == len(clean) + 1
        assert all(a <= b for a, b in itertools.pairwise(places))
        assert places[0] >= 0 and places[-1] == len(text)


def test_anchors_and_revisions_move_with_the_text() -> None:
    block = Block(
        0,
        BlockKind.CELL,
        "Ka\u200bren\nHo\u200blloway",
        anchors=(Anchor("x", 0), Anchor("x", 1, 7)),
        revisions=(Revision("insert", 7, 16),),
    )
    document = clean_document(Document("x", "", "pdf", (block,)))
    got = document.blocks[0]
    assert got.text == "Karen\nHolloway"
    assert got.anchors[1].start == 6
    assert (got.revisions[0].start, got.revisions[0].end) == (6, 14)
    assert len(document.warnings) == 1
