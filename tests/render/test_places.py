from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa_scorer.render.view import Places, clean, line, short, token


def test_places_are_words_a_person_can_follow(report):
    places = Places(report)
    at = [places.of(f["location"]) for f in report["findings"]]
    assert at[0] == "2. Analysis, paragraph 1, page 2"
    assert at[3] == "2. Analysis, paragraph 2, page 2"
    assert at[4] == "3. Chronology, row 2, page 2"
    assert at[5] == "not in the document"
    assert places.of(report["unsure"][0]["location"]) == "Comment, page 2"
    assert places.of(report["grid"][0]["evidence"][0]["location"]) == "1. Front sheet, table row 2, page 2"


def test_context_shows_the_words_around(report):
    before, quote, after = Places(report).context(report["findings"][0]["location"])
    assert (before, quote) == ("The nurse was careless. ", "Karen Holloway")
    assert after.startswith(" rang the ward")


def test_a_location_outside_the_document_is_no_error(report):
    assert Places(report).of({"section": None, "block": 999, "start": 0, "end": 5}) == "the document as a whole"


@given(st.text())
def test_clean_text_holds_nothing_hidden(text):
    assert not set(clean(text)) & {
        chr(c) for c in (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F))
    }
    clean(text).encode("utf-8")
    assert line(text) == " ".join(line(text).split())


@given(st.text(), st.integers(2, 50))
def test_short_text_is_short(text, limit):
    assert len(short(text, limit)) <= limit


@given(st.text())
def test_tokens_are_safe(text):
    assert token(text).replace("_", "a").isalnum() and token(text).isascii()
