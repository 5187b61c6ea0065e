"""Sentence splitting: nothing lost, abbreviations and codes survived."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_scorer.extract.sentences import split


def cut(text):
    return [text[a:b] for a, b in split(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Okafor saw him at 10.30 hrs on ward 4.",
        "He weighed approx. 46 kg, i.e. 6 kg less.",
        "The P.C. rang at 9.15 a.m. and left.",
        "Mr. and Mrs. Lis came.",
        "The score was 3.5 (max. 10) on that day.",
        "She saw J. Smith at the clinic.",
        "1.2 The author read the file",
        "bullet without a full stop",
        "Mrs P (b. 1931, carer) lives there.",
    ],
)
def test_one_sentence_stays_one(text):
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("He fell. She rang.", ["He fell.", "She rang."]),
        ("They met Adult A. She was well.", ["They met Adult A.", "She was well."]),
        ("'I want to go home.' The nurse wrote it down.", ["'I want to go home.'", "The nurse wrote it down."]),
        ("Was he asked? No.", ["Was he asked?", "No."]),
        ("Seen at 10:30. Weight 46 kg.", ["Seen at 10:30.", "Weight 46 kg."]),
        ("He was on 40 mg. The chart gives 25.", ["He was on 40 mg.", "The chart gives 25."]),
        ("It was reviewed etc. The nurse left.", ["It was reviewed etc.", "The nurse left."]),
        ("line one\nline two", ["line one", "line two"]),
    ],
)
def test_boundaries(text, parts):
    assert cut(text) == parts


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=300))
def test_nothing_is_lost_and_spans_do_not_overlap(text):
    spans = list(split(text))
    assert all(a < b for a, b in spans)
    assert all(spans[i][1] <= spans[i + 1][0] for i in range(len(spans) - 1))
    kept = set()
    for a, b in spans:
        kept.update(range(a, b))
    assert all(i in kept or text[i].isspace() for i in range(len(text)))
